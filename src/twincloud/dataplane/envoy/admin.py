"""Envoy's private door: what it knows of its targets' health, and its files of requests."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

NAMES_AT_ONCE = 64
TIMEOUT_S = 5.0


class AdminUnavailableError(RuntimeError):
    """Envoy does not answer on its private door."""


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket; loading an HTTP library for these few questions would cost 4 MB and 0.1 s."""

    def __init__(self, path: Path) -> None:
        super().__init__("envoy", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class AdminClient:
    """Asks a running Envoy over its unix socket, with a connection for each question."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def target_states(self, clusters: Sequence[str]) -> Mapping[str, Mapping[tuple[str, int], bool | None]]:
        """Return, for each named cluster that exists, whether each of its targets passes its checks.

        None stands for a target whose first check has not finished. Raises AdminUnavailableError.
        """
        found: dict[str, Mapping[tuple[str, int], bool | None]] = {}
        for start in range(0, len(clusters), NAMES_AT_ONCE):
            names = "|".join(re.escape(name) for name in clusters[start : start + NAMES_AT_ONCE])
            for cluster in await self._clusters(f"^({names})$"):
                hosts = cluster.get("host_statuses", ())
                found[cluster["name"]] = {_address(host): _state(host.get("health_status", {})) for host in hosts}
        return found

    async def reopen_logs(self) -> bool:
        """Have Envoy close and open the files that it writes requests into; tells whether it has heard."""
        try:
            await asyncio.to_thread(self._ask, "POST", "/reopen_logs")
        except (OSError, http.client.HTTPException):
            return False
        return True

    async def _clusters(self, pattern: str) -> Sequence[Mapping[str, Any]]:
        try:
            asked = urlencode({"format": "json", "filter": pattern})
            answer = await asyncio.to_thread(self._ask, "GET", f"/clusters?{asked}")
            statuses: Sequence[Mapping[str, Any]] = json.loads(answer).get("cluster_statuses", ())
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise AdminUnavailableError(f"Envoy does not answer: {problem}") from problem
        return statuses

    def _ask(self, method: str, path: str) -> bytes:
        """Return the body of the answer; raises OSError and HTTPException."""
        with contextlib.closing(_UnixConnection(self._path)) as connection:
            connection.request(method, path)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise http.client.HTTPException(f"status {answer.status}")
            return answer.read()


def _address(host: Mapping[str, Any]) -> tuple[str, int]:
    socket = host["address"]["socket_address"]
    return socket["address"], socket["port_value"]


def _state(status: Mapping[str, Any]) -> bool | None:
    if status.get("pending_active_hc"):
        return None
    return not status.get("failed_active_health_check", False)
