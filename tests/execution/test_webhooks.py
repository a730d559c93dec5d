"""Webhooks are rows: stored with their call, in order for each key, and found again after a crash."""

from __future__ import annotations

import pytest

from twincloud.execution.webhooks import (
    WEBHOOK_NEWS,
    Retry,
    Webhook,
    new_webhook_id,
    oldest,
    send_webhook,
    waiting_keys,
    webhooks,
)
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction


def webhook(key: str, body: str) -> Webhook:
    return Webhook(new_webhook_id(), key, "http://127.0.0.1:1/", body, "test", "said", "1", 0)


async def test_webhooks_of_a_key_are_found_in_their_order(store: Store) -> None:
    def work(tx: Transaction) -> list[News]:
        for key, body in (("a", "1"), ("b", "2"), ("a", "3")):
            send_webhook(tx, webhook(key, body))
        return tx.news

    assert await store.write(work) == [News(WEBHOOK_NEWS, "a"), News(WEBHOOK_NEWS, "b"), News(WEBHOOK_NEWS, "a")]
    assert sorted(await store.read(waiting_keys)) == ["a", "b"]

    def take(tx: Transaction) -> str | None:
        first = oldest(tx, "a")
        if first is None:
            return None
        tx.remove(webhooks, first)
        return first.body

    assert [await store.write(take) for _ in range(3)] == ["1", "3", None]
    assert await store.read(waiting_keys) == ["b"]


async def test_a_call_that_is_undone_tells_nobody(store: Store) -> None:
    def fail(tx: Transaction) -> None:
        send_webhook(tx, webhook("a", "1"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(fail)
    assert await store.read(waiting_keys) == []


def test_pauses_grow_by_the_factor() -> None:
    retry = Retry(pause_ms=100, factor=3)
    assert [retry.pause_after(attempts) for attempts in (1, 2, 3)] == [100, 300, 900]
    assert Retry().pause_after(4) == 1000
