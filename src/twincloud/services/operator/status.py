"""How the server is, and how much it holds."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from twincloud.balancing.records import balancers
from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.faults import faults
from twincloud.execution.limits import RateLimits
from twincloud.execution.webhooks import webhooks
from twincloud.identity.accounts import access_keys, accounts, users
from twincloud.inventory.instances import instances
from twincloud.kernel.clock import AdjustableClock
from twincloud.realtime.presence import Presence
from twincloud.services.operator import clock
from twincloud.services.operator.product import OPERATOR
from twincloud.services.operator.supervision import Supervision
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


@OPERATOR.read("GetStatus")
def get_status(call: Call, request: shapes.GetStatusRequest, tx: Transaction) -> shapes.GetStatusResponse:
    """Show where the server listens, how its data plane is, and how many things it holds."""
    server = call.port(Supervision).status()
    plain: dict[str, Any] = msgspec.structs.asdict(server)
    del plain["dataplane"], plain["products"]
    return shapes.GetStatusResponse(
        **plain,
        products=list(server.products),
        limits=call.port(RateLimits).on,
        dataplane=shapes.Dataplane(**msgspec.structs.asdict(server.dataplane)),
        clock=clock.view(call.port(AdjustableClock)),
        counts=shapes.Counts(
            accounts=_count(tx, accounts),
            access_keys=_count(tx, access_keys),
            users=_count(tx, users),
            instances=_count(tx, instances),
            balancers=_count(tx, balancers),
            faults=_count(tx, faults),
            sockets=len(call.port(Presence)),
            webhooks=_count(tx, webhooks),
        ),
    )


def _count(tx: Transaction, collection: Collection[Any]) -> int:
    return int(tx.execute(sa.select(sa.func.count()).select_from(collection.table)).scalar_one())
