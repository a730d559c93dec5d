"""DescribeTaskStatus, and what becomes of calls: applied, refused and undone, purged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.records import balancers
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.transaction import Transaction

DONE, FAILED, RUNNING = 0, 1, 2


def refusing_generation(generation: int, listener: str) -> Callable[[ForwardingPlan], Mapping[str, str]]:
    """Return a refusal of the listener in one generation of its balancer."""
    return lambda plan: {listener: "no"} if plan.generation == generation else {}


def refusing_port(port: int) -> Callable[[ForwardingPlan], Mapping[str, str]]:
    """Return a refusal of the listeners on this port."""

    def refuses(plan: ForwardingPlan) -> dict[str, str]:
        return {
            listener.id: "cannot bind: Address already in use"
            for listener in plan.listeners
            if listener.endpoints[0].port == port
        }

    return refuses


async def ports(cloud: Cloud, balancer: str) -> list[int]:
    answer = await cloud("DescribeListeners", LoadBalancerId=balancer)
    return [listener["Port"] for listener in answer["Listeners"]]


async def test_every_change_leaves_a_task_that_is_done_without_a_data_plane(cloud: Cloud) -> None:
    made = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN")
    place = {"LoadBalancerId": made["LoadBalancerIds"][0]}
    opened = await cloud("CreateListener", **place, Ports=[80], Protocol="HTTP")
    place["ListenerId"] = opened["ListenerIds"][0]
    ruled = await cloud("CreateRule", **place, Rules=[{"Domain": "a.test", "Url": "/"}])
    location, target = {"LocationId": ruled["LocationIds"][0]}, {"Targets": [{"EniIp": "10.0.0.1", "Port": 80}]}
    answers = [
        opened,
        ruled,
        await cloud("RegisterTargets", **place, **location, **target),
        await cloud("RegisterTargets", **place, **location, **target),
        await cloud("ModifyTargetWeight", **place, **location, **target, Weight=1),
        await cloud("DeregisterTargets", **place, **location, **target),
        await cloud("DeleteRule", **place, LocationIds=ruled["LocationIds"]),
        await cloud("DeleteListener", **place),
        await cloud("DeleteLoadBalancer", LoadBalancerIds=made["LoadBalancerIds"]),
    ]
    for answer in answers:
        status = await cloud.status(answer)
        assert (status["Status"], status["LoadBalancerIds"], status["Message"]) == (DONE, None, None)
    assert (await cloud.status(made))["LoadBalancerIds"] == made["LoadBalancerIds"]


async def test_a_deal_is_a_way_to_its_task(cloud: Cloud) -> None:
    made = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", Number=2)
    status = await cloud("DescribeTaskStatus", DealName=made["DealName"])
    assert (status["Status"], status["LoadBalancerIds"]) == (DONE, made["LoadBalancerIds"])


async def test_tasks_that_are_not_there(cloud: Cloud) -> None:
    made = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN")
    assert (await cloud.refused("DescribeTaskStatus")).code == "MissingParameter"
    assert (await cloud.refused("DescribeTaskStatus", TaskId="absent")).code == "InvalidParameter"
    assert (await cloud.refused("DescribeTaskStatus", DealName="absent")).code == "InvalidParameter"
    other = Cloud(cloud.store, tenant=Tenant("100000000002", cloud.tenant.region))
    assert (await other.refused("DescribeTaskStatus", TaskId=made["RequestId"])).code == "InvalidParameter"
    assert (await other.refused("DescribeTaskStatus", DealName=made["DealName"])).code == "InvalidParameter"


async def test_a_task_runs_until_the_engine_has_acknowledged(driven: Cloud, engine: RecordingEngine) -> None:
    engine.open.clear()
    made = await driven("CreateLoadBalancer", LoadBalancerType="OPEN")
    opened = await driven("CreateListener", LoadBalancerId=made["LoadBalancerIds"][0], Ports=[80], Protocol="TCP")
    for answer in (made, opened):
        assert (await driven.status(answer))["Status"] == RUNNING
    assert (await driven.status(made))["LoadBalancerIds"] == made["LoadBalancerIds"]
    engine.open.set()
    await driven.settled()
    for answer in (made, opened):
        assert (await driven.status(answer))["Status"] == DONE
    assert [listener.endpoints[0].port for listener in engine.plans[-1].listeners] == [80]


async def test_a_refused_listener_is_taken_back(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    await driven.listener(balancer, 80)
    await driven.settled()
    engine.refuses = refusing_port(81)
    opened = await driven("CreateListener", LoadBalancerId=balancer, Ports=[81, 82], Protocol="TCP")
    await driven.settled()
    status = await driven.status(opened)
    assert status["Status"] == FAILED
    assert status["Message"] == f"{opened['ListenerIds'][0]}: cannot bind: Address already in use"
    assert await ports(driven, balancer) == [80]
    assert [listener.endpoints[0].port for listener in engine.plans[-1].listeners] == [80]


async def test_a_refused_rule_is_taken_back_and_the_default_domain_with_it(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    await driven.rule(balancer, listener, "a.test")
    await driven.settled()
    engine.refuses = lambda plan: {
        one.id: "regex: missing )" for one in plan.listeners if any(len(host.routes) > 1 for host in one.hosts)
    }
    rules = [{"Domain": "b.test", "Url": url, "DefaultServer": True} for url in ("/", "~x")]
    ruled = await driven("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=rules)
    await driven.settled()
    assert (await driven.status(ruled))["Status"] == FAILED
    shown = await driven.shown(balancer, listener)
    assert [(rule["Domain"], rule["DefaultServer"]) for rule in shown["Rules"]] == [("a.test", True)]


async def test_refused_bindings_and_weights_go_back(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer)
    await driven.bind(balancer, listener, "10.0.0.1:80:5")
    await driven.settled()
    place: dict[str, Any] = {"LoadBalancerId": balancer, "ListenerId": listener}

    async def bound() -> list[tuple[str, int]]:
        answer = await driven("DescribeTargets", LoadBalancerId=balancer)
        return [(one["PrivateIpAddresses"][0], one["Weight"]) for one in answer["Listeners"][0]["Targets"]]

    first = {"EniIp": "10.0.0.1", "Port": 80}
    for action, members in (
        ("RegisterTargets", {"Targets": [{**first, "Weight": 9}, {"EniIp": "10.0.0.2", "Port": 80}]}),
        ("ModifyTargetWeight", {"Targets": [first], "Weight": 9}),
        ("DeregisterTargets", {"Targets": [first]}),
    ):
        engine.refuses = refusing_generation(engine.plans[-1].generation + 1, listener)
        answer = await driven(action, **place, **members)
        await driven.settled()
        assert (await driven.status(answer))["Status"] == FAILED
        assert await bound() == [("10.0.0.1", 5)]


async def test_what_was_added_to_a_listener_that_is_then_refused_goes_with_it(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    await driven.settled()
    engine.open.clear()
    engine.refuses = refusing_port(80)
    listener = await driven.listener(balancer, 80, "HTTP")
    await engine.arrival(balancer, 2)
    location = await driven.rule(balancer, listener)
    await driven.bind(balancer, listener, "10.0.0.1:80", LocationId=location)
    engine.open.set()
    await driven.settled()
    assert await ports(driven, balancer) == []
    assert (await driven.count("clb_rule"), await driven.count("clb_target")) == (0, 0)


async def test_a_listener_that_is_deleted_before_its_refusal_stays_deleted(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    await driven.settled()
    engine.open.clear()
    engine.refuses = refusing_port(80)
    listener = await driven.listener(balancer, 80)
    await engine.arrival(balancer, 2)
    deleted = await driven("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    engine.open.set()
    await driven.settled()
    assert (await driven.status(deleted))["Status"] == DONE
    assert await driven.count("clb_listener") == 0


async def test_a_deleted_listener_is_gone_for_clients_at_once_and_purged_when_applied(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    location = await driven.rule(balancer, listener)
    await driven.bind(balancer, listener, "10.0.0.1:80", LocationId=location)
    await driven.settled()
    engine.open.clear()
    deleted = await driven("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    assert await ports(driven, balancer) == []
    assert await driven.count("clb_target") == 0
    again = {"LoadBalancerId": balancer, "ListenerId": listener}
    assert (await driven.refused("DeleteListener", **again)).code == "InvalidParameter"
    assert (await driven.status(deleted))["Status"] == RUNNING
    assert await driven.count("clb_listener") == 1
    successor = await driven.listener(balancer, 80)
    engine.open.set()
    await driven.settled()
    assert (await driven.status(deleted))["Status"] == DONE
    assert (await driven.count("clb_listener"), await driven.count("clb_rule")) == (1, 0)
    assert [one.id for one in engine.plans[-1].listeners] == [successor]


async def test_a_deleted_rule_is_gone_for_clients_at_once_and_purged_when_applied(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    location = await driven.rule(balancer, listener)
    await driven.bind(balancer, listener, "10.0.0.1:80", LocationId=location)
    await driven.settled()
    engine.open.clear()
    await driven("DeleteRule", LoadBalancerId=balancer, ListenerId=listener, LocationIds=[location])
    assert (await driven.shown(balancer, listener))["Rules"] == []
    assert (await driven.count("clb_rule"), await driven.count("clb_target")) == (1, 0)
    await driven.rule(balancer, listener)
    engine.open.set()
    await driven.settled()
    assert await driven.count("clb_rule") == 1
    assert len(engine.plans[-1].pools) == 1


async def test_a_deleted_balancer_is_gone_for_clients_at_once_and_its_address_is_free_when_applied(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer(Tags=[{"TagKey": "a", "TagValue": "b"}])
    listener = await driven.listener(balancer)
    await driven.bind(balancer, listener, "10.0.0.1:80")
    await driven.settled()
    engine.open.clear()
    deleted = await driven("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert (await driven("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["TotalCount"] == 0
    assert (await driven.refused("DescribeListeners", LoadBalancerId=balancer)).code.endswith("LBIdNotFound")
    assert (await driven.refused("DeleteLoadBalancer", LoadBalancerIds=[balancer])).code.endswith("LBIdNotFound")
    successor = await driven("CreateLoadBalancer", LoadBalancerType="OPEN")
    answer = await driven("DescribeLoadBalancers", LoadBalancerIds=successor["LoadBalancerIds"])
    assert answer["LoadBalancerSet"][0]["LoadBalancerVips"] == ["192.0.2.2"]
    assert (await driven.status(deleted))["Status"] == RUNNING
    engine.open.set()
    await driven.settled()
    assert (await driven.status(deleted))["Status"] == DONE
    last = [plan for plan in engine.plans if plan.balancer_id == balancer][-1]
    assert (last.listeners, last.pools) == ((), ())
    assert (await driven.count("clb_listener"), await driven.count("clb_target"), await driven.count("tag")) == (
        0,
        0,
        0,
    )
    for table in ("clb_balancer", "balancer", "address", "node_state"):
        assert await driven.count(table) == 1, table
    again = await driven.balancer()
    answer = await driven("DescribeLoadBalancers", LoadBalancerIds=[again])
    assert answer["LoadBalancerSet"][0]["LoadBalancerVips"] == ["192.0.2.1"]


async def test_registering_what_is_bound_already_asks_nothing_of_the_engine(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer)
    await driven.bind(balancer, listener, "10.0.0.1:80")
    await driven.settled()
    before = len(engine.plans)
    await driven.bind(balancer, listener, "10.0.0.1:80")
    await driven.settled()
    assert len(engine.plans) == before
    await driven.bind(balancer, listener, "10.0.0.1:80:0")
    await driven.settled()
    assert [target.weight for target in engine.plans[-1].pools[0].targets] == [0]


async def test_the_purge_leaves_what_was_marked_later(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    location = await driven.rule(balancer, listener)
    await driven.settled()
    engine.open.clear()
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await driven("DeleteRule", **place, LocationIds=[location])
    await driven("DeleteListener", **place)
    await driven("DeleteLoadBalancer", LoadBalancerIds=[balancer])

    async def left_after(generation: int) -> list[int]:
        def work(tx: Transaction) -> None:
            row = tx.get(balancers, balancer)
            assert row is not None
            driven.planner.purge(tx, row, generation)

        await driven.store.write(work)
        return [await driven.count(table) for table in ("clb_rule", "clb_listener", "clb_balancer")]

    assert await left_after(3) == [1, 1, 1]
    assert await left_after(4) == [0, 1, 1]
    assert await left_after(5) == [0, 0, 1]
    assert await left_after(6) == [0, 0, 0]


@pytest.mark.parametrize("kept", [True, False])
async def test_a_restart_takes_up_what_was_unfinished(driven: Cloud, engine: RecordingEngine, kept: bool) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer)
    await driven.settled()
    engine.open.clear()
    if not kept:
        await driven("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
        await engine.arrival(balancer, 3)
    assert driven.reconciler is not None
    await driven.reconciler.stop()
    after = Cloud(driven.store, engine=RecordingEngine())
    assert after.engine is not None
    assert after.reconciler is not None
    await after.reconciler.start()
    assert [one.id for one in after.engine.plans[-1].listeners] == ([listener] if kept else [])
    assert await after.count("clb_listener") == int(kept)


async def test_jobs_are_listed(driven: Cloud, engine: RecordingEngine) -> None:
    other = Cloud(driven.store, book=driven.book, tenant=Tenant("100000000002", "ap-guangzhou"))
    made = await driven("CreateLoadBalancer", LoadBalancerType="OPEN")
    (balancer,) = made["LoadBalancerIds"]
    await other.balancer()
    engine.refuses = refusing_port(81)
    refused = await driven("CreateListener", LoadBalancerId=balancer, Ports=[81], Protocol="TCP")
    await driven.settled()
    engine.open.clear()
    opened = await driven("CreateListener", LoadBalancerId=balancer, Ports=[80], Protocol="TCP")
    named = await driven("ModifyLoadBalancersProject", LoadBalancerIds=[balancer], ProjectId=1)
    answer = await driven("DescribeAsyncJobs")
    assert [(one["ApiName"], one["RequestId"], one["Status"], one["ResourceIds"]) for one in answer["Jobs"]] == [
        ("ModifyLoadBalancersProject", named["RequestId"], "Succeeded", []),
        ("CreateListener", opened["RequestId"], "Processing", [balancer]),
        ("CreateListener", refused["RequestId"], "Failed", [balancer]),
        ("CreateLoadBalancer", made["RequestId"], "Succeeded", [balancer]),
    ]
    assert (answer["NextToken"], answer["MaxResults"], answer["TotalCount"]) == ("", 20, 4)

    seen: list[str] = []
    token = ""
    while True:
        answer = await driven("DescribeAsyncJobs", MaxResults=2, NextToken=token)
        seen += [one["RequestId"] for one in answer["Jobs"]]
        token = answer["NextToken"]
        if not token:
            break
    assert seen == [one["RequestId"] for one in (named, opened, refused, made)]

    wanted = [made["RequestId"], refused["RequestId"], "00000000-0000-4000-8000-000000000000"]
    answer = await driven("DescribeAsyncJobs", RequestIds=wanted, MaxResults=1)
    assert [one["RequestId"] for one in answer["Jobs"]] == [refused["RequestId"]]
    answer = await driven("DescribeAsyncJobs", RequestIds=wanted, NextToken=answer["NextToken"])
    assert [one["RequestId"] for one in answer["Jobs"]] == [made["RequestId"]]
    assert (await other("DescribeAsyncJobs", RequestIds=wanted))["Jobs"] == []


@pytest.mark.parametrize(
    "members", [{"MaxResults": 0}, {"MaxResults": 101}, {"NextToken": "x"}, {"NextToken": "9" * 30}]
)
async def test_jobs_cannot_be_listed_so(cloud: Cloud, members: dict[str, Any]) -> None:
    assert (await cloud.refused("DescribeAsyncJobs", **members)).code == "InvalidParameterValue"
