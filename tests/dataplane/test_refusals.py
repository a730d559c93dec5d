"""What cannot be done is refused with a reason, and nothing else suffers from it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import msgspec
import pytest

from tests.support.engines import kill_envoy, next_envoy
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from tests.support.traffic import answers
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, Listener, PathMatch, Protocol, Target
from twincloud.dataplane import engine as engine_module
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.plan import compile_port
from twincloud.dataplane.compile.resources import Resource
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine
from twincloud.dataplane.xds.round import Round

Place = Callable[[], Endpoint]

NOT_RE2 = route("(?=ahead)", "p", PathMatch.REGEX)


async def serves(at: Endpoint, name: str) -> bool:
    return (await ask_http(at.host, at.port)).body == name


class TestAddresses:
    @pytest.mark.parametrize("shares", [True, False])
    async def test_a_port_that_somebody_holds(self, shares: bool, engine: EnvoyEngine, endpoint: Place) -> None:
        taken, free = endpoint(), endpoint()
        async with tcp_target("a") as a:
            with socket.socket() as holder:
                if shares:
                    # Envoy would join in without a word, and each of the two would get some of the connections.
                    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                holder.bind((taken.host, taken.port))
                holder.listen()
                wanted = plan(tcp("taken", taken, "p"), tcp("free", free, "p"), pool("p", target(a)))
                applied = await engine.apply(wanted)
                assert applied.refused.keys() == {"taken"}
                assert applied.refused["taken"].startswith(
                    f"{taken.host}:{taken.port} cannot be bound: another process"
                )
                assert await ask_tcp(free.host, free.port) == "a"
            assert (await engine.apply(wanted)).refused == {}
            assert await ask_tcp(taken.host, taken.port) == "a"

    async def test_an_address_of_another_machine(self, engine: EnvoyEngine) -> None:
        applied = await engine.apply(plan(tcp("l", Endpoint("192.0.2.1", 8080), "p"), pool("p")))
        assert "does not belong to this machine" in applied.refused["l"]

    async def test_an_address_that_another_balancer_has(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b:
            await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a))))
            second = plan(tcp("m", at, "q"), pool("q", target(b)), balancer="second")
            assert "duplicate address" in (await engine.apply(second)).refused["m"]
            assert await ask_tcp(at.host, at.port) == "a"
            # Where both changes are asked for at once, the address passes from one to the other.
            gone, taken = await asyncio.gather(engine.apply(plan(generation=2)), engine.apply(second))
            assert (gone.refused, taken.refused) == ({}, {})
            assert await ask_tcp(at.host, at.port) == "b"

    async def test_an_address_comes_back_while_its_connections_drain(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at = endpoint()
        async with tcp_target("a") as a:
            wanted = plan(tcp("l", at, "p"), pool("p", target(a)))
            await engine.apply(wanted)
            reader, writer = await asyncio.open_connection(at.host, at.port)
            # One that no worker has taken yet would end with the port.
            writer.write(b"here?\n")
            assert await reader.readline() == b"a\n"
            await engine.apply(plan())
            # Envoy's workers close the port a few milliseconds after its acknowledgement.
            await eventually(lambda: answers(at.host, at.port), lambda said: said == "refused")
            assert (await engine.apply(wanted)).refused == {}
            assert await ask_tcp(at.host, at.port) == "a"
            writer.write(b"still here?\n")
            assert await reader.readline() == b"a\n"
            writer.close()


class TestDescriptors:
    @pytest.fixture
    def options(self, options: EngineOptions) -> EngineOptions:
        """Room for three addresses of two workers each."""
        return msgspec.structs.replace(options, concurrency=2, descriptor_limit=107, descriptor_reserve=100)

    async def test_addresses_beyond_the_limit_are_refused(self, engine: EnvoyEngine, endpoint: Place) -> None:
        async with tcp_target("a") as a:
            places = [endpoint() for _ in range(5)]
            listeners = [tcp(f"l{number}", at, "p") for number, at in enumerate(places)]
            applied = await engine.apply(plan(*listeners, pool("p", target(a))))
            assert applied.refused.keys() == {"l3", "l4"}
            assert "file descriptors" in applied.refused["l3"]
            assert [await ask_tcp(at.host, at.port) for at in places[:3]] == ["a", "a", "a"]
            assert engine.status().descriptors_used == 6

            await engine.apply(plan(listeners[0], pool("p", target(a)), generation=2))
            fewer = [listeners[0], *listeners[3:]]
            assert (await engine.apply(plan(*fewer, pool("p", target(a)), generation=3))).refused == {}
            assert await ask_tcp(places[4].host, places[4].port) == "a"

            wide = Listener("l0", Protocol.TCP, (places[0], places[1]), pool_id="p")
            applied = await engine.apply(plan(wide, *listeners[3:], pool("p", target(a)), generation=4))
            assert applied.refused.keys() == {"l0"}
            assert engine.status().descriptors_used == 6
            assert await ask_tcp(places[0].host, places[0].port) == "a"


class TestEnvoyRefuses:
    async def test_a_new_listener_with_bad_routes(self, engine: EnvoyEngine, endpoint: Place) -> None:
        bad, good = endpoint(), endpoint()
        async with http_target("a") as a:
            wanted = plan(
                http("bad", bad, host("*", NOT_RE2)),
                http("good", good, host("*", route("/", "p"))),
                pool("p", target(a), http=True),
            )
            applied = await engine.apply(wanted)
            assert applied.refused.keys() == {"bad"}
            assert "(?=" in applied.refused["bad"]
            assert await serves(good, "a")
            with pytest.raises(ConnectionError):
                await ask_http(bad.host, bad.port)
            cured = plan(http("bad", bad, host("*", route("/", "p"))), wanted.listeners[1], wanted.pools[0])
            assert (await engine.apply(cured)).refused == {}
            assert await serves(bad, "a")

    async def test_bad_routes_of_a_live_listener_leave_the_good_ones(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at, other = endpoint(), endpoint()
        async with http_target("a") as a, http_target("b") as b:
            old = pool("p", target(a), http=True)
            await engine.apply(plan(http("l", at, host("*", route("/", "p"))), old))
            # The old pool goes with the plan, but what is refused still needs it.
            wanted = plan(
                http("l", at, host("*", route("/", "q"), msgspec.structs.replace(NOT_RE2, pool_id="q"))),
                http("m", other, host("*", route("/", "q"))),
                pool("q", target(b), http=True),
                generation=2,
            )
            assert (await engine.apply(wanted)).refused.keys() == {"l"}
            assert await serves(at, "a")
            assert await serves(other, "b")
            await kill_envoy(engine)
            await next_envoy(engine, 2)
            assert await serves(at, "a")
            assert await serves(other, "b")
            assert engine.status().pools == 2
            assert (await engine.apply(wanted)).refused.keys() == {"l"}
            cured = plan(wanted.listeners[1], wanted.pools[0], generation=3)
            assert (await engine.apply(cured)).refused == {}
            with pytest.raises(ConnectionError):
                await ask_http(at.host, at.port)

    async def test_a_listener_whose_address_and_routes_change_goes_back_entirely(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        old, new = endpoint(), endpoint()
        async with http_target("a") as a:
            await engine.apply(plan(http("l", old, host("*", route("/", "p"))), pool("p", target(a), http=True)))
            moved = plan(http("l", new, host("*", NOT_RE2)), pool("p", target(a), http=True), generation=2)
            assert (await engine.apply(moved)).refused.keys() == {"l"}
            assert await serves(old, "a")
            with pytest.raises(ConnectionError):
                await ask_http(new.host, new.port)

    async def test_a_bad_pool_concerns_those_who_use_it(self, engine: EnvoyEngine, endpoint: Place) -> None:
        places = [endpoint() for _ in range(3)]
        async with tcp_target("a") as a, tcp_target("b") as b:
            listeners = [tcp("x", places[0], "p"), tcp("y", places[1], "p"), tcp("z", places[2], "q")]
            await engine.apply(plan(*listeners, pool("p", target(a)), pool("q", target(a))))
            not_ip = Target("no.address.test", 80, 10)
            wanted = plan(*listeners, pool("p", target(b), not_ip), pool("q", target(b)), generation=2)
            applied = await engine.apply(wanted)
            assert applied.refused.keys() == {"x", "y"}
            assert "no.address.test" in applied.refused["x"]
            assert [await ask_tcp(at.host, at.port) for at in places] == ["a", "a", "b"]
            await kill_envoy(engine)
            await next_envoy(engine, 2)
            assert [await ask_tcp(at.host, at.port) for at in places] == ["a", "a", "b"]

    async def test_a_bad_check(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at, other = endpoint(), endpoint()
        never = HealthCheck(CheckKind.TCP, interval_s=1, timeout_s=0, healthy_threshold=1, unhealthy_threshold=1)
        async with tcp_target("a") as a:
            wanted = plan(tcp("l", at, "p"), tcp("m", other, "q"), pool("p", check=never), pool("q", target(a)))
            assert (await engine.apply(wanted)).refused.keys() == {"l"}
            assert await ask_tcp(other.host, other.port) == "a"
            with pytest.raises(ConnectionError):
                await ask_tcp(at.host, at.port)

    async def test_many_bad_ones_among_many_good_ones(self, engine: EnvoyEngine, endpoint: Place) -> None:
        good = {f"good{number}": endpoint() for number in range(12)}
        bad = {f"bad{number}": endpoint() for number in range(12)}
        async with http_target("a") as a:
            applied = await asyncio.gather(
                *(
                    engine.apply(
                        plan(
                            http(name, at, host("*", route("/", f"{name}p"))),
                            pool(f"{name}p", target(a) if name in good else Target("not-an-ip", 1, 1), http=True),
                            balancer=f"lb-{name}",
                        )
                    )
                    for pair in zip(good.items(), bad.items(), strict=True)
                    for name, at in pair
                )
            )
            assert {name for one in applied for name in one.refused} == bad.keys()
            assert [await serves(at, "a") for at in good.values()] == [True] * 12


class TestPlans:
    async def test_a_pool_that_the_plan_does_not_have(self, engine: EnvoyEngine, endpoint: Place) -> None:
        applied = await engine.apply(plan(tcp("l", endpoint(), "p"), tcp("m", endpoint(), "q"), pool("q")))
        assert applied.refused == {"l": "the plan has no pool p"}

    async def test_an_expression_that_would_escape_its_group(self, engine: EnvoyEngine, endpoint: Place) -> None:
        sly = route("a)(b", "p", PathMatch.REGEX)
        applied = await engine.apply(plan(http("l", endpoint(), host("*", sly)), pool("p", http=True)))
        assert "parenthesis" in applied.refused["l"]


class TestFaults:
    async def test_what_cannot_be_compiled_is_refused_alone(
        self, engine: EnvoyEngine, endpoint: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def faulty(listener: Listener, options: CompileOptions) -> list[Resource]:
            if listener.id == "bad":
                raise KeyError(listener.id)
            return compile_port(listener, options)

        monkeypatch.setattr(engine_module, "compile_port", faulty)
        at = endpoint()
        async with tcp_target("a") as a:
            wanted = plan(tcp("good", at, "p"), tcp("bad", endpoint(), "p"), pool("p", target(a)))
            refused = (await engine.apply(wanted)).refused
            assert await ask_tcp(at.host, at.port) == "a"
        assert refused.keys() == {"bad"}
        assert refused["bad"].startswith("internal fault, see the log, reference ")
        (line,) = [one for one in caplog.records if getattr(one, "reference", "") == refused["bad"].split()[-1]]
        assert (getattr(line, "subject", ""), bool(line.exc_info)) == ("bad", True)

    async def test_what_cannot_be_sent_is_refused_and_does_not_stop_the_others(
        self, engine: EnvoyEngine, endpoint: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = Round.run

        async def faulty(self: Round) -> None:
            if any("bad" in key.name for change in self._changes for key in change.puts):
                raise KeyError("bad")
            await run(self)

        monkeypatch.setattr(Round, "run", faulty)
        good, bad = endpoint(), endpoint()
        async with tcp_target("a") as a:
            answers = await asyncio.gather(
                engine.apply(plan(tcp("good", good, "p"), pool("p", target(a)))),
                engine.apply(plan(tcp("bad", bad, "q"), pool("q", target(a)), balancer="second")),
            )
            assert await ask_tcp(good.host, good.port) == "a"
        assert [list(answer.refused) for answer in answers] == [[], ["bad"]]
        assert "internal fault" in answers[1].refused["bad"]
