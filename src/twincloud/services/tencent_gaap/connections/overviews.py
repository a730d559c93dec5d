"""What an account has, by project or by tag: connections, groups and listeners with their names alone."""

from __future__ import annotations

from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.tags import tags
from twincloud.services.tencent_gaap.lookups import listeners_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Proxy, groups, proxies, real_servers
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

_KINDS: dict[str, Collection[Any]] = {"Proxy": proxies, "ProxyGroup": groups, "RealServer": real_servers}
"""What can have tags, by its name for the API."""


@GAAP.read("DescribeProxyAndStatisticsListeners")
def describe_proxy_and_statistics_listeners(
    call: Call, request: shapes.DescribeProxyAndStatisticsListenersRequest, tx: Transaction
) -> shapes.DescribeProxyAndStatisticsListenersResponse:
    """List a project's connections that are in no group, with their listeners."""
    found = tx.find(proxies, account=call.tenant.account, deleting=0, group_id="")
    shown = [_view(tx, proxy, proxy.id) for proxy in found if proxy.project_id == request.project_id]
    return shapes.DescribeProxyAndStatisticsListenersResponse(
        proxy_set=shown, total_count=len(shown), request_id=call.request_id
    )


@GAAP.read("DescribeGroupAndStatisticsProxy")
def describe_group_and_statistics_proxy(
    call: Call, request: shapes.DescribeGroupAndStatisticsProxyRequest, tx: Transaction
) -> shapes.DescribeGroupAndStatisticsProxyResponse:
    """List a project's groups with their connections, each of which has the group's listeners."""
    shown = [
        shapes.GroupStatisticsInfo(
            group_id=group.id,
            group_name=group.name,
            proxy_set=[_view(tx, proxy, group.id) for proxy in tx.find(proxies, group_id=group.id, deleting=0)],
        )
        for group in tx.find(groups, account=call.tenant.account, deleting=0)
        if group.project_id == request.project_id
    ]
    return shapes.DescribeGroupAndStatisticsProxyResponse(
        group_set=shown, total_count=len(shown), request_id=call.request_id
    )


@GAAP.read("DescribeResourcesByTag")
def describe_resources_by_tag(
    call: Call, request: shapes.DescribeResourcesByTagRequest, tx: Transaction
) -> shapes.DescribeResourcesByTagResponse:
    """List what has a tag: connections, groups and origins, or one kind of these."""
    tagged = [
        tag.resource
        for tag in tx.find(tags, account=call.tenant.account)
        if (tag.key, tag.value) == (request.tag_key, request.tag_value)
    ]
    wanted = (request.resource_type or "").lower()
    shown = [
        shapes.TagResourceInfo(resource_type=kind, resource_id=resource)
        for kind, collection in _KINDS.items()
        if wanted in ("", kind.lower())
        for resource in tagged
        if tx.get(collection, resource) is not None
    ]
    return shapes.DescribeResourcesByTagResponse(total_count=len(shown), resource_set=shown, request_id=call.request_id)


def _view(tx: Transaction, proxy: Proxy, owner_id: str) -> shapes.ProxySimpleInfo:
    return shapes.ProxySimpleInfo(proxy_id=proxy.id, proxy_name=proxy.name, listener_list=_listeners(tx, owner_id))


def _listeners(tx: Transaction, owner_id: str) -> list[shapes.ListenerInfo]:
    return [
        shapes.ListenerInfo(
            listener_id=listener.id, listener_name=listener.name, port=listener.port, protocol=listener.protocol
        )
        for listener in listeners_of(tx, owner_id)
    ]
