"""How sessions, subscriptions and channels end, each with its code, and what a client is told before."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from centrifuge import ClientState, Subscription, SubscriptionState

from tests.support.server import ServerProcess
from tests.support.sockets import Person, ends, free_port, person, raw, slow_socket, world_server
from tests.support.world import token

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_second_session_on_the_same_kind_of_device_ends_the_first(rooms: ServerProcess, app: str) -> None:
    async with (
        raw(rooms.http, connect=token("ann", app, device="web")) as first,
        raw(rooms.http, connect=token("ann", app, device="phone")) as phone,
    ):
        assert "subscribe" in await first.ask(subscribe={"channel": f"room:{app}:r"})
        async with raw(rooms.http, connect=token("ann", app, device="web")) as second:
            assert await first.closed() == (4500, "login elsewhere")
            devices = (await second.ask(rpc={"method": "online", "data": {"user": "ann"}}))["rpc"]["data"]
            assert devices == {"items": ["phone", "web"]}
            log = (await second.ask(rpc={"method": "log"}))["rpc"]["data"]["items"]
            assert "ping" in await phone.ask(ping={})
    assert [entry["event"] for entry in log] == ["connect", "connect", "join", "disconnect", "connect"]
    assert log[3] == {
        "event": "disconnect", "user": "ann", "reason": "displaced", "code": 4500,
        "channels": [f"user:{app}:ann", f"room:{app}:r"],
    }  # fmt: skip


async def test_many_sessions_of_one_user_at_once_leave_exactly_one(rooms: ServerProcess, app: str) -> None:
    async def come(number: int) -> Person:
        somebody = Person(rooms.http, "ann", app)
        await somebody.client.connect()
        await somebody.seen.until(lambda: somebody.seen.connected or somebody.seen.disconnected)
        return somebody

    people = await asyncio.gather(*(come(number) for number in range(8)))
    for _ in range(1):
        await people[0].seen.until(
            lambda: (
                sum(each.client.state == ClientState.CONNECTED for each in people) == 1
                and sum(each.client.state == ClientState.DISCONNECTED for each in people) == 7
            )
        )
    (last,) = [each for each in people if each.client.state == ClientState.CONNECTED]
    assert (await last.call("online", user="ann"))["items"] == [""]
    log = [entry["event"] for entry in (await last.call("log"))["items"]]
    assert log == ["connect", "disconnect"] * 7 + ["connect"]
    await last.client.disconnect()


async def test_the_same_installation_that_comes_again_has_returned(rooms: ServerProcess, app: str) -> None:
    async with (
        raw(rooms.http, connect=token("ann", app, installation="i1")) as first,
        raw(rooms.http, connect=token("ann", app, installation="i1")) as again,
    ):
        await first.closed()
        log = (await again.ask(rpc={"method": "log"}))["rpc"]["data"]["items"]
        assert [entry["reason"] for entry in log if entry["event"] == "disconnect"] == ["returned"]


async def test_a_user_is_sent_away_for_good_from_every_device(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann:
        web, phone = Person(rooms.http, "bob", app, device="web"), Person(rooms.http, "bob", app, device="phone")
        for each in (web, phone):
            await each.connect()
        await ann.call("sendAway", user="bob")
        for each in (web, phone):
            await each.seen.until(lambda each=each: each.seen.disconnected)  # type: ignore[misc]
            ended = each.seen.disconnected[0]
            assert (ended.code, ended.reason, each.client.state) == (4501, "sent away", ClientState.DISCONNECTED)


async def test_who_is_kicked_hears_all_before_and_does_not_come_back_by_itself(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await ann.join("r")
        subscription = await bob.join("r")
        await ann.call("kick", user="bob", room="r")
        await ann.say("r", "without bob")
        await bob.seen.until(lambda: bob.seen.unsubscribed)
        assert (bob.seen.unsubscribed[0].code, bob.seen.unsubscribed[0].reason) == (2001, "kicked")
        assert subscription.state == SubscriptionState.UNSUBSCRIBED
        assert bob.seen.publications == [{"kicked": "bob"}]
        await ann.seen.until(lambda: len(ann.seen.publications) == 2)
        assert [client.user for client in (await _room(ann).presence()).clients.values()] == ["ann"]
        await subscription.subscribe()
        await subscription.ready(10)
        # It may come again, and is told what it missed.
        await bob.seen.until(lambda: bob.seen.texts() == ["without bob"])


async def test_everybody_hears_at_once_that_a_room_is_closed(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await ann.join("r")
        await bob.join("r")
        await ann.say("r", "last words")
        await ann.call("closeRoom", room="r")
        for each in (ann, bob):
            await each.seen.until(lambda each=each: each.seen.unsubscribed)  # type: ignore[misc]
            assert each.seen.publications == [{"from": "ann", "text": "last words"}, {"closed": True}]
            assert (each.seen.unsubscribed[0].code, each.seen.unsubscribed[0].reason) == (2000, "closed")
        async with person(rooms.http, "cem", app) as cem:
            await cem.join("r", wait=False)
            await cem.seen.until(lambda: cem.seen.unsubscribed)
            assert (cem.seen.unsubscribed[0].code, cem.seen.publications) == (441, [])


def _room(somebody: Person) -> Subscription:
    return somebody.client.get_subscription(somebody.channel("r"))


@pytest.mark.parametrize("restart", [False, True])
async def test_who_was_away_while_the_room_closed_hears_it_once_and_stays_away(tmp_path: Path, restart: bool) -> None:
    port = free_port()
    away = Person(f"127.0.0.1:{port}", "bob")
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(world_server(tmp_path / "data", "--http", f"127.0.0.1:{port}"))
        async with person(server.http, "ann") as ann:
            await away.connect()
            subscription = await away.join("r")
            await ann.say("r", "before")
            await away.seen.until(lambda: away.seen.texts() == ["before"])
            # As an application does that goes to the background: the subscription keeps its place.
            await away.client.disconnect()
            await ann.say("r", "while away")
            await ann.call("closeRoom", room="r")
        if restart:
            await server.kill()
            await server.start()
        await away.connect()
        await away.seen.until(lambda: away.seen.unsubscribed)
        assert away.seen.texts() == ["before", "while away"]
        assert away.seen.publications[-1] == {"closed": True}
        assert [ended.code for ended in away.seen.unsubscribed] == [2000]
        # Subscribed again by hand, as one who has heard it all, it is refused by the product.
        await subscription.subscribe()
        await away.seen.until(lambda: len(away.seen.unsubscribed) == 2)
        assert away.seen.unsubscribed[1].code == 441
        assert len(away.seen.publications) == 3
        await away.client.disconnect()


async def test_a_closed_room_that_opens_again_goes_on(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann:
        subscription = await ann.join("r")
        await ann.say("r", "1")
        await ann.call("closeRoom", room="r")
        await ann.seen.until(lambda: ann.seen.unsubscribed)
        await ann.call("reopenRoom", room="r")
        await ann.say("r", "2")
        await subscription.subscribe()
        await ann.seen.until(lambda: ann.seen.texts() == ["1", "2"])
        assert ann.seen.publications[1] == {"closed": True}


async def test_a_slow_client_loses_light_messages_first_then_is_cut_off_and_recovers(
    rooms: ServerProcess, app: str
) -> None:
    async with person(rooms.http, "ann", app) as ann:
        await ann.join("r")
        async with raw(rooms.http, connect=token("bob", app), sock=slow_socket(rooms.http), max_queue=1) as bob:
            reply = await bob.ask(subscribe={"channel": ann.channel("r"), "recoverable": True})
            start = reply["subscribe"]
            # It reads no more. What the network takes is a few megabytes; what the server keeps for it, one.
            await bob.send(*({"id": 100 + n, "rpc": {"method": "log"}} for n in range(1)))
            text = "x" * 60_000
            said = 0
            while (await ann.call("online", user="bob"))["items"]:
                await ann.say("r", text)
                said += 1
                assert said < 1000, "a client that reads nothing is kept for ever"
            # Nobody else noticed.
            await ann.seen.until(lambda: len(ann.seen.publications) == said)
        assert [(entry["reason"], entry["code"]) for entry in await ends(ann)] == [("slow", 3008)]
        async with raw(rooms.http, connect=token("bob", app), max_size=None) as bob:
            since = {"recover": True, "epoch": start["epoch"], "offset": start.get("offset", 0)}
            again = (await bob.ask(subscribe={"channel": ann.channel("r"), **since}))["subscribe"]
            assert again["recovered"]
            assert len(again["publications"]) == said


async def test_a_dead_peer_makes_nobody_elses_request_fail(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann:
        await ann.join("r")
        for number in range(20):
            async with raw(rooms.http, connect=token(f"u{number}", app)) as dying:
                await dying.ask(subscribe={"channel": ann.channel("r")})
                # A reset instead of a goodbye.
                dying.socket.transport.abort()
                assert await ann.say("r", str(number)) == number + 1
        await ann.seen.until(lambda: len(ann.seen.texts()) == 20)


async def test_a_server_that_ends_tells_its_clients_to_come_again(tmp_path: Path) -> None:
    port = free_port()
    async with world_server(tmp_path / "data", "--http", f"127.0.0.1:{port}") as server:
        ann = Person(server.http, "ann")
        await ann.connect()
        await ann.join("r")
        await ann.say("r", "before")
        async with raw(server.http, connect=token("bob")) as bob:
            assert await server.stop() == 0
            assert await bob.closed() == (3001, "shutdown")
        assert "Traceback" not in server.output
    async with world_server(tmp_path / "data", "--http", f"127.0.0.1:{port}") as server:
        await ann.seen.until(lambda: len(ann.seen.connected) == 2)
        await ann.seen.until(lambda: len(ann.seen.subscribed) == 2)
        assert await ann.say("r", "after") == 2
        await ann.seen.until(lambda: ann.seen.texts() == ["before", "after"])
        # Its session was not ended by the product's word: it came back.
        log = (await ann.call("log"))["items"]
        assert [entry["event"] for entry in log if entry["user"] == "ann"] == ["connect", "join", "connect", "join"]
        await ann.client.disconnect()


async def test_a_reset_sends_everybody_back_to_the_start(tmp_path: Path) -> None:
    async with world_server(tmp_path / "data") as server, raw(server.http, connect=token("ann")) as ann:
        await ann.ask(subscribe={"channel": "room:app:r"})
        await server.operator("Reset")
        assert await ann.closed() == (3011, "force reconnect")
