"""CloneLoadBalancer."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from tests.services.tencent_clb.group_calls import group
from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.records import balancers
from twincloud.inventory.addresses import PoolBook
from twincloud.inventory.elastic import ElasticAddress, elastic_addresses, elastic_of
from twincloud.inventory.functions import Function, function_key, functions
from twincloud.inventory.networks import SecurityGroup, SecurityRule, security_groups
from twincloud.services.tencent_clb import Quotas
from twincloud.storage.collection import registry
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

IDS = re.compile(r"(?:lb|lbl|loc)-[a-z0-9]{8}")


async def clone(cloud: Cloud, balancer: str, **members: Any) -> str:
    """Clone a balancer and return the clone's id, which is the task's result."""
    answer = await cloud("CloneLoadBalancer", LoadBalancerId=balancer, **members)
    if cloud.reconciler is not None:
        await cloud.settled()
    status = await cloud.status(answer)
    assert status["Status"] == 0, status
    (made,) = status["LoadBalancerIds"]
    return str(made)


async def shown(cloud: Cloud, balancer: str) -> dict[str, Any]:
    (found,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"]
    return dict(found)


async def shape(cloud: Cloud, balancer: str) -> str:
    """Return the balancer's plan with its ids counted and its address left out: the same for a clone."""
    made = msgspec.structs.replace(await cloud.plan(balancer), generation=0)
    text = msgspec.json.encode(made).decode().replace(f'"{made.listeners[0].endpoints[0].host}"', "address")
    numbers: dict[str, str] = {}
    return IDS.sub(lambda found: numbers.setdefault(found[0], f"id-{len(numbers)}"), text)


async def everything(cloud: Cloud, authority: Authority) -> str:
    """Make a balancer with some of everything that can hang on one."""
    balancer = await cloud.balancer(LoadBalancerName="original", VpcId="vpc-00000001", DynamicVip=True)
    guard = SecurityGroup(
        "sg-1", *cloud.tenant, "web", "", 0, 0, inbound=(SecurityRule("ACCEPT", "ALL", "ALL", 0, "10.0.0.0/8"),)
    )
    account = cloud.tenant.account
    function = Function(
        function_key(account, "ns", "f", "$LATEST"), account, "ns", "f", "$LATEST", "http://127.0.0.1:9/f"
    )

    def work(tx: Transaction) -> None:
        tx.add(security_groups, guard)
        tx.add(functions, function)

    await cloud.store.write(work)
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=["sg-1"])
    tcp = await cloud.listener(balancer, 81, EndPort=83, SessionExpireTime=60)
    await cloud.bind(balancer, tcp, "10.0.0.1:80", "10.0.0.2:80:0")
    stopped = await cloud.listener(balancer, 84)
    await cloud("SetLoadBalancerStartStatus", LoadBalancerId=balancer, OperationType="Stop", ListenerIds=[stopped])
    grouped = await cloud.listener(balancer, 85, TargetType="TARGETGROUP")
    servers = await group(cloud, "10.0.1.1:80", VpcId="vpc-00000001")
    place = {"LoadBalancerId": balancer, "ListenerId": grouped, "TargetGroupId": servers}
    await cloud("AssociateTargetGroups", Associations=[place])
    own = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    secure = await cloud.listener(balancer, 443, "HTTPS", Certificate=own)
    rule = await cloud.rule(balancer, secure, Quic=True, DefaultServer=True)
    await cloud.bind(balancer, secure, "10.0.0.3:80", LocationId=rule)
    of_group = await cloud.rule(balancer, secure, "b.test", TargetType="TARGETGROUP-V2")
    shared = await group(cloud, "10.0.1.2:80:10", VpcId="vpc-00000001", Type="v2", Protocol="HTTP")
    place = {"LoadBalancerId": balancer, "ListenerId": secure, "LocationId": of_group, "TargetGroupId": shared}
    await cloud("AssociateTargetGroups", Associations=[place])
    await cloud("AutoRewrite", LoadBalancerId=balancer, ListenerId=secure)
    with_function = await cloud.rule(balancer, secure, "c.test")
    named = {"FunctionNamespace": "ns", "FunctionName": "f", "FunctionQualifier": "$LATEST"}
    place = {"LoadBalancerId": balancer, "ListenerId": secure, "LocationId": with_function}
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": named, "Weight": 10}])
    at_domain = {"LoadBalancerId": balancer, "ListenerId": secure, "Domain": "a.test"}
    places: dict[str, dict[str, Any]] = {"CLB": {}, "SERVER": at_domain, "LOCATION": {**at_domain, "LocationId": rule}}
    for number, (kind, item) in enumerate(places.items()):
        content = f"client_max_body_size {number + 10}M;"
        order = {"ConfigName": f"config-{number}", "ConfigType": kind, "ConfigContent": content}
        name = {"UconfigId": (await cloud("AddCustomizedConfig", **order))["ConfigId"]}
        if item:
            await cloud("AssociateCustomizedConfig", **name, BindList=[item])
        else:
            await cloud("SetCustomizedConfigForLoadBalancer", OperationType="BIND", **name, LoadBalancerIds=[balancer])
    blocked = {"LoadBalancerIds": [balancer], "ClientIPField": "client_ip"}
    await cloud("ModifyBlockIPList", **blocked, Type="add_customized_field")
    await cloud("ModifyBlockIPList", **blocked, Type="add_blocked", BlockIPList=["10.0.0.9"])
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=balancer, DeleteProtect=True)
    return balancer


