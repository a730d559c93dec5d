"""Calls of the companions without a server: contract, runner and store are real."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.balancing.plans import Plans
from twincloud.balancing.reconciler import Planner
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call, Caller
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.operation import Product
from twincloud.contract.validate import validate
from twincloud.execution.runner import Runner, to_wire
from twincloud.inventory.addresses import AddressBook, PoolBook
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.store import Store

TENANT = Tenant("100000000001", "ap-guangzhou")
NOW_MS = 1_767_225_600_000
"""2026-01-01 00:00:00 UTC, which is 08:00:00 in answers."""


class Companion:
    """A tenant's view of one of the products."""

    def __init__(
        self,
        store: Store,
        product: Product,
        *,
        tenant: Tenant = TENANT,
        planners: dict[str, Planner] | None = None,
        book: AddressBook | None = None,
        fleet: Fleet | None = None,
        ports: dict[type, object] | None = None,
    ) -> None:
        self.store = store
        self.tenant = tenant
        self.now_ms = NOW_MS
        self._product = product
        book = book or PoolBook(["192.0.2.0/24"])
        known: dict[type, object] = {Fleet: fleet or Fleet(), Plans: Plans(planners or {}), AddressBook: book}
        self._runner = Runner(store, known | (ports or {}))

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names; returns the answer under its wire names."""
        operation = self._product.operations[action]
        typed = validate(self._product.contract, operation, members)
        call = Call(
            product=self._product.name,
            action=action,
            caller=Caller(self.tenant.account),
            tenant=self.tenant,
            request_id=request_id(),
            now_ms=self.now_ms,
        )
        answer = to_wire(await self._runner.run(self._product, operation, call, typed))
        assert answer["RequestId"] == call.request_id
        return answer

    async def refused(self, action: str, **members: Any) -> str:
        """Make a call that has to be refused with a code that the contract lists, and return the code."""
        with pytest.raises(ApiError) as caught:
            await self(action, **members)
        assert caught.value.code in documented_codes(self._product.contract, action)
        return caught.value.code
