"""Statuses: derived from what was asked for and how far the data plane has come, never stored."""

from __future__ import annotations

from twincloud.balancing.records import balancers
from twincloud.balancing.tasks import Fleet, applied_everywhere
from twincloud.contract.call import Call
from twincloud.services.tencent_gaap.records import DESTROYING, RUNNING, Domain, Group, Listener, Proxy, Rule
from twincloud.storage.transaction import Transaction

DOMAIN_RUNNING, DOMAIN_CHANGING, DOMAIN_DELETING = range(3)


class Progress:
    """How far every node has come with connections and groups, each looked up once."""

    def __init__(self, call: Call, tx: Transaction) -> None:
        self.tx = tx
        self._fleet = call.port(Fleet)
        self._applied: dict[str, float] = {}

    def applied(self, owner_id: str) -> float:
        """Return the generation that every node has applied."""
        if owner_id not in self._applied:
            self._applied[owner_id] = applied_everywhere(self.tx, self._fleet, owner_id)
        return self._applied[owner_id]

    def status(self, item: Listener | Rule) -> int:
        """Return a listener's or rule's status."""
        if item.deleting:
            return DESTROYING
        return item.change if self.applied(item.owner_id) < item.changed else RUNNING

    def domain_status(self, domain: Domain) -> int:
        """Return a domain's status."""
        if domain.deleting:
            return DOMAIN_DELETING
        return DOMAIN_CHANGING if self.applied(domain.owner_id) < domain.changed else DOMAIN_RUNNING


def proxy_status(progress: Progress, proxy: Proxy) -> str:
    """Return a connection's status; one that the operator has locked is shown as isolated (our choice)."""
    if proxy.deleting:
        return "DESTROYING"
    balancer = progress.tx.get(balancers, proxy.id)
    if balancer is not None and balancer.locked:
        return "ISOLATED"
    if progress.applied(proxy.id) < proxy.changed:
        return proxy.change
    return "CLOSED" if proxy.closed else "RUNNING"


def group_status(progress: Progress, group: Group) -> str:
    """Return a group's status; one that the operator has locked is shown as closed (our choice)."""
    if group.deleting:
        return "DESTROYING"
    balancer = progress.tx.get(balancers, group.id)
    if balancer is not None and balancer.locked:
        return "CLOSED"
    if progress.applied(group.id) < group.changed:
        return group.change
    return "CLOSED" if group.closed else "RUNNING"
