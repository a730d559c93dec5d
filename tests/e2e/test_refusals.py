"""What the engine refuses fails its task with the reason and leaves nothing half-applied."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from tests.support.clb import Clb
from tests.support.server import ServerProcess, running_server
from tests.support.targets import http_target


async def test_a_held_port_fails_the_task_and_the_listener_is_gone(server: ServerProcess) -> None:
    clb = Clb(server)
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    with socket.create_server((vip, 9000)):
        answer = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[9000])
        status = await clb.task(answer.RequestId)
        assert status.Status == 1
        assert f"{vip}:9000" in status.Message
        found = await clb("DescribeListeners", LoadBalancerId=balancer)
        assert found.Listeners == []
    async with http_target("blue") as blue:
        listener = await clb.listener(balancer, "TCP", 9000)
        await clb.register(balancer, listener, blue.port)
        reader, writer = await asyncio.open_connection(vip, 9000)
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert b"blue" in await asyncio.wait_for(reader.readuntil(b"blue"), 10)
        writer.close()


async def test_of_two_ports_in_one_call_neither_stays_when_one_is_held(server: ServerProcess) -> None:
    clb = Clb(server)
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    with socket.create_server((vip, 9001)):
        answer = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[9000, 9001])
        assert (await clb.task(answer.RequestId)).Status == 1
    found = await clb("DescribeListeners", LoadBalancerId=balancer)
    assert found.Listeners == []
    # The port that could be bound is closed again once the undone generation is applied.
    again = await clb.listener(balancer, "TCP", 9000)
    found = await clb("DescribeListeners", LoadBalancerId=balancer)
    assert [listener.ListenerId for listener in found.Listeners] == [again]


async def test_a_rule_that_the_engine_refuses_is_undone(server: ServerProcess) -> None:
    """A back-reference is a good expression to nginx and to us, but not to RE2, the engine's library."""
    clb = Clb(server)
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", 8080)
    good = await clb.rule(balancer, listener, "good.test")
    rules = [{"Domain": "~^(a)\\1$", "Url": "/"}]
    answer = await clb("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=rules)
    status = await clb.task(answer.RequestId)
    assert (status.Status, bool(status.Message)) == (1, True)
    found = await clb("DescribeListeners", LoadBalancerId=balancer)
    assert [rule.LocationId for rule in found.Listeners[0].Rules] == [good]


async def test_two_servers_never_share_an_address(tmp_path: Path) -> None:
    async with running_server(tmp_path / "one") as one, running_server(tmp_path / "two") as two:
        vips = []
        for server in (one, two):
            clb = Clb(server)
            balancer = await clb.balancer()
            await clb.listener(balancer, "TCP", 9000)
            vips.append(await clb.vip(balancer))
    assert len(set(vips)) == 2


async def test_a_data_directory_serves_one_server_at_a_time(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane"):
        second = ServerProcess(tmp_path / "data", "--no-dataplane")
        try:
            await second.start()
        except AssertionError as refusal:
            assert "in use by another server" in str(refusal)  # noqa: PT017 (start() raises with the process's words)
        else:
            await second.stop()
            raise AssertionError("a second server took a data directory that is in use")
