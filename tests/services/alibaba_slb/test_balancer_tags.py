"""The older calls for balancers' tags."""

from __future__ import annotations

from typing import Any

from tests.services.alibaba_slb.harness import Cloud
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

TAGS = {"Tags": [{"TagKey": "a", "TagValue": "1"}]}


async def sets(cloud: Cloud, **members: Any) -> list[tuple[str, str, int]]:
    found = (await cloud("DescribeTags", **members))["TagSets"]["TagSet"]
    return [(one["TagKey"], one["TagValue"], one["InstanceCount"]) for one in found]


async def test_they_are_counted_where_they_are(store: Store) -> None:
    cloud = Cloud(store)
    elsewhere = Cloud(store, tenant=Tenant(cloud.tenant.account, "cn-beijing"))
    stranger = Cloud(store, tenant=Tenant("100000000002", "cn-hangzhou"))
    here = [await cloud.balancer() for _ in range(2)]
    for owner, name in ((cloud, here[0]), (cloud, here[1]), (elsewhere, await elsewhere.balancer())):
        await owner("AddTags", LoadBalancerId=name, **TAGS)
    await cloud("TagResources", ResourceType="acl", ResourceId=[await cloud.acl()], Tag=[{"Key": "a", "Value": "1"}])
    assert await sets(cloud) == [("a", "1", 2)]
    assert await sets(elsewhere) == [("a", "1", 1)]
    assert await sets(stranger) == []
    for action, members in (("AddTags", TAGS), ("RemoveTags", TAGS), ("DescribeTags", {})):
        error = await stranger.refused(action, LoadBalancerId=here[0], **members)
        assert (error.code, error.status) == ("InvalidLoadBalancerId.NotFound", 404)
    await cloud("RemoveTags", LoadBalancerId=here[0], **TAGS)
    assert await sets(cloud) == [("a", "1", 1)]


async def test_how_many_and_which(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(tags_per_resource=2))
    balancer = await cloud.balancer()
    await cloud("AddTags", LoadBalancerId=balancer, **TAGS)
    more = [{"TagKey": name, "TagValue": "2"} for name in "bc"]
    assert (await cloud.refused("AddTags", LoadBalancerId=balancer, Tags=more)).code == "TagCountLimit"
    for key in ("aliyun-x", "acs:x", "http://x", "x" * 65):
        error = await cloud.refused("AddTags", LoadBalancerId=balancer, Tags=[{"TagKey": key}])
        assert error.code == "InvalidParameter"
    assert await sets(cloud, LoadBalancerId=balancer) == [("a", "1", 1)]
