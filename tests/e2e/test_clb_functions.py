"""Functions behind rules, through the official SDK and a real Envoy: HTTP servers of the test's stand for them."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.certificates import Authority
from tests.support.clb import Clb
from tests.support.targets import HttpTarget, ask_http, eventually, http_target
from tests.support.traffic import http_name

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 80


def named(name: str, qualifier: str = "$LATEST", **members: Any) -> list[dict[str, Any]]:
    """Return the FunctionTargets of one function of the namespace ``default``."""
    function = {"FunctionNamespace": "default", "FunctionName": name, "FunctionQualifier": qualifier}
    return [{"Function": function, **members}]


@contextlib.asynccontextmanager
async def function(
    clb: Clb, name: str, *, host: str = "127.0.0.1", path: str = "", tls: ssl.SSLContext | None = None, **members: str
) -> AsyncIterator[HttpTarget]:
    """Run a server that answers with a function's name, and tell the operator's door of it."""
    async with http_target(name, tls=tls) as server:
        url = f"{'https' if tls else 'http'}://{host}:{server.port}{path}"
        await clb.operator("AddFunction", name=name, url=url, **members)
        try:
            yield server
        finally:
            await clb.operator("RemoveFunction", name=name, **members)


async def placed(clb: Clb, *domains: str) -> tuple[str, list[dict[str, str]]]:
    """Open an HTTP listener with a rule for each domain; return its address and how requests name the rules."""
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", PORT)
    places = [
        {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": await clb.rule(balancer, listener, domain)}
        for domain in domains
    ]
    return await clb.vip(balancer), places


async def test_a_rule_sends_its_requests_to_a_function(clb: Clb) -> None:
    vip, (place, other) = await placed(clb, "a.test", "b.test")
    async with function(clb, "hello") as server, function(clb, "hello-v2", qualifier="v2", path="/release/f/") as below:
        await clb.done("RegisterFunctionTargets", **place, FunctionTargets=named("hello", Weight=10))
        assert await http_name(vip, PORT, "a.test") == "hello"
        answer = await ask_http(vip, PORT, "/path?a=1", host_header="a.test", headers={"x-mine": "kept"})
        seen = server.seen[-1]
        assert (answer.status, answer.body) == (200, "hello")
        assert (seen.method, seen.path, seen.headers["host"]) == ("GET", "/path?a=1", f"127.0.0.1:{server.port}")
        assert (seen.headers["x-mine"], seen.headers["x-forwarded-for"]) == ("kept", "127.0.0.1")

        refused = await clb.refused("RegisterFunctionTargets", **other, FunctionTargets=named("hello-v2"))
        assert refused == "ResourceNotFound", "only v2 of it was told"
        await clb.done("RegisterFunctionTargets", **other, FunctionTargets=named("hello-v2", "v2"))
        await ask_http(vip, PORT, "/path?a=1", host_header="b.test")
        assert below.seen[-1].path == "/release/f/path?a=1"
        server.status = 418
        assert await http_name(vip, PORT, "a.test") == 418, "what a function answers, its clients get"
        await server.stop()
        assert await http_name(vip, PORT, "a.test") == 503


async def test_a_function_may_have_a_name_and_speak_tls(clb: Clb, authority: Authority) -> None:
    vip, (place,) = await placed(clb, "a.test")
    context = authority.server(authority.issue("localhost"))
    asked: list[str | None] = []
    context.sni_callback = lambda _, name, __: asked.append(name)
    async with function(clb, "secure", host="localhost", tls=context) as server:
        await clb.done("RegisterFunctionTargets", **place, FunctionTargets=named("secure"))
        assert await http_name(vip, PORT, "a.test") == "secure"
        assert server.seen[-1].headers["host"] == f"localhost:{server.port}"
        assert set(asked) == {"localhost"}


async def test_another_function_takes_the_place_of_the_bound_one(clb: Clb) -> None:
    vip, (place,) = await placed(clb, "a.test")
    async with function(clb, "first"), function(clb, "second"):
        await clb.done("RegisterFunctionTargets", **place, FunctionTargets=named("first"))
        assert await http_name(vip, PORT, "a.test") == "first"
        assert await clb.refused("RegisterFunctionTargets", **place, FunctionTargets=named("second")) == "LimitExceeded"
        await clb.done("ModifyFunctionTargets", **place, FunctionTargets=named("second", Weight=66))
        assert await http_name(vip, PORT, "a.test") == "second"


async def test_a_function_of_weight_0_gets_nothing(clb: Clb) -> None:
    vip, (place,) = await placed(clb, "a.test")
    async with function(clb, "resting") as server:
        await clb.done("RegisterFunctionTargets", **place, FunctionTargets=named("resting", Weight=0))
        assert await http_name(vip, PORT, "a.test") == 503
        await clb.done("ModifyFunctionTargets", **place, FunctionTargets=named("resting", Weight=1))
        assert await http_name(vip, PORT, "a.test") == "resting"
        assert len(server.seen) == 1


async def test_a_function_that_is_unbound_gets_nothing_more(clb: Clb) -> None:
    vip, (place,) = await placed(clb, "a.test")
    async with function(clb, "leaving") as server, http_target("server") as following:
        await clb.done("RegisterFunctionTargets", **place, FunctionTargets=named("leaving"))
        assert await http_name(vip, PORT, "a.test") == "leaving"
        await clb.done("DeregisterFunctionTargets", **place, FunctionTargets=named("leaving"))
        assert await http_name(vip, PORT, "a.test") == 503
        assert len(server.seen) == 1
        # The rule's own ways are back: its servers are checked, and the client's Host is told.
        await clb.done("RegisterTargets", **place, Targets=[{"EniIp": "127.0.0.1", "Port": following.port}])
        await eventually(lambda: http_name(vip, PORT, "a.test"), lambda name: name == "server")
        assert following.seen[-1].headers["host"] == "a.test"
