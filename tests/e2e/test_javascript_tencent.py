"""Tencent's official SDK for Node, unmodified: CLB, GAAP and what stands beside them, with real traffic."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED
from tests.support.gaap import LAYER_4, ORDER
from tests.support.javascript import JavaScript, Sdk, javascript
from tests.support.server import ServerProcess
from tests.support.targets import ask_http, http_targets, tcp_target
from tests.support.traffic import answers, http_names, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
ODD = "a_b=c&d e/%+*!'()~名"
"""A name in which every encoding differs."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def js(quick_server: ServerProcess) -> AsyncIterator[JavaScript]:
    async with javascript(quick_server) as started:
        yield started


async def balancer(clb: Sdk, **members: Any) -> tuple[str, str]:
    """Make a balancer and return its id and its address."""
    made = await clb.done("CreateLoadBalancer", LoadBalancerType="OPEN", **members)
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=made["LoadBalancerIds"]))["LoadBalancerSet"]
    return shown["LoadBalancerId"], shown["LoadBalancerVips"][0]


def local(*ports: int, **members: Any) -> list[dict[str, Any]]:
    return [{"EniIp": "127.0.0.1", "Port": port, **members} for port in ports]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(
    ("method", "sign"),
    [
        ("POST", "TC3-HMAC-SHA256"), ("GET", "TC3-HMAC-SHA256"), ("POST", "HmacSHA256"), ("GET", "HmacSHA1"),
    ],
)  # fmt: skip
async def test_every_way_to_sign_says_the_same(js: JavaScript, method: str, sign: str, tls: bool) -> None:
    clb = js.tencent("clb", method=method, sign=sign, tls=tls, path="/behind/a path" if tls else "")
    tags = [{"TagKey": "k_1", "TagValue": ODD}, {"TagKey": "of", "TagValue": f"{method} {sign} {tls}"}]
    made, _ = await balancer(clb, LoadBalancerName=ODD, Tags=tags, Number=1, Zones=None)
    # Nested members, in a list: JSON in one way, dotted names in another.
    filters = [{"Name": f"tag:{tag['TagKey']}", "Values": [tag["TagValue"]]} for tag in tags]
    found = await clb("DescribeLoadBalancers", Filters=filters, Limit=5, Offset=0)
    assert [one["LoadBalancerId"] for one in found["LoadBalancerSet"]] == [made]
    assert (found["TotalCount"], found["LoadBalancerSet"][0]["LoadBalancerName"]) == (1, ODD)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[made])
    assert (await clb("DescribeLoadBalancers", Filters=filters))["LoadBalancerSet"] == []


async def test_a_balancers_everyday(js: JavaScript) -> None:
    clb = js.tencent("clb")
    lb, vip = await balancer(clb, LoadBalancerName="js")
    made = await clb.done("CreateListener", LoadBalancerId=lb, Protocol="HTTP", Ports=[PORT, PORT + 1])
    web, other = made["ListenerIds"]
    rule = {"Domain": "shop.example", "Url": "/", "HealthCheck": UNCHECKED}
    rules = await clb.done("CreateRule", LoadBalancerId=lb, ListenerId=web, Rules=[rule])
    place = {"LoadBalancerId": lb, "ListenerId": web, "LocationId": rules["LocationIds"][0]}
    async with http_targets("blue", "green") as servers:
        blue, green = (server.port for server in servers.values())
        await clb.done("RegisterTargets", **place, Targets=local(blue, green))
        seen = await http_names(vip, PORT, 10, host_header="shop.example")
        assert set(seen) == {"blue", "green"}
        await clb.done("ModifyTargetWeight", **place, Targets=local(blue), Weight=0)
        assert await http_names(vip, PORT, 5, host_header="shop.example") == {"green": 5}
        health = (await clb("DescribeTargetHealth", LoadBalancerIds=[lb]))["LoadBalancers"][0]["Listeners"]
        ports = {one["Port"] for listener in health for rule in listener["Rules"] for one in rule["Targets"]}
        assert ports == {blue, green}
        await clb.done("DeregisterTargets", **place, Targets=local(green))
        assert (await ask_http(vip, PORT, host_header="shop.example")).status == 503
    await clb.done("ModifyListener", LoadBalancerId=lb, ListenerId=web, ListenerName="renamed")
    shown = (await clb("DescribeListeners", LoadBalancerId=lb))["Listeners"]
    assert {(one["ListenerName"], one["Port"]) for one in shown} >= {("renamed", PORT)}
    assert all(one["Rules"] is not None for one in shown)
    await clb.done("DeleteListener", LoadBalancerId=lb, ListenerId=other)
    assert await refuses(vip, PORT + 1)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[lb])
    assert await refuses(vip, PORT)


async def test_pages(js: JavaScript) -> None:
    clb = js.tencent("clb")
    named = [(await balancer(clb, LoadBalancerName=f"page {number}"))[0] for number in range(5)]
    found: list[str] = []
    while True:
        page = await clb("DescribeLoadBalancers", LoadBalancerName="page", Limit=2, Offset=len(found))
        found += [one["LoadBalancerId"] for one in page["LoadBalancerSet"]]
        if len(found) >= page["TotalCount"]:
            break
    assert sorted(found) == sorted(named)


