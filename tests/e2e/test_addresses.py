"""Where balancers listen: addresses of their own, mapped ports, a pool, and what happens when those are taken."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import sys
from pathlib import Path

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from tests.support.clb import UNCHECKED, Clb
from tests.support.server import running_server
from tests.support.targets import tcp_target, tcp_targets
from tests.support.traffic import answers, refuses

PORT = 9000
LOOPBACK = ("--limits", "off")
MAPPED = ("--limits", "off", "--addresses", "mapped")
POOL = ("--limits", "off", "--addresses", "pool", "--pool", "127.200.0.1,127.200.0.2")

WITHOUT_LOW_PORTS = (
    sys.executable,
    "-c",
    # PR_CAPBSET_DROP of CAP_NET_BIND_SERVICE: what is executed next has it no more, whoever runs the tests.
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 10, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])",
)


async def serving(clb: Clb, port: int, target: int) -> tuple[str, str]:
    """Create a balancer that forwards a port to a local server; return its id and its listener's."""
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "TCP", port, HealthCheck=UNCHECKED)
    await clb.register(balancer, listener, target)
    return balancer, listener


async def kernel_allows(address: str, port: int) -> bool:
    """Tell whether a program without the right to open low ports may open this one all the same."""
    attempt = "import socket, sys; socket.socket().bind((sys.argv[1], int(sys.argv[2])))"
    process = await asyncio.create_subprocess_exec(
        *WITHOUT_LOW_PORTS, sys.executable, "-c", attempt, address, str(port), stderr=asyncio.subprocess.PIPE
    )
    _, words = await process.communicate()
    assert process.returncode == 0 or b"PermissionError" in words, words.decode()
    return process.returncode == 0


class TestLoopback:
    async def test_a_restart_keeps_addresses_and_traffic(self, tmp_path: Path) -> None:
        async with tcp_targets("a", "b") as targets:
            async with running_server(tmp_path / "data", *LOOPBACK) as server:
                clb = Clb(server)
                made = [(await serving(clb, PORT, target.port))[0] for target in targets.values()]
                vips = [await clb.vip(balancer) for balancer in made]
                assert len(set(vips)) == 2
                assert all(ipaddress.ip_address(vip) in ipaddress.ip_network("127.64.0.0/10") for vip in vips)
                assert [await answers(vip, PORT) for vip in vips] == ["a", "b"]
            assert [await refuses(vip, PORT) for vip in vips] == [True, True]
            async with running_server(tmp_path / "data", *LOOPBACK) as server:
                clb = Clb(server)
                assert [await clb.vip(balancer) for balancer in made] == vips
                assert [await answers(vip, PORT) for vip in vips] == ["a", "b"]
                fresh, _ = await serving(clb, PORT, targets["a"].port)
                assert await clb.vip(fresh) not in vips

    async def test_a_network_that_somebody_else_took_is_left_to_him(self, tmp_path: Path) -> None:
        async with tcp_target("a") as a:
            async with running_server(tmp_path / "data", *LOOPBACK) as server:
                clb = Clb(server)
                balancer, listener = await serving(clb, PORT, a.port)
                before = await clb.vip(balancer)
            network = ipaddress.ip_network(f"{before}/24", strict=False)
            with socket.socket(socket.AF_UNIX) as claim:
                claim.bind(f"\0twincloud/{network.network_address}")
                async with running_server(tmp_path / "data", *LOOPBACK) as server:
                    clb = Clb(server)
                    moved = await clb.vip(balancer)
                    assert ipaddress.ip_address(moved) not in network
                    assert await answers(moved, PORT) == "a"
                    assert await refuses(before, PORT)
                    where = await server.operator("GetAddress", id=listener)
                    assert (where["address"], where["port"], where["serving"]) == (moved, PORT, True)
                    found = await clb("DescribeLoadBalancers", LoadBalancerVips=[moved])
                    assert [one.LoadBalancerId for one in found.LoadBalancerSet] == [balancer]
                    assert (await clb("DescribeLoadBalancers", LoadBalancerVips=[before])).TotalCount == 0


