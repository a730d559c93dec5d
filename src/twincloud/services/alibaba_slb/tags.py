"""Tags: TagResources, UntagResources, ListTagResources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.certificates import find_certificate
from twincloud.inventory.tags import Tag, set_tags, tags, tags_of
from twincloud.services.alibaba_slb.errors import missing, refusal, unusable
from twincloud.services.alibaba_slb.lookups import visible_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import acls, groups, listeners, master_slave_groups
from twincloud.services.alibaba_slb.shown import place
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

PAGE = 50
LONGEST_KEY, LONGEST_VALUE = 64, 128
_FORBIDDEN = ("aliyun", "acs:")
_LINKS = ("http://", "https://")
INSTANCE, CERTIFICATE, ACL = "instance", "certificate", "acl"
_OF_BALANCERS: Mapping[str, Collection[Any]] = {
    "listener": listeners,
    "vservergroup": groups,
    "masterslaveservergroup": master_slave_groups,
}


def _lock(call: Call, request: Any) -> Sequence[str]:
    return [tags_lock(name) for name in request.resource_id]


@SLB.write("TagResources", locks=_lock)
def tag_resources(call: Call, request: shapes.TagResourcesRequest, tx: Transaction) -> shapes.TagResourcesResponse:
    """Hang tags on resources; all of them or none."""
    wanted = given_tags(call, request.tag)
    for name in request.resource_id:
        if not _exists(call, tx, request.resource_type, name):
            raise unusable(f"The specified ResourceId {name} does not exist.")
        set_tags(tx, call.tenant, name, wanted)
        check_room(call, tx, name)
    return shapes.TagResourcesResponse(request_id=call.request_id)


@SLB.write("UntagResources", locks=_lock)
def untag_resources(
    call: Call, request: shapes.UntagResourcesRequest, tx: Transaction
) -> shapes.UntagResourcesResponse:
    """Take the named tags off resources; with All and without names, every tag."""
    keys = set(request.tag_key or ())
    if not keys and not request.all:
        raise missing("TagKey")
    for name in request.resource_id:
        for tag in tags_of(tx, name):
            if tag.account == call.tenant.account and (not keys or tag.key in keys):
                tx.remove(tags, tag)
    return shapes.UntagResourcesResponse(request_id=call.request_id)


@SLB.read("ListTagResources")
def list_tag_resources(
    call: Call, request: shapes.ListTagResourcesRequest, tx: Transaction
) -> shapes.ListTagResourcesResponse:
    """List the tags of the named resources, or of all that have the given tags; unknown resources have none."""
    wanted = {tag.key: tag.value for tag in request.tag or ()}
    found: list[Tag] = []
    for name, own in _by_resource(call, request, tx).items():
        values = {tag.key: tag.value for tag in own}
        fits = all(key in values and value in {None, "", values[key]} for key, value in wanted.items())
        if fits and _exists(call, tx, request.resource_type, name):
            found += [tag for tag in own if not wanted or tag.key in wanted]
    start = place(request.next_token)
    page = found[start : start + PAGE]
    return shapes.ListTagResourcesResponse(
        tag_resources=shapes.TagResources(
            tag_resource=[
                shapes.TagResource(
                    resource_id=tag.resource,
                    resource_type=request.resource_type,
                    tag_key=tag.key,
                    tag_value=tag.value,
                )
                for tag in page
            ]
        ),
        next_token=str(start + len(page)) if start + len(page) < len(found) else None,
        request_id=call.request_id,
    )


def given_tags(call: Call, given: Iterable[shapes.TagPair] | None) -> dict[str, str]:
    """Return the tags of a request; raises ApiError for keys and values that tags cannot have."""
    found: dict[str, str] = {}
    for tag in given or ():
        key, value = tag.key or "", tag.value or ""
        if not key or len(key) > LONGEST_KEY or key.lower().startswith((*_FORBIDDEN, *_LINKS)):
            raise unusable("The specified Tag key is not valid.")
        if len(value) > LONGEST_VALUE or value.lower().startswith(_LINKS):
            raise unusable("The specified Tag value is not valid.")
        found[key] = value
    if len(found) > quotas(call).tags_per_resource:
        raise refusal("TagCountLimit", "The number of tags of a resource exceeds the limit.")
    return found


def tags_lock(resource: str) -> str:
    """Return the name under which the tags of a resource are held."""
    return f"tags:{resource}"


def check_room(call: Call, tx: Transaction, resource: str) -> None:
    """Raise ApiError TagCountLimit when a resource has more tags than it may have."""
    if len(tags_of(tx, resource)) > quotas(call).tags_per_resource:
        raise refusal("TagCountLimit", "The number of tags of a resource exceeds the limit.")


def has_tags(tx: Transaction, resource: str, wanted: Mapping[str, str]) -> bool:
    """Tell whether a resource has all of these tags; a value that is empty fits any."""
    if not wanted:
        return True
    present = {tag.key: tag.value for tag in tags_of(tx, resource)}
    return all(key in present and value in {"", present[key]} for key, value in wanted.items())


def _by_resource(call: Call, request: shapes.ListTagResourcesRequest, tx: Transaction) -> dict[str, list[Tag]]:
    if request.resource_id:
        return {name: tags_of(tx, name) for name in dict.fromkeys(request.resource_id)}
    grouped: dict[str, list[Tag]] = {}
    account, region = call.tenant
    for tag in tx.find(tags, account=account, region=region):
        grouped.setdefault(tag.resource, []).append(tag)
    return grouped


def _exists(call: Call, tx: Transaction, kind: str, name: str) -> bool:
    """Tell whether the account has a resource of this kind and id."""
    if kind == INSTANCE:
        return visible_balancer(call, tx, name) is not None
    if kind == CERTIFICATE:
        return find_certificate(tx, call.tenant.account, name) is not None
    if kind == ACL:
        acl = tx.get(acls, name)
        return acl is not None and acl.account == call.tenant.account
    inside = _OF_BALANCERS.get(kind)
    found = None if inside is None else tx.get(inside, name)
    return found is not None and visible_balancer(call, tx, found.balancer_id) is not None
