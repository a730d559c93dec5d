# Shapes of Alibaba VPC, made from its contract by `make shapes`; never edited by hand.

from msgspec import Struct, field


class DescribeVSwitchAttributesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    region_id: str | None = field(default=None, name="RegionId")
    v_switch_id: str = field(name="VSwitchId")


class DescribeVSwitchAttributesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    status: str = field(name="Status")
    v_switch_id: str = field(name="VSwitchId")
    vpc_id: str = field(name="VpcId")
