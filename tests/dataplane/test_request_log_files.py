"""Files of requests are searched from either end, put aside when they are full, and deleted when they are old."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from twincloud.balancing.request_log import Found, LoggedRequest, Place, Search, formats
from twincloud.dataplane import request_logs
from twincloud.dataplane.compile.options import LOG_FILE
from twincloud.dataplane.compile.request_log import SAYS
from twincloud.dataplane.request_logs import SEGMENT_AGE_MS, RequestLogFiles
from twincloud.kernel import lines
from twincloud.kernel.clock import system_ms

LOG = "a-log"
FROM_MS = system_ms() - 3_600_000
ALWAYS = Search(since_ms=0, until_ms=1 << 60, limit=100)


@pytest.fixture(autouse=True)
def form(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A product that shows paths."""
    monkeypatch.setitem(formats, "test", lambda entry, at_ms: {"path": str(entry.path), "at": str(at_ms)})
    return iter(())


def line(number: int, at_ms: int | None = None) -> bytes:
    """Return what Envoy writes of the request with a number."""
    entry = {
        "at_ms": str(FROM_MS + number * 100 if at_ms is None else at_ms), "client_host": "127.0.0.1",
        "client_port": 1000, "connection": 1, "format": "test", "path": f"/{number}",
    }  # fmt: skip
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def write(logs: RequestLogFiles, numbers: range, name: str = LOG_FILE) -> Path:
    logs.make(LOG)
    path = logs.directory / LOG / name
    with path.open("ab") as file:
        file.writelines(line(number) for number in numbers)
    return path


def paths(found: list[Found]) -> list[int]:
    return [int(one.fields["path"][1:]) for one in found]


@pytest.fixture
def logs(tmp_path: Path) -> RequestLogFiles:
    return RequestLogFiles(tmp_path / "logs")


async def test_a_log_that_nobody_has_written_to_is_empty(logs: RequestLogFiles) -> None:
    assert await logs.search("nobody", replace(ALWAYS, limit=10)) == []


@pytest.mark.parametrize("newest_first", [True, False])
async def test_pages_go_through_all_files_in_order(logs: RequestLogFiles, newest_first: bool) -> None:
    write(logs, range(7), "0000000003.jsonl")
    write(logs, range(7, 12), "0000000004.jsonl")
    write(logs, range(12, 20))
    wanted = list(range(20))[:: -1 if newest_first else 1]
    seen: list[int] = []
    after: Place | None = None
    while True:
        asked = replace(ALWAYS, limit=3, newest_first=newest_first, after=after)
        if not (page := await logs.search(LOG, asked)):
            break
        seen += paths(page)
        after = page[-1].place
    assert seen == wanted
    skipping = replace(ALWAYS, limit=4, skip=6, newest_first=newest_first)
    assert paths(await logs.search(LOG, skipping)) == wanted[6:10]


@pytest.mark.parametrize("newest_first", [True, False])
async def test_instants_and_fields_choose(
    logs: RequestLogFiles, newest_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_logs, "_CHUNK_BYTES", 256)
    write(logs, range(300), "0000000001.jsonl")
    write(logs, range(300, 500))
    for since, until in ((0, 500), (17, 18), (250, 350), (299, 301), (480, 900), (600, 700)):
        window = replace(ALWAYS, since_ms=FROM_MS + since * 100, until_ms=FROM_MS + until * 100)
        found = paths(await logs.search(LOG, replace(window, limit=1000, newest_first=newest_first)))
        assert sorted(found) == list(range(since, min(until, 500)))
        assert found == sorted(found, reverse=newest_first)
    odd = replace(ALWAYS, limit=3, newest_first=newest_first, matches=lambda fields: fields["path"].endswith("7"))
    assert paths(await logs.search(LOG, odd)) == ([497, 487, 477] if newest_first else [7, 17, 27])


