# Shapes of Tencent Chat clients, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field


class FriendGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    start_index: Annotated[int, Meta(ge=0, le=4294967295)] = field(name="StartIndex")
    standard_sequence: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="StandardSequence")
    custom_sequence: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="CustomSequence")


class FriendGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_data_item: list[UserDataItem] | None = field(default=None, name="UserDataItem")
    standard_sequence: int | None = field(default=None, name="StandardSequence")
    custom_sequence: int | None = field(default=None, name="CustomSequence")
    friend_num: int | None = field(default=None, name="FriendNum")
    complete_flag: int | None = field(default=None, name="CompleteFlag")
    next_start_index: int | None = field(default=None, name="NextStartIndex")


class FriendResponseRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    response_friend_item: Annotated[list[ResponseFriendItem], Meta(min_length=1, max_length=100)] = field(name="ResponseFriendItem")


class FriendResponseResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")


class GroupAddRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(min_length=1, max_length=32)] = field(name="GroupName")
    to_account: Annotated[list[str], Meta(max_length=1000)] | None = field(default=None, name="To_Account")


class GroupAddResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")
    current_sequence: int | None = field(default=None, name="CurrentSequence")


class GroupDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(min_length=1, max_length=32)] = field(name="GroupName")


class GroupDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    current_sequence: int | None = field(default=None, name="CurrentSequence")


class GroupGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    need_friend: Literal["Need_Friend_Type_Yes", "Need_Friend_Type_No"] | None = field(default=None, name="NeedFriend")
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(max_length=32)] | None = field(default=None, name="GroupName")
    last_sequence: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="LastSequence")


class GroupGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[GroupGetResultItem] | None = field(default=None, name="ResultItem")
    current_sequence: int | None = field(default=None, name="CurrentSequence")


class GroupGetResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_name: str | None = field(default=None, name="GroupName")
    friend_number: int | None = field(default=None, name="FriendNumber")
    to_account: list[str] | None = field(default=None, name="To_Account")


class GroupUpdateRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    old_name: Annotated[str, Meta(min_length=1, max_length=30)] = field(name="OldName")
    new_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="NewName")
    update_group_item: Annotated[list[UpdateGroupItem], Meta(max_length=1000)] | None = field(default=None, name="UpdateGroupItem")


class GroupUpdateResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    current_sequence: int | None = field(default=None, name="CurrentSequence")


class LoginRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class LoginResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class PendencyDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pendency_type: Literal["Pendency_Type_ComeIn", "Pendency_Type_SendOut"] = field(name="PendencyType")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=100)] = field(name="To_Account")


class PendencyDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")


class PendencyGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pendency_type: Literal["Pendency_Type_ComeIn", "Pendency_Type_SendOut", "Pendency_Type_Both"] = field(name="PendencyType")
    start_index: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="StartIndex")
    max_limited: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="MaxLimited")


class PendencyGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pendency_item: list[PendencyItem] | None = field(default=None, name="PendencyItem")
    unread_pendency_count: int | None = field(default=None, name="UnreadPendencyCount")
    complete_flag: int | None = field(default=None, name="CompleteFlag")
    next_start_index: int | None = field(default=None, name="NextStartIndex")


class PendencyItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    pendency_type: str | None = field(default=None, name="PendencyType")
    add_source: str | None = field(default=None, name="AddSource")
    add_wording: str | None = field(default=None, name="AddWording")
    add_time: int | None = field(default=None, name="AddTime")


class PendencyReportRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    latest_pendency_time_stamp: Annotated[int, Meta(ge=0, le=4294967295)] = field(name="LatestPendencyTimeStamp")


class PendencyReportResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ResponseFriendItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str = field(name="To_Account")
    response_action: Literal["Response_Action_AgreeAndAdd", "Response_Action_Agree", "Response_Action_Reject"] = field(name="ResponseAction")
    remark: Annotated[str, Meta(max_length=96)] | None = field(default=None, name="Remark")
    tag_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="TagName")


class ResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class UpdateGroupItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str = field(name="To_Account")
    update_type: Literal["Update_Type_Add", "Update_Type_Delete"] = field(name="UpdateType")


class UserDataItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    value_item: list[ValueItem] | None = field(default=None, name="ValueItem")


class ValueItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: str | None = field(default=None, name="Tag")
    value: Any | None = field(default=None, name="Value")
