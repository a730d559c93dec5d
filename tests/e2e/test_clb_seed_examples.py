"""The examples of the CreateListener page, sent as they are printed, with ids and material that exist here."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.certificates import Authority, Pair, shake
from tests.support.clb import Clb
from tests.support.datagrams import ask_udp, udp_target
from tests.support.targets import ask_tcp, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def created(clb: Clb, **example: Any) -> tuple[str, list[str]]:
    """Send an example through the official SDK for a balancer of its own; return its address and the listeners."""
    balancer = await clb.balancer()
    answer = await clb.done("CreateListener", **{**example, "LoadBalancerId": balancer})
    assert all(re.fullmatch(r"lbl-[a-z0-9]{8}", name) for name in answer.ListenerIds)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", answer.RequestId)
    return balancer, list(answer.ListenerIds)


def printed(pair: Pair) -> tuple[str, str]:
    """Return certificate and key in the page's way: a backslash and an n for line ends, labels without spaces."""
    texts = (text.strip().replace("\n", "\\n") for text in (pair.chain, pair.key))
    return tuple(re.sub(r"(?<=-----)(BEGIN|END) ([A-Z ]+)(?=-----)", _closed_up, text) for text in texts)  # type: ignore[return-value]  # two


def _closed_up(label: re.Match[str]) -> str:
    return label[0].replace(" ", "")


async def test_1_an_https_listener_with_an_existing_certificate(clb: Clb, authority: Authority) -> None:
    pair = authority.issue("a.test")
    kept = await clb.certificate(pair)
    assert re.fullmatch(r"[A-Za-z0-9]{8}", kept)
    balancer, _ = await created(
        clb, Protocol="HTTPS", Ports=[7572], Certificate={"SSLMode": "UNIDIRECTIONAL", "CertId": kept}
    )
    async with shake(await clb.vip(balancer), 7572, "a.test", authority.client()) as connection:
        assert connection.serial == pair.serial
        assert (await connection.get("a.test")).status == 404, "there is no rule yet"


async def test_2_a_tcp_listener_with_its_health_check(clb: Clb) -> None:
    check = {"UnHealthNum": 4, "HealthNum": 4, "IntervalTime": 7, "TimeOut": 5, "HealthSwitch": 1}
    balancer, (listener,) = await created(clb, HealthCheck=check, Protocol="TCP", Ports=[7571])
    async with tcp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        await clb.healthy(balancer, {a.port: "Alive"})
        assert await ask_tcp(await clb.vip(balancer), 7571) == "a"
    shown = (await clb.shown(balancer, listener)).HealthCheck
    assert {name: getattr(shown, name) for name in check} == check


async def test_3_an_https_listener_with_a_new_certificate(clb: Clb, authority: Authority) -> None:
    pair = authority.issue("a.test")
    content, key = printed(pair)
    assert content.startswith("-----BEGINCERTIFICATE-----\\n")
    assert content.endswith("\\n-----ENDCERTIFICATE-----")
    balancer, (listener,) = await created(
        clb,
        Protocol="HTTPS",
        Ports=[7573],
        Certificate={"SSLMode": "UNIDIRECTIONAL", "CertContent": content, "CertName": "my-cert", "CertKey": key},
    )
    async with shake(await clb.vip(balancer), 7573, "a.test", authority.client()) as connection:
        assert connection.serial == pair.serial
    assert re.fullmatch(r"[A-Za-z0-9]{8}", (await clb.shown(balancer, listener)).Certificate.CertId)


async def test_4_a_udp_listener_with_the_default_check(clb: Clb) -> None:
    balancer, (listener,) = await created(
        clb, HealthCheck={"HealthSwitch": 1}, Protocol="UDP", ListenerNames=["lis_test"], Ports=[432]
    )
    async with udp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        await clb.healthy(balancer, {a.port: "Alive"})
        assert await ask_udp(await clb.vip(balancer), 432) == "a"
    shown = await clb.shown(balancer, listener)
    assert (shown.ListenerName, shown.HealthCheck.CheckType) == ("lis_test", "PING")


async def test_5_two_tcp_listeners_with_their_names(clb: Clb) -> None:
    balancer, listeners = await created(clb, ListenerNames=["lis1", "lis0"], Protocol="TCP", Ports=[7570, 7569])
    async with tcp_target("a") as a, tcp_target("b") as b:
        for listener, target in zip(listeners, (a, b), strict=True):
            await clb.register(balancer, listener, target.port)
        vip = await clb.vip(balancer)
        assert [await ask_tcp(vip, port) for port in (7570, 7569)] == ["a", "b"]
    shown = [await clb.shown(balancer, listener) for listener in listeners]
    assert [(one.ListenerName, one.Port) for one in shown] == [("lis1", 7570), ("lis0", 7569)]


async def test_6_a_listener_that_reschedules(clb: Clb) -> None:
    balancer, (listener,) = await created(
        clb,
        Ports=[5689],
        Protocol="tcp",
        RescheduleTargetZeroWeight=True,
        RescheduleUnhealthy=True,
        RescheduleExpandTarget=True,
        RescheduleStartTime=25,
        RescheduleInterval=50,
    )
    async with tcp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        await clb.healthy(balancer, {a.port: "Alive"})
        assert await ask_tcp(await clb.vip(balancer), 5689) == "a"
    shown = await clb.shown(balancer, listener)
    assert (shown.Protocol, shown.RescheduleStartTime, shown.RescheduleInterval) == ("TCP", 25, 50)
    assert shown.AttrFlags == ["RescheduleTargetZeroWeight", "RescheduleUnhealthy", "RescheduleExpandTarget"]