async def test_a_clone_asks_for_the_same(cloud: Cloud, authority: Authority) -> None:
    original = await everything(cloud, authority)
    made = await clone(cloud, original)
    assert await shape(cloud, made) == await shape(cloud, original)
    # Nothing is shared: what goes with the original stays with the clone.
    before = await shape(cloud, made)
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=original, DeleteProtect=False)
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[original])
    assert await shape(cloud, made) == before
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[made])
    tables = (
        "clb_listener", "clb_rule", "clb_target", "clb_group_binding", "clb_function_target", "clb_block_list", "timer",
        "clb_config_binding", "security_group_use", "balancer",
    )  # fmt: skip
    assert {table: await cloud.count(table) for table in tables} == dict.fromkeys(tables, 0)


async def test_a_clone_of_a_clone_on_both_stores(store: Store, authority: Authority) -> None:
    cloud = Cloud(store, engine=RecordingEngine())
    assert cloud.reconciler is not None
    original = await everything(cloud, authority)
    await cloud.settled()
    second = await clone(cloud, await clone(cloud, original))
    assert await shape(cloud, second) == await shape(cloud, original)
    await cloud.reconciler.stop()


async def test_what_a_clone_has_from_its_order(cloud: Cloud) -> None:
    original = await cloud.balancer(
        LoadBalancerName="original", ProjectId=7, MasterZoneId="ap-guangzhou-3", SlaType="clb.c3.small",
        InternetAccessible={"InternetChargeType": "BANDWIDTH_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 55},
        Tags=[{"TagKey": "team", "TagValue": "net"}], LoadBalancerPassToTarget=True, DynamicVip=True,
    )  # fmt: skip
    before, after = await shown(cloud, original), await shown(cloud, await clone(cloud, original))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "LoadBalancerId", "LoadBalancerName", "LoadBalancerVips", "Domain", "LoadBalancerDomain", "ProjectId", "Tags",
    }  # fmt: skip
    assert (after["ProjectId"], after["Tags"]) == (0, [])
    order = {
        "LoadBalancerName": "copy", "ProjectId": 9, "MasterZoneId": "ap-guangzhou-4", "SlaType": "clb.c2.medium",
        "InternetAccessible": {"InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 5},
        "Tags": [{"TagKey": "of", "TagValue": "it"}], "SnatPro": True, "ClusterIds": ["tgw-12345678"],
        "SnatIps": [{"SubnetId": "subnet-1", "Ip": "10.0.0.1"}],
    }  # fmt: skip
    found = await shown(cloud, await clone(cloud, original, **order))
    assert (found["LoadBalancerName"], found["ProjectId"], found["MasterZone"]["Zone"]) == ("copy", 9, "ap-guangzhou-4")
    assert (found["SlaType"], found["SnatPro"], found["ClusterIds"]) == ("clb.c2.medium", True, ["tgw-12345678"])
    assert found["NetworkAttributes"]["InternetMaxBandwidthOut"] == 5
    assert (found["Tags"][0]["TagKey"], found["SnatIps"][0]["Ip"]) == ("of", "10.0.0.1")
    # A taken name is replaced, as with CreateLoadBalancer.
    again = await shown(cloud, await clone(cloud, original, LoadBalancerName="copy"))
    assert again["LoadBalancerName"] == again["LoadBalancerId"]


async def test_a_clone_with_an_elastic_address_of_its_own(cloud: Cloud) -> None:
    lent = ElasticAddress("eip-12345678", *cloud.tenant, "", 200, cloud.now_ms)
    await cloud.store.write(lambda tx: tx.add(elastic_addresses, lent))
    inside = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-1", "SubnetId": "subnet-1"}
    original = await cloud.balancer(**inside, EipAddressId=lent.id)
    taken = await cloud.refused("CloneLoadBalancer", LoadBalancerId=original, EipAddressId=lent.id)
    assert taken.code == "InvalidParameterValue"
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[original])
    plain = await cloud.balancer(**inside)
    made = await clone(cloud, plain, EipAddressId=lent.id)
    found = await cloud.store.read(lambda tx: elastic_of(tx, made))
    assert found == lent
    again = await clone(cloud, made)
    assert await cloud.store.read(lambda tx: elastic_of(tx, again)) is None


