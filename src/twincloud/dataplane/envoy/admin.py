"""Envoy's private door: what it knows of its targets' health."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

NAMES_AT_ONCE = 64
TIMEOUT_S = 5.0


class AdminUnavailableError(RuntimeError):
    """Envoy does not answer on its private door."""


class AdminClient:
    """Asks a running Envoy over its unix socket."""

    def __init__(self, socket: Path) -> None:
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(socket)),
            base_url="http://envoy",
            timeout=TIMEOUT_S,
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

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

    async def _clusters(self, pattern: str) -> Sequence[Mapping[str, Any]]:
        try:
            answer = await self._client.get("/clusters", params={"format": "json", "filter": pattern})
            answer.raise_for_status()
            statuses: Sequence[Mapping[str, Any]] = answer.json().get("cluster_statuses", ())
        except (httpx.HTTPError, ValueError) as problem:
            raise AdminUnavailableError(f"Envoy does not answer: {problem}") from problem
        return statuses


def _address(host: Mapping[str, Any]) -> tuple[str, int]:
    socket = host["address"]["socket_address"]
    return socket["address"], socket["port_value"]


def _state(status: Mapping[str, Any]) -> bool | None:
    if status.get("pending_active_hc"):
        return None
    return not status.get("failed_active_health_check", False)
