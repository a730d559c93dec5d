"""Backend servers as requests name them: brought to records, their addresses found."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.instances import find_instance
from twincloud.kernel.hosts import is_address
from twincloud.services.alibaba_slb.errors import missing, refusal, unusable
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import Server, server_row_id, servers
from twincloud.storage.transaction import Transaction

HEAVIEST = 100
DEFAULT_WEIGHT = 100


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}", re.IGNORECASE)
Named = shapes.BackendServerItem
"""A server as a request names it; what it leaves out is None."""


def distinct(call: Call, group_id: str, given: Iterable[Named], *, with_port: bool) -> dict[str, Named]:
    """Return the named servers by their row ids, of equal ones the first; raises ApiError.

    Servers of a vServer group need a port each, those of the default group have none.
    """
    found: dict[str, Named] = {}
    count = 0
    for item in given:
        count += 1
        if with_port and item.port is None:
            raise missing("Port")
        if item.weight is not None and not 0 <= item.weight <= HEAVIEST:
            raise refusal("InvalidWeight.Malformed", "The specified Weight is malformed.")
        port = (item.port or 0) if with_port else 0
        found.setdefault(server_row_id(group_id, item.server_id, item.server_ip or "", port), item)
    if count > quotas(call).servers_per_call:
        raise refusal("TooManyBackendServers", "The number of backend servers of one call exceeds the limit.")
    return found


def new_server(
    call: Call, tx: Transaction, balancer_id: str, group_id: str, key: str, item: Named, *, with_port: bool
) -> Server:
    """Return the record of a server; raises ApiError ObtainIpFail when nobody knows its address."""
    return Server(
        id=key,
        balancer_id=balancer_id,
        group_id=group_id,
        server_id=item.server_id,
        host=_address(call, tx, item.server_id, item.server_ip or ""),
        port=(item.port or 0) if with_port else 0,
        weight=DEFAULT_WEIGHT if item.weight is None else item.weight,
        type=item.type_ or "ecs",
        server_ip=item.server_ip or "",
        description=item.description or "",
    )


def changed_server(server: Server, item: Named) -> Server:
    """Return the server with the weight and the description that a request gives it."""
    weight = server.weight if item.weight is None else item.weight
    description = server.description if item.description is None else item.description
    return replace(server, weight=weight, description=description)


def check_room(call: Call, tx: Transaction, balancer_id: str, added: Sequence[Server]) -> None:
    """Raise ApiError TooManyBackendServers when a balancer cannot have so many more servers."""
    most = quotas(call).servers_per_balancer
    if added and len(tx.column(servers, "id", balancer_id=balancer_id)) + len(added) > most:
        raise refusal("TooManyBackendServers", "The number of backend servers exceeds the limit.")


def matching(present: Sequence[Server], key: str, item: Named) -> Server | None:
    """Return the present server that a request names: by all that tells servers apart, or without its address."""
    for server in present:
        if server.id == key:
            return server
    for server in present:
        if server.server_id == item.server_id and not item.server_ip and item.port in {None, server.port}:
            return server
    return None


def _address(call: Call, tx: Transaction, server_id: str, server_ip: str) -> str:
    """Return where a server is: the address that the request names, the id if it is one, or the inventory's.

    An id with dots that is no address is a host's name, which the data plane looks up (our choice).
    """
    for text in (server_ip, server_id):
        if text and is_address(text):
            return str(ipaddress.ip_address(text))
    if server_ip:
        raise unusable("The specified ServerIp is not valid.")
    if _HOST.fullmatch(server_id):
        return server_id.lower()
    instance = find_instance(tx, call.tenant.account, server_id)
    if instance is None:
        raise refusal(
            "ObtainIpFail",
            f"The address of the backend server {server_id} cannot be obtained.",
            hint=f"tell its address: twincloud instances add {server_id} ADDRESS",
        )
    return str(ipaddress.ip_address(instance.address))
