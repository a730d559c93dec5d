"""Envoy's life and death: what survives, what is refused, and what is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from tests.support.engines import kill_envoy, next_envoy
from tests.support.load import load
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from twincloud.balancing.plan import Endpoint, Listener, Protocol
from twincloud.dataplane.engine import EngineOptions, EngineStoppedError, EnvoyEngine
from twincloud.dataplane.envoy.binary import EnvoyMissingError, find_envoy
from twincloud.dataplane.envoy.leftovers import DirectoryBusyError, end_leftover
from twincloud.dataplane.envoy.process import EnvoyStartError

Place = Callable[[], Endpoint]

PARENT = """
import asyncio, pathlib, sys
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine

async def main():
    engine = EnvoyEngine(directory=pathlib.Path(sys.argv[1]), options=EngineOptions(concurrency=1))
    await engine.start()
    print(engine.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


class TestDeath:
    async def test_everything_acknowledged_serves_again(self, engine: EnvoyEngine, endpoint: Place) -> None:
        places = [endpoint() for _ in range(20)]
        web = endpoint()
        async with tcp_target("a") as a, http_target("b") as b:
            listeners = [tcp(f"l{number}", at, "p") for number, at in enumerate(places)]
            await engine.apply(plan(*listeners, pool("p", target(a))))
            route_b = http("web", web, host("*", route("/", "q")))
            await engine.apply(plan(route_b, pool("q", target(b), http=True), balancer="second"))
            await engine.apply(plan(*listeners[1:], pool("p", target(a)), generation=2))
            await kill_envoy(engine)
            await next_envoy(engine, 2)
            assert [await ask_tcp(at.host, at.port) for at in places[1:]] == ["a"] * 19
            assert (await ask_http(web.host, web.port)).body == "b"
            with pytest.raises(ConnectionRefusedError):
                await ask_tcp(places[0].host, places[0].port)
        status = engine.status()
        assert (status.state, status.starts, status.broken) == ("serving", 2, {})
        assert status.last_end == "Envoy ended with signal SIGKILL"

    async def test_a_change_waits_for_the_next_envoy(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a:
            assert engine.pid is not None
            os.kill(engine.pid, signal.SIGSTOP)
            waiting = asyncio.create_task(engine.apply(plan(tcp("l", at, "p"), pool("p", target(a)))))
            await asyncio.sleep(0)
            await kill_envoy(engine)
            assert (await waiting).refused == {}
            assert await ask_tcp(at.host, at.port) == "a"

    async def test_a_listener_that_lost_its_port_meanwhile_is_told_and_comes_back(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at, other = endpoint(), endpoint()
        async with tcp_target("a") as a:
            wanted = plan(tcp("l", at, "p"), tcp("m", other, "p"), pool("p", target(a)))
            await engine.apply(wanted)
            assert engine.pid is not None
            os.kill(engine.pid, signal.SIGSTOP)
            async with stranger_on(at, engine):
                await next_envoy(engine, 2)
                assert engine.status().broken.keys() == {"l"}
                assert await ask_tcp(other.host, other.port) == "a"
            assert (await engine.apply(wanted)).refused == {}
            assert engine.status().broken == {}
            assert await ask_tcp(at.host, at.port) == "a"

    async def test_the_next_process_gets_no_more_than_the_good(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a:
            await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a))))
            applied = await engine.apply(
                plan(tcp("l", at, "p"), pool("p", msgspec.structs.replace(target(a), host="x")))
            )
            assert applied.refused.keys() == {"l"}
            await kill_envoy(engine)
            await next_envoy(engine, 2)
            assert await ask_tcp(at.host, at.port) == "a"


@contextlib.asynccontextmanager
async def stranger_on(at: Endpoint, engine: EnvoyEngine) -> AsyncIterator[None]:
    """Kill Envoy and take its port before the next one can."""
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        await kill_envoy(engine)

        async def taken() -> bool:
            try:
                stranger.bind((at.host, at.port))
            except OSError:
                return False
            return True

        while not await taken():
            await asyncio.sleep(0)
        stranger.listen()
        yield


