"""How long access logs are kept, and that they outlive a crash."""

from __future__ import annotations

import asyncio

from tests.e2e.test_clb_logs import EVER, entries, settled, topic, write_into
from tests.support.clb import Clb
from tests.support.companions import cls
from tests.support.server import ServerProcess
from tests.support.targets import ask_http, eventually

DAY_MS = 86_400_000


async def test_entries_go_when_their_period_is_over(server: ServerProcess) -> None:
    clb, logs = Clb(server), cls(server)
    owner, named = await topic(clb, "period", Period=2)
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    await clb.listener(balancer, "HTTP", 80)
    await write_into(clb, balancer, owner, named)
    await ask_http(vip, 80, "/first", host_header="log.test")
    await settled(logs, named, 1)
    await server.operator("AdvanceClock", milliseconds=DAY_MS)
    await ask_http(vip, 80, "/second", host_header="log.test")
    await settled(logs, named, 2)
    newer, older = (await logs("SearchLog", TopicId=named, **EVER)).Results
    assert 0 <= newer.Time - older.Time - DAY_MS < 60_000, "entries have the server's time"
    folder = server.data / "logs" / named
    # What is a day old is put aside, so that it can go by itself.

    async def put_aside() -> list[str]:
        return await asyncio.to_thread(lambda: [path.name for path in folder.glob("[0-9]*.jsonl")])

    await eventually(put_aside, bool)
    await server.operator("AdvanceClock", milliseconds=DAY_MS + 3_600_000)
    assert [one["uri"] for one in await entries(logs, named)] == ["/second"]
    await server.kill()
    await server.start()
    logs = cls(server)
    assert [one["uri"] for one in await entries(logs, named)] == ["/second"]
    await server.operator("AdvanceClock", milliseconds=DAY_MS)
    assert await entries(logs, named) == []
    await ask_http(vip, 80, "/third", host_header="log.test")
    assert [one["uri"] for one in await settled(logs, named, 1)] == ["/third"]
    await logs("DeleteTopic", TopicId=named)
    await server.operator("AdvanceClock", milliseconds=3_600_000)
    assert not folder.exists()


async def test_a_reset_leaves_no_entries_behind(server: ServerProcess) -> None:
    clb, logs = Clb(server), cls(server)
    owner, named = await topic(clb, "reset")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    await clb.listener(balancer, "HTTP", 80)
    await write_into(clb, balancer, owner, named)
    await ask_http(vip, 80, "/", host_header="log.test")
    await settled(logs, named, 1)
    await server.operator("Reset")
    assert list((server.data / "logs").iterdir()) == []
