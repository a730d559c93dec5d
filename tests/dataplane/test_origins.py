"""What a pool's targets are told, when they are left out, and who stands in for them."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import msgspec

from tests.support.certificates import Authority
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from twincloud.balancing.ejection import Ejection
from twincloud.balancing.headers import RequestHeaders
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, UpstreamProtocol
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
CHECK = HealthCheck(CheckKind.TCP, 2, 2, 1, 1)


async def test_a_backup_serves_only_while_nobody_else_does(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a, tcp_target("b") as b, tcp_target("c") as c:
        backup = msgspec.structs.replace(target(c), backup=True)
        await engine.apply(
            plan(tcp("l", at, "p"), pool("p", target(a), target(b), backup, check=CHECK, all_dead_serves_all=False))
        )

        async def states() -> list[bool | None]:
            return [found.healthy for found in (await engine.health(["p"]))["p"]]

        await eventually(states, lambda found: found == [True, True, True])
        assert {await ask_tcp(at.host, at.port) for _ in range(10)} == {"a", "b"}
        await a.stop()
        await eventually(states, lambda found: found == [False, True, True])
        assert {await ask_tcp(at.host, at.port) for _ in range(10)} == {"b"}
        await b.stop()
        await eventually(states, lambda found: found == [False, False, True])
        assert {await ask_tcp(at.host, at.port) for _ in range(5)} == {"c"}
        await a.start(a.port)
        await eventually(states, lambda found: found == [True, False, True])
        assert {await ask_tcp(at.host, at.port) for _ in range(5)} == {"a"}


async def test_a_target_that_fails_its_clients_is_left_out_for_a_while(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a, http_target("b") as b:
        judged = msgspec.structs.replace(
            pool("p", target(a), target(b), http=True), ejection=Ejection(failures=3, interval_s=2, duration_s=10)
        )
        await engine.apply(plan(http("l", at, host("*", route("/", "p"))), judged))
        b.status = 500

        async def names() -> set[str]:
            return {(await ask_http(at.host, at.port)).body for _ in range(6)}

        await eventually(names, lambda found: found == {"a"})
        b.status = 200
        await eventually(names, lambda found: found == {"a", "b"})


async def test_a_target_is_told_the_client_and_another_host(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        renamed = msgspec.structs.replace(route("/renamed", "p"), host_header="inside.test")
        listener = msgspec.structs.replace(
            http("l", at, host("*", renamed, route("/", "p"))), request_headers=RequestHeaders(client_ip="X-Real-IP")
        )
        await engine.apply(plan(listener, pool("p", target(a), http=True)))
        for path in ("/renamed", "/"):
            await ask_http(
                at.host, at.port, path, host_header="out.test", headers={"x-real-ip": "forged"}, source="127.0.0.9"
            )
        assert [seen.headers["host"] for seen in a.seen] == ["inside.test", "out.test"]
        assert {seen.headers["x-real-ip"] for seen in a.seen} == {"127.0.0.9"}


async def test_a_target_is_asked_for_a_name(engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
    at = endpoint()
    asked: list[str | None] = []
    context = authority.server(authority.issue("named.test"))

    def note(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        asked.append(name)

    context.sni_callback = note
    async with http_target("a", tls=context) as a:
        for generation, name in ((1, "named.test"), (2, None)):
            encrypted = msgspec.structs.replace(
                pool("p", target(a), http=True), upstream=UpstreamProtocol.TLS, server_name=name, keepalive=False
            )
            await engine.apply(plan(http("l", at, host("*", route("/", "p"))), encrypted, generation=generation))
            assert (await ask_http(at.host, at.port)).body == "a"
    assert asked == ["named.test", None]
