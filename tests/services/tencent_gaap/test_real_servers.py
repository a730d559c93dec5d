"""Origins: told of, listed, renamed and forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud


async def add(cloud: Cloud, *addresses: str, **members: Any) -> list[str]:
    asked = {"ProjectId": 0, "RealServerName": "o", "RealServerIP": [*addresses], **members}
    return [one["RealServerId"] for one in (await cloud("AddRealServers", **asked))["RealServerSet"]]


async def addresses(cloud: Cloud, **members: Any) -> list[str]:
    answer = await cloud("DescribeRealServers", **{"ProjectId": -1, **members})
    return [one["RealServerIP"] for one in answer["RealServerSet"]]


async def test_addresses_and_names_have_one_form(cloud: Cloud) -> None:
    await add(cloud, "10.0.0.1", "WWW.Example.COM.", "2001:DB8:0::1", "localhost")
    assert await addresses(cloud) == ["10.0.0.1", "www.example.com", "2001:db8::1", "localhost"]


@pytest.mark.parametrize("address", ["", "1.2.3", "256.1.1.1", "a b", "http://a", "a..b", "-a.test", "fe80::1%eth0"])
async def test_what_is_neither(cloud: Cloud, address: str) -> None:
    asked = {"ProjectId": 0, "RealServerName": "o", "RealServerIP": ["10.0.0.1", address]}
    assert await cloud.code("AddRealServers", **asked) == "InvalidParameterValue"
    assert await addresses(cloud) == []


@pytest.mark.parametrize("again", [["10.0.0.1"], ["10.0.0.2", "10.0.0.2"], ["10.0.0.2", "10.0.0.1"]])
async def test_none_is_there_twice(cloud: Cloud, again: list[str]) -> None:
    await add(cloud, "10.0.0.1")
    code = await cloud.code("AddRealServers", ProjectId=0, RealServerName="o", RealServerIP=again)
    assert code == "InvalidParameterValue.DuplicateRS"
    assert await addresses(cloud) == ["10.0.0.1"]
    await add(Cloud(cloud.store, account="100000000002"), "10.0.0.1")


async def test_pages_and_filters(cloud: Cloud) -> None:
    await add(cloud, "10.0.0.1", "10.0.0.2", "www.a.test", RealServerName="first")
    tag = {"TagKey": "k", "TagValue": "v"}
    (tagged,) = await add(cloud, "10.0.1.1", ProjectId="3", RealServerName="second", TagSet=[tag])
    assert await addresses(cloud, ProjectId="0") == ["10.0.0.1", "10.0.0.2", "www.a.test"]
    assert await addresses(cloud, ProjectId=3) == ["10.0.1.1"]
    assert await addresses(cloud, SearchValue="10.0.0.") == ["10.0.0.1", "10.0.0.2"]
    assert await addresses(cloud, SearchValue="A.TEST") == ["www.a.test"]
    assert await addresses(cloud, Filters=[{"Name": "RealServerName", "Values": ["second"]}]) == ["10.0.1.1"]
    assert await addresses(cloud, Filters=[{"Name": "RealServerIP", "Values": ["10.0.0.2"]}]) == ["10.0.0.2"]
    assert await addresses(cloud, TagSet=[tag]) == ["10.0.1.1"]
    answer = await cloud("DescribeRealServers", ProjectId=-1, Offset=3, Limit=1)
    assert answer["TotalCount"] == 4
    assert answer["RealServerSet"] == [
        {
            "RealServerIP": "10.0.1.1",
            "RealServerId": tagged,
            "RealServerName": "second",
            "ProjectId": 3,
            "TagSet": [tag],
        }
    ]
    odd = {"ProjectId": -1, "Filters": [{"Name": "Colour", "Values": ["red"]}]}
    assert await cloud.code("DescribeRealServers", **odd) == "InvalidParameterValue"
    assert await cloud.code("DescribeRealServers", ProjectId=-1, Limit=51) == "InvalidParameterValue"


async def test_the_name_changes(cloud: Cloud) -> None:
    (server,) = await add(cloud, "10.0.0.1")
    await cloud("ModifyRealServerName", RealServerId=server, RealServerName="new")
    (shown,) = (await cloud("DescribeRealServers", ProjectId=-1))["RealServerSet"]
    assert shown["RealServerName"] == "new"


async def test_unbound_ones_are_forgotten_all_or_none(cloud: Cloud) -> None:
    free, bound = await add(cloud, "10.0.0.1", "10.0.0.2", TagSet=[{"TagKey": "k", "TagValue": "v"}])
    (tcp,) = await cloud.tcp(await cloud.proxy())
    await cloud.bind(tcp, "10.0.0.2:80")
    code = await cloud.code("RemoveRealServers", RealServerIds=[free, bound])
    assert code == "FailedOperation.RealServerAlreadyBound"
    assert await cloud.code("RemoveRealServers", RealServerIds=[free, "rs-unknown0"]) == "ResourceNotFound"
    await cloud.bind(tcp)
    await cloud("RemoveRealServers", RealServerIds=[free, bound, free])
    assert (await addresses(cloud), await cloud.count("tag")) == ([], 0)


async def test_another_accounts_are_not_there(cloud: Cloud) -> None:
    (server,) = await add(Cloud(cloud.store, account="100000000002"), "10.0.0.1")
    assert await addresses(cloud) == []
    assert await cloud.code("RemoveRealServers", RealServerIds=[server]) == "ResourceNotFound"
    code = await cloud.code("ModifyRealServerName", RealServerId=server, RealServerName="mine")
    assert code == "ResourceNotFound"