async def test_what_a_crash_cut_short_costs_nothing_else(logs: RequestLogFiles) -> None:
    path = write(logs, range(2))
    with path.open("ab") as file:
        file.write(line(2)[:40] + line(3) + line(4)[:12] + line(5) + line(6)[:5])
    assert paths(await logs.search(LOG, replace(ALWAYS, limit=10))) == [5, 3, 1, 0]


async def test_full_files_are_put_aside_and_the_oldest_go(tmp_path: Path) -> None:
    size = len(line(100))
    logs = RequestLogFiles(tmp_path / "logs", segment_bytes=10 * size, log_bytes=25 * size)
    for start in range(100, 160, 10):
        write(logs, range(start, start + 9))
        assert not logs.put_aside()
        held = (logs.directory / LOG / LOG_FILE).open("ab")
        write(logs, range(start + 9, start + 10))
        assert logs.put_aside()
        held.close()
    assert sorted(path.name for path in (logs.directory / LOG).iterdir()) == ["0000000005.jsonl", "0000000006.jsonl"]
    write(logs, range(160, 163))
    assert paths(await logs.search(LOG, ALWAYS)) == list(range(162, 139, -1))


async def test_a_page_goes_on_where_the_last_ended_though_files_were_put_aside(tmp_path: Path) -> None:
    logs = RequestLogFiles(tmp_path / "logs", segment_bytes=1)
    write(logs, range(10))
    first = await logs.search(LOG, replace(ALWAYS, limit=4))
    assert logs.put_aside()
    write(logs, range(10, 15))
    rest = await logs.search(LOG, replace(ALWAYS, limit=100, after=first[-1].place))
    assert paths(first + rest) == list(range(9, -1, -1))


async def test_a_file_whose_first_entry_is_old_is_full(logs: RequestLogFiles) -> None:
    logs.make(LOG)
    path = logs.directory / LOG / LOG_FILE
    path.write_bytes(line(0, system_ms()))
    assert not logs.put_aside()
    path.write_bytes(line(0, system_ms() - SEGMENT_AGE_MS))
    assert logs.put_aside()
    assert not path.exists()


async def test_entries_have_the_time_of_the_servers_clock(tmp_path: Path) -> None:
    logs = RequestLogFiles(tmp_path / "logs", lambda at_ms: at_ms + 5000)
    write(logs, range(3))
    window = replace(ALWAYS, since_ms=FROM_MS + 5100, until_ms=FROM_MS + 5200)
    (found,) = await logs.search(LOG, replace(window, limit=10))
    assert (found.at_ms, found.fields["at"]) == (FROM_MS + 5100, str(FROM_MS + 5100))


async def test_old_files_and_logs_without_a_topic_go(logs: RequestLogFiles) -> None:
    write(logs, range(3), "0000000001.jsonl")
    write(logs, range(3, 6), "0000000002.jsonl")
    write(logs, range(6, 9))
    other = RequestLogFiles(logs.directory)
    (logs.directory / "gone").mkdir()
    logs.forget({LOG: 0})
    assert paths(await logs.search(LOG, ALWAYS)) == list(range(8, -1, -1))
    assert not (logs.directory / "gone").exists()
    logs.forget({LOG: system_ms() + 1000})
    # What is written into stays; so does the number, so that places stay what they are.
    found = await logs.search(LOG, ALWAYS)
    assert paths(found) == [8, 7, 6]
    assert found[0].place.segment == 3
    # Nobody writes into it any more, as far as another server knows.
    other.forget({LOG: system_ms() + 1000})
    assert await logs.search(LOG, ALWAYS) == []
    logs.forget({})
    assert list(logs.directory.iterdir()) == []


def test_what_is_written_down_is_what_is_read() -> None:
    assert {*SAYS, "format", "constants"} == set(LoggedRequest.__struct_fields__)
    assert min(LoggedRequest.__struct_fields__) == "at_ms", "a line must begin with its time"