async def test_prepaid_balancers_and_packages(cloud: Cloud) -> None:
    prepaid = await cloud.balancer(LBChargeType="PREPAID", LBChargePrepaid={"Period": 3})
    found = await shown(cloud, await clone(cloud, prepaid))
    assert (found["ChargeType"], found["ExpireTime"], found["PrepaidAttributes"]) == ("POSTPAID_BY_HOUR", None, None)
    assert found["NetworkAttributes"]["InternetChargeType"] == "BANDWIDTH_POSTPAID_BY_HOUR"
    package = await cloud.balancer(BandwidthPackageId="bwp-12345678")
    refused = await cloud.refused("CloneLoadBalancer", LoadBalancerId=package)
    assert refused.code == "MissingParameter"
    found = await shown(cloud, await clone(cloud, package, BandwidthPackageId="bwp-12345678"))
    assert found["NetworkAttributes"]["InternetChargeType"] == "BANDWIDTH_PACKAGE"
    inside = await cloud.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
    found = await shown(cloud, await clone(cloud, inside))
    assert (found["LoadBalancerType"], found["VpcId"], found["SubnetId"]) == ("INTERNAL", "vpc-1", "subnet-1")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"LoadBalancerId": "lb-00000000"}, "InvalidParameter.LBIdNotFound"),
        ({"LoadBalancerName": "n" * 61}, "InvalidParameterValue.Length"),
        ({"LoadBalancerName": "\U0001f600"}, "InvalidParameter.FormatError"),
        ({"Vip": "10.0.0.1"}, "UnsupportedOperation"),
        ({"VipIsp": "ABC"}, "InvalidParameterValue"),
        ({"VipIsp": "CMCC"}, "InvalidParameterValue"),
    ],
)
async def test_what_is_refused_leaves_nothing(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer)
    refused = await cloud.refused("CloneLoadBalancer", **{"LoadBalancerId": balancer, **members})
    assert refused.code.partition(".")[0] == code.partition(".")[0]
    assert [await cloud.count(table) for table in ("clb_balancer", "clb_listener", "balancer")] == [1, 1, 1]


