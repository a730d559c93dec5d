"""Alibaba Location (API 2015-06-12): where clients that were told no endpoint ask for one."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.model import load
from twincloud.contract.operation import Product
from twincloud.contract.shapes import location as shapes
from twincloud.kernel.errors import ApiError
from twincloud.storage.transaction import Transaction

LOCATION = Product("location", shapes)

_SERVED = ("slb", "live")
_KIND = "openAPI"
_VENDORS_DOMAIN = ".aliyuncs.com"


@LOCATION.read("DescribeEndpoints")
def describe_endpoints(
    call: Call, request: shapes.DescribeEndpointsRequest, tx: Transaction
) -> shapes.DescribeEndpointsResponse:
    """Tell under which host a product is called in a region: the one under which this call came.

    A client that came by the vendor's own name for this product gets the vendor's name of the wanted one, as both lead
    here. Kinds of endpoints other than those for calls are not there. Raises ApiError InvalidRegionId and Illegal
    Parameter (an unknown product), with the very words by which clients tell them from other errors.
    """
    if request.id not in load("slb").regions:
        raise ApiError("InvalidRegionId", "The specified region does not exist.")
    if request.service_code not in _SERVED:
        raise ApiError(
            "Illegal Parameter",
            "Please check the parameters",
            hint=f"Served here are: {', '.join(_SERVED)}.",
        )
    host = call.host
    if host.partition(":")[0].endswith(_VENDORS_DOMAIN):
        host = f"{request.service_code}.{request.id}{_VENDORS_DOMAIN}"
    found = shapes.Endpoint(
        endpoint=host,
        id=request.id,
        namespace="",
        protocols=shapes.Protocols(protocols=["HTTP", "HTTPS"]),
        serivce_code=request.service_code,
        service_code=request.service_code,
        type_=_KIND,
    )
    listed = [found] if request.type_ == _KIND else []
    return shapes.DescribeEndpointsResponse(
        endpoints=shapes.Endpoints(endpoint=listed), request_id=call.request_id, success=True
    )
