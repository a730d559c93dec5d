"""HTTP requests and answers as immutable values, free of any server's types."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Head(Struct, frozen=True):
    """A request before its body is read. Header names are in lower case; values and the query are as they came."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    source_ip: str
    secure: bool


class Request(Struct, frozen=True):
    """A request whose body has been read."""

    head: Head
    body: bytes


class Answer(Struct, frozen=True):
    """What goes back. `drop` closes the connection without a word (an injected fault)."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    drop: bool = False


class ClientGoneError(Exception):
    """The client closed its connection before its request was complete."""
