"""Webhooks reach their receivers: signed, in order, again after failures, and never waiting for another's receiver."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.support.outbound import Outbound
from tests.support.receiver import receiver
from tests.support.sockets import person, world_server
from twincloud.egress.webhooks import WebhookLoop
from twincloud.execution.webhooks import Retry, Webhook, waiting_keys
from twincloud.storage.store import Store


async def emptied(store: Store) -> None:
    """Return once no webhook waits."""
    async with asyncio.timeout(20):
        while await store.read(waiting_keys):
            await asyncio.sleep(0.01)


async def test_a_webhook_is_sent_after_its_commit_and_signed_as_it_goes(outbound: Outbound) -> None:
    async with receiver() as there:
        before = time.time_ns() // 1_000_000
        await outbound.send(outbound.webhook(f"{there.url}?token=hush", "hello", signer="testworld", secret="s3"))
        await there.until(lambda: there.received)
        (got,) = there.received
        assert (got.path, got.body, got.headers["content-type"]) == (
            "/hook?token=hush", b'{"text":"hello"}', "application/json",
        )  # fmt: skip
        assert got.headers["x-signature"] == f"s3:{len(got.body)}"
        assert before <= int(got.headers["x-signed-at"]) <= time.time_ns() // 1_000_000
        assert got.headers["user-agent"].startswith("twincloud/")
        await emptied(outbound.store)
    (entry,) = outbound.journal.newest()
    assert (entry.dialect, entry.product, entry.action, entry.code) == ("webhook", "testworld", "said", "")
    assert (entry.client, entry.request) == (there.url, '{"text":"hello"}')


async def test_those_of_one_key_arrive_in_their_order_whatever_fails_between(outbound: Outbound) -> None:
    async with receiver() as there:
        there.answers.extend([500, 200, 503, 302, 200])
        await outbound.send(*(outbound.webhook(there.url, str(number)) for number in range(5)))
        await there.until(lambda: len(there.received) == 8)
        assert there.texts() == ["0", "0", "1", "1", "1", "2", "3", "4"]
        await emptied(outbound.store)
    failures = [noted for noted in outbound.noted() if noted[0]]
    assert failures == [
        ("NotDelivered", "attempt 1 of 5: HTTP 500"),
        ("NotDelivered", "attempt 1 of 5: HTTP 503"),
        ("NotDelivered", "attempt 2 of 5: HTTP 302"),
    ]


async def test_a_receiver_that_does_not_answer_in_time_is_tried_again(outbound: Outbound) -> None:
    async with receiver() as there:
        there.answers.extend([0, 0, 200])
        await outbound.send(outbound.webhook(there.url, "x", retry=Retry(timeout_ms=1_000, pause_ms=1)))
        await there.until(lambda: len(there.received) == 3)
        await emptied(outbound.store)
        await there.until(lambda: there.open <= 1)
    assert [code for code, _ in outbound.noted()] == ["NotDelivered", "NotDelivered", ""]
    assert "no answer within 1000 ms" in outbound.noted()[0][1]


async def test_after_the_last_attempt_it_is_given_up_and_the_next_goes_out(outbound: Outbound) -> None:
    async with receiver() as there:
        there.answers.extend([500, 500, 500])
        retry = Retry(attempts=3, pause_ms=1)
        await outbound.send(outbound.webhook(there.url, "lost", retry=retry), outbound.webhook(there.url, "next"))
        await there.until(lambda: there.texts()[-1:] == ["next"])
        assert there.texts() == ["lost", "lost", "lost", "next"]
        await emptied(outbound.store)
    assert outbound.noted()[2] == ("GivenUp", "attempt 3 of 3: HTTP 500")


async def test_a_receiver_that_is_not_there_is_no_reason_to_stop(outbound: Outbound) -> None:
    async with receiver() as there:
        gone = there.url
    await outbound.send(outbound.webhook(gone, "x", retry=Retry(attempts=2, pause_ms=1)))
    await emptied(outbound.store)
    assert [code for code, _ in outbound.noted()] == ["NotDelivered", "GivenUp"]
    assert "ConnectError" in outbound.noted()[0][1]


async def test_a_silent_receiver_holds_nobody_up_but_its_own_key(outbound: Outbound) -> None:
    patient = Retry(timeout_ms=600_000)
    async with receiver(silent=True) as dead, receiver() as alive:
        await outbound.send(
            *(outbound.webhook(dead.url, str(number), f"dead{number}", patient) for number in range(100)),
            *(outbound.webhook(alive.url, str(number), key=f"alive{number % 10}") for number in range(100)),
        )
        await alive.until(lambda: len(alive.received) == 100)
        for key in range(10):
            assert [text for text in alive.texts() if text.endswith(str(key))] == sorted(
                (str(number) for number in range(100) if number % 10 == key), key=int
            )
        # The dead one was asked at most so often at once, and nothing for it is lost.
        assert 0 < len(dead.received) <= 32
        assert len([key for key in await outbound.store.read(waiting_keys) if key.startswith("dead")]) == 100


async def test_what_an_earlier_server_left_is_sent_by_the_next(store: Store, tmp_path: Path) -> None:
    first, second = Outbound(store, tmp_path), Outbound(store, tmp_path)
    async with receiver() as there:
        there.answers.extend([500])
        await first.loop.start()
        await first.send(first.webhook(there.url, "a", retry=Retry(attempts=2, pause_ms=60_000)))
        await there.until(lambda: there.received)
        while (await attempts(store)) != [1]:
            await asyncio.sleep(0.01)
        await first.loop.stop()
        await first.send(first.webhook(there.url, "b"))
        await second.loop.start()
        await there.until(lambda: len(there.received) == 3)
        assert there.texts() == ["a", "a", "b"]
        await emptied(store)
        await second.loop.stop()
        for each in (first, second):
            await each.sender.close()
        await there.until(lambda: not there.open)


async def attempts(store: Store) -> list[int]:
    from twincloud.execution.webhooks import webhooks  # noqa: PLC0415

    return [webhook.attempts for webhook in await store.read(lambda tx: tx.find(webhooks))]


async def test_what_is_too_old_is_given_up_unsent(outbound: Outbound) -> None:
    async with receiver() as there:
        await outbound.loop.stop()
        await outbound.send(outbound.webhook(there.url, "old"))
        outbound.clock.advance(2 * 3_600_000)
        await outbound.send(outbound.webhook(there.url, "new"))
        await outbound.loop.start()
        await there.until(lambda: there.received)
        assert there.texts() == ["new"]
        await emptied(outbound.store)
    assert outbound.noted()[0] == ("GivenUp", "it is too old to be sent")


async def test_an_error_nobody_foresaw_loses_no_webhook(outbound: Outbound, monkeypatch: pytest.MonkeyPatch) -> None:
    real = WebhookLoop._try
    failed = asyncio.Event()

    async def fail_once(self: WebhookLoop, webhook: Webhook) -> None:
        if not failed.is_set():
            failed.set()
            raise OSError("the store is away")
        await real(self, webhook)

    monkeypatch.setattr(WebhookLoop, "_try", fail_once)
    async with receiver() as there:
        await outbound.send(outbound.webhook(there.url, "x"))
        await there.until(lambda: there.received)
        assert failed.is_set()
        await emptied(outbound.store)


async def test_a_servers_death_loses_no_webhook_and_a_dead_receiver_slows_no_message(tmp_path: Path) -> None:
    """End to end: while a receiver is silent, calls and messages go on; what waits is sent by the next server."""
    async with (
        receiver(silent=True) as there,
        receiver() as other,
        world_server(tmp_path / "data") as server,
    ):
        async with person(server.http, "ann") as ann:
            await ann.join("hooks")
            for number in range(20):
                await ann.call("hook", url=there.url, text=str(number), timeout_ms=600_000)
                await ann.call("hook", url=other.url, text=str(number), key="other")
            # All of this happened while the first request to the silent receiver had no answer.
            await ann.seen.until(lambda: len(ann.seen.publications) == 40)
            await other.until(lambda: other.texts() == [str(number) for number in range(20)])
            await there.until(lambda: there.texts() == ["0"])
        await server.kill()
        await there.until(lambda: there.open == 0)
        there.silent = False
        await server.start()
        await there.until(lambda: len(there.received) == 21)
        assert there.texts() == ["0", *(str(number) for number in range(20))]
