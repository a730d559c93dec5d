"""Tencent tags (API 2018-08-13): what accounts hang on their resources, told apart by six-part names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import tag as shapes
from twincloud.inventory.tags import Tag, owner_of, set_tags, taggable, tags, tags_of, worldwide
from twincloud.kernel.errors import ApiError
from twincloud.kernel.paging import page
from twincloud.storage.transaction import Transaction

TAG = Product("tag", shapes)

_MOST_TAGS = 50
"""Tags of one resource."""
_PAGE = 15
_MOST_A_PAGE = 200
_TOKEN_PAGE = 50
_PARTS = 6

Writing = shapes.TagResourcesRequest | shapes.UnTagResourcesRequest


class _Resource(Struct, frozen=True):
    """A resource as its six-part name says: ``qcs::clb:ap-guangzhou:uin/100000000001:clb/lb-12345678``."""

    service: str
    region: str
    prefix: str
    id: str


def _lock(call: Call, request: shapes.ModifyResourceTagsRequest) -> Sequence[str]:
    return [f"tags:{request.resource.rpartition('/')[2]}"]


def _locks(call: Call, request: Writing) -> Sequence[str]:
    return sorted({f"tags:{name.rpartition('/')[2]}" for name in request.resource_list})


@TAG.write("ModifyResourceTags", locks=_lock)
def modify_resource_tags(
    call: Call, request: shapes.ModifyResourceTagsRequest, tx: Transaction
) -> shapes.ModifyResourceTagsResponse:
    """Set some tags of a resource and take others off it, which it may not have."""
    wanted = {tag.tag_key: tag.tag_value for tag in request.replace_tags or ()}
    unwanted = {tag.tag_key for tag in request.delete_tags or ()}
    if not wanted and not unwanted:
        raise ApiError("InvalidParameter", "The request needs ReplaceTags or DeleteTags.")
    if not unwanted.isdisjoint(wanted):
        raise ApiError("InvalidParameterValue.TagKeyDuplicate", "ReplaceTags and DeleteTags name the same key.")
    resource = _resource(call, tx, request.resource)
    _untag(tx, resource, unwanted)
    _tag(call, tx, resource, wanted)
    return shapes.ModifyResourceTagsResponse(request_id=call.request_id)


@TAG.write("TagResources", locks=_locks)
def tag_resources(call: Call, request: shapes.TagResourcesRequest, tx: Transaction) -> shapes.TagResourcesResponse:
    """Set tags of many resources; those that cannot have them are named in the answer."""
    failed: list[shapes.FailedResource] = []
    wanted = {tag.tag_key: tag.tag_value for tag in request.tags}
    for name in dict.fromkeys(request.resource_list):
        try:
            _tag(call, tx, _resource(call, tx, name), wanted)
        except ApiError as error:
            failed.append(shapes.FailedResource(resource=name, code=error.code, message=error.message))
    return shapes.TagResourcesResponse(failed_resources=failed, request_id=call.request_id)


@TAG.write("UnTagResources", locks=_locks)
def un_tag_resources(
    call: Call, request: shapes.UnTagResourcesRequest, tx: Transaction
) -> shapes.UnTagResourcesResponse:
    """Take tags off many resources; those of which nobody knows are named in the answer."""
    failed: list[shapes.FailedResource] = []
    for name in dict.fromkeys(request.resource_list):
        try:
            _untag(tx, _resource(call, tx, name), set(request.tag_keys))
        except ApiError as error:
            failed.append(shapes.FailedResource(resource=name, code=error.code, message=error.message))
    return shapes.UnTagResourcesResponse(failed_resources=failed, request_id=call.request_id)


@TAG.read("DescribeResourceTagsByResourceIds")
def describe_resource_tags_by_resource_ids(
    call: Call, request: shapes.DescribeResourceTagsByResourceIdsRequest, tx: Transaction
) -> shapes.DescribeResourceTagsByResourceIdsResponse:
    """List the tags of resources of one kind; resources that nobody knows have none."""
    found = [
        (name, tag)
        for name in dict.fromkeys(request.resource_ids)
        if _owned(call, tx, _Resource(request.service_type, "", request.resource_prefix, name))
        for tag in tags_of(tx, name)
        if (not tag.region or request.resource_region in (None, "", tag.region)) and request.category != "System"
    ]
    views = [
        shapes.TagResource(
            tag_key=tag.key,
            tag_value=tag.value,
            resource_id=name,
            tag_key_md5=_md5(tag.key),
            tag_value_md5=_md5(tag.value),
            service_type=request.service_type,
            category="Custom",
        )
        for name, tag in page(found, request.offset, request.limit, default=_PAGE, most=_MOST_A_PAGE)
    ]
    return shapes.DescribeResourceTagsByResourceIdsResponse(
        total_count=len(found),
        offset=request.offset or 0,
        limit=_PAGE if request.limit is None else request.limit,
        tags=views,
        request_id=call.request_id,
    )


@TAG.read("GetResources")
def get_resources(call: Call, request: shapes.GetResourcesRequest, tx: Transaction) -> shapes.GetResourcesResponse:
    """List resources that have tags: the named ones, or all of the account, of which every filter finds one."""
    by_resource: dict[str, list[Tag]] = {}
    for tag in tx.find(tags, account=call.tenant.account):
        by_resource.setdefault(tag.resource, []).append(tag)
    named = {name: own for resource, own in by_resource.items() if (name := _name(call, tx, resource, own[0].region))}
    asked = {_canonical(call, name) for name in request.resource_list or ()}
    found = [
        (name, own)
        for name, own in named.items()
        if (not asked or name in asked) and all(_passes(own, item) for item in request.tag_filters or ())
    ]
    start = _start(request.pagination_token)
    size = _TOKEN_PAGE if request.max_results is None else request.max_results
    views = [
        shapes.ResourceTagMapping(
            resource=name,
            tags=[shapes.Tag(tag_key=tag.key, tag_value=tag.value, category="Custom") for tag in own],
        )
        for name, own in found[start : start + size]
    ]
    return shapes.GetResourcesResponse(
        pagination_token=str(start + size) if start + size < len(found) else "",
        resource_tag_mapping_list=views,
        request_id=call.request_id,
    )


def _resource(call: Call, tx: Transaction, name: str) -> _Resource:
    """Return what a six-part name stands for; raises ApiError unless the account has it."""
    parts = name.split(":")
    if len(parts) != _PARTS or parts[0] != "qcs" or "/" not in parts[5]:
        message = f"{name} is not like qcs::clb:ap-guangzhou:uin/100000000001:clb/lb-12345678."
        raise ApiError("InvalidParameterValue.ResourceDescriptionError", message)
    if parts[4] not in ("", "uin/", f"uin/{call.tenant.account}"):
        raise ApiError("InvalidParameterValue.UinInvalid", f"{name} is not of the caller's account.")
    prefix, _, resource_id = parts[5].partition("/")
    resource = _Resource(parts[2], parts[3], prefix, resource_id)
    if resource.service not in {service for service, _ in taggable}:
        raise ApiError("InvalidParameterValue.ServiceTypeInvalid", f"Nothing of {resource.service} can have tags here.")
    if (resource.service, prefix) not in taggable:
        raise ApiError("InvalidParameterValue.ResourcePrefixInvalid", f"{resource.service} has no {prefix} with tags.")
    if not _owned(call, tx, resource):
        raise ApiError("InvalidParameterValue.ResourceIdInvalid", f"{name} does not exist.")
    return resource


def _owned(call: Call, tx: Transaction, resource: _Resource) -> bool:
    return owner_of(tx, resource.service, resource.prefix, resource.id) == call.tenant.account


def _tag(call: Call, tx: Transaction, resource: _Resource, wanted: Mapping[str, str]) -> None:
    if len({tag.key for tag in tags_of(tx, resource.id)} | wanted.keys()) > _MOST_TAGS:
        raise ApiError("LimitExceeded.ResourceAttachedTags", f"A resource has at most {_MOST_TAGS} tags.")
    region = "" if resource.service in worldwide else resource.region or call.tenant.region
    set_tags(tx, call.tenant._replace(region=region), resource.id, wanted)


def _untag(tx: Transaction, resource: _Resource, keys: set[str]) -> None:
    for tag in tags_of(tx, resource.id):
        if tag.key in keys:
            tx.remove(tags, tag)


def _name(call: Call, tx: Transaction, resource: str, region: str) -> str | None:
    """Return the six-part name of what has tags, or None when it is of no Tencent product."""
    for service, prefix in taggable:
        if owner_of(tx, service, prefix, resource) == call.tenant.account:
            return f"qcs::{service}:{region}:uin/{call.tenant.account}:{prefix}/{resource}"
    return None


def _canonical(call: Call, name: str) -> str:
    """Return a six-part name with the account in it, which may be left out."""
    parts = name.split(":")
    if len(parts) == _PARTS and parts[4] in ("", "uin/"):
        parts[4] = f"uin/{call.tenant.account}"
    return ":".join(parts)


def _passes(own: Sequence[Tag], wanted: shapes.TagFilter) -> bool:
    return any(tag.key == wanted.tag_key and (not wanted.tag_value or tag.value in wanted.tag_value) for tag in own)


def _start(token: str | None) -> int:
    if not token:
        return 0
    if not token.isdecimal():
        raise ApiError("InvalidParameterValue", "PaginationToken is not one that an answer gave.")
    return int(token)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
