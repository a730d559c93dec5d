"""A name for a group's connections: CreateProxyGroupDomain, DescribeGroupDomainConfig, ModifyGroupDomainConfig."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.connections.countries import area
from twincloud.services.tencent_gaap.connections.regions import is_access_region, region_detail
from twincloud.services.tencent_gaap.errors import FAILED, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, find_group, hold, require_standard
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Group, groups, proxies
from twincloud.storage.transaction import Transaction


@GAAP.write("CreateProxyGroupDomain", locks=account_lock)
def create_proxy_group_domain(
    call: Call, request: shapes.CreateProxyGroupDomainRequest, tx: Transaction
) -> shapes.CreateProxyGroupDomainResponse:
    """Give a group a name; one that has it keeps it."""
    group = _hold(call, tx, request.group_id)
    tx.replace(groups, group, replace(group, domain=f"{group.id}.gaapqcloud.com"))
    return shapes.CreateProxyGroupDomainResponse(group_id=group.id, request_id=call.request_id)


@GAAP.write("ModifyGroupDomainConfig", locks=account_lock)
def modify_group_domain_config(
    call: Call, request: shapes.ModifyGroupDomainConfigRequest, tx: Transaction
) -> shapes.ModifyGroupDomainConfigResponse:
    """Say which region's connections of a group serve which countries, and where its name leads everybody else."""
    group = _hold(call, tx, request.group_id)
    if not group.domain:
        raise refusal(call, FAILED, f"The group {group.id} has no domain; make one first.")
    near: dict[str, tuple[str, ...]] = {}
    for given in request.access_region_list or ():
        if not is_access_region(given.region_id):
            raise refusal(call, VALUE, f"The access region {given.region_id} is not known.")
        near[given.region_id] = tuple(dict.fromkeys(given.nation_country_inner_list or ()))
    tx.replace(groups, group, replace(group, default_dns=request.default_dns_ip, near=near))
    return shapes.ModifyGroupDomainConfigResponse(request_id=call.request_id)


@GAAP.read("DescribeGroupDomainConfig")
def describe_group_domain_config(
    call: Call, request: shapes.DescribeGroupDomainConfigRequest, tx: Transaction
) -> shapes.DescribeGroupDomainConfigResponse:
    """Show where a group's name leads whom: each region with the group's connections that begin there."""
    group = find_group(call, tx, request.group_id)
    members = tx.find(proxies, group_id=group.id, deleting=0)
    shown = []
    for region, codes in group.near.items():
        countries = [area(code) for code in codes]
        shown.append(
            shapes.DomainAccessRegionDict(
                nation_country_inner_list=[
                    shapes.NationCountryInnerInfo(
                        nation_country_name=one.nation_country_name,
                        nation_country_inner_code=one.nation_country_inner_code,
                    )
                    for one in countries
                ],
                proxy_list=[shapes.ProxyIdDict(proxy_id=one.id) for one in members if one.access_region == region],
                region_id=region,
                region_name=region_detail(region).region_name,
                geographical_zone_inner_code=countries[0].geographical_zone_inner_code if countries else "",
                continent_inner_code=countries[0].continent_inner_code if countries else "",
            )
        )
    return shapes.DescribeGroupDomainConfigResponse(
        access_region_list=shown,
        default_dns_ip=group.default_dns,
        group_id=group.id,
        access_region_count=len(shown),
        request_id=call.request_id,
    )


def _hold(call: Call, tx: Transaction, group_id: str) -> Group:
    hold(tx, group_id)
    group = find_group(call, tx, group_id)
    require_standard(call, tx, group.id)
    return group
