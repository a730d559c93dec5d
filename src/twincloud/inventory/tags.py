"""Tags: pairs of key and value that an account hangs on its resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from twincloud.kernel.tenancy import Tenant
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


class Tag(Struct, frozen=True):
    """One tag of one resource; `resource` is the product's id of it."""

    id: str
    account: str
    region: str
    resource: str
    key: str
    value: str


tags = Collection(
    "tag",
    Tag,
    columns={"account": str, "region": str, "resource": str, "key": str},
    index=[("resource",), ("account", "key")],
)

taggable: dict[tuple[str, str], Collection[Any]] = {}
"""What tags of Tencent's can hang on: collections by the service and the kind that a resource's name says.

Products put theirs in when they are imported. Records have an `account`.
"""

worldwide: set[str] = set()
"""The services whose resources are in no region, whatever region a client says; their tags have none either."""


def owner_of(tx: Transaction, service: str, kind: str, resource: str) -> str | None:
    """Return the account of a resource, None when there is no such thing."""
    collection = taggable.get((service, kind))
    found = None if collection is None else tx.get(collection, resource)
    going = bool(getattr(found, "deleting", False))
    return None if found is None or going else str(found.account)


def tags_of(tx: Transaction, resource: str) -> list[Tag]:
    """Return a resource's tags in the order in which they were set."""
    return tx.find(tags, resource=resource)


def set_tags(tx: Transaction, tenant: Tenant, resource: str, wanted: Mapping[str, str]) -> None:
    """Set these tags of a resource, replacing the values of keys it has; other keys stay."""
    found = {tag.key: tag for tag in tags_of(tx, resource)}
    for key, value in wanted.items():
        tag = Tag(f"{resource}/{key}", tenant.account, tenant.region, resource, key, value)
        if key in found:
            tx.replace(tags, found[key], tag)
        else:
            tx.add(tags, tag)


def drop_tags(tx: Transaction, resource: str) -> None:
    """Take every tag off a resource that ends."""
    for tag in tags_of(tx, resource):
        tx.remove(tags, tag)
