"""Log sets and log topics: where products let the traffic of balancers be written down, and who uses which."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

FOREVER_DAYS = 3640
"""The period that means for ever (product page)."""
USUAL_DAYS = 30
ACCESS, HEALTH = "ACCESS", "HEALTH"
_DAY_MS = 86_400_000


class LogSet(Struct, frozen=True, omit_defaults=True):
    """A set of topics. `kind` is that of the entries which its topics are for, when a product has made it for them.

    `maker` is that product's name; `period_days` is what topics have that say nothing else.
    """

    id: str
    account: str
    region: str
    name: str
    created_ms: int
    maker: str = ""
    kind: str = ""
    period_days: int = USUAL_DAYS


class LogTopic(Struct, frozen=True, omit_defaults=True):
    """A log. Entries are kept for `period_days`; one that is not `on` takes none."""

    id: str
    account: str
    region: str
    set_id: str
    name: str
    created_ms: int
    maker: str = ""
    period_days: int = USUAL_DAYS
    on: bool = True
    partitions: int = 1
    splits: bool = True
    most_partitions: int = 50
    storage: str = "hot"
    hot_days: int = 0
    description: str = ""
    web_tracking: bool = False
    notes_source: bool = False


class LogUse(Struct, frozen=True):
    """A balancer that writes into a topic."""

    id: str
    balancer_id: str
    topic_id: str


log_sets = Collection(
    "log_set",
    LogSet,
    columns={"account": str, "region": str, "name": str},
    unique=[("account", "region", "name")],
)
log_topics = Collection(
    "log_topic",
    LogTopic,
    columns={"account": str, "region": str, "set_id": str, "name": str},
    unique=[("set_id", "name")],
    index=[("account", "region")],
)
log_uses = Collection(
    "log_use", LogUse, columns={"balancer_id": str, "topic_id": str}, index=[("balancer_id",), ("topic_id",)]
)


def logs_lock(account: str, region: str) -> str:
    """Return the name of the aggregate of a tenant's sets and topics. Who needs balancers too locks those after it."""
    return f"logs:{account}/{region}"


def find_log_set(tx: Transaction, account: str, region: str, set_id: str) -> LogSet | None:
    """Return the tenant's set, or None."""
    found = tx.get(log_sets, set_id)
    return found if found is not None and (found.account, found.region) == (account, region) else None


def find_log_topic(tx: Transaction, account: str, region: str, topic_id: str) -> LogTopic | None:
    """Return the tenant's topic, or None."""
    found = tx.get(log_topics, topic_id)
    return found if found is not None and (found.account, found.region) == (account, region) else None


def kept_since_ms(topic: LogTopic, now_ms: int) -> int:
    """Return the instant before which a topic's entries are not kept any more, in Unix milliseconds."""
    return 0 if topic.period_days == FOREVER_DAYS else now_ms - topic.period_days * _DAY_MS


def log_into(tx: Transaction, balancer_id: str, topic_ids: Iterable[str]) -> None:
    """Note which topics a balancer writes into, in place of those that it did; empty ids stand for none."""
    wanted = set(topic_ids) - {""}
    for use in tx.find(log_uses, balancer_id=balancer_id):
        if use.topic_id not in wanted:
            tx.remove(log_uses, use)
        wanted.discard(use.topic_id)
    for topic_id in sorted(wanted):
        tx.add(log_uses, LogUse(f"{topic_id}/{balancer_id}", balancer_id, topic_id))
