"""Targets that have to prove who they are, what they are shown, and clients that have to know a password."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Callable

import msgspec
import pytest

from tests.support.certificates import Authority, Pair
from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, http_target
from twincloud.balancing.plan import Endpoint, Listener, Pool, UpstreamProtocol
from twincloud.balancing.trust import Trust, User
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


def believing(made: Pool, trust: Trust | None, name: str = "o.test") -> Pool:
    return msgspec.structs.replace(made, upstream=UpstreamProtocol.TLS, server_name=name, trust=trust)


def asking(authority: Authority, own: Pair) -> ssl.SSLContext:
    """Return how a target shakes hands that wants a certificate of its clients."""
    context = authority.server(own)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=authority.pem)
    return context


async def test_targets_must_be_who_they_should(engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
    at = endpoint()
    listener = http("l", at, host("*", route("/", "p")))
    other = Authority("other")

    async def status(generation: int, trust: Trust | None, name: str = "o.test") -> int:
        made = believing(pool("p", target(a), http=True), trust, name)
        assert (await engine.apply(plan(listener, made, generation=generation))).refused == {}
        return (await ask_http(at.host, at.port)).status

    async with http_target("a", tls=authority.server(authority.issue("o.test"))) as a:
        assert await status(1, None) == 200
        assert await status(2, Trust(authorities_pem=other.pem)) == 503
        assert await status(3, Trust(authorities_pem=authority.pem)) == 200
        assert await status(4, Trust(authorities_pem=authority.pem, name="x.test")) == 503
        assert await status(5, Trust(authorities_pem=other.pem + authority.pem, name="o.test")) == 200


async def test_targets_are_shown_a_certificate(engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
    at = endpoint()
    listener = http("l", at, host("*", route("/", "p")))
    async with http_target("a", tls=asking(authority, authority.issue("o.test"))) as a:
        made = pool("p", target(a), http=True)
        await engine.apply(plan(listener, believing(made, None)))
        assert (await ask_http(at.host, at.port)).status == 503
        for number, vouching in enumerate((Authority("other"), authority), 2):
            own = vouching.issue("client")
            wanted = believing(made, Trust(chain_pem=own.chain, key_pem=own.key))
            assert (await engine.apply(plan(listener, wanted, generation=number))).refused == {}
            assert (await ask_http(at.host, at.port)).status == (200 if vouching is authority else 503)
    assert "KEY" not in repr(wanted.trust)


def sha1(password: str) -> str:
    return base64.b64encode(hashlib.sha1(password.encode(), usedforsecurity=False).digest()).decode()


def credentials(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


async def test_clients_must_know_a_password(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    users = (User("ann", sha1("one")), User("bob", sha1("two")))
    guarded = msgspec.structs.replace(route("/in", "p"), users=users)

    def listener(*own: User) -> Listener:
        inner = msgspec.structs.replace(guarded, users=own)
        return http("l", at, host("a.test", inner, route("/", "p")), host("*", inner, route("/", "p")))

    async with http_target("a") as a:
        made = pool("p", target(a), http=True)

        async def status(path: str, **headers: str) -> int:
            return (await ask_http(at.host, at.port, path, host_header="a.test", headers=headers)).status

        assert (await engine.apply(plan(listener(*users), made))).refused == {}
        answer = await ask_http(at.host, at.port, "/in", host_header="a.test")
        assert (answer.status, answer.headers["www-authenticate"].startswith("Basic realm=")) == (401, True)
        assert (await ask_http(at.host, at.port, "/in", host_header="any.test")).status == 401
        found = [await status("/in", **credentials(*one)) for one in (("ann", "one"), ("bob", "two"), ("ann", "two"))]
        assert found == [200, 200, 401]
        assert await status("/out") == 200
        assert (await engine.apply(plan(listener(users[0]), made, generation=2))).refused == {}
        assert [await status("/in", **credentials(*one)) for one in (("ann", "one"), ("bob", "two"))] == [200, 401]
        assert (await engine.apply(plan(listener(), made, generation=3))).refused == {}
        assert await status("/in") == 200


@pytest.mark.parametrize("pem", ["no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
async def test_what_is_no_certificate_is_refused(engine: EnvoyEngine, endpoint: Place, pem: str) -> None:
    at = endpoint()
    listener = http("l", at, host("*", route("/", "p")))
    async with http_target("a") as a:
        wanted = believing(pool("p", target(a), http=True), Trust(authorities_pem=pem))
        assert set((await engine.apply(plan(listener, wanted))).refused) == {"l"}
