"""Security groups and their rules, and how balancers hear of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.companions.harness import Companion
from tests.services.tencent_clb.harness import NODE, Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.access import Access
from twincloud.balancing.tasks import Fleet, TaskEnds
from twincloud.kernel.tenancy import Tenant
from twincloud.services.companions.vpc import VPC
from twincloud.storage.sqlite import SqliteStore


async def group(vpc: Companion, name: str = "web", **members: Any) -> str:
    made = await vpc("CreateSecurityGroup", GroupName=name, GroupDescription="d", **members)
    return str(made["SecurityGroup"]["SecurityGroupId"])


def rule(peer: str, port: str = "80", action: str = "ACCEPT", **members: Any) -> dict[str, Any]:
    return {"Protocol": "TCP", "Port": port, "CidrBlock": peer, "Action": action, **members}


async def inbound(vpc: Companion, group_id: str) -> list[str]:
    answer = await vpc("DescribeSecurityGroupPolicies", SecurityGroupId=group_id)
    rules = answer["SecurityGroupPolicySet"]["Ingress"]
    assert [one["PolicyIndex"] for one in rules] == list(range(len(rules)))
    return [one["CidrBlock"] for one in rules]


async def add(vpc: Companion, group_id: str, *rules: dict[str, Any], **members: Any) -> None:
    given = {"Ingress": list(rules), **members}
    await vpc("CreateSecurityGroupPolicies", SecurityGroupId=group_id, SecurityGroupPolicySet=given)


async def test_a_group_as_it_is_shown(vpc: Companion) -> None:
    given = {"GroupName": "web", "GroupDescription": "d", "ProjectId": "7", "Tags": [{"Key": "a", "Value": "b"}]}
    made = (await vpc("CreateSecurityGroup", **given))["SecurityGroup"]
    assert (await vpc("DescribeSecurityGroups"))["SecurityGroupSet"] == [made]
    assert made == {
        "SecurityGroupId": made["SecurityGroupId"], "SecurityGroupName": "web", "SecurityGroupDesc": "d",
        "ProjectId": "7", "IsDefault": False, "CreatedTime": "2026-01-01 08:00:00",
        "TagSet": [{"Key": "a", "Value": "b"}], "UpdateTime": "2026-01-01 08:00:00",
    }  # fmt: skip
    for members in ({"GroupName": "n" * 61}, {"GroupDescription": "n" * 101}):
        assert (await vpc.refused("CreateSecurityGroup", **{**given, **members})).startswith("InvalidParameterValue")


async def test_groups_are_listed(vpc: Companion) -> None:
    first = await group(vpc, "a", Tags=[{"Key": "k", "Value": "v"}])
    vpc.now_ms += 1000
    second = await group(vpc, "b", ProjectId="7")
    theirs = await group(Companion(vpc.store, VPC, tenant=Tenant("100000000002", "ap-guangzhou")))
    for members, wanted in (
        ({}, [first, second]),
        ({"Limit": "1", "Offset": "1"}, [second]),
        ({"SecurityGroupIds": [second, theirs]}, [second]),
        ({"Filters": [{"Name": "security-group-id", "Values": [first]}]}, [first]),
        ({"Filters": [{"Name": "security-group-name", "Values": ["b"]}]}, [second]),
        ({"Filters": [{"Name": "project-id", "Values": ["7"]}]}, [second]),
        ({"Filters": [{"Name": "tag:k", "Values": ["v"]}]}, [first]),
        ({"OrderField": "CreatedTime", "OrderDirection": "DESC"}, [second, first]),
        ({"OrderField": "UpdateTime"}, [first, second]),
    ):
        answer = await vpc("DescribeSecurityGroups", **members)
        assert [one["SecurityGroupId"] for one in answer["SecurityGroupSet"]] == wanted, members


async def test_a_group_can_be_changed(vpc: Companion) -> None:
    made = await group(vpc)
    vpc.now_ms += 1000
    await vpc("ModifySecurityGroupAttribute", SecurityGroupId=made, GroupName="new", GroupDescription="")
    await vpc("ModifySecurityGroupAttribute", SecurityGroupId=made)
    (found,) = (await vpc("DescribeSecurityGroups"))["SecurityGroupSet"]
    assert (found["SecurityGroupName"], found["SecurityGroupDesc"]) == ("new", "")
    assert (found["CreatedTime"], found["UpdateTime"]) == ("2026-01-01 08:00:00", "2026-01-01 08:00:01")
    unknown = {"SecurityGroupId": "sg-none0000", "GroupName": "new"}
    assert await vpc.refused("ModifySecurityGroupAttribute", **unknown) == "ResourceNotFound"


async def test_rules_come_at_their_places(vpc: Companion) -> None:
    made = await group(vpc)
    await add(vpc, made, rule("10.0.0.1"), rule("10.0.0.2", PolicyDescription="second"))
    await add(vpc, made, rule("10.0.0.3"))
    await add(vpc, made, rule("10.0.0.4", PolicyIndex=2), rule("10.0.0.5", PolicyIndex=2))
    assert await inbound(vpc, made) == ["10.0.0.3", "10.0.0.1", "10.0.0.4", "10.0.0.5", "10.0.0.2"]
    policies = (await vpc("DescribeSecurityGroupPolicies", SecurityGroupId=made))["SecurityGroupPolicySet"]
    assert (policies["Version"], policies["Egress"]) == ("3", [])
    assert policies["Ingress"][4] == {
        "PolicyIndex": 4, "Protocol": "TCP", "Port": "80", "CidrBlock": "10.0.0.2", "Ipv6CidrBlock": "",
        "SecurityGroupId": "", "Action": "ACCEPT", "PolicyDescription": "second", "Priority": 4,
        "ServiceTemplate": {"ServiceId": "", "ServiceGroupId": ""},
        "AddressTemplate": {"AddressId": "", "AddressGroupId": ""}, "ModifyTime": "2026-01-01 08:00:00",
    }  # fmt: skip
    assert policies["PolicyStatistics"] == {
        "IngressIPv4TotalCount": 5, "IngressIPv6TotalCount": 0, "EgressIPv4TotalCount": 0, "EgressIPv6TotalCount": 0,
    }  # fmt: skip


async def test_rules_can_be_filtered(vpc: Companion) -> None:
    made = await group(vpc)
    await add(vpc, made, rule("10.0.0.1"), rule("10.0.0.2", "81", "DROP"))
    for name, value, wanted in (
        ("port", "81", [1]), ("action", "accept", [0]), ("ip", "10.0.0.2", [1]), ("protocol", "udp", []),
    ):  # fmt: skip
        filters = [{"Name": name, "Values": [value]}]
        answer = await vpc("DescribeSecurityGroupPolicies", SecurityGroupId=made, Filters=filters)
        assert [one["PolicyIndex"] for one in answer["SecurityGroupPolicySet"]["Ingress"]] == wanted
    unknown = [{"Name": "nonsense", "Values": ["x"]}]
    refused = await vpc.refused("DescribeSecurityGroupPolicies", SecurityGroupId=made, Filters=unknown)
    assert refused == "InvalidParameterValue"


async def test_all_rules_can_be_replaced(vpc: Companion) -> None:
    made = await group(vpc)
    await add(vpc, made, rule("10.0.0.1"))
    both = {"Ingress": [rule("10.0.0.2"), rule("10.0.0.3")], "Egress": [rule("10.0.0.4", "ALL", Protocol="ALL")]}
    await vpc("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=both)
    assert await inbound(vpc, made) == ["10.0.0.2", "10.0.0.3"]
    policies = (await vpc("DescribeSecurityGroupPolicies", SecurityGroupId=made))["SecurityGroupPolicySet"]
    assert [one["CidrBlock"] for one in policies["Egress"]] == ["10.0.0.4"]
    placed = {"Ingress": [rule("10.0.0.2", PolicyIndex=1)]}
    refused = await vpc.refused("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=placed)
    assert refused == "InvalidParameterValue"
    await vpc("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet={})
    assert await inbound(vpc, made) == []


async def test_rules_go_by_index_or_by_what_they_say(vpc: Companion) -> None:
    made = await group(vpc)
    await add(vpc, made, *(rule(f"10.0.0.{number}") for number in range(4)))
    for gone in ([{"PolicyIndex": 0}, {"PolicyIndex": 2}], [rule("10.0.0.3", PolicyDescription="whatever")]):
        await vpc("DeleteSecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet={"Ingress": gone})
    assert await inbound(vpc, made) == ["10.0.0.1"]
    for gone in ([{"PolicyIndex": 1}], [rule("10.0.0.1", "81")]):
        policies = {"Ingress": gone}
        refused = await vpc.refused(
            "DeleteSecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=policies
        )
        assert refused == "ResourceNotFound"


async def test_a_stale_version_is_refused(vpc: Companion) -> None:
    made = await group(vpc)
    await add(vpc, made, rule("10.0.0.1"), Version="0")
    for action in ("CreateSecurityGroupPolicies", "ModifySecurityGroupPolicies", "DeleteSecurityGroupPolicies"):
        policies = {"Ingress": [rule("10.0.0.1")], "Version": "0"}
        refused = await vpc.refused(action, SecurityGroupId=made, SecurityGroupPolicySet=policies)
        assert refused == "UnsupportedOperation.VersionMismatch"


@pytest.mark.parametrize(
    ("policies", "code"),
    [
        ({}, "InvalidParameterValue"),
        ({"Ingress": [rule("10.0.0.1")], "Egress": [rule("10.0.0.1")]}, "InvalidParameterValue"),
        ({"Ingress": [rule("10.0.0.9")]}, "InvalidParameterValue"),
        ({"Ingress": [rule("10.0.0.1"), rule("10.0.0.2", PolicyIndex=1)]}, "InvalidParameterValue"),
        ({"Ingress": [rule("10.0.0.300")]}, "InvalidParameterValue.Malformed"),
        ({"Ingress": [rule("2001:db8::1")]}, "InvalidParameterValue.Malformed"),
        ({"Ingress": [rule("", Ipv6CidrBlock="10.0.0.1")]}, "InvalidParameterValue.Malformed"),
        ({"Ingress": [rule("10.0.0.1", Ipv6CidrBlock="::1")]}, "InvalidParameterValue"),
        ({"Ingress": [rule("")]}, "MissingParameter"),
        ({"Ingress": [{"CidrBlock": "10.0.0.1"}]}, "MissingParameter"),
        ({"Ingress": [rule("10.0.0.1", "70000")]}, "InvalidParameterValue.Malformed"),
        ({"Ingress": [rule("10.0.0.1", "90-80")]}, "InvalidParameterValue.Malformed"),
        ({"Ingress": [rule("10.0.0.1", "http")]}, "InvalidParameterValue.Malformed"),
        ({"Ingress": [rule("10.0.0.1", "80", Protocol="ICMP")]}, "InvalidParameterValue"),
        ({"Ingress": [rule("10.0.0.1", Action="MAYBE")]}, "InvalidParameterValue"),
        ({"Ingress": [rule("", SecurityGroupId="sg-none0000")]}, "ResourceNotFound"),
        ({"Ingress": [rule("", AddressTemplate={"AddressId": "ipm-1"})]}, "UnsupportedOperation"),
    ],
)
async def test_rules_that_cannot_be(vpc: Companion, policies: dict[str, Any], code: str) -> None:
    made = await group(vpc)
    await add(vpc, made, rule("10.0.0.9"))
    refused = await vpc.refused("CreateSecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=policies)
    assert refused == code
    unknown = {"SecurityGroupId": "sg-none0000", "SecurityGroupPolicySet": {"Ingress": [rule("10.0.0.1")]}}
    assert await vpc.refused("CreateSecurityGroupPolicies", **unknown) == "ResourceNotFound"
    ipv6 = rule("", Ipv6CidrBlock="2001:db8::/32")
    await add(vpc, made, ipv6)
    assert await inbound(vpc, made) == ["", "10.0.0.9"]


async def test_a_group_in_use_stays(vpc: Companion, cloud: Cloud) -> None:
    named, naming, guarding = await group(vpc, "a"), await group(vpc, "b"), await group(vpc, "c")
    await add(vpc, naming, rule("", SecurityGroupId=named))
    balancer = await cloud.balancer()
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[guarding])
    for used in (named, guarding):
        assert await vpc.refused("DeleteSecurityGroup", SecurityGroupId=used) == "ResourceInUse"
    await vpc("DeleteSecurityGroup", SecurityGroupId=naming)
    await vpc("DeleteSecurityGroup", SecurityGroupId=named)
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    await vpc("DeleteSecurityGroup", SecurityGroupId=guarding)
    assert (await vpc("DescribeSecurityGroups"))["TotalCount"] == 0
    assert await vpc.refused("DeleteSecurityGroup", SecurityGroupId=guarding) == "ResourceNotFound"


async def test_who_uses_a_group_is_counted(vpc: Companion, cloud: Cloud) -> None:
    used, naming = await group(vpc, "a"), await group(vpc, "b")
    await add(vpc, naming, rule("", SecurityGroupId=used))
    balancer = await cloud.balancer()
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[used])
    answer = await vpc("DescribeSecurityGroupAssociationStatistics", SecurityGroupIds=[used, naming, "sg-none0000"])
    found = answer["SecurityGroupAssociationStatisticsSet"]
    assert [(one["SecurityGroupId"], one["CLB"], one["SG"], one["TotalCount"]) for one in found] == [
        (used, 1, 1, 1), (naming, 0, 0, 0),
    ]  # fmt: skip


async def test_balancers_hear_of_changed_rules(vpc: Companion, cloud: Cloud) -> None:
    made = await group(vpc)
    balancer = await cloud.balancer()
    await cloud.listener(balancer, 80)
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[made])
    before = await cloud.plan(balancer)
    await add(vpc, made, rule("10.0.0.0/8"))
    after = await cloud.plan(balancer)
    assert after.generation == before.generation + 1
    assert [listener.access.networks for listener in after.listeners if listener.access] == [("10.0.0.0/8",)]


async def test_a_change_that_the_data_plane_refuses_is_refused_and_undone(sqlite_store: SqliteStore) -> None:
    engine = RecordingEngine()
    cloud = Cloud(sqlite_store, engine=engine)
    assert cloud.reconciler is not None
    vpc = Companion(sqlite_store, VPC, ports={Fleet: Fleet((NODE,)), TaskEnds: cloud.reconciler})
    made = await group(vpc)
    balancers = [await cloud.balancer() for _ in range(2)]
    for balancer in balancers:
        await cloud.listener(balancer, 80)
        await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[made])
    await cloud.settled()
    engine.refuses = lambda plan: {one.id: "no" for one in plan.listeners if plan.balancer_id == balancers[1]}
    given = {"SecurityGroupId": made, "SecurityGroupPolicySet": {"Ingress": [rule("10.0.0.0/8")]}}
    assert await vpc.refused("CreateSecurityGroupPolicies", **given) == "InternalError"
    assert await inbound(vpc, made) == []
    engine.refuses = lambda _: {}
    await add(vpc, made, rule("10.0.0.0/8"))
    for balancer in balancers:
        (listener,) = (await cloud.plan(balancer)).listeners
        assert listener.access == Access(allow=True, networks=("10.0.0.0/8",))
    await cloud.reconciler.stop()
