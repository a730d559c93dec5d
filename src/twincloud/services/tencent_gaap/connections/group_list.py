"""Groups in numbers: DescribeProxyGroupList."""

from __future__ import annotations

from collections.abc import Callable

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.tags import tags_of
from twincloud.kernel.paging import page
from twincloud.services.tencent_gaap.connections.proxy_list import tag_views
from twincloud.services.tencent_gaap.connections.regions import region_detail
from twincloud.services.tencent_gaap.narrowing import filtered, of_project, tagged
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Group, groups
from twincloud.services.tencent_gaap.states import Progress, group_status
from twincloud.storage.transaction import Transaction

_FILTERS: dict[str, Callable[[Group], str]] = {
    "RealServerRegion": lambda group: group.server_region,
    "PackageType": lambda group: group.package_type,
}


@GAAP.read("DescribeProxyGroupList")
def describe_proxy_group_list(
    call: Call, request: shapes.DescribeProxyGroupListRequest, tx: Transaction
) -> shapes.DescribeProxyGroupListResponse:
    """List groups, oldest first."""
    found = of_project(tx.find(groups, account=call.tenant.account), request.project_id)
    found = tagged(tx, filtered(call, found, request.filters, _FILTERS), request.tag_set)
    progress = Progress(call, tx)
    shown = [_view(progress, group) for group in page(found, request.offset, request.limit)]
    return shapes.DescribeProxyGroupListResponse(
        total_count=len(found), proxy_group_list=shown, request_id=call.request_id
    )


def _view(progress: Progress, group: Group) -> shapes.ProxyGroupInfo:
    return shapes.ProxyGroupInfo(
        group_id=group.id,
        domain=group.domain or None,
        group_name=group.name,
        project_id=group.project_id,
        real_server_region_info=region_detail(group.server_region),
        status=group_status(progress, group),
        tag_set=tag_views(tags_of(progress.tx, group.id)),
        version="3.0",
        create_time=group.created_ms // 1000,
        proxy_type=0,
        http3_supported=1,
        feature_bitmap=71,
    )
