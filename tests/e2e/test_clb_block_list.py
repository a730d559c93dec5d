"""Clients that are turned away at layer 7, through the official SDK and with real traffic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.load import load, until_sent
from tests.support.server import running_server
from tests.support.targets import HttpTarget, ask_http, ask_tcp, eventually, http_target, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIELD = "X-Forwarded-For"
GOOD, BAD, WORSE = "192.0.2.1", "192.0.2.66", "2001:db8::66"


@pytest_asyncio.fixture(loop_scope="module")
async def web() -> AsyncIterator[HttpTarget]:
    async with http_target("web") as target:
        yield target


async def site(clb: Clb, web: HttpTarget) -> tuple[str, str]:
    """Make a balancer with an HTTP listener that serves ``a.test``; return its id and address."""
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
    await clb.register(balancer, listener, web.port, location=rule)
    return balancer, await clb.vip(balancer)


async def change(clb: Clb, kind: str, *balancers: str, field: str = FIELD, **members: Any) -> Any:
    """Call ModifyBlockIPList and wait until its job is done."""
    named = {"LoadBalancerIds": list(balancers), "Type": kind, "ClientIPField": field}
    answer = await clb.done("ModifyBlockIPList", **named, **members)
    assert (await clb("DescribeBlockIPTask", TaskId=answer.JodId)).Status == 6
    return answer


async def statuses(vip: str, field: str = FIELD) -> list[int]:
    """Return what the three clients get."""
    return [(await ask_http(vip, 80, headers={field: client})).status for client in (GOOD, BAD, WORSE)]


async def listed(clb: Clb, balancer: str, **members: Any) -> list[str]:
    """Return the addresses that DescribeBlockIPList shows."""
    answer = await clb("DescribeBlockIPList", LoadBalancerId=balancer, **members)
    assert answer.BlockedIPCount == len(answer.BlockedIPList)
    return [one.IP for one in answer.BlockedIPList]


def seconds_between(first: str, second: str) -> float:
    """Return how many seconds lie between two times as answers show them."""
    return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds()


async def test_blocked_clients_are_turned_away(clb: Clb, web: HttpTarget) -> None:
    balancer, vip = await site(clb, web)
    job = await change(clb, "add_customized_field", balancer)
    assert job.JodId.startswith("localjob")
    assert len(job.JodId) == len("localjob") + 22
    assert await clb.refused("DescribeBlockIPTask", TaskId=job.RequestId) == "InvalidParameterValue"
    assert await statuses(vip) == [200, 200, 200]
    await change(clb, "add_blocked", balancer, BlockIPList=[BAD, "2001:DB8:0::66"])
    assert await statuses(vip) == [200, 403, 403]
    assert (await ask_http(vip, 80, headers={FIELD: f"{BAD}, 198.51.100.1"})).status == 403
    assert (await ask_http(vip, 80, headers={FIELD: f"198.51.100.1, {BAD}"})).status == 200
    assert (await ask_http(vip, 80)).status == 200
    assert await listed(clb, balancer) == [BAD, WORSE]
    assert (await clb("DescribeBlockIPList", LoadBalancerId=balancer)).ClientIPField == FIELD
    await change(clb, "del_blocked", balancer, BlockIPList=[BAD, GOOD])
    assert await statuses(vip) == [200, 200, 403]
    await change(clb, "flush_blocked", balancer)
    assert await statuses(vip) == [200, 200, 200]
    # A request that tells no client is that of the connection's.
    await change(clb, "add_blocked", balancer, BlockIPList=["127.0.3.1"])
    assert (await ask_http(vip, 80, source="127.0.3.1")).status == 403
    assert (await ask_http(vip, 80, source="127.0.4.1")).status == 200


async def test_the_field_can_be_another_one(clb: Clb, web: HttpTarget) -> None:
    balancer, vip = await site(clb, web)
    blocked = {"LoadBalancerIds": [balancer], "Type": "add_blocked", "BlockIPList": [BAD]}
    assert await clb.refused("ModifyBlockIPList", **blocked, ClientIPField=FIELD) == "FailedOperation"
    await change(clb, "add_customized_field", balancer, field="client_ip")
    assert await clb.refused("ModifyBlockIPList", **blocked, ClientIPField=FIELD) == "InvalidParameterValue"
    await change(clb, "add_blocked", balancer, field="client_ip", BlockIPList=[BAD])
    assert [await statuses(vip, "client_ip"), await statuses(vip)] == [[200, 403, 200], [200, 200, 200]]
    await change(clb, "set_customized_field", balancer)
    assert [await statuses(vip, "client_ip"), await statuses(vip)] == [[200, 200, 200], [200, 403, 200]]
    await change(clb, "del_customized_field", balancer)
    assert [await statuses(vip, "client_ip"), await statuses(vip)] == [[200, 200, 200], [200, 200, 200]]
    assert await listed(clb, balancer) == [BAD]
    await change(clb, "add_customized_field", balancer)
    assert await statuses(vip) == [200, 403, 200]


async def test_blocked_clients_are_let_in_again_when_their_time_is_over(clb: Clb, web: HttpTarget) -> None:
    balancer, vip = await site(clb, web)
    await change(clb, "add_customized_field", balancer)
    await change(clb, "add_blocked", balancer, BlockIPList=[BAD], ExpireTime=60)
    await change(clb, "add_blocked", balancer, BlockIPList=[WORSE])
    (first, second) = (await clb("DescribeBlockIPList", LoadBalancerId=balancer)).BlockedIPList
    lasts = [seconds_between(one.CreateTime, one.ExpireTime) for one in (first, second)]
    assert lasts == [60, 3600]
    await clb.operator("AdvanceClock", milliseconds=61_000)
    assert await listed(clb, balancer) == [WORSE]
    await eventually(lambda: statuses(vip), lambda found: found == [200, 200, 403])
    assert await clb.operator("AdvanceClock", milliseconds=3_540_000)
    await eventually(lambda: statuses(vip), lambda found: found == [200, 200, 200])


async def test_a_list_outlives_the_server(tmp_path: Path, web: HttpTarget) -> None:
    settings = ("--limits", "off")
    async with running_server(tmp_path / "data", *settings) as server:
        clb = Clb(server)
        balancer, vip = await site(clb, web)
        await change(clb, "add_customized_field", balancer)
        await change(clb, "add_blocked", balancer, BlockIPList=[BAD], ExpireTime=60)
    async with running_server(tmp_path / "data", *settings) as server:
        clb = Clb(server)
        assert await statuses(vip) == [200, 403, 200]
        await clb.operator("AdvanceClock", milliseconds=61_000)
        assert await listed(clb, balancer) == []
        await eventually(lambda: statuses(vip), lambda found: found == [200, 200, 200])


async def test_several_balancers_at_once(clb: Clb, web: HttpTarget) -> None:
    (one, one_vip), (other, other_vip) = [await site(clb, web) for _ in range(2)]
    absent = {"LoadBalancerIds": [one, "lb-absent00"], "Type": "add_customized_field", "ClientIPField": FIELD}
    assert await clb.refused("ModifyBlockIPList", **absent) == "InvalidParameter"
    assert (await clb("DescribeBlockIPList", LoadBalancerId=one)).ClientIPField == ""
    await change(clb, "add_customized_field", one, other)
    await change(clb, "add_blocked", one, other, BlockIPList=[BAD, WORSE, GOOD])
    assert [await statuses(one_vip), await statuses(other_vip)] == [[403, 403, 403]] * 2
    assert await listed(clb, one, Offset=1, Limit=1) == [WORSE]
    assert await listed(clb, one, Offset=1) == [WORSE, GOOD]
    await change(clb, "flush_blocked", other)
    assert [await statuses(one_vip), await statuses(other_vip)] == [[403, 403, 403], [200, 200, 200]]


async def test_every_rule_of_layer_7_is_guarded_and_nothing_of_layer_4(
    clb: Clb, web: HttpTarget, authority: Authority
) -> None:
    balancer, vip = await site(clb, web)
    await change(clb, "add_customized_field", balancer)
    await change(clb, "add_blocked", balancer, BlockIPList=["127.0.0.1"])
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("b.test"))}
    secure = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
    rule = await clb.rule(balancer, secure, "b.test", HealthCheck=UNCHECKED)
    await clb.register(balancer, secure, web.port, location=rule)
    async with tcp_target("tcp") as tcp:
        plain = await clb.listener(balancer, "TCP", 81, HealthCheck=UNCHECKED)
        await clb.register(balancer, plain, tcp.port)
        assert await ask_tcp(vip, 81) == "tcp"
    async with shake(vip, 443, "b.test", authority.client(alpn=("http/1.1",))) as connection:
        assert (await connection.get("b.test")).status == 403
    assert (await ask_http(vip, 80)).status == 403


async def test_others_lose_no_request_while_the_list_changes(clb: Clb, web: HttpTarget) -> None:
    balancer, vip = await site(clb, web)
    async with load(vip, 80, per_second=300, host_header="a.test") as running:
        await until_sent(running, 50)
        await change(clb, "add_customized_field", balancer)
        for number in range(20):
            some = [f"198.51.{number}.{low}" for low in range(number + 1)]
            await change(clb, "add_blocked", balancer, BlockIPList=some)
            await until_sent(running, 10)
            assert (await ask_http(vip, 80, headers={FIELD: some[-1]})).status == 403
        await change(clb, "set_customized_field", balancer, field="client_ip")
        await until_sent(running, 50)
        await change(clb, "del_customized_field", balancer, field="client_ip")
        await until_sent(running, 50)
    assert running.failures == {}
    assert set(running.answers) == {"web"}
