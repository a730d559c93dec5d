"""What the Terraform provider needs: its calls in its order, and the members that it reads without looking for null."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import Clb
from tests.support.targets import http_target, tcp_target
from tests.support.traffic import answers, http_name, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

TCP_CHECK = {
    "HealthSwitch": 1, "TimeOut": 2, "IntervalTime": 5, "HealthNum": 3, "UnHealthNum": 3,
    "CheckPort": -1, "HttpCheckPath": "", "HttpCheckDomain": "", "CheckType": "TCP",
}  # fmt: skip
"""A listener's check as the provider always sends it, with the members that it fills in by itself."""


async def created(clb: Clb, name: str) -> str:
    """Create a balancer as the provider does: it refuses a taken name itself and takes the id from the task."""
    found = await clb("DescribeLoadBalancers", LoadBalancerName=name, Limit=100, Offset=0)
    assert name not in [balancer.LoadBalancerName for balancer in found.LoadBalancerSet]
    answer = await clb("CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName=name)
    done = await clb.task(answer.RequestId)
    assert done.Status == 0
    (balancer,) = done.LoadBalancerIds
    return str(balancer)


async def raw(clb: Clb, action: str, **fields: Any) -> dict[str, Any]:
    """Call through the SDK and return the answer's JSON: only there a null differs from a member that is missing."""
    answer: dict[str, Any] = clb.sdk.call_json(action, fields)["Response"]
    return answer


async def test_a_tcp_service_from_apply_to_destroy(clb: Clb) -> None:
    balancer = await created(clb, "terraform-tcp")
    listener = await clb.listener(balancer, "TCP", 9000, ListenerNames=["tcp"], HealthCheck=TCP_CHECK, EndPort=0)
    (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])).Listeners
    assert (shown.ListenerId, shown.Protocol, shown.Port, shown.SniSwitch) == (listener, "TCP", 9000, 0)
    assert shown.HealthCheck.HealthSwitch == 1
    drift = ("HttpCode", "HttpVersion", "HttpCheckMethod", "ContextType", "SendContext", "RecvContext")
    assert [getattr(shown.HealthCheck, name) for name in drift] == [None] * len(drift)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    read = {"LoadBalancerId": balancer, "ListenerIds": [listener], "Protocol": "TCP", "Port": 9000}
    (before,) = (await clb("DescribeTargets", **read)).Listeners
    assert (before.ListenerId, before.Targets) == (listener, []), "destroy reads the first listener without looking"
    vip = await clb.vip(balancer)
    async with tcp_target("a") as a:
        backend = {"EniIp": "127.0.0.1", "Port": a.port, "Weight": 10}
        await clb.done("RegisterTargets", **place, Targets=[backend])
        await clb.done("RegisterTargets", **place, Targets=[backend])
        assert await answers(vip, 9000) == "a"
        (bound,) = (await clb("DescribeTargets", **read)).Listeners[0].Targets
        assert (bound.Type, bound.Weight, bound.Port) == ("ENI", 10, a.port)
        assert (bound.PrivateIpAddresses[0], bound.InstanceId) == ("127.0.0.1", "")
        await clb.done("DeregisterTargets", **place, Targets=[backend])
        assert await clb.refused("DeregisterTargets", **place, Targets=[backend]) == "InvalidParameter"
        assert await answers(vip, 9000) == "closed"
    await clb.done("DeleteListener", **place)
    assert (await clb("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])).TotalCount == 0
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert await refuses(vip, 9000)
    assert (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).TotalCount == 0
    for action, fields in (
        ("DeleteLoadBalancer", {"LoadBalancerIds": [balancer]}),
        ("DescribeListeners", {"LoadBalancerId": balancer}),
        ("DescribeTargets", {"LoadBalancerId": balancer}),
    ):
        assert await clb.refused(action, **fields) == "InvalidParameter.LBIdNotFound"
    gone = await clb.refused("DeregisterTargets", **place, Targets=[{"EniIp": "127.0.0.1", "Port": 1}])
    assert gone == "InvalidParameter"


async def test_an_http_service_from_apply_to_destroy(clb: Clb) -> None:
    balancer = await created(clb, "terraform-http")
    listener = await clb.listener(balancer, "HTTP", 80, ListenerNames=["http"], SniSwitch=0, SessionExpireTime=0)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    domain, url = "~^Shop\\d+\\.TEST$", "~* ^/Cart"
    rules = [{"Domain": domain, "Url": url, "Scheduler": "WRR", "SessionExpireTime": 0, "ForwardType": "HTTP"}]
    answer = await clb("CreateRule", **place, Rules=rules)
    assert (await clb.task(answer.RequestId)).Status == 0
    (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])).Listeners
    (rule,) = [one for one in shown.Rules if (one.Domain, one.Url) == (domain, url)]
    assert (rule.LocationId, rule.DefaultServer) == (answer.LocationIds[0], True)
    assert (rule.HealthCheck.HealthSwitch, rule.HealthCheck.HttpCheckMethod) == (1, "HEAD")
    assert (rule.HealthCheck.HttpCode, rule.HealthCheck.HttpCheckPath, rule.Certificate) == (None, None, None)
    vip = await clb.vip(balancer)
    async with http_target("a") as a:
        backend = [{"EniIp": "127.0.0.1", "Port": a.port, "Weight": 10}]
        await clb.done("RegisterTargets", **place, LocationId=rule.LocationId, Targets=backend)
        assert await http_name(vip, 80, "shop7.test", "/cart/1") == "a"
        (bound,) = (await clb("DescribeTargets", LoadBalancerId=balancer, ListenerIds=[listener])).Listeners
        assert [target.Port for target in bound.Rules[0].Targets] == [a.port]
        await clb.done("DeleteRule", **place, LocationIds=[rule.LocationId])
        assert await http_name(vip, 80, "shop7.test", "/cart/1") == 404
    await clb.done("DeleteListener", **place)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert await refuses(vip, 80)


