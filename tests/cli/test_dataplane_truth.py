"""What the server says of its data plane is so while Envoy is away, and what Envoy lost comes back."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.server import ServerProcess, running_server
from tests.support.targets import eventually
from twincloud.dataplane.envoy.binary import find_envoy

PORT = 8080


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """While this file exists, no Envoy is started."""
    return tmp_path / "away"


@pytest.fixture
async def server(tmp_path: Path, away: Path) -> AsyncIterator[ServerProcess]:
    envoy = tmp_path / "envoy"
    envoy.write_text(
        f"#!/bin/sh\nwhile [ -e {shlex.quote(str(away))} ]; do sleep 0.05; done\n"
        f'exec {shlex.quote(str(find_envoy()))} "$@"\n'
    )
    envoy.chmod(0o755)
    async with running_server(tmp_path / "data", "--limits", "off", "--envoy", str(envoy)) as started:
        yield started


def take_away(server: ServerProcess, away: Path) -> None:
    """Kill Envoy, and start no other."""
    away.touch()
    os.kill(server.envoy, signal.SIGKILL)


def give_back(away: Path) -> None:
    """Let Envoy be started again."""
    away.unlink()


async def health(server: ServerProcess, door: str = "") -> tuple[int, dict[str, Any]]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://{door or server.http}/_twincloud/health")
    return answer.status_code, answer.json()


async def dataplane(server: ServerProcess) -> dict[str, Any]:
    shown: dict[str, Any] = (await server.operator("GetStatus"))["dataplane"]
    return shown


async def test_health_and_status_tell_the_truth_while_envoy_is_away(server: ServerProcess, away: Path) -> None:
    assert (await health(server))[0] == 200
    shown = await dataplane(server)
    assert (shown["enabled"], shown["ready"]) == (True, True)
    assert shown["detail"].startswith("envoy ")
    take_away(server, away)
    status, told = await eventually(lambda: health(server), lambda found: found[0] == 503)
    assert told["status"] == "restarting"
    assert "SIGKILL" in told["dataplane"]
    shown = await dataplane(server)
    assert (shown["enabled"], shown["ready"]) == (True, False)
    assert "restarting" in shown["detail"]
    give_back(away)
    status, told = await eventually(lambda: health(server), lambda found: found[0] == 200)
    assert (status, told["status"]) == (200, "ready")
    assert (await dataplane(server))["ready"] is True


async def test_a_listener_whose_port_was_taken_while_envoy_was_away_comes_back(
    server: ServerProcess, away: Path
) -> None:
    clb = Clb(server)
    balancer = await clb.balancer()
    await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    address = (await clb.vip(balancer), PORT)
    take_away(server, away)
    await eventually(lambda: health(server), lambda found: found[0] == 503)
    with socket.socket() as thief:
        thief.bind(address)
        thief.listen()
        give_back(away)
        await eventually(lambda: health(server), lambda found: found[0] == 200)

    async def connects() -> bool:
        try:
            _, writer = await asyncio.open_connection(*address)
        except OSError:
            return False
        writer.close()
        return True

    assert await eventually(connects, bool, within_s=20)
