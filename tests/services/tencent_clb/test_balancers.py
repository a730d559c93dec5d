"""CreateLoadBalancer and DeleteLoadBalancer."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.addresses import PoolBook
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_clb import Quotas


async def shown(cloud: Cloud, balancer: str, **members: Any) -> dict[str, Any]:
    answer = await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer], **members)
    assert answer["TotalCount"] == 1
    return dict(answer["LoadBalancerSet"][0])


async def test_create_answers_with_id_and_deal(cloud: Cloud) -> None:
    answer = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", Forward=1)
    assert re.fullmatch(r"lb-[a-z0-9]{8}", answer["LoadBalancerIds"][0])
    assert re.fullmatch(r"20260101\d{15}", answer["DealName"])


async def test_each_balancer_has_an_address_of_its_own(cloud: Cloud) -> None:
    vips = [(await shown(cloud, await cloud.balancer()))["LoadBalancerVips"] for _ in range(3)]
    assert vips == [["192.0.2.1"], ["192.0.2.2"], ["192.0.2.3"]]


async def test_an_open_balancer_as_the_documentation_shows_it(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerName="test-open", VpcId="vpc-30xqxt9p", ProjectId=7)
    view = await shown(cloud, balancer)
    region = view.pop("TargetRegionInfo")
    assert region == {"Region": "ap-guangzhou", "VpcId": "vpc-30xqxt9p", "NumericalVpcId": view.pop("NumericalVpcId")}
    zone = {
        "ZoneId": 100001, "Zone": "ap-guangzhou-1", "ZoneName": "ap-guangzhou-1", "ZoneRegion": "ap-guangzhou",
        "LocalZone": False, "EdgeZone": False,
    }  # fmt: skip
    assert view == {
        "LoadBalancerId": balancer, "LoadBalancerName": "test-open", "LoadBalancerType": "OPEN", "Forward": 1,
        "Domain": "", "LoadBalancerVips": ["192.0.2.1"], "Status": 1, "CreateTime": "2026-01-01 08:00:00",
        "StatusTime": "2026-01-01 08:00:00", "ProjectId": 7, "VpcId": "vpc-30xqxt9p", "OpenBgp": 0, "Snat": False,
        "Isolation": 0, "Log": "", "SubnetId": "", "Tags": [], "SecureGroups": [], "AnycastZone": "",
        "AddressIPVersion": "ipv4", "VipIsp": "BGP", "MasterZone": zone, "BackupZoneSet": None, "IsolatedTime": None,
        "ExpireTime": None, "ChargeType": "POSTPAID_BY_HOUR",
        "NetworkAttributes": {
            "InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 10,
            "BandwidthpkgSubType": None,
        },
        "PrepaidAttributes": None, "LogSetId": "", "LogTopicId": "", "AddressIPv6": None, "ExtraInfo": None,
        "IsDDos": False, "ConfigId": "", "LoadBalancerPassToTarget": False,
        "ExclusiveCluster": {"L4Clusters": None, "L7Clusters": None, "ClassicalCluster": None}, "IPv6Mode": None,
        "SnatPro": False, "SnatIps": [], "SlaType": "", "IsBlock": False, "IsBlockTime": "", "LocalBgp": False,
        "ClusterTag": None, "MixIpTarget": False, "Zones": None, "NfvInfo": "", "HealthLogSetId": "",
        "HealthLogTopicId": "", "ClusterIds": None, "AttributeFlags": [], "LoadBalancerDomain": "", "Egress": "",
        "Exclusive": 0, "TargetCount": None, "AssociateEndpoint": "", "AvailableZoneAffinityInfo": None,
    }  # fmt: skip


async def test_an_internal_balancer_has_a_subnet_and_no_zone(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-30xqxt9p", SubnetId="subnet-k57djpow")
    view = await shown(cloud, balancer)
    assert (view["LoadBalancerType"], view["SubnetId"]) == ("INTERNAL", "subnet-k57djpow")
    assert (view["MasterZone"], view["NetworkAttributes"], view["VipIsp"]) == (None, None, "INTERNAL")


async def test_what_is_only_stored_comes_back(cloud: Cloud) -> None:
    ordered = {
        "SlaType": "clb.c3.small",
        "LoadBalancerPassToTarget": True,
        "SnatPro": True,
        "SnatIps": [{"SubnetId": "subnet-k57djpow", "Ip": "10.0.0.9"}],
        "ClusterIds": ["tgw-12345678"],
        "ClusterTag": "tag",
        "ExclusiveCluster": {
            "L4Clusters": [{"ClusterId": "tgw-12345678", "ClusterName": "one", "Zone": "ap-guangzhou-3"}],
            "L7Clusters": None,
            "ClassicalCluster": None,
        },
        "Egress": "out",
        "AvailableZoneAffinityInfo": {"Enable": True, "ExitRatio": 30, "ReentryRatio": 60},
    }
    view = await shown(cloud, await cloud.balancer(**ordered))
    assert {name: view[name] for name in ordered} == ordered
    assert view["Exclusive"] == 1


async def test_prepaid_balancers_show_when_they_end(cloud: Cloud) -> None:
    prepaid = {"Period": 2, "RenewFlag": "AUTO_RENEW"}
    view = await shown(cloud, await cloud.balancer(LBChargeType="PREPAID", LBChargePrepaid=prepaid))
    assert (view["ChargeType"], view["PrepaidAttributes"]) == ("PREPAID", prepaid)
    assert view["ExpireTime"] == "2026-03-02 08:00:00"


@pytest.mark.parametrize("given", ["ap-guangzhou-3", "100003"])
async def test_zones_are_given_by_name_or_number(cloud: Cloud, given: str) -> None:
    view = await shown(cloud, await cloud.balancer(MasterZoneId=given, SlaveZoneId="ap-guangzhou-4"))
    assert (view["MasterZone"]["ZoneId"], view["MasterZone"]["Zone"]) == (100003, "ap-guangzhou-3")
    assert [zone["ZoneId"] for zone in view["BackupZoneSet"]] == [100004]


async def test_a_zone_may_be_given_alone(cloud: Cloud) -> None:
    view = await shown(cloud, await cloud.balancer(ZoneId="100006"))
    assert view["MasterZone"]["Zone"] == "ap-guangzhou-6"


async def test_tags_are_shown(cloud: Cloud) -> None:
    balancer = await cloud.balancer(Tags=[{"TagKey": "team", "TagValue": "net"}])
    assert (await shown(cloud, balancer))["Tags"] == [{"TagKey": "team", "TagValue": "net"}]


async def test_a_domain_for_balancers_that_want_one(cloud: Cloud) -> None:
    balancer = await cloud.balancer(DynamicVip=True)
    view = await shown(cloud, balancer)
    pattern = rf"{balancer}-[0-9a-f]{{16}}\.clb\.ap-guangzhou\.tencentclb\.com"
    assert re.fullmatch(pattern, view["LoadBalancerDomain"])
    assert view["Domain"] == view["LoadBalancerDomain"]


async def test_several_at_once_get_numbered_names(cloud: Cloud) -> None:
    made = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName="web", Number=3)
    names = {(await shown(cloud, balancer))["LoadBalancerName"] for balancer in made["LoadBalancerIds"]}
    assert names == {"web-1", "web-2", "web-3"}


async def test_a_taken_or_absent_name_is_made_up(cloud: Cloud) -> None:
    await cloud.balancer(LoadBalancerName="web")
    second = await cloud.balancer(LoadBalancerName="web")
    third = await cloud.balancer()
    assert (await shown(cloud, second))["LoadBalancerName"] == second
    assert (await shown(cloud, third))["LoadBalancerName"] == third


async def test_names_are_free_in_another_region(cloud: Cloud) -> None:
    await cloud.balancer(LoadBalancerName="web")
    other = Cloud(cloud.store, tenant=Tenant(cloud.tenant.account, "ap-shanghai"))
    balancer = await other.balancer(LoadBalancerName="web")
    assert (await shown(other, balancer))["LoadBalancerName"] == "web"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"LoadBalancerType": "PUBLIC"}, "InvalidParameterValue"),
        ({"Forward": 0}, "InvalidParameterValue"),
        ({"LoadBalancerName": "x" * 81}, "InvalidParameterValue.Length"),
        ({"LoadBalancerName": ""}, "InvalidParameterValue.Length"),
        ({"LoadBalancerName": "rocket \U0001f680"}, "InvalidParameter.FormatError"),
        ({"LoadBalancerType": "INTERNAL", "VpcId": "vpc-1"}, "MissingParameter"),
        ({"LoadBalancerType": "INTERNAL", "SubnetId": "subnet-1"}, "MissingParameter"),
        ({"SubnetId": "subnet-1"}, "InvalidParameterValue"),
        ({"AddressIPVersion": "ipv7"}, "InvalidParameterValue"),
        ({"AddressIPVersion": "IPv6FullChain"}, "UnsupportedOperation"),
        ({"Vip": "192.0.2.77"}, "UnsupportedOperation"),
        ({"Number": 0}, "InvalidParameterValue.Range"),
        ({"Number": 21}, "InvalidParameterValue.Range"),
        ({"Tags": [{"TagKey": str(key), "TagValue": ""} for key in range(21)]}, "InvalidParameterValue.Length"),
        ({"Tags": [{"TagKey": "a"}]}, "MissingParameter"),
        ({"ClientToken": "x" * 65}, "InvalidParameterValue.Length"),
        ({"ClientToken": "\u00e4"}, "InvalidParameter.FormatError"),
        ({"InternetAccessible": {"InternetChargeType": "FREE"}}, "InvalidParameterValue"),
        ({"InternetAccessible": {"InternetMaxBandwidthOut": 0}}, "InvalidParameterValue.Range"),
        ({"InternetAccessible": {"InternetMaxBandwidthOut": 2049}}, "InvalidParameterValue.Range"),
        (
            {"VipIsp": "CMCC", "InternetAccessible": {"InternetChargeType": "BANDWIDTH_PREPAID"}},
            "InvalidParameterValue",
        ),
        ({"VipIsp": "ACME"}, "InvalidParameterValue"),
        ({"SlaType": "clb.c9.huge"}, "InvalidParameterValue"),
        ({"LBChargeType": "FREE"}, "InvalidParameterValue"),
        ({"LBChargePrepaid": {"RenewFlag": "NEVER"}}, "InvalidParameterValue"),
        ({"SnatIps": [{"SubnetId": "subnet-1"}] * 11}, "InvalidParameterValue.Length"),
        ({"NoSuchMember": 1}, "UnknownParameter"),
    ],
)
async def test_create_refuses(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    error = await cloud.refused("CreateLoadBalancer", **{"LoadBalancerType": "OPEN", **members})
    assert error.code == code
    assert await cloud.count("clb_balancer") == 0


async def test_type_is_required(cloud: Cloud) -> None:
    assert (await cloud.refused("CreateLoadBalancer")).code == "MissingParameter"


async def test_large_balancers_may_have_more_bandwidth(cloud: Cloud) -> None:
    asked = {"InternetChargeType": "BANDWIDTH_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 61440}
    view = await shown(cloud, await cloud.balancer(SlaType="clb.c4.xlarge", InternetAccessible=asked))
    assert view["NetworkAttributes"] == {**asked, "BandwidthpkgSubType": None}


async def test_other_lines_and_packages_are_charged_by_package(cloud: Cloud) -> None:
    view = await shown(cloud, await cloud.balancer(VipIsp="CTCC", BandwidthPackageId="bwp-12345678"))
    assert view["VipIsp"] == "CTCC"
    assert view["NetworkAttributes"]["InternetChargeType"] == "BANDWIDTH_PACKAGE"


async def test_quota_counts_each_kind_of_a_region(cloud: Cloud) -> None:
    small = Cloud(cloud.store, quotas=Quotas(balancers_per_kind=2))
    await small.balancer()
    assert (await small.refused("CreateLoadBalancer", LoadBalancerType="OPEN", Number=2)).code == "LimitExceeded"
    second = await small.balancer()
    assert (await small.refused("CreateLoadBalancer", LoadBalancerType="OPEN")).code == "LimitExceeded"
    await small.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
    await small("DeleteLoadBalancer", LoadBalancerIds=[second])
    await small.balancer()


async def test_no_address_left(cloud: Cloud) -> None:
    narrow = Cloud(cloud.store, book=PoolBook(["192.0.2.1"]))
    await narrow.balancer()
    error = await narrow.refused("CreateLoadBalancer", LoadBalancerType="OPEN")
    assert error.code == "ResourceInsufficient"
    assert "--pool" in error.message


async def test_a_client_token_repeats_the_answer(cloud: Cloud) -> None:
    first = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    again = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    assert again["LoadBalancerIds"] == first["LoadBalancerIds"]
    assert again["DealName"] == first["DealName"]
    assert again["RequestId"] != first["RequestId"]
    assert (await cloud.status(again))["LoadBalancerIds"] == first["LoadBalancerIds"]
    assert await cloud.count("clb_balancer") == 1


async def test_a_client_token_is_for_one_set_of_parameters_and_one_hour(cloud: Cloud) -> None:
    await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    other = await cloud.refused("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once", ProjectId=1)
    assert other.code == "InvalidParameterValue"
    cloud.now_ms += 3_600_001
    late = await cloud.refused("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    assert late.code == "InvalidParameter.ClientTokenLimitExceeded"
    cloud.now_ms += 8 * 86_400_000
    await cloud("CreateLoadBalancer", LoadBalancerType="OPEN")
    await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    assert await cloud.count("clb_balancer") == 3


async def test_client_tokens_of_tenants_do_not_meet(cloud: Cloud) -> None:
    first = await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    other = Cloud(cloud.store, tenant=Tenant("100000000002", cloud.tenant.region))
    second = await other("CreateLoadBalancer", LoadBalancerType="OPEN", ClientToken="once")
    assert first["LoadBalancerIds"] != second["LoadBalancerIds"]


async def test_delete_leaves_nothing(cloud: Cloud) -> None:
    balancer = await cloud.balancer(Tags=[{"TagKey": "a", "TagValue": "b"}])
    listener = await cloud.listener(balancer, 80, "HTTP")
    location = await cloud.rule(balancer, listener)
    await cloud.bind(balancer, listener, "10.0.0.1:80", LocationId=location)
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    for table in ("clb_balancer", "clb_listener", "clb_rule", "clb_target", "balancer", "address", "tag"):
        assert await cloud.count(table) == 0, table


async def test_a_freed_address_is_given_out_again(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer, balancer])
    assert (await shown(cloud, await cloud.balancer()))["LoadBalancerVips"] == ["192.0.2.1"]


async def test_delete_takes_all_or_none(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    error = await cloud.refused("DeleteLoadBalancer", LoadBalancerIds=[balancer, "lb-absent00"])
    assert (error.code, error.message) == (
        "InvalidParameter.LBIdNotFound",
        "LoadBalancer not exist, LoadBalancerId: lb-absent00",
    )
    await shown(cloud, balancer)


async def test_a_balancer_of_another_tenant_does_not_exist(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    for tenant in (Tenant("100000000002", "ap-guangzhou"), Tenant(cloud.tenant.account, "ap-shanghai")):
        other = Cloud(cloud.store, tenant=tenant)
        assert (await other.refused("DeleteLoadBalancer", LoadBalancerIds=[balancer])).code.endswith("LBIdNotFound")
        assert (await other("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["TotalCount"] == 0
        assert (await other("DescribeLoadBalancers"))["TotalCount"] == 0
        refused = await other.refused("CreateListener", LoadBalancerId=balancer, Ports=[80], Protocol="TCP")
        assert refused.code == "InvalidParameter"
        assert refused.message == f"Invalid LoadBalancerId, LoadBalancerId: {balancer}"


@pytest.mark.parametrize("ids", [[], ["lb-1"] * 21])
async def test_delete_takes_one_to_twenty(cloud: Cloud, ids: list[str]) -> None:
    assert (await cloud.refused("DeleteLoadBalancer", LoadBalancerIds=ids)).code == "InvalidParameterValue.Length"


async def test_many_targets_need_force(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer)
    await cloud.bind(balancer, listener, *(f"10.0.0.{host}:80" for host in range(20)))
    error = await cloud.refused("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert error.code == "FailedOperation.TargetNumCheckRisk"
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer], ForceDelete=True)
    assert (await cloud("DescribeLoadBalancers"))["TotalCount"] == 0
