"""Listeners whose ports each have a pool of their own, on a real Envoy."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from tests.support.datagrams import ask_udp, udp_target
from tests.support.plans import plan, pool, target
from tests.support.targets import ask_tcp, tcp_targets
from twincloud.balancing.access import Access
from twincloud.balancing.plan import Endpoint, Listener, Protocol, Target
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
OURS = Access(allow=True, networks=("127.0.0.0/8",))


def run(at: Endpoint, protocol: Protocol = Protocol.TCP, access: Access | None = None) -> Listener:
    places = tuple(Endpoint(at.host, at.port + number) for number in range(3))
    return Listener("l", protocol, places, pool_ids=("p0", "p1", "p2"), access=access)


@pytest.mark.parametrize("access", [None, OURS], ids=["open", "guarded"])
async def test_each_port_leads_to_its_pool(engine: EnvoyEngine, endpoint: Place, access: Access | None) -> None:
    listener = run(endpoint(), access=access)
    async with tcp_targets("a", "b", "c") as servers:
        pools = [pool(f"p{place}", target(server)) for place, server in enumerate(servers.values())]
        assert (await engine.apply(plan(listener, *pools))).refused == {}
        assert [await ask_tcp(one.host, one.port) for one in listener.endpoints] == ["a", "b", "c"]
        pools[2] = pool("p2", target(servers["a"]))
        assert (await engine.apply(plan(listener, *pools, generation=2))).refused == {}
        assert await ask_tcp(listener.endpoints[2].host, listener.endpoints[2].port) == "a"


@pytest.mark.parametrize("access", [None, OURS], ids=["open", "guarded"])
async def test_datagrams_too(engine: EnvoyEngine, endpoint: Place, access: Access | None) -> None:
    listener = run(endpoint(), Protocol.UDP, access)
    async with udp_target("a") as a, udp_target("b") as b, udp_target("c") as c:
        pools = [pool(f"p{place}", Target(one.host, one.port, 10)) for place, one in enumerate((a, b, c))]
        assert (await engine.apply(plan(listener, *pools))).refused == {}
        assert [await ask_udp(one.host, one.port) for one in listener.endpoints] == ["a", "b", "c"]


async def test_what_cannot_be(engine: EnvoyEngine, endpoint: Place) -> None:
    pools = [pool(f"p{place}") for place in range(3)]
    few = msgspec.structs.replace(run(endpoint()), pool_ids=("p0", "p1"))
    assert (await engine.apply(plan(few, *pools))).refused == {"l": "each endpoint needs a port and a pool of its own"}
    refused = (await engine.apply(plan(run(endpoint(), Protocol.HTTP), *pools))).refused
    assert refused == {"l": "only TCP and UDP listeners have a pool for each endpoint"}
