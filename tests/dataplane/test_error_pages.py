"""Answers that stand in for those of targets, on a real Envoy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, http_target
from twincloud.balancing.error_pages import ErrorPage
from twincloud.balancing.plan import Endpoint
from twincloud.balancing.trust import User
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]

TEXT = 'Sorry, "%REQ(:PATH)%" \\ ]] is äway\n' + "x" * 5000
AWAY = ErrorPage((500, 503), TEXT, 200, ("X-Name",), (("Content-Type", "text/html"), ("x-more", "50%")))
PLAIN = ErrorPage((404, 401), "nothing here")


async def test_pages_stand_in_for_errors(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    paged = replace(route("/", "p"), error_pages=(AWAY, PLAIN))
    nobody = replace(route("/nobody", "empty"), error_pages=(AWAY,))
    guarded = replace(route("/guarded", "p"), error_pages=(PLAIN,), users=(User("a", "A" * 27 + "="),))
    listener = http("l", at, host("*", nobody, guarded, route("/without", "p"), paged))
    async with http_target("a") as a:
        pools = [pool("p", target(a), http=True), pool("empty", http=True)]
        assert (await engine.apply(plan(listener, *pools))).refused == {}
        good = await ask_http(at.host, at.port)
        assert (good.status, good.body) == (200, "a")
        for status in (500, 503):
            a.status = status
            found = await ask_http(at.host, at.port)
            assert (found.status, found.body) == (200, TEXT)
            assert (found.headers["content-type"], found.headers["x-more"]) == ("text/html", "50%")
            assert (await ask_http(at.host, at.port, "/without")).status == status
        a.status = 404
        found = await ask_http(at.host, at.port)
        assert (found.status, found.body) == (404, "nothing here")
        a.status = 502
        assert (await ask_http(at.host, at.port)).body == "a"
        # The balancer's own errors count as well: of a pool without targets, and of a client without a password.
        assert (await ask_http(at.host, at.port, "/nobody")).body == TEXT
        found = await ask_http(at.host, at.port, "/guarded")
        assert (found.status, found.body) == (401, "nothing here")


async def test_pages_change_under_load_and_connections_stay(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a:
        a.status = 500
        made = pool("p", target(a), http=True)
        seen: list[str] = []
        done = asyncio.Event()

        async def ask() -> None:
            while not done.is_set():
                seen.append((await ask_http(at.host, at.port)).body)

        async def show(number: int) -> None:
            page = ErrorPage((500,), str(number))
            wanted = http("l", at, host("*", replace(route("/", "p"), error_pages=(page,))))
            assert (await engine.apply(plan(wanted, made, generation=number + 1))).refused == {}
            assert (await ask_http(at.host, at.port)).body == str(number)

        await show(0)
        asking = asyncio.create_task(ask())
        for number in range(1, 6):
            await show(number)
        done.set()
        await asking
        assert seen == sorted(seen)
        assert set(seen) <= set("012345")