class TestMapped:
    async def test_balancers_share_an_address_and_each_has_its_port_80(self, tmp_path: Path) -> None:
        """No right to open low ports is needed for that."""
        async with tcp_targets("a", "b") as targets:
            async with running_server(tmp_path / "data", *MAPPED, prefix=WITHOUT_LOW_PORTS) as server:
                clb = Clb(server)
                made = [await serving(clb, 80, target.port) for target in targets.values()]
                assert [await clb.vip(balancer) for balancer, _ in made] == ["127.0.0.1"] * 2
                for balancer, listener in made:
                    (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
                    assert (shown.ListenerId, shown.Port) == (listener, 80)
                where = [await server.operator("GetAddress", id=listener) for _, listener in made]
                assert [(one["address"], one["serving"]) for one in where] == [("127.0.0.1", True)] * 2
                ports = [one["port"] for one in where]
                assert len({80, *ports}) == 3
                assert [await answers("127.0.0.1", port) for port in ports] == ["a", "b"]
            async with running_server(tmp_path / "data", *MAPPED) as server:
                assert [await answers("127.0.0.1", port) for port in ports] == ["a", "b"]
                (balancer, listener), _ = made
                await Clb(server).done("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
                assert [await answers("127.0.0.1", port) for port in ports] == ["refused", "b"]


class TestPool:
    async def test_addresses_are_those_of_the_pool_and_no_more(self, tmp_path: Path) -> None:
        async with (
            tcp_targets("a", "b", "c") as targets,
            running_server(tmp_path / "data", *POOL) as server,
        ):
            a, b, c = (target.port for target in targets.values())
            clb = Clb(server)
            first, _ = await serving(clb, PORT, a)
            second, _ = await serving(clb, PORT, b)
            vips = [await clb.vip(balancer) for balancer in (first, second)]
            assert vips == ["127.200.0.1", "127.200.0.2"]
            assert [await answers(vip, PORT) for vip in vips] == ["a", "b"]
            with pytest.raises(TencentCloudSDKException, match="add some with --pool") as refused:
                await clb("CreateLoadBalancer", LoadBalancerType="OPEN")
            assert refused.value.code == "ResourceInsufficient"
            assert (await clb("DescribeLoadBalancers")).TotalCount == 2
            await clb.done("DeleteLoadBalancer", LoadBalancerIds=[first])
            third, _ = await serving(clb, PORT, c)
            assert await clb.vip(third) == "127.200.0.1"
            assert [await answers(vip, PORT) for vip in vips] == ["c", "b"]


class TestLowPorts:
    async def test_without_the_right_to_open_it_the_task_says_what_to_do(self, tmp_path: Path) -> None:
        """Whether a right is needed is the kernel's word: `net.ipv4.ip_unprivileged_port_start` may free all ports."""
        async with (
            tcp_target("a") as a,
            running_server(tmp_path / "data", *LOOPBACK, prefix=WITHOUT_LOW_PORTS) as server,
        ):
            clb = Clb(server)
            balancer, listener = await serving(clb, PORT, a.port)
            vip = await clb.vip(balancer)
            allowed = await kernel_allows(vip, 80)
            answer = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[80])
            task = await clb.task(answer.RequestId)
            found = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
            if allowed:
                assert task.Status == 0
                assert [one.Port for one in found] == [PORT, 80]
                assert await answers(vip, 80) == "closed"
            else:
                assert task.Status == 1
                assert f"{vip}:80 cannot be bound: permission denied" in task.Message
                for remedy in ("CAP_NET_BIND_SERVICE", "net.ipv4.ip_unprivileged_port_start", "--addresses mapped"):
                    assert remedy in task.Message
                assert [one.ListenerId for one in found] == [listener]
                assert await refuses(vip, 80)
            assert await answers(vip, PORT) == "a"
