"""Health checks of listeners and rules: what is refused, what comes back, what the data plane is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.balancing.plan import CheckKind, HealthCheck, HttpCheck

NOTHING_SET = {
    "HttpCode": None, "HttpCheckPath": None, "HttpCheckDomain": None, "HttpCheckMethod": None, "CheckPort": None,
    "ContextType": None, "SendContext": None, "RecvContext": None, "HttpVersion": None, "ExtendedCode": None,
}  # fmt: skip


async def of_listener(cloud: Cloud, **check: Any) -> tuple[dict[str, Any], HealthCheck | None]:
    """Return a TCP listener's check as it is shown and as it is planned."""
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, HealthCheck=check)
    (pool,) = (await cloud.plan(balancer)).pools
    return (await cloud.shown(balancer, listener))["HealthCheck"], pool.health_check


async def of_rule(
    cloud: Cloud, domain: str = "a.test", forward_type: str = "HTTP", **check: Any
) -> tuple[dict[str, Any], HealthCheck | None]:
    """Return a rule's check as it is shown and as it is planned."""
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    await cloud.rule(balancer, listener, domain, HealthCheck=check, ForwardType=forward_type)
    (pool,) = (await cloud.plan(balancer)).pools
    return (await cloud.shown(balancer, listener))["Rules"][0]["HealthCheck"], pool.health_check


async def test_a_tcp_check_with_its_numbers(cloud: Cloud) -> None:
    numbers = {"HealthSwitch": 1, "TimeOut": 5, "IntervalTime": 7, "HealthNum": 4, "UnHealthNum": 2}
    shown, planned = await of_listener(cloud, **numbers)
    assert shown == {**NOTHING_SET, **numbers, "CheckType": "TCP", "SourceIpType": 0}
    assert planned == HealthCheck(CheckKind.TCP, 7.0, 5.0, 4, 2)


async def test_what_terraform_sends_along_comes_back_as_it_was(cloud: Cloud) -> None:
    shown, planned = await of_listener(cloud, CheckPort=-1, HttpCheckPath="", SourceIpType=1)
    assert (shown["CheckPort"], shown["HttpCheckPath"], shown["SourceIpType"]) == (-1, "", 1)
    assert planned == HealthCheck(CheckKind.TCP, 5.0, 2.0, 3, 3)


async def test_a_check_of_another_port(cloud: Cloud) -> None:
    shown, planned = await of_listener(cloud, CheckPort=8081)
    assert shown["CheckPort"] == 8081
    assert planned is not None
    assert planned.port == 8081


async def test_a_check_that_is_off(cloud: Cloud) -> None:
    for shown, planned in (await of_listener(cloud, HealthSwitch=0), await of_rule(cloud, HealthSwitch=0)):
        assert shown["HealthSwitch"] == 0
        assert planned is None


async def test_an_http_check_of_a_tcp_listener(cloud: Cloud) -> None:
    members = {
        "HttpVersion": "HTTP/1.0", "HttpCheckDomain": "", "HttpCheckPath": "/up", "HttpCheckMethod": "get",
        "HttpCode": 6,
    }  # fmt: skip
    shown, planned = await of_listener(cloud, CheckType="http", **members)
    assert {name: shown[name] for name in members} == {**members, "HttpCheckMethod": "GET"}
    assert shown["CheckType"] == "HTTP"
    request = HttpCheck("/up", "GET", ((200, 400),), None, http10=True)
    assert planned == HealthCheck(CheckKind.HTTP, 5.0, 2.0, 3, 3, http=request)


@pytest.mark.parametrize(
    ("members", "sent", "expected"),
    [
        ({"ContextType": "TEXT", "SendContext": "ping", "RecvContext": "pong"}, b"ping", b"pong"),
        ({"ContextType": "hex", "SendContext": "00FF", "RecvContext": ""}, b"\x00\xff", b""),
    ],
)
async def test_a_custom_check(cloud: Cloud, members: dict[str, str], sent: bytes, expected: bytes) -> None:
    shown, planned = await of_listener(cloud, CheckType="CUSTOM", **members)
    assert shown["ContextType"] == members["ContextType"].upper()
    assert (shown["SendContext"], shown["RecvContext"]) == (members["SendContext"], members["RecvContext"])
    assert planned == HealthCheck(CheckKind.PAYLOAD, 5.0, 2.0, 3, 3, send=sent, receive=expected)


async def test_a_rule_is_checked_with_http_by_default(cloud: Cloud) -> None:
    shown, planned = await of_rule(cloud)
    assert shown == {
        **NOTHING_SET, "HttpCheckMethod": "HEAD", "HealthSwitch": 1, "TimeOut": 2, "IntervalTime": 5, "HealthNum": 3,
        "UnHealthNum": 3, "CheckType": "HTTP", "SourceIpType": 0,
    }  # fmt: skip
    request = HttpCheck("/", "HEAD", ((100, 600),), "a.test")
    assert planned == HealthCheck(CheckKind.HTTP, 5.0, 2.0, 3, 3, http=request)


