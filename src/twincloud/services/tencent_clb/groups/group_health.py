"""DescribeTargetGroupInstanceStatus: how the data plane finds the servers of a target group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.instances import instances
from twincloud.services.tencent_clb.groups.group_records import (
    GroupInstance,
    Place,
    TargetGroup,
    find_group,
    instances_of,
    places_of,
)
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.targets.health import CLOSE, Readings, pools_of, reading, readings, unread_status
from twincloud.storage.transaction import Transaction

_OFF, _ON, _HEALTHY, _UNHEALTHY = "off", "on", "health", "unhealth"

Response = shapes.DescribeTargetGroupInstanceStatusResponse


async def _add_readings(
    call: Call, request: shapes.DescribeTargetGroupInstanceStatusRequest, response: Response
) -> Response:
    """Put what the engine sees in place of the places that it is to be asked about."""
    views = response.target_group_instance_set or []
    found = await readings(call, [pool for view in views for _, pools in _places(view.status or "") for pool in pools])
    shown = [replace(view, status=_status(view, found)) for view in views]
    return replace(response, target_group_instance_set=shown)


@CLB.read("DescribeTargetGroupInstanceStatus", settle=_add_readings)
def describe_target_group_instance_status(
    call: Call, request: shapes.DescribeTargetGroupInstanceStatusRequest, tx: Transaction
) -> Response:
    """List the servers of a group, or those with the named addresses: ``unhealth`` when any of its places finds it so.

    Without a check, as while the group is bound nowhere, a server is ``off``; until the first result it is ``on``.
    """
    group = find_group(call, tx, request.target_group_id)
    wanted = request.target_group_instance_ips
    known = {one.address: one.instance_id for one in tx.find(instances, account=call.tenant.account)}
    places = [place for place in places_of(tx, group.id) if _checks(group, place)]
    views = [
        shapes.TargetGroupInstanceStatus(
            instance_ip=one.host,
            status=_asked(group, places, one),
            instance_id=known.get(one.host, ""),
            port=one.port,
        )
        for one in instances_of(tx, group.id)
        if not wanted or one.host in wanted
    ]
    return Response(target_group_instance_set=views, request_id=call.request_id)


def _checks(group: TargetGroup, place: Place) -> bool:
    """Tell whether the servers of a group are checked at a place."""
    if place.balancer.stopped or place.listener.stopped:
        return False
    check = place.rule.check if place.rule else place.listener.check
    return unread_status(group.check if group.protocol else check) != CLOSE


def _asked(group: TargetGroup, places: Sequence[Place], one: GroupInstance) -> str:
    """Return the places as a text, ``port pool pool;...``, which stands for the status until the engine was asked."""
    return ";".join(
        " ".join((str(one.port or place.listener.port), *pools_of(place.binding.location_id, group.id)))
        for place in places
    )


def _places(text: str) -> Iterator[tuple[int, list[str]]]:
    for place in text.split(";") if text else ():
        port, *pools = place.split(" ")
        yield int(port), pools


def _status(view: shapes.TargetGroupInstanceStatus, found: Readings) -> str:
    seen = [reading(found, pools, view.instance_ip or "", port) for port, pools in _places(view.status or "")]
    if not seen:
        return _OFF
    if False in seen:
        return _UNHEALTHY
    return _HEALTHY if True in seen else _ON