async def test_what_has_no_value_is_null_and_not_missing(clb: Clb) -> None:
    balancer = await clb.balancer()
    await clb.listener(balancer, "TCP", 9000, HealthCheck=TCP_CHECK)
    http = await clb.listener(balancer, "HTTP", 80)
    await clb.rule(balancer, http, "a.test")
    (shown,) = (await raw(clb, "DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"]
    for name in ("AddressIPv6", "BackupZoneSet", "IsolatedTime", "PrepaidAttributes", "ExtraInfo", "Zones"):
        assert shown[name] is None, name
    assert shown["TargetRegionInfo"].keys() >= {"Region", "VpcId"}
    assert all(shown[name] for name in ("LoadBalancerType", "LoadBalancerName", "LoadBalancerVips"))
    tcp, layer_7 = (await raw(clb, "DescribeListeners", LoadBalancerId=balancer))["Listeners"]
    assert [tcp[name] for name in ("Rules", "KeepaliveEnable", "Certificate")] == [None] * 3
    assert [tcp["HealthCheck"][name] for name in ("HttpCode", "HttpVersion", "HttpCheckMethod")] == [None] * 3
    assert [layer_7[name] for name in ("HealthCheck", "Scheduler", "TargetType")] == [None] * 3
    assert layer_7["Rules"][0]["Certificate"] is None
    of_tcp, of_http = (await raw(clb, "DescribeTargets", LoadBalancerId=balancer))["Listeners"]
    assert (of_tcp["Rules"], of_tcp["Targets"], of_http["Targets"]) == (None, [], None)
    assert of_http["Rules"][0]["Targets"] == []
    (health,) = (await raw(clb, "DescribeTargetHealth", LoadBalancerIds=[balancer]))["LoadBalancers"]
    (inside,) = health["Listeners"][0]["Rules"]
    assert (inside["Domain"], inside["Url"], inside["Targets"]) == (None, None, [])
