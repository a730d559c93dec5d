# Shapes of Alibaba Live clients, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Literal

from msgspec import Meta, Struct, field


class AckRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    message_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="messageId")


class AckResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class CancelMuteAllRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")


class CancelMuteAllResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class CancelMuteUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    user_list: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]], Meta(min_length=1, max_length=30)] = field(name="userList")


class CancelMuteUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class CloseGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")


class CloseGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class CreateGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{0,64})\Z")] | None = field(default=None, name="groupId")
    group_name: Annotated[str, Meta(max_length=128)] = field(name="groupName")
    group_meta: Annotated[str, Meta(max_length=32768)] | None = field(default=None, name="groupMeta")


class CreateGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    already_exist: bool | None = field(default=None, name="alreadyExist")


class DeleteMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    message_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="messageId")


class DeleteMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class JoinGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="broadCastType")
    broad_cast_statistics: bool = field(default=False, name="broadCastStatistics")


class JoinGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    group_name: str | None = field(default=None, name="groupName")
    group_meta: str | None = field(default=None, name="groupMeta")
    create_time: int | None = field(default=None, name="createTime")
    creator: str | None = field(default=None, name="creator")
    admins: list[str] | None = field(default=None, name="admins")
    statistics: Statistics | None = field(default=None, name="statistics")
    mute_status: MuteStatus | None = field(default=None, name="muteStatus")


class LeaveGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    broad_cast_type: Literal[0, 1, 2] = field(default=0, name="broadCastType")
    broad_cast_statistics: bool = field(default=False, name="broadCastStatistics")


class LeaveGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ListGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    sort_type: Literal[0, 1] | None = field(default=None, name="sortType")
    next_page_token: int | None = field(default=None, name="nextPageToken")
    nextpagetoken: int | None = field(default=None, name="nextpagetoken")
    page_size: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="pageSize")


class ListGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    next_page_token: int | None = field(default=None, name="nextPageToken")
    nextpagetoken: int | None = field(default=None, name="nextpagetoken")
    has_more: bool | None = field(default=None, name="hasMore")
    user_list: list[User] | None = field(default=None, name="userList")


class ListHistoryMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    type_: int | None = field(default=None, name="type")
    sort_type: Literal[0, 1] | None = field(default=None, name="sortType")
    next_page_token: int | None = field(default=None, name="nextPageToken")
    page_size: Annotated[int, Meta(ge=10, le=30)] | None = field(default=None, name="pageSize")
    begin_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="beginTime")
    end_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="endTime")


class ListHistoryMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    next_page_token: int | None = field(default=None, name="nextPageToken")
    has_more: bool | None = field(default=None, name="hasMore")
    message_list: list[Message] | None = field(default=None, name="messageList")


class ListMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    type_: int | None = field(default=None, name="type")
    sort_type: Literal[0, 1] | None = field(default=None, name="sortType")
    next_page_token: int | None = field(default=None, name="nextPageToken")
    nextpagetoken: int | None = field(default=None, name="nextpagetoken")
    page_size: Annotated[int, Meta(ge=1, le=30)] | None = field(default=None, name="pageSize")
    begin_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="beginTime")
    end_time: Annotated[int, Meta(ge=0)] | None = field(default=None, name="endTime")


class ListMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    next_page_token: int | None = field(default=None, name="nextPageToken")
    nextpagetoken: int | None = field(default=None, name="nextpagetoken")
    has_more: bool | None = field(default=None, name="hasMore")
    message_list: list[Message] | None = field(default=None, name="messageList")


class ListMuteUsersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")


class ListMuteUsersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    mute_all: bool | None = field(default=None, name="muteAll")
    mute_user_list: list[str] | None = field(default=None, name="muteUserList")
    white_user_list: list[str] | None = field(default=None, name="whiteUserList")


class ListRecentGroupUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")


class ListRecentGroupUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    total: int | None = field(default=None, name="total")
    user_list: list[User] | None = field(default=None, name="userList")


class ListRecentMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    seqnum: Annotated[int, Meta(ge=0)] | None = field(default=None, name="seqnum")
    page_size: Annotated[int, Meta(ge=1, le=50)] | None = field(default=None, name="pageSize")


class ListRecentMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    message_list: list[Message] | None = field(default=None, name="messageList")


class LoginRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class LoginResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class LogoutRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    reason: str = field(name="reason")
    code: int | None = field(default=None, name="code")
    channels: list[str] | None = field(default=None, name="channels")


class LogoutResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    message_id: str | None = field(default=None, name="messageId")
    type_: int | None = field(default=None, name="type")
    sender: User | None = field(default=None, name="sender")
    data: str | None = field(default=None, name="data")
    seqnum: int | None = field(default=None, name="seqnum")
    timestamp: int | None = field(default=None, name="timestamp")
    level: int | None = field(default=None, name="level")
    repeat_count: int | None = field(default=None, name="repeatCount")
    total_msgs: int | None = field(default=None, name="totalMsgs")


class ModifyGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    group_meta: Annotated[str, Meta(max_length=32768)] | None = field(default=None, name="groupMeta")
    admins: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")]], Meta(max_length=3)] | None = field(default=None, name="admins")


class ModifyGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class MuteAllRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")


class MuteAllResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class MuteStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    mute_all: bool | None = field(default=None, name="muteAll")
    mute_user_list: list[str] | None = field(default=None, name="muteUserList")
    white_user_list: list[str] | None = field(default=None, name="whiteUserList")


class MuteUserRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    user_list: Annotated[list[Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")]], Meta(min_length=1, max_length=30)] = field(name="userList")


class MuteUserResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class QueryGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")


class QueryGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="groupId")
    group_name: str | None = field(default=None, name="groupName")
    group_meta: str | None = field(default=None, name="groupMeta")
    create_time: int | None = field(default=None, name="createTime")
    creator: str | None = field(default=None, name="creator")
    admins: list[str] | None = field(default=None, name="admins")
    statistics: Statistics | None = field(default=None, name="statistics")
    mute_status: MuteStatus | None = field(default=None, name="muteStatus")


class SendC2cMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    type_: Annotated[int, Meta(ge=0)] = field(name="type")
    data: Annotated[str, Meta(max_length=15360)] = field(name="data")
    receiver_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_.-]{1,64})\Z")] = field(name="receiverId")
    skip_audit: bool | None = field(default=None, name="skipAudit")
    level: Literal[0, 1] | None = field(default=None, name="level")


class SendC2cMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    message_id: str | None = field(default=None, name="messageId")


class SendGroupMessageRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9_-]{1,64})\Z")] = field(name="groupId")
    type_: Annotated[int, Meta(ge=0)] = field(name="type")
    data: Annotated[str, Meta(max_length=15360)] = field(name="data")
    skip_mute_check: bool | None = field(default=None, name="skipMuteCheck")
    skip_audit: bool | None = field(default=None, name="skipAudit")
    level: Literal[0, 1] | None = field(default=None, name="level")
    no_storage: bool | None = field(default=None, name="noStorage")
    repeat_count: Annotated[int, Meta(ge=0)] | None = field(default=None, name="repeatCount")


class SendGroupMessageResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    message_id: str | None = field(default=None, name="messageId")


class Statistics(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pv: int | None = field(default=None, name="pv")
    online_count: int | None = field(default=None, name="onlineCount")
    msg_amount: dict[str, int] | None = field(default=None, name="msgAmount")


class User(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str | None = field(default=None, name="userId")
    user_extension: str | None = field(default=None, name="userExtension")
