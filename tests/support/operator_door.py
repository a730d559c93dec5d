"""The operator's door on a real store, with a planner that plans what a test lays down, and no data plane."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
from openapi_schema_validator import OAS31Validator

from twincloud.balancing.plan import ForwardingPlan, Listener
from twincloud.balancing.plans import Plans
from twincloud.balancing.records import Balancer
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call, Caller
from twincloud.contract.openapi import openapi
from twincloud.contract.validate import validate
from twincloud.egress.callouts import HttpCallOuts
from twincloud.egress.sender import Sender
from twincloud.execution.callouts import CallOuts
from twincloud.execution.faults import Faults
from twincloud.execution.journal import Journal
from twincloud.execution.limits import RateLimits
from twincloud.execution.runner import Runner
from twincloud.execution.timers import TimerLoop
from twincloud.gateway.dialects.operator import OperatorDialect
from twincloud.gateway.http.asgi import Application, application
from twincloud.gateway.http.edge import Edge, Services
from twincloud.identity.accounts import Account, accounts
from twincloud.identity.directory import Directory
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.ids import request_id
from twincloud.kernel.tenancy import Tenant
from twincloud.realtime.presence import Presence
from twincloud.services.operator import OPERATOR, DataplaneStatus, ServerStatus, Supervision
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

DOCUMENT = openapi(OPERATOR.contract)


class FixedPlanner:
    """Plans what a test has laid down."""

    def __init__(self) -> None:
        self.listeners: dict[str, tuple[Listener, ...]] = {}
        self.stopped: dict[str, str] = {}

    def plan(self, tx: Transaction, balancer: Balancer) -> ForwardingPlan:
        return ForwardingPlan(balancer.id, balancer.generation, self.listeners.get(balancer.id, ()))

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        raise AssertionError("the operator's door never purges")

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        open_ = {item.id: owner for owner, items in self.listeners.items() for item in items}
        return {**open_, **self.stopped}.get(listener_id)


class Door:
    """Calls operations and holds what they answer against the OpenAPI document."""

    def __init__(self, store: Store, directory: Path) -> None:
        self.store = store
        self.clock = AdjustableClock()
        self.journal = Journal(directory)
        self.planner = FixedPlanner()
        self.timers = TimerLoop(store, self.clock, {"nothing": lambda tx, timer, now_ms: None})
        self.resets = 0
        self.fail_reset: Callable[[], Awaitable[None]] | None = None
        self.limits = RateLimits(on=False)
        self.runner = Runner(
            store,
            {
                AdjustableClock: self.clock,
                Store: store,
                Journal: self.journal,
                TimerLoop: self.timers,
                RateLimits: self.limits,
                Fleet: Fleet(("local",)),
                Plans: Plans({"clb": self.planner}),
                Presence: Presence(),
                CallOuts: HttpCallOuts(Sender({}), self.journal, self.clock),
                Supervision: Supervision(status=self._status, reset=self._reset),
            },
        )

    async def __call__(self, action: str, /, **payload: Any) -> dict[str, Any]:
        operation = OPERATOR.operations[action]
        call = Call(
            product=OPERATOR.name,
            action=action,
            caller=Caller("operator"),
            tenant=Tenant("operator", ""),
            request_id=request_id(),
            now_ms=self.clock.now_ms(),
        )
        request = validate(OPERATOR.contract, operation, payload)
        answer: dict[str, Any] = msgspec.to_builtins(await self.runner.run(OPERATOR, operation, call, request))
        name = OPERATOR.contract.actions[action].response
        if name in DOCUMENT["components"]["schemas"]:
            schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
            OAS31Validator(schema).validate(answer)
        return answer

    def application(self, token: str | None) -> Application:
        """Return the ASGI application of this door; None trusts every caller."""
        services = Services(
            self.runner, Directory(self.store), self.limits, Faults(self.store), self.journal, self.clock
        )
        return application(Edge([OperatorDialect(OPERATOR, token=token)], services), lambda: {"status": "ready"})

    def _status(self) -> ServerStatus:
        return ServerStatus(
            version="1.2.3",
            pid=4711,
            data="/data",
            http="127.0.0.1:4600",
            https="127.0.0.1:4643",
            operator="127.0.0.1:4601",
            started_ms=1_700_000_000_000,
            addresses="loopback",
            products=("clb 2018-03-17",),
            dataplane=DataplaneStatus(enabled=True, ready=True, detail="envoy 1.36.0"),
        )

    async def _reset(self) -> None:
        self.resets += 1
        if self.fail_reset is not None:
            await self.fail_reset()


async def open_door(store: Store, directory: Path) -> Door:
    """Return the door of a server that has its first account and nothing else."""
    await store.write(lambda tx: tx.add(accounts, Account(FIRST_ACCOUNT, "default", 1)))
    return Door(store, directory)
