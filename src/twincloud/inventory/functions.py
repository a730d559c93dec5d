"""Functions: where a cloud function that clients bind to a forwarding rule is really reached."""

from __future__ import annotations

from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


class Function(Struct, frozen=True):
    """A function of the account's, told to us by the operator; an HTTP server at `url` stands for it.

    An empty `qualifier` stands for every version and alias that has no entry of its own.
    """

    id: str
    account: str
    namespace: str
    name: str
    qualifier: str
    url: str


functions = Collection("function", Function, columns={"account": str}, index=[("account",)])


def function_key(account: str, namespace: str, name: str, qualifier: str) -> str:
    """Return the row id of an account's function."""
    return f"{account}/{namespace}/{name}/{qualifier}"


def find_function(tx: Transaction, account: str, namespace: str, name: str, qualifier: str) -> Function | None:
    """Return what stands for a version or alias of the account's function, or None when the operator told nothing."""
    exact = tx.get(functions, function_key(account, namespace, name, qualifier))
    return exact or tx.get(functions, function_key(account, namespace, name, ""))
