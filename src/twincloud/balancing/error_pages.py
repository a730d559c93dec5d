"""Answers that stand in for those of targets: words of the forwarding plan."""

from __future__ import annotations

from msgspec import Struct


class ErrorPage(Struct, frozen=True):
    """What clients get in place of answers with one of these statuses, the balancer's own among them.

    The body replaces the answer's. `status` is another one to tell, `cleared` are names of headers to take away, and
    `headers` names and values to write, each in place of the answer's.
    """

    statuses: tuple[int, ...]
    body: str
    status: int | None = None
    cleared: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
