"""Copies of connections: everything but the address."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.services.tencent_gaap.listeners.port_use import map_ports
from twincloud.services.tencent_gaap.lookups import domains_of, listeners_of, rules_of
from twincloud.services.tencent_gaap.records import (
    Binding,
    Listener,
    Proxy,
    binding_id,
    bindings,
    domains,
    listeners,
    proxies,
    rules,
    subjects,
)
from twincloud.storage.transaction import Transaction


def clone(call: Call, tx: Transaction, source: Proxy, made: Proxy) -> None:
    """Copy listeners, domains, rules and the bindings of origins from one connection to a new one."""
    copies = {
        listener.id: replace(listener, id=call.new_id("listener-"), owner_id=made.id, created_ms=call.now_ms, changed=1)
        for listener in listeners_of(tx, source.id)
    }
    places = {before: copy.id for before, copy in copies.items()}
    tx.add_all(listeners, list(copies.values()))
    for before, copy in copies.items():
        places |= _copy_inside(call, tx, before, copy)
    for binding in tx.find(bindings, owner_id=source.id):
        tx.add(bindings, _moved(binding, made.id, places[binding.listener_id], places[binding.place_id]))
    map_ports(call, tx, made.id, copies.values(), call.prepared)
    touch(tx, made.id, *(subject for copy in copies.values() for subject in subjects(copy)))
    tx.replace(proxies, made, replace(made, change="CLONING"))


def _copy_inside(call: Call, tx: Transaction, before: str, copy: Listener) -> dict[str, str]:
    """Copy a listener's domains and rules; returns the copies of rules by the ids of their originals."""
    for domain in domains_of(tx, before):
        place = {"id": call.new_id("domain-"), "owner_id": copy.owner_id, "listener_id": copy.id}
        tx.add(domains, replace(domain, **place, created_ms=call.now_ms, changed=1))
    made: dict[str, str] = {}
    for rule in rules_of(tx, before):
        place = {"id": call.new_id("rule-"), "owner_id": copy.owner_id, "listener_id": copy.id}
        tx.add(rules, replace(rule, **place, created_ms=call.now_ms, changed=1))
        made[rule.id] = place["id"]
    return made


def _moved(binding: Binding, owner_id: str, listener_id: str, place_id: str) -> Binding:
    key = binding_id(place_id, binding.server_id, binding.port)
    return replace(binding, id=key, owner_id=owner_id, listener_id=listener_id, place_id=place_id)
