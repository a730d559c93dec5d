"""Short ways to make target groups in tests and to see what is in them."""

from __future__ import annotations

from typing import Any

from tests.services.tencent_clb.harness import Cloud


async def group(cloud: Cloud, *servers: str, **members: Any) -> str:
    """Make a group with instances given as ``host:port`` or ``host:port:weight`` and return its id."""
    answer = await cloud("CreateTargetGroup", TargetGroupInstances=[server(one) for one in servers], **members)
    return str(answer["TargetGroupId"])


def server(text: str) -> dict[str, Any]:
    host, port, *weight = text.split(":")
    return {"BindIP": host, "Port": int(port)} | ({"Weight": int(weight[0])} if weight else {})


async def shown(cloud: Cloud, group_id: str) -> dict[str, Any]:
    (found,) = (await cloud("DescribeTargetGroups", TargetGroupIds=[group_id]))["TargetGroupSet"]
    return dict(found)


async def inside(cloud: Cloud, group_id: str) -> list[tuple[str, int, int]]:
    """Return (address, port, weight) of a group's instances."""
    wanted = [{"Name": "TargetGroupId", "Values": [group_id]}]
    answer = await cloud("DescribeTargetGroupInstances", Filters=wanted, Limit=100)
    return [(one["PrivateIpAddresses"][0], one["Port"], one["Weight"]) for one in answer["TargetGroupInstanceSet"]]
