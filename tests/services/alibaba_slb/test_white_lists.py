"""Listeners' own white lists: what is refused, and what they cannot stand beside."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

STATUS, ADD, REMOVE = "SetListenerAccessControlStatus", "AddListenerWhiteListItem", "RemoveListenerWhiteListItem"
OPEN = {"AccessControlStatus": "open_white_list"}


def on(balancer: str) -> dict[str, Any]:
    return {"LoadBalancerId": balancer, "ListenerPort": 80}


@pytest.mark.parametrize("item", ["x", "", "0.0.0.0/32", "0.0.0.0/0", "10.0.0.0/33", "::1", "10.0.0.1-10.0.0.9"])
async def test_what_cannot_be_on_a_list(cloud: Cloud, item: str) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer)
    for action in (ADD, REMOVE):
        error = await cloud.refused(action, **on(balancer), SourceItems=["10.0.0.1", item])
        assert (error.code, error.status) == ("IpListItemFormatError", 400)
    assert (await cloud("DescribeListenerAccessControlAttribute", **on(balancer)))["SourceItems"] == ""


async def test_items_have_one_spelling(store: Store) -> None:
    cloud = Cloud(store)
    balancer, six = await cloud.balancer(), await cloud.balancer(AddressIPVersion="ipv6")
    for owner, items, shown in (
        (balancer, ["10.0.0.1/32", " 10.0.0.1", "10.1.2.3/8", "0.0.0.0/8"], "10.0.0.1,10.0.0.0/8,0.0.0.0/8"),
        (six, ["2001:DB8::1", "2001:db8::/32"], "2001:db8::1,2001:db8::/32"),
    ):
        await cloud.listener(owner)
        await cloud(ADD, **on(owner), SourceItems=items)
        assert (await cloud("DescribeListenerAccessControlAttribute", **on(owner)))["SourceItems"] == shown
    await cloud(REMOVE, **on(balancer), SourceItems=["10.9.9.9/8", "192.0.2.1"])
    left = await cloud("DescribeListenerAccessControlAttribute", **on(balancer))
    assert left["SourceItems"] == "10.0.0.1,0.0.0.0/8"


async def test_a_list_is_not_endless(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(entries_per_acl=2))
    balancer = await cloud.balancer()
    await cloud.listener(balancer)
    error = await cloud.refused(ADD, **on(balancer), SourceItems=["10.0.0.1", "10.0.0.2", "10.0.0.3"])
    assert error.code == "SourceItemsQuotaOverLimit"


async def test_no_access_list_stands_beside_it(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listed: dict[str, Any] = {"AclStatus": "on", "AclType": "white", "AclId": [await cloud.acl("10.0.0.0/8")]}
    change = "SetLoadBalancerTCPListenerAttribute"
    await cloud.listener(balancer, **listed)
    assert (await cloud.refused(STATUS, **on(balancer), **OPEN)).code == "Operation.NotAllowed"
    await cloud(change, **on(balancer), AclStatus="off")
    await cloud(STATUS, **on(balancer), **OPEN)
    assert (await cloud.refused(change, **on(balancer), **listed)).code == "Operation.NotAllowed"
    await cloud(STATUS, **on(balancer), AccessControlStatus="close")
    await cloud(change, **on(balancer), **listed)


async def test_who_may_not(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    calls: dict[str, Any] = {STATUS: OPEN, ADD: {"SourceItems": ["10.0.0.1"]}, REMOVE: {"SourceItems": ["10.0.0.1"]}}
    for action, members in calls.items():
        assert (await driven.refused(action, **on(balancer), **members)).code == "ListenerNotFound"
    await driven.listener(balancer)
    engine.open.clear()
    starting = asyncio.create_task(driven("StartLoadBalancerListener", **on(balancer)))
    await engine.arrival(balancer, (await driven.plan(balancer)).generation + 1)
    for action, members in calls.items():
        error = await driven.refused(action, **on(balancer), **members)
        assert error.code == "OperationFailed.ListenerStatusNotSupport"
    engine.open.set()
    await starting
    await driven.lock(balancer, "financial")
    for action, members in calls.items():
        assert (await driven.refused(action, **on(balancer), **members)).code == "ActionNotAllowed"
