"""What an operation declares about itself, and the table in which a product keeps its operations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.model import Contract, load

Handler = Callable[[Call, Any, Any], Any]
Prepare = Callable[[Call, Any], Awaitable[Any]]
Settle = Callable[[Call, Any, Any], Awaitable[Any]]
Locks = Callable[[Call, Any], Sequence[str]]
H = TypeVar("H", bound=Handler)


def no_locks(call: Call, request: Any) -> Sequence[str]:
    """Lock nothing: for reads."""
    del call, request
    return ()


class Operation(Struct, frozen=True):
    """One operation: a synchronous function of (call, request, transaction) and what surrounds it.

    `locks` names the aggregates that the function changes, such as ``balancer:lb-1``; the runner holds them for the
    whole transaction. A `reads` operation gets a read-only transaction. `prepare` runs before the transaction and may
    wait; what it returns is `call.prepared`. `settle` runs after the commit and may shape the answer.
    """

    action: str
    handler: Handler
    shapes: Any
    """The module of the product's shapes."""
    asks: str
    """The name of the request's shape."""
    reads: bool
    locks: Locks
    prepare: Prepare | None
    settle: Settle | None

    @property
    def request(self) -> type[Any]:
        """The request's shape, which is made when the first call asks for it."""
        shape: type[Any] = getattr(self.shapes, self.asks)
        return shape


class Product:
    """A product: its contract and the operations that exist so far."""

    def __init__(
        self, contract: str | Contract, shapes: Any, *, after_write: Callable[[Call, Any, Any, Any], None] | None = None
    ) -> None:
        """Read the contract's data, unless it is given whole; `shapes` holds the types that it names.

        `after_write(call, request, response, tx)` ends the transaction of every operation that is not a read.
        """
        self.contract = load(contract) if isinstance(contract, str) else contract
        self.operations: dict[str, Operation] = {}
        self.after_write = after_write
        self._shapes = shapes

    @property
    def name(self) -> str:
        """The product's service name, such as ``clb``."""
        return self.contract.service

    def read(self, action: str, *, prepare: Prepare | None = None, settle: Settle | None = None) -> Callable[[H], H]:
        """Register the decorated function as an operation that changes nothing; `settle` may add live readings."""
        return self._register(action, reads=True, locks=no_locks, prepare=prepare, settle=settle)

    def write(
        self, action: str, *, locks: Locks, prepare: Prepare | None = None, settle: Settle | None = None
    ) -> Callable[[H], H]:
        """Register the decorated function as an operation that changes the aggregates which `locks` names."""
        return self._register(action, reads=False, locks=locks, prepare=prepare, settle=settle)

    def _register(
        self, action: str, *, reads: bool, locks: Locks, prepare: Prepare | None, settle: Settle | None
    ) -> Callable[[H], H]:
        spec = self.contract.actions[action]

        def register(handler: H) -> H:
            if action in self.operations:
                raise ValueError(f"{self.name} has two functions for {action}")
            self.operations[action] = Operation(
                action=action,
                handler=handler,
                shapes=self._shapes,
                asks=spec.request,
                reads=reads,
                locks=locks,
                prepare=prepare,
                settle=settle,
            )
            return handler

        return register
