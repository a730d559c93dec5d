"""The whole life of a balancer on both store engines, and calls that meet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from tests.support.engines import RecordingEngine
from twincloud.inventory.functions import Function, function_key, functions
from twincloud.inventory.networks import SecurityGroup, security_groups
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_clb import Quotas
from twincloud.storage.store import Store


async def test_a_balancers_life(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    balancer = await cloud.balancer(ClientToken="once", Tags=[{"TagKey": "a", "TagValue": "b"}])
    http, tcp = await cloud.listener(balancer, 80, "HTTP"), await cloud.listener(balancer, 81)
    first, second = await cloud.rule(balancer, http, "a.test"), await cloud.rule(balancer, http, "b.test")
    await cloud.bind(balancer, http, "10.0.0.1:80", LocationId=first)
    await cloud.bind(balancer, tcp, "10.0.0.1:80", "10.0.0.2:80")
    key = function_key(cloud.tenant.account, "default", "f", "")
    told = Function(key, cloud.tenant.account, "default", "f", "", "http://10.0.0.9")
    await store.write(lambda tx: tx.add(functions, told))
    function = {"FunctionNamespace": "default", "FunctionName": "f", "FunctionQualifier": "$LATEST"}
    named = {"LoadBalancerId": balancer, "ListenerId": http, "LocationId": second}
    await cloud("RegisterFunctionTargets", **named, FunctionTargets=[{"Function": function}])
    answer = await cloud("DescribeLoadBalancers", BackendPrivateIps=["10.0.0.2"], WithRs=1)
    assert [one["LoadBalancerId"] for one in answer["LoadBalancerSet"]] == [balancer]
    await cloud.settled()
    assert (len(engine.plans[-1].listeners), len(engine.plans[-1].pools)) == (2, 3)

    place = {"LoadBalancerId": balancer, "ListenerId": http}
    await cloud("DeleteRule", **place, LocationIds=[first])
    await cloud.settled()
    assert (await cloud.count("clb_rule"), await cloud.count("clb_target")) == (1, 2)
    await cloud("DeleteListener", **place)
    await cloud.settled()
    assert await cloud.count("clb_function_target") == 0
    assert (await cloud.count("clb_listener"), await cloud.count("clb_rule")) == (1, 0)
    assert second not in {pool.id for pool in engine.plans[-1].pools}

    deleted = await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    await cloud.settled()
    assert (await cloud.status(deleted))["Status"] == 0
    for table in ("clb_balancer", "clb_listener", "clb_target", "balancer", "node_state", "address", "tag"):
        assert await cloud.count(table) == 0, table
    await cloud.reconciler.stop()


async def test_quotas_ports_and_addresses_hold_when_calls_meet(store: Store) -> None:
    clouds = [
        Cloud(store, tenant=Tenant(account, "ap-guangzhou"), quotas=Quotas(balancers_per_kind=3))
        for account in ("100000000001", "100000000002")
    ]
    orders = [cloud("CreateLoadBalancer", LoadBalancerType="OPEN") for cloud in clouds for _ in range(5)]
    made = await asyncio.gather(*orders, return_exceptions=True)
    assert len([one for one in made if isinstance(one, dict)]) == 6
    assert {getattr(one, "code", "LimitExceeded") for one in made} == {"LimitExceeded"}
    vips = set()
    for cloud in clouds:
        answer = await cloud("DescribeLoadBalancers")
        vips |= {vip for one in answer["LoadBalancerSet"] for vip in one["LoadBalancerVips"]}
    assert vips == {f"192.0.2.{host}" for host in range(1, 7)}

    balancer = (await clouds[0]("DescribeLoadBalancers"))["LoadBalancerSet"][0]["LoadBalancerId"]
    asked = {"LoadBalancerId": balancer, "Ports": [80], "Protocol": "TCP"}
    opened = await asyncio.gather(*(clouds[0]("CreateListener", **asked) for _ in range(4)), return_exceptions=True)
    assert len([one for one in opened if isinstance(one, dict)]) == 1
    assert {getattr(one, "code", "InvalidParameter.PortCheckFailed") for one in opened} == {
        "InvalidParameter.PortCheckFailed"
    }


async def test_encrypted_listeners_and_redirections(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    pair = Authority().issue("a.test")
    balancer = await cloud.balancer()
    brought = {"CertName": "mine", "CertContent": pair.chain, "CertKey": pair.key}
    https = await cloud.listener(balancer, 443, "HTTPS", Certificate=brought)
    await cloud.listener(balancer, 443, "UDP", EndPort=450)
    place = {"LoadBalancerId": balancer, "ListenerId": https}
    rule = await cloud.rule(balancer, https, "a.test", Http2=True)
    await cloud("AutoRewrite", **place)
    await cloud("ModifyListener", **place, SniSwitch=1)
    await cloud("ModifyRule", **place, LocationId=rule, Url="/app", Scheduler="IP_HASH")
    await cloud("ModifyDomainAttributes", **place, Domain="a.test", NewDomains=["b.test", "c.test"], Http2=False)
    await cloud.settled()
    encrypted, udp, plain = engine.plans[-1].listeners
    assert (encrypted.hosts[0].domains, len(udp.endpoints)) == (("b.test", "*", "c.test"), 8)
    assert plain.hosts[0].routes[0].redirect is not None
    assert encrypted.hosts[0].certificate_ids == tuple(one.id for one in engine.plans[-1].certificates)
    found = (await cloud("DescribeRewrite", LoadBalancerId=balancer))["RewriteSet"]
    assert [one["RewriteTarget"]["TargetLocationId"] for one in found] == [rule]
    await cloud("DeleteListener", **place)
    await cloud.settled()
    assert (await cloud("DescribeRewrite", LoadBalancerId=balancer))["RewriteSet"] == []
    await cloud.reconciler.stop()


async def test_groups_that_are_bound_filled_and_let_go_of_at_once(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    places = []
    for _ in range(3):
        balancer = await cloud.balancer()
        listener = await cloud.listener(balancer, 80, TargetType="TARGETGROUP-V2")
        places.append({"LoadBalancerId": balancer, "ListenerId": listener})
    kind = {"Type": "v2", "Protocol": "TCP", "Weight": 10}
    groups = [(await cloud("CreateTargetGroup", **kind))["TargetGroupId"] for _ in range(2)]
    guard = SecurityGroup("sg-1", *cloud.tenant, "web", "", cloud.now_ms, cloud.now_ms)
    await store.write(lambda tx: tx.add(security_groups, guard))

    def fill(group: str, number: int) -> Awaitable[dict[str, Any]]:
        servers = [{"BindIP": f"10.0.{number}.{host}", "Port": 80} for host in (1, 2)]
        return cloud("RegisterTargetGroupInstances", TargetGroupId=group, TargetGroupInstances=servers)

    calls: list[Awaitable[dict[str, Any]]] = []
    for place in places:
        both = [{**place, "TargetGroupId": group} for group in groups]
        calls += [
            cloud("AssociateTargetGroups", Associations=both),
            cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=place["LoadBalancerId"], SecurityGroups=[guard.id]),
        ]
    calls += [fill(group, number) for number, group in enumerate(groups * 2)]
    for answer in await asyncio.gather(*calls):
        assert (await cloud.status(answer))["Status"] in (0, 2)
    await cloud.settled()
    for place in places:
        made = await cloud.plan(place["LoadBalancerId"])
        assert len(made.pools[0].targets) == 8
        assert [listener.access is not None for listener in made.listeners] == [True]

    gone = places[0]
    await asyncio.gather(
        cloud("DeleteListener", **gone), fill(groups[0], 9), cloud("DeleteLoadBalancer", LoadBalancerIds=[
            places[1]["LoadBalancerId"]
        ]),
    )  # fmt: skip
    await cloud.settled()
    shown = (await cloud("DescribeTargetGroups", TargetGroupIds=groups))["TargetGroupSet"]
    assert [one["AssociatedRuleCount"] for one in shown] == [1, 1]
    assert await cloud.count("clb_group_binding") == 2
    assert await cloud.count("security_group_use") == 2
    await cloud.reconciler.stop()


async def test_idle_and_renewed_balancers_and_jobs(store: Store) -> None:
    cloud = Cloud(store)
    months = {"LBChargePrepaid": {"Period": 1}}
    idle, used = [await cloud.balancer(LBChargeType="PREPAID", **months) for _ in range(2)]
    await cloud.bind(used, await cloud.listener(used), "10.0.0.1:80")
    renewed = await cloud("RenewLoadBalancers", LoadBalancerIds=[idle, used], **months)
    await cloud("ModifyLoadBalancerMixIpTarget", LoadBalancerIds=[used], MixIpTarget=True)
    cloud.now_ms += 8 * 86_400_000
    answer = await cloud("DescribeIdleLoadBalancers")
    assert [one["LoadBalancerId"] for one in answer["IdleLoadBalancers"]] == [idle]
    (shown,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[used]))["LoadBalancerSet"]
    assert (shown["PrepaidAttributes"]["Period"], shown["MixIpTarget"]) == (2, True)
    page = await cloud("DescribeAsyncJobs", MaxResults=1)
    assert [one["ApiName"] for one in page["Jobs"]] == ["ModifyLoadBalancerMixIpTarget"]
    page = await cloud("DescribeAsyncJobs", MaxResults=1, NextToken=page["NextToken"])
    assert [one["RequestId"] for one in page["Jobs"]] == [renewed["RequestId"]]


async def test_configurations_that_are_bound_changed_and_deleted_at_once(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    call = "SetCustomizedConfigForLoadBalancer"
    balancers = [await cloud.balancer() for _ in range(3)]
    for balancer in balancers:
        await cloud.rule(balancer, await cloud.listener(balancer, 80, "HTTP"))
    made = [
        await cloud(call, OperationType="ADD", ConfigName="n", ConfigContent="client_max_body_size 9M;")
        for _ in range(4)
    ]
    configs = [answer["ConfigId"] for answer in made]
    # Every configuration asks for every balancer; each balancer ends with one.
    asked = [
        cloud(call, OperationType="BIND", UconfigId=config, LoadBalancerIds=[balancer])
        for config in configs
        for balancer in balancers
    ]
    changed = [
        cloud(call, OperationType="UPDATE", UconfigId=config, ConfigContent="client_max_body_size 1M;")
        for config in configs
    ]
    answers = await asyncio.gather(*asked, *changed, return_exceptions=True)
    assert len([one for one in answers if isinstance(one, dict)]) == len(balancers) + len(configs)
    assert {getattr(one, "code", "FailedOperation") for one in answers} == {"FailedOperation"}
    await cloud.settled()
    for balancer in balancers:
        made_plan = await cloud.plan(balancer)
        assert made_plan.listeners[0].hosts[0].routes[0].max_body_bytes == 1 << 20
    assert await cloud.count("clb_config_binding") == len(balancers)
    await asyncio.gather(
        cloud("DeleteLoadBalancer", LoadBalancerIds=balancers[:1]),
        *(cloud(call, OperationType="DELETE", UconfigId=config) for config in configs),
    )
    await cloud.settled()
    assert await cloud.count("clb_config_binding") == await cloud.count("clb_customized_config") == 0
    await cloud.reconciler.stop()
