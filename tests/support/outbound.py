"""A loop that delivers webhooks, and what it works with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.world import sign
from twincloud.egress.sender import Sender
from twincloud.egress.webhooks import WebhookLoop
from twincloud.execution.journal import Journal
from twincloud.execution.webhooks import Retry, Webhook, new_webhook_id, send_webhook
from twincloud.kernel.clock import AdjustableClock
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction


class Outbound:
    """The loop and what it works with."""

    def __init__(self, store: Store, directory: Path) -> None:
        self.store = store
        self.clock = AdjustableClock()
        self.journal = Journal(directory)
        self.sender = Sender({"testworld": sign})
        self.loop = WebhookLoop(store, self.sender, self.journal, self.clock)

    def webhook(self, url: str, text: str, key: str = "k", retry: Retry | None = None, **more: Any) -> Webhook:
        return Webhook(
            new_webhook_id(), key, url, f'{{"text":"{text}"}}', "testworld", "said", "100000000001",
            self.clock.now_ms(), retry=retry or Retry(pause_ms=1), **more,
        )  # fmt: skip

    async def send(self, *webhooks: Webhook) -> None:
        def work(tx: Transaction) -> None:
            for webhook in webhooks:
                send_webhook(tx, webhook)

        await self.store.write(work)

    def noted(self) -> list[tuple[str, str]]:
        """Return the codes and messages of the journal, oldest first."""
        return [(entry.code, entry.message) for entry in self.journal.newest()][::-1]
