"""Delivers webhooks from their rows: each order key's in their order, and no key waiting for another."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
import weakref
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace

from twincloud.egress.callouts import without_query
from twincloud.egress.sender import Sender
from twincloud.execution.callouts import CallOutError
from twincloud.execution.journal import SHOWN_BYTES, Entry, Journal
from twincloud.execution.webhooks import WEBHOOK_NEWS, Outgoing, Webhook, oldest, waiting_keys, webhooks
from twincloud.kernel.clock import Clock
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

log = logging.getLogger(__name__)
DIALECT = "webhook"
_AT_ONCE = 32
"""Requests that one receiver is sent at the same time (our choice)."""
_AFTER_FAULT_S = 1.0
_SUCCESS = range(200, 300)


class WebhookLoop:
    """Sends what waits, after every commit and after every start.

    A webhook is sent again when the server dies between the receiver's answer and the deletion of the row. A status
    from 200 to 299 is success; anything else, and no answer, is tried again as its policy says, and then given up.
    Pauses are in real time.
    """

    def __init__(self, store: Store, sender: Sender, journal: Journal, clock: Clock) -> None:
        self._store = store
        self._sender = sender
        self._journal = journal
        self._clock = clock
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._turns: weakref.WeakValueDictionary[str, asyncio.Semaphore] = weakref.WeakValueDictionary()
        self._running = False
        store.on_news(self._on_news)

    async def start(self) -> None:
        """Begin to send, with what an earlier server left."""
        self._running = True
        for key in await self._store.read(waiting_keys):
            self._wake(key)

    async def stop(self) -> None:
        """Break off what is being sent; it is sent again after the next start."""
        self._running = False
        for worker in self._workers.values():
            worker.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)

    def _on_news(self, news: Sequence[News]) -> None:
        if self._running:
            for item in news:
                if item.kind == WEBHOOK_NEWS:
                    self._wake(item.key)

    def _wake(self, key: str) -> None:
        self._woken.add(key)
        if key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(key), name="webhooks")

    async def _work(self, key: str) -> None:
        """Send a key's webhooks until none is left."""
        try:
            while key in self._woken:
                self._woken.discard(key)
                try:
                    while (webhook := await self._store.read(functools.partial(oldest, order_key=key))) is not None:
                        await self._try(webhook)
                except Exception:
                    # Whatever it is, what is stored is not forgotten.
                    log.exception("webhooks could not be sent; they are tried again", extra={"order_key": key})
                    self._woken.add(key)
                    await asyncio.sleep(_AFTER_FAULT_S)
        finally:
            del self._workers[key]

    async def _try(self, webhook: Webhook) -> None:
        """Make one attempt, and wait as long as the policy wants when it failed."""
        if self._clock.now_ms() - webhook.created_ms > webhook.retry.give_up_after_ms:
            self._note(webhook, "GivenUp", "it is too old to be sent", 0)
            await self._store.write(functools.partial(_forget, webhook))
            return
        started = time.perf_counter_ns()
        failure = await self._send(webhook)
        took_us = (time.perf_counter_ns() - started) // 1000
        attempts = webhook.attempts + 1
        if failure is None:
            self._note(webhook, "", "", took_us)
            await self._store.write(functools.partial(_forget, webhook))
            return
        told = f"attempt {attempts} of {webhook.retry.attempts}: {failure}"
        if attempts >= webhook.retry.attempts:
            self._note(webhook, "GivenUp", told, took_us)
            await self._store.write(functools.partial(_forget, webhook))
            return
        self._note(webhook, "NotDelivered", told, took_us)
        if await self._store.write(functools.partial(_count, webhook, attempts)):
            await asyncio.sleep(webhook.retry.pause_after(attempts) / 1000)

    async def _send(self, webhook: Webhook) -> str | None:
        """Return why it was not delivered, or None when it was."""
        receiver = urlsplit(webhook.url).netloc
        turn = self._turns.setdefault(receiver, asyncio.Semaphore(_AT_ONCE))
        outgoing = Outgoing(webhook.url, webhook.body.encode(), {"content-type": webhook.content_type})
        async with turn:
            try:
                answer = await self._sender.post(outgoing, webhook.signer, webhook.secret, webhook.retry.timeout_ms)
            except CallOutError as error:
                return str(error)
        return None if answer.status in _SUCCESS else f"HTTP {answer.status}"

    def _note(self, webhook: Webhook, code: str, message: str, took_us: int) -> None:
        self._journal.add(
            Entry(
                at_ms=self._clock.now_ms(),
                request_id=webhook.id,
                dialect=DIALECT,
                product=webhook.product,
                action=webhook.event,
                account=webhook.account,
                client=without_query(webhook.url),
                code=code,
                message=message,
                latency_us=took_us,
                request=webhook.body[:SHOWN_BYTES],
            )
        )


def _forget(webhook: Webhook, tx: Transaction) -> None:
    if tx.get(webhooks, webhook.id) is not None:
        tx.remove(webhooks, webhook)


def _count(webhook: Webhook, attempts: int, tx: Transaction) -> bool:
    """Write down how often it was tried; False when it is not there any more, after a reset."""
    current = tx.get(webhooks, webhook.id)
    if current is None:
        return False
    tx.replace(webhooks, current, replace(current, attempts=attempts), undo=False)
    return True
