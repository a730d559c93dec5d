"""Whatever is killed whenever: afterwards everything acknowledged serves, and nothing else does."""

from __future__ import annotations

import asyncio
import os
import signal
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from tests.support.clb import Clb
from tests.support.load import load
from tests.support.server import running_server
from tests.support.targets import eventually, http_target


async def answer(vip: str, port: int) -> str:
    """What one request gets: a body, or how it failed."""

    def ask() -> str:
        try:
            with urllib.request.urlopen(f"http://{vip}:{port}/", timeout=5) as got:
                return str(got.read().decode())
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except OSError as error:
            return type(getattr(error, "reason", error)).__name__

    return await asyncio.to_thread(ask)


async def test_killed_between_commit_and_push(tmp_path: Path, database: tuple[str, ...]) -> None:
    """Envoy stands still, so commits are acknowledged that nothing has applied; then the server dies."""
    async with http_target("blue") as blue:
        async with running_server(tmp_path / "data", "--limits", "off", *database) as server:
            clb = Clb(server)
            balancer = await clb.balancer()
            vip = await clb.vip(balancer)
            gone = await clb.listener(balancer, "TCP", 9001)
            await clb.register(balancer, gone, blue.port)
            assert await answer(vip, 9001) == "blue"
            os.kill(server.envoy, signal.SIGSTOP)
            created = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[9000])
            registered = await clb(
                "RegisterTargets",
                LoadBalancerId=balancer,
                ListenerId=created.ListenerIds[0],
                Targets=[{"EniIp": "127.0.0.1", "Port": blue.port}],
            )
            deleted = await clb("DeleteListener", LoadBalancerId=balancer, ListenerId=gone)
            assert (await clb("DescribeTaskStatus", TaskId=created.RequestId)).Status == 2
            await server.kill()
        async with running_server(tmp_path / "data", "--limits", "off", *database) as server:
            clb = Clb(server)
            vip = await clb.vip(balancer)
            for request in (created, registered, deleted):
                assert (await clb.task(request.RequestId)).Status == 0
            assert await answer(vip, 9000) == "blue"
            assert await answer(vip, 9001) == "ConnectionRefusedError"
            found = await clb("DescribeListeners", LoadBalancerId=balancer)
            assert [listener.Port for listener in found.Listeners] == [9000]


async def test_envoy_killed_under_load_comes_back_with_everything(tmp_path: Path, database: tuple[str, ...]) -> None:
    async with (
        http_target("blue") as blue,
        running_server(tmp_path / "data", "--limits", "off", *database) as server,
    ):
        clb = Clb(server)
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "TCP", 9000)
        await clb.register(balancer, listener, blue.port)
        async with load(vip, 9000, per_second=200, host_header="any") as running:
            await eventually(lambda: answer(vip, 9000), lambda got: got == "blue", within_s=30)
            os.kill(server.envoy, signal.SIGKILL)
            during = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[9001])
            assert (await clb.task(during.RequestId)).Status == 0
            await eventually(lambda: answer(vip, 9000), lambda got: got == "blue", within_s=30)
            before = running.answers["blue"]
            async with asyncio.timeout(30):
                while running.answers["blue"] < before + 200:
                    await asyncio.sleep(0.02)
        await clb.register(balancer, during.ListenerIds[0], blue.port)
        assert await answer(vip, 9001) == "blue"


async def test_server_and_envoy_killed_together(tmp_path: Path, database: tuple[str, ...]) -> None:
    async with http_target("blue") as blue:
        async with running_server(tmp_path / "data", "--limits", "off", *database) as server:
            clb = Clb(server)
            balancer = await clb.balancer()
            listener = await clb.listener(balancer, "TCP", 9000)
            await clb.register(balancer, listener, blue.port)
            vip = await clb.vip(balancer)
            envoy = psutil.Process(server.envoy)
            created = []

            async def create(port: int) -> None:
                """Create a listener; what is not acknowledged does not count."""
                answered = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[port])
                created.append((port, answered.RequestId))

            writers = [asyncio.create_task(create(9100 + number)) for number in range(20)]
            async with asyncio.timeout(30):
                while len(created) < 5:
                    await asyncio.sleep(0)
            os.kill(envoy.pid, signal.SIGKILL)
            await server.kill()
            await asyncio.gather(*writers, return_exceptions=True)
        async with running_server(tmp_path / "data", "--limits", "off", *database) as server:
            clb = Clb(server)
            vip = await clb.vip(balancer)
            assert await answer(vip, 9000) == "blue"
            found = await clb("DescribeListeners", LoadBalancerId=balancer)
            ports = {one.Port for one in found.Listeners}
            assert {port for port, _ in created} <= ports
            for _, task in created:
                assert (await clb.task(task)).Status == 0
            for port in range(9100, 9120):
                # A listener without targets takes the connection and closes it; a port that is not there refuses it.
                assert ((await answer(vip, port)) == "ConnectionRefusedError") == (port not in ports), port


async def test_envoy_dies_with_a_killed_server(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data") as server:
        envoy = psutil.Process(server.envoy)
        await server.kill()
        gone, alive = await asyncio.to_thread(psutil.wait_procs, [envoy], timeout=10)
        assert (len(gone), alive) == (1, [])
