"""The whole life of a connection on both store engines, where addresses are shared, and calls that meet."""

from __future__ import annotations

import asyncio

import pytest

from tests.services.tencent_gaap.harness import LAYER_4, ORDER, Cloud
from tests.support.engines import RecordingEngine
from twincloud.inventory.books import MappedBook
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

TABLES = ("gaap_proxy", "gaap_group", "gaap_listener", "gaap_domain", "gaap_rule", "gaap_binding", "mapped_port")


async def test_a_life(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    group = await cloud.group("Hongkong", "Japan")
    proxy = await cloud.proxy(ClientToken="once", TagSet=[{"TagKey": "a", "TagValue": "b"}])
    (grouped,) = await cloud.tcp(group, 80)
    (tcp,) = await cloud.tcp(proxy, 80)
    secure = await cloud.https(proxy)
    await cloud.bind(tcp, "10.0.0.1:80", "10.0.0.2:80")
    await cloud.bind(await cloud.rule(secure), "10.0.0.1:443")
    copy = await cloud.proxy(ClonedProxyId=proxy)
    await cloud.settled()
    newest = {plan.balancer_id: plan for plan in engine.plans}
    assert {name: len(plan.listeners) for name, plan in newest.items() if name in (group, proxy, copy)} == {
        group: 1,
        proxy: 2,
        copy: 2,
    }
    assert await cloud.delete(proxy, tcp, secure, grouped) == {
        "OperationFailedListenerSet": [],
        "OperationSucceedListenerSet": [tcp, secure],
        "InvalidStatusListenerSet": [grouped],
    }
    await cloud.delete(group, grouped)
    ids = [one["ProxyId"] for one in (await cloud("DescribeProxies", Limit=100))["ProxySet"]]
    assert (await cloud("DestroyProxies", ProxyIds=ids, Force=1))["InvalidStatusInstanceSet"] == []
    await cloud.settled()
    await cloud("DeleteProxyGroup", GroupId=group)
    await cloud.settled()
    for table in (*TABLES, "balancer", "node_state", "address", "tag"):
        assert await cloud.count(table) == 0, table
    await cloud.reconciler.stop()


async def test_quotas_ports_and_origins_hold_when_calls_meet(store: Store) -> None:
    cloud = Cloud(store, quotas=Quotas(proxies=3))
    made = await asyncio.gather(*(cloud("CreateProxy", **ORDER) for _ in range(6)), return_exceptions=True)
    proxies = [one["InstanceId"] for one in made if isinstance(one, dict)]
    assert len(proxies) == 3
    assert {getattr(one, "code", "LimitExceeded") for one in made} == {"LimitExceeded"}
    asked = {**LAYER_4, "ProxyId": proxies[0], "Ports": [80]}
    opened = await asyncio.gather(*(cloud("CreateTCPListeners", **asked) for _ in range(4)), return_exceptions=True)
    assert len([one for one in opened if isinstance(one, dict)]) == 1
    server = {"ProjectId": 0, "RealServerIP": ["10.0.0.1"], "RealServerName": "o"}
    told = await asyncio.gather(*(cloud("AddRealServers", **server) for _ in range(4)), return_exceptions=True)
    codes = {getattr(one, "code", "told") for one in told}
    assert (codes, await cloud.count("gaap_real_server")) == ({"InvalidParameterValue.DuplicateRS", "told"}, 1)


@pytest.mark.parametrize("kind", ["proxy", "group"])
async def test_real_ports_stand_for_those_of_a_shared_address(gaap_store: SqliteStore, kind: str) -> None:
    cloud = Cloud(gaap_store, book=MappedBook("127.0.0.1"))
    owner = await (cloud.proxy() if kind == "proxy" else cloud.group("Hongkong", "Japan"))
    (tcp,) = await cloud.tcp(owner, 443)
    secure = await cloud.https(owner, 444, Http3Supported=1)
    listeners = {one.id: one.endpoints for one in (await cloud.plan(owner)).listeners}
    assert set(listeners) == {tcp, secure, f"{secure}/h3"}
    assert all([one.host for one in endpoints] == ["127.0.0.1"] for endpoints in listeners.values())
    assert await cloud.count("mapped_port") == 3
    await cloud.delete(owner, secure)
    assert await cloud.count("mapped_port") == 1
    if kind == "proxy":
        copy = await cloud.proxy(ClonedProxyId=owner)
        (twin,) = (await cloud.plan(copy)).listeners
        assert twin.endpoints[0].port != listeners[tcp][0].port


class ScarceBook(MappedBook):
    """A book whose machine has `left` ports to give, the same ones every time."""

    def __init__(self, *left: int) -> None:
        super().__init__("127.0.0.1")
        self.left = left
        self.asked = 0

    def free_ports(self, count: int, transport: str) -> list[int]:
        self.asked = max(self.asked, count)
        if not self.left:
            raise OSError("too many open files")
        return [*self.left]


async def test_where_real_ports_run_out(gaap_store: SqliteStore) -> None:
    book = ScarceBook(40_001)
    cloud = Cloud(gaap_store, book=book)
    proxy = await cloud.proxy()
    await cloud.tcp(proxy, 80)
    asked = {**LAYER_4, "ProxyId": proxy, "Ports": [81]}
    assert await cloud.code("CreateTCPListeners", **asked) == "ResourceInsufficient", "the one port is promised"
    many = await cloud.code("CreateTCPListeners", **{**asked, "Ports": [*range(100, 60_000)]})
    assert (many, book.asked < 50) == ("FailedOperation.OperateLimitNumofListener", True)
    book.left = ()
    assert await cloud.code("CreateTCPListeners", **asked) == "ResourceInsufficient"
    assert await cloud.count("gaap_listener") == 1
