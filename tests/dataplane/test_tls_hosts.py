"""Hosts of an encrypted listener that shake hands in their own way, and checks in TLS, on a real Envoy."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.support.certificates import Authority, shake
from tests.support.encrypted import certificate, https, wearing
from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import eventually, http_target
from twincloud.balancing.plan import CheckKind, ClientAuthority, Endpoint, HealthCheck, HttpCheck, Tls, UpstreamProtocol
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


async def test_one_host_demands_certificates_and_another_does_not(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    clients = Authority("clients")
    strict = msgspec.structs.replace(
        host("a.test", route("/", "p")),
        certificate_ids=("a",),
        client_authority_id="ca",
        client_certificate_required=True,
    )
    open_ = msgspec.structs.replace(host("b.test", route("/", "p")), certificate_ids=("b",))
    async with http_target("web") as web:
        wears = (
            certificate("a", authority.issue("a.test")),
            certificate("b", authority.issue("b.test")),
            ClientAuthority("ca", clients.pem),
        )
        listener = https("l", at, strict, open_, tls=Tls(()))
        assert (await engine.apply(wearing(listener, pool("p", target(web), http=True), wears=wears))).refused == {}
        async with shake(at.host, at.port, "b.test", authority.client()) as connection:
            assert (await connection.get("b.test")).body == "web"
        with pytest.raises((ssl.SSLError, ConnectionError)):
            async with shake(at.host, at.port, "a.test", authority.client()) as connection:
                await connection.get("a.test")
        async with shake(at.host, at.port, "a.test", authority.client(clients.issue("me"))) as connection:
            assert (await connection.get("a.test")).body == "web"


async def test_a_listener_takes_nobody_until_a_host_brings_a_certificate(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    async with http_target("web") as web:
        assert (await engine.apply(wearing(https("l", at, tls=Tls(())), wears=()))).refused == {}
        with pytest.raises((ssl.SSLError, ConnectionError)):
            async with shake(at.host, at.port, "a.test", authority.client()):
                pass
        own = msgspec.structs.replace(host("a.test", route("/", "p")), certificate_ids=("a",))
        wanted = wearing(
            https("l", at, own, tls=Tls(())),
            pool("p", target(web), http=True),
            wears=(certificate("a", authority.issue("a.test")),),
            generation=2,
        )
        assert (await engine.apply(wanted)).refused == {}
        async with shake(at.host, at.port, "a.test", authority.client()) as connection:
            assert (await connection.get("a.test")).body == "web"


@pytest.mark.parametrize("encrypted", [True, False])
async def test_checks_may_speak_otherwise_than_requests(
    encrypted: bool, engine: EnvoyEngine, endpoint: Place, authority: Authority, tmp_path: Path
) -> None:
    pair = authority.issue("target.test")
    file = tmp_path / "target.pem"
    file.write_text(pair.chain + pair.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    request = HttpCheck("/alive", "GET", ((200, 300),))
    async with http_target("plain") as plain, http_target("secret", tls=context) as secret:
        served, asked = (plain, secret) if encrypted else (secret, plain)
        check = HealthCheck(CheckKind.HTTP, 2, 4, 1, 1, port=asked.port, http=request, tls=encrypted)
        upstream = UpstreamProtocol.PLAIN if encrypted else UpstreamProtocol.TLS
        checked = msgspec.structs.replace(pool("p", target(served), check=check, http=True), upstream=upstream)
        await engine.apply(plan(http("l", endpoint(), host("*", route("/", "p"))), checked))

        async def states() -> list[bool | None]:
            return [seen.healthy for seen in (await engine.health(["p"]))["p"]]

        await eventually(states, lambda found: found == [True])
        assert {seen.path for seen in asked.seen} == {"/alive"}
        asked.status = 500
        await eventually(states, lambda found: found == [False])
