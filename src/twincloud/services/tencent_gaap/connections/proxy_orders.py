"""From a CreateProxy to the record of what was ordered: defaults filled in, values checked."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.connections.regions import is_access_region, is_origin_region
from twincloud.services.tencent_gaap.errors import UNSUPPORTED, refusal
from twincloud.services.tencent_gaap.records import Proxy

BANDWIDTHS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""In Mbit/s."""
CONCURRENTS = (2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150, 200, 250, 300)
"""In 10,000 connections."""
_PACKAGES = {"THUNDER": "Thunder", "ACCELERATOR": "Accelerator", "CROSSBORDER": "CrossBorder"}


def ordered(call: Call, request: shapes.CreateProxyRequest) -> Proxy:
    """Return a record without id and slot; raises ApiError for what cannot be had."""
    if (request.ip_address_version or "IPv4").upper() == "IPV6":
        raise refusal(call, UNSUPPORTED, "IPv6 connections are not provided yet; IPAddressVersion must be IPv4.")
    check_size(call, request.bandwidth, request.concurrent)
    check_regions(call, request.access_region, request.real_server_region)
    return Proxy(
        id="",
        account=call.tenant.account,
        name=request.proxy_name,
        project_id=request.project_id,
        access_region=request.access_region,
        server_region=request.real_server_region or "",
        bandwidth=request.bandwidth,
        concurrent=request.concurrent,
        slot=0,
        created_ms=call.now_ms,
        changed=1,
        change="CLONING" if request.cloned_proxy_id else "CREATING",
        billing_type=request.billing_type or 0,
        network_type=(request.network_type or "normal").lower(),
        package_type=_PACKAGES[(request.package_type or "Thunder").upper()],
    )


def check_size(call: Call, bandwidth: int | None, concurrent: int | None) -> None:
    """Raise ApiError for a bandwidth or a number of connections that is not sold."""
    if bandwidth is not None and bandwidth not in BANDWIDTHS:
        allowed = ", ".join(str(one) for one in BANDWIDTHS)
        raise refusal(call, "InvalidParameterValue.InvalidBandwidth", f"Bandwidth must be one of: {allowed}.")
    if concurrent is not None and concurrent not in CONCURRENTS:
        allowed = ", ".join(str(one) for one in CONCURRENTS)
        raise refusal(call, "InvalidParameterValue.InvalidConcurrency", f"Concurrent must be one of: {allowed}.")


def check_regions(call: Call, access: str | None, origin: str | None) -> None:
    """Raise ApiError for regions from or to which there are no connections."""
    if access is not None and not is_access_region(access):
        raise refusal(call, "InvalidParameterValue.UnknownAccessRegion", f"The access region {access} is not known.")
    if origin is not None and not is_origin_region(origin):
        raise refusal(
            call, "InvalidParameterValue.UnknownDestRegion", f"The origin server region {origin} is not known."
        )
