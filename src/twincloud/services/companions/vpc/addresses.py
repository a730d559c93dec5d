"""Elastic addresses: taken, listed, changed and given back."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.tasks import Fleet, applied_everywhere
from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.addresses import AddressBook, AddressesExhausted, allot, release
from twincloud.inventory.elastic import (
    ElasticAddress,
    Holder,
    elastic_addresses,
    elastic_bindings,
    elastic_lock,
    find_elastic,
    holder_of,
)
from twincloud.inventory.tags import drop_tags, set_tags, taggable, tags_of
from twincloud.kernel.errors import ApiError
from twincloud.kernel.paging import page
from twincloud.services.companions.vpc.jobs import job_of_token, leave_job
from twincloud.services.companions.vpc.listing import chosen, tag_set
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction

taggable["vpc", "eip"] = elastic_addresses

NOT_PERMITTED = "UnsupportedOperation.AddressStatusNotPermit"
UNBOUND, BINDING, BOUND = "UNBIND", "BINDING", "BIND"
_UNNAMED = "未命名"
"""What an address is called that nobody named (product page)."""
_MOST_ADDRESSES = 20
_MONTH_MS = 30 * 86_400_000
_AHEAD = "BANDWIDTH_PREPAID_BY_MONTH"
_MOST_BANDWIDTH = {
    "BANDWIDTH_PACKAGE": 2000,
    "BANDWIDTH_POSTPAID_BY_HOUR": 100,
    _AHEAD: 200,
    "TRAFFIC_POSTPAID_BY_HOUR": 100,
}
_RENEWALS = ("NOTIFY_AND_MANUAL_RENEW", "NOTIFY_AND_AUTO_RENEW", "DISABLE_NOTIFY_AND_MANUAL_RENEW")

OfOne = shapes.ModifyAddressAttributeRequest | shapes.ModifyAddressInternetChargeTypeRequest
OfMany = shapes.ReleaseAddressesRequest | shapes.ModifyAddressesBandwidthRequest


class _Seen(Struct, frozen=True):
    """An address as answers show it. `holder_id` is empty and `private` None while nobody has it."""

    record: ElasticAddress
    ip: str
    status: str
    holder_id: str
    private: str | None

    @property
    def id(self) -> str:
        return self.record.id


def _tenant_lock(call: Call, request: shapes.AllocateAddressesRequest) -> Sequence[str]:
    return [f"elastic-addresses:{call.tenant.account}/{call.tenant.region}"]


def _lock(call: Call, request: OfOne) -> Sequence[str]:
    return [elastic_lock(request.address_id)]


def _locks(call: Call, request: OfMany) -> Sequence[str]:
    return [elastic_lock(address_id) for address_id in request.address_ids]


def find_address(call: Call, tx: Transaction, address_id: str) -> ElasticAddress:
    """Return the tenant's elastic address; raises ApiError."""
    if not address_id.startswith("eip-"):
        raise ApiError("InvalidParameterValue.AddressIdMalformed", f"{address_id} is not like eip-11112222.")
    found = find_elastic(tx, *call.tenant, address_id)
    if found is None:
        raise ApiError("InvalidParameterValue.AddressNotFound", f"The address `{address_id}` does not exist.")
    return found


@VPC.write("AllocateAddresses", locks=_tenant_lock)
def allocate_addresses(
    call: Call, request: shapes.AllocateAddressesRequest, tx: Transaction
) -> shapes.AllocateAddressesResponse:
    """Take addresses of the server's address book; the same token repeats its answer."""
    before = job_of_token(call, tx, request.client_token)
    if before is not None:
        return shapes.AllocateAddressesResponse(
            address_set=list(before.results), task_id=before.id, request_id=call.request_id
        )
    if request.vip_cluster:
        raise ApiError("InvalidParameterValue.AddressIpNotAvailable", "Particular addresses cannot be had.")
    account, region = call.tenant
    count = request.address_count or 1
    if len(tx.find(elastic_addresses, account=account, region=region)) + count > _MOST_ADDRESSES:
        raise ApiError("AddressQuotaLimitExceeded", f"A region holds at most {_MOST_ADDRESSES} elastic addresses.")
    template = _ordered(call, request)
    made = tuple(_add(call, tx, template, request.tags or ()) for _ in range(count))
    number = leave_job(call, tx, token=request.client_token or "", results=made)
    return shapes.AllocateAddressesResponse(address_set=list(made), task_id=number, request_id=call.request_id)


