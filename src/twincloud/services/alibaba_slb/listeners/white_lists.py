"""A listener's own white list, which was there before access lists: whom it serves, and nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import Statuses, announce, applied
from twincloud.services.alibaba_slb.errors import NOT_ALLOWED, refusal
from twincloud.services.alibaba_slb.lookups import find_balancer, find_listener, hold_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import ON, OPEN_WHITE_LIST, STARTING, STOPPING, Listener, listeners
from twincloud.storage.transaction import Transaction

_EVERYBODY = {ipaddress.ip_network(text) for text in ("0.0.0.0/0", "0.0.0.0/32", "::/0", "::/128")}
"""What a list must not say: closing it does that."""


@SLB.write("SetListenerAccessControlStatus", locks=named_balancer, settle=applied)
def set_listener_access_control_status(
    call: Call, request: shapes.SetListenerAccessControlStatusRequest, tx: Transaction
) -> shapes.SetListenerAccessControlStatusResponse:
    """Serve only whom the listener's white list names, which is nobody while it is empty; or everybody again."""
    before = _held(call, request, tx)
    if request.access_control_status == OPEN_WHITE_LIST and before.acl_status == ON:
        raise refusal(NOT_ALLOWED, "The listener has an access control list; a white list cannot be opened beside it.")
    _change(tx, before, replace(before, access_control_status=request.access_control_status))
    return shapes.SetListenerAccessControlStatusResponse(request_id=call.request_id)


@SLB.write("AddListenerWhiteListItem", locks=named_balancer, settle=applied)
def add_listener_white_list_item(
    call: Call, request: shapes.AddListenerWhiteListItemRequest, tx: Transaction
) -> shapes.AddListenerWhiteListItemResponse:
    """Put addresses and networks on the list, whether or not it is open; those that are on it are passed over."""
    before = _held(call, request, tx)
    after = tuple(dict.fromkeys([*before.white_list, *_items(call, tx, request)]))
    if len(after) > quotas(call).entries_per_acl:
        raise refusal("SourceItemsQuotaOverLimit", "The number of items exceeds the limit of a white list.")
    _change(tx, before, replace(before, white_list=after))
    return shapes.AddListenerWhiteListItemResponse(request_id=call.request_id)


@SLB.write("RemoveListenerWhiteListItem", locks=named_balancer, settle=applied)
def remove_listener_white_list_item(
    call: Call, request: shapes.RemoveListenerWhiteListItemRequest, tx: Transaction
) -> shapes.RemoveListenerWhiteListItemResponse:
    """Take addresses and networks off the list; those that are not on it are passed over."""
    before = _held(call, request, tx)
    doomed = _items(call, tx, request)
    after = tuple(item for item in before.white_list if item not in doomed)
    _change(tx, before, replace(before, white_list=after))
    return shapes.RemoveListenerWhiteListItemResponse(request_id=call.request_id)


@SLB.read("DescribeListenerAccessControlAttribute")
def describe_listener_access_control_attribute(
    call: Call, request: shapes.DescribeListenerAccessControlAttributeRequest, tx: Transaction
) -> shapes.DescribeListenerAccessControlAttributeResponse:
    """Show a listener's white list and whether it is open."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, request.listener_protocol)
    return shapes.DescribeListenerAccessControlAttributeResponse(
        access_control_status=listener.access_control_status,
        source_items=",".join(listener.white_list),
        request_id=call.request_id,
    )


def _held(call: Call, request: Any, tx: Transaction) -> Listener:
    """Return the listener, its balancer held; raises ApiError while its port is being opened or closed."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, request.listener_protocol)
    if Statuses(call, tx, balancer.id).of(listener) in {STARTING, STOPPING}:
        words = "The status of the listener does not support the operation."
        raise refusal("OperationFailed.ListenerStatusNotSupport", words)
    return listener


def _items(
    call: Call,
    tx: Transaction,
    request: shapes.AddListenerWhiteListItemRequest | shapes.RemoveListenerWhiteListItemRequest,
) -> Sequence[str]:
    """Return the named addresses and networks in one spelling; raises ApiError IpListItemFormatError."""
    version = 6 if find_balancer(call, tx, request.load_balancer_id).address_ip_version == "ipv6" else 4
    found = []
    for text in request.source_items:
        try:
            network = ipaddress.ip_network(text.strip(), strict=False)
        except ValueError:
            raise refusal("IpListItemFormatError", f"The item {text} is neither an address nor a network.") from None
        if network.version != version or network in _EVERYBODY:
            raise refusal("IpListItemFormatError", f"The item {text} cannot be on the list.")
        single = network.prefixlen == network.max_prefixlen
        found.append(str(network.network_address if single else network))
    return found


def _change(tx: Transaction, before: Listener, after: Listener) -> None:
    if after == before:
        return
    tx.replace(listeners, before, after)
    if OPEN_WHITE_LIST in {before.access_control_status, after.access_control_status}:
        announce(tx, after.balancer_id, [after])
