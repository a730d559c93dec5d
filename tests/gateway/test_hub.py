"""Whoever comes and goes while others speak: each client sees every item once and in order, on both engines."""

from __future__ import annotations

import asyncio
import functools
import json
import random

import pytest

from twincloud.gateway.sockets.hub import Hub, Wish
from twincloud.gateway.sockets.outbox import Frame
from twincloud.gateway.sockets.protocol import Subscribed
from twincloud.realtime import streams
from twincloud.realtime.presence import Presence, Session, unsubscribe, whisper
from twincloud.realtime.streams import Position
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

CHANNEL = "room"
ITEMS = 120


class Client:
    """A client that remembers where it is, as the client libraries do."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.session = Session(name, "test", "1", "app", name)
        self.offsets: list[int] = []
        self.first: int | None = None
        self.position: Position | None = None
        self.dismissals = 0
        self.soft = 0
        self._hub = hub

    def send(self, frame: Frame) -> None:
        for line in frame.text.split(b"\n"):
            push = json.loads(line)["push"]
            if "pub" in push and "offset" in push["pub"]:
                self._take(push["pub"]["offset"])
            elif "pub" in push:
                self.soft += 1

    def descriptor(self) -> int | None:
        return None

    def finish(self, frame: Frame, written: int) -> None:
        raise AssertionError("there is no socket")

    def dismissed(self, channel: str) -> None:
        self.dismissals += 1

    async def come(self) -> None:
        assert await self._hub.attach(self, Wish(CHANNEL, self.position), None, self._welcome)

    def go(self) -> None:
        self._hub.detach(self, CHANNEL)

    def _welcome(self, subscribed: Subscribed) -> None:
        if self.position is None:
            self.first = subscribed.offset
        else:
            assert subscribed.recovered
        self.position = Position(subscribed.epoch, subscribed.offset)
        for publication in subscribed.publications:
            self._take(publication.offset)

    def _take(self, offset: int) -> None:
        assert self.position is not None, "an item came before the welcome"
        self.offsets.append(offset)
        self.position = Position(self.position.epoch, offset)


async def say(store: Store) -> None:
    await store.write(lambda tx: streams.append(tx, CHANNEL, b'{"x":1}', now_ms=0, keep_ms=1))


async def forgotten(hub: Hub) -> None:
    """Return once the hub holds nothing of a channel that nobody is subscribed to."""
    async with asyncio.timeout(10):
        while hub._channels:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("seed", range(4))
async def test_who_comes_and_goes_while_others_speak_sees_each_item_once_and_in_order(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    presence = Presence()
    hub = Hub(store, presence)
    clients = [Client(hub, f"c{number}") for number in range(6)]
    speaking = True

    async def live(client: Client) -> None:
        while speaking:
            await client.come()
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            if chance.random() < 0.5:
                await asyncio.sleep(chance.random() / 200)
            client.go()

    async def speak(times: int) -> None:
        for _ in range(times):
            await asyncio.gather(*(say(store) for _ in range(chance.randrange(1, 4))))

    lives = [asyncio.create_task(live(client)) for client in clients]
    await asyncio.gather(speak(ITEMS // 6), speak(ITEMS // 6), speak(ITEMS // 6))
    speaking = False
    await asyncio.gather(*lives)
    assert presence.count(CHANNEL) == 0
    await forgotten(hub)
    found = await store.read(functools.partial(streams.read, channel=CHANNEL, limit=0))
    assert found is not None
    for client in clients:
        await client.come()
        assert client.first is not None
        assert client.offsets == list(range(client.first + 1, found.position.offset + 1))
        client.go()
    await hub.close()


async def test_what_one_transaction_asked_for_happens_in_its_order(store: Store) -> None:
    hub = Hub(store, Presence())
    kicked, other = Client(hub, "kicked"), Client(hub, "other")
    for client in (kicked, other):
        await client.come()

    def work(tx: Transaction) -> None:
        whisper(tx, CHANNEL, b'{"soft":1}')
        unsubscribe(tx, CHANNEL, "kicked", code=2001, reason="kicked")
        streams.append(tx, CHANNEL, b'{"x":1}', now_ms=0, keep_ms=1)

    await store.write(work)
    async with asyncio.timeout(10):
        while not kicked.dismissals:
            await asyncio.sleep(0.005)
    await say(store)
    async with asyncio.timeout(10):
        while other.offsets != [1, 2]:
            await asyncio.sleep(0.005)
    # What was appended came before the rest of its transaction; what came later reached only who was left.
    assert (kicked.offsets, kicked.dismissals, kicked.soft) == ([1], 1, 1)
    assert (other.soft, other.dismissals) == (1, 0)
    await hub.close()


async def test_a_channel_that_closed_and_opened_at_once_has_let_everybody_go_but_who_came_after(store: Store) -> None:
    hub = Hub(store, Presence())
    before, after = Client(hub, "before"), Client(hub, "after")
    await before.come()

    def work(tx: Transaction) -> None:
        streams.close(tx, CHANNEL, b'{"x":1}', code=2000, reason="closed", now_ms=0, keep_ms=1)
        streams.reopen(tx, CHANNEL)

    await store.write(work)
    await after.come()
    async with asyncio.timeout(10):
        while not before.dismissals:
            await asyncio.sleep(0.005)
    await say(store)
    async with asyncio.timeout(10):
        while after.offsets != [2]:
            await asyncio.sleep(0.005)
    assert (before.offsets, before.dismissals, after.dismissals) == ([1], 1, 0)
    after.go()
    await hub.close()


async def test_a_store_that_fails_for_a_while_costs_no_item(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(store, Presence())
    client = Client(hub, "c")
    await client.come()
    real, failures = store.read, 0

    async def fail(work: object) -> object:
        nonlocal failures
        failures += 1
        raise OSError("the store is away")

    with monkeypatch.context() as broken:
        broken.setattr(store, "read", fail)
        await say(store)
        async with asyncio.timeout(10):
            while not failures:
                await asyncio.sleep(0.005)
    assert store.read == real
    async with asyncio.timeout(10):
        while client.offsets != [1]:
            await asyncio.sleep(0.005)
    await hub.close()


async def test_a_stream_that_is_another_one_sends_its_subscribers_to_look_for_themselves(store: Store) -> None:
    hub = Hub(store, Presence())
    client = Client(hub, "c")
    await client.come()
    await say(store)
    await store.write(lambda tx: streams.drop(tx, CHANNEL))
    async with asyncio.timeout(10):
        while not client.dismissals:
            await asyncio.sleep(0.005)
    await forgotten(hub)
    await hub.close()
