"""Pools that share a route's requests by weight, on a real Envoy."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tests.support.plans import host, http, plan, pool, target
from tests.support.targets import ask_http, http_targets
from tests.support.traffic import http_names
from twincloud.balancing.plan import CookieSession, Endpoint, PathMatch, Route, Share
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


async def test_requests_are_shared_by_weight(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_targets("a", "b") as servers:
        pools = [pool(name, target(server), http=True) for name, server in servers.items()]
        even = Route("r", PathMatch.PREFIX, "/", shares=(Share("a", 1), Share("b", 3)))
        assert (await engine.apply(plan(http("l", at, host("*", even)), *pools))).refused == {}
        found = await http_names(at.host, at.port, 200)
        # One in four, give or take more than five standard deviations.
        assert set(found) == {"a", "b"}
        assert 15 < found["a"] < 85
        alone = msgspec.structs.replace(even, shares=(Share("b", 3),))
        only = plan(http("l", at, host("*", alone)), pools[1], generation=2)
        assert (await engine.apply(only)).refused == {}
        assert await http_names(at.host, at.port, 10) == {"b": 10}


async def test_a_session_keeps_to_its_pool(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_targets("a", "b", "c", "d") as servers:
        blue = pool("blue", target(servers["a"]), target(servers["b"]), http=True)
        green = pool("green", target(servers["c"]), target(servers["d"]), http=True)
        sticky = Route(
            "r", PathMatch.PREFIX, "/", session=CookieSession("S", 90), shares=(Share("blue", 1), Share("green", 1))
        )
        assert (await engine.apply(plan(http("l", at, host("*", sticky)), blue, green))).refused == {}
        firsts = set()
        for number in range(1, 21):
            source = f"127.0.5.{number}"
            first = await ask_http(at.host, at.port, source=source)
            cookie = first.headers["set-cookie"].partition(";")[0]
            again = await http_names(at.host, at.port, 5, headers={"cookie": cookie}, source=source)
            assert again == {first.body: 5}
            firsts.add(first.body)
        assert firsts & {"a", "b"}
        assert firsts & {"c", "d"}