def change(number: int, event: str, **told: Any) -> bytes:
    """Return what Envoy writes of a target's health."""
    stamp = datetime.fromtimestamp((FROM_MS + number * 100) / 1000, UTC).isoformat(timespec="milliseconds")
    said = {
        "health_checker_type": "TCP", "host": {"socket_address": {"address": "10.0.0.1", "port_value": number}},
        "cluster_name": "p:pool", event: told, "timestamp": stamp.replace("+00:00", "Z"),
        "metadata": {"filter_metadata": {"twincloud": {"format": "change", "constants": {"vip": "10.0.0.9"}}}},
    }  # fmt: skip
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


async def test_changes_of_health_stand_among_requests(logs: RequestLogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        formats, "change", lambda entry, at_ms: {"port": str(entry.port), "well": str(entry.healthy), **entry.constants}
    )
    path = write(logs, range(1))
    unknown = change(5, "eject_unhealthy_event").replace(b'"format"', b'"other"')
    lines = [
        change(1, "add_healthy_event", first_check=True), change(2, "eject_unhealthy_event", failure_type="ACTIVE"),
        change(3, "add_healthy_event", first_check=False), change(4, "health_check_failure_event", first_check=True),
        unknown, change(6, "degraded_healthy_host"), change(7, "eject_unhealthy_event")[:90], line(8),
    ]  # fmt: skip
    with path.open("ab") as file:
        file.writelines(lines)
    found = await logs.search(LOG, ALWAYS)
    assert [one.at_ms - FROM_MS for one in found] == [800, 400, 300, 200, 0]
    assert [one.fields for one in found[1:4]] == [
        {"port": "4", "well": "False", "vip": "10.0.0.9"},
        {"port": "3", "well": "True", "vip": "10.0.0.9"},
        {"port": "2", "well": "False", "vip": "10.0.0.9"},
    ]


def almost_in_order(steps: list[int]) -> list[int]:
    """Return instants that go forward by the steps, of which the negative ones set a single entry back."""
    sums = accumulate((max(step, 0) for step in steps), initial=FROM_MS)
    return [at + min(step, 0) for at, step in zip(sums, steps, strict=False)]


MOMENTS = st.lists(st.integers(-400, 2000), max_size=40).map(almost_in_order)
"""Instants in almost their order, as threads of Envoy write them."""


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moments=MOMENTS,
    cuts=st.lists(st.integers(0, 40), max_size=3),
    torn=st.sets(st.integers(0, 40), max_size=3),
    window=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    newest_first=st.booleans(),
    limit=st.integers(1, 7),
)
def test_a_search_finds_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
    moments: list[int],
    cuts: list[int],
    torn: set[int],
    window: tuple[int, int],
    newest_first: bool,
    limit: int,
) -> None:
    monkeypatch.setattr(request_logs, "_CHUNK_BYTES", 1)
    monkeypatch.setattr(lines, "_READ_BYTES", 100)
    ends = sorted((moments or [FROM_MS])[place % max(len(moments), 1)] for place in window)
    since, until = ends[0], ends[1] + 1
    entries = [line(number, at) for number, at in enumerate(moments)]
    wanted = [number for number, at in enumerate(moments) if since <= at < until]
    with tempfile.TemporaryDirectory() as directory:
        logs = RequestLogFiles(Path(directory))
        logs.make(LOG)
        stops = sorted({min(cut, len(entries)) for cut in cuts} | {len(entries)})
        for segment, (start, end) in enumerate(zip([0, *stops], stops, strict=False)):
            name = LOG_FILE if end == len(entries) else f"{segment + 1:010}.jsonl"
            # A crash leaves the beginning of an entry, behind which the next one stands.
            parts = [(entries[place][:50] if place in torn else b"") + entries[place] for place in range(start, end)]
            (logs.directory / LOG / name).write_bytes(b"".join(parts))
        seen: list[int] = []
        after: Place | None = None
        while page := asyncio.run(
            logs.search(LOG, Search(since, until, limit, newest_first=newest_first, after=after))
        ):  # fmt: skip
            assert len(page) <= limit
            seen += paths(page)
            after = page[-1].place
    assert seen == (wanted[::-1] if newest_first else wanted)
