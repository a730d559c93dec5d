"""Global domains come, are shown, change, open, close and go."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.tags import drop_tags, set_tags, tags_of
from twincloud.kernel.paging import page
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_gaap.connections.global_domain_records import (
    GlobalDomain,
    dns_records,
    find_global_domain,
    global_domains,
)
from twincloud.services.tencent_gaap.connections.proxy_list import tag_views
from twincloud.services.tencent_gaap.errors import FAILED, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock
from twincloud.services.tencent_gaap.narrowing import filtered, of_project, tagged
from twincloud.services.tencent_gaap.origins.real_servers import kind_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.storage.transaction import Transaction

_OPEN, _CLOSED = 0, 1
_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.[A-Za-z][A-Za-z0-9-]*")
_FILTERS: dict[str, Callable[[GlobalDomain], str]] = {
    "DomainId": lambda domain: domain.id,
    "Alias": lambda domain: domain.alias,
}


@GAAP.write("CreateGlobalDomain", locks=account_lock)
def create_global_domain(
    call: Call, request: shapes.CreateGlobalDomainRequest, tx: Transaction
) -> shapes.CreateGlobalDomainResponse:
    """Make a name, which is open at once."""
    _check_default(call, request.default_value)
    most = quotas(call).global_domains
    if len(tx.find(global_domains, account=call.tenant.account)) >= most:
        raise refusal(call, "LimitExceeded.Domain", f"An account has at most {most} global domains.")
    made = GlobalDomain(
        id=call.new_id("dm-"),
        account=call.tenant.account,
        name=f"{call.new_id('gd-')}.gaapqcloud.com",
        project_id=request.project_id,
        default=request.default_value,
        created_ms=call.now_ms,
        updated_ms=call.now_ms,
        alias=request.alias or "",
    )
    tx.add(global_domains, made)
    if request.tag_set:
        wanted = {tag.tag_key: tag.tag_value for tag in request.tag_set}
        set_tags(tx, Tenant(call.tenant.account, ""), made.id, wanted)
    return shapes.CreateGlobalDomainResponse(domain_id=made.id, request_id=call.request_id)


@GAAP.read("DescribeGlobalDomains")
def describe_global_domains(
    call: Call, request: shapes.DescribeGlobalDomainsRequest, tx: Transaction
) -> shapes.DescribeGlobalDomainsResponse:
    """List names, oldest first."""
    found = of_project(tx.find(global_domains, account=call.tenant.account), request.project_id)
    found = tagged(tx, filtered(call, found, request.filters, _FILTERS), request.tag_set)
    shown = [_view(tx, domain) for domain in page(found, request.offset, request.limit)]
    return shapes.DescribeGlobalDomainsResponse(domains=shown, total_count=len(found), request_id=call.request_id)


@GAAP.write("ModifyGlobalDomainAttribute", locks=account_lock)
def modify_global_domain_attribute(
    call: Call, request: shapes.ModifyGlobalDomainAttributeRequest, tx: Transaction
) -> shapes.ModifyGlobalDomainAttributeResponse:
    """Change a name's project, and its alias and where it leads by default if they are given."""
    domain = find_global_domain(call, tx, request.domain_id)
    if request.default_value is not None:
        _check_default(call, request.default_value)
    after = replace(
        domain,
        project_id=request.project_id,
        alias=domain.alias if request.alias is None else request.alias,
        default=domain.default if request.default_value is None else request.default_value,
        updated_ms=call.now_ms,
    )
    tx.replace(global_domains, domain, after)
    return shapes.ModifyGlobalDomainAttributeResponse(request_id=call.request_id)


@GAAP.write("EnableGlobalDomain", locks=account_lock)
def enable_global_domain(
    call: Call, request: shapes.EnableGlobalDomainRequest, tx: Transaction
) -> shapes.EnableGlobalDomainResponse:
    """Open a name; one that is open stays so."""
    domain = find_global_domain(call, tx, request.domain_id)
    tx.replace(global_domains, domain, replace(domain, closed=False, updated_ms=call.now_ms))
    return shapes.EnableGlobalDomainResponse(request_id=call.request_id)


@GAAP.write("DisableGlobalDomain", locks=account_lock)
def disable_global_domain(
    call: Call, request: shapes.DisableGlobalDomainRequest, tx: Transaction
) -> shapes.DisableGlobalDomainResponse:
    """Close a name and keep its records; one that is closed stays so."""
    domain = find_global_domain(call, tx, request.domain_id)
    tx.replace(global_domains, domain, replace(domain, closed=True, updated_ms=call.now_ms))
    return shapes.DisableGlobalDomainResponse(request_id=call.request_id)


@GAAP.write("DeleteGlobalDomain", locks=account_lock)
def delete_global_domain(
    call: Call, request: shapes.DeleteGlobalDomainRequest, tx: Transaction
) -> shapes.DeleteGlobalDomainResponse:
    """Forget a name that is closed, with its records."""
    domain = find_global_domain(call, tx, request.domain_id)
    if not domain.closed:
        raise refusal(call, FAILED, f"The domain {domain.id} is open; disable it first.")
    for record in tx.find(dns_records, domain_id=domain.id):
        tx.remove(dns_records, record)
    tx.remove(global_domains, domain)
    drop_tags(tx, domain.id)
    return shapes.DeleteGlobalDomainResponse(request_id=call.request_id)


def _check_default(call: Call, given: str) -> None:
    if kind_of(given) != "IP" and not _NAME.fullmatch(given):
        raise refusal(call, VALUE, f"DefaultValue {given[:64]} is neither an IP address nor a domain name.")


def _view(tx: Transaction, domain: GlobalDomain) -> shapes.Domain:
    led_to = {proxy for record in tx.find(dns_records, domain_id=domain.id) for proxy in record.proxy_ids}
    return shapes.Domain(
        domain_id=domain.id,
        full_domain=domain.name,
        alias=domain.alias,
        type_=kind_of(domain.default),
        status=_CLOSED if domain.closed else _OPEN,
        project_id=domain.project_id,
        default_value=domain.default,
        proxy_count=len(led_to),
        create_time=domain.created_ms // 1000,
        update_time=domain.updated_ms // 1000,
        tag_set=tag_views(tags_of(tx, domain.id)),
        ban_status="RECOVER",
    )
