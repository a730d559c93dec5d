"""The second step of a balancer's deletion: its address is free once the engine has closed its ports."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.balancing.records import balancers, node_states
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call
from twincloud.inventory.addresses import release, unmap_port
from twincloud.inventory.tags import drop_tags
from twincloud.services.alibaba_slb.records import (
    Listener,
    domain_extensions,
    groups,
    listeners,
    load_balancers,
    master_slave_groups,
    rules,
    servers,
)
from twincloud.storage.transaction import Transaction


def remove_listener(tx: Transaction, listener: Listener) -> None:
    """Delete a listener with all that hangs on it; its real port, where ports are mapped, is free again."""
    for rule in tx.find(rules, listener_id=listener.id):
        tx.remove(rules, rule)
    for extension in tx.find(domain_extensions, listener_id=listener.id):
        tx.remove(domain_extensions, extension)
    tx.remove(listeners, listener)
    drop_tags(tx, listener.id)
    unmap_port(tx, listener.balancer_id, listener.transport, listener.listener_port)


def remove_contents(tx: Transaction, balancer_id: str) -> None:
    """Delete what a balancer that ends has inside."""
    for listener in tx.find(listeners, balancer_id=balancer_id):
        remove_listener(tx, listener)
    for group in tx.find(groups, balancer_id=balancer_id):
        tx.remove(groups, group)
        drop_tags(tx, group.id)
    for pair in tx.find(master_slave_groups, balancer_id=balancer_id):
        tx.remove(master_slave_groups, pair)
        drop_tags(tx, pair.id)
    for server in tx.find(servers, balancer_id=balancer_id):
        tx.remove(servers, server)
    drop_tags(tx, balancer_id)


def purge_unwatched(call: Call, tx: Transaction, balancer_id: str, generation: int) -> None:
    """Purge now on a server without a data plane, where nobody will ever report the generation as applied."""
    if not call.port(Fleet).nodes:
        purge(tx, balancer_id, generation)


def purge(tx: Transaction, balancer_id: str, generation: int) -> None:
    """Delete the balancer if it was marked at or before `generation`, and free its address."""
    balancer = tx.get(load_balancers, balancer_id)
    if balancer is None or not 0 < balancer.deleting <= generation:
        return
    tx.execute(sa.delete(load_balancers.table).where(load_balancers.table.c.id == balancer_id))
    tx.execute(sa.delete(node_states.table).where(node_states.table.c.balancer_id == balancer_id))
    tx.execute(sa.delete(balancers.table).where(balancers.table.c.id == balancer_id))
    release(tx, balancer_id)
