"""The second step of a deletion: rows that were marked go once the engine has let go of what they stood for."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import balancers, node_states, touch
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call
from twincloud.inventory.addresses import release
from twincloud.inventory.tags import drop_tags
from twincloud.services.tencent_gaap.listeners.port_use import unmap_ports
from twincloud.services.tencent_gaap.policies.policy_records import policy_rules, security_policies
from twincloud.services.tencent_gaap.records import (
    Group,
    Proxy,
    bindings,
    domains,
    groups,
    listeners,
    proxies,
    rules,
)
from twincloud.services.tencent_gaap.rules.error_page_records import error_pages
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

R = TypeVar("R", bound=Struct)


def let_go(call: Call, tx: Transaction, owner: Proxy | Group) -> None:
    """Begin to delete a connection or group with all that hangs on it. The caller holds it."""
    generation = touch(tx, owner.id)
    if isinstance(owner, Proxy):
        tx.replace(proxies, owner, replace(owner, deleting=generation))
    else:
        tx.replace(groups, owner, replace(owner, deleting=generation))
    for binding in tx.find(bindings, owner_id=owner.id):
        tx.remove(bindings, binding)
    purge_unwatched(call, tx, owner.id, generation)


def purge_unwatched(call: Call, tx: Transaction, owner_id: str, generation: int) -> None:
    """Purge now on a server without a data plane, where nobody will ever report the generation as applied."""
    if not call.port(Fleet).nodes:
        purge(tx, owner_id, generation)


def purge(tx: Transaction, owner_id: str, generation: int) -> None:
    """Delete what was marked at or before `generation`, and free what it held."""
    owner = tx.get(proxies, owner_id) or tx.get(groups, owner_id)
    if owner is not None and 0 < owner.deleting <= generation:
        _purge_owner(tx, owner_id)
        return
    for listener in _marked(tx, listeners, owner_id, generation):
        tx.remove(listeners, listener)
        unmap_ports(tx, listener)
    for rule in _marked(tx, rules, owner_id, generation):
        tx.remove(rules, rule)
    for domain in _marked(tx, domains, owner_id, generation):
        tx.remove(domains, domain)
    _sweep(tx, owner_id)


def _purge_owner(tx: Transaction, owner_id: str) -> None:
    for collection in (bindings, rules, domains, listeners, error_pages, policy_rules, security_policies):
        tx.execute(sa.delete(collection.table).where(collection.table.c.owner_id == owner_id))
    for table in (proxies.table, groups.table, balancers.table):
        tx.execute(sa.delete(table).where(table.c.id == owner_id))
    tx.execute(sa.delete(node_states.table).where(node_states.table.c.balancer_id == owner_id))
    release(tx, owner_id)
    drop_tags(tx, owner_id)


def _marked(tx: Transaction, collection: Collection[R], owner_id: str, generation: int) -> list[R]:
    table = collection.table
    query = sa.select(table.c.body).where(
        table.c.owner_id == owner_id, table.c.deleting > 0, table.c.deleting <= generation
    )
    return [collection.decode(row[0]) for row in tx.execute(query)]


def _sweep(tx: Transaction, owner_id: str) -> None:
    """Delete what was added to a listener or rule after the call that made it, when that call was undone."""
    known = sa.select(listeners.table.c.id).where(listeners.table.c.owner_id == owner_id)
    for collection in (domains, rules, error_pages):
        table = collection.table
        tx.execute(sa.delete(table).where(table.c.owner_id == owner_id, table.c.listener_id.not_in(known)))
    places = known.union_all(sa.select(rules.table.c.id).where(rules.table.c.owner_id == owner_id))
    table = bindings.table
    tx.execute(sa.delete(table).where(table.c.owner_id == owner_id, table.c.place_id.not_in(places)))