async def test_what_the_exception_says(js: JavaScript) -> None:
    cases: list[tuple[Sdk, dict[str, Any], str]] = [
        (js.tencent("clb"), {"Limit": -5}, "InvalidParameterValue.Range"),
        (js.tencent("clb", language="zh-CN"), {"Limit": -5}, "InvalidParameterValue.Range"),
        (js.tencent("clb", region=None), {}, "MissingParameter"),
        (js.tencent("clb", region="ap-nowhere"), {}, "UnsupportedRegion"),
        (js.tencent("clb", credential={"secretKey": "wrong"}), {}, "AuthFailure.SignatureFailure"),
        (js.tencent("clb", credential={"secretId": "AKIDnobody"}), {}, "AuthFailure.SecretIdNotFound"),
        (js.tencent("clb", credential={"token": "temporary"}), {}, "AuthFailure.TokenFailure"),
        (js.tencent("clb", sign="HmacSHA1", credential={"token": "temporary"}), {}, "AuthFailure.TokenFailure"),
    ]
    for clb, members, code in cases:
        error = await clb.refused("DescribeLoadBalancers", **members)
        assert (error["code"], len(error["requestId"]), len(error["traceId"])) == (code, 36, 36)
        told = await js.server.operator("Explain", request_id=error["requestId"])
        assert told["findings"][0].startswith(code)


async def test_it_is_worth_trying_again_when_it_says_so(js: JavaScript) -> None:
    await js.server.operator("AddFault", product="clb", action="CreateListener", code="RequestLimitExceeded", times=2)
    clb = js.tencent("clb")
    lb, vip = await balancer(clb)
    asked = {"LoadBalancerId": lb, "Protocol": "TCP", "Ports": [PORT]}
    for _ in range(2):
        assert (await clb.refused("CreateListener", **asked))["code"] == "RequestLimitExceeded"
    await clb.done("CreateListener", **asked)
    assert await answers(vip, PORT) != "refused"


async def test_many_calls_at_once(js: JavaScript) -> None:
    clb = js.tencent("clb")
    lb, _ = await balancer(clb)
    asked = {"LoadBalancerId": lb, "Protocol": "TCP"}
    made = await asyncio.gather(*(clb.done("CreateListener", **asked, Ports=[PORT + n]) for n in range(20)))
    assert len({one["ListenerIds"][0] for one in made}) == 20
    assert (await clb("DescribeListeners", LoadBalancerId=lb))["TotalCount"] == 20


async def test_networks_certificates_and_tags_beside_it(js: JavaScript) -> None:
    authority, clb = Authority(), js.tencent("clb")
    pair = authority.issue("shop.example")
    net = (await js.tencent("vpc")("CreateVpc", VpcName="net", CidrBlock="10.0.0.0/16"))["Vpc"]["VpcId"]
    given = {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": pair.key, "CertificateType": "SVR"}
    certificate = (await js.tencent("ssl", region=None)("UploadCertificate", **given))["CertificateId"]
    lb, vip = await balancer(clb, VpcId=net)
    listener = {"Certificate": {"SSLMode": "UNIDIRECTIONAL", "CertId": certificate}, "SniSwitch": 0}
    made = await clb.done("CreateListener", LoadBalancerId=lb, Protocol="TCP_SSL", Ports=[PORT], **listener)
    name = f"qcs::clb:ap-guangzhou:uin/:clb/{lb}"
    await js.tencent("tag")("ModifyResourceTags", Resource=name, ReplaceTags=[{"TagKey": "b", "TagValue": ""}])
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[lb]))["LoadBalancerSet"]
    assert (shown["VpcId"], [tag["TagKey"] for tag in shown["Tags"]]) == (net, ["b"])
    async with tcp_target("shop") as shop:
        place = {"LoadBalancerId": lb, "ListenerId": made["ListenerIds"][0]}
        await clb.done("RegisterTargets", **place, Targets=local(shop.port))
        async with shake(vip, PORT, "shop.example", authority.client()) as connection:
            assert (connection.serial, await connection.line()) == (pair.serial, "shop")


async def test_a_connection_of_gaap(js: JavaScript) -> None:
    gaap = js.tencent("gaap", region=None)
    proxy = (await gaap.done("CreateProxy", **ORDER))["InstanceId"]
    address = (await gaap("DescribeProxyDetail", ProxyId=proxy))["ProxyDetail"]["IP"]
    listener = (await gaap.done("CreateTCPListeners", **LAYER_4, ProxyId=proxy, Ports=[PORT]))["ListenerIds"][0]
    added = await gaap("AddRealServers", ProjectId=0, RealServerIP=["127.0.0.1"], RealServerName="o")
    origin = added["RealServerSet"][0]["RealServerId"]
    async with tcp_target("origin") as server:
        bound = {"RealServerId": origin, "RealServerIP": "127.0.0.1", "RealServerPort": server.port}
        await gaap.done("BindListenerRealServers", ListenerId=listener, RealServerBindSet=[bound])
        assert await answers(address, PORT) == "origin"
        listed = await gaap("DescribeProxies", ProxyIds=[proxy], Limit=1, Offset=0)
        assert (listed["TotalCount"], listed["ProxySet"][0]["Status"]) == (1, "RUNNING")
        error = await gaap.refused("DeleteListeners", ProxyId=proxy, ListenerIds=[listener], Force=0)
        assert error["code"] == "FailedOperation.RealServerAlreadyBound"
        gone = await gaap.done("DeleteListeners", ProxyId=proxy, ListenerIds=[listener], Force=1)
        assert gone["OperationFailedListenerSet"] == []
        assert await refuses(address, PORT)
