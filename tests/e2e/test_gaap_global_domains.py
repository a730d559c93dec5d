"""Global domains and their records through the official SDK, as Terraform makes, reads and destroys them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.gaap import Gaap

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def read(gaap: Gaap, domain: str) -> list[Any]:
    filters = [{"Name": "DomainId", "Values": [domain]}]
    return list((await gaap("DescribeGlobalDomains", ProjectId=-1, Offset=0, Limit=10, Filters=filters)).Domains)


async def test_a_domain_from_apply_to_destroy(gaap: Gaap) -> None:
    proxy = await gaap.proxy(AccessRegion="Korea")
    domain = (await gaap("CreateGlobalDomain", ProjectId=0, DefaultValue="192.0.2.9", Alias="tf")).DomainId
    (shown,) = await read(gaap, domain)
    assert (shown.Alias, shown.DefaultValue, shown.Status, shown.ProjectId) == ("tf", "192.0.2.9", 0, 0)
    await gaap.done("ModifyGlobalDomainAttribute", DomainId=domain, ProjectId=0, Alias="tf2", DefaultValue="b.test")
    for action, status in (("DisableGlobalDomain", 1), ("EnableGlobalDomain", 0)):
        await gaap.done(action, DomainId=domain)
        (shown,) = await read(gaap, domain)
        assert (shown.Status, shown.Alias, shown.DefaultValue) == (status, "tf2", "b.test")

    countries = [
        one.NationCountryInnerCode for one in (await gaap("DescribeCountryAreaMapping")).CountryAreaMappingList
    ]
    record = {"DomainId": domain, "ProxyIdList": [proxy], "NationCountryInnerCodes": countries[:2]}
    await gaap.done("CreateGlobalDomainDns", **record)
    (found,) = (await gaap("DescribeGlobalDomainDns", DomainId=domain)).GlobalDnsList
    assert [one.ProxyId for one in found.AccessList] == [proxy], "by these two lists the provider knows its record"
    assert [one.NationCountryInnerCode for one in found.CountryAreaList] == countries[:2]
    assert (found.Status, found.AccessList[0].Vip) == (1, await gaap.address(proxy))
    place = {"DnsRecordId": found.DnsRecordId, "DomainId": domain}
    await gaap.done("ModifyGlobalDomainDns", **place, NationCountryInnerCodes=countries[2:3])
    (found,) = (await gaap("DescribeGlobalDomainDns", DomainId=domain)).GlobalDnsList
    assert [one.NationCountryInnerCode for one in found.CountryAreaList] == countries[2:3]
    detail = (await gaap("DescribeProxyDetail", ProxyId=proxy)).ProxyDetail
    assert detail.RelatedGlobalDomains == [shown.FullDomain]
    await gaap.done("DeleteGlobalDomainDns", DnsRecordId=found.DnsRecordId)
    assert (await gaap("DescribeGlobalDomainDns", DomainId=domain)).GlobalDnsList == []

    assert await gaap.refused("DeleteGlobalDomain", DomainId=domain) == "FailedOperation", "it disables it first"
    await gaap.done("DisableGlobalDomain", DomainId=domain)
    await gaap.done("DeleteGlobalDomain", DomainId=domain)
    assert await read(gaap, domain) == []


async def test_the_name_of_a_group(gaap: Gaap) -> None:
    group = await gaap.group("Korea")
    assert (await gaap("CreateProxyGroupDomain", GroupId=group)).GroupId == group
    near = [{"RegionId": "Korea", "NationCountryInnerList": ["101007"]}]
    await gaap.done("ModifyGroupDomainConfig", GroupId=group, DefaultDnsIp="192.0.2.9", AccessRegionList=near)
    found = await gaap("DescribeGroupDomainConfig", GroupId=group)
    (region,) = found.AccessRegionList
    assert (found.DefaultDnsIp, region.RegionId, len(region.ProxyList)) == ("192.0.2.9", "Korea", 1)
    assert (await gaap("DescribeProxyGroupDetails", GroupId=group)).ProxyGroupDetail.Domain == f"{group}.gaapqcloud.com"
