"""Tags on what official clients tag."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.companions.harness import TENANT, Companion
from tests.services.tencent_clb.harness import Cloud
from twincloud.kernel.tenancy import Tenant
from twincloud.services.companions.tag import TAG

A = {"TagKey": "a", "TagValue": "1"}
B = {"TagKey": "b", "TagValue": "2"}


def named(balancer: str, uin: str = "") -> str:
    return f"qcs::clb:ap-guangzhou:uin/{uin}:clb/{balancer}"


async def of(cloud: Cloud, balancer: str) -> dict[str, str]:
    """Return a balancer's tags as CLB shows them."""
    (found,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"]
    return {tag["TagKey"]: tag["TagValue"] for tag in found["Tags"]}


async def test_tags_come_and_go(tag: Companion, cloud: Cloud) -> None:
    balancer = await cloud.balancer(Tags=[A])
    await tag("ModifyResourceTags", Resource=named(balancer), ReplaceTags=[{**A, "TagValue": "9"}, B])
    assert await of(cloud, balancer) == {"a": "9", "b": "2"}
    gone = [{"TagKey": "a"}, {"TagKey": "never"}]
    await tag("ModifyResourceTags", Resource=named(balancer, TENANT.account), DeleteTags=gone)
    assert await of(cloud, balancer) == {"b": "2"}


async def test_many_resources_at_once(tag: Companion, cloud: Cloud) -> None:
    first, second = await cloud.balancer(), await cloud.balancer()
    names = [named(first), named("lb-none0000"), named(second)]
    for action, members, wanted in (
        ("TagResources", {"Tags": [A, B]}, {"a": "1", "b": "2"}),
        ("UnTagResources", {"TagKeys": ["a"]}, {"b": "2"}),
    ):
        answer = await tag(action, ResourceList=names, **members)
        (failed,) = answer["FailedResources"]
        assert (failed["Resource"], failed["Code"]) == (names[1], "InvalidParameterValue.ResourceIdInvalid")
        assert [await of(cloud, one) for one in (first, second)] == [wanted, wanted]


async def test_tags_of_resources_are_listed(tag: Companion, cloud: Cloud) -> None:
    first, second = await cloud.balancer(Tags=[A, B]), await cloud.balancer(Tags=[A])
    kind = {"ServiceType": "clb", "ResourcePrefix": "clb", "ResourceIds": [first, second, "lb-none0000"]}

    async def found(**members: Any) -> list[tuple[str, str, str]]:
        answer = await tag("DescribeResourceTagsByResourceIds", **{**kind, **members})
        return [(one["ResourceId"], one["TagKey"], one["TagValue"]) for one in answer["Tags"]]

    everything = [(first, "a", "1"), (first, "b", "2"), (second, "a", "1")]
    for members, wanted in (
        ({}, everything),
        ({"ResourceRegion": "ap-guangzhou", "Category": "All"}, everything),
        ({"ResourceRegion": "ap-shanghai"}, []),
        ({"Category": "System"}, []),
        ({"ResourcePrefix": "targetgroup"}, []),
        ({"Offset": 1, "Limit": 1}, everything[1:2]),
    ):
        assert await found(**members) == wanted, members
    answer = await tag("DescribeResourceTagsByResourceIds", **kind, Offset=2, Limit=2)
    assert (answer["TotalCount"], answer["Offset"], answer["Limit"]) == (3, 2, 2)
    assert answer["Tags"][0] == {
        "TagKey": "a", "TagValue": "1", "ResourceId": second, "TagKeyMd5": "0cc175b9c0f1b6a831c399e269772661",
        "TagValueMd5": "c4ca4238a0b923820dcc509a6f75849b", "ServiceType": "clb", "Category": "Custom",
    }  # fmt: skip


async def test_resources_are_found_by_their_tags(tag: Companion, cloud: Cloud) -> None:
    first, second = await cloud.balancer(Tags=[A, B]), await cloud.balancer(Tags=[A])
    group = (await cloud("CreateTargetGroup", Tags=[B]))["TargetGroupId"]
    names = [named(one, TENANT.account) for one in (first, second)]
    names.append(names[0].replace(f"clb/{first}", f"targetgroup/{group}"))

    async def found(**members: Any) -> list[str]:
        answer = await tag("GetResources", **members)
        return [one["Resource"] for one in answer["ResourceTagMappingList"]]

    for members, wanted in (
        ({}, names),
        ({"ResourceList": [named(second)]}, names[1:2]),
        ({"TagFilters": [{"TagKey": "b", "TagValue": ["2", "3"]}]}, [names[0], names[2]]),
        ({"TagFilters": [{"TagKey": "a"}, {"TagKey": "b"}]}, names[:1]),
        ({"TagFilters": [{"TagKey": "b", "TagValue": ["3"]}]}, []),
    ):
        assert await found(**members) == wanted, members
    page = await tag("GetResources", MaxResults=2)
    assert len(page["ResourceTagMappingList"]) == 2
    assert await found(MaxResults=2, PaginationToken=page["PaginationToken"]) == names[2:]
    assert await tag.refused("GetResources", PaginationToken="x") == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, "InvalidParameter"),
        ({"ReplaceTags": []}, "InvalidParameterValue"),
        ({"ReplaceTags": [A], "DeleteTags": [{"TagKey": "a"}]}, "InvalidParameterValue.TagKeyDuplicate"),
        ({"Resource": "lb-12345678"}, "InvalidParameterValue.ResourceDescriptionError"),
        ({"Resource": "qcs::cdn:r:uin/:domain/a"}, "InvalidParameterValue.ServiceTypeInvalid"),
        ({"Resource": "qcs::clb:r:uin/:domain/a"}, "InvalidParameterValue.ResourcePrefixInvalid"),
        ({"Resource": named("lb-none0000")}, "InvalidParameterValue.ResourceIdInvalid"),
        ({"Resource": named("lb-none0000", "100000000002")}, "InvalidParameterValue.UinInvalid"),
    ],
)
async def test_refusals(tag: Companion, cloud: Cloud, members: dict[str, Any], code: str) -> None:
    given = {"Resource": named(await cloud.balancer()), **members}
    if set(members) == {"Resource"}:
        given["ReplaceTags"] = [A]
    assert await tag.refused("ModifyResourceTags", **given) == code


async def test_nobody_tags_what_is_anothers(tag: Companion, cloud: Cloud) -> None:
    balancer = await cloud.balancer(Tags=[A])
    stranger = Companion(tag.store, TAG, tenant=Tenant("100000000002", "ap-guangzhou"))
    refused = await stranger.refused("ModifyResourceTags", Resource=named(balancer), ReplaceTags=[B])
    assert refused == "InvalidParameterValue.ResourceIdInvalid"
    kind = {"ServiceType": "clb", "ResourcePrefix": "clb", "ResourceIds": [balancer]}
    assert (await stranger("DescribeResourceTagsByResourceIds", **kind))["Tags"] == []
    assert (await stranger("GetResources"))["ResourceTagMappingList"] == []
    assert await of(cloud, balancer) == {"a": "1"}


async def test_a_resource_has_at_most_fifty_tags(tag: Companion, cloud: Cloud) -> None:
    name = named(await cloud.balancer())
    for start in range(0, 50, 10):
        many = [{"TagKey": f"k{number}", "TagValue": ""} for number in range(start, start + 10)]
        await tag("ModifyResourceTags", Resource=name, ReplaceTags=many)
    refused = await tag.refused("ModifyResourceTags", Resource=name, ReplaceTags=[A])
    assert refused == "LimitExceeded.ResourceAttachedTags"
