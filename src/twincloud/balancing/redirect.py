"""Where clients are sent instead of being served: words of the forwarding plan."""

from __future__ import annotations

from msgspec import Struct


class Redirect(Struct, frozen=True):
    """Where a client is sent; what is None stays as the client asked for it, and the query stays in any case.

    `code` is 301, 302 or 307. `path` replaces the whole path, `prefix` the part that a prefix route matched; not both.
    A port that the client named stays unless `port` says otherwise or it is the old scheme's own.
    """

    https: bool | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    prefix: str | None = None
    code: int = 302