@VPC.read("DescribeAddresses")
def describe_addresses(
    call: Call, request: shapes.DescribeAddressesRequest, tx: Transaction
) -> shapes.DescribeAddressesResponse:
    """List the tenant's elastic addresses; ids that nobody knows are passed over."""
    account, region = call.tenant
    filters = list(request.filters or ())
    if request.address_ids:
        if any(item.name == "address-id" for item in filters):
            raise ApiError("InvalidParameter.Coexist", "AddressIds and the filter address-id cannot be used together.")
        filters.append(shapes.Filter(name="address-id", values=list(request.address_ids)))
    found = chosen(
        [_seen(call, tx, record) for record in tx.find(elastic_addresses, account=account, region=region)],
        None,
        filters,
        {
            "address-id": lambda seen: (seen.id,),
            "address-name": lambda seen: (seen.record.name,),
            "address-ip": lambda seen: (seen.ip,),
            "address-status": lambda seen: (seen.status,),
            "instance-id": lambda seen: (seen.holder_id,) if seen.holder_id else (),
            "private-ip-address": lambda seen: (seen.private,) if seen.private else (),
            "network-interface-id": lambda _: (),
            "is-arrears": lambda seen: (str(seen.record.isolated).upper(),),
            "instance-type": lambda seen: ("CLB",) if seen.holder_id else (),
            "address-type": lambda seen: (seen.record.kind,),
            "address-isp": lambda seen: (seen.record.isp,),
            "dedicated-cluster-id": lambda seen: (seen.record.cluster_id,),
            "tag-value": lambda seen: (tag.value for tag in tags_of(tx, seen.id)),
        },
        lambda seen: {tag.key: tag.value for tag in tags_of(tx, seen.id)},
    )
    views = [_view(tx, seen) for seen in page(found, request.offset, request.limit)]
    return shapes.DescribeAddressesResponse(total_count=len(found), address_set=views, request_id=call.request_id)


@VPC.write("ModifyAddressAttribute", locks=_lock)
def modify_address_attribute(
    call: Call, request: shapes.ModifyAddressAttributeRequest, tx: Transaction
) -> shapes.ModifyAddressAttributeResponse:
    """Give an address another name."""
    before = find_address(call, tx, request.address_id)
    tx.replace(elastic_addresses, before, replace(before, name=request.address_name or before.name))
    return shapes.ModifyAddressAttributeResponse(request_id=call.request_id)


@VPC.write("ModifyAddressesBandwidth", locks=_locks)
def modify_addresses_bandwidth(
    call: Call, request: shapes.ModifyAddressesBandwidthRequest, tx: Transaction
) -> shapes.ModifyAddressesBandwidthResponse:
    """Note another bandwidth for addresses; all of the named ones or none. Traffic is not limited."""
    for before in [find_address(call, tx, address_id) for address_id in dict.fromkeys(request.address_ids)]:
        _check_bandwidth(before.charge_type, request.internet_max_bandwidth_out)
        tx.replace(elastic_addresses, before, replace(before, bandwidth=request.internet_max_bandwidth_out))
    return shapes.ModifyAddressesBandwidthResponse(task_id=leave_job(call, tx), request_id=call.request_id)