class TestPoison:
    @pytest.fixture
    def options(self, options: EngineOptions, tmp_path: Path) -> EngineOptions:
        """An Envoy that dies of many addresses: it may open fewer files than the engine believes."""
        program = tmp_path / "short-of-files"
        program.write_text(f'#!/bin/sh\nulimit -n 128\nexec "{find_envoy()}" "$@"\n')
        program.chmod(0o700)
        return msgspec.structs.replace(options, binary=program)

    async def test_the_change_that_kills_envoy_is_found_and_refused(self, engine: EnvoyEngine, endpoint: Place) -> None:
        before, *after = [endpoint() for _ in range(4)]
        async with tcp_target("a") as a:
            await engine.apply(plan(tcp("before", before, "p"), pool("p", target(a)), balancer="before"))
            deadly = Listener("deadly", Protocol.TCP, tuple(endpoint() for _ in range(200)), pool_id="q")
            plans = [
                plan(tcp(f"l{number}", at, f"p{number}"), pool(f"p{number}", target(a)), balancer=f"lb{number}")
                for number, at in enumerate(after)
            ]
            plans.insert(1, plan(deadly, pool("q", target(a)), balancer="deadly"))
            applied = await asyncio.gather(*map(engine.apply, plans))
            refused = {name: reason for one in applied for name, reason in one.refused.items()}
            assert refused.keys() == {"deadly"}
            assert (
                "Envoy died 2 times while this change was applied: Envoy ended with signal SIGABRT" in refused["deadly"]
            )
            assert [await ask_tcp(at.host, at.port) for at in (before, *after)] == ["a"] * 4


class TestControlPlane:
    async def test_traffic_does_not_notice_that_the_control_plane_comes_and_goes(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at, new = endpoint(), endpoint()
        async with http_target("a") as a:
            shared = pool("p", target(a), http=True)
            first = http("l", at, host("*", route("/", "p")))
            await engine.apply(plan(first, shared))
            pid = engine.pid
            assert engine._process is not None
            async with load(at.host, at.port, per_second=200, host_header="x") as running:
                await engine._process._server.stop()
                waiting = asyncio.create_task(
                    engine.apply(plan(first, http("m", new, host("*", route("/", "p"))), shared, generation=2))
                )
                await asyncio.sleep(0.3)
                assert not waiting.done()
                await engine._process._server.start()
                assert (await waiting).refused == {}
            assert (await ask_http(new.host, new.port)).body == "a"
            assert running.failures == {}
            assert running.answers["a"] > 20
            assert engine.pid == pid


class TestCleaningUp:
    async def test_unused_pools_leave_envoy_after_their_connections(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a, http_target("b") as b:
            listener = http("l", at, host("*", route("/", "p")))
            await engine.apply(plan(listener, pool("p", target(a), http=True)))
            moved = http("l", at, host("*", route("/", "q")))
            await engine.apply(plan(moved, pool("q", target(b), http=True), generation=2))
            assert engine.status().pools == 2
            assert await engine.health(["p"]) == {}

            async def pools() -> int:
                return engine.status().pools

            await eventually(pools, lambda count: count == 1)
            assert engine._admin is not None
            assert (await engine._admin.target_states(["p:p", "p:q"])).keys() == {"p:q"}
            assert (await ask_http(at.host, at.port)).body == "b"
            await engine.apply(plan(generation=3))
            await eventually(pools, lambda count: count == 0)
            assert engine.status().balancers == 0
            assert engine.status().descriptors_used == 0

    async def test_a_pool_that_is_used_again_stays(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b:
            with_both = plan(tcp("l", at, "p"), pool("p", target(a)), pool("q", target(b)))
            await engine.apply(with_both)
            await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a)), generation=2))
            await engine.apply(plan(tcp("l", at, "q"), pool("p", target(a)), pool("q", target(b)), generation=3))
            await asyncio.sleep(2)
            assert await ask_tcp(at.host, at.port) == "b"
            assert engine.status().pools == 2

    async def test_a_cancelled_call_is_carried_out(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a:
            call = asyncio.create_task(engine.apply(plan(tcp("l", at, "p"), pool("p", target(a)))))
            await asyncio.sleep(0)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert (await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a))))).refused == {}
            assert await ask_tcp(at.host, at.port) == "a"


