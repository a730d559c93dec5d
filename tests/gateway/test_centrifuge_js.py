"""The official JavaScript client, unmodified, over each of its transports, and through a crash of the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.node import js_client
from tests.support.sockets import free_port, person, world_server
from tests.support.world import token


@pytest.mark.parametrize("transport", ["websocket", "sse", "http_stream"])
async def test_centrifuge_js_subscribes_calls_and_recovers_from_a_crash(tmp_path: Path, transport: str) -> None:
    port = free_port()
    async with (
        world_server(tmp_path / "data", "--http", f"127.0.0.1:{port}") as server,
        js_client(f"127.0.0.1:{port}/test", transport, token("jo"), "room:app:r") as jo,
    ):
        await jo.until(lambda: jo.of("subscribed"))
        assert jo.of("connected") == [{"event": "connected", "transport": transport}]
        assert jo.of("subscribed")[0]["data"] == {"room": "r"}
        async with person(server.http, "ann") as ann:
            await ann.join("r", join_leave=True)
            await jo.until(lambda: jo.of("join"))
            assert [told["user"] for told in jo.of("join")] == ["ann"]
            for number in range(5):
                await ann.say("r", f"before {number}")
            await jo.until(lambda: len(jo.texts()) == 5)
            await ann.call("tell", user="jo", text="for you alone")
            await jo.until(lambda: jo.of("own"))
        assert (await jo.call("say", room="r", text="from jo"))["result"]["data"]["offset"] == 6
        assert (await jo.call("say", room=5))["error"] == 107
        assert [client["user"] for client in (await jo.call("presence"))["result"]["clients"].values()] == ["jo"]
        assert len((await jo.call("history"))["result"]["publications"]) == 6

        await server.kill()
        await jo.until(lambda: jo.of("connecting")[1:])
        await server.start()
        async with person(server.http, "ann") as ann:
            await ann.say("r", "after")
            await jo.until(lambda: jo.texts()[-1:] == ["after"])
            assert jo.texts() == [*(f"before {number}" for number in range(5)), "from jo", "after"]
            assert [told["offset"] for told in jo.of("publication")] == list(range(1, 8))
            assert (jo.of("subscribed")[1]["recovering"], jo.of("subscribed")[1]["recovered"]) == (True, True)
            await ann.call("closeRoom", room="r")
            await jo.until(lambda: jo.of("unsubscribed"))
            assert jo.of("unsubscribed") == [{"event": "unsubscribed", "code": 2000, "reason": "closed"}]
            assert jo.of("publication")[-1]["data"] == {"closed": True}
            await ann.call("sendAway", user="jo")
            await jo.until(lambda: jo.of("disconnected"))
            assert (jo.of("disconnected")[0]["code"], len(jo.of("own"))) == (4501, 1)