@VPC.write("ModifyAddressInternetChargeType", locks=_lock)
def modify_address_internet_charge_type(
    call: Call, request: shapes.ModifyAddressInternetChargeTypeRequest, tx: Transaction
) -> shapes.ModifyAddressInternetChargeTypeResponse:
    """Note another way of charging, with its bandwidth."""
    before = find_address(call, tx, request.address_id)
    _check_bandwidth(request.internet_charge_type, request.internet_max_bandwidth_out)
    deadline_ms, renewal = _paid_until(call, request.internet_charge_type, request.address_charge_prepaid)
    after = replace(
        before,
        charge_type=request.internet_charge_type,
        bandwidth=request.internet_max_bandwidth_out,
        deadline_ms=deadline_ms,
        renewal=renewal,
    )
    tx.replace(elastic_addresses, before, after)
    return shapes.ModifyAddressInternetChargeTypeResponse(request_id=call.request_id)


@VPC.write("ReleaseAddresses", locks=_locks)
def release_addresses(
    call: Call, request: shapes.ReleaseAddressesRequest, tx: Transaction
) -> shapes.ReleaseAddressesResponse:
    """Give addresses back that nobody has; all of the named ones or none.

    One that is paid in advance is isolated first, and gone when it is given back again (product page).
    """
    for doomed in [find_address(call, tx, address_id) for address_id in dict.fromkeys(request.address_ids)]:
        if tx.get(elastic_bindings, doomed.id) is not None:
            raise ApiError(NOT_PERMITTED, f"The address `{doomed.id}` is bound; unbind it first (DisassociateAddress).")
        if doomed.deadline_ms and not doomed.isolated:
            tx.replace(elastic_addresses, doomed, replace(doomed, isolated=True))
            continue
        release(tx, doomed.id)
        drop_tags(tx, doomed.id)
        tx.remove(elastic_addresses, doomed)
    return shapes.ReleaseAddressesResponse(task_id=leave_job(call, tx), request_id=call.request_id)


@VPC.read("DescribeAddressQuota")
def describe_address_quota(
    call: Call, request: shapes.DescribeAddressQuotaRequest, tx: Transaction
) -> shapes.DescribeAddressQuotaResponse:
    """Say how many elastic addresses there may be; how often they are taken in a day is not counted."""
    del request
    account, region = call.tenant
    held = len(tx.find(elastic_addresses, account=account, region=region))
    quota = shapes.Quota(quota_id="TOTAL_EIP_QUOTA", quota_current=held, quota_limit=_MOST_ADDRESSES)
    return shapes.DescribeAddressQuotaResponse(quota_set=[quota], request_id=call.request_id)


@VPC.read("DescribeBandwidthPackages")
def describe_bandwidth_packages(
    call: Call, request: shapes.DescribeBandwidthPackagesRequest, tx: Transaction
) -> shapes.DescribeBandwidthPackagesResponse:
    """List no package: there are none, and the Terraform provider asks after those of each elastic address."""
    del request, tx
    return shapes.DescribeBandwidthPackagesResponse(total_count=0, bandwidth_package_set=[], request_id=call.request_id)


def _ordered(call: Call, request: shapes.AllocateAddressesRequest) -> ElasticAddress:
    """Return what was ordered, without an id and an address; raises ApiError."""
    charge_type = request.internet_charge_type or "TRAFFIC_POSTPAID_BY_HOUR"
    bandwidth = 1 if request.internet_max_bandwidth_out is None else request.internet_max_bandwidth_out
    _check_bandwidth(charge_type, bandwidth)
    deadline_ms, renewal = _paid_until(call, charge_type, request.address_charge_prepaid)
    return ElasticAddress(
        id="",
        account=call.tenant.account,
        region=call.tenant.region,
        name=request.address_name or _UNNAMED,
        slot=0,
        created_ms=call.now_ms,
        kind=request.address_type or "EIP",
        isp=request.internet_service_provider or "BGP",
        charge_type=charge_type,
        bandwidth=bandwidth,
        bandwidth_package_id=request.bandwidth_package_id or "",
        cluster_id=request.dedicated_cluster_id or "",
        egress=request.egress or None,
        anti_ddos_package_id=request.anti_d_do_s_package_id or "",
        deadline_ms=deadline_ms,
        renewal=renewal,
    )


