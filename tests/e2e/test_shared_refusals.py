"""A call over two balancers of which Envoy refuses one: undone on both, also when the server is killed in between."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.support.clb import UNCHECKED, Clb
from tests.support.server import ServerProcess, running_server
from tests.support.targets import eventually, tcp_targets
from tests.support.traffic import answers, tcp_names

PORT = 90


class Pair(Struct):
    """Two balancers whose listeners share a target group."""

    group: str
    vips: list[str]


async def pair_with(clb: Clb, port: int) -> Pair:
    """Make a group with one server, and two balancers that use it."""
    group = str((await clb("CreateTargetGroup", TargetGroupInstances=[server(port)])).TargetGroupId)
    places, vips = [], []
    for _ in range(2):
        balancer = await clb.balancer()
        listener = await clb.listener(balancer, "TCP", PORT, TargetType="TARGETGROUP", HealthCheck=UNCHECKED)
        places.append({"LoadBalancerId": balancer, "ListenerId": listener, "TargetGroupId": group})
        vips.append(await clb.vip(balancer))
    await clb.done("AssociateTargetGroups", Associations=places)
    return Pair(group, vips)


def server(port: int) -> dict[str, Any]:
    return {"BindIP": "127.0.0.1", "Port": port, "Weight": 10}


async def ports_of(clb: Clb, group: str) -> list[int]:
    wanted = [{"Name": "TargetGroupId", "Values": [group]}]
    found = await clb("DescribeTargetGroupInstances", Filters=wanted)
    return [one.Port for one in found.TargetGroupInstanceSet]


@contextlib.contextmanager
def held(vip: str) -> Iterator[None]:
    """Hold the port of one of the listeners, as another program may."""
    with socket.create_server((vip, PORT)):
        yield


async def test_a_refusal_of_one_balancer_undoes_the_call_on_both(tmp_path: Path) -> None:
    async with tcp_targets("a", "b") as servers:
        a, b = servers["a"].port, servers["b"].port
        async with running_server(tmp_path / "data", "--limits", "off") as started:
            pair = await pair_with(Clb(started), a)
            assert [await answers(vip, PORT) for vip in pair.vips] == ["a", "a"]
        with held(pair.vips[1]):
            async with running_server(tmp_path / "data", "--limits", "off") as started:
                clb = Clb(started)
                named = {"TargetGroupId": pair.group, "TargetGroupInstances": [server(b)]}
                answer = await clb("RegisterTargetGroupInstances", **named)
                status = await clb.task(answer.RequestId)
                assert status.Status == 1
                assert f"{pair.vips[1]}:{PORT}" in status.Message
                assert await ports_of(clb, pair.group) == [a]
                # A later change is applied on top of what was undone, so the first balancer has let go of the server.
                await clb.done("CreateTargetGroup", TargetGroupInstances=[server(b)])
                await eventually(lambda: tcp_names(pair.vips[0], PORT, 10), lambda found: found == {"a": 10})
        async with running_server(tmp_path / "data", "--limits", "off") as started:
            clb = Clb(started)
            await clb.done("RegisterTargetGroupInstances", **named)
            for vip in pair.vips:
                assert set(await tcp_names(vip, PORT, 20)) == {"a", "b"}


async def test_killed_between_commit_and_refusal(tmp_path: Path, database: tuple[str, ...]) -> None:
    """Envoy stands still, so nothing is applied and nothing refused when the server dies."""
    options = ("--limits", "off", *database)
    async with tcp_targets("a", "b", "c") as servers:
        a, b, c = (one.port for one in servers.values())
        async with running_server(tmp_path / "data", *options) as started:
            pair = await pair_with(Clb(started), a)
        with held(pair.vips[1]):
            async with running_server(tmp_path / "data", *options) as started:
                tasks = await _asked(started, pair.group, b, c)
                await started.kill()
            async with running_server(tmp_path / "data", *options) as started:
                clb = Clb(started)
                assert [(await clb.task(task)).Status for task in tasks] == [1, 1]
                assert await ports_of(clb, pair.group) == [a]
                await eventually(lambda: tcp_names(pair.vips[0], PORT, 10), lambda found: found == {"a": 10})


async def _asked(started: ServerProcess, group: str, *ports: int) -> list[str]:
    """Register servers, one by one, while Envoy stands still; return the tasks, which run."""
    clb = Clb(started)
    os.kill(started.envoy, signal.SIGSTOP)
    found = []
    for port in ports:
        answer = await clb("RegisterTargetGroupInstances", TargetGroupId=group, TargetGroupInstances=[server(port)])
        assert (await clb("DescribeTaskStatus", TaskId=answer.RequestId)).Status == 2
        found.append(str(answer.RequestId))
    return found
