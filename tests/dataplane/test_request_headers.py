"""What targets are told of a request's client, by a real Envoy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
import pytest

from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, http_target
from twincloud.balancing.headers import RequestHeaders
from twincloud.balancing.plan import Endpoint
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
SENT = {"X-Forwarded-For": "192.0.2.9", "X-Id": "forged"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (RequestHeaders(), {"x-forwarded-for": "192.0.2.9,127.0.0.1", "x-forwarded-proto": "http", "x-id": "forged"}),
        (
            RequestHeaders(client_address=False, scheme=False, constants=(("X-Id", "lb-1"), ("X-Rate", "100%"))),
            {"x-forwarded-for": "192.0.2.9", "x-forwarded-proto": None, "x-id": "lb-1", "x-rate": "100%"},
        ),
    ],
)
async def test_what_a_target_is_told(
    engine: EnvoyEngine, endpoint: Place, headers: RequestHeaders, expected: Mapping[str, str | None]
) -> None:
    at = endpoint()
    async with http_target("a") as a:
        listener = msgspec.structs.replace(http("l", at, host("*", route("/", "p"))), request_headers=headers)
        assert (await engine.apply(plan(listener, pool("p", target(a), http=True)))).refused == {}
        await ask_http(at.host, at.port, headers=SENT, source="127.0.0.1")
    assert {name: a.seen[0].headers.get(name) for name in expected} == expected


async def test_a_target_is_told_the_clients_port(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        told = RequestHeaders(client_port="X-Client-Port")
        listener = msgspec.structs.replace(http("l", at, host("*", route("/", "p"))), request_headers=told)
        assert (await engine.apply(plan(listener, pool("p", target(a), http=True)))).refused == {}
        await ask_http(at.host, at.port, headers={"X-Client-Port": "1"})
    assert int(a.seen[0].headers["x-client-port"]) > 1024
