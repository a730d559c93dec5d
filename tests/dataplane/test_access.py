"""Listeners that do not serve everybody, on a real Envoy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from tests.support.certificates import Authority
from tests.support.datagrams import ask_udp, udp_target
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, http_target, tcp_target
from tests.support.traffic import Connection
from twincloud.balancing.access import Access
from twincloud.balancing.plan import Certificate, Endpoint, Listener, Protocol, Target, Tls
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
CLIENTS = ("127.0.3.1", "127.0.3.200", "127.0.4.1")


async def served(at: Endpoint) -> list[bool]:
    """Tell which of the clients are served."""
    found = []
    for source in CLIENTS:
        try:
            found.append(bool(await ask_tcp(at.host, at.port, source=source)))
        except (OSError, asyncio.IncompleteReadError):
            found.append(False)
    return found


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (Access(allow=True, networks=("127.0.3.0/24",)), [True, True, False]),
        (Access(allow=True, networks=("127.0.3.200", "127.0.4.0/28")), [False, True, True]),
        (Access(allow=True, networks=("::1",)), [False, False, False]),
        (Access(allow=True, networks=()), [False, False, False]),
        (Access(allow=False, networks=("127.0.3.0/25", "2001:db8::/32")), [False, True, True]),
        (Access(allow=False, networks=("0.0.0.0/0",)), [False, False, False]),
        (Access(allow=False, networks=()), [True, True, True]),
    ],
)
async def test_only_some_are_served(engine: EnvoyEngine, endpoint: Place, access: Access, expected: list[bool]) -> None:
    at = endpoint()
    async with tcp_target("a") as a:
        guarded = msgspec.structs.replace(tcp("l", at, "p"), access=access)
        assert (await engine.apply(plan(guarded, pool("p", target(a))))).refused == {}
        assert await served(at) == expected
        assert a.opened == sum(expected)


async def test_every_protocol_can_be_guarded(engine: EnvoyEngine, endpoint: Place) -> None:
    datagrams, requests, encrypted = endpoint(), endpoint(), endpoint()
    access = Access(allow=False, networks=("127.0.3.0/24",))
    pair = Authority().issue("a.test")
    async with udp_target("u") as u, http_target("h") as h:
        web = http("h", requests, host("*", route("/", "p")))
        own = msgspec.structs.replace(host("a.test", route("/", "p")), certificate_ids=("c",))
        listeners = [
            Listener("u", Protocol.UDP, (datagrams,), pool_id="q"),
            web,
            Listener("s", Protocol.HTTPS, (encrypted,), hosts=(own, *web.hosts), tls=Tls(("c",))),
        ]
        guarded = [msgspec.structs.replace(listener, access=access) for listener in listeners]
        wanted = plan(*guarded, pool("p", target(h), http=True), pool("q", Target(u.host, u.port, 10)))
        wanted = msgspec.structs.replace(wanted, certificates=(Certificate("c", pair.chain, pair.key),))
        assert (await engine.apply(wanted)).refused == {}
        assert await ask_udp(datagrams.host, datagrams.port, source="127.0.4.1") == "u"
        with pytest.raises(TimeoutError):
            await ask_udp(datagrams.host, datagrams.port, source="127.0.3.1", within_s=0.3)
        assert (await ask_http(requests.host, requests.port, source="127.0.4.1")).body == "h"
        # Cleartext gets an alert from who speaks TLS, and nothing from who does not speak at all.
        heard = []
        for at, source in ((requests, "127.0.3.1"), (encrypted, "127.0.3.1"), (encrypted, "127.0.4.1")):
            reader, writer = await asyncio.open_connection(at.host, at.port, local_addr=(source, 0))
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            try:
                heard.append(await reader.read() != b"")
            except ConnectionError:
                heard.append(False)
            writer.close()
        assert heard[0] is False
        assert len(h.seen) == 1


async def test_a_change_closes_no_connection(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a:
        shared = pool("p", target(a))
        await engine.apply(plan(tcp("l", at, "p"), shared))
        connection = await Connection.open(at.host, at.port)
        assert await connection.name() == "a"
        for generation, networks in enumerate([("127.0.3.0/24",), ("127.0.3.0/24", "127.0.4.1")], 2):
            guarded = msgspec.structs.replace(tcp("l", at, "p"), access=Access(allow=True, networks=networks))
            assert (await engine.apply(plan(guarded, shared, generation=generation))).refused == {}
        assert await served(at) == [True, True, True]
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await ask_tcp(at.host, at.port)
        # Longer than the engine lets the connections of a changed listener drain.
        await asyncio.sleep(1.5)
        assert await connection.name() == "a"
        connection.close()


async def test_what_is_no_network_is_refused(engine: EnvoyEngine, endpoint: Place) -> None:
    guarded = msgspec.structs.replace(tcp("l", endpoint(), "p"), access=Access(allow=True, networks=("somewhere",)))
    assert (await engine.apply(plan(guarded, pool("p")))).refused == {"l": "'somewhere' is not a network"}
