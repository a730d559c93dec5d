"""Call-outs whose answer decides a call: asked in an operation's `prepare`, through this port."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class CallOutError(Exception):
    """The other side was not reached, did not answer in time, or its answer cannot be used; the product decides."""


class TargetRefusedError(ValueError):
    """A URL may not be called: it is no http(s) URL, or the strict rule forbids where it leads."""


class CallOut(Struct, frozen=True):
    """A question, sent by POST. `signer` and `secret` as for webhooks; the other members are for the journal."""

    url: str
    body: bytes
    product: str
    event: str
    account: str
    timeout_ms: int = 2_000
    signer: str = ""
    secret: str = ""
    content_type: str = "application/json"


class CallOutAnswer(Struct, frozen=True):
    """What came back; `body` holds at most 64 KiB."""

    status: int
    body: bytes


class CallOuts(Protocol):
    """Asks other people's servers."""

    async def ask(self, callout: CallOut) -> CallOutAnswer:
        """Send the question and return the answer, whatever its status; raises CallOutError. Never retried."""
        ...

    def check(self, url: str) -> None:
        """Raise TargetRefusedError when the URL could never be called; for operations that store one."""
        ...
