"""Access lists: networks that listeners let in, or keep out."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.balancing.records import touch_users, users_of
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.tags import drop_tags, set_tags
from twincloud.kernel.paging import page
from twincloud.services.alibaba_slb.changes import applied
from twincloud.services.alibaba_slb.errors import refusal, unusable
from twincloud.services.alibaba_slb.lookups import find_acl, listeners_with_acl
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import ON, Acl, AclEntry, acls
from twincloud.services.alibaba_slb.shown import filled, tags_shown, time_shown
from twincloud.services.alibaba_slb.tags import given_tags, has_tags
from twincloud.storage.transaction import Transaction

PAGE = 10
_ID_LENGTH = 21


def acl_lock(acl_id: str) -> str:
    """Return the name under which an access list is held."""
    return f"slb-acl:{acl_id}"


def _region_lock(call: Call, request: shapes.CreateAccessControlListRequest) -> Sequence[str]:
    return [f"slb-acls:{call.tenant.account}/{call.tenant.region}"]


def _lock(call: Call, request: Any) -> Sequence[str]:
    return [acl_lock(request.acl_id)]


@SLB.write("CreateAccessControlList", locks=_region_lock)
def create_access_control_list(
    call: Call, request: shapes.CreateAccessControlListRequest, tx: Transaction
) -> shapes.CreateAccessControlListResponse:
    """Make an access list without entries."""
    account, region = call.tenant
    present = tx.find(acls, account=account, region=region)
    if len(present) >= quotas(call).acls_per_region:
        raise refusal("OverQuota", "The number of access control lists exceeds the quota of the account.")
    _check_name(present, request.acl_name)
    acl = Acl(
        id=call.new_id("acl-", _ID_LENGTH),
        account=account,
        region=region,
        acl_name=request.acl_name,
        created_ms=call.now_ms,
        address_ip_version=request.address_ip_version or "ipv4",
        resource_group_id=request.resource_group_id or "",
    )
    tx.add(acls, acl)
    set_tags(tx, call.tenant, acl.id, given_tags(call, request.tag))
    return shapes.CreateAccessControlListResponse(acl_id=acl.id, request_id=call.request_id)


@SLB.write("DeleteAccessControlList", locks=_lock)
def delete_access_control_list(
    call: Call, request: shapes.DeleteAccessControlListRequest, tx: Transaction
) -> shapes.DeleteAccessControlListResponse:
    """Delete an access list that no listener names."""
    acl = find_acl(call, tx, request.acl_id)
    if listeners_with_acl(tx, acl.id):
        raise refusal("AclInUsed", "The specified AclId is used by a listener.")
    tx.remove(acls, acl)
    drop_tags(tx, acl.id)
    return shapes.DeleteAccessControlListResponse(request_id=call.request_id)


@SLB.write("SetAccessControlListAttribute", locks=_lock)
def set_access_control_list_attribute(
    call: Call, request: shapes.SetAccessControlListAttributeRequest, tx: Transaction
) -> shapes.SetAccessControlListAttributeResponse:
    """Rename an access list."""
    acl = find_acl(call, tx, request.acl_id)
    _check_name([one for one in tx.find(acls, account=acl.account, region=acl.region) if one != acl], request.acl_name)
    tx.replace(acls, acl, replace(acl, acl_name=request.acl_name))
    return shapes.SetAccessControlListAttributeResponse(request_id=call.request_id)


@SLB.write("AddAccessControlListEntry", locks=_lock, settle=applied)
def add_access_control_list_entry(
    call: Call, request: shapes.AddAccessControlListEntryRequest, tx: Transaction
) -> shapes.AddAccessControlListEntryResponse:
    """Add networks, for every listener with this list at once; those that are in it are passed over."""
    acl = find_acl(call, tx, request.acl_id or "")
    present = {entry.entry for entry in acl.entries}
    added: dict[str, AclEntry] = {}
    for item in _given(call, request.acl_entrys):
        network = _network(item.entry, acl)
        if network not in present:
            added.setdefault(network, AclEntry(network, item.comment or ""))
    after = replace(acl, entries=(*acl.entries, *added.values()))
    if len(after.entries) > quotas(call).entries_per_acl:
        raise refusal("OverQuota", "The number of entries exceeds the limit of an access control list.")
    _change(call, tx, acl, after)
    return shapes.AddAccessControlListEntryResponse(request_id=call.request_id)


@SLB.write("RemoveAccessControlListEntry", locks=_lock, settle=applied)
def remove_access_control_list_entry(
    call: Call, request: shapes.RemoveAccessControlListEntryRequest, tx: Transaction
) -> shapes.RemoveAccessControlListEntryResponse:
    """Take networks out; those that are not in the list are passed over."""
    acl = find_acl(call, tx, request.acl_id or "")
    if not acl.entries:
        raise refusal("AclEntryEmpty", "The specified access control list has no entry.")
    doomed = {_network(item.entry, acl) for item in _given(call, request.acl_entrys)}
    after = replace(acl, entries=tuple(entry for entry in acl.entries if entry.entry not in doomed))
    _change(call, tx, acl, after)
    return shapes.RemoveAccessControlListEntryResponse(request_id=call.request_id)


@SLB.read("DescribeAccessControlLists")
def describe_access_control_lists(
    call: Call, request: shapes.DescribeAccessControlListsRequest, tx: Transaction
) -> shapes.DescribeAccessControlListsResponse:
    """List the region's access lists, a page at a time."""
    account, region = call.tenant
    wanted = {tag.key or "": tag.value or "" for tag in request.tag or ()}
    found = [
        acl
        for acl in tx.find(acls, account=account, region=region)
        if request.acl_name in {None, acl.acl_name}
        and request.address_ip_version in {None, acl.address_ip_version}
        and request.resource_group_id in {None, acl.resource_group_id}
        and has_tags(tx, acl.id, wanted)
    ]
    number = max(request.page_number or 1, 1)
    size = request.page_size or PAGE
    shown = page(found, (number - 1) * size, size)
    views = [
        filled(shapes.Acl, acl, acl_id=acl.id, create_time=time_shown(acl.created_ms), tags=tags_shown(tx, acl.id))
        for acl in shown
    ]
    return shapes.DescribeAccessControlListsResponse(
        acls=shapes.Acls(acl=views),
        count=len(shown),
        page_number=number,
        page_size=size,
        total_count=len(found),
        request_id=call.request_id,
    )


