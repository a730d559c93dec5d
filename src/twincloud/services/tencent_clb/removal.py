"""The second step of a deletion: rows that were marked go once the engine has let go of what they stood for."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from msgspec import Struct

from twincloud.balancing.records import balancers, node_states
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call
from twincloud.inventory.addresses import release
from twincloud.inventory.elastic import take_back
from twincloud.inventory.logs import log_into
from twincloud.inventory.networks import guard_with
from twincloud.inventory.tags import drop_tags
from twincloud.services.tencent_clb.balancers.block_list import forget_block_list
from twincloud.services.tencent_clb.configs.config_records import config_bindings
from twincloud.services.tencent_clb.groups.group_records import bindings
from twincloud.services.tencent_clb.listeners.port_use import unmap_ports
from twincloud.services.tencent_clb.records import function_targets, listeners, load_balancers, rules, targets
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

R = TypeVar("R", bound=Struct)


def purge_unwatched(call: Call, tx: Transaction, balancer_id: str, generation: int) -> None:
    """Purge now on a server without a data plane, where nobody will ever report the generation as applied."""
    if not call.port(Fleet).nodes:
        purge(tx, balancer_id, generation)


def purge(tx: Transaction, balancer_id: str, generation: int) -> None:
    """Delete the balancer's rows that were marked at or before `generation`, and free what they held.

    Of a balancer that is not there, because its making was undone, all that came later goes.
    """
    balancer = tx.get(load_balancers, balancer_id)
    if balancer is None or 0 < balancer.deleting <= generation:
        _purge_balancer(tx, balancer_id)
        return
    for listener in _marked(tx, listeners, balancer_id, generation):
        tx.execute(sa.delete(rules.table).where(rules.table.c.listener_id == listener.id))
        tx.remove(listeners, listener)
        unmap_ports(tx, listener)
    for rule in _marked(tx, rules, balancer_id, generation):
        tx.remove(rules, rule)
    _sweep(tx, balancer_id)


def unbind(tx: Transaction, **place: str) -> None:
    """Take away the targets and functions of a listener (`listener_id`) or of one location (`location_id`)."""
    for target in tx.find(targets, **place):
        tx.remove(targets, target)
    for function in tx.find(function_targets, **place):
        tx.remove(function_targets, function)


def _purge_balancer(tx: Transaction, balancer_id: str) -> None:
    for collection in (config_bindings, bindings, targets, function_targets, rules, listeners):
        tx.execute(sa.delete(collection.table).where(collection.table.c.balancer_id == balancer_id))
    tx.execute(sa.delete(load_balancers.table).where(load_balancers.table.c.id == balancer_id))
    tx.execute(sa.delete(node_states.table).where(node_states.table.c.balancer_id == balancer_id))
    tx.execute(sa.delete(balancers.table).where(balancers.table.c.id == balancer_id))
    forget_block_list(tx, balancer_id)
    guard_with(tx, balancer_id, ())
    take_back(tx, balancer_id)
    log_into(tx, balancer_id, ())
    release(tx, balancer_id)
    drop_tags(tx, balancer_id)


def _marked(tx: Transaction, collection: Collection[R], balancer_id: str, generation: int) -> list[R]:
    table = collection.table
    query = sa.select(table.c.body).where(
        table.c.balancer_id == balancer_id, table.c.deleting > 0, table.c.deleting <= generation
    )
    return [collection.decode(row[0]) for row in tx.execute(query)]


def _sweep(tx: Transaction, balancer_id: str) -> None:
    """Delete what was added to a listener or rule after the call that made it, when that call was undone."""
    listener, rule = listeners.table.c, rules.table.c
    known = sa.select(listener.id).where(listener.balancer_id == balancer_id)
    tx.execute(sa.delete(rules.table).where(rule.balancer_id == balancer_id, rule.listener_id.not_in(known)))
    inside = sa.select(listener.location_id).where(listener.balancer_id == balancer_id)
    places = inside.union_all(sa.select(rule.id).where(rule.balancer_id == balancer_id))
    for bound in (targets.table, function_targets.table, bindings.table):
        tx.execute(sa.delete(bound).where(bound.c.balancer_id == balancer_id, bound.c.location_id.not_in(places)))
    config = config_bindings.table.c
    lost = ((config.listener_id != "") & config.listener_id.not_in(known)) | (
        (config.location_id != "") & config.location_id.not_in(places)
    )
    tx.execute(sa.delete(config_bindings.table).where(config.balancer_id == balancer_id, lost))
