"""Routes that send clients elsewhere, on a real Envoy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, http_target
from twincloud.balancing.plan import Endpoint, PathMatch, Route
from twincloud.balancing.redirect import Redirect
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


def away(path: str, redirect: Redirect, match: PathMatch = PathMatch.PREFIX) -> Route:
    return Route(f"away-{path}", match, path, redirect=redirect)


@pytest.mark.parametrize(
    ("redirect", "asked", "code", "location"),
    [
        (Redirect(https=True, code=301), "a.test", 301, "https://a.test/old/page?x=1"),
        (Redirect(https=True, code=301), "a.test:80", 301, "https://a.test/old/page?x=1"),
        (Redirect(https=True), "a.test:8080", 302, "https://a.test:8080/old/page?x=1"),
        (Redirect(https=True, port=8443), "a.test:8080", 302, "https://a.test:8443/old/page?x=1"),
        (Redirect(host="b.test", code=307), "a.test", 307, "http://b.test/old/page?x=1"),
        (Redirect(path="/new"), "a.test", 302, "http://a.test/new?x=1"),
        (Redirect(prefix="/new/"), "a.test", 302, "http://a.test/new/page?x=1"),
        (Redirect(True, "b.test", 8443, "/new"), "a.test", 302, "https://b.test:8443/new?x=1"),
    ],
)
async def test_where_clients_are_sent(
    engine: EnvoyEngine, endpoint: Place, redirect: Redirect, asked: str, code: int, location: str
) -> None:
    at = endpoint()
    async with http_target("a") as a:
        listener = http("l", at, host("*", away("/old/", redirect), route("/", "p")))
        assert (await engine.apply(plan(listener, pool("p", target(a), http=True)))).refused == {}
        answer = await ask_http(at.host, at.port, "/old/page?x=1", host_header=asked)
        assert (answer.status, answer.headers["location"]) == (code, location)
        assert (await ask_http(at.host, at.port, "/", host_header=asked)).body == "a"
        assert [request.path for request in a.seen] == ["/"]


async def test_a_host_may_have_nothing_but_redirections(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    hosts = [host("a.test", away("/", Redirect(https=True))), host(r"~^b\d$", away("/", Redirect(host="a.test")))]
    assert (await engine.apply(plan(http("l", at, *hosts)))).refused == {}
    sent = [(await ask_http(at.host, at.port, "/x", host_header=name)).headers["location"] for name in ("a.test", "b1")]
    assert sent == ["https://a.test/x", "http://a.test/x"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (Route("r", PathMatch.PREFIX, "/"), "the route r has neither a pool nor a redirection"),
        (
            Route("r", PathMatch.PREFIX, "/", redirect=Redirect(code=200)),
            "the route r redirects with the status 200, not with 301, 302 or 307",
        ),
        (
            Route("r", PathMatch.PREFIX, "/", redirect=Redirect(path="/a", prefix="/b")),
            "the route r redirects to a path and to a prefix",
        ),
        (
            Route("r", PathMatch.EXACT, "/", redirect=Redirect(prefix="/b")),
            "the route r exchanges a prefix that it does not match",
        ),
    ],
)
async def test_what_cannot_be_said_is_refused(engine: EnvoyEngine, endpoint: Place, wrong: Route, reason: str) -> None:
    assert (await engine.apply(plan(http("l", endpoint(), host("*", wrong))))).refused == {"l": reason}
