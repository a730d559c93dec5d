"""What the operator asked for meets calls over sockets as it does others: faults, limits, the journal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.world import RoomWorld, token
from twincloud.execution.faults import FAULT_NEWS, Fault, Faults, faults
from twincloud.execution.journal import Journal
from twincloud.execution.limits import RateLimits
from twincloud.execution.runner import Runner
from twincloud.gateway.http.edge import Services
from twincloud.gateway.sockets.calls import Origin
from twincloud.gateway.sockets.connection import MOST_CHANNELS, Connection
from twincloud.gateway.sockets.outbox import Frame
from twincloud.gateway.sockets.sessions import Sessions, SocketTimes
from twincloud.identity.directory import Directory
from twincloud.kernel.clock import AdjustableClock
from twincloud.realtime.presence import Presence, Session
from twincloud.realtime.world import Farewell
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import News, Transaction


class Transport:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.aborted = False

    def write(self, frame: Frame) -> bool:
        self.said.append(json.loads(frame.text))
        return True

    def descriptor(self) -> int | None:
        return None

    def finish(self, frame: Frame, written: int) -> None:
        raise AssertionError("there is no socket")

    def close(self, farewell: Farewell) -> None:
        self.said.append(farewell)

    def abort(self) -> None:
        self.aborted = True


class Client:
    """A connection without a network."""

    def __init__(self, sessions: Sessions, journal: Journal) -> None:
        self.sessions = sessions
        self.journal = journal
        self.transport = Transport()
        self.connection = Connection(sessions, Origin(RoomWorld(), "192.0.2.1", "test"), self.transport)
        sessions.opened(self.connection)

    async def ask(self, **command: Any) -> Any:
        await self.connection.receive(json.dumps({"id": 1, **command}))
        return self.transport.said[-1]


@pytest.fixture
async def client(sqlite_store: SqliteStore, tmp_path: Path) -> Client:
    """Ann's, connected."""
    presence, journal = Presence(), Journal(tmp_path)
    runner, limits = Runner(sqlite_store, {Presence: presence}), RateLimits(on=True, seconds=lambda: 0.0)
    directory, clock = Directory(sqlite_store), AdjustableClock()
    services = Services(runner, directory, limits, Faults(sqlite_store), journal, clock)
    client = Client(Sessions(sqlite_store, presence, services, SocketTimes()), journal)
    assert "connect" in await client.ask(connect={"token": token("ann")})
    return client


async def inject(store: SqliteStore, fault: Fault) -> None:
    def work(tx: Transaction) -> None:
        tx.add(faults, fault)
        tx.tell(News(FAULT_NEWS, fault.id))

    await store.write(work)


async def test_an_injected_fault_answers_with_the_products_number(client: Client, sqlite_store: SqliteStore) -> None:
    await inject(sqlite_store, Fault("f", "testworld", "online", code="450", message="as asked", remaining=1))
    online = {"method": "online", "data": {"user": "ann"}}
    assert (await client.ask(rpc=online))["error"] == {"code": 450, "message": "as asked"}
    assert (await client.ask(rpc=online))["rpc"]["data"] == {"items": [""]}


async def test_an_injected_drop_breaks_the_connection_off(client: Client, sqlite_store: SqliteStore) -> None:
    await inject(sqlite_store, Fault("f", "testworld", "log", drop=True, remaining=1))
    said = len(client.transport.said)
    await client.ask(rpc={"method": "log"})
    assert client.transport.aborted
    assert len(client.transport.said) == said
    assert next(client.journal.newest()).code == "DroppedConnection"


async def test_a_user_over_the_rate_limit_is_told_so(client: Client) -> None:
    product = RoomWorld.product
    per_second = product.contract.default_qps
    bucket = client.sessions.calls._s.limits
    while bucket.take("100000000001/app/ann", product.name, "log", per_second):
        continue
    assert (await client.ask(rpc={"method": "log"}))["error"]["code"] == 111
    assert "rpc" in await client.ask(rpc={"method": "online", "data": {"user": "ann"}})


