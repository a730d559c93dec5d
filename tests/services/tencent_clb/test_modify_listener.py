"""ModifyListener."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority


@pytest.fixture
async def balancer(cloud: Cloud) -> str:
    return await cloud.balancer()


async def test_everything_that_can_change_comes_back(cloud: Cloud, balancer: str, authority: Authority) -> None:
    changes: dict[str, dict[str, Any]] = {
        "TCP": {
            "ListenerName": "new", "SessionExpireTime": 40, "Scheduler": "IP_HASH", "TargetType": "TARGETGROUP",
            "DeregisterTargetRst": True, "MaxConn": 7, "MaxCps": 8, "IdleConnectTimeout": 33,
            "RescheduleStartTime": 1, "RescheduleInterval": 2, "DataCompressMode": "compatibility",
        },
        "UDP": {"IdleConnectTimeout": 44, "Scheduler": "WRR", "SessionType": "QUIC_CID"},
        "TCP_SSL": {"Scheduler": "LEAST_CONN", "MaxCps": 5},
        "QUIC": {"Scheduler": "LEAST_CONN", "MaxConn": 5},
        "HTTP": {"KeepaliveEnable": 1, "DataCompressMode": "compatibility"},
        "HTTPS": {"KeepaliveEnable": 1, "DataCompressMode": "transparent", "ListenerName": "other"},
    }  # fmt: skip
    switches: dict[str, dict[str, Any]] = {
        "TCP": {
            "SnatEnable": True, "RescheduleTargetZeroWeight": True, "RescheduleUnhealthy": True,
            "RescheduleExpandTarget": True,
        },
        "TCP_SSL": {"ProxyProtocol": True},
        "QUIC": {"ProxyProtocol": True},
    }  # fmt: skip
    own = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    for port, (protocol, members) in enumerate(changes.items(), start=1):
        listener = await cloud.listener(balancer, port, protocol, Certificate=own)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        on = switches.get(protocol, {})
        before = await cloud.shown(balancer, listener)
        await cloud("ModifyListener", **place, **members, **on)
        after = await cloud.shown(balancer, listener)
        assert after == {**before, **members, "AttrFlags": list(on)}
        await cloud("ModifyListener", **place)
        assert await cloud.shown(balancer, listener) == after, "what is left out stays as it is"
        await cloud("ModifyListener", **place, **dict.fromkeys(on, False))
        assert (await cloud.shown(balancer, listener))["AttrFlags"] == []


async def test_the_type_of_targets_changes_only_while_there_are_none(cloud: Cloud, balancer: str) -> None:
    listener = await cloud.listener(balancer)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await cloud.bind(balancer, listener, "10.0.0.1:80")
    error = await cloud.refused("ModifyListener", **place, TargetType="TARGETGROUP")
    assert error.code == "InvalidParameterValue"
    await cloud("DeregisterTargets", **place, Targets=[{"EniIp": "10.0.0.1", "Port": 80}])
    await cloud("ModifyListener", **place, TargetType="TARGETGROUP")
    assert (await cloud.shown(balancer, listener))["TargetType"] == "TARGETGROUP"


async def test_another_kind_of_check_begins_anew(cloud: Cloud, balancer: str) -> None:
    check = {"CheckType": "HTTP", "HttpVersion": "HTTP/1.1", "HttpCheckDomain": "up.test", "HttpCode": 2, "TimeOut": 3}
    listener = await cloud.listener(balancer, HealthCheck=check)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await cloud("ModifyListener", **place, HealthCheck={"HttpCheckPath": "/alive"})
    shown = (await cloud.shown(balancer, listener))["HealthCheck"]
    assert (shown["HttpCheckPath"], shown["HttpCheckDomain"], shown["TimeOut"]) == ("/alive", "up.test", 3)
    await cloud("ModifyListener", **place, HealthCheck={"CheckType": "TCP"})
    shown = (await cloud.shown(balancer, listener))["HealthCheck"]
    assert (shown["CheckType"], shown["HttpCheckPath"], shown["HttpCode"], shown["TimeOut"]) == ("TCP", None, None, 3)


@pytest.mark.parametrize(
    ("protocol", "members", "code"),
    [
        ("TCP", {"Scheduler": "FASTEST"}, "InvalidParameterValue"),
        ("TCP", {"SessionExpireTime": 29}, "InvalidParameterValue"),
        ("TCP", {"SessionExpireTime": 3601}, "InvalidParameterValue"),
        ("TCP", {"IdleConnectTimeout": 901}, "InvalidParameterValue"),
        ("TCP", {"ListenerName": "x" * 81}, "InvalidParameterValue.Length"),
        ("TCP", {"ListenerName": "\U0001f600"}, "InvalidParameter.FormatError"),
        ("TCP", {"KeepaliveEnable": 1}, "InvalidParameterValue"),
        ("TCP", {"SniSwitch": 1}, "InvalidParameterValue"),
        ("TCP", {"ProxyProtocol": True}, "InvalidParameterValue"),
        ("TCP", {"SessionType": "QUIC_CID"}, "InvalidParameterValue"),
        ("TCP", {"HealthCheck": {"CheckType": "PING"}}, "InvalidParameterValue"),
        ("TCP", {"HealthCheck": {"TimeOut": 60}}, "InvalidParameterValue"),
        ("UDP", {"SessionType": "QUIC_CID", "Scheduler": "LEAST_CONN"}, "InvalidParameterValue"),
        ("UDP", {"HealthCheck": {"CheckType": "TCP"}}, "InvalidParameterValue"),
        ("HTTP", {"Scheduler": "LEAST_CONN"}, "InvalidParameterValue"),
        ("HTTP", {"HealthCheck": {"HealthSwitch": 1}}, "InvalidParameterValue"),
        ("HTTP", {"MaxConn": 1}, "InvalidParameterValue"),
    ],
)
async def test_refusals(cloud: Cloud, balancer: str, protocol: str, members: dict[str, Any], code: str) -> None:
    listener = await cloud.listener(balancer, 80, protocol)
    before = await cloud.shown(balancer, listener)
    error = await cloud.refused("ModifyListener", LoadBalancerId=balancer, ListenerId=listener, **members)
    assert error.code == code
    assert await cloud.shown(balancer, listener) == before


async def test_what_is_not_there(cloud: Cloud, balancer: str) -> None:
    for members in (
        {"LoadBalancerId": balancer, "ListenerId": "lbl-absent00"},
        {"LoadBalancerId": "lb-absent00", "ListenerId": "lbl-absent00"},
    ):
        assert (await cloud.refused("ModifyListener", **members)).code == "InvalidParameter"


async def test_what_the_engine_refuses_goes_back(driven: Cloud) -> None:
    assert driven.engine is not None
    balancer = await driven.balancer()
    listener = await driven.listener(balancer)
    await driven.settled()
    driven.engine.refuses = lambda plan: {listener: "no such limit"} if plan.listeners[0].max_connections else {}
    answer = await driven("ModifyListener", LoadBalancerId=balancer, ListenerId=listener, MaxConn=5)
    await driven.settled()
    status = await driven.status(answer)
    assert (status["Status"], "no such limit" in status["Message"]) == (1, True)
    assert (await driven.shown(balancer, listener))["MaxConn"] == -1
