"""What the Terraform provider does with log sets, log topics and balancers that have a log."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import Clb
from tests.support.companions import Sdk, cls
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def read_set(logs: Sdk, owner: str) -> Any:
    """Read a log set as the provider does: page by page, the first that comes; None when there is none."""
    found = await logs("DescribeLogsets", Filters=[{"Key": "logsetId", "Values": [owner]}], Offset=0, Limit=100)
    return found.Logsets[0] if found.Logsets else None


async def read_topic(logs: Sdk, named: str) -> Any:
    """Read a topic as the provider does."""
    found = await logs("DescribeTopics", Filters=[{"Key": "topicId", "Values": [named]}], Offset=0, Limit=100)
    return found.Topics[0] if found.Topics else None


async def log_set(clb: Clb, **fields: Any) -> str:
    """Create a log set as the provider does."""
    await clb("DescribeClsLogSet")
    return str((await clb.done("CreateClsLogSet", **fields)).LogsetId)


async def test_a_log_set(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    empty = await clb("DescribeClsLogSet")
    assert (empty.LogsetId, empty.HealthLogsetId) == ("", ""), "null would end clients"
    owner = await log_set(clb, Period=7)
    shown = await read_set(logs, owner)
    assert (shown.LogsetName, shown.TopicCount) == ("clb_logset", 0)
    assert shown.CreateTime
    assert (await clb("DescribeClsLogSet")).LogsetId == owner
    await logs("DeleteLogset", LogsetId=owner)
    assert await read_set(logs, owner) is None
    named = await log_set(clb, LogsetName="tf-logs", LogsetType="ACCESS")
    assert (await read_set(logs, named)).LogsetName == "tf-logs"
    await logs("DeleteLogset", LogsetId=named)


async def test_a_log_topic(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner = await log_set(clb, Period=7)
    assert await read_set(logs, owner) is not None
    made = (await clb("CreateTopic", TopicName="tf-topic")).TopicId
    await logs("ModifyTopic", TopicId=made, Status=False)
    shown = await read_topic(logs, made)
    assert (shown.LogsetId, shown.TopicName, shown.Status, shown.Period) == (owner, "tf-topic", False, 7)
    assert shown.CreateTime
    await logs("ModifyTopic", TopicId=made, Status=True)
    assert (await read_topic(logs, made)).Status is True
    assert (await read_set(logs, owner)).TopicCount == 1
    assert await logs.refused("DeleteLogset", LogsetId=owner) == "FailedOperation.LogsetNotEmpty"
    await logs("DeleteTopic", TopicId=made)
    assert await read_topic(logs, made) is None
    await logs("DeleteLogset", LogsetId=owner)


async def test_a_balancer_with_a_log(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner = await log_set(clb, Period=7)
    made = (await clb("CreateTopic", TopicName="tf-topic")).TopicId
    order = await clb("CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName="tf-logged")
    (balancer,) = (await clb.task(order.RequestId)).LoadBalancerIds
    named = {"LoadBalancerId": balancer}
    await clb.done("SetLoadBalancerClsLog", **named, LogSetId=owner, LogTopicId=made)

    async def read() -> tuple[str, str]:
        (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        return shown.LogSetId, shown.LogTopicId

    assert await read() == (owner, made)
    await clb.done("SetLoadBalancerClsLog", **named, LogSetId="", LogTopicId="")
    assert await read() == ("", "")
    await clb.done("SetLoadBalancerClsLog", **named, LogSetId=owner, LogTopicId=made)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    await logs("DeleteTopic", TopicId=made)
    await logs("DeleteLogset", LogsetId=owner)