async def test_secrets_in_calls_stay_out_of_the_journal(client: Client) -> None:
    await client.ask(rpc={"method": "hook", "data": {"url": "http://127.0.0.1:1", "text": "x", "secret": "hush"}})
    entry = next(client.journal.newest())
    assert entry.action == "hook"
    assert "(hidden)" in entry.request
    assert "hush" not in entry.request


async def test_a_client_that_joined_and_cannot_be_told_is_sent_away_and_leaves(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> bool:
        raise OSError("the store is away")

    with monkeypatch.context() as broken:
        broken.setattr(client.sessions.hub, "attach", fail)
        await client.ask(subscribe={"channel": "room:app:r"})
    assert Farewell(3004, "internal server error") in client.transport.said
    again = Client(client.sessions, client.journal)
    await again.ask(connect={"token": token("ann")})
    log = (await again.ask(rpc={"method": "log"}))["rpc"]["data"]["items"]
    assert [entry["event"] for entry in log] == ["connect", "join", "disconnect", "connect"]
    assert log[2]["channels"] == ["user:app:ann", "room:app:r"]


async def test_who_would_rather_have_no_gap_joins_nothing(client: Client) -> None:
    await client.ask(rpc={"method": "say", "data": {"room": "r", "text": "x"}})
    strict = {"channel": "room:app:r", "recover": True, "epoch": "other", "offset": 0, "flag": 2}
    assert (await client.ask(subscribe=strict))["error"]["code"] == 112
    log = (await client.ask(rpc={"method": "log"}))["rpc"]["data"]["items"]
    assert [entry["event"] for entry in log] == ["connect", "join", "leave"]
    assert "subscribe" in await client.ask(subscribe={"channel": "room:app:r"})


async def test_a_command_that_is_being_handled_is_answered_before_the_server_ends(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, go_on = asyncio.Event(), asyncio.Event()

    async def wait(*_: Any) -> bytes:
        going.set()
        await go_on.wait()
        return b'{"late":true}'

    monkeypatch.setattr(client.sessions.calls, "run", wait)
    asked = asyncio.create_task(client.ask(rpc={"method": "log"}))
    await going.wait()
    closing = asyncio.create_task(client.sessions.close())
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(asked, closing)
    assert client.transport.said[-2:] == [{"id": 1, "rpc": {"data": {"late": True}}}, Farewell(3001, "shutdown")]


async def test_a_client_is_subscribed_to_so_many_channels_and_no_more(client: Client) -> None:
    # Its own channel is one of them.
    for number in range(MOST_CHANNELS - 1):
        assert "subscribe" in await client.ask(subscribe={"channel": f"room:app:{number}"})
    over = {"channel": "room:app:over"}
    assert (await client.ask(subscribe=over))["error"]["code"] == 106
    assert (await client.ask(subscribe={"channel": "room:app:1"}))["error"]["code"] == 105
    await client.ask(unsubscribe={"channel": "room:app:1"})
    assert "subscribe" in await client.ask(subscribe=over)


async def test_a_crowd_is_counted_and_not_listed(client: Client) -> None:
    await client.ask(subscribe={"channel": "room:app:r"})
    presence = client.sessions.presence
    for number in range(1_000):
        presence.join("room:app:r", Session(f"s{number}", "testworld", "1", "app", f"u{number % 10}"))
    assert (await client.ask(presence={"channel": "room:app:r"}))["error"]["code"] == 108
    counts = (await client.ask(presence_stats={"channel": "room:app:r"}))["presence_stats"]
    assert counts == {"num_clients": 1_001, "num_users": 11}


async def test_what_was_lost_by_a_slow_client_is_told_in_the_journal(client: Client) -> None:
    client.connection.outbox.dropped = 3
    client.connection.end(Farewell(3008, "slow"), "slow")
    await client.sessions.close()
    entries = {entry.action: entry for entry in client.journal.newest()}
    assert (entries["disconnect"].code, entries["disconnect"].message) == (
        "3008",
        "slow; 3 messages were dropped before",
    )
