"""What a real Envoy does to requests and answers on their way: limits, waits and headers of listeners and routes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.support.certificates import Authority, shake
from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import Answer, ask_http, http_target, read_answer
from tests.support.traffic import asked_on_one_connection
from twincloud.balancing.headers import AnswerHeader, Known, RequestHeader
from twincloud.balancing.plan import (
    Certificate,
    ClientAuthority,
    Endpoint,
    Listener,
    Pool,
    Protocol,
    Route,
    Scheduler,
    Target,
    Tls,
)
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
ROUTE = route("/", "p")


async def serve(engine: EnvoyEngine, listener: Listener, *targets: Target) -> None:
    applied = await engine.apply(plan(listener, pool("p", *targets, http=True)))
    assert applied.refused == {}


async def send(at: Endpoint, *pieces: bytes) -> Answer:
    """Send a request as it stands and return what comes back, however much was left unsaid."""
    reader, writer = await asyncio.open_connection(at.host, at.port)
    try:
        writer.writelines(pieces)
        async with asyncio.timeout(10):
            return await read_answer(reader)
    finally:
        writer.close()


def post(path: str, length: int) -> bytes:
    return f"POST {path} HTTP/1.1\r\nhost: a.test\r\ncontent-length: {length}\r\n\r\n".encode()


async def test_bodies_are_limited_by_route(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        small = replace(route("/small", "p"), max_body_bytes=10)
        large = replace(route("/large", "p"), max_body_bytes=20)
        await serve(engine, http("l", at, host("*", small, large, ROUTE)), target(a))
        statuses = {
            (path, size): (await send(at, post(path, size), b"x" * size)).status
            for path in ("/small", "/large", "/")
            for size in (10, 11, 21)
        }
        assert statuses == {
            ("/small", 10): 200, ("/small", 11): 413, ("/small", 21): 413,
            ("/large", 10): 200, ("/large", 11): 200, ("/large", 21): 413,
            ("/", 10): 200, ("/", 11): 200, ("/", 21): 200,
        }  # fmt: skip
        assert len(a.seen) == 6, "a body that is too long is not begun"
        head = b"POST /small HTTP/1.1\r\nhost: a.test\r\ntransfer-encoding: chunked\r\n\r\n"
        assert (await send(at, head, b"b\r\n01234567890\r\n0\r\n\r\n")).status == 413


async def test_limits_change_and_go_again(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        for limit, status in ((10, 413), (20, 200), (5, 413), (None, 200)):
            await serve(engine, http("l", at, host("*", replace(ROUTE, max_body_bytes=limit))), target(a))
            assert (await send(at, post("/", 15), b"x" * 15)).status == status


async def test_a_target_is_told_what_is_known_of_a_request(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    told = (
        RequestHeader("X-Real-Port", known=Known.CLIENT_PORT),
        RequestHeader("X-Method", known=Known.METHOD),
        RequestHeader("X-Uri", known=Known.PATH),
        RequestHeader("X-Id", known=Known.REQUEST_ID),
        RequestHeader("X-Fixed", "100%"),
    )
    async with http_target("a") as a:
        await serve(engine, http("l", at, host("*", replace(ROUTE, request_headers=told))), target(a))
        for _ in range(2):
            await ask_http(at.host, at.port, "/some/where?x=1", headers={"X-Uri": "forged", "X-Id": "forged"})
    seen = [request.headers for request in a.seen]
    assert [(one["x-method"], one["x-uri"], one["x-fixed"]) for one in seen] == [("GET", "/some/where", "100%")] * 2
    assert all(int(one["x-real-port"]) > 1024 for one in seen)
    assert len({one["x-id"] for one in seen} - {"forged"}) == 2


@pytest.mark.parametrize(("status", "good"), [(200, True), (302, True), (404, False), (500, False)])
async def test_answers_get_headers_and_lose_them(engine: EnvoyEngine, endpoint: Place, status: int, good: bool) -> None:
    at = endpoint()
    wanted = (
        AnswerHeader("X-Set", "50%"),
        AnswerHeader("X-Beside", "ours", beside=True),
        AnswerHeader("X-Gone", None),
        AnswerHeader("X-Good", "ours", beside=True, only_good=True),
        AnswerHeader("X-Better", "ours", only_good=True),
    )
    async with http_target("a") as a:
        a.status = status
        a.headers = {"X-Set": "theirs", "X-Beside": "theirs", "X-Gone": "theirs", "X-Good": "theirs", "X-Better": "no"}
        treated = replace(route("/", "p"), answer_headers=wanted)
        await serve(engine, http("l", at, host("*", replace(ROUTE, path="/plain"), treated)), target(a))
        answer = await ask_http(at.host, at.port)
        plain = await ask_http(at.host, at.port, "/plain")
    assert (answer.status, answer.headers["x-set"], answer.headers["x-beside"]) == (status, "50%", "theirs,ours")
    assert "x-gone" not in answer.headers
    assert answer.headers["x-good"] == ("theirs,ours" if good else "theirs")
    assert answer.headers["x-better"] == ("ours" if good else "no")
    assert {name: plain.headers[name.lower()] for name in a.headers} == a.headers


async def test_redirects_of_targets_lead_to_https(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        a.status = 302
        a.headers = {"Location": "http://a.test/x?to=http://b.test/", "Refresh": "5; url=http://a.test/"}
        safe = replace(route("/safe", "p"), https_redirects=True)
        await serve(engine, http("l", at, host("a.test", safe, ROUTE)), target(a))
        answers = [(await ask_http(at.host, at.port, path, host_header="a.test")).headers for path in ("/safe", "/")]
        assert (await ask_http(at.host, at.port, host_header="b.test")).status == 404, (
            "nothing is said of such requests"
        )
    assert [(one["location"], one["refresh"]) for one in answers] == [
        ("https://a.test/x?to=http://b.test/", "5; url=https://a.test/"),
        ("http://a.test/x?to=http://b.test/", "5; url=http://a.test/"),
    ]


async def test_a_connection_ends_after_so_many_requests(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        listener = http("l", at, host("*", ROUTE))
        await serve(engine, replace(listener, max_requests_per_connection=3), target(a))
        answers = await asked_on_one_connection(at.host, at.port, 3, host_header="a.test")
        assert [one.headers.get("connection") for one in answers] == [None, None, "close"]
        await serve(engine, replace(listener, max_requests_per_connection=1), target(a))
        (answer,) = await asked_on_one_connection(at.host, at.port, 1, host_header="a.test")
    assert answer.headers["connection"] == "close"


async def test_headers_may_be_longer(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    long = {"X-Long": "x" * 100_000}
    async with http_target("a") as a:
        listener = http("l", at, host("*", ROUTE))
        await serve(engine, listener, target(a))
        assert (await ask_http(at.host, at.port, headers=long)).status == 431
        await serve(engine, replace(listener, max_header_bytes=128 * 1024), target(a))
        # The target reads no lines as long as this; that it was asked is enough.
        assert (await ask_http(at.host, at.port, headers=long)).status != 431


async def test_a_client_that_does_not_end_its_headers_is_told_so(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        await serve(engine, replace(http("l", at, host("*", ROUTE)), header_timeout_s=0.3), target(a))
        answer = await send(at, b"GET / HTTP/1.1\r\nhost: a.test\r\nx-slow:")
    assert answer.status == 408


async def test_a_request_on_which_nothing_moves_ends(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        quick = Route("quick", ROUTE.match, "/", "p", idle_timeout_s=0.3)
        await serve(engine, http("l", at, host("*", quick)), target(a))
        assert (await send(at, post("/", 100), b"too little")).status == 408
        a.pause_s = 2
        assert (await send(at, post("/", 1), b"x")).status == 504


async def test_a_connection_to_a_target_may_take_so_long(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    with contextlib.ExitStack() as open_sockets:
        # The queue of this socket is full, so that it answers no further connection.
        listening = open_sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        host_, port = listening.getsockname()
        for _ in range(2):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((host_, port))
        mute = Pool("p", Scheduler.WEIGHTED_ROUND_ROBIN, (Target(host_, port, 10),), http=True, connect_timeout_s=0.2)
        assert (await engine.apply(plan(http("l", at, host("*", ROUTE)), mute))).refused == {}
        assert (await ask_http(at.host, at.port)).status == 503


@pytest.mark.parametrize(("depth", "between", "served"), [(None, 1, True), (1, 1, True), (0, 1, False), (0, 0, True)])
async def test_the_chain_of_a_clients_certificate_may_be_so_long(
    engine: EnvoyEngine, endpoint: Place, depth: int | None, between: int, served: bool
) -> None:
    at = endpoint()
    root = Authority("root")
    own = (Authority("between", above=root) if between else root).issue("client")
    shown = root.issue("a.test")
    tls = Tls(("c",), client_authority_id="ca", client_certificate_required=True, client_chain_depth=depth)
    async with http_target("a") as a:
        listener = Listener("l", Protocol.HTTPS, (at,), hosts=(host("*", ROUTE),), tls=tls)
        wanted = replace(
            plan(listener, pool("p", target(a), http=True)),
            certificates=(Certificate("c", shown.chain, shown.key),),
            client_authorities=(ClientAuthority("ca", root.pem),),
        )
        assert (await engine.apply(wanted)).refused == {}
        async with shake(at.host, at.port, "a.test", root.client(own)) as connection:
            if served:
                assert (await connection.get("a.test")).body == "a"
                return
            with pytest.raises((OSError, asyncio.IncompleteReadError)):
                await connection.get("a.test")
