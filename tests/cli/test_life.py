"""How the process of a server begins and ends: told to stop early, started twice, started on what cannot be used."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support.server import running_server
from tests.support.targets import eventually
from tests.support.tc3 import call

DOORS = ("--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--operator", "127.0.0.1:0")


async def spawn(data: Path, *options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "twincloud", "serve", "--data", str(data), *DOORS, *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


def program(path: Path, content: str) -> Path:
    """Write a shell script that can be run."""
    path.write_text(f"#!/bin/sh\n{content}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_server_that_is_told_to_end_while_it_starts_ends(tmp_path: Path, number: signal.Signals) -> None:
    """An Envoy that never comes up is the longest of all starts."""
    marker = tmp_path / "pid"
    stuck = program(tmp_path / "stuck", f"echo $$ > {marker}.new; mv {marker}.new {marker}; exec sleep 60")
    process = await spawn(tmp_path / "data", "--envoy", str(stuck))

    async def begun() -> bool:
        return marker.exists()

    await eventually(begun, bool, within_s=20)
    process.send_signal(number)
    output, words = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, output) == (0, b""), words.decode()
    assert b"Traceback" not in words
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)


async def test_of_two_first_starts_at_once_one_gets_the_directory(tmp_path: Path) -> None:
    both = [await spawn(tmp_path / "data", "--no-dataplane") for _ in range(2)]
    first = {asyncio.create_task(process.wait()): process for process in both}
    ended, _ = await asyncio.wait(first, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    [loser] = [first[task] for task in ended]
    [winner] = [process for process in both if process is not loser]
    _, words = await loser.communicate()
    assert loser.returncode == 2
    assert words.decode().endswith("is in use by another server; choose one with --data\n")
    assert winner.stdout is not None
    assert b"is ready" in await asyncio.wait_for(winner.stdout.readline(), 30)
    winner.terminate()
    await asyncio.wait_for(winner.communicate(), 30)
    assert winner.returncode == 0


def broken_authority(tmp_path: Path) -> list[str]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ca.key").write_text("no key")
    return ["--no-dataplane"]


def missing_envoy(tmp_path: Path) -> list[str]:
    return ["--envoy", str(tmp_path / "nowhere")]


def dying_envoy(tmp_path: Path) -> list[str]:
    return ["--envoy", str(program(tmp_path / "dying", "echo 'no memory left' >&2; exit 3"))]


def unusable_directory(tmp_path: Path) -> list[str]:
    (tmp_path / "data").write_text("a file")
    return ["--no-dataplane"]


def foreign_address(tmp_path: Path) -> list[str]:
    return ["--http", "192.0.2.1:80", "--no-dataplane"]


def absent_database(tmp_path: Path) -> list[str]:
    return ["--database", "postgresql://127.0.0.1:1/none", "--no-dataplane"]


@pytest.mark.parametrize(
    ("prepare", "word"),
    [
        (broken_authority, "ca.key"),
        (missing_envoy, "--no-dataplane"),
        (dying_envoy, "no memory left"),
        (unusable_directory, "data directory"),
        (foreign_address, "192.0.2.1:80"),
        (absent_database, "127.0.0.1"),
    ],
)
async def test_what_cannot_start_says_why_and_nothing_else(
    tmp_path: Path, prepare: Callable[[Path], list[str]], word: str
) -> None:
    process = await spawn(tmp_path / "data", "--log-level", "error", *prepare(tmp_path))
    _, words = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2, words.decode()
    assert words.startswith(b"twincloud: "), words.decode()
    assert b"Traceback" not in words
    assert word in words.decode()


async def test_a_door_that_is_taken_meanwhile_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        door = f"127.0.0.1:{taken.getsockname()[1]}"
        process = await spawn(tmp_path / "data", "--no-dataplane", "--log-level", "error", "--http", door)
        _, words = await asyncio.wait_for(process.communicate(), 30)
    told = f"twincloud: {door} cannot be listened on: Address already in use; choose others with --http, "
    assert (process.returncode, words.decode()) == (2, f"{told}--https and --operator\n")


async def test_a_data_directory_with_a_long_name(tmp_path: Path) -> None:
    """The path of a socket may have no more than about a hundred characters."""
    process = await spawn(tmp_path / ("d" * 120), "--no-dataplane", "--log-level", "error")
    _, words = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert words.decode().startswith("twincloud: ")
    assert "--data" in words.decode()


async def test_an_empty_token_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "operator.token").write_text("\n")
    async with running_server(tmp_path / "data", "--no-dataplane") as server:
        assert len((server.data / "operator.token").read_text().strip()) >= 32


async def test_nobody_else_may_read_what_the_server_keeps(tmp_path: Path) -> None:
    """The directory may have been there before, open to everybody."""
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        async with running_server(data, "--limits", "off") as server:
            await call(f"http://{server.http}/", server.key, {})
            await server.operator("ListJournal")
            modes = {
                str(path.relative_to(data)): stat.S_IMODE(path.stat().st_mode)
                for path in data.rglob("*")
                if not path.is_dir() and path.name != "ca.pem"
            }
    finally:
        os.umask(before)
    assert {"twincloud.db", "operator.sock", "operator.token", "credentials.json", "journal.jsonl"} <= set(modes)
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


async def test_calls_that_run_when_the_server_is_told_to_end_are_answered(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane", "--limits", "off") as server:
        await server.operator("AddFault", product="clb", action="CreateLoadBalancer", latency_ms=1000)
        url = f"http://{server.http}/"
        order = {"LoadBalancerType": "OPEN"}
        running = [asyncio.create_task(call(url, server.key, order, action="CreateLoadBalancer")) for _ in range(5)]
        await asyncio.sleep(0.5)
        assert await server.stop() == 0
        answers = await asyncio.gather(*running)
        assert "Traceback" not in server.output
    made = {name for answer in answers for name in answer["LoadBalancerIds"]}
    assert len(made) == 5
    async with running_server(tmp_path / "data", "--no-dataplane", "--limits", "off") as server:
        found = await call(f"http://{server.http}/", server.key, {})
        assert {each["LoadBalancerId"] for each in found["LoadBalancerSet"]} == made


async def test_a_call_that_takes_too_long_is_given_up_without_a_fault(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane", "--limits", "off") as server:
        await server.operator("AddFault", product="clb", action="DescribeTargets", latency_ms=60_000)
        payload = {"LoadBalancerId": "lb-1"}
        running = asyncio.create_task(call(f"http://{server.http}/", server.key, payload, action="DescribeTargets"))
        await asyncio.sleep(0.5)
        assert await server.stop() == 0
        with pytest.raises((httpx.HTTPError, AssertionError)):
            await running
        assert "Traceback" not in server.output
