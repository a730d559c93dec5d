"""Connections: ordered, listed, changed, copied and destroyed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import NOW_MS
from tests.services.tencent_gaap.harness import ORDER, Cloud
from twincloud.inventory.addresses import PoolBook
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore


async def shown(cloud: Cloud, proxy: str) -> dict[str, Any]:
    return dict((await cloud("DescribeProxyDetail", ProxyId=proxy))["ProxyDetail"])


class TestCreate:
    async def test_what_was_ordered_is_shown(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy(
            ProjectId="7", ProxyName="mine", BillingType=1, NetworkType="CN2", PackageType="accelerator",
            TagSet=[{"TagKey": "a", "TagValue": "b"}], IPAddressVersion="ipv4", Http3Supported=1,
        )  # fmt: skip
        found = await shown(cloud, proxy)
        members = (
            "ProxyId", "InstanceId", "ProjectId", "ProxyName", "AccessRegion", "RealServerRegion", "Bandwidth",
            "Concurrent", "Status", "Domain", "IP", "Version", "GroupId", "ForwardIP", "BillingType", "NetworkType",
            "PackageType", "IPAddressVersion", "CreateTime", "ModifyConfigTime",
        )  # fmt: skip
        assert {name: found[name] for name in members} == {
            "ProxyId": proxy, "InstanceId": proxy, "ProjectId": 7, "ProxyName": "mine", "AccessRegion": "Hongkong",
            "RealServerRegion": "Guangzhou", "Bandwidth": 10, "Concurrent": 2, "Status": "RUNNING",
            "Domain": f"{proxy}.gaapqcloud.com", "IP": "192.0.2.1", "Version": "3.0", "GroupId": None, "ForwardIP": "",
            "BillingType": 1, "NetworkType": "cn2", "PackageType": "Accelerator", "IPAddressVersion": "IPv4",
            "CreateTime": NOW_MS // 1000, "ModifyConfigTime": None,
        }  # fmt: skip
        assert found["TagSet"] == [{"TagKey": "a", "TagValue": "b"}]
        assert found["IPList"] == [{"IP": "192.0.2.1", "Provider": "BGP", "Bandwidth": 10}]
        assert found["AccessRegionInfo"]["RegionName"] == "Hong Kong (China)"
        unread = {name for name, value in found.items() if value is None}
        assert unread == {"GroupId", "PolicyId", "ModifyConfigTime"}, "Terraform reads the others without looking"

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"Bandwidth": 11}, "InvalidParameterValue.InvalidBandwidth"),
            ({"Concurrent": 3}, "InvalidParameterValue.InvalidConcurrency"),
            ({"AccessRegion": "Atlantis"}, "InvalidParameterValue"),
            ({"RealServerRegion": "Changsha"}, "InvalidParameterValue"),
            ({"RealServerRegion": None}, "MissingParameter"),
            ({"ProxyName": ""}, "InvalidParameterValue"),
            ({"ProxyName": "x" * 33}, "InvalidParameterValue"),
            ({"IPAddressVersion": "IPv6"}, "UnsupportedOperation"),
            ({"NetworkType": "fast"}, "InvalidParameterValue"),
            ({"BillingType": 2}, "InvalidParameterValue"),
            ({"GroupId": "lg-00000000"}, "ResourceNotFound"),
            ({"ClonedProxyId": "link-00000000"}, "ResourceNotFound"),
            ({"ClientToken": "ü"}, "InvalidParameterValue"),
        ],
    )
    async def test_what_cannot_be_had(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        asked = {name: value for name, value in {**ORDER, **members}.items() if value is not None}
        assert await cloud.code("CreateProxy", **asked) == code
        assert await cloud.count("gaap_proxy") == 0

    async def test_quotas(self, gaap_store: SqliteStore) -> None:
        cloud = Cloud(gaap_store, quotas=Quotas(proxies=3, proxies_per_group=2), book=PoolBook(["192.0.2.0/29"]))
        group = await cloud.group("Hongkong", "Japan")
        assert await cloud.code("CreateProxy", **{**ORDER, "GroupId": group}) == "FailedOperation"
        await cloud.proxy()
        assert await cloud.code("CreateProxy", **ORDER) == "LimitExceeded"

    async def test_no_address_is_left(self, gaap_store: SqliteStore) -> None:
        cloud = Cloud(gaap_store, book=PoolBook(["192.0.2.1"]))
        await cloud.proxy()
        assert await cloud.code("CreateProxy", **ORDER) == "FailedOperation.ProxySellOut"

    async def test_a_token_is_good_for_one_call(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy(ClientToken="once")
        assert await cloud.code("CreateProxy", **ORDER, ClientToken="once") == "FailedOperation.DuplicatedRequest"
        await cloud("CloseProxies", ProxyIds=[proxy], ClientToken="once")
        again = {"ProxyIds": [proxy], "ClientToken": "once"}
        assert await cloud.code("CloseProxies", **again) == "FailedOperation.DuplicatedRequest"
        cloud.now_ms += 86_400_001
        await cloud("CloseProxies", **again)
        await Cloud(cloud.store, account="100000000002").proxy(ClientToken="once")

    async def test_a_copy_has_everything_but_the_address(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        (tcp,) = await cloud.tcp(proxy, 80, HealthCheck=1, DelayLoop=10)
        await cloud.bind(tcp, "10.0.0.1:80")
        web = await cloud.http(proxy, 81)
        await cloud.bind(await cloud.rule(web, path="/a"), "10.0.0.2:81")
        copy = await cloud.proxy(ClonedProxyId=proxy)
        (listener,) = (await cloud("DescribeTCPListeners", ProxyId=copy))["ListenerSet"]
        (other,) = (await cloud("DescribeHTTPListeners", ProxyId=copy))["ListenerSet"]
        (domain,) = (await cloud("DescribeRules", ListenerId=other["ListenerId"]))["DomainRuleSet"]
        (rule,) = domain["RuleSet"]
        assert (listener["Port"], listener["DelayLoop"], domain["Domain"], rule["Path"]) == (80, 10, "a.test", "/a")
        origins = [*listener["RealServerSet"], *rule["RealServerSet"]]
        assert [one["RealServerIP"] for one in origins] == ["10.0.0.1", "10.0.0.2"]
        await cloud("DestroyProxies", ProxyIds=[proxy], Force=1)
        assert len((await cloud.plan(copy)).listeners) == 2
        assert {one.endpoints[0].host for one in (await cloud.plan(copy)).listeners} == {"192.0.2.2"}

    async def test_only_running_ones_are_copied(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        await cloud("CloseProxies", ProxyIds=[proxy])
        assert await cloud.code("CreateProxy", **ORDER, ClonedProxyId=proxy) == "FailedOperation"


class TestList:
    async def test_pages_and_orders(self, cloud: Cloud) -> None:
        made = []
        for bandwidth in (20, 10, 50):
            cloud.now_ms += 1000
            made.append(await cloud.proxy(Bandwidth=bandwidth))
        first, second, third = made

        async def ids(**members: Any) -> list[str]:
            answer = await cloud("DescribeProxies", **members)
            assert answer["TotalCount"] == 3
            assert answer["ProxySet"] == answer["InstanceSet"]
            return [one["ProxyId"] for one in answer["ProxySet"]]

        assert await ids() == [third, second, first]
        assert await ids(Order="asc") == [first, second, third]
        assert await ids(OrderField="bandwidth", Order="ASC") == [second, first, third]
        assert await ids(OrderField="proxy_id", Order="asc") == sorted(made)
        assert await ids(OrderField="concurrent_connections", Limit=2) == [third, second]
        assert await ids(Offset="1", Limit="1") == [second]
        assert await ids(Offset=3) == []

    async def test_filters(self, cloud: Cloud) -> None:
        one = await cloud.proxy(AccessRegion="Japan", ProjectId=5, TagSet=[{"TagKey": "k", "TagValue": "1"}])
        two = await cloud.proxy(RealServerRegion="Shanghai", PackageType="CrossBorder")
        group = await cloud.group("Hongkong")

        async def ids(**members: Any) -> set[str]:
            return {one["ProxyId"] for one in (await cloud("DescribeProxies", **members))["ProxySet"]}

        def by(name: str, *values: str) -> dict[str, Any]:
            return {"Filters": [{"Name": name, "Values": [*values]}]}

        (member,) = await ids(Independent=0)
        assert await ids(Independent=1) == {one, two}
        assert await ids(**by("AccessRegion", "Japan", "Korea")) == {one}
        assert await ids(**by("RealServerRegion", "Shanghai")) == {two}
        assert await ids(**by("ProjectId", "5")) == {one}
        assert await ids(**by("GroupId", group)) == {member}
        assert await ids(**by("PackageType", "CrossBorder")) == {two}
        assert await ids(**by("IPAddressVersion", "IPv4")) == {one, two, member}
        assert await ids(TagSet=[{"TagKey": "k", "TagValue": "1"}, {"TagKey": "x", "TagValue": "y"}]) == {one}
        assert await ids(ProxyIds=[one, "link-unknown"], InstanceIds=[two]) == {one, two}
        assert await cloud.code("DescribeProxies", **by("Colour", "red")) == "InvalidParameterValue"
        both = {**by("ProjectId", "5"), "ProxyIds": [one]}
        assert await cloud.code("DescribeProxies", **both) == "InvalidParameter"
        assert await cloud.code("DescribeProxies", Limit=101) == "InvalidParameterValue"

    async def test_of_another_account_there_is_none(self, cloud: Cloud) -> None:
        proxy = await Cloud(cloud.store, account="100000000002").proxy()
        assert (await cloud("DescribeProxies", ProxyIds=[proxy]))["ProxySet"] == []
        assert (await cloud("DescribeProxiesStatus", ProxyIds=[proxy]))["InstanceStatusSet"] == []
        assert await cloud.code("DescribeProxyDetail", ProxyId=proxy) == "ResourceNotFound"
        assert await cloud.code("ModifyProxyConfiguration", ProxyId=proxy, Bandwidth=20) == "ResourceNotFound"
        asked = {"ProxyIds": [proxy], "ProxyName": "mine"}
        assert await cloud.code("ModifyProxiesAttribute", **asked) == "ResourceNotFound"
        answer = await cloud("DestroyProxies", ProxyIds=[proxy], Force=1)
        assert answer["InvalidStatusInstanceSet"] == [proxy]

    async def test_statuses_come_in_the_order_of_the_question(self, cloud: Cloud) -> None:
        first, second = await cloud.proxy(), await cloud.proxy()
        await cloud("CloseProxies", InstanceIds=[first])
        answer = await cloud("DescribeProxiesStatus", InstanceIds=[second, first, "link-unknown"])
        assert answer["InstanceStatusSet"] == [
            {"InstanceId": second, "Status": "RUNNING"},
            {"InstanceId": first, "Status": "CLOSED"},
        ]


class TestChange:
    async def test_the_name(self, cloud: Cloud) -> None:
        first, second = await cloud.proxy(), await cloud.proxy()
        cloud.now_ms += 5000
        await cloud("ModifyProxiesAttribute", ProxyIds=[first, second], ProxyName="both")
        assert [(await shown(cloud, one))["ProxyName"] for one in (first, second)] == ["both", "both"]
        assert (await shown(cloud, first))["ModifyConfigTime"] == NOW_MS // 1000 + 5
        assert await cloud.code("ModifyProxiesAttribute", ProxyIds=[first]) == "MissingParameter"

    async def test_the_size(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        await cloud("ModifyProxyConfiguration", ProxyId=proxy, Bandwidth=100)
        await cloud("ModifyProxyConfiguration", InstanceId=proxy, Concurrent=10, BillingType=1)
        found = await shown(cloud, proxy)
        assert (found["Bandwidth"], found["Concurrent"], found["BillingType"]) == (100, 10, 1)
        refused: list[tuple[dict[str, Any], str]] = [
            ({"ProxyId": proxy}, "MissingParameter"),
            ({"Bandwidth": 100}, "MissingParameter"),
            ({"ProxyId": proxy, "Bandwidth": 15}, "InvalidParameterValue"),
            ({"ProxyId": proxy, "Concurrent": 0}, "InvalidParameterValue"),
        ]
        for members, code in refused:
            assert await cloud.code("ModifyProxyConfiguration", **members) == code

    @pytest.mark.parametrize(
        "action", ["OpenProxies", "CloseProxies", "DestroyProxies", "ModifyProxiesAttribute", "DescribeProxiesStatus"]
    )
    async def test_somebody_must_be_named(self, cloud: Cloud, action: str) -> None:
        needed: dict[str, dict[str, Any]] = {
            "DestroyProxies": {"Force": 1},
            "ModifyProxiesAttribute": {"ProxyName": "a"},
        }
        assert await cloud.code(action, **needed.get(action, {}), ProxyIds=[]) == "MissingParameter"


class TestDestroy:
    async def test_takes_all_that_hangs_on_it(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy(TagSet=[{"TagKey": "a", "TagValue": "b"}])
        (tcp,) = await cloud.tcp(proxy)
        await cloud.bind(tcp, "10.0.0.1:80")
        await cloud.bind(await cloud.rule(await cloud.http(proxy, 81)), "10.0.0.1:80")
        bound = await cloud.code("DestroyProxies", ProxyIds=[proxy], Force=0)
        assert bound == "FailedOperation.RealServerAlreadyBound"
        await cloud("DestroyProxies", ProxyIds=[proxy], Force="1")
        for noun in ("gaap_proxy", "gaap_listener", "gaap_domain", "gaap_rule", "gaap_binding", "balancer", "address"):
            assert await cloud.count(noun) == 0, noun
        assert await cloud.count("tag") == 0
        ids = list((await cloud.origins("10.0.0.1")).values())
        await cloud("RemoveRealServers", RealServerIds=ids)

    async def test_without_force_one_bound_origin_keeps_all(self, cloud: Cloud) -> None:
        free, bound = await cloud.proxy(), await cloud.proxy()
        (tcp,) = await cloud.tcp(bound)
        await cloud.bind(tcp, "10.0.0.1:80")
        code = await cloud.code("DestroyProxies", ProxyIds=[free, bound], Force=0)
        assert code == "FailedOperation.RealServerAlreadyBound"
        assert await cloud.count("gaap_proxy") == 2
        await cloud("DestroyProxies", ProxyIds=[free], Force=0)

    async def test_of_different_groups_at_once(self, cloud: Cloud) -> None:
        for _ in range(2):
            await cloud.group("Hongkong")
        ids = [one["ProxyId"] for one in (await cloud("DescribeProxies"))["ProxySet"]]
        code = await cloud.code("DestroyProxies", ProxyIds=ids, Force=1)
        assert code == "FailedOperation.BelongDifferentGroup"


class TestGroups:
    async def test_come_with_connections_and_go_without(self, cloud: Cloud) -> None:
        group = await cloud.group("Hongkong", "Japan")
        members = (await cloud("DescribeProxies", Order="asc"))["ProxySet"]
        assert [(one["ProxyName"], one["GroupId"]) for one in members] == [("default", group)] * 2
        assert {one["RealServerRegion"] for one in members} == {"Guangzhou"}
        remained = await cloud.code("DeleteProxyGroup", GroupId=group)
        assert remained == "FailedOperation.DeleteProxyGroupProxyRemained"
        (tcp,) = await cloud.tcp(group)
        await cloud.bind(tcp, "10.0.0.1:80")
        await cloud("DestroyProxies", ProxyIds=[one["ProxyId"] for one in members], Force=0)
        assert await cloud.code("DeleteProxyGroup", GroupId=group) == "FailedOperation.RealServerAlreadyBound"
        await cloud("DeleteProxyGroup", GroupId=group, Force=1)
        assert await cloud.count("gaap_group") + await cloud.count("balancer") + await cloud.count("gaap_listener") == 0
        assert await cloud.code("DeleteProxyGroup", GroupId=group) == "ResourceNotFound"

    async def test_open_their_listeners_on_every_connection_that_serves(self, cloud: Cloud) -> None:
        group = await cloud.group("Hongkong", "Japan")
        await cloud.tcp(group)

        async def addresses() -> list[str]:
            return [one.host for listener in (await cloud.plan(group)).listeners for one in listener.endpoints]

        assert await addresses() == ["192.0.2.1", "192.0.2.2"]
        third = await cloud.proxy(GroupId=group, RealServerRegion="Shanghai")
        assert (await shown(cloud, third))["RealServerRegion"] == "Guangzhou", "the group says where it leads to"
        assert await addresses() == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
        first, second, _ = [one["ProxyId"] for one in (await cloud("DescribeProxies", Order="asc"))["ProxySet"]]
        await cloud("CloseProxies", ProxyIds=[first])
        await cloud.mark(second, locked="security")
        assert await addresses() == ["192.0.2.3"]
        assert await cloud("CloseProxyGroup", GroupId=group)
        assert await addresses() == []
        assert (await cloud("CloseProxyGroup", GroupId=group))["InvalidStatusInstanceSet"] == [group]
        assert (await cloud("OpenProxyGroup", GroupId=group))["InvalidStatusInstanceSet"] == []
        assert await addresses() == ["192.0.2.3"]

    async def test_a_change_of_a_connection_reaches_its_group(self, driven: Cloud) -> None:
        group = await driven.group("Hongkong", "Japan")
        await driven.tcp(group)
        (first, _) = (await driven("DescribeProxies", Order="asc"))["ProxySet"]
        await driven("CloseProxies", ProxyIds=[first["ProxyId"]])
        await driven.settled()
        assert driven.engine is not None
        newest = [plan for plan in driven.engine.plans if plan.balancer_id == group][-1]
        assert [one.host for one in newest.listeners[0].endpoints] == ["192.0.2.2"]
        await driven("DestroyProxies", ProxyIds=[first["ProxyId"]], Force=1)
        await driven.settled()
        assert await driven.status(first["ProxyId"]) is None

    async def test_their_connections_have_no_listeners_of_their_own(self, cloud: Cloud) -> None:
        await cloud.group("Hongkong")
        (member,) = (await cloud("DescribeProxies"))["ProxySet"]
        code = await cloud.code("CreateHTTPListener", ListenerName="l", Port=80, ProxyId=member["ProxyId"])
        assert code == "FailedOperation"

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"RealServerRegion": "Changsha"}, "InvalidParameterValue"),
            ({"GroupName": "x" * 31}, "InvalidParameterValue"),
            ({"IPAddressVersion": "IPv6"}, "UnsupportedOperation"),
            (
                {"AccessRegionSet": [{"AccessRegion": "Japan", "Bandwidth": 1, "Concurrent": 2}]},
                "InvalidParameterValue",
            ),
            ({"AccessRegionSet": [{"AccessRegion": "X", "Bandwidth": 10, "Concurrent": 2}]}, "InvalidParameterValue"),
        ],
    )
    async def test_what_cannot_be_had(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        asked = {"ProjectId": 0, "GroupName": "g", "RealServerRegion": "Guangzhou", **members}
        found = await cloud.code("CreateProxyGroup", **asked)
        assert found.partition(".")[0] == code
        assert await cloud.count("gaap_group") == 0
