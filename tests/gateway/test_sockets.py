"""What the official Python library does over sockets: calls, subscriptions, recovery, presence, history, tokens."""

from __future__ import annotations

import asyncio
import ssl

import pytest
from centrifuge import Client, ReplyError, SubscriptionState

from tests.support.server import ServerProcess
from tests.support.sockets import Watcher, now_ms, person, raw
from tests.support.world import token, user_channel

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_call_is_answered_and_its_effect_reaches_everybody_in_order(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await ann.join("r")
        await bob.join("r")
        assert [await ann.say("r", str(number)) for number in range(50)] == list(range(1, 51))
        for each in (ann, bob):
            await each.seen.until(lambda each=each: len(each.seen.publications) == 50)  # type: ignore[misc]
            assert each.seen.texts() == [str(number) for number in range(50)]
            assert each.seen.offsets == list(range(1, 51))
        assert each.seen.publications[0] == {"from": "ann", "text": "0"}


async def test_joining_is_the_products_and_its_answer_comes_with_the_subscription(
    rooms: ServerProcess, app: str
) -> None:
    async with person(rooms.http, "ann", app) as ann:
        await ann.join("r")
        assert ann.seen.subscribed[0].data == {"room": "r"}
        refused = await ann.join("secret", wait=False)
        await ann.seen.until(lambda: ann.seen.unsubscribed)
        assert (ann.seen.unsubscribed[0].code, refused.state) == (403, SubscriptionState.UNSUBSCRIBED)
        other = ann.client.new_subscription("room:otherapp:r", events=ann.seen)
        await other.subscribe()
        await ann.seen.until(lambda: len(ann.seen.unsubscribed) == 2)
        assert ann.seen.unsubscribed[1].code == 102


async def test_who_was_cut_off_gets_what_was_missed_once_and_in_order(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await bob.join("r")
        await ann.say("r", "0")
        await bob.seen.until(lambda: bob.seen.texts() == ["0"])
        for cut in range(3):
            bob.cut()
            for number in range(5):
                await ann.say("r", f"{cut}.{number}")
            await bob.seen.until(lambda cut=cut: len(bob.seen.subscribed) == cut + 2)  # type: ignore[misc]
        await bob.seen.until(lambda: len(bob.seen.texts()) == 16)
        assert bob.seen.offsets == list(range(1, 17))
        assert all(subscribed.recovered for subscribed in bob.seen.subscribed[1:])


async def test_a_position_of_another_epoch_is_told_to_be_too_old(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, raw(rooms.http, connect=token("bob", app)) as bob:
        await ann.say("r", "0")
        reply = await bob.ask(subscribe={"channel": ann.channel("r"), "recover": True, "epoch": "other", "offset": 0})
        assert (reply["subscribe"]["was_recovering"], reply["subscribe"].get("recovered")) == (True, None)
        assert "publications" not in reply["subscribe"]
        assert reply["subscribe"]["offset"] == 1
        await bob.ask(unsubscribe={"channel": ann.channel("r")})
        strict = {"channel": ann.channel("r"), "recover": True, "epoch": "other", "offset": 0, "flag": 2}
        assert (await bob.ask(subscribe=strict))["error"]["code"] == 112


async def test_a_gap_longer_than_the_bound_is_too_old(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann:
        epoch = (await ann.call("say", room="r", text="0"))["epoch"]
        await asyncio.gather(*(ann.call("say", room="r", text="x") for _ in range(1000)))
        since = {"channel": ann.channel("r"), "recover": True, "epoch": epoch}
        async with raw(rooms.http, connect=token("bob", app)) as bob:
            whole = (await bob.ask(subscribe={**since, "offset": 1}))["subscribe"]
            assert whole["recovered"]
            assert [item["offset"] for item in whole["publications"]] == list(range(2, 1002))
            await bob.ask(unsubscribe={"channel": ann.channel("r")})
            late = (await bob.ask(subscribe={**since, "offset": 0}))["subscribe"]
            assert "recovered" not in late


async def test_a_users_own_channel_comes_with_the_connection_and_is_recovered(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await bob.seen.until(lambda: bob.seen.server_subscribed)
        assert bob.seen.server_subscribed[0].channel == user_channel(app, "bob")
        assert bob.seen.connected[0].data == {"device": "bob"}
        await ann.call("tell", user="bob", text="1")
        await bob.seen.until(lambda: bob.seen.own == [{"text": "1"}])
        bob.cut()
        await ann.call("tell", user="bob", text="2")
        await bob.seen.until(lambda: len(bob.seen.own) == 2)
        assert bob.seen.own == [{"text": "1"}, {"text": "2"}]


async def test_the_server_subscribes_a_client_from_the_moment_of_the_call(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await ann.call("fetch", user="bob", room="r")
        await ann.call("fetch", user="bob", room="r")
        await ann.say("r", "hello")
        await bob.seen.until(lambda: len(bob.seen.own) == 4)
        assert [told["text"] for told in bob.seen.own] == ["after bob", "before bob", "after bob", "hello"]
        assert [context.channel for context in bob.seen.server_subscribed] == [
            user_channel(app, "bob"),
            bob.channel("r"),
        ]
        await ann.call("fetch", user="nobody", room="r")
        await ann.call("kick", user="bob", room="r")
        await bob.seen.until(lambda: bob.seen.unsubscribed)


async def test_a_client_takes_over_what_the_server_subscribed_it_to(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await ann.call("fetch", user="bob", room="r")
        await bob.seen.until(lambda: bob.seen.own)
        await bob.join("r")
        await ann.say("r", "hello")
        await ann.call("fetch", user="bob", room="r")
        await bob.seen.until(lambda: len(bob.seen.publications) == 3)
        assert bob.seen.texts() == ["hello", "before bob", "after bob"]
        assert [told["text"] for told in bob.seen.own] == ["after bob"]


async def test_presence_history_and_who_comes_and_goes(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann:
        subscription = await ann.join("r", join_leave=True)
        async with person(rooms.http, "bob", app, info={"nick": "B"}) as bob:
            joined = await bob.join("r", join_leave=True)
            await ann.seen.until(lambda: ann.seen.others == [("join", "bob")])
            present = (await subscription.presence()).clients
            assert {(client.user, str(client.conn_info)) for client in present.values()} == {
                ("ann", "None"), ("bob", "{'nick': 'B'}"),
            }  # fmt: skip
            stats = await subscription.presence_stats()
            assert (stats.num_clients, stats.num_users) == (2, 2)
            await joined.unsubscribe()
            await ann.seen.until(lambda: ann.seen.others[1:] == [("leave", "bob")])
        for text in ("a", "b", "c"):
            await ann.say("r", text)
        assert [item.data["text"] for item in (await subscription.history(limit=2)).publications] == ["a", "b"]
        backwards = await subscription.history(limit=2, reverse=True)
        assert [item.data["text"] for item in backwards.publications] == ["c", "b"]
        assert backwards.offset == 3
        log = (await ann.call("log"))["items"]
        assert [entry["event"] for entry in log if entry["user"] == "bob"] == ["connect", "join", "leave", "disconnect"]


async def test_what_is_said_softly_has_no_offset_and_is_kept_nowhere(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        await bob.join("r")
        await ann.say("r", "loud")
        await ann.call("whisper", room="r", text="soft")
        await bob.seen.until(lambda: len(bob.seen.publications) == 2)
        assert bob.seen.publications[1] == {"soft": "soft"}
        assert bob.seen.offsets == [1, 0]


async def test_refusals_carry_the_products_numbers_and_nothing_of_the_inside(rooms: ServerProcess, app: str) -> None:
    async with raw(rooms.http, connect=token("ann", app)) as ann:
        channel = f"room:{app}:r"
        await ann.ask(rpc={"method": "joinRoom", "data": {"room": "r"}})
        await ann.ask(rpc={"method": "closeRoom", "data": {"room": "r"}})
        closed = await ann.ask(rpc={"method": "say", "data": {"room": "r", "text": "x"}})
        assert closed["error"] == {"code": 441, "message": "the room is closed"}
        for command, code in (
            ({"rpc": {"method": "noSuch"}}, 104),
            ({"rpc": {"method": "say", "data": {"room": "r"}}}, 107),
            ({"rpc": {"method": "say", "data": ["r"]}}, 107),
            ({"rpc": {"method": "fail"}}, 100),
            ({"publish": {"channel": channel, "data": {}}}, 103),
            ({"presence": {"channel": channel}}, 103),
            ({"history": {"channel": channel}}, 103),
            ({"nothing": {}}, 104),
        ):
            refused = await ann.ask(**command)
            assert refused["error"]["code"] == code, (command, refused)
            assert "not foreseen" not in str(refused)
        # The connection lives on.
        assert "rpc" in await ann.ask(rpc={"method": "say", "data": {"room": "s", "text": "x"}})
        assert "ping" in await ann.ask(ping={})


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", 3501),
        ("[]", 3501),
        ('{"id": 1, "rpc": 5}', 3501),
        ('{"id": 1, "rpc": {"method": "log"}}', 3501),
        ("[" * 100_000, 3501),
        (b"\x0a\x01", 3506),
        ('{"id": 1, "connect": {"token": "%s"}}' % ("x" * 300_000), 1009),
        ('{"id": 1, "connect": {"token": "nonsense"}}', 3500),
    ],
    ids=["torn", "list", "number", "before-connect", "nested", "binary", "too-large", "bad-token"],
)
async def test_frames_that_cannot_be_taken_close_with_a_code(
    rooms: ServerProcess, frame: str | bytes, code: int
) -> None:
    async with raw(rooms.http) as nobody:
        await nobody.socket.send(frame)
        assert (await nobody.closed())[0] == code


async def test_who_never_says_who_they_are_is_sent_away(impatient_rooms: ServerProcess) -> None:
    async with raw(impatient_rooms.http) as nobody:
        assert await nobody.closed() == (3502, "stale")


async def test_a_token_that_ends_is_asked_for_again_and_the_session_goes_on(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app, lifetime_ms=900) as ann:
        await ann.join("r")
        # The library asks for the next token when one ends, and shows it.
        await ann.seen.until(lambda: ann.tokens == 4)
        await ann.say("r", "still here")
        assert len(ann.seen.connected) == 1


async def test_an_expired_token_is_code_109_at_first_and_the_end_of_a_session_later(
    rooms: ServerProcess, impatient_rooms: ServerProcess, app: str
) -> None:
    async with raw(rooms.http) as late:
        reply = await late.ask(connect={"token": token("ann", app, expires_ms=1)})
        assert reply["error"] == {"code": 109, "message": "token expired"}
    async with raw(impatient_rooms.http) as short:
        reply = await short.ask(connect={"token": token("ann", app, expires_ms=now_ms() + 900)})
        assert (reply["connect"]["expires"], reply["connect"]["ttl"]) == (True, 1)
        assert await short.closed() == (3005, "connection expired")


async def test_another_users_token_does_not_refresh(rooms: ServerProcess, app: str) -> None:
    async with raw(rooms.http, connect=token("ann", app)) as ann:
        reply = await ann.ask(refresh={"token": token("ann", app, expires_ms=now_ms() + 9500)})
        assert reply["refresh"]["ttl"] == 10
        await ann.send({"id": 8, "refresh": {"token": token("bob", app)}})
        assert (await ann.closed())[0] == 3501


async def test_a_subscription_that_is_not_renewed_ends_and_may_be_made_again(
    impatient_rooms: ServerProcess, app: str
) -> None:
    async with raw(impatient_rooms.http, connect=token("ann", app)) as ann:
        channel = f"room:{app}:r"
        reply = await ann.ask(subscribe={"channel": channel, "token": str(now_ms() + 9_500)})
        assert (reply["subscribe"]["expires"], reply["subscribe"]["ttl"]) == (True, 10)
        reply = await ann.ask(sub_refresh={"channel": channel, "token": str(now_ms() + 500)})
        assert reply["sub_refresh"] == {"expires": True, "ttl": 1}
        ended = await ann.next()
        assert ended["push"] == {"channel": channel, "unsubscribe": {"code": 2501, "reason": "expired"}}
        assert "subscribe" in await ann.ask(subscribe={"channel": channel})


async def test_pings_come_and_who_does_not_answer_is_sent_away(impatient_rooms: ServerProcess, app: str) -> None:
    async with raw(impatient_rooms.http, connect=token("ann", app)) as ann:
        async with asyncio.timeout(20):
            while ann.pings < 3:
                assert "ping" in await ann.ask(ping={})
        assert await ann.closed(answering=False) == (3012, "no pong")


async def test_sockets_pass_the_door_with_tls(rooms: ServerProcess, app: str) -> None:
    trust = ssl.create_default_context(cafile=str(rooms.data / "ca.pem"))
    watcher = Watcher()
    port = rooms.https.rpartition(":")[2]
    client = Client(
        f"wss://localhost:{port}/test/connection/websocket",
        events=watcher,
        token=token("ann", app),
        use_protobuf=False,
        ssl_context=trust,
        proxy=None,
    )
    await client.connect()
    await client.ready(10)
    assert (await client.rpc("say", {"room": "r", "text": "x"})).data["offset"] == 1
    with pytest.raises(ReplyError):
        await client.rpc("fail", {})
    await client.disconnect()


async def test_other_paths_take_no_websocket(rooms: ServerProcess) -> None:
    import websockets  # noqa: PLC0415

    for path in ("/", "/connection/websocket", "/test/connection/sse", "/test/emulation"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(f"ws://{rooms.http}{path}", proxy=None)
        assert refused.value.response.status_code == 404


async def test_the_journal_tells_of_connections_calls_and_refusals(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann:
        await ann.join("r")
        with pytest.raises(ReplyError):
            await ann.call("fail")
        await ann.say("r", "x" * 10)
    async with raw(rooms.http) as nobody:
        await nobody.send({"id": 1, "connect": {"token": "nonsense"}})
        await nobody.closed()
    entries = (await rooms.operator("ListJournal", product="testworld", limit=50))["entries"]
    ours = [entry for entry in reversed(entries) if entry["key_id"] == f"{app}/ann"]
    assert [(entry["action"], entry["code"]) for entry in ours] == [
        ("connected", ""), ("joinRoom", ""), ("fail", "InternalError"), ("say", ""), ("disconnect", "1000"),
        ("disconnected", ""),
    ]  # fmt: skip
    assert "RuntimeError: not foreseen" in ours[2]["error"]
    assert (ours[3]["account"], ours[3]["dialect"], ours[3]["source_ip"]) == ("100000000001", "socket", "127.0.0.1")
    assert '"text":"xxxxxxxxxx"' in ours[3]["request"]
    assert {entry["client"] for entry in ours} == {"websocket python"}
    refused = [entry for entry in entries if entry["action"] == "connect" and entry["code"] == "3500"]
    assert refused[0]["message"] == "invalid token"


async def test_the_status_counts_the_sockets(rooms: ServerProcess, app: str) -> None:
    before = (await rooms.operator("GetStatus"))["counts"]["sockets"]
    async with person(rooms.http, "ann", app), person(rooms.http, "bob", app):
        assert (await rooms.operator("GetStatus"))["counts"]["sockets"] == before + 2
