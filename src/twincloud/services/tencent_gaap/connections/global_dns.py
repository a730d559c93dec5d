"""To which connections a global domain leads whom: CreateGlobalDomainDns, and what shows, changes and deletes it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.services.tencent_gaap.connections.countries import area
from twincloud.services.tencent_gaap.connections.global_domain_records import DnsRecord, dns_records, find_global_domain
from twincloud.services.tencent_gaap.connections.regions import region_detail
from twincloud.services.tencent_gaap.errors import NOT_FOUND, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, find_proxy
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Proxy, proxies
from twincloud.storage.transaction import Transaction

_RUNNING = 1
_DIGITS = "123456789"
_NUMBER_LENGTH = 15
"""Digits of a record's number: as many as every client can keep."""


@GAAP.write("CreateGlobalDomainDns", locks=account_lock)
def create_global_domain_dns(
    call: Call, request: shapes.CreateGlobalDomainDnsRequest, tx: Transaction
) -> shapes.CreateGlobalDomainDnsResponse:
    """Let a name lead those who ask from some countries to some connections."""
    domain = find_global_domain(call, tx, request.domain_id)
    made = DnsRecord(
        id=call.new_id("", _NUMBER_LENGTH, _DIGITS),
        account=call.tenant.account,
        domain_id=domain.id,
        proxy_ids=_proxies(call, tx, request.proxy_id_list),
        countries=_countries(call, request.nation_country_inner_codes),
    )
    tx.add(dns_records, made)
    return shapes.CreateGlobalDomainDnsResponse(request_id=call.request_id)


@GAAP.write("ModifyGlobalDomainDns", locks=account_lock)
def modify_global_domain_dns(
    call: Call, request: shapes.ModifyGlobalDomainDnsRequest, tx: Transaction
) -> shapes.ModifyGlobalDomainDnsResponse:
    """Change a record; a list that is not given stays."""
    record = _find(call, tx, request.dns_record_id)
    if record.domain_id != find_global_domain(call, tx, request.domain_id).id:
        raise _no_record(call, request.dns_record_id)
    after = replace(
        record,
        proxy_ids=record.proxy_ids if request.proxy_id_list is None else _proxies(call, tx, request.proxy_id_list),
        countries=record.countries
        if request.nation_country_inner_codes is None
        else _countries(call, request.nation_country_inner_codes),
    )
    tx.replace(dns_records, record, after)
    return shapes.ModifyGlobalDomainDnsResponse(request_id=call.request_id)


@GAAP.write("DeleteGlobalDomainDns", locks=account_lock)
def delete_global_domain_dns(
    call: Call, request: shapes.DeleteGlobalDomainDnsRequest, tx: Transaction
) -> shapes.DeleteGlobalDomainDnsResponse:
    """Forget a record."""
    tx.remove(dns_records, _find(call, tx, request.dns_record_id))
    return shapes.DeleteGlobalDomainDnsResponse(request_id=call.request_id)


@GAAP.read("DescribeGlobalDomainDns")
def describe_global_domain_dns(
    call: Call, request: shapes.DescribeGlobalDomainDnsRequest, tx: Transaction
) -> shapes.DescribeGlobalDomainDnsResponse:
    """List a name's records, oldest first; connections that are gone are not shown."""
    domain = find_global_domain(call, tx, request.domain_id)
    book = call.port(AddressBook)
    shown = []
    for record in tx.find(dns_records, domain_id=domain.id):
        led_to = [found for one in record.proxy_ids if (found := tx.get(proxies, one)) is not None]
        shown.append(
            shapes.GlobalDns(
                dns_record_id=int(record.id),
                country_area_list=[area(code) for code in record.countries],
                access_list=[_access(book, proxy) for proxy in led_to],
                status=_RUNNING,
            )
        )
    return shapes.DescribeGlobalDomainDnsResponse(global_dns_list=shown, request_id=call.request_id)


def _find(call: Call, tx: Transaction, number: int) -> DnsRecord:
    found = tx.get(dns_records, str(number))
    if found is None or found.account != call.tenant.account:
        raise _no_record(call, number)
    return found


def _no_record(call: Call, number: int) -> Exception:
    return refusal(call, NOT_FOUND, f"DnsRecordId({number}) Not Exist.")


def _proxies(call: Call, tx: Transaction, given: Sequence[str]) -> tuple[str, ...]:
    return tuple(find_proxy(call, tx, proxy_id).id for proxy_id in dict.fromkeys(given))


def _countries(call: Call, given: Sequence[str]) -> tuple[str, ...]:
    if not all(code.isascii() and code.isdecimal() for code in given):
        raise refusal(call, VALUE, "NationCountryInnerCodes are numbers, as DescribeCountryAreaMapping has them.")
    return tuple(dict.fromkeys(given))


def _access(book: AddressBook, proxy: Proxy) -> shapes.ProxyAccessInfo:
    address, region = book.address(proxy.slot), region_detail(proxy.access_region)
    return shapes.ProxyAccessInfo(
        region_id=region.region_id,
        region_name=region.region_name,
        proxy_id=proxy.id,
        vip=address,
        vip_list=[shapes.IPDetail(ip=address, provider="BGP", bandwidth=proxy.bandwidth)],
        source_region_idc_type=region.idc_type,
    )