async def test_a_rules_check_with_everything(cloud: Cloud) -> None:
    members: dict[str, Any] = {
        "HttpCode": 5,
        "HttpCheckPath": "/up",
        "HttpCheckDomain": "up.test",
        "HttpCheckMethod": "GET",
    }
    shown, planned = await of_rule(cloud, **members)
    assert {name: shown[name] for name in members} == members
    assert planned is not None
    assert planned.http == HttpCheck("/up", "GET", ((100, 200), (300, 400)), "up.test")


@pytest.mark.parametrize("domain", ["*.a.test", "a.*", "~^a"])
async def test_patterns_are_no_names_to_check_with(cloud: Cloud, domain: str) -> None:
    _, planned = await of_rule(cloud, domain)
    assert planned is not None
    assert planned.http is not None
    assert planned.http.host is None


async def test_a_rule_may_be_checked_with_tcp(cloud: Cloud) -> None:
    shown, planned = await of_rule(cloud, CheckType="TCP")
    assert (shown["CheckType"], shown["HttpCheckMethod"]) == ("TCP", "HEAD")
    assert planned == HealthCheck(CheckKind.TCP, 5.0, 2.0, 3, 3)


@pytest.mark.parametrize(
    ("codes", "kind"), [(None, CheckKind.TCP), ("12", CheckKind.TCP), ("0-99", CheckKind.TCP), ("0,20", CheckKind.GRPC)]
)
async def test_grpc_rules_are_checked_by_what_answers_are_accepted(
    cloud: Cloud, codes: str | None, kind: CheckKind
) -> None:
    shown, planned = await of_rule(cloud, forward_type="GRPC", **({"ExtendedCode": codes} if codes else {}))
    assert (shown["CheckType"], shown["ExtendedCode"]) == ("GRPC", codes)
    assert planned is not None
    assert planned.kind is kind


@pytest.mark.parametrize(
    "check",
    [
        {"HealthSwitch": 2},
        {"TimeOut": 1},
        {"TimeOut": 61, "IntervalTime": 100},
        {"IntervalTime": 301},
        {"TimeOut": 5},
        {"IntervalTime": 2},
        {"TimeOut": 7, "IntervalTime": 7},
        {"HealthNum": 1},
        {"UnHealthNum": 11},
        {"HttpCode": 0},
        {"HttpCode": 32},
        {"HttpCheckMethod": "POST"},
        {"HttpCheckPath": "up"},
        {"CheckPort": -2},
        {"CheckPort": 65536},
        {"SourceIpType": 2},
        {"CheckType": "PING"},
        {"CheckType": "SMTP"},
        {"CheckType": "GRPC"},
        {"HttpVersion": "HTTP/2"},
        {"CheckType": "HTTP", "HttpCheckDomain": "a.test"},
        {"CheckType": "HTTP", "HttpVersion": "HTTP/1.1"},
        {"CheckType": "CUSTOM"},
        {"CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "x"},
        {"CheckType": "CUSTOM", "ContextType": "BASE64", "SendContext": "x", "RecvContext": "y"},
        {"CheckType": "CUSTOM", "ContextType": "HEX", "SendContext": "0", "RecvContext": "00"},
        {"CheckType": "CUSTOM", "ContextType": "HEX", "SendContext": "00", "RecvContext": "0g"},
        {"CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "\n", "RecvContext": "y"},
    ],
)
async def test_checks_of_listeners_that_are_refused(cloud: Cloud, check: dict[str, Any]) -> None:
    asked = {"LoadBalancerId": await cloud.balancer(), "Ports": [80], "Protocol": "TCP", "HealthCheck": check}
    assert (await cloud.refused("CreateListener", **asked)).code == "InvalidParameterValue"


async def test_long_payloads_are_refused_by_length(cloud: Cloud) -> None:
    for member in ("SendContext", "RecvContext"):
        check = {"CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "x", "RecvContext": "x"}
        asked = {"LoadBalancerId": await cloud.balancer(), "Ports": [80], "Protocol": "TCP"}
        error = await cloud.refused("CreateListener", **asked, HealthCheck={**check, member: "x" * 501})
        assert error.code == "InvalidParameterValue.Length"


@pytest.mark.parametrize("check", [{"CheckType": "CUSTOM"}, {"CheckType": "HTTPS"}, {"ExtendedCode": "twelve"}])
async def test_checks_of_rules_that_are_refused(cloud: Cloud, check: dict[str, Any]) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    rules = [{"Domain": "a.test", "Url": "/", "HealthCheck": check}]
    error = await cloud.refused("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=rules)
    assert error.code == "InvalidParameterValue"
