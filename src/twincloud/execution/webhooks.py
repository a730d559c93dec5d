"""Webhooks as an effect: a call stores what is to be told with its other rows; it is sent after the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from msgspec import Struct

from twincloud.kernel.ids import resource_id
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import News, Transaction

WEBHOOK_NEWS = "webhook"
"""The kind of news that tell of a new webhook; `key` is its order key."""


class Retry(Struct, frozen=True):
    """How often and how long a receiver is tried: `attempts` in all, `timeout_ms` for each.

    The pause after the first is `pause_ms`, and grows by `factor` with each further one. What is older than
    `give_up_after_ms` is not tried again, so that a receiver which comes back late is not flooded.
    """

    attempts: int = 5
    timeout_ms: int = 5_000
    pause_ms: int = 1_000
    factor: int = 1
    give_up_after_ms: int = 3_600_000

    def pause_after(self, attempts: int) -> int:
        """Return the pause after so many attempts, in milliseconds."""
        return int(self.pause_ms * self.factor ** (attempts - 1))


class Outgoing(Struct, frozen=True):
    """What a signer is given, and gives back with what it adds."""

    url: str
    body: bytes
    headers: Mapping[str, str]


Signer = Callable[[Outgoing, str, int], Outgoing]
"""Signs at the moment of sending: (what is sent, secret, the machine's time in ms) -> what is sent, signed."""


class Webhook(Struct, frozen=True):
    """Something to be told to a URL, by POST. `body` is its text as it is sent.

    Those of one `order_key` are sent one after the other, in the order of their creation; the key should name the
    receiver's app and user. `signer` is a name of the composition root's table, empty for none. `product`, `event` and
    `account` are for the journal.
    """

    id: str
    order_key: str
    url: str
    body: str
    product: str
    event: str
    account: str
    created_ms: int
    signer: str = ""
    secret: str = ""
    content_type: str = "application/json"
    retry: Retry = Retry()
    attempts: int = 0


webhooks = Collection("webhook", Webhook, columns={"order_key": str}, index=[("order_key",)])


def new_webhook_id() -> str:
    """Return an id for a webhook."""
    return resource_id("wh-", 16)


def send_webhook(tx: Transaction, webhook: Webhook) -> None:
    """Have the webhook sent once this transaction is committed; should the server die before, after its next start."""
    tx.add(webhooks, webhook, undo=False)
    tx.tell(News(WEBHOOK_NEWS, webhook.order_key))


def oldest(tx: Transaction, order_key: str) -> Webhook | None:
    """Return the webhook of this key that is to be sent first."""
    table = webhooks.table
    query = sa.select(table.c.body).where(table.c.order_key == order_key).order_by(table.c.seq).limit(1)
    body = tx.execute(query).scalar()
    return None if body is None else webhooks.decode(body)


def waiting_keys(tx: Transaction) -> list[str]:
    """Return every order key for which a webhook waits."""
    return list(tx.execute(sa.select(webhooks.table.c.order_key).distinct()).scalars())