def _check_bandwidth(charge_type: str, bandwidth: int) -> None:
    most = _MOST_BANDWIDTH[charge_type]
    if bandwidth < 1:
        raise ApiError("InvalidParameterValue.BandwidthTooSmall", "The bandwidth is at least 1 Mbit/s.")
    if bandwidth > most:
        message = f"With {charge_type} the bandwidth is at most {most} Mbit/s."
        raise ApiError("InvalidParameterValue.BandwidthOutOfRange", message)


def _paid_until(call: Call, charge_type: str, prepaid: shapes.AddressChargePrepaid | None) -> tuple[int, int]:
    """Return until when an address is paid, 0 when it is not in advance, and what comes then; raises ApiError."""
    if charge_type != _AHEAD:
        return 0, 1
    if prepaid is None:
        raise ApiError("MissingParameter", f"{_AHEAD} needs AddressChargePrepaid.")
    renewal = 1 if prepaid.auto_renew_flag is None else prepaid.auto_renew_flag
    return call.now_ms + prepaid.period * _MONTH_MS, renewal


def _add(call: Call, tx: Transaction, template: ElasticAddress, tags: Sequence[shapes.Tag]) -> str:
    address_id = call.new_id("eip-")
    try:
        slot = allot(tx, call.port(AddressBook), address_id).slot
    except AddressesExhausted as error:
        raise ApiError("ResourceInsufficient", str(error)) from None
    tx.add(elastic_addresses, replace(template, id=address_id, slot=slot))
    if tags:
        set_tags(tx, call.tenant, address_id, {tag.key: tag.value for tag in tags})
    return address_id


def _seen(call: Call, tx: Transaction, record: ElasticAddress) -> _Seen:
    book = call.port(AddressBook)
    ip = book.address(record.slot)
    binding = tx.get(elastic_bindings, record.id)
    if binding is None:
        return _Seen(record, ip, UNBOUND, "", None)
    reached = applied_everywhere(tx, call.port(Fleet), binding.balancer_id) >= binding.changed
    holder: Holder | None = holder_of(tx, binding.balancer_id)
    private = None if holder is None else book.address(holder.slot)
    return _Seen(record, ip, BOUND if reached else BINDING, binding.balancer_id, private)


def _view(tx: Transaction, seen: _Seen) -> shapes.Address:
    record = seen.record
    ahead = bool(record.deadline_ms)
    return shapes.Address(
        address_id=record.id,
        address_name=record.name,
        address_status=seen.status,
        address_ip=seen.ip,
        instance_id=seen.holder_id or None,
        created_time=_iso(record.created_ms),
        private_address_ip=seen.private,
        is_arrears=record.isolated,
        is_blocked=False,
        is_eip_direct_connection=False,
        address_type=record.kind,
        cascade_release=False,
        eip_alg_type=shapes.AlgType(ftp=False, sip=False),
        internet_service_provider=record.isp,
        local_bgp=False,
        bandwidth=record.bandwidth,
        internet_charge_type=record.charge_type,
        tag_set=tag_set(tx, record.id),
        deadline_date=_iso(record.deadline_ms) if ahead else None,
        instance_type="CLB" if seen.holder_id else None,
        egress=record.egress,
        anti_d_do_s_package_id=record.anti_ddos_package_id or None,
        renew_flag=_RENEWALS[record.renewal] if ahead else None,
        bandwidth_package_id=record.bandwidth_package_id or None,
        dedicated_cluster_id=record.cluster_id or None,
        eip_visible_on_eni=False,
    )


def _iso(at_ms: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(math.floor(at_ms / 1000)))
