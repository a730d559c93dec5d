"""Alibaba VPC (API 2016-04-28): to which network a switch belongs, which Terraform asks before it makes a balancer."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import alibaba_vpc as shapes
from twincloud.kernel.errors import ApiError
from twincloud.storage.transaction import Transaction

ALIBABA_VPC = Product("alibaba-vpc", shapes)

_SWITCH = "vsw-"


@ALIBABA_VPC.read("DescribeVSwitchAttributes")
def describe_vswitch_attributes(
    call: Call, request: shapes.DescribeVSwitchAttributesRequest, tx: Transaction
) -> shapes.DescribeVSwitchAttributesResponse:
    """Tell the network of a switch.

    Networks are not modelled: every id in the form of a switch's is one, in a network whose id ends as its own (our
    choice). Raises ApiError InvalidVswitchID.NotFound for any other id.
    """
    name = request.v_switch_id.removeprefix(_SWITCH)
    if not name or name == request.v_switch_id:
        raise ApiError("InvalidVswitchID.NotFound", "Specified virtual switch is not found.")
    return shapes.DescribeVSwitchAttributesResponse(
        request_id=call.request_id, status="Available", v_switch_id=request.v_switch_id, vpc_id=f"vpc-{name}"
    )
