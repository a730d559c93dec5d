"""Random plans, crashes and broken streams: at every rest, Envoy has exactly what it is believed to have."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import httpx
import pytest

from tests.support.engines import kill_envoy
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import HttpTarget, ask_http, eventually, http_targets
from twincloud.balancing.plan import (
    CheckKind,
    Endpoint,
    ForwardingPlan,
    HealthCheck,
    HttpCheck,
    Listener,
    PathMatch,
    Protocol,
    Scheduler,
    Target,
)
from twincloud.dataplane.compile.resources import Kind, describe
from twincloud.dataplane.engine import EnvoyEngine

BALANCERS = 12
CHECKS = (
    None,
    HealthCheck(CheckKind.TCP, 5, 2, 3, 3),
    HealthCheck(CheckKind.HTTP, 5, 2, 3, 3, http=HttpCheck("/", "GET", ((200, 300),))),
)
NO_CHECK = HealthCheck(CheckKind.TCP, 1, 0, 1, 1)
NO_ADDRESS = Target("no.address.test", 1, 1)
NO_EXPRESSION = "(?=x)"


class Chaos:
    """Plans of random shape, a part of them with something that Envoy refuses."""

    def __init__(self, seed: int, places: Sequence[Endpoint], servers: Sequence[HttpTarget]) -> None:
        self.random = random.Random(seed)
        self._places = places
        self._servers = servers

    def plan(self, balancer: int, *, bad: float) -> ForwardingPlan:
        pools = []
        for number in range(self.random.randint(1, 4)):
            chosen = self.random.sample(self._servers, self.random.randint(0, len(self._servers)))
            targets = [target(server, self.random.choice([0, 1, 10])) for server in chosen]
            check = NO_CHECK if self._happens(bad / 3) else self.random.choice(CHECKS)
            if self._happens(bad):
                targets.append(NO_ADDRESS)
            scheduler = self.random.choice(list(Scheduler))
            pools.append(pool(f"p{balancer}-{number}", *targets, scheduler=scheduler, check=check, http=True))
        listeners = []
        for number in range(self.random.randint(0, 5)):
            name, at = f"l{balancer}-{number}", self._places[balancer * 5 + number]
            at = Endpoint(at.host, at.port + self.random.randint(0, 1) * 1000)
            chosen_pool = self.random.choice(pools).id
            if self._happens(0.4):
                listeners.append(tcp(name, at, chosen_pool))
                continue
            routes = [route(f"/{step}", self.random.choice(pools).id) for step in range(self.random.randint(0, 3))]
            if self._happens(bad):
                routes.append(route(NO_EXPRESSION, chosen_pool, PathMatch.REGEX))
            listeners.append(http(name, at, host("*", *routes, route("/", chosen_pool))))
        return plan(*listeners, *pools, balancer=f"lb{balancer}")

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance


@contextlib.asynccontextmanager
async def broken_stream(engine: EnvoyEngine) -> AsyncIterator[None]:
    """Take the control plane away for a moment."""
    assert engine._process is not None
    await engine._process._server.stop()
    try:
        yield
    finally:
        await engine._process._server.start()


class Inside:
    """What Envoy itself says that it has."""

    def __init__(self, engine: EnvoyEngine) -> None:
        assert engine._process is not None
        self._store = engine._store
        transport = httpx.AsyncHTTPTransport(uds=str(engine._process.admin_socket))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://envoy", timeout=10)

    async def agrees(self) -> None:
        """Wait until Envoy has the good configuration and nothing else."""
        await eventually(self._looked, lambda found: found == [], within_s=30)
        await self._client.aclose()

    async def _looked(self) -> list[object]:
        try:
            return await self._differences()
        except httpx.TransportError:
            return ["Envoy is away"]

    async def _differences(self) -> list[object]:
        found: list[object] = []
        listeners = await self._dump("dynamic_listeners")
        active = {one["name"]: one["active_state"]["listener"] for one in listeners if "active_state" in one}
        found += [one["name"] for one in listeners if "warming_state" in one]
        found += self._compare(Kind.LISTENER, active)
        clusters = await self._dump("dynamic_active_clusters")
        found += self._compare(Kind.CLUSTER, {one["cluster"]["name"]: one["cluster"] for one in clusters})
        routes = await self._dump("dynamic_route_configs")
        found += self._compare(Kind.ROUTES, {one["route_config"]["name"]: one["route_config"] for one in routes})
        return found

    def _compare(self, kind: Kind, inside: dict[str, object]) -> list[object]:
        good = {name: describe(resource) for name, resource in self._store.all_good(kind).items()}
        return [(kind, name) for name in good.keys() | inside.keys() if good.get(name) != inside.get(name)]

    async def _dump(self, what: str) -> list[dict[str, Any]]:
        answer = await self._client.get("/config_dump", params={"resource": what})
        if answer.headers["content-type"] != "application/json":
            return []  # it has none of these
        configs: list[dict[str, Any]] = answer.json().get("configs", [])
        return configs


@pytest.mark.parametrize(
    ("seed", "steps"), [(1, 12), *(pytest.param(seed, 80, marks=pytest.mark.slow) for seed in range(2, 8))]
)
async def test_envoy_has_what_it_is_believed_to_have(
    seed: int, steps: int, engine: EnvoyEngine, endpoint: Callable[[], Endpoint]
) -> None:
    async with http_targets("a", "b", "c") as servers:
        places = [endpoint() for _ in range(BALANCERS * 5)]
        chaos = Chaos(seed, places, list(servers.values()))
        for _ in range(steps):
            busy = chaos.random.sample(range(BALANCERS), chaos.random.randint(1, BALANCERS))
            async with asyncio.TaskGroup() as changes:
                for balancer in busy:
                    wanted = plan(balancer=f"lb{balancer}") if chaos._happens(0.1) else chaos.plan(balancer, bad=0.15)
                    changes.create_task(engine.apply(wanted))
                if chaos._happens(0.15) and engine.pid is not None:
                    await asyncio.sleep(chaos.random.random() * 0.01)
                    await kill_envoy(engine)
                elif chaos._happens(0.15):
                    async with broken_stream(engine):
                        await asyncio.sleep(chaos.random.random() * 0.05)
            if chaos._happens(0.2):
                await Inside(engine).agrees()

        last = [chaos.plan(balancer, bad=0) for balancer in range(BALANCERS)]
        applied = await asyncio.gather(*map(engine.apply, last))
        assert [one.refused for one in applied if one.refused] == []
        await Inside(engine).agrees()
        for listener in (listener for one in last for listener in one.listeners):
            await answers(listener)


async def answers(listener: Listener) -> None:
    """An HTTP listener answers, if only that it has no target; a TCP listener takes a connection."""
    at = listener.endpoints[0]
    if listener.protocol is Protocol.HTTP:
        assert (await ask_http(at.host, at.port)).status in {200, 503}
    else:
        _, writer = await asyncio.open_connection(at.host, at.port)
        writer.close()
