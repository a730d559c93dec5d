"""How much of everything an account may have, and DescribeQuota."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import INTERNAL, OPEN, load_balancers
from twincloud.storage.transaction import Transaction


class Quotas(Struct, frozen=True):
    """The documented default quotas; a server may register other ones as a port of this type."""

    balancers_per_kind: int = 100
    """OPEN balancers in a region, and as many INTERNAL ones."""
    listeners_per_balancer: int = 50
    rules_per_listener: int = 50
    targets_per_location: int = 100
    """Targets of one rule, or of one layer-4 listener."""
    targets_at_risk: int = 20
    """A balancer with so many targets is deleted only with ForceDelete."""
    blocked_clients: int = 200_000
    """Addresses that one balancer blocks (our choice; the product takes ten times as many)."""


CUSTOMIZED_CONFIGS = 200
"""Customized configurations in a region."""
SNAT_IPS = 10
"""Addresses that connections to the targets of one balancer may come from."""
_DEFAULTS = Quotas()


def quotas(call: Call) -> Quotas:
    """Return the quotas in force for a call."""
    found = call.ports.get(Quotas, _DEFAULTS)
    return found if isinstance(found, Quotas) else _DEFAULTS


def balancers_of_kind(call: Call, tx: Transaction, kind: str) -> int:
    """Return how many balancers of a type the tenant has."""
    table = load_balancers.table
    query = sa.select(sa.func.count()).where(
        table.c.account == call.tenant.account,
        table.c.region == call.tenant.region,
        table.c.kind == kind,
        table.c.deleting == 0,
    )
    return int(tx.execute(query).scalar_one())


@CLB.read("DescribeQuota")
def describe_quota(call: Call, request: shapes.DescribeQuotaRequest, tx: Transaction) -> shapes.DescribeQuotaResponse:
    """Say how much there may be, and how much there is where that is one number for the region."""
    del request
    most = quotas(call)
    limits = (
        ("TOTAL_OPEN_CLB_QUOTA", most.balancers_per_kind, balancers_of_kind(call, tx, OPEN)),
        ("TOTAL_INTERNAL_CLB_QUOTA", most.balancers_per_kind, balancers_of_kind(call, tx, INTERNAL)),
        ("TOTAL_LISTENER_QUOTA", most.listeners_per_balancer, None),
        ("TOTAL_LISTENER_RULE_QUOTA", most.rules_per_listener, None),
        ("TOTAL_TARGET_BIND_QUOTA", most.targets_per_location, None),
        ("TOTAL_SNAT_IP_QUOTA", SNAT_IPS, None),
        ("TOTAL_ISP_CLB_QUOTA", most.balancers_per_kind, 0),
        ("TOTAL_FULL_PORT_RANGE_LISTENER_QUOTA", 1, None),
    )
    found = [
        shapes.Quota(quota_id=name, quota_current=current, quota_limit=limit) for name, limit, current in limits
    ]  # fmt: skip
    return shapes.DescribeQuotaResponse(quota_set=found, request_id=call.request_id)
