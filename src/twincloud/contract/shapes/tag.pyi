# Shapes of Tencent tags, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class DescribeResourceTagsByResourceIdsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    service_type: str = field(name="ServiceType")
    resource_prefix: str = field(name="ResourcePrefix")
    resource_ids: Annotated[list[str], Meta(min_length=1, max_length=50)] = field(name="ResourceIds")
    resource_region: str | None = field(default=None, name="ResourceRegion")
    offset: int | None = field(default=None, name="Offset")
    limit: int | None = field(default=None, name="Limit")
    category: Literal["Custom", "System", "All"] | None = field(default=None, name="Category")


class DescribeResourceTagsByResourceIdsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    offset: int | None = field(default=None, name="Offset")
    limit: int | None = field(default=None, name="Limit")
    tags: list[TagResource] | None = field(default=None, name="Tags")
    request_id: str | None = field(default=None, name="RequestId")


class FailedResource(Struct, frozen=True, kw_only=True):
    resource: str | None = field(default=None, name="Resource")
    code: str | None = field(default=None, name="Code")
    message: str | None = field(default=None, name="Message")


class GetResourcesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    resource_list: Annotated[list[str], Meta(max_length=200)] | None = field(default=None, name="ResourceList")
    tag_filters: Annotated[list[TagFilter], Meta(max_length=6)] | None = field(default=None, name="TagFilters")
    pagination_token: str | None = field(default=None, name="PaginationToken")
    max_results: Annotated[int, Meta(ge=1, le=200)] | None = field(default=None, name="MaxResults")


class GetResourcesResponse(Struct, frozen=True, kw_only=True):
    pagination_token: str | None = field(default=None, name="PaginationToken")
    resource_tag_mapping_list: list[ResourceTagMapping] | None = field(default=None, name="ResourceTagMappingList")
    request_id: str | None = field(default=None, name="RequestId")


class ModifyResourceTagsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    resource: str = field(name="Resource")
    replace_tags: Annotated[list[Tag], Meta(min_length=1, max_length=10)] | None = field(default=None, name="ReplaceTags")
    delete_tags: Annotated[list[TagKeyObject], Meta(min_length=1, max_length=10)] | None = field(default=None, name="DeleteTags")


class ModifyResourceTagsResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ResourceTagMapping(Struct, frozen=True, kw_only=True):
    resource: str | None = field(default=None, name="Resource")
    tags: list[Tag] | None = field(default=None, name="Tags")


class Tag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: Annotated[str, Meta(min_length=1, max_length=127)] = field(name="TagKey")
    tag_value: Annotated[str, Meta(max_length=255)] = field(name="TagValue")
    category: str | None = field(default=None, name="Category")


class TagFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: str = field(name="TagKey")
    tag_value: Annotated[list[str], Meta(max_length=10)] | None = field(default=None, name="TagValue")


class TagKeyObject(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tag_key: str = field(name="TagKey")


class TagResource(Struct, frozen=True, kw_only=True):
    tag_key: str | None = field(default=None, name="TagKey")
    tag_value: str | None = field(default=None, name="TagValue")
    resource_id: str | None = field(default=None, name="ResourceId")
    tag_key_md5: str | None = field(default=None, name="TagKeyMd5")
    tag_value_md5: str | None = field(default=None, name="TagValueMd5")
    service_type: str | None = field(default=None, name="ServiceType")
    category: str | None = field(default=None, name="Category")


class TagResourcesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    resource_list: Annotated[list[str], Meta(min_length=1, max_length=50)] = field(name="ResourceList")
    tags: Annotated[list[Tag], Meta(min_length=1, max_length=10)] = field(name="Tags")


class TagResourcesResponse(Struct, frozen=True, kw_only=True):
    failed_resources: list[FailedResource] | None = field(default=None, name="FailedResources")
    request_id: str | None = field(default=None, name="RequestId")


class UnTagResourcesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    resource_list: Annotated[list[str], Meta(min_length=1, max_length=50)] = field(name="ResourceList")
    tag_keys: Annotated[list[str], Meta(min_length=1, max_length=10)] = field(name="TagKeys")


class UnTagResourcesResponse(Struct, frozen=True, kw_only=True):
    failed_resources: list[FailedResource] | None = field(default=None, name="FailedResources")
    request_id: str | None = field(default=None, name="RequestId")
