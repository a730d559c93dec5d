"""The one way in which an operation is run, whichever edge asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.operation import Operation, Product
from twincloud.kernel.errors import ApiError
from twincloud.storage.errors import ConflictError, UnstorableError
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

_MOST_RUNS = 8


class TooManyConflictsError(ApiError):
    """A call met conflicting changes in every run that it was given."""

    def __init__(self) -> None:
        super().__init__("InternalError", "The call met conflicting changes too often; try again.", status=500)


class Runner:
    """Runs operations of the products on one store."""

    def __init__(self, store: Store, ports: Mapping[type, object]) -> None:
        """`ports` are the live things that operations may ask, by type."""
        self._store = store
        self._ports = ports

    async def run(self, product: Product, operation: Operation, call: Call, request: Any) -> Any:
        """Run one operation and return its typed answer.

        Order: prepare, then in one transaction the locks, the function and the product's `after_write`, then settle.
        A function that met a taken id or unique value is run again. Raises ApiError as the function does.
        """
        call = replace(call, ports=self._ports)
        if operation.prepare is not None:
            call = replace(call, prepared=await operation.prepare(call, request))
        try:
            if operation.reads:
                response = await self._store.read(lambda tx: operation.handler(call, request, tx))
            else:
                response = await self._write(product, operation, call, request)
        except UnstorableError:
            raise ApiError(
                "InvalidParameterValue", "A text of the request holds a character that cannot be stored."
            ) from None
        if operation.settle is not None:
            response = await operation.settle(call, request, response)
        return response

    async def _write(self, product: Product, operation: Operation, call: Call, request: Any) -> Any:
        locks = operation.locks(call, request)

        def work(tx: Transaction) -> Any:
            tx.lock(locks)
            response = operation.handler(call, request, tx)
            if product.after_write is not None:
                product.after_write(call, request, response, tx)
            return response

        for _ in range(_MOST_RUNS):
            try:
                return await self._store.write(work)
            except ConflictError:
                continue
        raise TooManyConflictsError


def to_wire(response: Any) -> dict[str, Any]:
    """Return an answer as plain values under its wire names, nulls included."""
    plain: dict[str, Any] = msgspec.to_builtins(response)
    return plain