class TestProcess:
    async def test_nobody_else_may_look_inside(self, engine: EnvoyEngine, tmp_path: Path) -> None:
        assert engine._process is not None
        places = engine._process._places
        for directory in (places.directory, places.admin_socket.parent):
            assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        for file in (places.admin_socket, places.bootstrap):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600

    async def test_stop_waits_for_the_end(self, tmp_path: Path, options: EngineOptions, endpoint: Place) -> None:
        running = EnvoyEngine(directory=tmp_path / "envoy", options=options)
        await running.start()
        pid = running.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)  # deaf to SIGTERM
        waiting = asyncio.create_task(running.apply(plan(tcp("l", endpoint(), "p"), pool("p"))))
        await asyncio.sleep(0)
        await running.stop()
        assert command_of(pid) == b""
        with pytest.raises(EngineStoppedError):
            await waiting
        with pytest.raises(EngineStoppedError):
            await running.apply(plan(tcp("l", endpoint(), "p"), pool("p")))
        assert running.status().state == "stopped"

    @pytest.fixture
    def options(self, options: EngineOptions) -> EngineOptions:
        """As elsewhere, but quick to lose patience."""
        return msgspec.structs.replace(options, stop_timeout_s=0.3)

    async def test_one_directory_serves_one_engine(
        self, engine: EnvoyEngine, tmp_path: Path, options: EngineOptions
    ) -> None:
        second = EnvoyEngine(directory=tmp_path / "envoy", options=options)
        with pytest.raises(DirectoryBusyError, match="another server"):
            await second.start()
        assert engine.status().state == "serving"

    async def test_a_deep_directory_is_no_problem(self, tmp_path: Path, options: EngineOptions) -> None:
        deep = tmp_path / ("long" * 20) / ("longer" * 20)
        running = EnvoyEngine(directory=deep, options=options)
        await running.start()
        assert running._process is not None
        sockets = running._process.admin_socket.parent
        try:
            assert running.version.count(".") == 2
            assert sockets != deep
            assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        finally:
            await running.stop()
        assert not sockets.exists()

    async def test_a_missing_program(self, tmp_path: Path, options: EngineOptions) -> None:
        gone = msgspec.structs.replace(options, binary=tmp_path / "nothing")
        with pytest.raises(EnvoyMissingError, match="not a program"):
            await EnvoyEngine(directory=tmp_path / "envoy", options=gone).start()

    async def test_a_program_that_ends_at_once(self, tmp_path: Path, options: EngineOptions) -> None:
        program = tmp_path / "ends"
        program.write_text("#!/bin/sh\necho broken by design >&2\nexit 3\n")
        program.chmod(0o700)
        broken = msgspec.structs.replace(options, binary=program)
        running = EnvoyEngine(directory=tmp_path / "envoy", options=broken)
        with pytest.raises(EnvoyStartError, match=r"exit code 3\nbroken by design"):
            await running.start()
        again = EnvoyEngine(directory=tmp_path / "envoy", options=options)
        await again.start()
        await again.stop()

    async def test_the_log_goes_to_a_file(self, engine: EnvoyEngine, tmp_path: Path) -> None:
        await kill_envoy(engine)
        await next_envoy(engine, 2)
        await engine.stop()
        lines = (tmp_path / "envoy" / "envoy.log").read_text().splitlines()
        assert "SIGTERM" in msgspec.json.decode(lines[0])["message"]


class TestLeftovers:
    async def test_envoy_dies_with_its_parent(self, tmp_path: Path) -> None:
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PARENT, str(tmp_path / "envoy"), stdout=asyncio.subprocess.PIPE
        )
        assert parent.stdout is not None
        pid = int(await asyncio.wait_for(parent.stdout.readline(), 20))
        parent.kill()
        await parent.wait()

        async def command() -> bytes:
            return command_of(pid)

        await eventually(command, lambda found: found == b"")

    async def test_what_outlived_its_parent_is_ended_at_the_next_start(self, tmp_path: Path) -> None:
        mark, pid_file = tmp_path / "bootstrap.json", tmp_path / "envoy.pid"
        async with sleeper(str(mark)) as ours:
            pid_file.write_text(str(ours.pid))
            assert await end_leftover(pid_file, mark) == ours.pid
            assert await asyncio.wait_for(ours.wait(), 5) == -signal.SIGKILL

    async def test_another_process_with_the_same_number_is_left_alone(self, tmp_path: Path) -> None:
        pid_file = tmp_path / "envoy.pid"
        async with sleeper() as strange:
            pid_file.write_text(str(strange.pid))
            assert await end_leftover(pid_file, tmp_path / "bootstrap.json") is None
            assert strange.returncode is None


@contextlib.asynccontextmanager
async def sleeper(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a process that does nothing until it is killed."""
    code = "import signal; print('here', flush=True); signal.pause()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def command_of(pid: int) -> bytes:
    """Return a process's command line; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
