# Shapes of Tencent log service (CLS), made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class AnonymousInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    operations: list[str] | None = field(default=None, name="Operations")
    conditions: list[ConditionInfo] | None = field(default=None, name="Conditions")


class Column(Struct, frozen=True, kw_only=True):
    name: str | None = field(default=None, name="Name")
    type_: str | None = field(default=None, name="Type")


class ConditionInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    attributes: str | None = field(default=None, name="Attributes")
    rule: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Rule")
    condition_value: str | None = field(default=None, name="ConditionValue")


class CreateLogsetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    logset_name: Annotated[str, Meta(max_length=255)] = field(name="LogsetName")
    tags: Annotated[list[Tag], Meta(max_length=10)] | None = field(default=None, name="Tags")
    logset_id: str | None = field(default=None, name="LogsetId")


class CreateLogsetResponse(Struct, frozen=True, kw_only=True):
    logset_id: str | None = field(default=None, name="LogsetId")
    request_id: str | None = field(default=None, name="RequestId")


class CreateTopicRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    logset_id: str = field(name="LogsetId")
    topic_name: Annotated[str, Meta(max_length=255)] = field(name="TopicName")
    partition_count: Annotated[int, Meta(ge=1, le=10)] | None = field(default=None, name="PartitionCount")
    tags: Annotated[list[Tag], Meta(max_length=10)] | None = field(default=None, name="Tags")
    auto_split: bool | None = field(default=None, name="AutoSplit")
    max_split_partitions: int | None = field(default=None, name="MaxSplitPartitions")
    storage_type: Literal["hot", "cold"] | None = field(default=None, name="StorageType")
    period: int | None = field(default=None, name="Period")
    describes: str | None = field(default=None, name="Describes")
    hot_period: Annotated[int, Meta(ge=0)] | None = field(default=None, name="HotPeriod")
    encryption: Literal[0] | None = field(default=None, name="Encryption")
    custom_kms_info: CustomKmsInfo | None = field(default=None, name="CustomKmsInfo")
    biz_type: Literal[0, 1] | None = field(default=None, name="BizType")
    topic_id: str | None = field(default=None, name="TopicId")
    is_web_tracking: bool | None = field(default=None, name="IsWebTracking")
    extends: TopicExtendInfo | None = field(default=None, name="Extends")
    is_source_from: bool | None = field(default=None, name="IsSourceFrom")
    billing_mode: Annotated[int, Meta(ge=0)] | None = field(default=None, name="BillingMode")


class CreateTopicResponse(Struct, frozen=True, kw_only=True):
    topic_id: str | None = field(default=None, name="TopicId")
    request_id: str | None = field(default=None, name="RequestId")


class CustomKmsInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kms_region: str = field(name="KmsRegion")
    kms_key_id: str = field(name="KmsKeyId")


class DeleteLogsetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    logset_id: str = field(name="LogsetId")


class DeleteLogsetResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DeleteTopicRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    topic_id: str = field(name="TopicId")


class DeleteTopicResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class DescribeLogsetsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="Limit")


class DescribeLogsetsResponse(Struct, frozen=True, kw_only=True):
    total_count: int | None = field(default=None, name="TotalCount")
    logsets: list[LogsetInfo] | None = field(default=None, name="Logsets")
    request_id: str | None = field(default=None, name="RequestId")


class DescribeTopicsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    filters: Annotated[list[Filter], Meta(max_length=10)] | None = field(default=None, name="Filters")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    limit: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="Limit")
    precise_search: Literal[0, 1, 2, 3] | None = field(default=None, name="PreciseSearch")
    biz_type: Literal[0, 1] | None = field(default=None, name="BizType")


class DescribeTopicsResponse(Struct, frozen=True, kw_only=True):
    topics: list[TopicInfo] | None = field(default=None, name="Topics")
    total_count: int | None = field(default=None, name="TotalCount")
    request_id: str | None = field(default=None, name="RequestId")


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str = field(name="Key")
    values: list[str] = field(name="Values")


class HighLightItem(Struct, frozen=True, kw_only=True):
    key: str | None = field(default=None, name="Key")
    values: list[str] | None = field(default=None, name="Values")


