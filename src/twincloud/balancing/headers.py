"""Headers that a balancer writes into requests and answers: words of the forwarding plan."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RequestHeaders(Struct, frozen=True):
    """What an HTTP or HTTPS listener writes into a request before a target gets it.

    `client_address` is appended to X-Forwarded-For; `scheme` is told in X-Forwarded-Proto, which the target never sees
    when it is off. `client_ip` and `client_port` are names of headers for the client's address and port. `constants`
    are names and values. The last three replace what the client has sent under these names.
    """

    client_address: bool = True
    scheme: bool = True
    client_port: str | None = None
    constants: tuple[tuple[str, str], ...] = ()
    client_ip: str | None = None


class Known(StrEnum):
    """What is known of a request and can be told to its target."""

    CLIENT_ADDRESS = "client-address"
    CLIENT_PORT = "client-port"
    METHOD = "method"
    PATH = "path"
    """Without the query."""
    REQUEST_ID = "request-id"
    """Random, of each request its own."""


class RequestHeader(Struct, frozen=True):
    """A header in place of what the client has sent under this name: a text, or what is known of the request."""

    name: str
    value: str = ""
    known: Known | None = None


class AnswerHeader(Struct, frozen=True):
    """A header of answers: in place of the target's, or beside it; None takes the target's away.

    `only_good` leaves alone answers whose status says that something went wrong, and all but the common good ones:
    it is for those with 200, 201, 204, 206, 301, 302, 303, 304, 307 and 308.
    """

    name: str
    value: str | None
    beside: bool = False
    only_good: bool = False
