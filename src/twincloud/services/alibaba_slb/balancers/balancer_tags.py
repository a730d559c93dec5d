"""The older calls for balancers' tags, which are the same tags: AddTags, RemoveTags, DescribeTags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.tags import Tag, set_tags, tags, tags_of
from twincloud.kernel.paging import page
from twincloud.services.alibaba_slb.lookups import find_balancer, visible_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.tags import check_room, given_tags, tags_lock
from twincloud.storage.transaction import Transaction


def _lock(call: Call, request: Any) -> Sequence[str]:
    return [tags_lock(request.load_balancer_id)]


@SLB.write("AddTags", locks=_lock)
def add_tags(call: Call, request: shapes.AddTagsRequest, tx: Transaction) -> shapes.AddTagsResponse:
    """Hang tags on a balancer; a key that it has gets the new value."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    set_tags(tx, call.tenant, balancer.id, given_tags(call, _pairs(request.tags)))
    check_room(call, tx, balancer.id)
    return shapes.AddTagsResponse(request_id=call.request_id)


@SLB.write("RemoveTags", locks=_lock)
def remove_tags(call: Call, request: shapes.RemoveTagsRequest, tx: Transaction) -> shapes.RemoveTagsResponse:
    """Take tags off a balancer: those of the named keys, and where a value is named as well, only with that."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    doomed = given_tags(call, _pairs(request.tags))
    for tag in tags_of(tx, balancer.id):
        if tag.key in doomed and doomed[tag.key] in {"", tag.value}:
            tx.remove(tags, tag)
    return shapes.RemoveTagsResponse(request_id=call.request_id)


@SLB.read("DescribeTags")
def describe_tags(call: Call, request: shapes.DescribeTagsRequest, tx: Transaction) -> shapes.DescribeTagsResponse:
    """List the tags of the region's balancers, or of one, each with the number of balancers that have it, in pages.

    With `DistinctKey`, keys are listed, and what counts is how many balancers have the key.
    """
    wanted = given_tags(call, _pairs(request.tags or ()))
    owners: dict[tuple[str, str], set[str]] = {}
    for tag in _present(call, tx, request.load_balancer_id):
        if not wanted or (tag.key in wanted and wanted[tag.key] in {"", tag.value}):
            name = (tag.key, "" if request.distinct_key else tag.value)
            owners.setdefault(name, set()).add(tag.resource)
    found = sorted(owners)
    number, size = max(request.page_number, 1), request.page_size
    shown = [
        shapes.TagSet(
            tag_key=key, tag_value=None if request.distinct_key else value, instance_count=len(owners[key, value])
        )
        for key, value in page(found, (number - 1) * size, size)
    ]
    return shapes.DescribeTagsResponse(
        tag_sets=shapes.TagSets(tag_set=shown),
        page_number=number,
        page_size=size,
        total_count=len(found),
        request_id=call.request_id,
    )


def _pairs(given: Iterable[shapes.TagItem]) -> list[shapes.TagPair]:
    return [shapes.TagPair(key=one.tag_key, value=one.tag_value) for one in given]


def _present(call: Call, tx: Transaction, balancer_id: str | None) -> list[Tag]:
    """Return the tags of a balancer, or of all in the region; raises ApiError for one that is not there."""
    if balancer_id:
        return tags_of(tx, find_balancer(call, tx, balancer_id).id)
    account, region = call.tenant
    found = tx.find(tags, account=account, region=region)
    known = {name for name in {tag.resource for tag in found} if visible_balancer(call, tx, name) is not None}
    return [tag for tag in found if tag.resource in known]
