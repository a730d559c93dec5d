"""Tags: pairs of key and value that an account hangs on its resources."""

from __future__ import annotations

from collections.abc import Mapping

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
