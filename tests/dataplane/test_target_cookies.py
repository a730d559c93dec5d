"""Sessions by a cookie of the targets' own, on a real Envoy."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import HttpTarget, ask_http, http_targets
from twincloud.balancing.plan import CookieSession, Endpoint, ForwardingPlan
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
NAME = "app.sid"


def sticky(at: Endpoint, *servers: HttpTarget, generation: int = 1) -> ForwardingPlan:
    kept = msgspec.structs.replace(route("/", "p"), session=CookieSession(NAME, 0, rewrites=True))
    plain = route("/plain", "p")
    shared = pool("p", *map(target, servers), http=True)
    return plan(http("l", at, host("*", plain, kept)), shared, generation=generation)


def sets(server: HttpTarget, value: str, more: str = "; Path=/; HttpOnly") -> None:
    # Two headers of one name, as each is a dictionary's key.
    server.headers = {"set-cookie": f"{NAME}={value}{more}", "Set-Cookie": "other=1"}


async def test_who_shows_the_lengthened_cookie_is_led_back(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_targets("a", "b", "c") as servers:
        await engine.apply(sticky(at, *servers.values()))
        silent = [await ask_http(at.host, at.port) for _ in range(12)]
        assert {one.body for one in silent} == set(servers), "no session without a cookie"
        assert all("set-cookie" not in one.headers for one in silent)
        for name, server in servers.items():
            sets(server, f"of-{name}")
        first = await ask_http(at.host, at.port)
        shown, other = first.headers["set-cookie"].split(",")
        cookie, *attributes = shown.split("; ")
        assert cookie.startswith(f"{NAME}=of-{first.body}!")
        assert (attributes, other) == (["Path=/", "HttpOnly"], "other=1")
        for server in servers.values():
            server.headers = {}
            server.seen.clear()
        again = [await ask_http(at.host, at.port, headers={"cookie": f"x=1; {cookie}; y=2"}) for _ in range(12)]
        assert {one.body for one in again} == {first.body}
        asked = servers[first.body].seen[-1].headers
        assert asked["cookie"] == f"x=1; {NAME}=of-{first.body}; y=2"
        assert not any(name.startswith("x-session") for one in servers.values() for name in _told(one))
        assert not any(name.startswith("x-session") for one in again for name in one.headers)
        # Who sets it anew is kept as well.
        sets(servers[first.body], "renewed")
        renewed = await ask_http(at.host, at.port, headers={"cookie": cookie})
        assert renewed.headers["set-cookie"].startswith(f"{NAME}=renewed!{cookie.partition('!')[2]};")


def _told(server: HttpTarget) -> set[str]:
    return {name for one in server.seen for name in one.headers}


async def test_a_target_that_is_gone_and_routes_without(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_targets("a", "b") as servers:
        for name, server in servers.items():
            sets(server, name)
        await engine.apply(sticky(at, *servers.values()))
        first = await ask_http(at.host, at.port)
        cookie = first.headers["set-cookie"].partition(";")[0]
        plain = await ask_http(at.host, at.port, "/plain", headers={"cookie": cookie})
        assert plain.headers["set-cookie"].startswith(f"{NAME}={plain.body};")
        (rest,) = [server for name, server in servers.items() if name != first.body]
        await engine.apply(sticky(at, rest, generation=2))
        moved = await ask_http(at.host, at.port, headers={"cookie": cookie})
        assert moved.body == rest.name
        assert moved.headers["set-cookie"].startswith(f"{NAME}={rest.name}!")
        assert moved.headers["set-cookie"].partition(";")[0] != cookie


@pytest.mark.parametrize("forged", ["x!", "!", "x!????", "x!bm93aGVyZQ==", "x!MTI3LjAuMC4xOjE="])
async def test_a_cookie_that_somebody_made_up(engine: EnvoyEngine, endpoint: Place, forged: str) -> None:
    at = endpoint()
    async with http_targets("a", "b") as servers:
        await engine.apply(sticky(at, *servers.values()))
        answer = await ask_http(
            at.host, at.port, headers={"cookie": f"{NAME}={forged}", "x-session-place": "MTI3LjAuMC4xOjE="}
        )
        assert answer.body in servers
