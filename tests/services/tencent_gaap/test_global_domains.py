"""Global domains, their records, and the names of groups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud
from twincloud.storage.store import Store

TAG = {"TagKey": "team", "TagValue": "net"}
EVERY = {"ProjectId": -1, "Offset": 0, "Limit": 100}
KOREA = {
    "NationCountryName": "South Korea", "NationCountryInnerCode": "101007", "GeographicalZoneName": "East Asia",
    "GeographicalZoneInnerCode": "101000", "ContinentName": "Asia", "ContinentInnerCode": "100000", "Remark": "",
}  # fmt: skip


async def made(cloud: Cloud, **members: Any) -> str:
    asked = {"ProjectId": 0, "DefaultValue": "192.0.2.9", **members}
    return str((await cloud("CreateGlobalDomain", **asked))["DomainId"])


async def shown(cloud: Cloud, domain: str) -> dict[str, Any]:
    filters = [{"Name": "DomainId", "Values": [domain]}]
    (found,) = (await cloud("DescribeGlobalDomains", **EVERY, Filters=filters))["Domains"]
    return dict(found)


async def records(cloud: Cloud, domain: str) -> list[dict[str, Any]]:
    return list((await cloud("DescribeGlobalDomainDns", DomainId=domain))["GlobalDnsList"])


async def test_a_domains_life(store: Store) -> None:
    cloud = Cloud(store)
    domain = await made(cloud, Alias="mine", TagSet=[TAG])
    assert domain.startswith("dm-")
    view = await shown(cloud, domain)
    name = view.pop("FullDomain")
    assert (name[:3], name[11:]) == ("gd-", ".gaapqcloud.com")
    now = cloud.now_ms // 1000
    assert view == {
        "DomainId": domain, "Alias": "mine", "Type": "IP", "Status": 0, "ProjectId": 0, "DefaultValue": "192.0.2.9",
        "ProxyCount": 0, "CreateTime": now, "UpdateTime": now, "TagSet": [TAG], "BanStatus": "RECOVER",
    }  # fmt: skip
    cloud.now_ms += 5000
    await cloud("ModifyGlobalDomainAttribute", DomainId=domain, ProjectId=3)
    change = {"ProjectId": 3, "Alias": "", "DefaultValue": "a.test"}
    await cloud("ModifyGlobalDomainAttribute", DomainId=domain, **change)
    view = await shown(cloud, domain)
    assert {name: view[name] for name in (*change, "Type")} == {**change, "Type": "DOMAIN"}
    assert (view["CreateTime"], view["UpdateTime"]) == (now, now + 5)
    assert await cloud.code("DeleteGlobalDomain", DomainId=domain) == "FailedOperation"
    for _ in range(2):
        await cloud("DisableGlobalDomain", DomainId=domain)
        assert (await shown(cloud, domain))["Status"] == 1
    await cloud("EnableGlobalDomain", DomainId=domain)
    assert (await shown(cloud, domain))["Status"] == 0
    records = {"ProxyIdList": [await cloud.proxy()], "NationCountryInnerCodes": ["101001"]}
    await cloud("CreateGlobalDomainDns", DomainId=domain, **records)
    await cloud("DisableGlobalDomain", DomainId=domain)
    await cloud("DeleteGlobalDomain", DomainId=domain)
    for table in ("gaap_global_domain", "gaap_dns_record", "tag"):
        assert await cloud.count(table) == 0, table


async def test_what_is_listed(cloud: Cloud) -> None:
    first, second = await made(cloud, Alias="a", TagSet=[TAG]), await made(cloud, Alias="b", ProjectId=7)

    async def listed(**members: Any) -> list[str]:
        answer = await cloud("DescribeGlobalDomains", **{**EVERY, **members})
        assert answer["TotalCount"] >= len(answer["Domains"])
        return [one["DomainId"] for one in answer["Domains"]]

    assert await listed() == [first, second]
    assert await listed(Offset=1, Limit=1) == [second]
    assert await listed(ProjectId=7) == [second]
    assert await listed(TagSet=[TAG]) == [first]
    assert await listed(Filters=[{"Name": "Alias", "Values": ["b", "c"]}]) == [second]
    wrong = [{"Name": "Color", "Values": ["blue"]}]
    assert await cloud.code("DescribeGlobalDomains", **EVERY, Filters=wrong) == "InvalidParameterValue"
    stranger = Cloud(cloud.store, account="100000000002")
    assert (await stranger("DescribeGlobalDomains", **EVERY))["Domains"] == []


async def test_records(cloud: Cloud) -> None:
    domain = await made(cloud)
    proxies = [await cloud.proxy(AccessRegion=region) for region in ("Korea", "Japan")]
    lists = {"ProxyIdList": proxies[:1], "NationCountryInnerCodes": ["101007", "999999"]}
    await cloud("CreateGlobalDomainDns", DomainId=domain, **lists)
    (record,) = await records(cloud, domain)
    number = record.pop("DnsRecordId")
    unknown = dict.fromkeys(KOREA, "") | {"NationCountryInnerCode": "999999"}
    assert record == {
        "CountryAreaList": [KOREA, unknown],
        "AccessList": [
            {
                "RegionId": "Korea", "RegionName": "Seoul", "ProxyId": proxies[0], "Vip": "192.0.2.1",
                "VipList": [{"IP": "192.0.2.1", "Provider": "BGP", "Bandwidth": 10}], "SourceRegionIdcType": "dc",
            }
        ],
        "Status": 1,
    }  # fmt: skip
    view = await shown(cloud, domain)
    assert view["ProxyCount"] == 1
    found = (await cloud("DescribeProxies", Order="asc"))["ProxySet"]
    assert [one["RelatedGlobalDomains"] for one in found] == [[view["FullDomain"]], []]
    place = {"DnsRecordId": number, "DomainId": domain}
    # The Terraform provider sends the list alone that changes.
    await cloud("ModifyGlobalDomainDns", **place, ProxyIdList=proxies)
    await cloud("ModifyGlobalDomainDns", **place, NationCountryInnerCodes=["101001"])
    (record,) = await records(cloud, domain)
    assert [one["ProxyId"] for one in record["AccessList"]] == proxies
    assert [one["NationCountryName"] for one in record["CountryAreaList"]] == ["North China"]
    await cloud("DestroyProxies", ProxyIds=proxies[:1], Force=1)
    (record,) = await records(cloud, domain)
    assert [one["ProxyId"] for one in record["AccessList"]] == proxies[1:]
    await cloud("DeleteGlobalDomainDns", DnsRecordId=number)
    assert await records(cloud, domain) == []


async def test_what_is_refused(cloud: Cloud) -> None:
    domain, proxy = await made(cloud), await cloud.proxy()
    record = {"DomainId": domain, "ProxyIdList": [proxy], "NationCountryInnerCodes": ["101001"]}
    await cloud("CreateGlobalDomainDns", **record)
    number = (await records(cloud, domain))[0]["DnsRecordId"]
    other, place = await made(cloud), {"DomainId": domain}
    refusals: list[tuple[str, dict[str, Any], str]] = [
        ("CreateGlobalDomain", {"ProjectId": 0, "DefaultValue": "no name"}, "InvalidParameterValue"),
        ("ModifyGlobalDomainAttribute", {**place, "ProjectId": 0, "DefaultValue": ""}, "InvalidParameterValue"),
        ("CreateGlobalDomainDns", {**record, "ProxyIdList": ["link-12345678"]}, "ResourceNotFound"),
        ("CreateGlobalDomainDns", {**record, "ProxyIdList": []}, "InvalidParameterValue"),
        ("CreateGlobalDomainDns", {**record, "NationCountryInnerCodes": ["Korea"]}, "InvalidParameterValue"),
        ("ModifyGlobalDomainDns", {"DnsRecordId": number, "DomainId": other}, "ResourceNotFound"),
        ("ModifyGlobalDomainDns", {"DnsRecordId": 1, "DomainId": domain}, "ResourceNotFound"),
        ("DeleteGlobalDomainDns", {"DnsRecordId": 1}, "ResourceNotFound"),
    ]  # fmt: skip
    for action, members, code in refusals:
        assert await cloud.code(action, **members) == code, (action, members)
    gone: dict[str, dict[str, Any]] = {
        "DeleteGlobalDomain": {}, "EnableGlobalDomain": {}, "DisableGlobalDomain": {}, "DescribeGlobalDomainDns": {},
        "ModifyGlobalDomainAttribute": {"ProjectId": 0},
    }  # fmt: skip
    for action, members in gone.items():
        error = await cloud.refused(action, DomainId="dm-12345678", **members)
        assert (error.code, error.message) == ("FailedOperation", "domain not exits"), action
    for _ in range(3):
        await made(cloud)
    assert await cloud.code("CreateGlobalDomain", ProjectId=0, DefaultValue="1.1.1.1") == "LimitExceeded.Domain"
    stranger = Cloud(cloud.store, account="100000000002")
    assert await stranger.code("DeleteGlobalDomainDns", DnsRecordId=number) == "ResourceNotFound"


async def test_the_name_of_a_group(store: Store) -> None:
    cloud = Cloud(store)
    group = await cloud.group("Korea", "Japan")
    asked = {"GroupId": group, "DefaultDnsIp": "192.0.2.9"}
    near = [{"RegionId": "Korea", "NationCountryInnerList": ["101007"]}, {"RegionId": "Beijing"}]
    assert await cloud.code("ModifyGroupDomainConfig", **asked) == "FailedOperation"
    for _ in range(2):
        assert (await cloud("CreateProxyGroupDomain", GroupId=group))["GroupId"] == group
    await cloud("ModifyGroupDomainConfig", **asked, AccessRegionList=near)
    answer = await cloud("DescribeGroupDomainConfig", GroupId=group)
    (korea, beijing) = answer["AccessRegionList"]
    (member,) = korea.pop("ProxyList")
    detail = (await cloud("DescribeProxyDetail", ProxyId=member["ProxyId"]))["ProxyDetail"]
    assert (detail["AccessRegion"], detail["GroupId"]) == ("Korea", group)
    assert korea == {
        "NationCountryInnerList": [{"NationCountryName": "South Korea", "NationCountryInnerCode": "101007"}],
        "RegionId": "Korea", "GeographicalZoneInnerCode": "101000", "ContinentInnerCode": "100000",
        "RegionName": "Seoul",
    }  # fmt: skip
    assert (beijing["ProxyList"], beijing["NationCountryInnerList"]) == ([], [])
    assert (answer["DefaultDnsIp"], answer["AccessRegionCount"]) == ("192.0.2.9", 2)
    shown = (await cloud("DescribeProxyGroupDetails", GroupId=group))["ProxyGroupDetail"]
    assert (shown["Domain"], shown["DnsDefaultIp"]) == (f"{group}.gaapqcloud.com", "192.0.2.9")
    wrong = [{"RegionId": "Moon"}]
    assert await cloud.code("ModifyGroupDomainConfig", **asked, AccessRegionList=wrong) == "InvalidParameterValue"
    for action in ("CreateProxyGroupDomain", "DescribeGroupDomainConfig"):
        assert await cloud.code(action, GroupId="lg-12345678") == "ResourceNotFound"


@pytest.mark.parametrize("code", ["101001", "401012"])
async def test_countries(cloud: Cloud, code: str) -> None:
    found = (await cloud("DescribeCountryAreaMapping"))["CountryAreaMappingList"]
    (one,) = [one for one in found if one["NationCountryInnerCode"] == code]
    assert all(one[name] for name in ("NationCountryName", "GeographicalZoneInnerCode", "ContinentName"))
