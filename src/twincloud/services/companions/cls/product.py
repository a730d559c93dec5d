"""Tencent CLS as a product, and what its topics mean to balancers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from twincloud.balancing.records import EVERY_LISTENER, users_of
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import cls as shapes
from twincloud.inventory.logs import LogSet, LogTopic, find_log_set, find_log_topic, log_topics, log_uses, logs_lock
from twincloud.inventory.tags import drop_tags, set_tags, tags_of
from twincloud.kernel.errors import ApiError
from twincloud.services.companions.settling import leave_task
from twincloud.storage.transaction import Transaction

CLS = Product("cls", shapes, after_write=leave_task)

_TAG = "tag:"


def tenants_lock(call: Call, request: object) -> Sequence[str]:
    """Hold the tenant's sets and topics."""
    del request
    return [logs_lock(*call.tenant)]


def find_set(call: Call, tx: Transaction, set_id: str) -> LogSet:
    """Return the tenant's set; raises ApiError."""
    found = find_log_set(tx, *call.tenant, set_id)
    if found is None:
        raise ApiError("ResourceNotFound.LogsetNotExist", f"The log set {set_id} does not exist.")
    return found


def find_topic(call: Call, tx: Transaction, topic_id: str) -> LogTopic:
    """Return the tenant's topic; raises ApiError."""
    found = find_log_topic(tx, *call.tenant, topic_id)
    if found is None:
        raise ApiError("ResourceNotFound.TopicNotExist", f"The topic {topic_id} does not exist.")
    return found


def check_provided(**members: object) -> None:
    """Raise ApiError for members with a value that the server cannot do as they say."""
    for name, value in members.items():
        if value:
            raise ApiError("UnsupportedOperation", f"{name} is not provided.")


def check_name(name: str) -> None:
    """Raise ApiError for a name that sets and topics cannot have."""
    if not name or "|" in name:
        raise ApiError("InvalidParameterValue", "A name must not be empty or hold «|».")


def shown_tags(tx: Transaction, resource: str) -> list[shapes.Tag]:
    """Return a resource's tags as answers show them."""
    return [shapes.Tag(key=tag.key, value=tag.value) for tag in tags_of(tx, resource)]


def replace_tags(call: Call, tx: Transaction, resource: str, tags: Iterable[shapes.Tag]) -> None:
    """Let a resource have exactly these tags."""
    drop_tags(tx, resource)
    set_tags(tx, call.tenant, resource, {tag.key: tag.value for tag in tags})


def has_tag(tx: Transaction, resource: str, key: str, values: frozenset[str]) -> bool | None:
    """Tell whether a resource is what a filter on tags means; None for a filter on something else."""
    if key == "tagKey":
        return any(tag.key in values for tag in tags_of(tx, resource))
    if key.startswith(_TAG):
        name = key.removeprefix(_TAG)
        return any(tag.key == name and tag.value in values for tag in tags_of(tx, resource))
    return None


def bad_filter(key: str) -> ApiError:
    """Return the refusal of a filter that is not documented."""
    return ApiError("InvalidFilter", f"Invalid filter key: {key}")


def _writers(tx: Transaction, topic: LogTopic) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the balancers that write into a topic, whatever they listen on."""
    for balancer_id in tx.column(log_uses, "balancer_id", topic_id=topic.id):
        yield balancer_id, [EVERY_LISTENER]


users_of[log_topics.name] = _writers
