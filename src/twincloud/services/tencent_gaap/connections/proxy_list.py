"""Connections as they are shown: DescribeProxies, DescribeProxyDetail, DescribeProxiesStatus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.tags import Tag, tags, tags_of
from twincloud.kernel.paging import page
from twincloud.services.tencent_gaap.connections.global_domain_records import related_domains
from twincloud.services.tencent_gaap.connections.regions import region_detail
from twincloud.services.tencent_gaap.errors import BAD, missing, refusal
from twincloud.services.tencent_gaap.lookups import find_proxy
from twincloud.services.tencent_gaap.narrowing import filtered
from twincloud.services.tencent_gaap.policies.policy_records import policy_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Proxy, proxies
from twincloud.services.tencent_gaap.states import Progress, proxy_status
from twincloud.storage.transaction import Transaction

_IP_VERSION = "IPv4"
_FILTERS: dict[str, Callable[[Proxy], str]] = {
    "ProjectId": lambda proxy: str(proxy.project_id),
    "AccessRegion": lambda proxy: proxy.access_region,
    "RealServerRegion": lambda proxy: proxy.server_region,
    "GroupId": lambda proxy: proxy.group_id,
    "IPAddressVersion": lambda _: _IP_VERSION,
    "PackageType": lambda proxy: proxy.package_type,
}
_ORDERS: dict[str, Callable[[Proxy], int | str]] = {
    "create_time": lambda proxy: proxy.created_ms,
    "proxy_id": lambda proxy: proxy.id,
    "bandwidth": lambda proxy: proxy.bandwidth,
    "concurrent_connections": lambda proxy: proxy.concurrent,
}


@GAAP.read("DescribeProxies")
def describe_proxies(
    call: Call, request: shapes.DescribeProxiesRequest, tx: Transaction
) -> shapes.DescribeProxiesResponse:
    """List connections, the newest first unless asked otherwise; ids that nobody knows are passed over."""
    ids = {*(request.proxy_ids or ()), *(request.instance_ids or ())}
    if ids and request.filters:
        raise refusal(call, BAD, "ProxyIds and Filters cannot be used together.")
    own = _tags_by_resource(tx, call.tenant.account)
    found = [proxy for proxy in _matching(call, request, tx) if not ids or proxy.id in ids]
    if request.tag_set:
        wanted = {(tag.tag_key, tag.tag_value) for tag in request.tag_set}
        found = [one for one in found if any((tag.key, tag.value) in wanted for tag in own.get(one.id, ()))]
    # Stable sorting of what stands in the order of creation: equals stay in one order from page to page.
    descending = (request.order or "desc").lower() == "desc"
    found.sort(key=_ORDERS[request.order_field or "create_time"])
    if descending:
        found.reverse()
    progress = Progress(call, tx)
    related = related_domains(tx, call.tenant.account)
    shown = [
        _view(call, progress, proxy, own.get(proxy.id, ()), related.get(proxy.id, ()))
        for proxy in page(found, request.offset, request.limit)
    ]
    return shapes.DescribeProxiesResponse(
        total_count=len(found), instance_set=shown, proxy_set=shown, request_id=call.request_id
    )


@GAAP.read("DescribeProxyDetail")
def describe_proxy_detail(
    call: Call, request: shapes.DescribeProxyDetailRequest, tx: Transaction
) -> shapes.DescribeProxyDetailResponse:
    """Show one connection."""
    proxy = find_proxy(call, tx, request.proxy_id)
    related = related_domains(tx, proxy.account)
    detail = _view(call, Progress(call, tx), proxy, tags_of(tx, proxy.id), related.get(proxy.id, ()))
    return shapes.DescribeProxyDetailResponse(proxy_detail=detail, request_id=call.request_id)


@GAAP.read("DescribeProxiesStatus")
def describe_proxies_status(
    call: Call, request: shapes.DescribeProxiesStatusRequest, tx: Transaction
) -> shapes.DescribeProxiesStatusResponse:
    """Show the statuses of connections in the order in which they are named; unknown ones are passed over."""
    ids = dict.fromkeys([*(request.proxy_ids or ()), *(request.instance_ids or ())])
    if not ids:
        raise missing(call, "ProxyIds")
    known = {proxy.id: proxy for proxy in tx.find(proxies, account=call.tenant.account)}
    progress = Progress(call, tx)
    shown = [
        shapes.ProxyStatus(instance_id=proxy_id, status=proxy_status(progress, known[proxy_id]))
        for proxy_id in ids
        if proxy_id in known
    ]
    return shapes.DescribeProxiesStatusResponse(instance_status_set=shown, request_id=call.request_id)


def tag_views(found: Iterable[Tag]) -> list[shapes.TagPair]:
    """Return tags as answers show them."""
    return [shapes.TagPair(tag_key=tag.key, tag_value=tag.value) for tag in found]


def _matching(call: Call, request: shapes.DescribeProxiesRequest, tx: Transaction) -> list[Proxy]:
    found = tx.find(proxies, account=call.tenant.account)
    if request.independent is not None:
        found = [proxy for proxy in found if bool(proxy.group_id) != bool(request.independent)]
    return filtered(call, found, request.filters, _FILTERS)


def _tags_by_resource(tx: Transaction, account: str) -> Mapping[str, list[Tag]]:
    found: dict[str, list[Tag]] = {}
    for tag in tx.find(tags, account=account):
        found.setdefault(tag.resource, []).append(tag)
    return found


def _view(call: Call, progress: Progress, proxy: Proxy, own: Sequence[Tag], related: Sequence[str]) -> shapes.ProxyInfo:
    address = call.port(AddressBook).address(proxy.slot)
    policy = policy_of(progress.tx, proxy.id)
    return shapes.ProxyInfo(
        instance_id=proxy.id,
        create_time=proxy.created_ms // 1000,
        project_id=proxy.project_id,
        proxy_name=proxy.name,
        access_region=proxy.access_region,
        real_server_region=proxy.server_region,
        bandwidth=proxy.bandwidth,
        concurrent=proxy.concurrent,
        status=proxy_status(progress, proxy),
        domain=f"{proxy.id}.gaapqcloud.com",
        ip=address,
        version="3.0",
        proxy_id=proxy.id,
        scalarable=1,
        support_protocols=["TCP", "UDP", "HTTP", "HTTPS"],
        group_id=proxy.group_id or None,
        policy_id=policy.id if policy is not None else None,
        access_region_info=region_detail(proxy.access_region),
        real_server_region_info=region_detail(proxy.server_region),
        forward_ip="",
        tag_set=tag_views(own),
        support_security=1,
        billing_type=proxy.billing_type,
        related_global_domains=list(related),
        modify_config_time=proxy.modified_ms // 1000 or None,
        proxy_type=100,
        client_ip_method=[0, 1],
        ip_address_version=_IP_VERSION,
        network_type=proxy.network_type,
        package_type=proxy.package_type,
        ban_status="RECOVER",
        ip_list=[shapes.IPDetail(ip=address, provider="BGP", bandwidth=proxy.bandwidth)],
        http3_supported=1,
        in_ban_blacklist=0,
        feature_bitmap=71,
        is_auto_scale_proxy=0,
        is_support_tls_choice=1,
    )
