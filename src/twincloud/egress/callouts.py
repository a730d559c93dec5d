"""Call-outs over HTTP: asked once, noted in the journal, and left to the product when they fail."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from twincloud.egress.sender import Sender
from twincloud.execution.callouts import CallOut, CallOutAnswer, CallOutError
from twincloud.execution.journal import SHOWN_BYTES, Entry, Journal
from twincloud.execution.webhooks import Outgoing
from twincloud.kernel.clock import Clock
from twincloud.kernel.ids import request_id

DIALECT = "callout"


class HttpCallOuts:
    """Implements the port."""

    def __init__(self, sender: Sender, journal: Journal, clock: Clock) -> None:
        self._sender = sender
        self._journal = journal
        self._clock = clock

    async def ask(self, callout: CallOut) -> CallOutAnswer:
        """Send the question and return the answer, whatever its status; raises CallOutError. Never retried."""
        outgoing = Outgoing(callout.url, callout.body, {"content-type": callout.content_type})
        try:
            answer = await self._sender.post(outgoing, callout.signer, callout.secret, callout.timeout_ms)
        except CallOutError as error:
            self._note(callout, "CallOutFailed", str(error))
            raise
        self._note(callout, "" if answer.status == 200 else f"HTTP{answer.status}", "")
        return answer

    def check(self, url: str) -> None:
        """Raise TargetRefusedError when the URL could never be called; for operations that store one."""
        self._sender.check(url)

    def _note(self, callout: CallOut, code: str, message: str) -> None:
        self._journal.add(
            Entry(
                at_ms=self._clock.now_ms(),
                request_id=request_id(),
                dialect=DIALECT,
                product=callout.product,
                action=callout.event,
                account=callout.account,
                client=without_query(callout.url),
                code=code,
                message=message,
                request=callout.body[:SHOWN_BYTES].decode(errors="replace"),
            )
        )


def without_query(url: str) -> str:
    """Return a URL as the journal shows it: what follows the question mark may be a secret."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))
