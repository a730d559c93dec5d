"""Which customized configurations there are and where they are bound: the two Describe calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.kernel.paging import page
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.configs.config_bindings import live_places
from twincloud.services.tencent_clb.configs.config_records import CustomizedConfig, Place, configs
from twincloud.services.tencent_clb.errors import BAD_FILTER, refusal
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction


@CLB.read("DescribeCustomizedConfigList")
def describe_customized_config_list(
    call: Call, request: shapes.DescribeCustomizedConfigListRequest, tx: Transaction
) -> shapes.DescribeCustomizedConfigListResponse:
    """List the tenant's configurations of one kind, oldest first; ids that nobody knows are passed over."""
    tests = [_test(call, item) for item in request.filters or ()]
    wanted = request.uconfig_ids
    found = [
        config
        for config in _known(call, tx, kind=request.config_type)
        if (not wanted or config.id in wanted)
        and (request.config_name or "") in config.name
        and all(any(test(place) for place in live_places(tx, config.id)) for test in tests)
    ]
    views = [_view(config) for config in page(found, request.offset, request.limit)]
    return shapes.DescribeCustomizedConfigListResponse(
        config_list=views, total_count=len(found), request_id=call.request_id
    )


@CLB.read("DescribeCustomizedConfigAssociateList")
def describe_customized_config_associate_list(
    call: Call, request: shapes.DescribeCustomizedConfigAssociateListRequest, tx: Transaction
) -> shapes.DescribeCustomizedConfigAssociateListResponse:
    """List where a configuration is bound, or where all of the tenant's are; an unknown one is bound nowhere."""
    found = [
        (config, place)
        for config in _known(call, tx)
        if not request.uconfig_id or config.id == request.uconfig_id
        for place in live_places(tx, config.id)
        if not request.domain or place.domain == request.domain
    ]
    views = [_bound(config, place) for config, place in page(found, request.offset, request.limit)]
    return shapes.DescribeCustomizedConfigAssociateListResponse(
        bind_list=views, total_count=len(found), request_id=call.request_id
    )


def _known(call: Call, tx: Transaction, **columns: str) -> Sequence[CustomizedConfig]:
    account, region = call.tenant
    return tx.find(configs, account=account, region=region, **columns)


def _test(call: Call, item: shapes.Filter) -> Callable[[Place], bool]:
    """Return whether a place passes a filter; raises ApiError for a name that is not documented."""
    book = call.port(AddressBook)
    readers: dict[str, Callable[[Place], Iterable[str]]] = {
        "loadbalancer-id": lambda place: (place.balancer.id,),
        "vip": lambda place: (book.address(place.balancer.slot),),
    }
    read = readers.get(item.name)
    if read is None:
        raise refusal(call, BAD_FILTER, f"Invalid filter name: {item.name}")
    values = frozenset(item.values)
    return lambda place: not values.isdisjoint(read(place))


def _view(config: CustomizedConfig) -> shapes.ConfigListItem:
    return shapes.ConfigListItem(
        uconfig_id=config.id,
        config_type=config.kind,
        config_name=config.name,
        config_content=config.content,
        create_timestamp=shown(config.created_ms),
        update_timestamp=shown(config.updated_ms),
    )


def _bound(config: CustomizedConfig, place: Place) -> shapes.BindDetailItem:
    """Show a place; what it does not have is an empty text, because only `Url` may be null."""
    listener, rule = place.listener, place.rule
    return shapes.BindDetailItem(
        load_balancer_id=place.balancer.id,
        listener_id=listener.id if listener else "",
        domain=place.domain,
        location_id=rule.id if rule else "",
        listener_name=listener.name if listener else "",
        protocol=listener.protocol if listener else "",
        vport=listener.port if listener else 0,
        url=rule.url if rule else None,
        uconfig_id=config.id,
    )
