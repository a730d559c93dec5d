"""Finding what a request names, as its account may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from twincloud.balancing.records import balancer_lock, balancers
from twincloud.contract.call import Call
from twincloud.contract.common_codes import documented_codes
from twincloud.services.tencent_gaap.errors import (
    BAD,
    GROUP_NOT_RUNNING,
    HAS_TASK,
    INSTANCE_NOT_RUNNING,
    NON_STANDARD,
    NOT_FOUND,
    PROXY_NOT_RUNNING,
    missing,
    no_listener,
    refusal,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import (
    LAYER_4,
    RUNNING,
    Binding,
    Domain,
    Group,
    Listener,
    Proxy,
    Rule,
    bindings,
    domains,
    groups,
    listeners,
    proxies,
    rules,
)
from twincloud.services.tencent_gaap.states import Progress, group_status, proxy_status
from twincloud.storage.transaction import Transaction

Owner: TypeAlias = Proxy | Group


def account_lock(call: Call, request: object) -> Sequence[str]:
    """Hold what is counted and shared over an account: quotas, origins, certificates."""
    return [f"gaap:{call.tenant.account}"]


def hold(tx: Transaction, owner_id: str) -> None:
    """Hold a connection or group until the transaction ends; before it is read for a change."""
    tx.lock([balancer_lock(owner_id)])


def find_proxy(call: Call, tx: Transaction, proxy_id: str) -> Proxy:
    """Return the account's connection, also one that is going; raises ApiError ResourceNotFound."""
    found = tx.get(proxies, proxy_id)
    if found is None or found.account != call.tenant.account:
        raise refusal(call, NOT_FOUND, f"The connection {proxy_id} does not exist.")
    return found


def find_group(call: Call, tx: Transaction, group_id: str) -> Group:
    """Return the account's group, also one that is going; raises ApiError ResourceNotFound."""
    found = tx.get(groups, group_id)
    if found is None or found.account != call.tenant.account:
        raise refusal(call, NOT_FOUND, f"The connection group {group_id} does not exist.")
    return found


def owner_id_of(call: Call, proxy_id: str | None, group_id: str | None) -> str:
    """Return the one id that is given; raises ApiError MissingParameter for none and InvalidParameter for both."""
    if proxy_id and group_id:
        raise refusal(call, BAD, "ProxyId and GroupId cannot be used together.")
    if not proxy_id and not group_id:
        raise missing(call, "ProxyId")
    return proxy_id or group_id or ""


def find_owner(call: Call, tx: Transaction, proxy_id: str | None, group_id: str | None) -> Owner:
    """Return the connection or the group that a request names; raises ApiError."""
    owner_id_of(call, proxy_id, group_id)
    if proxy_id:
        return find_proxy(call, tx, proxy_id)
    return find_group(call, tx, group_id or "")


def owner_of(tx: Transaction, owner_id: str) -> Owner | None:
    """Return the connection or the group of this id."""
    return tx.get(proxies, owner_id) or tx.get(groups, owner_id)


def require_standard(call: Call, tx: Transaction, owner_id: str) -> None:
    """Raise ApiError NonStandardProxy when the operator has marked it as the vendor's to configure."""
    balancer = tx.get(balancers, owner_id)
    if balancer is not None and balancer.managed:
        raise refusal(call, NON_STANDARD, f"{owner_id} is non-standard and cannot be changed.")


def require_running(call: Call, tx: Transaction, owner: Owner) -> None:
    """Raise ApiError unless the connection or group is running; the code is the one that the action's page lists."""
    progress = Progress(call, tx)
    if isinstance(owner, Group):
        status = group_status(progress, owner)
        if status != "RUNNING":
            raise refusal(call, GROUP_NOT_RUNNING, f"The connection group {owner.id} is {status}.")
        return
    status = proxy_status(progress, owner)
    if status != "RUNNING":
        creates = call.action.startswith("Create") and PROXY_NOT_RUNNING in documented_codes(GAAP.contract, call.action)
        code = PROXY_NOT_RUNNING if creates else INSTANCE_NOT_RUNNING
        raise refusal(call, code, f"The connection {owner.id} is {status}.")


def find_listener(call: Call, tx: Transaction, listener_id: str) -> Listener:
    """Return the account's listener, also one that is going; raises ApiError."""
    found = tx.get(listeners, listener_id)
    if found is None or found.account != call.tenant.account:
        raise no_listener(call, listener_id)
    return found


def changeable(call: Call, tx: Transaction, listener_id: str) -> Listener:
    """Hold the listener's connection or group and return the listener; raises ApiError unless it may be changed now.

    In this order: not there, non-standard, connection or group not running, listener in operation.
    """
    hold(tx, find_listener(call, tx, listener_id).owner_id)
    listener = find_listener(call, tx, listener_id)
    owner = owner_of(tx, listener.owner_id)
    if owner is None:
        raise no_listener(call, listener_id)
    require_standard(call, tx, owner.id)
    require_running(call, tx, owner)
    require_idle(call, tx, listener)
    return listener


def require_idle(call: Call, tx: Transaction, listener: Listener) -> None:
    """Raise ApiError ListenerHasTask when an earlier change of the listener is not applied yet."""
    if Progress(call, tx).status(listener) != RUNNING:
        raise refusal(call, HAS_TASK, f"The listener {listener.id} is in operation.")


def listeners_of(tx: Transaction, owner_id: str) -> list[Listener]:
    """Return the listeners that exist, oldest first."""
    return tx.find(listeners, owner_id=owner_id, deleting=0)


def domains_of(tx: Transaction, listener_id: str) -> list[Domain]:
    """Return the listener's domains that exist, oldest first."""
    return tx.find(domains, listener_id=listener_id, deleting=0)


def rules_of(tx: Transaction, listener_id: str) -> list[Rule]:
    """Return the listener's rules that exist, oldest first."""
    return tx.find(rules, listener_id=listener_id, deleting=0)


def bound_by_place(tx: Transaction, owner_id: str) -> dict[str, list[Binding]]:
    """Return the origins of a connection or group by listener or rule, in the order in which they were bound."""
    found: dict[str, list[Binding]] = {}
    for binding in tx.find(bindings, owner_id=owner_id):
        found.setdefault(binding.place_id, []).append(binding)
    return found


def is_layer_4(listener: Listener) -> bool:
    """Tell whether a listener forwards connections or datagrams as they are."""
    return listener.protocol in LAYER_4