async def test_no_room_for_a_clone(empty_store: Store, authority: Authority) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(balancers_per_kind=2), book=PoolBook(["192.0.2.0/31"]))
    balancer = await cloud.balancer()
    await clone(cloud, balancer)
    assert (await cloud.refused("CloneLoadBalancer", LoadBalancerId=balancer)).code == "LimitExceeded"
    roomy = Cloud(empty_store, book=PoolBook(["192.0.2.0/31"]))
    assert (await roomy.refused("CloneLoadBalancer", LoadBalancerId=balancer)).code == "ResourceInsufficient"


async def test_locked_balancers_and_expired_certificates(cloud: Cloud, authority: Authority) -> None:
    balancer = await cloud.balancer()
    own = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    await cloud.listener(balancer, 443, "TCP_SSL", Certificate=own)
    cloud.now_ms += 100 * 365 * 86_400_000
    assert (await cloud.refused("CloneLoadBalancer", LoadBalancerId=balancer)).code == "FailedOperation"
    cloud.now_ms -= 100 * 365 * 86_400_000

    def lock(tx: Transaction) -> None:
        row = tx.get(balancers, balancer)
        assert row is not None
        tx.replace(balancers, row, msgspec.structs.replace(row, locked="security"))

    await cloud.store.write(lock)
    refused = await cloud.refused("CloneLoadBalancer", LoadBalancerId=balancer)
    assert refused.code == "FailedOperation.InvalidLBStatus"


async def test_a_clone_that_the_engine_refuses_is_gone(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    await driven.listener(balancer)
    await driven.settled()

    def refuses(plan: ForwardingPlan) -> dict[str, str]:
        return {one.id: "no such port" for one in plan.listeners if plan.balancer_id != balancer}

    engine.refuses = refuses
    answer = await driven("CloneLoadBalancer", LoadBalancerId=balancer)
    await driven.settled()
    status = await driven.status(answer)
    assert (status["Status"], status["LoadBalancerIds"]) == (1, None)
    assert "no such port" in status["Message"]
    tables = ("clb_balancer", "clb_listener", "balancer", "node_state")
    assert [await driven.count(table) for table in tables] == [1, 1, 1, 1]
    assert engine.plans[-1].listeners == ()


async def test_what_was_added_to_a_clone_that_is_then_refused_goes_with_it(
    driven: Cloud, engine: RecordingEngine, authority: Authority
) -> None:
    balancer = await driven.balancer()
    await driven.listener(balancer, 80)
    await driven.settled()
    rows = await row_counts(driven)
    engine.open.clear()
    engine.refuses = lambda plan: {one.id: "in use" for one in plan.listeners if plan.balancer_id != balancer}
    answer = await driven("CloneLoadBalancer", LoadBalancerId=balancer)
    (made,) = [
        one["LoadBalancerId"]
        for one in (await driven("DescribeLoadBalancers"))["LoadBalancerSet"]
        if one["LoadBalancerId"] != balancer
    ]
    await engine.arrival(made, 1)
    engine.refuses = lambda plan: {one.id: "in use" for one in plan.listeners if one.endpoints[0].port == 80}
    opened = await driven("CreateListener", LoadBalancerId=made, Ports=[81], Protocol="HTTP")
    (added,) = opened["ListenerIds"]
    rule = await driven.rule(made, added)
    await driven.bind(made, added, "10.0.0.1:80", LocationId=rule)
    await driven("ModifyBlockIPList", LoadBalancerIds=[made], Type="add_customized_field", ClientIPField="client_ip")
    blocked = {"LoadBalancerIds": [made], "ClientIPField": "client_ip"}
    await driven("ModifyBlockIPList", **blocked, Type="add_blocked", BlockIPList=["10.0.0.9"])
    engine.open.set()
    await driven.settled()
    assert (await driven.status(answer))["Message"].endswith("in use")
    assert "undone with an earlier call" in (await driven.status(opened))["Message"]
    left = await row_counts(driven)
    assert {name: count for name, count in left.items() if rows.get(name) != count and name not in HISTORY} == {}


HISTORY = {"task", "clb_order"}


async def row_counts(cloud: Cloud) -> dict[str, int]:
    """Return how many rows each table has that has any."""
    found = {name: await cloud.count(name) for name in registry}
    return {name: count for name, count in found.items() if count}
