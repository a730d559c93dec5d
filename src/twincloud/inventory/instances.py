"""Instances: where a name such as ``ins-1a2b3c4d`` that clients register as a target really is."""

from __future__ import annotations

from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


class Instance(Struct, frozen=True):
    """A machine of the account's, told to us by the operator."""

    id: str
    account: str
    instance_id: str
    address: str
    name: str = ""


instances = Collection("instance", Instance, columns={"account": str}, index=[("account",)])


def instance_key(account: str, instance_id: str) -> str:
    """Return the row id of an account's instance."""
    return f"{account}/{instance_id}"


def find_instance(tx: Transaction, account: str, instance_id: str) -> Instance | None:
    """Return the account's instance of that name, or None when the operator has not told us of it."""
    return tx.get(instances, instance_key(account, instance_id))
