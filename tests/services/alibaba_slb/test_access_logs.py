"""Where balancers write their requests: what is refused, who is told, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import Protocol
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

SET, DELETE, SHOW = (f"{verb}AccessLogsDownloadAttribute" for verb in ("Set", "Delete", "Describe"))


def rules(balancer: str, **members: Any) -> dict[str, Any]:
    return {"LogsDownloadAttributes": [{"LoadBalancerId": balancer, "LogProject": "p-1", "LogStore": "s-1", **members}]}


async def listed(cloud: Cloud) -> list[dict[str, Any]]:
    return list((await cloud(SHOW))["LogsDownloadAttributes"]["LogsDownloadAttribute"])


@pytest.mark.parametrize("name", ["LoadBalancerId", "LogProject", "LogStore"])
async def test_a_rule_is_whole(cloud: Cloud, name: str) -> None:
    balancer = await cloud.balancer()
    for action in (SET, DELETE):
        assert (await cloud.refused(action, **rules(balancer, **{name: ""}))).code == "MissingParameter"
    assert await listed(cloud) == []


async def test_the_balancer_may_stand_beside_the_rules(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    given = rules(balancer)["LogsDownloadAttributes"][0]
    alone = {"LogsDownloadAttributes": [{name: given[name] for name in ("LogProject", "LogStore")}]}
    await cloud(SET, LoadBalancerId=balancer, **alone)
    assert [one["LoadBalancerId"] for one in await listed(cloud)] == [balancer]
    await cloud(DELETE, LoadBalancerId=balancer, **alone)
    assert await listed(cloud) == []


async def test_whose_they_are(cloud: Cloud, empty_store: SqliteStore) -> None:
    balancer = await cloud.balancer()
    stranger = Cloud(empty_store, tenant=Tenant("100000000002", "cn-hangzhou"))
    for action in (SET, DELETE):
        assert (await stranger.refused(action, **rules(balancer))).code == "InvalidLoadBalancerId.NotFound"
    await cloud(SET, **rules(balancer))
    assert await listed(stranger) == []
    await cloud.lock(balancer, "financial")
    for action in (SET, DELETE):
        assert (await cloud.refused(action, **rules(balancer))).code == "ActionNotAllowed"


async def test_balancers_share_a_store_and_it_outlives_them(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    # Called from another region: the project is made in the balancer's.
    elsewhere = Cloud(store, tenant=Tenant(cloud.tenant.account, "cn-beijing"))
    made = [await cloud.balancer() for _ in range(2)]
    for balancer in made:
        await cloud.running(balancer, "http", 80)
        await cloud.running(balancer, "tcp", 81)
    await cloud(SET, **rules(made[0]))
    await elsewhere(SET, **rules(made[1]))
    # That caller does not wait for an engine, so that we do.
    await cloud.reconciler.idle()
    assert await cloud.count("log_set") == await cloud.count("log_topic") == 1
    plans = {plan.balancer_id: plan for plan in engine.plans}
    written = [
        (listener.protocol, listener.log.log_id)
        for plan in plans.values()
        for listener in plan.listeners
        if listener.log is not None
    ]
    assert len(written) == 2
    assert len(set(written)) == 1
    assert written[0][0] is Protocol.HTTP
    seen = len(engine.plans)
    await cloud(SET, **rules(made[0]))
    assert len(engine.plans) == seen, "nothing has changed"
    await cloud("DeleteLoadBalancer", LoadBalancerId=made[0])
    assert [one["LoadBalancerId"] for one in await listed(cloud)] == [made[1]]
    assert await cloud.count("log_use") == 1
    assert await cloud.count("log_topic") == 1
    await cloud.reconciler.stop()
