"""Requests are written down by a real Envoy, and none is missing though files are put aside meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.support.load import load, until_sent
from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, eventually, http_target
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck
from twincloud.balancing.request_log import Log, LoggedRequest, Search, formats
from twincloud.dataplane import request_logs
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine
from twincloud.dataplane.request_logs import RequestLogFiles

LOG = Log("a-log", "paths", (("share", "100%"),))
ALWAYS = Search(since_ms=0, until_ms=1 << 60, limit=100_000)


@pytest.fixture(autouse=True)
def form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that shows what most tells requests apart."""

    def shown(entry: LoggedRequest, at_ms: int) -> dict[str, str]:
        return {"path": str(entry.path), "status": str(entry.status), **entry.constants}

    monkeypatch.setitem(formats, "paths", shown)


async def test_no_request_is_missing_though_files_are_put_aside(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_logs, "LOOK_EVERY_S", 0.05)
    logs = RequestLogFiles(tmp_path / "logs", segment_bytes=30_000)
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options, logs=logs)
    at = endpoint()
    await engine.start()
    try:
        async with http_target("web") as web:
            listener = msgspec.structs.replace(http("l", at, host("*", route("/", "p"))), log=LOG)
            applied = await engine.apply(plan(listener, pool("p", target(web), http=True)))
            assert applied.refused == {}
            async with load(at.host, at.port, per_second=400, host_header="load.test") as running:
                await until_sent(running, 1500)
            assert running.failures == {}
        found = await eventually(
            lambda: logs.search(LOG.log_id, ALWAYS), lambda entries: len(entries) >= running.sent
        )  # fmt: skip
    finally:
        await engine.stop()
    assert len(found) == running.sent
    assert {one.fields["share"] for one in found} == {"100%"}
    assert len({one.place.segment for one in found}) > 10


async def test_what_waits_to_be_written_is_there_after_the_end(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint]
) -> None:
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    at = endpoint()
    await engine.start()
    try:
        listener = msgspec.structs.replace(http("l", at, host("*")), log=LOG)
        assert (await engine.apply(plan(listener))).refused == {}
        assert (await ask_http(at.host, at.port, "/last")).status == 404
    finally:
        await engine.stop()
    files = RequestLogFiles(tmp_path / "envoy" / "logs")
    (found,) = await files.search(LOG.log_id, ALWAYS)
    assert found.fields == {"path": "/last", "status": "404", "share": "100%"}


async def test_a_log_whose_id_is_no_name_is_refused(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint]
) -> None:
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    await engine.start()
    try:
        away = msgspec.structs.replace(LOG, log_id="../away")
        listener = msgspec.structs.replace(http("l", endpoint(), host("*")), log=away)
        assert "cannot be called" in (await engine.apply(plan(listener))).refused["l"]
    finally:
        await engine.stop()
    assert not (tmp_path / "envoy" / "away").exists()