@SLB.read("DescribeAccessControlListAttribute")
def describe_access_control_list_attribute(
    call: Call, request: shapes.DescribeAccessControlListAttributeRequest, tx: Transaction
) -> shapes.DescribeAccessControlListAttributeResponse:
    """Show an access list: its entries, all of them unless a page is asked for, and the listeners that name it."""
    acl = find_acl(call, tx, request.acl_id)
    found = [entry for entry in acl.entries if request.acl_entry_comment in {None, entry.comment}]
    shown: Sequence[AclEntry] = found
    if request.page is not None:
        size = request.page_size or PAGE
        shown = page(found, (max(request.page, 1) - 1) * size, size)
    related = [
        shapes.RelatedListener(
            load_balancer_id=one.balancer_id,
            listener_port=one.listener_port,
            protocol=one.listener_protocol,
            acl_type=one.acl_type or None,
        )
        for one in listeners_with_acl(tx, acl.id)
    ]
    return filled(
        shapes.DescribeAccessControlListAttributeResponse,
        acl,
        acl_id=acl.id,
        create_time=time_shown(acl.created_ms),
        acl_entrys=shapes.AclEntrys(
            acl_entry=[shapes.AclEntry(acl_entry_ip=one.entry, acl_entry_comment=one.comment) for one in shown]
        ),
        related_listeners=shapes.RelatedListeners(related_listener=related),
        total_acl_entry=len(found),
        tags=tags_shown(tx, acl.id),
        request_id=call.request_id,
    )


def _check_name(present: Iterable[Acl], name: str) -> None:
    if any(acl.acl_name == name for acl in present):
        raise unusable("The specified AclName is in use already.")


def _given(call: Call, given: Sequence[shapes.AclEntryItem] | None) -> Sequence[shapes.AclEntryItem]:
    if not given:
        raise unusable("The specified AclEntrys is not valid.")
    if len(given) > quotas(call).entries_per_call:
        raise refusal("OverQuota", "The number of entries of one call exceeds the limit.")
    return given


def _network(text: str, acl: Acl) -> str:
    """Return the network that an entry names; a single address is one of its own."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise unusable(f"The entry {text} is not valid.") from None
    if network.version != (6 if acl.address_ip_version == "ipv6" else 4):
        raise unusable(f"The entry {text} is not of the list's IP version.")
    return str(network)


def _change(call: Call, tx: Transaction, before: Acl, after: Acl) -> None:
    """Store the list and tell each balancer whose listeners use it; a locked one hears of it when it is unlocked."""
    if after == before:
        return
    tx.replace(acls, before, after)
    touch_users(tx, acls, after)


def _users(tx: Transaction, acl: Acl) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the balancers with running listeners that use the list, and these listeners."""
    by_owner: dict[str, list[str]] = {}
    for one in listeners_with_acl(tx, acl.id):
        if one.acl_status == ON and one.running:
            by_owner.setdefault(one.balancer_id, []).append(one.id)
    yield from sorted(by_owner.items())


users_of[acls.name] = _users
