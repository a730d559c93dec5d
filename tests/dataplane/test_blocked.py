"""Clients whose requests are turned away by an address that a header tells, on a real Envoy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.support.certificates import Authority, shake
from tests.support.http3 import http3_client
from tests.support.load import load, until_sent
from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, http_target
from twincloud.balancing.access import Blocked
from twincloud.balancing.plan import Certificate, Endpoint, Listener, PathMatch, Protocol, Route, Tls
from twincloud.balancing.redirect import Redirect
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
HEADER = "client_ip"
BLOCKED = Blocked(HEADER, ("10.1.2.3", "2001:db8::7", "127.0.3.1"))


async def status(at: Endpoint, told: str | None = None, source: str = "127.0.4.1", name: str = HEADER) -> int:
    """Return the status of a request whose header says that it comes from `told`."""
    headers = {name: told} if told is not None else {}
    return (await ask_http(at.host, at.port, headers=headers, source=source)).status


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("10.1.2.3", 403),
        (" 10.1.2.3 , 192.0.2.1", 403),
        ("10.1.2.3,192.0.2.1, 192.0.2.2", 403),
        ("2001:DB8:0::7", 403),
        ("192.0.2.1, 10.1.2.3", 200),
        ("10.1.2.30", 200),
        ("2001:db8::8", 200),
        ("not an address", 200),
        ("", 200),
        (None, 200),
    ],
)
async def test_the_first_address_of_the_header_decides(
    engine: EnvoyEngine, endpoint: Place, told: str | None, expected: int
) -> None:
    at = endpoint()
    async with http_target("a") as a:
        guarded = replace(http("l", at, host("*", route("/", "p"))), blocked=BLOCKED)
        assert (await engine.apply(plan(guarded, pool("p", target(a), http=True)))).refused == {}
        assert await status(at, told) == expected
        assert await status(at, told, name="x-other") == 200


async def test_a_request_without_the_header_is_its_connections_client(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        guarded = replace(http("l", at, host("*", route("/", "p"))), blocked=BLOCKED)
        assert (await engine.apply(plan(guarded, pool("p", target(a), http=True)))).refused == {}
        assert await status(at, source="127.0.3.1") == 403
        assert await status(at, "192.0.2.1", source="127.0.3.1") == 200
        assert await status(at, source="127.0.4.1") == 200


async def test_redirections_hosts_and_protocols_are_guarded_alike(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    plain, secure, quick = endpoint(), endpoint(), endpoint()
    pair = authority.issue("a.test")
    moved = Route("moved", PathMatch.PREFIX, "/moved", redirect=Redirect(path="/"))
    async with http_target("a") as a:
        sites = (host("a.test", moved, route("/", "p")), host(r"~^b\.test$", route("/", "p")))
        listeners = [
            Listener("l", Protocol.HTTP, (plain,), hosts=sites),
            Listener("s", Protocol.HTTPS, (secure,), hosts=sites, tls=Tls(("c",))),
            Listener("q", Protocol.HTTP3, (quick,), hosts=sites, tls=Tls(("c",))),
        ]
        everybody = Blocked(HEADER, ("127.0.0.1",))
        guarded = [replace(listener, blocked=everybody) for listener in listeners]
        wanted = plan(*guarded, pool("p", target(a), http=True))
        wanted = replace(wanted, certificates=(Certificate("c", pair.chain, pair.key),))
        assert (await engine.apply(wanted)).refused == {}

        async def asked(name: str, path: str, **headers: str) -> int:
            answer = await ask_http(plain.host, plain.port, path, host_header=name, headers=headers)
            return answer.status

        assert [await asked("a.test", path) for path in ("/", "/moved")] == [403, 403]
        assert [await asked("a.test", path, client_ip="10.0.0.1") for path in ("/", "/moved")] == [200, 302]
        assert [await asked("b.test", "/"), await asked("b.test", "/", client_ip="10.0.0.1")] == [403, 200]
        async with shake(secure.host, secure.port, "a.test", authority.client(alpn=("http/1.1",))) as connection:
            assert (await connection.get("a.test")).status == 403
        async with http3_client(quick.host, quick.port, "a.test", authority.pem) as client:
            assert (await client.get("a.test")).status == 403
        assert len(a.seen) == 2
        wanted = replace(wanted, generation=2, listeners=tuple(listeners))
        assert (await engine.apply(wanted)).refused == {}
        assert await asked("a.test", "/") == 200


async def test_a_list_that_changes_loses_nobody_elses_request(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        listener = http("l", at, host("*", route("/", "p")))
        servers = pool("p", target(a), http=True)
        await engine.apply(plan(listener, servers))
        async with load(at.host, at.port, per_second=300, host_header="a.test") as running:
            for number in range(40):
                addresses = tuple(f"10.0.{number}.{low}" for low in range(number))
                guarded = replace(listener, blocked=Blocked(HEADER, addresses))
                applied = await engine.apply(plan(guarded, servers, generation=number + 2))
                assert applied.refused == {}
                await until_sent(running, 10)
        assert running.failures == {}
        assert await status(at, "10.0.39.38") == 403
