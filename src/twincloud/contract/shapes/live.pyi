# Shapes of Alibaba Live interactive messaging, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field


class AddLiveMessageGroupBandRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    banned_users: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=30)] = field(name="BannedUsers")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class AddLiveMessageGroupBandResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class BanLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    except_users: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=30)] | None = field(default=None, name="ExceptUsers")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class BanLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class BatchGetOnlineUsersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    group_id: str = field(name="GroupId")
    user_ids: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]], Meta(max_length=20)] = field(name="UserIds")


class BatchGetOnlineUsersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: BatchGetOnlineUsersResponseResult | None = field(default=None, name="Result")


class BatchGetOnlineUsersResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    online_users: list[BatchGetOnlineUsersResponseResultOnlineUsers] | None = field(default=None, name="OnlineUsers")


class BatchGetOnlineUsersResponseResultOnlineUsers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    join_time: int | None = field(default=None, name="JoinTime")
    online: bool | None = field(default=None, name="Online")
    user_id: str | None = field(default=None, name="UserId")


class CancelMuteAllGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] | None = field(default=None, name="OperatorUserId")


class CancelMuteAllGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: CancelMuteAllGroupUserResponseResult | None = field(default=None, name="Result")


class CancelMuteAllGroupUserResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class CancelMuteGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    cancel_mute_user_list: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]], Meta(max_length=200)] = field(name="CancelMuteUserList")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] | None = field(default=None, name="OperatorUserId")


class CancelMuteGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: CancelMuteGroupUserResponseResult | None = field(default=None, name="Result")


class CancelMuteGroupUserResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class CheckLiveMessageUsersInGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    user_ids: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(min_length=1, max_length=10)] = field(name="UserIds")


class CheckLiveMessageUsersInGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    users: list[CheckLiveMessageUsersInGroupResponseUsers] | None = field(default=None, name="Users")


class CheckLiveMessageUsersInGroupResponseUsers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    online: bool | None = field(default=None, name="Online")
    user_id: str | None = field(default=None, name="UserId")


class CheckLiveMessageUsersOnlineRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    user_ids: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(min_length=1, max_length=10)] = field(name="UserIds")


class CheckLiveMessageUsersOnlineResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    user_list: list[CheckLiveMessageUsersOnlineResponseUserList] | None = field(default=None, name="UserList")


class CheckLiveMessageUsersOnlineResponseUserList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    online: bool | None = field(default=None, name="Online")
    user_id: str | None = field(default=None, name="UserId")


class CreateLiveMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_name: Annotated[str, Meta(min_length=2, max_length=16)] | None = field(default=None, name="AppName")
    audit_type: Literal[0, 1, 2] = field(default=0, name="AuditType")
    audit_url: str | None = field(default=None, name="AuditUrl")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] = field(default="cn-shanghai", name="DataCenter")
    event_callback_url: str | None = field(default=None, name="EventCallbackUrl")
    msg_life_cycle: Literal[0, 1, 2] = field(default=0, name="MsgLifeCycle")


class CreateLiveMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_key: str | None = field(default=None, name="AppKey")
    app_sign: str | None = field(default=None, name="AppSign")
    data_center: str | None = field(default=None, name="DataCenter")
    request_id: str = field(name="RequestId")


class CreateLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    administrators: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=3)] | None = field(default=None, name="Administrators")
    app_id: str = field(name="AppId")
    creator_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{0,64})\Z")] | None = field(default=None, name="CreatorId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    group_info: Annotated[str, Meta(max_length=32768)] | None = field(default=None, name="GroupInfo")
    group_name: Annotated[str, Meta(max_length=128)] | None = field(default=None, name="GroupName")


class CreateLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    already_delete: bool | None = field(default=None, name="AlreadyDelete")
    already_exists: bool | None = field(default=None, name="AlreadyExists")
    group_id: str | None = field(default=None, name="GroupId")
    request_id: str = field(name="RequestId")


class CreateMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_config: dict[str, str] | None = field(default=None, name="AppConfig")
    app_name: Annotated[str, Meta(min_length=2, max_length=16)] = field(name="AppName")
    extension: dict[str, str] | None = field(default=None, name="Extension")


class CreateMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: CreateMessageAppResponseResult | None = field(default=None, name="Result")


class CreateMessageAppResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")


class CreateMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    creator_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.]{1,36})\Z")] = field(name="CreatorId")
    extension: dict[str, str] | None = field(default=None, name="Extension")


class CreateMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: CreateMessageGroupResponseResult | None = field(default=None, name="Result")


class CreateMessageGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    extension: dict[str, Any] | None = field(default=None, name="Extension")
    group_id: str | None = field(default=None, name="GroupId")


class DeleteLiveMessageGroupMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    deleter_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{0,64})\Z")] | None = field(default=None, name="DeleterId")
    deleter_info: Annotated[str, Meta(max_length=512)] | None = field(default=None, name="DeleterInfo")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    message_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="MessageId")


class DeleteLiveMessageGroupMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    message_id: str | None = field(default=None, name="MessageId")
    request_id: str = field(name="RequestId")


class DeleteLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    operator_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9]{0,64})\Z")] | None = field(default=None, name="OperatorId")


class DeleteLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    request_id: str = field(name="RequestId")


class DeleteLiveMessageUserMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    deleter_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{0,64})\Z")] | None = field(default=None, name="DeleterId")
    deleter_info: Annotated[str, Meta(max_length=512)] | None = field(default=None, name="DeleterInfo")
    message_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="MessageId")
    receiver_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="ReceiverId")


class DeleteLiveMessageUserMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class DeleteMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")


class DeleteMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: DeleteMessageAppResponseResult | None = field(default=None, name="Result")


class DeleteMessageAppResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class DescribeLiveMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")


class DescribeLiveMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_key: str | None = field(default=None, name="AppKey")
    app_name: str | None = field(default=None, name="AppName")
    app_sign: str | None = field(default=None, name="AppSign")
    audit_type: int | None = field(default=None, name="AuditType")
    audit_url: str | None = field(default=None, name="AuditUrl")
    create_time: int | None = field(default=None, name="CreateTime")
    data_center: str | None = field(default=None, name="DataCenter")
    disable: bool | None = field(default=None, name="Disable")
    event_callback_url: str | None = field(default=None, name="EventCallbackUrl")
    modify_time: int | None = field(default=None, name="ModifyTime")
    msg_life_cycle: int | None = field(default=None, name="MsgLifeCycle")
    request_id: str = field(name="RequestId")


class DescribeLiveMessageGroupBandRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class DescribeLiveMessageGroupBandResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    banned_user_list: list[str] | None = field(default=None, name="BannedUserList")
    group_id: str | None = field(default=None, name="GroupId")
    isbanned_all: bool | None = field(default=None, name="IsbannedAll")
    request_id: str = field(name="RequestId")
    unbanned_user_list: list[str] | None = field(default=None, name="UnbannedUserList")


class DescribeLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class DescribeLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    admin_list: list[str] | None = field(default=None, name="AdminList")
    createtime: int | None = field(default=None, name="Createtime")
    creator_id: str | None = field(default=None, name="CreatorId")
    deletatime: int | None = field(default=None, name="Deletatime")
    delete: bool | None = field(default=None, name="Delete")
    deletor: str | None = field(default=None, name="Deletor")
    group_id: str | None = field(default=None, name="GroupId")
    group_info: str | None = field(default=None, name="GroupInfo")
    group_name: str | None = field(default=None, name="GroupName")
    msg_amount: dict[str, int] | None = field(default=None, name="MsgAmount")
    online_user_counts: int | None = field(default=None, name="OnlineUserCounts")
    request_id: str = field(name="RequestId")
    super_large_group: bool | None = field(default=None, name="SuperLargeGroup")
    total_times: int | None = field(default=None, name="TotalTimes")


class GetMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")


class GetMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: GetMessageAppResponseResult | None = field(default=None, name="Result")


class GetMessageAppResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_config: dict[str, str] | None = field(default=None, name="AppConfig")
    app_id: str | None = field(default=None, name="AppId")
    app_name: str | None = field(default=None, name="AppName")
    create_time: int | None = field(default=None, name="CreateTime")
    extension: dict[str, str] | None = field(default=None, name="Extension")
    status: int | None = field(default=None, name="Status")


class GetMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    group_id: str = field(name="GroupId")


class GetMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: GetMessageGroupResponseResult | None = field(default=None, name="Result")


class GetMessageGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    create_time: int | None = field(default=None, name="CreateTime")
    creator_id: str | None = field(default=None, name="CreatorId")
    extension: dict[str, Any] | None = field(default=None, name="Extension")
    group_id: str | None = field(default=None, name="GroupId")
    is_mute_all: bool | None = field(default=None, name="IsMuteAll")
    status: int | None = field(default=None, name="Status")


class GetMessageTokenRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    device_id: Annotated[str, Meta(pattern=r"^(?:[a-z0-9_-]{1,64})\Z")] = field(name="DeviceId")
    device_type: Literal["ios", "android", "web", "pc"] = field(name="DeviceType")
    user_id: Annotated[str, Meta(pattern=r"^(?:[a-z0-9_.]{1,32})\Z")] = field(name="UserId")


class GetMessageTokenResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: GetMessageTokenResponseResult | None = field(default=None, name="Result")


class GetMessageTokenResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    access_token: str | None = field(default=None, name="AccessToken")
    access_token_expired_time: int | None = field(default=None, name="AccessTokenExpiredTime")
    refresh_token: str | None = field(default=None, name="RefreshToken")


class JoinMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_statistics: bool = field(default=False, name="BroadCastStatistics")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    group_id: str = field(name="GroupId")
    user_id: Annotated[str, Meta(pattern=r"^(?:[a-z0-9_.]{1,32})\Z")] = field(name="UserId")


class JoinMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: JoinMessageGroupResponseResult | None = field(default=None, name="Result")


class JoinMessageGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class KickLiveMessageGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    kickoff_user: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="KickoffUser")


class KickLiveMessageGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class LeaveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_statistics: bool = field(default=False, name="BroadCastStatistics")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    group_id: str = field(name="GroupId")
    user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] = field(name="UserId")


class LeaveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: LeaveMessageGroupResponseResult | None = field(default=None, name="Result")


class LeaveMessageGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class ListLiveMessageAppsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    sort_type: Literal[1, 2] = field(name="SortType")


class ListLiveMessageAppsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_list: list[ListLiveMessageAppsResponseAppList] | None = field(default=None, name="AppList")
    has_more: bool | None = field(default=None, name="HasMore")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    request_id: str = field(name="RequestId")


class ListLiveMessageAppsResponseAppList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_key: str | None = field(default=None, name="AppKey")
    app_name: str | None = field(default=None, name="AppName")
    app_sign: str | None = field(default=None, name="AppSign")
    create_time: int | None = field(default=None, name="CreateTime")
    data_center: str | None = field(default=None, name="DataCenter")
    disable: str | None = field(default=None, name="Disable")
    modify_time: int | None = field(default=None, name="ModifyTime")
    msg_life_cycle: int | None = field(default=None, name="MsgLifeCycle")


class ListLiveMessageGroupByPageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_status: Literal[0, 1, 2] = field(default=0, name="GroupStatus")
    page_number: Annotated[int, Meta(ge=1, le=10000)] = field(default=1, name="PageNumber")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(default=20, name="PageSize")
    sort_type: Literal[1, 2] = field(name="SortType")


class ListLiveMessageGroupByPageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_list: list[ListLiveMessageGroupByPageResponseGroupList] | None = field(default=None, name="GroupList")
    page_number: int | None = field(default=None, name="PageNumber")
    page_size: int | None = field(default=None, name="PageSize")
    request_id: str = field(name="RequestId")
    total_count: int | None = field(default=None, name="TotalCount")


class ListLiveMessageGroupByPageResponseGroupList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    admin_list: list[str] | None = field(default=None, name="AdminList")
    createtime: int | None = field(default=None, name="Createtime")
    creator_id: str | None = field(default=None, name="CreatorId")
    delete: bool | None = field(default=None, name="Delete")
    group_id: str | None = field(default=None, name="GroupId")
    group_info: str | None = field(default=None, name="GroupInfo")
    group_name: str | None = field(default=None, name="GroupName")


class ListLiveMessageGroupMessagesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    begin_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="BeginTime")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    end_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="EndTime")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    msg_type: Annotated[int, Meta(ge=0)] | None = field(default=None, name="MsgType")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    page_size: Annotated[int, Meta(ge=10, le=50)] = field(name="PageSize")
    sort_type: Literal[1, 2] = field(name="SortType")


class ListLiveMessageGroupMessagesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    hasmore: bool | None = field(default=None, name="Hasmore")
    message_list: list[ListLiveMessageGroupMessagesResponseMessageList] | None = field(default=None, name="MessageList")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    request_id: str = field(name="RequestId")


class ListLiveMessageGroupMessagesResponseMessageList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    body: str | None = field(default=None, name="Body")
    msg_tid: str | None = field(default=None, name="MsgTid")
    msg_type: int | None = field(default=None, name="MsgType")
    sender: ListLiveMessageGroupMessagesResponseMessageListSender | None = field(default=None, name="Sender")
    seq_number: int | None = field(default=None, name="SeqNumber")
    timestamp: int | None = field(default=None, name="Timestamp")
    total_messages: int | None = field(default=None, name="TotalMessages")


class ListLiveMessageGroupMessagesResponseMessageListSender(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str | None = field(default=None, name="UserId")
    user_info: str | None = field(default=None, name="UserInfo")


class ListLiveMessageGroupUsersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    page_size: Annotated[int, Meta(ge=10, le=50)] = field(name="PageSize")
    sort_type: Literal[1, 2] = field(name="SortType")


class ListLiveMessageGroupUsersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    hasmore: bool | None = field(default=None, name="Hasmore")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    request_id: str = field(name="RequestId")
    user_list: list[ListLiveMessageGroupUsersResponseUserList] | None = field(default=None, name="UserList")


class ListLiveMessageGroupUsersResponseUserList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str | None = field(default=None, name="UserId")
    user_info: str | None = field(default=None, name="UserInfo")


class ListLiveMessageGroupsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_status: Literal[0, 1, 2] = field(default=0, name="GroupStatus")
    next_page_token: int | None = field(default=None, name="NextPageToken")
    sort_type: Literal[1, 2] = field(name="SortType")


class ListLiveMessageGroupsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_list: list[ListLiveMessageGroupsResponseGroupList] | None = field(default=None, name="GroupList")
    hasmore: bool | None = field(default=None, name="Hasmore")
    nextpage_token: str | None = field(default=None, name="NextpageToken")
    request_id: str = field(name="RequestId")


class ListLiveMessageGroupsResponseGroupList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    admin_list: list[str] | None = field(default=None, name="AdminList")
    createtime: int | None = field(default=None, name="Createtime")
    creator_id: str | None = field(default=None, name="CreatorId")
    delete: bool | None = field(default=None, name="Delete")
    group_id: str | None = field(default=None, name="GroupId")
    group_info: str | None = field(default=None, name="GroupInfo")
    group_name: str | None = field(default=None, name="GroupName")


class ListMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    page_num: Annotated[int, Meta(ge=1, le=100000)] = field(name="PageNum")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(name="PageSize")
    sort_type: Literal[0, 1] = field(default=0, name="SortType")


class ListMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: ListMessageAppResponseResult | None = field(default=None, name="Result")


class ListMessageAppResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_list: list[ListMessageAppResponseResultAppList] | None = field(default=None, name="AppList")
    has_more: bool | None = field(default=None, name="HasMore")
    total: int | None = field(default=None, name="Total")


class ListMessageAppResponseResultAppList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_config: dict[str, str] | None = field(default=None, name="AppConfig")
    app_id: str | None = field(default=None, name="AppId")
    app_name: str | None = field(default=None, name="AppName")
    create_time: int | None = field(default=None, name="CreateTime")
    extension: dict[str, str] | None = field(default=None, name="Extension")
    status: int | None = field(default=None, name="Status")


class ListMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    page_num: Annotated[int, Meta(ge=1, le=100000)] = field(name="PageNum")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(name="PageSize")
    sort_type: Literal[0, 1] = field(default=0, name="SortType")
    user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] | None = field(default=None, name="UserId")


class ListMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: ListMessageGroupResponseResult | None = field(default=None, name="Result")


class ListMessageGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_list: list[ListMessageGroupResponseResultGroupList] | None = field(default=None, name="GroupList")
    has_more: bool | None = field(default=None, name="HasMore")
    total: int | None = field(default=None, name="Total")


