"""Clients without WebSockets: server-sent events and HTTP streams down, emulation up."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.server import ServerProcess
from tests.support.sockets import ends, person, world_server
from tests.support.world import token

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Stream:
    """One response that does not end, and the requests that belong to it."""

    def __init__(self, client: httpx.AsyncClient, lines: AsyncIterator[str], kind: str) -> None:
        self._client = client
        self._lines = lines
        self._kind = kind
        self.session = ""

    async def next(self) -> Any:
        """Return the next message; raises StopAsyncIteration at the end of the response."""
        while True:
            line = await asyncio.wait_for(anext(self._lines), 10)
            text = line.removeprefix("data: ") if self._kind == "sse" else line
            if text and (message := json.loads(text)) != {}:
                return message

    async def send(self, **command: Any) -> int:
        body = {"session": self.session, "node": "", "data": json.dumps({"id": 9, **command})}
        return (await self._client.post("/test/emulation", json=body)).status_code


@contextlib.asynccontextmanager
async def stream(address: str, kind: str, user: str, app: str, **request: Any) -> AsyncIterator[Stream]:
    connect = json.dumps({"id": 1, "connect": {"token": token(user, app), **request}})
    async with httpx.AsyncClient(base_url=f"http://{address}", timeout=20, trust_env=False) as client:
        path = f"/test/connection/{kind}"
        asked: dict[str, Any] = {"params": {"cf_connect": connect}} if kind == "sse" else {"content": connect}
        async with client.stream("GET" if kind == "sse" else "POST", path, **asked) as response:
            assert response.status_code == 200
            assert response.headers["access-control-allow-origin"] == "*"
            wanted = {"sse": "text/event-stream", "http_stream": "application/json"}[kind]
            assert response.headers["content-type"] == wanted
            opened = Stream(client, aiter(response.aiter_lines()), kind)
            connected = (await opened.next())["connect"]
            opened.session = connected["session"]
            assert opened.session != connected["client"], "others see the client's id"
            yield opened


@pytest.mark.parametrize("kind", ["sse", "http_stream"])
async def test_a_client_without_websockets_subscribes_calls_and_hears(
    rooms: ServerProcess, app: str, kind: str
) -> None:
    async with stream(rooms.http, kind, "ann", app) as ann, person(rooms.http, "bob", app) as bob:
        assert await ann.send(subscribe={"channel": bob.channel("r")}) == 204
        reply = await ann.next()
        assert (reply["id"], reply["subscribe"]["data"]) == (9, {"room": "r"})
        await bob.say("r", "hello")
        assert (await ann.next())["push"]["pub"]["data"]["text"] == "hello"
        assert await ann.send(rpc={"method": "say", "data": {"room": "r", "text": "back"}}) == 204
        messages = [await ann.next(), await ann.next()]
        assert {"rpc", "push"} == {key for message in messages for key in message if key != "id"}
        await bob.call("sendAway", user="ann")
        assert (await ann.next())["push"] == {"disconnect": {"code": 4501, "reason": "sent away"}}
        with pytest.raises(StopAsyncIteration):
            await ann.next()
        assert await ann.send(ping={}) == 404


@pytest.mark.parametrize("kind", ["sse", "http_stream"])
async def test_who_goes_away_is_noticed(rooms: ServerProcess, app: str, kind: str) -> None:
    async with person(rooms.http, "bob", app) as bob:
        async with stream(rooms.http, kind, "ann", app):
            assert (await bob.call("online", user="ann"))["items"] == [""]
        async with asyncio.timeout(10):
            while (await bob.call("online", user="ann"))["items"]:
                await bob.say("r", "anybody there?")


async def test_a_missed_message_is_recovered_on_another_transport(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "bob", app) as bob:
        async with stream(rooms.http, "sse", "ann", app) as ann:
            await ann.send(subscribe={"channel": bob.channel("r")})
            start = (await ann.next())["subscribe"]
        await bob.say("r", "missed")
        async with stream(rooms.http, "http_stream", "ann", app) as ann:
            since = {"recover": True, "epoch": start["epoch"], "offset": start.get("offset", 0)}
            await ann.send(subscribe={"channel": bob.channel("r"), **since})
            again = (await ann.next())["subscribe"]
            assert [item["data"]["text"] for item in again["publications"]] == ["missed"]


async def test_a_stream_that_nobody_reads_is_cut_off_and_holds_nothing(rooms: ServerProcess, app: str) -> None:
    host, port = rooms.http.split(":")
    connect = json.dumps({"id": 1, "connect": {"token": token("ann", app)}})
    request = (
        f"POST /test/connection/http_stream HTTP/1.1\r\nHost: x\r\nContent-Length: {len(connect)}\r\n\r\n{connect}"
    )
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(request.encode())
    head = await reader.readuntil(b'"session":"')
    session = (await reader.readuntil(b'"'))[:-1].decode()
    assert head.startswith(b"HTTP/1.1 200")
    async with person(rooms.http, "bob", app) as bob:
        await bob.join("r")
        body = json.dumps(
            {"session": session, "data": json.dumps({"id": 2, "subscribe": {"channel": bob.channel("r")}})}
        )
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(f"http://{rooms.http}/test/emulation", content=body)).status_code == 204
        said = 0
        while (await bob.call("online", user="ann"))["items"]:
            await bob.say("r", "x" * 60_000)
            said += 1
            assert said < 1000, "a client that reads nothing is kept for ever"
        assert [entry["reason"] for entry in await ends(bob)] == ["slow"]
    # The connection under the response goes as well, without the client's having read its end.
    async with asyncio.timeout(30):
        transport = writer.transport
        with contextlib.suppress(ConnectionError):
            while not transport.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)
    transport.abort()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def test_a_server_that_ends_closes_streams_with_its_reason(tmp_path: Path) -> None:
    async with (
        world_server(tmp_path / "data") as server,
        stream(server.http, "sse", "ann", "app") as ann,
        stream(server.http, "http_stream", "bob", "app") as bob,
    ):
        assert await server.stop() == 0
        for each in (ann, bob):
            assert (await each.next())["push"] == {"disconnect": {"code": 3001, "reason": "shutdown"}}
            with pytest.raises(StopAsyncIteration):
                await each.next()
        assert "Traceback" not in server.output


async def test_a_refused_token_ends_the_stream_with_its_code(impatient_rooms: ServerProcess) -> None:
    async with httpx.AsyncClient(base_url=f"http://{impatient_rooms.http}", timeout=20, trust_env=False) as client:
        for body in (b'{"id":1,"connect":{"token":"no"}}', b"{", b""):
            answer = await client.post("/test/connection/http_stream", content=body)
            ended = json.loads(answer.text)["push"]["disconnect"]["code"]
            assert ended == (3500 if b"token" in body else 3501 if body else 3502)
        params = {"cf_connect": '{"id":1,"connect":{"token":"no"}}'}
        answer = await client.get("/test/connection/sse", params=params)
        assert json.loads(answer.text.removeprefix("data: "))["push"]["disconnect"]["reason"] == "invalid token"


async def test_requests_that_are_no_emulation_are_refused(rooms: ServerProcess) -> None:
    async with httpx.AsyncClient(base_url=f"http://{rooms.http}", timeout=20, trust_env=False) as client:
        for path in ("/test/emulation", "/test/connection/http_stream", "/test/connection/sse"):
            preflight = await client.request("OPTIONS", path)
            assert preflight.status_code == 204
            assert preflight.headers["access-control-allow-headers"] == "content-type"
            assert (await client.request("DELETE", path)).status_code == 405
        for body, status in ((b"{", 400), (b"[]", 400), (b'{"session":"unknown"}', 404), (b"x" * 300_000, 413)):
            assert (await client.post("/test/emulation", content=body)).status_code == status
        assert (await client.post("/test/connection/http_stream", content=b"x" * 300_000)).status_code == 413
