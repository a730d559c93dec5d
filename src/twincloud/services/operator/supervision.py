"""The port to whoever started the server: what only they know of it, and what only they can make anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct


class DataplaneStatus(Struct, frozen=True):
    """How the data plane is. `detail` is for people, such as ``envoy 1.36.0``."""

    enabled: bool
    ready: bool
    detail: str


class ServerStatus(Struct, frozen=True):
    """What is to be told of a server that runs.

    `http`, `https` and `operator` are the addresses it is bound to, ``HOST:PORT``; `addresses` is the address mode;
    `products` are service names with their versions, such as ``clb 2018-03-17``.
    """

    version: str
    pid: int
    data: str
    http: str
    https: str
    operator: str
    started_ms: int
    addresses: str
    products: tuple[str, ...]
    dataplane: DataplaneStatus


class Supervision(Struct, frozen=True):
    """`status` is asked on every GetStatus. `reset` returns once the engine and every cache have followed a Reset."""

    status: Callable[[], ServerStatus]
    reset: Callable[[], Awaitable[None]]
