"""Reset: everything but identities goes, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twincloud.balancing.records import BALANCER_NEWS, balancer_lock, balancers
from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.faults import FAULT_NEWS
from twincloud.execution.timers import TimerLoop
from twincloud.identity.accounts import access_keys, accounts, users
from twincloud.identity.chat_apps import chat_apps
from twincloud.kernel.clock import AdjustableClock
from twincloud.services.operator.product import OPERATOR
from twincloud.services.operator.supervision import Supervision
from twincloud.storage.collection import registry
from twincloud.storage.transaction import News, Transaction

KEPT = frozenset({accounts.name, access_keys.name, users.name, chat_apps.name})
"""Collections that a reset leaves alone, so that clients may go on with the keys they have."""


def _everything(call: Call, request: Any) -> Sequence[str]:
    return ["reset"]


async def _follow(call: Call, request: Any, response: Any) -> Any:
    """Set the clock back to real time, and wait until the engine and every cache hold nothing any more."""
    call.port(AdjustableClock).reset()
    call.port(TimerLoop).clock_changed()
    await call.port(Supervision).reset()
    return response


@OPERATOR.write("Reset", locks=_everything, settle=_follow)
def reset(call: Call, request: shapes.ResetRequest, tx: Transaction) -> shapes.ResetResponse:
    """Delete every product's resources, instances, functions, faults, timers and the clock's adjustment.

    Accounts, keys and users stay, and so does the journal: what happened can still be explained (our choice).
    """
    tx.lock([balancer_lock(balancer.id) for balancer in tx.find(balancers)])
    # What is deleted says what was there: others may have come while the locks were waited for.
    emptied = tx.execute(balancers.clear.returning(balancers.table.c.id)).scalars().all()
    rows = len(emptied)
    for name, collection in registry.items():
        if name not in KEPT:
            rows += tx.execute(collection.clear).rowcount
    for balancer_id in sorted(emptied):
        tx.tell(News(BALANCER_NEWS, balancer_id))
    tx.tell(News(FAULT_NEWS, ""))
    return shapes.ResetResponse(balancers=len(emptied), rows=rows)