async def test_requests_of_any_bytes_are_written_down(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(formats, "paths", lambda entry, _: {"agent": str(entry.user_agent), "path": str(entry.path)})
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    at = endpoint()
    sent = [b"plain", b'quo"te \\ back', b"tab\there", b"\xff\xfe", "gr\u00fc\u00df \u4e2d".encode(), b"\xc3(",
            b'{"at_ms":"1']  # fmt: skip
    await engine.start()
    try:
        listener = msgspec.structs.replace(http("l", at, host("*")), log=LOG)
        assert (await engine.apply(plan(listener))).refused == {}
        for number, agent in enumerate(sent):
            reader, writer = await asyncio.open_connection(at.host, at.port)
            head = b"GET /%d HTTP/1.1\r\nhost: a\r\nconnection: close\r\nuser-agent: %b\r\n\r\n" % (number, agent)
            writer.write(head)
            assert b" 404 " in await reader.readline()
            writer.close()
            await writer.wait_closed()
    finally:
        await engine.stop()
    files = RequestLogFiles(tmp_path / "envoy" / "logs")
    found = await files.search(LOG.log_id, msgspec.structs.replace(ALWAYS, newest_first=False))
    assert [one.fields["path"] for one in found] == [f"/{number}" for number in range(len(sent))]
    # Bytes that are no UTF-8 are taken for Latin-1.
    wanted = ["plain", 'quo"te \\ back', "tab\there", "\xff\xfe", "gr\u00fc\u00df \u4e2d", "\xc3(", '{"at_ms":"1']
    assert [one.fields["agent"] for one in found] == wanted


async def test_a_new_envoy_goes_on_writing(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint]
) -> None:
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    files = RequestLogFiles(tmp_path / "envoy" / "logs")
    at = endpoint()
    await engine.start()
    try:
        listener = msgspec.structs.replace(http("l", at, host("*")), log=LOG)
        assert (await engine.apply(plan(listener))).refused == {}
        await ask_http(at.host, at.port, "/before")
        await eventually(lambda: files.search(LOG.log_id, ALWAYS), bool)
        assert engine.pid is not None
        os.kill(engine.pid, signal.SIGKILL)

        async def answer() -> int:
            try:
                return (await ask_http(at.host, at.port, "/after")).status
            except (OSError, asyncio.IncompleteReadError):
                return 0

        await eventually(answer, lambda status: status == 404)
        found = await eventually(lambda: files.search(LOG.log_id, ALWAYS), lambda entries: len(entries) >= 2)
    finally:
        await engine.stop()
    assert [one.fields["path"] for one in found] == ["/after", "/before"]


async def test_a_log_that_cannot_be_is_refused(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint]
) -> None:
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    await engine.start()
    (tmp_path / "envoy" / "logs").write_text("in the way")
    try:
        listener = msgspec.structs.replace(http("l", endpoint(), host("*", route("/", "p"))), log=LOG)
        check = HealthCheck(CheckKind.TCP, 2, 2, 2, 2)
        checked = msgspec.structs.replace(pool("q", check=check, http=True), log=LOG)
        other = http("m", endpoint(), host("*", route("/", "q")))
        refused = (await engine.apply(plan(listener, pool("p", http=True), other, checked))).refused
        assert set(refused) == {"l", "m"}
        assert all("logs" in reason for reason in refused.values())
    finally:
        await engine.stop()


async def test_requests_that_come_to_nothing_are_written_down(
    tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint]
) -> None:
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    files = RequestLogFiles(tmp_path / "envoy" / "logs")
    at = endpoint()

    async def send(data: bytes, *, leave: bool = False) -> None:
        reader, writer = await asyncio.open_connection(at.host, at.port)
        writer.write(data)
        await writer.drain()
        if leave:
            await eventually(lambda: asyncio.sleep(0, web.seen), bool)
        else:
            await reader.readline()
        writer.close()
        await writer.wait_closed()

    await engine.start()
    try:
        async with http_target("web") as web:
            web.pause_s = 30
            listener = msgspec.structs.replace(http("l", at, host("*", route("/", "p"))), log=LOG)
            assert (await engine.apply(plan(listener, pool("p", target(web), http=True)))).refused == {}
            await send(b"GARBAGE\r\n\r\n")
            await send(b"GET /nobody HTTP/1.1\r\n\r\n")
            await send(b"GET /long HTTP/1.1\r\nhost: a\r\nx: %b\r\n\r\n" % (b"a" * 70_000))
            await send(b"GET /left HTTP/1.1\r\nhost: a\r\n\r\n", leave=True)
            found = await eventually(lambda: files.search(LOG.log_id, ALWAYS), lambda entries: len(entries) >= 4)
    finally:
        await engine.stop()
    assert [(one.fields["path"], one.fields["status"]) for one in found] == [
        ("/left", "0"), ("None", "431"), ("/nobody", "400"), ("None", "400"),
    ]  # fmt: skip
