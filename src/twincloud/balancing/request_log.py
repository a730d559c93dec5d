"""Logs of traffic: what listeners and pools are told to write down, what an entry holds, and the port to read it by.

Entries are written by the engine alone, so that a request costs this program nothing. They say in neutral words what
happened; how a product shows them is its own `formats` entry, which is asked when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from msgspec import Struct


class Log(Struct, frozen=True):
    """A word of the forwarding plan: where each request of a listener, or each change of a target's health, is noted.

    Listeners and pools may share a log. `format` names the product's way to show its entries, `constants` are what it
    wants to find in each of them beside what the entry has.
    """

    log_id: str
    format: str
    constants: tuple[tuple[str, str], ...] = ()


class LoggedRequest(Struct, frozen=True):
    """One request as the engine wrote it down when it had ended. None stands for what there was not.

    `at_ms` is by the system's clock. Sizes are in bytes on the wire. Times of a target begin when a connection to it
    was asked for; without a waiting time for a connection that was there already.
    """

    at_ms: int
    format: str
    client_host: str
    client_port: int
    connection: int
    method: str | None = None
    host: str | None = None
    path: str | None = None
    """With the query."""
    protocol: str | None = None
    """Such as ``HTTP/1.1``."""
    upgrade: str | None = None
    user_agent: str | None = None
    referer: str | None = None
    forwarded_for: str | None = None
    """X-Forwarded-For as the target got it."""
    status: int = 0
    details: str | None = None
    """Who made the answer: ``via_upstream`` when it was a target."""
    bytes_received: int = 0
    bytes_sent: int = 0
    duration_us: int | None = None
    route: str | None = None
    domain: str | None = None
    """The domain, as it was configured, to which the route belongs."""
    target: str | None = None
    """The target's address and port."""
    target_wait_ms: int | None = None
    """Until a connection to the target was there."""
    target_header_us: int | None = None
    """From then to the first of its answer."""
    target_answer_us: int | None = None
    """From then to the last of its answer."""
    round_trip_ms: int | None = None
    """The client's round trip; known over QUIC alone."""
    tls_handshake_ms: int | None = None
    tls_cipher: str | None = None
    tls_version: str | None = None
    constants: Mapping[str, str] = {}

    @property
    def answered(self) -> bool:
        """Whether the answer is a target's."""
        return self.details == "via_upstream"


class LoggedCheck(Struct, frozen=True):
    """A target whose health has changed, or that failed its first check. `at_ms` is by the system's clock."""

    at_ms: int
    format: str
    host: str
    port: int
    healthy: bool
    constants: Mapping[str, str] = {}


Format = Callable[[Any, int], dict[str, str]]
"""Shows an entry, one of the two above, of an instant (Unix milliseconds, by the server's clock) as fields."""
formats: dict[str, Format] = {}
"""The products' ways to show entries, by the names that plans say; products put theirs in when they are imported."""


class Place(NamedTuple):
    """Where an entry stands in its log; later ones compare as greater."""

    segment: int
    offset: int


class Found(Struct, frozen=True):
    """An entry that was looked for: its place, its instant by the server's clock, and what a product shows of it."""

    place: Place
    at_ms: int
    fields: Mapping[str, str]


class Search(Struct, frozen=True):
    """Which entries are wanted: of the instants from `since_ms` up to `until_ms` (exclusive), by the server's clock.

    `matches` looks at an entry's fields. Those after `after` in the order asked for, less the first `skip`, count.
    """

    since_ms: int
    until_ms: int
    limit: int
    newest_first: bool = True
    skip: int = 0
    after: Place | None = None
    matches: Callable[[Mapping[str, Any]], bool] = lambda _: True


class RequestLogs(Protocol):
    """Where logs are kept."""

    async def search(self, log_id: str, asked: Search) -> list[Found]:
        """Return up to `limit` entries of a log, in the order asked for; none of a log that nobody has written to."""
        ...

    def forget(self, kept_since_ms: Mapping[str, int]) -> None:
        """Delete the entries of each log before an instant (by the server's clock), and whole logs that have none.

        What is deleted goes in larger parts: some entries before the instant may stay for up to a day.
        """
        ...
