"""Targets that are names."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.plans import plan, pool, tcp
from tests.support.targets import ask_tcp, eventually, tcp_target
from twincloud.balancing.engine import TargetHealth
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, Target
from twincloud.dataplane.engine import EnvoyEngine
from twincloud.dataplane.names import NamedTargets, look_up

Place = Callable[[], Endpoint]
CHECK = HealthCheck(CheckKind.TCP, 2, 2, 1, 1)


class Names:
    """What a test's names stand for."""

    def __init__(self, **addresses: tuple[str, ...]) -> None:
        self.addresses = addresses

    async def __call__(self, name: str) -> tuple[str, ...]:
        return self.addresses.get(name, ())


async def test_a_name_stands_for_all_its_addresses_and_follows_them(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    names = Names(origin=("127.0.0.2", "127.0.0.3"))
    named = NamedTargets(engine, refresh_s=0.05, lookup=names)
    async with (
        tcp_target("a", "127.0.0.2") as a,
        tcp_target("b", "127.0.0.3", a.port),
        tcp_target("c", "127.0.0.4", a.port),
    ):
        await named.apply(plan(tcp("l", at, "p"), pool("p", Target("origin", a.port, 1))))
        assert {await ask_tcp(at.host, at.port) for _ in range(12)} == {"a", "b"}
        names.addresses["origin"] = ("127.0.0.4",)
        await eventually(lambda: ask_tcp(at.host, at.port), lambda name: name == "c")
        assert {await ask_tcp(at.host, at.port) for _ in range(6)} == {"c"}
        names.addresses.clear()
        await named.apply(plan(tcp("l", at, "p"), pool("p", Target("origin", a.port, 1)), generation=2))
        assert await ask_tcp(at.host, at.port) == "c", "a name that is lost keeps its addresses"
    await named.stop()


async def test_the_health_of_a_name_is_that_of_its_addresses(engine: EnvoyEngine, endpoint: Place) -> None:
    names = Names(origin=("127.0.0.2", "127.0.0.3"))
    named = NamedTargets(engine, refresh_s=60, lookup=names)

    async def state() -> tuple[TargetHealth, ...]:
        return (await named.health(["p"]))["p"]

    async with tcp_target("a", "127.0.0.2") as a, tcp_target("b", "127.0.0.3", a.port) as b:
        targets = (Target("origin", a.port, 1), Target("nowhere", a.port, 1), Target("127.0.0.2", a.port, 1))
        await named.apply(plan(tcp("l", endpoint(), "p"), pool("p", *targets, check=CHECK)))
        lost = TargetHealth("nowhere", a.port, healthy=False)
        direct = TargetHealth("127.0.0.2", a.port, healthy=True)
        well = TargetHealth("origin", a.port, healthy=True)
        await eventually(state, lambda found: found == (well, lost, direct))
        await b.stop()
        down = TargetHealth("origin", a.port, healthy=False, down=("127.0.0.3",))
        await eventually(state, lambda found: found == (down, lost, direct))
    await named.stop()


async def test_a_plan_without_names_is_passed_on_as_it_is(engine: EnvoyEngine, endpoint: Place) -> None:
    named = NamedTargets(engine, lookup=Names())
    at = endpoint()
    async with tcp_target("a") as a:
        await named.apply(plan(tcp("l", at, "p"), pool("p", Target("gone", a.port, 1))))
        await named.apply(plan(tcp("l", at, "p"), pool("p", Target(a.host, a.port, 1)), generation=2))
        assert await ask_tcp(at.host, at.port) == "a"
        assert (await named.health(["p"]))["p"] == (TargetHealth(a.host, a.port, None),)
    await named.stop()


async def test_looking_up() -> None:
    assert await look_up("localhost") == ("127.0.0.1",)
    assert await look_up("no-such-name.invalid") == ()