class LogInfo(Struct, frozen=True, kw_only=True):
    time: int | None = field(default=None, name="Time")
    topic_id: str | None = field(default=None, name="TopicId")
    topic_name: str | None = field(default=None, name="TopicName")
    source: str | None = field(default=None, name="Source")
    file_name: str | None = field(default=None, name="FileName")
    pkg_id: str | None = field(default=None, name="PkgId")
    pkg_log_id: str | None = field(default=None, name="PkgLogId")
    high_lights: list[HighLightItem] | None = field(default=None, name="HighLights")
    log_json: str | None = field(default=None, name="LogJson")
    host_name: str | None = field(default=None, name="HostName")
    raw_log: str | None = field(default=None, name="RawLog")
    index_status: str | None = field(default=None, name="IndexStatus")
    time_nanos: int | None = field(default=None, name="TimeNanos")


class LogItem(Struct, frozen=True, kw_only=True):
    key: str | None = field(default=None, name="Key")
    value: str | None = field(default=None, name="Value")


class LogItems(Struct, frozen=True, kw_only=True):
    data: list[LogItem] | None = field(default=None, name="Data")


class LogsetInfo(Struct, frozen=True, kw_only=True):
    logset_id: str | None = field(default=None, name="LogsetId")
    logset_name: str | None = field(default=None, name="LogsetName")
    create_time: str | None = field(default=None, name="CreateTime")
    assumer_uin: int | None = field(default=None, name="AssumerUin")
    assumer_name: str | None = field(default=None, name="AssumerName")
    tags: list[Tag] | None = field(default=None, name="Tags")
    topic_count: int | None = field(default=None, name="TopicCount")
    role_name: str | None = field(default=None, name="RoleName")
    metric_topic_count: int | None = field(default=None, name="MetricTopicCount")


class ModifyLogsetRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    logset_id: str = field(name="LogsetId")
    logset_name: Annotated[str, Meta(max_length=255)] | None = field(default=None, name="LogsetName")
    tags: Annotated[list[Tag], Meta(max_length=10)] | None = field(default=None, name="Tags")


class ModifyLogsetResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class ModifyTopicRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    topic_id: str = field(name="TopicId")
    topic_name: Annotated[str, Meta(max_length=255)] | None = field(default=None, name="TopicName")
    tags: Annotated[list[Tag], Meta(max_length=10)] | None = field(default=None, name="Tags")
    status: bool | None = field(default=None, name="Status")
    auto_split: bool | None = field(default=None, name="AutoSplit")
    max_split_partitions: int | None = field(default=None, name="MaxSplitPartitions")
    period: int | None = field(default=None, name="Period")
    storage_type: Literal["hot", "cold"] | None = field(default=None, name="StorageType")
    describes: str | None = field(default=None, name="Describes")
    hot_period: Annotated[int, Meta(ge=0)] | None = field(default=None, name="HotPeriod")
    is_web_tracking: bool | None = field(default=None, name="IsWebTracking")
    extends: TopicExtendInfo | None = field(default=None, name="Extends")
    partition_count: Annotated[int, Meta(ge=0, le=50)] | None = field(default=None, name="PartitionCount")
    cancel_topic_async_task_id: str | None = field(default=None, name="CancelTopicAsyncTaskID")
    encryption: Literal[0] | None = field(default=None, name="Encryption")
    custom_kms_info: CustomKmsInfo | None = field(default=None, name="CustomKmsInfo")
    is_source_from: bool | None = field(default=None, name="IsSourceFrom")
    billing_mode: Annotated[int, Meta(ge=0)] | None = field(default=None, name="BillingMode")


class ModifyTopicResponse(Struct, frozen=True, kw_only=True):
    request_id: str | None = field(default=None, name="RequestId")


class MultiTopicSearchInformation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    topic_id: str | None = field(default=None, name="TopicId")
    context: str | None = field(default=None, name="Context")


class SearchLogErrors(Struct, frozen=True, kw_only=True):
    topic_id: str | None = field(default=None, name="TopicId")
    error_msg: str | None = field(default=None, name="ErrorMsg")
    error_code_str: str | None = field(default=None, name="ErrorCodeStr")


class SearchLogInfos(Struct, frozen=True, kw_only=True):
    topic_id: str | None = field(default=None, name="TopicId")
    period: int | None = field(default=None, name="Period")
    context: str | None = field(default=None, name="Context")


class SearchLogRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    from_: int = field(name="From")
    to: int = field(name="To")
    query_string: Annotated[str, Meta(max_length=12288)] | None = field(default=None, name="QueryString")
    query_syntax: Literal[0, 1] | None = field(default=None, name="QuerySyntax")
    topic_id: str | None = field(default=None, name="TopicId")
    topics: Annotated[list[MultiTopicSearchInformation], Meta(min_length=1, max_length=50)] | None = field(default=None, name="Topics")
    sort: Literal["asc", "desc"] | None = field(default=None, name="Sort")
    limit: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="Limit")
    offset: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Offset")
    context: str | None = field(default=None, name="Context")
    sampling_rate: float | None = field(default=None, name="SamplingRate")
    use_new_analysis: bool | None = field(default=None, name="UseNewAnalysis")
    high_light: bool | None = field(default=None, name="HighLight")
    query: Annotated[str, Meta(max_length=12288)] | None = field(default=None, name="Query")
    syntax_rule: Literal[0, 1] | None = field(default=None, name="SyntaxRule")


class SearchLogResponse(Struct, frozen=True, kw_only=True):
    context: str | None = field(default=None, name="Context")
    list_over: bool | None = field(default=None, name="ListOver")
    analysis: bool | None = field(default=None, name="Analysis")
    results: list[LogInfo] | None = field(default=None, name="Results")
    col_names: list[str] | None = field(default=None, name="ColNames")
    analysis_results: list[LogItems] | None = field(default=None, name="AnalysisResults")
    analysis_records: list[str] | None = field(default=None, name="AnalysisRecords")
    columns: list[Column] | None = field(default=None, name="Columns")
    sampling_rate: float | None = field(default=None, name="SamplingRate")
    topics: SearchLogTopics | None = field(default=None, name="Topics")
    request_id: str | None = field(default=None, name="RequestId")


class SearchLogTopics(Struct, frozen=True, kw_only=True):
    errors: list[SearchLogErrors] | None = field(default=None, name="Errors")
    infos: list[SearchLogInfos] | None = field(default=None, name="Infos")


class Tag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str = field(name="Key")
    value: str = field(name="Value")


class TopicExtendInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    anonymous_access: AnonymousInfo | None = field(default=None, name="AnonymousAccess")


class TopicInfo(Struct, frozen=True, kw_only=True):
    logset_id: str | None = field(default=None, name="LogsetId")
    topic_id: str | None = field(default=None, name="TopicId")
    topic_name: str | None = field(default=None, name="TopicName")
    partition_count: int | None = field(default=None, name="PartitionCount")
    index: bool | None = field(default=None, name="Index")
    assumer_uin: int | None = field(default=None, name="AssumerUin")
    assumer_name: str | None = field(default=None, name="AssumerName")
    create_time: str | None = field(default=None, name="CreateTime")
    status: bool | None = field(default=None, name="Status")
    tags: list[Tag] | None = field(default=None, name="Tags")
    role_name: str | None = field(default=None, name="RoleName")
    auto_split: bool | None = field(default=None, name="AutoSplit")
    max_split_partitions: int | None = field(default=None, name="MaxSplitPartitions")
    storage_type: str | None = field(default=None, name="StorageType")
    period: int | None = field(default=None, name="Period")
    sub_assumer_name: str | None = field(default=None, name="SubAssumerName")
    describes: str | None = field(default=None, name="Describes")
    hot_period: int | None = field(default=None, name="HotPeriod")
    key_id: str | None = field(default=None, name="KeyId")
    custom_kms_info: CustomKmsInfo | None = field(default=None, name="CustomKmsInfo")
    biz_type: int | None = field(default=None, name="BizType")
    is_web_tracking: bool | None = field(default=None, name="IsWebTracking")
    extends: TopicExtendInfo | None = field(default=None, name="Extends")
    topic_async_task_id: str | None = field(default=None, name="TopicAsyncTaskID")
    migration_status: int | None = field(default=None, name="MigrationStatus")
    effective_date: str | None = field(default=None, name="EffectiveDate")
    is_source_from: bool | None = field(default=None, name="IsSourceFrom")
    billing_mode: int | None = field(default=None, name="BillingMode")
    new_billing_mode: int | None = field(default=None, name="NewBillingMode")
