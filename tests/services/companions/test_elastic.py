"""Elastic addresses: taken, shown, listed, changed, lent to balancers and given back."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.services.companions.harness import Companion
from tests.services.tencent_clb.harness import NODE, Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.tasks import Fleet
from twincloud.inventory.addresses import AddressBook, PoolBook, addresses
from twincloud.inventory.books import MappedBook
from twincloud.inventory.elastic import elastic_bindings
from twincloud.kernel.errors import ApiError
from twincloud.kernel.tenancy import Tenant
from twincloud.services.companions.tag import TAG
from twincloud.services.companions.vpc import VPC
from twincloud.services.companions.vpc.addresses import NOT_PERMITTED
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

PAID = {"InternetChargeType": "BANDWIDTH_PREPAID_BY_MONTH", "AddressChargePrepaid": {"Period": 2, "AutoRenewFlag": 0}}


async def taken(vpc: Companion, **members: Any) -> str:
    """Take one address and return its id."""
    (made,) = (await vpc("AllocateAddresses", **members))["AddressSet"]
    return str(made)


async def shown(vpc: Companion, address: str) -> dict[str, Any]:
    answer = await vpc("DescribeAddresses", AddressIds=[address])
    assert answer["TotalCount"] == len(answer["AddressSet"]) == 1
    return dict(answer["AddressSet"][0])


async def listed(vpc: Companion, **members: Any) -> list[str]:
    return [one["AddressId"] for one in (await vpc("DescribeAddresses", **members))["AddressSet"]]


@pytest.fixture
async def internal(cloud: Cloud) -> str:
    """An internal balancer with two listeners."""
    balancer = await cloud.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-11111111", SubnetId="subnet-11111111")
    await cloud.listener(balancer, 80)
    await cloud.listener(balancer, 81, "HTTP")
    return balancer


async def test_an_address_as_it_is_shown(vpc: Companion) -> None:
    address = await taken(vpc)
    assert await shown(vpc, address) == {
        "AddressId": address, "AddressName": "未命名", "AddressStatus": "UNBIND", "AddressIp": "192.0.2.1",
        "InstanceId": None, "CreatedTime": "2026-01-01T00:00:00Z", "NetworkInterfaceId": None,
        "PrivateAddressIp": None, "IsArrears": False, "IsBlocked": False, "IsEipDirectConnection": False,
        "AddressType": "EIP", "CascadeRelease": False, "EipAlgType": {"Ftp": False, "Sip": False},
        "InternetServiceProvider": "BGP", "LocalBgp": False, "Bandwidth": 1,
        "InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR", "TagSet": [], "DeadlineDate": None, "InstanceType": None,
        "Egress": None, "AntiDDoSPackageId": None, "RenewFlag": None, "BandwidthPackageId": None, "UnVpcId": None,
        "DedicatedClusterId": None, "EipVisibleOnEni": False,
    }  # fmt: skip
    given = {
        "InternetServiceProvider": "CMCC", "InternetChargeType": "BANDWIDTH_PACKAGE", "InternetMaxBandwidthOut": 2000,
        "AddressType": "AnycastEIP", "Tags": [{"Key": "a", "Value": "b"}], "BandwidthPackageId": "bwp-11111111",
        "AddressName": "mine", "DedicatedClusterId": "cluster-11111111", "Egress": "center_egress2",
        "AntiDDoSPackageId": "bgp-11111111",
    }  # fmt: skip
    both = (await vpc("AllocateAddresses", AddressCount=2, **given))["AddressSet"]
    names = {"InternetMaxBandwidthOut": "Bandwidth", "Tags": "TagSet"}
    for place, one in enumerate(both, start=2):
        wanted = {names.get(name, name): value for name, value in given.items()} | {"AddressIp": f"192.0.2.{place}"}
        found = await shown(vpc, one)
        assert {name: found[name] for name in wanted} == wanted


async def test_an_address_that_is_paid_in_advance(vpc: Companion) -> None:
    address = await taken(vpc, **PAID)
    found = await shown(vpc, address)
    assert (found["DeadlineDate"], found["RenewFlag"]) == ("2026-03-02T00:00:00Z", "NOTIFY_AND_MANUAL_RENEW")
    place = {"AddressId": address, "InternetMaxBandwidthOut": 5}
    await vpc("ModifyAddressInternetChargeType", InternetChargeType="TRAFFIC_POSTPAID_BY_HOUR", **place)
    assert (await shown(vpc, address))["DeadlineDate"] is None
    renewed = {**PAID, "AddressChargePrepaid": {"Period": 1}}
    await vpc("ModifyAddressInternetChargeType", **renewed, **place)
    assert (await shown(vpc, address))["RenewFlag"] == "NOTIFY_AND_AUTO_RENEW"
    assert await vpc.refused("AllocateAddresses", InternetChargeType=PAID["InternetChargeType"]) == "MissingParameter"

    # It is isolated first: clients wait for that, and give it back once more.
    await vpc("ReleaseAddresses", AddressIds=[address])
    assert (await shown(vpc, address))["IsArrears"] is True
    assert await listed(vpc, Filters=[{"Name": "is-arrears", "Values": ["TRUE"]}]) == [address]
    lent = {"AddressId": address, "InstanceId": "lb-11111111"}
    assert await vpc.refused("AssociateAddress", **lent) == "OperationDenied.AddressInArrears"
    await vpc("ReleaseAddresses", AddressIds=[address])
    assert await listed(vpc) == []


async def test_addresses_are_listed(vpc: Companion, cloud: Cloud, internal: str) -> None:
    first = await taken(vpc, AddressName="a", Tags=[{"Key": "k", "Value": "v"}])
    second = await taken(vpc, AddressName="b", InternetServiceProvider="CTCC", AddressType="HighQualityEIP")
    theirs = await taken(Companion(vpc.store, VPC, tenant=Tenant("100000000002", "ap-guangzhou")))
    await vpc("AssociateAddress", AddressId=second, InstanceId=internal)
    found = await shown(vpc, second)
    for members, wanted in (
        ({}, [first, second]),
        ({"Offset": 1, "Limit": 1}, [second]),
        ({"AddressIds": [second, theirs, "eip-absent00"]}, [second]),
    ):
        assert await listed(vpc, **members) == wanted
    for name, value, wanted in (
        ("address-id", second, [second]),
        ("address-name", "a", [first]),
        ("address-ip", found["AddressIp"], [second]),
        ("address-status", "BIND", [second]),
        ("address-status", "UNBIND", [first]),
        ("instance-id", internal, [second]),
        ("instance-id", "", []),
        ("private-ip-address", found["PrivateAddressIp"], [second]),
        ("network-interface-id", "eni-11111111", []),
        ("is-arrears", "FALSE", [first, second]),
        ("instance-type", "CLB", [second]),
        ("address-type", "EIP", [first]),
        ("address-isp", "CTCC", [second]),
        ("dedicated-cluster-id", "cluster-11111111", []),
        ("tag-key", "k", [first]),
        ("tag-value", "v", [first]),
        ("tag:k", "v", [first]),
    ):
        assert await listed(vpc, Filters=[{"Name": name, "Values": [value]}]) == wanted, name
    by_id = {"Name": "address-id", "Values": [first]}
    assert await vpc.refused("DescribeAddresses", AddressIds=[first], Filters=[by_id]) == "InvalidParameter.Coexist"
    bad = {"Name": "colour", "Values": ["red"]}
    assert await vpc.refused("DescribeAddresses", Filters=[bad]) == "InvalidParameter.FilterInvalidKey"


async def test_an_order_that_comes_twice(vpc: Companion) -> None:
    first = await vpc("AllocateAddresses", ClientToken="t", AddressCount=2)
    again = await vpc("AllocateAddresses", ClientToken="t", AddressCount=2)
    assert (again["AddressSet"], again["TaskId"]) == (first["AddressSet"], first["TaskId"])
    theirs = Companion(vpc.store, VPC, tenant=Tenant("100000000002", "ap-guangzhou"))
    assert (await theirs("AllocateAddresses", ClientToken="t"))["AddressSet"] != first["AddressSet"]
    vpc.now_ms += 3_600_001
    assert (await vpc("AllocateAddresses", ClientToken="t"))["AddressSet"] != first["AddressSet"]
    assert len(await listed(vpc)) == 3


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"AddressCount": 21}, "InvalidParameterValue"),
        ({"AddressType": "WanIP"}, "InvalidParameterValue"),
        ({"InternetMaxBandwidthOut": 0}, "InvalidParameterValue.BandwidthTooSmall"),
        ({"InternetMaxBandwidthOut": 101}, "InvalidParameterValue.BandwidthOutOfRange"),
        ({**PAID, "InternetMaxBandwidthOut": 201}, "InvalidParameterValue.BandwidthOutOfRange"),
        ({"VipCluster": ["192.0.2.9"]}, "InvalidParameterValue.AddressIpNotAvailable"),
    ],
)
async def test_addresses_that_cannot_be_had(vpc: Companion, members: dict[str, Any], code: str) -> None:
    assert (await vpc.refused("AllocateAddresses", **members)).startswith(code)
    assert await listed(vpc) == []


async def test_there_are_only_so_many(vpc: Companion) -> None:
    await vpc("AllocateAddresses", AddressCount=19)
    assert await vpc.refused("AllocateAddresses", AddressCount=2) == "AddressQuotaLimitExceeded"
    await taken(vpc)
    assert (await vpc("DescribeAddressQuota"))["QuotaSet"] == [
        {"QuotaId": "TOTAL_EIP_QUOTA", "QuotaCurrent": 20, "QuotaLimit": 20, "QuotaGroup": None}
    ]
    few = Companion(vpc.store, VPC, tenant=Tenant(vpc.tenant.account, "ap-beijing"), book=PoolBook(["192.0.2.0/27"]))
    await few("AllocateAddresses", AddressCount=10)
    assert await few.refused("AllocateAddresses") == "ResourceInsufficient"


async def test_what_is_given_changes(vpc: Companion) -> None:
    first, second = await taken(vpc), await taken(vpc)
    await vpc("ModifyAddressAttribute", AddressId=first, AddressName="new")
    await vpc("ModifyAddressAttribute", AddressId=first)
    await vpc("ModifyAddressesBandwidth", AddressIds=[first, second], InternetMaxBandwidthOut=7)
    charged = {"InternetChargeType": "BANDWIDTH_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 9}
    await vpc("ModifyAddressInternetChargeType", AddressId=second, **charged)
    found = [await shown(vpc, one) for one in (first, second)]
    assert [(one["AddressName"], one["Bandwidth"]) for one in found] == [("new", 7), ("未命名", 9)]
    assert found[1]["InternetChargeType"] == "BANDWIDTH_POSTPAID_BY_HOUR"
    too_much = {"AddressIds": [second, first], "InternetMaxBandwidthOut": 500}
    assert (await vpc.refused("ModifyAddressesBandwidth", **too_much)).endswith("BandwidthOutOfRange")
    absent = {"AddressIds": [first, "eip-absent00"], "InternetMaxBandwidthOut": 8}
    assert await vpc.refused("ModifyAddressesBandwidth", **absent) == "InvalidParameterValue.AddressNotFound"
    assert (await shown(vpc, first))["Bandwidth"] == 7
    malformed = await vpc.refused("ModifyAddressAttribute", AddressId="lb-11111111", AddressName="n")
    assert malformed == "InvalidParameterValue.AddressIdMalformed"


async def test_a_balancer_listens_there_while_it_has_the_address(vpc: Companion, cloud: Cloud, internal: str) -> None:
    address = await taken(vpc)
    before = await cloud.plan(internal)
    own = before.listeners[0].endpoints[0].host
    await vpc("AssociateAddress", AddressId=address, InstanceId=internal)
    found = await shown(vpc, address)
    assert (found["AddressStatus"], found["InstanceId"], found["InstanceType"]) == ("BIND", internal, "CLB")
    assert (found["PrivateAddressIp"], found["AddressIp"]) == (own, "192.0.2.2")
    after = await cloud.plan(internal)
    assert after.generation == before.generation + 1
    assert [[(at.host, at.port) for at in one.endpoints] for one in after.listeners] == [[(own, 80)], [(own, 81)]]
    assert [[(at.host, at.port) for at in one.apart] for one in after.listeners] == [
        [("192.0.2.2", 80)], [("192.0.2.2", 81)],
    ]  # fmt: skip
    answer = await cloud("DescribeLoadBalancers", LoadBalancerIds=[internal])
    assert answer["LoadBalancerSet"][0]["LoadBalancerVips"] == [own]
    await vpc("DisassociateAddress", AddressId=address)
    assert (await shown(vpc, address))["AddressStatus"] == "UNBIND"
    assert (await cloud.plan(internal)).listeners == before.listeners


async def test_where_balancers_share_an_address_nothing_more_is_opened(empty_store: SqliteStore) -> None:
    book: AddressBook = MappedBook("127.0.0.1")
    cloud, vpc = Cloud(empty_store, book=book), Companion(empty_store, VPC, book=book)
    given = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-11111111", "SubnetId": "subnet-11111111"}
    address = await taken(vpc)
    balancer = await cloud.balancer(**given, EipAddressId=address)
    await cloud.listener(balancer, 80)
    assert (await shown(vpc, address))["AddressIp"] == "127.0.0.1"
    (listener,) = (await cloud.plan(balancer)).listeners
    assert listener.apart == ()


async def test_who_cannot_have_an_address(vpc: Companion, cloud: Cloud, internal: str) -> None:
    address, other = await taken(vpc), await taken(vpc)
    public = await cloud.balancer()
    far = Cloud(cloud.store, book=cloud.book, tenant=Tenant(cloud.tenant.account, "ap-shanghai"))
    elsewhere = await far.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
    for members, code in (
        ({"InstanceId": "lb-absent00"}, "InvalidInstanceId.NotFound"),
        ({"InstanceId": elsewhere}, "InvalidInstanceId.NotFound"),
        ({"InstanceId": public}, "InvalidParameterValue.InstanceHasWanIP"),
        ({"InstanceId": "ins-11111111"}, "InvalidParameterValue.ResourceNotSupport"),
        ({"NetworkInterfaceId": "eni-11111111"}, "InvalidParameterValue.NetworkInterfaceNotFound"),
        ({"InstanceId": internal, "NetworkInterfaceId": "eni-11111111"}, "InvalidParameterConflict"),
        ({}, "InvalidParameterValue.MissingAssociateEntity"),
        ({"AddressId": "eip-absent00", "InstanceId": internal}, "InvalidParameterValue.AddressNotFound"),
    ):
        assert await vpc.refused("AssociateAddress", **{"AddressId": address, **members}) == code
    await vpc("AssociateAddress", AddressId=address, InstanceId=internal)
    not_now = "UnsupportedOperation.AddressStatusNotPermit"
    assert await vpc.refused("AssociateAddress", AddressId=address, InstanceId=internal) == not_now
    taken_already = await vpc.refused("AssociateAddress", AddressId=other, InstanceId=internal)
    assert taken_already == "InvalidParameterValue.LBAlreadyBindEip"
    assert await vpc.refused("ReleaseAddresses", AddressIds=[other, address]) == not_now
    assert await vpc.refused("DisassociateAddress", AddressId=other) == not_now
    assert await listed(vpc) == [address, other]


async def test_an_address_outlives_its_balancer(vpc: Companion, cloud: Cloud, internal: str) -> None:
    address = await taken(vpc)
    await vpc("AssociateAddress", AddressId=address, InstanceId=internal)
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[internal])
    assert (await shown(vpc, address))["AddressStatus"] == "UNBIND"
    await vpc("ReleaseAddresses", AddressIds=[address])
    assert await cloud.count("elastic_binding") == await cloud.count("address") == 0


async def test_an_address_is_ordered_along_with_a_balancer(vpc: Companion, cloud: Cloud) -> None:
    address, isolated = await taken(vpc), await taken(vpc, **PAID)
    await vpc("ReleaseAddresses", AddressIds=[isolated])
    given = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-11111111", "SubnetId": "subnet-11111111"}
    for members in (
        {"LoadBalancerType": "OPEN", "SubnetId": None, "EipAddressId": address},
        {"EipAddressId": "eip-absent00"},
        {"EipAddressId": isolated},
        {"EipAddressId": address, "Number": 2},
    ):
        wanted = {name: value for name, value in {**given, **members}.items() if value is not None}
        assert (await cloud.refused("CreateLoadBalancer", **wanted)).code == "InvalidParameterValue"
    assert await cloud.count("clb_balancer") == 0
    balancer = await cloud.balancer(**given, EipAddressId=address)
    assert (await shown(vpc, address))["InstanceId"] == balancer
    assert (await cloud.refused("CreateLoadBalancer", **given, EipAddressId=address)).code == "InvalidParameterValue"


async def test_tasks_have_numbers(vpc: Companion) -> None:
    made = await vpc("AllocateAddresses")
    assert made["TaskId"].isdecimal()
    asked = {"TaskId": int(made["TaskId"])}
    answer = await vpc("DescribeTaskResult", **asked)
    assert (answer["TaskId"], answer["Result"]) == (int(made["TaskId"]), "SUCCESS")
    theirs = Companion(vpc.store, VPC, tenant=Tenant("100000000002", "ap-guangzhou"))
    assert await theirs.refused("DescribeTaskResult", **asked) == "ResourceNotFound"
    assert await vpc.refused("DescribeTaskResult", DealName="20260101") == "MissingParameter"
    vpc.now_ms += 8 * 86_400_000
    await vpc("AllocateAddresses")
    assert await vpc.refused("DescribeTaskResult", **asked) == "ResourceNotFound"


@pytest.fixture
async def driven(empty_store: SqliteStore) -> AsyncIterator[tuple[Cloud, RecordingEngine, Companion]]:
    """CLB with a data plane that is a double, and networks beside it."""
    engine = RecordingEngine()
    cloud = Cloud(empty_store, engine=engine)
    yield cloud, engine, Companion(empty_store, VPC, fleet=Fleet((NODE,)))
    assert cloud.reconciler is not None
    engine.open.set()
    await cloud.reconciler.stop()


async def test_an_address_is_bound_once_the_data_plane_has_followed(
    driven: tuple[Cloud, RecordingEngine, Companion],
) -> None:
    cloud, engine, vpc = driven
    address = await taken(vpc)
    balancer = await cloud.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-11111111", SubnetId="subnet-11111111")
    listener = await cloud.listener(balancer, 80)
    await cloud.settled()

    async def result(job: dict[str, Any]) -> str:
        return str((await vpc("DescribeTaskResult", TaskId=int(job["TaskId"])))["Result"])

    engine.open.clear()
    job = await vpc("AssociateAddress", AddressId=address, InstanceId=balancer)
    assert (await result(job), (await shown(vpc, address))["AddressStatus"]) == ("RUNNING", "BINDING")
    engine.open.set()
    await cloud.settled()
    assert (await result(job), (await shown(vpc, address))["AddressStatus"]) == ("SUCCESS", "BIND")

    # A listener that is out of order does not keep the address.
    engine.refuses = lambda _: {listener: "somebody holds the port"}
    job = await vpc("DisassociateAddress", AddressId=address)
    await cloud.settled()
    assert (await result(job), (await shown(vpc, address))["AddressStatus"]) == ("SUCCESS", "UNBIND")
    job = await vpc("AssociateAddress", AddressId=address, InstanceId=balancer)
    await cloud.settled()
    assert (await result(job), (await shown(vpc, address))["AddressStatus"]) == ("FAILED", "UNBIND")


async def test_tags_of_addresses(vpc: Companion, empty_store: SqliteStore) -> None:
    tag = Companion(empty_store, TAG)
    address = await taken(vpc, Tags=[{"Key": "a", "Value": "1"}])
    name = f"qcs::vpc:ap-guangzhou:uin/:eip/{address}"
    await tag("ModifyResourceTags", Resource=name, ReplaceTags=[{"TagKey": "b", "TagValue": "2"}])
    wanted = {"ServiceType": "vpc", "ResourcePrefix": "eip", "ResourceIds": [address]}
    found = await tag("DescribeResourceTagsByResourceIds", **wanted, ResourceRegion="ap-guangzhou")
    assert {one["TagKey"]: one["TagValue"] for one in found["Tags"]} == {"a": "1", "b": "2"}
    await vpc("ReleaseAddresses", AddressIds=[address])
    assert (await tag("DescribeResourceTagsByResourceIds", **wanted))["TotalCount"] == 0


async def test_one_address_is_lent_once_however_many_ask(store: Store) -> None:
    cloud, vpc = Cloud(store), Companion(store, VPC)
    given = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-11111111", "SubnetId": "subnet-11111111"}
    balancers = [await cloud.balancer(**given) for _ in range(3)]
    eips = (await vpc("AllocateAddresses", AddressCount=3))["AddressSet"]

    async def lend(address: str, balancer: str) -> str:
        try:
            await vpc("AssociateAddress", AddressId=address, InstanceId=balancer)
        except ApiError as refusal:
            return refusal.code
        return "lent"

    ends = Counter(await asyncio.gather(*(lend(address, balancer) for address in eips for balancer in balancers)))
    assert ends.pop("lent") == 3
    assert ends.keys() <= {NOT_PERMITTED, "InvalidParameterValue.LBAlreadyBindEip"}

    def bound(tx: Transaction) -> tuple[int, int, int]:
        found = tx.find(elastic_bindings)
        return len({one.id for one in found}), len({one.balancer_id for one in found}), len(tx.find(addresses))

    assert await store.read(bound) == (3, 3, 6)

    async def give_up(address: str) -> None:
        with contextlib.suppress(ApiError):
            await vpc("DisassociateAddress", AddressId=address)

    await asyncio.gather(
        *map(give_up, eips), *(cloud("DeleteLoadBalancer", LoadBalancerIds=[one]) for one in balancers)
    )
    assert await store.read(bound) == (0, 0, 3)
