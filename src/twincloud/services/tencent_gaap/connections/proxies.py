"""Connections come, change and go: CreateProxy, Open-, Close-, Destroy- and Modify-."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.balancing.records import add_balancer, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.addresses import AddressBook, AddressesExhausted, allot
from twincloud.inventory.real_ports import Free
from twincloud.inventory.tags import set_tags
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_gaap.connections.cloning import clone
from twincloud.services.tencent_gaap.connections.proxy_orders import check_size, ordered
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, FAILED, LIMIT, MISSING, missing, refusal
from twincloud.services.tencent_gaap.listeners.port_use import free_ports
from twincloud.services.tencent_gaap.lookups import (
    account_lock,
    find_group,
    find_proxy,
    hold,
    require_running,
    require_standard,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import Proxy, bindings, proxies
from twincloud.services.tencent_gaap.removal import let_go
from twincloud.services.tencent_gaap.settling import served
from twincloud.services.tencent_gaap.states import Progress, proxy_status
from twincloud.services.tencent_gaap.tokens import use_token
from twincloud.storage.transaction import Transaction

DESTROYABLE = frozenset({"RUNNING", "CLOSED", "ISOLATED"})


async def _find_ports(call: Call, request: shapes.CreateProxyRequest) -> Free:
    """Ask for real ports for what is copied from another connection, however much that is."""
    return free_ports(call, quotas(call).listeners_per_proxy) if request.cloned_proxy_id else {}


@GAAP.write("CreateProxy", locks=account_lock, prepare=_find_ports, settle=served)
def create_proxy(call: Call, request: shapes.CreateProxyRequest, tx: Transaction) -> shapes.CreateProxyResponse:
    """Make a connection with an address of its own, alone or in a group, empty or as a copy of another."""
    use_token(call, tx, request.client_token)
    order = ordered(call, request)
    if request.group_id:
        hold(tx, request.group_id)
        group = find_group(call, tx, request.group_id)
        require_standard(call, tx, group.id)
        require_running(call, tx, group)
        order = replace(order, group_id=group.id, server_region=group.server_region)
    elif not request.real_server_region:
        raise missing(call, "RealServerRegion")
    source = _source(call, tx, request.cloned_proxy_id) if request.cloned_proxy_id else None
    made = add_proxy(call, tx, order, {tag.tag_key: tag.tag_value for tag in request.tag_set or ()})
    if source is not None:
        clone(call, tx, source, made)
    return shapes.CreateProxyResponse(instance_id=made.id, request_id=call.request_id)


def add_proxy(call: Call, tx: Transaction, order: Proxy, tags: dict[str, str]) -> Proxy:
    """Store a connection as it was ordered; raises ApiError beyond the quotas. The caller holds its group."""
    known = tx.find(proxies, account=call.tenant.account, deleting=0)
    if len(known) >= quotas(call).proxies:
        raise refusal(call, LIMIT, f"An account has at most {quotas(call).proxies} connections.")
    most = quotas(call).proxies_per_group
    if order.group_id and len([one for one in known if one.group_id == order.group_id]) >= most:
        message = f"A group has at most {most} connections."
        raise refusal(call, "FailedOperation.LimitNumofProxiesInGroup", message)
    proxy_id = call.new_id("link-")
    try:
        slot = allot(tx, call.port(AddressBook), proxy_id).slot
    except AddressesExhausted as error:
        raise refusal(call, "FailedOperation.ProxySellOut", str(error)) from None
    made = replace(order, id=proxy_id, slot=slot)
    tx.add(proxies, made)
    add_balancer(tx, proxy_id, GAAP.name, Tenant(call.tenant.account, ""), part_of=order.group_id)
    if tags:
        set_tags(tx, Tenant(call.tenant.account, ""), proxy_id, tags)
    return made


@GAAP.write("OpenProxies", locks=account_lock, settle=served)
def open_proxies(call: Call, request: shapes.OpenProxiesRequest, tx: Transaction) -> shapes.OpenProxiesResponse:
    """Let closed connections serve again; those in any other status are named and left alone."""
    refused = _switch(call, request, tx, closed=False)
    return shapes.OpenProxiesResponse(
        invalid_status_instance_set=refused, operation_failed_instance_set=[], request_id=call.request_id
    )


@GAAP.write("CloseProxies", locks=account_lock, settle=served)
def close_proxies(call: Call, request: shapes.CloseProxiesRequest, tx: Transaction) -> shapes.CloseProxiesResponse:
    """Close every port of running connections and keep the rest; those in any other status are named."""
    refused = _switch(call, request, tx, closed=True)
    return shapes.CloseProxiesResponse(
        invalid_status_instance_set=refused, operation_failed_instance_set=[], request_id=call.request_id
    )


@GAAP.write("DestroyProxies", locks=account_lock, settle=served)
def destroy_proxies(
    call: Call, request: shapes.DestroyProxiesRequest, tx: Transaction
) -> shapes.DestroyProxiesResponse:
    """Delete connections with all that hangs on them.

    Those that are not there or in no status for it are named. Without Force one bound origin refuses the whole call.
    """
    ids = _ids(call, request)
    use_token(call, tx, request.client_token)
    found, refused = _in_status(call, tx, ids, DESTROYABLE)
    if len({proxy.group_id for proxy in found if proxy.group_id}) > 1:
        message = "The connections belong to different groups."
        raise refusal(call, "FailedOperation.BelongDifferentGroup", message)
    if not request.force:
        for proxy in found:
            if tx.find(bindings, owner_id=proxy.id):
                raise refusal(call, ALREADY_BOUND, f"Origins are bound to listeners of {proxy.id}.")
    for proxy in found:
        let_go(call, tx, proxy)
    return shapes.DestroyProxiesResponse(
        invalid_status_instance_set=refused, operation_failed_instance_set=[], request_id=call.request_id
    )


@GAAP.write("ModifyProxiesAttribute", locks=account_lock)
def modify_proxies_attribute(
    call: Call, request: shapes.ModifyProxiesAttributeRequest, tx: Transaction
) -> shapes.ModifyProxiesAttributeResponse:
    """Rename connections; all of the named ones or none."""
    ids = _ids(call, request)
    if request.proxy_name is None:
        raise missing(call, "ProxyName")
    use_token(call, tx, request.client_token)
    for proxy_id in ids:
        hold(tx, proxy_id)
        proxy = find_proxy(call, tx, proxy_id)
        require_standard(call, tx, proxy.id)
        tx.replace(proxies, proxy, replace(proxy, name=request.proxy_name, modified_ms=call.now_ms))
    return shapes.ModifyProxiesAttributeResponse(request_id=call.request_id)


@GAAP.write("ModifyProxiesProject", locks=account_lock)
def modify_proxies_project(
    call: Call, request: shapes.ModifyProxiesProjectRequest, tx: Transaction
) -> shapes.ModifyProxiesProjectResponse:
    """Put connections into another project; all of the named ones or none."""
    ids = _ids(call, request)
    use_token(call, tx, request.client_token)
    for proxy_id in ids:
        hold(tx, proxy_id)
        proxy = find_proxy(call, tx, proxy_id)
        require_standard(call, tx, proxy.id)
        tx.replace(proxies, proxy, replace(proxy, project_id=request.project_id, modified_ms=call.now_ms))
    return shapes.ModifyProxiesProjectResponse(request_id=call.request_id)


@GAAP.write("ModifyProxyConfiguration", locks=account_lock, settle=served)
def modify_proxy_configuration(
    call: Call, request: shapes.ModifyProxyConfigurationRequest, tx: Transaction
) -> shapes.ModifyProxyConfigurationResponse:
    """Change the size of a running connection."""
    proxy_id = request.proxy_id or request.instance_id
    if not proxy_id:
        raise missing(call, "ProxyId")
    if request.bandwidth is None and request.concurrent is None:
        raise refusal(call, MISSING, "The request needs Bandwidth or Concurrent.")
    use_token(call, tx, request.client_token)
    hold(tx, proxy_id)
    proxy = find_proxy(call, tx, proxy_id)
    require_standard(call, tx, proxy.id)
    status = proxy_status(Progress(call, tx), proxy)
    if status != "RUNNING":
        raise refusal(call, FAILED, f"The connection {proxy.id} is {status}.")
    check_size(call, request.bandwidth, request.concurrent)
    after = replace(
        proxy,
        bandwidth=request.bandwidth if request.bandwidth is not None else proxy.bandwidth,
        concurrent=request.concurrent if request.concurrent is not None else proxy.concurrent,
        billing_type=request.billing_type if request.billing_type is not None else proxy.billing_type,
        change="ADJUSTING",
        changed=touch(tx, proxy.id),
        modified_ms=call.now_ms,
    )
    tx.replace(proxies, proxy, after)
    return shapes.ModifyProxyConfigurationResponse(request_id=call.request_id)


def _source(call: Call, tx: Transaction, proxy_id: str) -> Proxy:
    hold(tx, proxy_id)
    source = find_proxy(call, tx, proxy_id)
    require_running(call, tx, source)
    return source


def _ids(call: Call, request: Any) -> Sequence[str]:
    """Return the connections that a request names under either of two names, each once; raises ApiError."""
    named = [*(request.proxy_ids or ()), *(request.instance_ids or ())]
    if not named:
        raise missing(call, "ProxyIds")
    return list(dict.fromkeys(named))


def _in_status(
    call: Call, tx: Transaction, ids: Iterable[str], allowed: frozenset[str]
) -> tuple[list[Proxy], list[str]]:
    """Hold the connections and return those in one of the statuses, and the ids of the others; raises ApiError."""
    found: list[Proxy] = []
    refused: list[str] = []
    progress = Progress(call, tx)
    for proxy_id in ids:
        hold(tx, proxy_id)
        proxy = tx.get(proxies, proxy_id)
        if proxy is None or proxy.account != call.tenant.account or proxy_status(progress, proxy) not in allowed:
            refused.append(proxy_id)
            continue
        require_standard(call, tx, proxy.id)
        found.append(proxy)
    return found, refused


def _switch(
    call: Call, request: shapes.OpenProxiesRequest | shapes.CloseProxiesRequest, tx: Transaction, *, closed: bool
) -> list[str]:
    """Open or close connections and return the ids of those that it cannot be done with."""
    ids = _ids(call, request)
    use_token(call, tx, request.client_token)
    found, refused = _in_status(call, tx, ids, frozenset({"RUNNING" if closed else "CLOSED"}))
    for proxy in found:
        change = "CLOSING" if closed else "OPENING"
        after = replace(proxy, closed=closed, change=change, changed=touch(tx, proxy.id), modified_ms=call.now_ms)
        tx.replace(proxies, proxy, after)
    return refused
