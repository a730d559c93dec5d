"""DeleteLoadBalancerListeners and SetLoadBalancerStartStatus."""

from __future__ import annotations

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.storage.store import Store


async def open_ports(cloud: Cloud, balancer: str) -> list[int]:
    """Return the ports that the balancer's plan opens."""
    return [listener.endpoints[0].port for listener in (await cloud.plan(balancer)).listeners]


async def test_listeners_are_deleted_all_or_none(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await cloud.balancer()
    ids = [await cloud.listener(balancer, port) for port in (81, 82, 83)]
    place = {"LoadBalancerId": balancer}
    absent = await cloud.refused("DeleteLoadBalancerListeners", **place, ListenerIds=[ids[0], "lbl-00000000"])
    assert absent.code == "InvalidParameter"
    assert (await cloud.refused("DeleteLoadBalancerListeners", LoadBalancerId="lb-0")).code == "InvalidParameter"
    too_many = await cloud.refused("DeleteLoadBalancerListeners", **place, ListenerIds=["lbl-00000000"] * 21)
    assert too_many.code == "InvalidParameterValue.Length"
    # An empty list is more likely a client's mistake than «all» (our choice).
    none = await cloud.refused("DeleteLoadBalancerListeners", **place, ListenerIds=[])
    assert none.code == "InvalidParameterValue.Length"
    assert await open_ports(cloud, balancer) == [81, 82, 83]
    twice = await cloud("DeleteLoadBalancerListeners", **place, ListenerIds=[ids[0], ids[2], ids[0]])
    assert (await cloud.status(twice))["Status"] == 0
    assert await open_ports(cloud, balancer) == [82]
    await cloud("DeleteLoadBalancerListeners", **place)
    again = await cloud("DeleteLoadBalancerListeners", **place)
    assert (await cloud.status(again))["Status"] == 0
    assert await open_ports(cloud, balancer) == []
    assert await cloud.count("clb_listener") == 0


async def test_rules_serve_again_when_the_listeners_go_that_they_led_to(driven: Cloud) -> None:
    balancer = await driven.balancer()
    target, source = [await driven.listener(balancer, port, "HTTP") for port in (80, 81)]
    to, origin = [await driven.rule(balancer, listener, "a.test") for listener in (target, source)]
    ends = {"LoadBalancerId": balancer, "SourceListenerId": source, "TargetListenerId": target}
    infos = [{"SourceLocationId": origin, "TargetLocationId": to}]
    await driven("ManualRewrite", **ends, RewriteInfos=infos)
    await driven("DeleteLoadBalancerListeners", LoadBalancerId=balancer, ListenerIds=[target])
    await driven.settled()
    assert [pool.id for pool in (await driven.plan(balancer)).pools] == [origin]
    assert await driven.count("clb_listener") == 1
    assert await driven.count("clb_rule") == 1


async def test_balancers_and_listeners_are_stopped_apart(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await cloud.balancer()
    place = {"LoadBalancerId": balancer}
    empty = await cloud.refused("SetLoadBalancerStartStatus", **place, OperationType="Start")
    assert empty.code == "FailedOperation.NoListenerInLB"
    listener = await cloud.listener(balancer, 81)
    await cloud.listener(balancer, 82)
    await cloud("SetLoadBalancerStartStatus", **place, OperationType="Stop", ListenerIds=[listener])
    assert await open_ports(cloud, balancer) == [82]
    await cloud("SetLoadBalancerStartStatus", **place, OperationType="Stop")
    await cloud("SetLoadBalancerStartStatus", **place, OperationType="Start", ListenerIds=[listener])
    assert await open_ports(cloud, balancer) == []
    await cloud.listener(balancer, 83)
    assert await open_ports(cloud, balancer) == []
    await cloud("SetLoadBalancerStartStatus", **place, OperationType="Start", ListenerIds=[])
    assert await open_ports(cloud, balancer) == [81, 82, 83]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"OperationType": "Pause"}, "InvalidParameterValue"),
        ({"OperationType": "Stop", "LoadBalancerId": "lb-00000000"}, "InvalidParameter"),
        ({"OperationType": "Stop", "ListenerIds": ["lbl-00000000"]}, "InvalidParameter.ListenerIdNotFound"),
    ],
)
async def test_what_cannot_be_stopped(cloud: Cloud, members: dict[str, object], code: str) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer)
    refused = await cloud.refused("SetLoadBalancerStartStatus", **{"LoadBalancerId": balancer, **members})
    assert refused.code == code
    assert await open_ports(cloud, balancer) == [80]


async def test_a_redirection_leads_to_a_stopped_listener_all_the_same(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    target, source = [await cloud.listener(balancer, port, "HTTP") for port in (80, 81)]
    to, origin = [await cloud.rule(balancer, listener, "a.test") for listener in (target, source)]
    ends = {"LoadBalancerId": balancer, "SourceListenerId": source, "TargetListenerId": target}
    await cloud("ManualRewrite", **ends, RewriteInfos=[{"SourceLocationId": origin, "TargetLocationId": to}])
    await cloud("SetLoadBalancerStartStatus", LoadBalancerId=balancer, OperationType="Stop", ListenerIds=[target])
    (left,) = (await cloud.plan(balancer)).listeners
    assert left.hosts[0].routes[0].redirect is not None


async def test_a_listener_whose_port_cannot_be_opened_again_stays_stopped(
    driven: Cloud, engine: RecordingEngine
) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer)
    place = {"LoadBalancerId": balancer, "ListenerIds": [listener]}
    await driven("SetLoadBalancerStartStatus", **place, OperationType="Stop")
    await driven.settled()
    assert engine.plans[-1].listeners == ()

    def refuses(plan: ForwardingPlan) -> dict[str, str]:
        return {one.id: "the port is taken" for one in plan.listeners}

    engine.refuses = refuses
    started = await driven("SetLoadBalancerStartStatus", **place, OperationType="Start")
    await driven.settled()
    task = await driven.status(started)
    assert (task["Status"], task["Message"]) == (1, f"{listener}: the port is taken")
    assert (await driven.shown(balancer, listener))["AttrFlags"] == ["Stop"]
