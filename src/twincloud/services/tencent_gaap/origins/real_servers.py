"""Origins that an account has told of: AddRealServers, DescribeRealServers, RemoveRealServers, ModifyRealServerName."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.tags import drop_tags, set_tags, tags_of
from twincloud.kernel.paging import page
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_gaap.connections.proxy_list import tag_views
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, NOT_FOUND, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock
from twincloud.services.tencent_gaap.narrowing import filtered, of_project, tagged
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import RealServer, bindings, real_servers
from twincloud.storage.transaction import Transaction

_MOST_SHOWN = 50
_LONGEST_NAME = 253
_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?")
_FILTERS: dict[str, Callable[[RealServer], str]] = {
    "RealServerName": lambda server: server.name,
    "RealServerIP": lambda server: server.address,
}


@GAAP.write("AddRealServers", locks=account_lock)
def add_real_servers(
    call: Call, request: shapes.AddRealServersRequest, tx: Transaction
) -> shapes.AddRealServersResponse:
    """Tell of origins by address or domain name; all of them or none."""
    tenant = Tenant(call.tenant.account, "")
    made: list[RealServer] = []
    for given in request.real_server_ip:
        address = _address(call, given)
        taken = any(one.address == address for one in made)
        if taken or tx.find(real_servers, account=call.tenant.account, address=address):
            raise refusal(call, "InvalidParameterValue.DuplicateRS", f"There is an origin {address} already.")
        made.append(
            RealServer(
                id=call.new_id("rs-"),
                account=call.tenant.account,
                project_id=request.project_id,
                address=address,
                name=request.real_server_name,
                created_ms=call.now_ms,
            )
        )
    tx.add_all(real_servers, made)
    for server in made if request.tag_set else ():
        set_tags(tx, tenant, server.id, {tag.tag_key: tag.tag_value for tag in request.tag_set or ()})
    shown = [shapes.NewRealServer(real_server_id=server.id, real_server_ip=server.address) for server in made]
    return shapes.AddRealServersResponse(real_server_set=shown, request_id=call.request_id)


@GAAP.read("DescribeRealServers")
def describe_real_servers(
    call: Call, request: shapes.DescribeRealServersRequest, tx: Transaction
) -> shapes.DescribeRealServersResponse:
    """List origins, oldest first."""
    found = of_project(tx.find(real_servers, account=call.tenant.account), request.project_id)
    if request.search_value:
        found = [server for server in found if request.search_value.lower() in server.address]
    found = tagged(tx, filtered(call, found, request.filters, _FILTERS), request.tag_set)
    shown = [
        shapes.BindRealServerInfo(
            real_server_ip=server.address,
            real_server_id=server.id,
            real_server_name=server.name,
            project_id=server.project_id,
            tag_set=tag_views(tags_of(tx, server.id)),
        )
        for server in page(found, request.offset, request.limit, most=_MOST_SHOWN)
    ]
    return shapes.DescribeRealServersResponse(real_server_set=shown, total_count=len(found), request_id=call.request_id)


@GAAP.write("RemoveRealServers", locks=account_lock)
def remove_real_servers(
    call: Call, request: shapes.RemoveRealServersRequest, tx: Transaction
) -> shapes.RemoveRealServersResponse:
    """Forget origins that serve nowhere; all of the named ones or none."""
    for server_id in dict.fromkeys(request.real_server_ids):
        server = _find(call, tx, server_id)
        if tx.find(bindings, server_id=server.id):
            raise refusal(call, ALREADY_BOUND, f"The origin {server.id} is bound to a listener or rule.")
        tx.remove(real_servers, server)
        drop_tags(tx, server.id)
    return shapes.RemoveRealServersResponse(request_id=call.request_id)


@GAAP.write("ModifyRealServerName", locks=account_lock)
def modify_real_server_name(
    call: Call, request: shapes.ModifyRealServerNameRequest, tx: Transaction
) -> shapes.ModifyRealServerNameResponse:
    """Rename an origin."""
    server = _find(call, tx, request.real_server_id)
    tx.replace(real_servers, server, replace(server, name=request.real_server_name))
    return shapes.ModifyRealServerNameResponse(request_id=call.request_id)


def kind_of(address: str) -> str:
    """Return IP or DOMAIN."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return "DOMAIN"
    return "IP"


def _find(call: Call, tx: Transaction, server_id: str) -> RealServer:
    found = tx.get(real_servers, server_id)
    if found is None or found.account != call.tenant.account:
        raise refusal(call, NOT_FOUND, f"The origin {server_id} does not exist.")
    return found


def _address(call: Call, given: str) -> str:
    """Return an address or name in its one form; raises ApiError for what is neither."""
    if kind_of(given) == "IP" and "%" not in given:
        return str(ipaddress.ip_address(given))
    looks_numeric = re.fullmatch(r"[0-9.]+", given) is not None
    if looks_numeric or len(given) > _LONGEST_NAME or not _NAME.fullmatch(given):
        raise refusal(call, VALUE, f"RealServerIP {given[:_LONGEST_NAME]} is neither an IP address nor a domain name.")
    return given.rstrip(".").lower()