class ListMessageGroupResponseResultGroupList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    create_time: int | None = field(default=None, name="CreateTime")
    creator_id: str | None = field(default=None, name="CreatorId")
    extension: dict[str, str] | None = field(default=None, name="Extension")
    group_id: str | None = field(default=None, name="GroupId")
    status: int | None = field(default=None, name="Status")


class ListMessageGroupUserByIdRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    group_id: str = field(name="GroupId")
    user_id_list: list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]] = field(name="UserIdList")


class ListMessageGroupUserByIdResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: ListMessageGroupUserByIdResponseResult | None = field(default=None, name="Result")


class ListMessageGroupUserByIdResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    has_more: bool | None = field(default=None, name="HasMore")
    total: int | None = field(default=None, name="Total")
    user_list: list[ListMessageGroupUserByIdResponseResultUserList] | None = field(default=None, name="UserList")


class ListMessageGroupUserByIdResponseResultUserList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    is_mute: bool | None = field(default=None, name="IsMute")
    mute_by: list[str] | None = field(default=None, name="MuteBy")
    user_avatar: str | None = field(default=None, name="UserAvatar")
    user_extension: str | None = field(default=None, name="UserExtension")
    user_id: str | None = field(default=None, name="UserId")
    user_nick: str | None = field(default=None, name="UserNick")


class ListMessageGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    group_id: str = field(name="GroupId")
    page_num: Annotated[int, Meta(ge=1, le=100000)] = field(default=1, name="PageNum")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(default=20, name="PageSize")
    sort_type: Literal[0, 1] = field(default=0, name="SortType")


class ListMessageGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: ListMessageGroupUserResponseResult | None = field(default=None, name="Result")


class ListMessageGroupUserResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    has_more: bool | None = field(default=None, name="HasMore")
    total: int | None = field(default=None, name="Total")
    user_list: list[ListMessageGroupUserResponseResultUserList] | None = field(default=None, name="UserList")


class ListMessageGroupUserResponseResultUserList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    join_time: int | None = field(default=None, name="JoinTime")
    user_id: str | None = field(default=None, name="UserId")


class ListMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    group_id: str = field(name="GroupId")
    page_num: Annotated[int, Meta(ge=1, le=100000)] = field(name="PageNum")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(name="PageSize")
    sort_type: Literal[0, 1] = field(default=0, name="SortType")
    type_: Annotated[int, Meta(ge=10001)] | None = field(default=None, name="Type")


class ListMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: ListMessageResponseResult | None = field(default=None, name="Result")


class ListMessageResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    has_more: bool | None = field(default=None, name="HasMore")
    message_list: list[ListMessageResponseResultMessageList] | None = field(default=None, name="MessageList")


class ListMessageResponseResultMessageList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    data: str | None = field(default=None, name="Data")
    group_id: str | None = field(default=None, name="GroupId")
    message_id: str | None = field(default=None, name="MessageId")
    sender_id: str | None = field(default=None, name="SenderId")
    type_: int | None = field(default=None, name="Type")


class ListMuteGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] | None = field(default=None, name="OperatorUserId")
    page_num: Annotated[int, Meta(ge=1, le=100000)] = field(name="PageNum")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(name="PageSize")


class ListMuteGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: ListMuteGroupUserResponseResult | None = field(default=None, name="Result")


class ListMuteGroupUserResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    has_more: bool | None = field(default=None, name="HasMore")
    total: int | None = field(default=None, name="Total")
    user_list: list[ListMuteGroupUserResponseResultUserList] | None = field(default=None, name="UserList")


class ListMuteGroupUserResponseResultUserList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str | None = field(default=None, name="UserId")


class ModifyLiveMessageAppAuditRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    audit_type: Literal[0, 1, 2] | None = field(default=None, name="AuditType")
    audit_url: str | None = field(default=None, name="AuditUrl")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")


class ModifyLiveMessageAppAuditResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_sign: str | None = field(default=None, name="AppSign")
    audit_need_authentication: bool | None = field(default=None, name="AuditNeedAuthentication")
    audit_type: int | None = field(default=None, name="AuditType")
    audit_url: str | None = field(default=None, name="AuditUrl")
    request_id: str = field(name="RequestId")


class ModifyLiveMessageAppCallbackRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    event_callback_url: str | None = field(default=None, name="EventCallbackUrl")


class ModifyLiveMessageAppCallbackResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_sign: str | None = field(default=None, name="AppSign")
    event_callback_need_authentication: bool | None = field(default=None, name="EventCallbackNeedAuthentication")
    event_callback_url: str | None = field(default=None, name="EventCallbackUrl")
    request_id: str = field(name="RequestId")


class ModifyLiveMessageAppDisableRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    disable: bool | None = field(default=None, name="Disable")


class ModifyLiveMessageAppDisableResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_sign: str | None = field(default=None, name="AppSign")
    disable: bool | None = field(default=None, name="Disable")
    request_id: str = field(name="RequestId")


class ModifyLiveMessageGroupBandRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    banned_all: bool | None = field(default=None, name="BannedAll")
    bannned_users: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=30)] | None = field(default=None, name="BannnedUsers")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    except_users: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=30)] | None = field(default=None, name="ExceptUsers")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class ModifyLiveMessageGroupBandResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class ModifyLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    admin_list: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=3)] | None = field(default=None, name="AdminList")
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    group_info: Annotated[str, Meta(max_length=32768)] | None = field(default=None, name="GroupInfo")
    modify_admin: bool | None = field(default=None, name="ModifyAdmin")
    modify_info: bool | None = field(default=None, name="ModifyInfo")


class ModifyLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class ModifyLiveMessageUserInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="UserId")
    user_meta_info: Annotated[str, Meta(max_length=512)] | None = field(default=None, name="UserMetaInfo")


class ModifyLiveMessageUserInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    fail_list: list[ModifyLiveMessageUserInfoResponseFailList] | None = field(default=None, name="FailList")
    request_id: str = field(name="RequestId")
    success_list: list[ModifyLiveMessageUserInfoResponseSuccessList] | None = field(default=None, name="SuccessList")


class ModifyLiveMessageUserInfoResponseFailList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: int | None = field(default=None, name="Code")
    group_id: str | None = field(default=None, name="GroupId")
    reason: str | None = field(default=None, name="Reason")
    success: bool | None = field(default=None, name="Success")


class ModifyLiveMessageUserInfoResponseSuccessList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    success: bool | None = field(default=None, name="Success")


class MuteAllGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] = field(name="OperatorUserId")


class MuteAllGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: MuteAllGroupUserResponseResult | None = field(default=None, name="Result")


class MuteAllGroupUserResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class MuteGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    group_id: str = field(name="GroupId")
    mute_time: Annotated[int, Meta(ge=0, le=315360000)] = field(default=86400, name="MuteTime")
    mute_user_list: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]], Meta(max_length=200)] = field(name="MuteUserList")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] | None = field(default=None, name="OperatorUserId")


class MuteGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: MuteGroupUserResponseResult | None = field(default=None, name="Result")


class MuteGroupUserResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class QueryMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str | None = field(default=None, name="AppId")
    app_name: str | None = field(default=None, name="AppName")
    page_num: Annotated[int, Meta(ge=1, le=100000)] = field(default=1, name="PageNum")
    page_size: Annotated[int, Meta(ge=1, le=50)] = field(default=20, name="PageSize")
    sort_type: Literal[0, 1] = field(default=0, name="SortType")


class QueryMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: list[QueryMessageAppResponseResult] | None = field(default=None, name="Result")


class QueryMessageAppResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_list: list[QueryMessageAppResponseResultAppList] | None = field(default=None, name="AppList")
    has_more: bool | None = field(default=None, name="HasMore")
    total_count: int | None = field(default=None, name="TotalCount")


class QueryMessageAppResponseResultAppList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_config: dict[str, str] | None = field(default=None, name="AppConfig")
    app_id: str | None = field(default=None, name="AppId")
    app_name: str | None = field(default=None, name="AppName")
    create_time: int | None = field(default=None, name="CreateTime")
    extension: dict[str, str] | None = field(default=None, name="Extension")
    status: int | None = field(default=None, name="Status")


class RecoverLiveMessageDeletedGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class RecoverLiveMessageDeletedGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    request_id: str = field(name="RequestId")


class RemoveLiveMessageGroupBandRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    unbanned_users: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=30)] = field(name="UnbannedUsers")


class RemoveLiveMessageGroupBandResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class SendLikeRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="BroadCastType")
    count: Annotated[str, Meta(pattern=r"^(?:[1-9][0-9]{0,8})\Z")] = field(name="Count")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] | None = field(default=None, name="OperatorUserId")


class SendLikeResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: SendLikeResponseResult | None = field(default=None, name="Result")


class SendLikeResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    like_count: int | None = field(default=None, name="LikeCount")


class SendLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    body: Annotated[str, Meta(max_length=15360)] | None = field(default=None, name="Body")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")
    msg_tid: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{0,64})\Z")] | None = field(default=None, name="MsgTid")
    msg_type: Annotated[int, Meta(ge=0)] | None = field(default=None, name="MsgType")
    no_cache: bool = field(default=False, name="NoCache")
    no_storage: bool = field(default=False, name="NoStorage")
    sender_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="SenderId")
    sender_meta_info: Annotated[str, Meta(max_length=512)] | None = field(default=None, name="SenderMetaInfo")
    statics_increase: Annotated[int, Meta(ge=0)] = field(default=1, name="StaticsIncrease")
    weight: Annotated[int, Meta(ge=0)] = field(default=1, name="Weight")


class SendLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_tid: str | None = field(default=None, name="MsgTid")
    request_id: str = field(name="RequestId")


class SendLiveMessageUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    body: Annotated[str, Meta(max_length=15360)] | None = field(default=None, name="Body")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    high_reliability: bool = field(default=False, name="HighReliability")
    msg_tid: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{0,64})\Z")] | None = field(default=None, name="MsgTid")
    msg_type: Annotated[int, Meta(ge=0)] | None = field(default=None, name="MsgType")
    receiver_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="ReceiverId")
    sender_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="SenderId")
    sender_info: Annotated[str, Meta(max_length=512)] | None = field(default=None, name="SenderInfo")
    storage: bool = field(default=False, name="Storage")


class SendLiveMessageUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_tid: str | None = field(default=None, name="MsgTid")
    request_id: str = field(name="RequestId")


class SendMessageToGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data: Annotated[str, Meta(max_length=15360)] = field(name="Data")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] = field(name="OperatorUserId")
    skip_audit: bool | None = field(default=None, name="SkipAudit")
    type_: Annotated[int, Meta(ge=0)] | None = field(default=None, name="Type")


class SendMessageToGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: SendMessageToGroupResponseResult | None = field(default=None, name="Result")


class SendMessageToGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    message_id: str | None = field(default=None, name="MessageId")


class SendMessageToGroupUsersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data: Annotated[str, Meta(max_length=15360)] = field(name="Data")
    group_id: str = field(name="GroupId")
    operator_user_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] = field(name="OperatorUserId")
    receiver_id_list: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]], Meta(max_length=100)] | None = field(default=None, name="ReceiverIdList")
    skip_audit: bool | None = field(default=None, name="SkipAudit")
    type_: Annotated[int, Meta(ge=0)] = field(name="Type")


class SendMessageToGroupUsersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: SendMessageToGroupUsersResponseResult | None = field(default=None, name="Result")


class SendMessageToGroupUsersResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    message_id: str | None = field(default=None, name="MessageId")


class UnbanLiveMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    data_center: Literal["cn-shanghai", "ap-southeast-1"] | None = field(default=None, name="DataCenter")
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="GroupId")


class UnbanLiveMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")


class UpdateMessageAppRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_config: dict[str, str] | None = field(default=None, name="AppConfig")
    app_id: str = field(name="AppId")
    app_name: Annotated[str, Meta(min_length=2, max_length=16)] | None = field(default=None, name="AppName")
    extension: dict[str, str] | None = field(default=None, name="Extension")


class UpdateMessageAppResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: UpdateMessageAppResponseResult | None = field(default=None, name="Result")


class UpdateMessageAppResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")


class UpdateMessageGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_id: str = field(name="AppId")
    extension: dict[str, str] | None = field(default=None, name="Extension")
    group_id: str = field(name="GroupId")


class UpdateMessageGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_id: str = field(name="RequestId")
    result: UpdateMessageGroupResponseResult | None = field(default=None, name="Result")


class UpdateMessageGroupResponseResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    success: bool | None = field(default=None, name="Success")
