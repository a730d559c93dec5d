"""Origins and where they serve: DescribeListenerRealServers, DescribeRuleRealServers, DescribeRealServersStatus."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.kernel.paging import page
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.services.tencent_gaap.lookups import find_listener, is_layer_4
from twincloud.services.tencent_gaap.origins.readings import bound_views, read_origins
from twincloud.services.tencent_gaap.origins.real_servers import kind_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import bindings, proxies, real_servers
from twincloud.services.tencent_gaap.rules.rule_lookups import find_rule
from twincloud.storage.transaction import Transaction

_MOST_SHOWN = 1000


async def _read_listener(
    call: Call, request: shapes.DescribeListenerRealServersRequest, response: shapes.DescribeListenerRealServersResponse
) -> shapes.DescribeListenerRealServersResponse:
    origins = await read_origins(call, request.listener_id, response.bind_real_server_set or ())
    return replace(response, bind_real_server_set=origins)


@GAAP.read("DescribeListenerRealServers", settle=_read_listener)
def describe_listener_real_servers(
    call: Call, request: shapes.DescribeListenerRealServersRequest, tx: Transaction
) -> shapes.DescribeListenerRealServersResponse:
    """List the account's origins that a layer-4 listener could have, and those that it has."""
    listener = find_listener(call, tx, request.listener_id)
    if not is_layer_4(listener):
        raise refusal(call, VALUE, f"The listener {listener.id} has rules; origins are bound to these.")
    usable = _usable(call, tx, listener.origin_type)
    bound = bound_views(tx.find(bindings, place_id=listener.id))
    return shapes.DescribeListenerRealServersResponse(
        total_count=len(usable),
        real_server_set=usable,
        bind_real_server_total_count=len(bound),
        bind_real_server_set=bound,
        request_id=call.request_id,
    )


async def _read_rule(
    call: Call, request: shapes.DescribeRuleRealServersRequest, response: shapes.DescribeRuleRealServersResponse
) -> shapes.DescribeRuleRealServersResponse:
    origins = await read_origins(call, request.rule_id, response.bind_real_server_set or ())
    return replace(response, bind_real_server_set=origins)


@GAAP.read("DescribeRuleRealServers", settle=_read_rule)
def describe_rule_real_servers(
    call: Call, request: shapes.DescribeRuleRealServersRequest, tx: Transaction
) -> shapes.DescribeRuleRealServersResponse:
    """List a page of the account's origins that a rule could have, and all those that it has."""
    rule = find_rule(call, tx, request.rule_id)
    usable = _usable(call, tx, rule.origin_type)
    bound = bound_views(tx.find(bindings, place_id=rule.id))
    return shapes.DescribeRuleRealServersResponse(
        total_count=len(usable),
        real_server_set=list(page(usable, request.offset, request.limit, most=_MOST_SHOWN)),
        bind_real_server_total_count=len(bound),
        bind_real_server_set=bound,
        request_id=call.request_id,
    )


@GAAP.read("DescribeRealServersStatus")
def describe_real_servers_status(
    call: Call, request: shapes.DescribeRealServersStatusRequest, tx: Transaction
) -> shapes.DescribeRealServersStatusResponse:
    """Say of origins whether they are bound, and to which connection or group: the first of each kind."""
    shown = []
    for server_id in dict.fromkeys(request.real_server_ids):
        server = tx.get(real_servers, server_id)
        if server is None or server.account != call.tenant.account:
            code = "InvalidParameterValue.RealServerNotBelong"
            raise refusal(call, code, f"The origin {server_id} does not exist.")
        owners = [binding.owner_id for binding in tx.find(bindings, server_id=server_id)]
        single = [owner for owner in owners if tx.get(proxies, owner) is not None]
        grouped = [owner for owner in owners if owner not in single]
        shown.append(
            shapes.RealServerStatus(
                real_server_id=server_id,
                bind_status=int(bool(owners)),
                proxy_id=next(iter(single), ""),
                group_id=next(iter(grouped), ""),
            )
        )
    return shapes.DescribeRealServersStatusResponse(
        total_count=len(shown), real_server_status_set=shown, request_id=call.request_id
    )


def _usable(call: Call, tx: Transaction, origin_type: str) -> list[shapes.RealServer]:
    return [
        shapes.RealServer(
            real_server_ip=server.address,
            real_server_id=server.id,
            real_server_name=server.name,
            project_id=server.project_id,
            in_ban_blacklist=0,
        )
        for server in tx.find(real_servers, account=call.tenant.account)
        if kind_of(server.address) == origin_type
    ]
