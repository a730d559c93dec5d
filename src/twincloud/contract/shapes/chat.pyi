# Shapes of Tencent Chat, made from its contract by `make shapes`; never edited by hand.

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field


class AccountCheckItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str = field(name="UserID")


class AccountCheckRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    check_item: Annotated[list[AccountCheckItem], Meta(min_length=1, max_length=100)] = field(name="CheckItem")


class AccountCheckResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[AccountCheckResultItem] | None = field(default=None, name="ResultItem")


class AccountCheckResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")
    user_id: str | None = field(default=None, name="UserID")
    account_status: str | None = field(default=None, name="AccountStatus")


class AccountDeleteItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str = field(name="UserID")


class AccountDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    delete_item: Annotated[list[AccountDeleteItem], Meta(min_length=1, max_length=100)] = field(name="DeleteItem")


class AccountDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[AccountDeleteResultItem] | None = field(default=None, name="ResultItem")


class AccountDeleteResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")
    user_id: str | None = field(default=None, name="UserID")


class AccountImportItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: str = field(name="UserID")
    nick: str | None = field(default=None, name="Nick")
    face_url: str | None = field(default=None, name="FaceUrl")


class AccountImportRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="UserID")
    nick: Annotated[str, Meta(max_length=500)] | None = field(default=None, name="Nick")
    face_url: Annotated[str, Meta(max_length=500)] | None = field(default=None, name="FaceUrl")


class AccountImportResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class AddFriendItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str = field(name="To_Account")
    remark: Annotated[str, Meta(max_length=96)] | None = field(default=None, name="Remark")
    group_name: Annotated[str, Meta(min_length=1, max_length=30)] | None = field(default=None, name="GroupName")
    add_source: str = field(name="AddSource")
    add_wording: Annotated[str, Meta(max_length=256)] | None = field(default=None, name="AddWording")


class AddGroupMemberRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    silence: int | None = field(default=None, name="Silence")
    member_list: list[MemberRequestItem] = field(name="MemberList")


class AddGroupMemberResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_list: list[MemberResultItem] | None = field(default=None, name="MemberList")


class AdminGetroammsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    operator_account: str = field(name="Operator_Account")
    peer_account: str = field(name="Peer_Account")
    max_cnt: int = field(name="MaxCnt")
    min_time: int = field(name="MinTime")
    max_time: int = field(name="MaxTime")
    last_msg_key: str | None = field(default=None, name="LastMsgKey")


class AdminGetroammsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    complete: int | None = field(default=None, name="Complete")
    msg_cnt: int | None = field(default=None, name="MsgCnt")
    last_msg_time: int | None = field(default=None, name="LastMsgTime")
    last_msg_key: str | None = field(default=None, name="LastMsgKey")
    msg_list: list[MsgListItem] | None = field(default=None, name="MsgList")


class AdminMsgwithdrawRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str = field(name="From_Account")
    to_account: str = field(name="To_Account")
    msg_key: str = field(name="MsgKey")


class AdminMsgwithdrawResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class AdminResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    admin_account: str | None = field(default=None, name="Admin_Account")
    avatar: str | None = field(default=None, name="Avatar")
    nick_name: str | None = field(default=None, name="NickName")


class AdminSetMsgReadRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    report_account: str | None = field(default=None, name="Report_Account")
    peer_account: str | None = field(default=None, name="Peer_Account")
    msg_read_time: int | None = field(default=None, name="MsgReadTime")


class AdminSetMsgReadResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class AndroidInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    sound: str | None = field(default=None, name="Sound")
    push_style: int | None = field(default=None, name="PushStyle")
    hua_wei_channel_id: str | None = field(default=None, name="HuaWeiChannelID")
    xiao_mi_channel_id: str | None = field(default=None, name="XiaoMiChannelID")
    oppo_channel_id: str | None = field(default=None, name="OPPOChannelID")
    google_channel_id: str | None = field(default=None, name="GoogleChannelID")
    vivo_classification: int | None = field(default=None, name="VIVOClassification")
    vivo_category: str | None = field(default=None, name="VIVOCategory")
    hua_wei_importance: str | None = field(default=None, name="HuaWeiImportance")
    ext_as_huawei_intent_param: int | None = field(default=None, name="ExtAsHuaweiIntentParam")
    hua_wei_category: str | None = field(default=None, name="HuaWeiCategory")
    hua_wei_image: str | None = field(default=None, name="HuaWeiImage")
    honor_image: str | None = field(default=None, name="HonorImage")
    honor_importance: str | None = field(default=None, name="HonorImportance")
    google_image: str | None = field(default=None, name="GoogleImage")


class ApnsInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    badge_mode: int | None = field(default=None, name="BadgeMode")
    title: str | None = field(default=None, name="Title")
    sub_title: str | None = field(default=None, name="SubTitle")
    image: str | None = field(default=None, name="Image")
    mutable_content: int | None = field(default=None, name="MutableContent")
    interruption_level: str | None = field(default=None, name="InterruptionLevel")
    content_available: int | None = field(default=None, name="ContentAvailable")


class AppDefinedDataItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str | None = field(default=None, name="Key")
    value: Any | None = field(default=None, name="Value")


class AppInfoResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    app_name: str | None = field(default=None, name="AppName")
    app_id: str | None = field(default=None, name="AppId")
    company: str | None = field(default=None, name="Company")
    active_user_num: str | None = field(default=None, name="ActiveUserNum")
    regist_user_num_one_day: str | None = field(default=None, name="RegistUserNumOneDay")
    regist_user_num_total: str | None = field(default=None, name="RegistUserNumTotal")
    login_times: str | None = field(default=None, name="LoginTimes")
    login_user_num: str | None = field(default=None, name="LoginUserNum")
    up_msg_num: str | None = field(default=None, name="UpMsgNum")
    send_msg_user_num: str | None = field(default=None, name="SendMsgUserNum")
    apns_msg_num: str | None = field(default=None, name="APNSMsgNum")
    c2_c_up_msg_num: str | None = field(default=None, name="C2CUpMsgNum")
    c2_c_down_msg_num: str | None = field(default=None, name="C2CDownMsgNum")
    c2_c_send_msg_user_num: str | None = field(default=None, name="C2CSendMsgUserNum")
    c2_capns_msg_num: str | None = field(default=None, name="C2CAPNSMsgNum")
    max_online_num: str | None = field(default=None, name="MaxOnlineNum")
    down_msg_num: str | None = field(default=None, name="DownMsgNum")
    chain_increase: str | None = field(default=None, name="ChainIncrease")
    chain_decrease: str | None = field(default=None, name="ChainDecrease")
    group_up_msg_num: str | None = field(default=None, name="GroupUpMsgNum")
    group_down_msg_num: str | None = field(default=None, name="GroupDownMsgNum")
    group_send_msg_user_num: str | None = field(default=None, name="GroupSendMsgUserNum")
    group_apns_msg_num: str | None = field(default=None, name="GroupAPNSMsgNum")
    group_send_msg_group_num: str | None = field(default=None, name="GroupSendMsgGroupNum")
    group_join_group_times: str | None = field(default=None, name="GroupJoinGroupTimes")
    group_quit_group_times: str | None = field(default=None, name="GroupQuitGroupTimes")
    group_new_group_num: str | None = field(default=None, name="GroupNewGroupNum")
    group_all_group_num: str | None = field(default=None, name="GroupAllGroupNum")
    group_destroy_group_num: str | None = field(default=None, name="GroupDestroyGroupNum")
    call_back_req: str | None = field(default=None, name="CallBackReq")
    call_back_rsp: str | None = field(default=None, name="CallBackRsp")
    date: str | None = field(default=None, name="Date")


class AppMemberDefinedDataItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str | None = field(default=None, name="Key")
    value: Any | None = field(default=None, name="Value")


class BanGroupMemberRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    members_account: list[str] | None = field(default=None, name="Members_Account")
    duration: int | None = field(default=None, name="Duration")
    description: str | None = field(default=None, name="Description")


class BanGroupMemberResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class BannedAccountItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    banned_until: int | None = field(default=None, name="BannedUntil")
    member_account: str | None = field(default=None, name="Member_Account")


class BatchSendMsgErrorItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    error_code: int | None = field(default=None, name="ErrorCode")


class BatchsendmsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    sync_other_machine: int | None = field(default=None, name="SyncOtherMachine")
    from_account: str | None = field(default=None, name="From_Account")
    to_account: Annotated[list[str], Meta(max_length=500)] = field(name="To_Account")
    msg_life_time: int | None = field(default=None, name="MsgLifeTime")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_random: int = field(name="MsgRandom")
    msg_body: list[MsgElement] = field(name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")
    send_msg_control: list[str] | None = field(default=None, name="SendMsgControl")
    offline_push_info: OfflinePushInfo | None = field(default=None, name="OfflinePushInfo")
    is_need_read_receipt: int | None = field(default=None, name="IsNeedReadReceipt")


class BatchsendmsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_key: str | None = field(default=None, name="MsgKey")
    msg_id: str | None = field(default=None, name="MsgId")
    error_list: list[BatchSendMsgErrorItem] | None = field(default=None, name="ErrorList")


class BlackListAddRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=1000)] = field(name="To_Account")


class BlackListAddResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class BlackListCheckItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    relation: str | None = field(default=None, name="Relation")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class BlackListCheckRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=1000)] = field(name="To_Account")
    check_type: Literal["BlackCheckResult_Type_Single", "BlackCheckResult_Type_Both"] = field(name="CheckType")


class BlackListCheckResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    black_list_check_item: list[BlackListCheckItem] | None = field(default=None, name="BlackListCheckItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class BlackListDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=1000)] = field(name="To_Account")


class BlackListDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class BlackListGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    start_index: Annotated[int, Meta(ge=0, le=4294967295)] = field(name="StartIndex")
    max_limited: Annotated[int, Meta(ge=1, le=1000)] = field(name="MaxLimited")
    last_sequence: Annotated[int, Meta(ge=0, le=4294967295)] = field(name="LastSequence")


class BlackListGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    black_list_item: list[BlackListItem] | None = field(default=None, name="BlackListItem")
    start_index: int | None = field(default=None, name="StartIndex")
    curruent_sequence: int | None = field(default=None, name="CurruentSequence")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class BlackListItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    add_black_time_stamp: int | None = field(default=None, name="AddBlackTimeStamp")


class C2cMsgInfoItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    to_account: str | None = field(default=None, name="To_Account")
    msg_key: str | None = field(default=None, name="MsgKey")


class C2cMsgReadReceiptRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    operator_account: str | None = field(default=None, name="Operator_Account")
    peer_account: str | None = field(default=None, name="Peer_Account")
    c2_c_msg_info: list[C2cMsgInfoItem] | None = field(default=None, name="C2CMsgInfo")


class C2cMsgReadReceiptResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class C2cUnreadMsgErrorListItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    peer_account: str | None = field(default=None, name="Peer_Account")
    error_code: int | None = field(default=None, name="ErrorCode")


class C2cUnreadMsgNumListItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    peer_account: str | None = field(default=None, name="Peer_Account")
    c2_c_unread_msg_num: int | None = field(default=None, name="C2CUnreadMsgNum")


class ChangeGroupOwnerRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    new_owner_account: str = field(name="NewOwner_Account")
    from_account: str | None = field(default=None, name="From_Account")


class ChangeGroupOwnerResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class CheckMembersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    member_account: list[str] | None = field(default=None, name="Member_Account")


class CheckMembersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: list[str] | None = field(default=None, name="Member_Account")


class ClearGroupAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")


class ClearGroupAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ClearGroupMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    msg_seq: int | None = field(default=None, name="MsgSeq")


class ClearGroupMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ContactGroupResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    contact_opt_type: int | None = field(default=None, name="ContactOptType")
    opt_type: int | None = field(default=None, name="OptType")
    contact_item: ContactItem | None = field(default=None, name="ContactItem")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class ContactItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    type_: int | None = field(default=None, name="Type")
    to_group_id: str | None = field(default=None, name="ToGroupId")
    to_account: str | None = field(default=None, name="To_Account")


class ContactResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    type_: int | None = field(default=None, name="Type")
    to_account: str | None = field(default=None, name="To_Account")
    standard_mark: str | None = field(default=None, name="StandardMark")
    custom_mark: str | None = field(default=None, name="CustomMark")
    contact_group_id: list[int] | None = field(default=None, name="ContactGroupId")
    timestamp: int | None = field(default=None, name="Timestamp")


class CreateContactGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    group_contact_item: list[GroupContactItem] | None = field(default=None, name="GroupContactItem")


class CreateContactGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_result_item: list[GroupResultItem] | None = field(default=None, name="GroupResultItem")


class CreateGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    owner_account: str | None = field(default=None, name="Owner_Account")
    type_: Literal["Public", "Private", "ChatRoom", "AVChatRoom", "Community"] = field(name="Type")
    group_id: str | None = field(default=None, name="GroupId")
    name: Annotated[str, Meta(max_length=30)] = field(name="Name")
    introduction: Annotated[str, Meta(max_length=240)] | None = field(default=None, name="Introduction")
    notification: Annotated[str, Meta(max_length=300)] | None = field(default=None, name="Notification")
    face_url: Annotated[str, Meta(max_length=100)] | None = field(default=None, name="FaceUrl")
    max_member_count: int | None = field(default=None, name="MaxMemberCount")
    apply_join_option: Literal["FreeAccess", "NeedPermission", "DisableApply"] | None = field(default=None, name="ApplyJoinOption")
    invite_join_option: str | None = field(default=None, name="InviteJoinOption")
    app_defined_data: list[AppDefinedDataItem] | None = field(default=None, name="AppDefinedData")
    member_list: Annotated[list[MemberProfile], Meta(max_length=100)] | None = field(default=None, name="MemberList")
    app_member_defined_data: list[AppMemberDefinedDataItem] | None = field(default=None, name="AppMemberDefinedData")
    support_topic: int | None = field(default=None, name="SupportTopic")
    enable_permission: int | None = field(default=None, name="EnablePermission")
    default_permission: int | None = field(default=None, name="DefaultPermission")


class CreateGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    type_: str | None = field(default=None, name="Type")
    huge_group_flag: int | None = field(default=None, name="HugeGroupFlag")


class CreateTopicRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    topic_id: str | None = field(default=None, name="TopicId")
    topic_name: str | None = field(default=None, name="TopicName")
    from_account: str | None = field(default=None, name="From_Account")
    custom_string: str | None = field(default=None, name="CustomString")
    face_url: str | None = field(default=None, name="FaceUrl")
    notification: str | None = field(default=None, name="Notification")
    introduction: str | None = field(default=None, name="Introduction")


class CreateTopicResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    topic_id: str | None = field(default=None, name="TopicId")


class CustomItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: str = field(name="Tag")
    value: Any = field(name="Value")


class DelContactGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    group_name: list[str] | None = field(default=None, name="GroupName")


class DelContactGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_item: list[GroupItem] | None = field(default=None, name="GroupItem")


class DeleteC2cMsgRambleRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    operator_account: str | None = field(default=None, name="Operator_Account")
    peer_account: str | None = field(default=None, name="Peer_Account")
    msg_key_list: list[str] | None = field(default=None, name="MsgKeyList")


class DeleteC2cMsgRambleResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    invalid_msg_key_list: list[str] | None = field(default=None, name="InvalidMsgKeyList")


class DeleteGroupCounterRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    group_counter_keys: list[str] | None = field(default=None, name="GroupCounterKeys")


class DeleteGroupCounterResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class DeleteGroupMemberRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    silence: int | None = field(default=None, name="Silence")
    reason: str | None = field(default=None, name="Reason")
    member_to_del_account: list[str] = field(name="MemberToDel_Account")


class DeleteGroupMemberResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class DeleteGroupMsgBySenderRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    sender_account: str = field(name="Sender_Account")
    topic_id: str | None = field(default=None, name="TopicId")


class DeleteGroupMsgBySenderResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class DeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    type_: int | None = field(default=None, name="Type")
    to_account: str | None = field(default=None, name="To_Account")
    to_groupid: str | None = field(default=None, name="ToGroupid")
    clear_ramble: int | None = field(default=None, name="ClearRamble")


class DeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_display: str | None = field(default=None, name="ErrorDisplay")


class DestroyGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")


class DestroyGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class DestroyGroupTopicResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_code: int | None = field(default=None, name="ErrorCode")
    error_info: str | None = field(default=None, name="ErrorInfo")
    topic_id: str | None = field(default=None, name="TopicId")


class DestroyTopicRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    topic_id_list: list[str] | None = field(default=None, name="TopicIdList")


class DestroyTopicResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    destroy_result_item: list[DestroyGroupTopicResultItem] | None = field(default=None, name="DestroyResultItem")


class ExtensionMsg(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_code: int | None = field(default=None, name="ErrorCode")
    extension: KeyValueSeq | None = field(default=None, name="Extension")


class FollowAddRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(max_length=20)] = field(name="To_Account")


class FollowAddResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FollowCheckRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(max_length=100)] = field(name="To_Account")


class FollowCheckResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[FollowCheckResultItem] | None = field(default=None, name="ResultItem")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FollowCheckResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")
    follow_type: int | None = field(default=None, name="FollowType")


class FollowDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(max_length=20)] = field(name="To_Account")


class FollowDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FollowGetInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    to_account: Annotated[list[str], Meta(max_length=20)] = field(name="To_Account")


class FollowGetInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    follow_info: list[FollowInfoResultItem] | None = field(default=None, name="FollowInfo")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FollowGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    follow_type: Literal[1, 2, 3] = field(name="FollowType")
    start_cursor: str | None = field(default=None, name="StartCursor")
    want_num: Annotated[int, Meta(le=1000)] | None = field(default=None, name="WantNum")


class FollowGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    follow_item: list[FollowResultItem] | None = field(default=None, name="FollowItem")
    next_cursor: str | None = field(default=None, name="NextCursor")


class FollowInfoResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")
    follower_count: int | None = field(default=None, name="FollowerCount")
    following_count: int | None = field(default=None, name="FollowingCount")
    mutual_following_count: int | None = field(default=None, name="MutualFollowingCount")


class FollowResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    follow_time: int | None = field(default=None, name="FollowTime")
    profile_item: list[ProfileItem] | None = field(default=None, name="ProfileItem")


class ForbidSendMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    members_account: Annotated[list[str], Meta(max_length=500)] = field(name="Members_Account")
    mute_time: int | None = field(default=None, name="MuteTime")
    topic_id: str | None = field(default=None, name="TopicId")
    shut_up_time: int | None = field(default=None, name="ShutUpTime")


class ForbidSendMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class FriendAddRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    add_friend_item: Annotated[list[AddFriendItem], Meta(min_length=1, max_length=1000)] = field(name="AddFriendItem")
    add_type: Literal["Add_Type_Both", "Add_Type_Single"] | None = field(default=None, name="AddType")
    force_add_flags: Literal[0, 1] | None = field(default=None, name="ForceAddFlags")


class FriendAddResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    error_display: str | None = field(default=None, name="ErrorDisplay")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")


class FriendCheckInfoItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    relation: str | None = field(default=None, name="Relation")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class FriendCheckRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=1000)] = field(name="To_Account")
    check_type: Literal["CheckResult_Type_Single", "CheckResult_Type_Both"] = field(name="CheckType")


class FriendCheckResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    info_item: list[FriendCheckInfoItem] | None = field(default=None, name="InfoItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FriendDeleteAllRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    delete_type: Literal["Delete_Type_Single", "Delete_Type_Both"] | None = field(default=None, name="DeleteType")


class FriendDeleteAllResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FriendDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=1000)] = field(name="To_Account")
    delete_type: Literal["Delete_Type_Single", "Delete_Type_Both"] | None = field(default=None, name="DeleteType")


class FriendDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_display: str | None = field(default=None, name="ErrorDisplay")
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    error_info: str | None = field(default=None, name="ErrorInfo")


class FriendGetListInfoItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    sns_profile_item: list[TagValue] | None = field(default=None, name="SnsProfileItem")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class FriendGetListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    to_account: Annotated[list[str], Meta(min_length=1, max_length=1000)] = field(name="To_Account")
    tag_list: Annotated[list[str], Meta(min_length=1, max_length=100)] = field(name="TagList")


class FriendGetListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_display: str | None = field(default=None, name="ErrorDisplay")
    info_item: list[FriendGetListInfoItem] | None = field(default=None, name="InfoItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")


class FriendGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
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
    error_display: str | None = field(default=None, name="ErrorDisplay")


class FriendImportRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    add_friend_item: Annotated[list[ImportFriendItem], Meta(min_length=1, max_length=1000)] = field(name="AddFriendItem")


class FriendImportResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    error_display: str | None = field(default=None, name="ErrorDisplay")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")


class FriendUpdateRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    update_item: Annotated[list[UpdateItem], Meta(min_length=1, max_length=1000)] = field(name="UpdateItem")


class FriendUpdateResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    error_display: str | None = field(default=None, name="ErrorDisplay")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")


class GetAdminListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")


class GetAdminListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    admin_list: list[AdminResultItem] | None = field(default=None, name="Admin_List")


class GetAppidGroupListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    limit: int | None = field(default=None, name="Limit")
    next: int | None = field(default=None, name="Next")
    group_type: str | None = field(default=None, name="GroupType")


class GetAppidGroupListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    total_count: int | None = field(default=None, name="TotalCount")
    group_id_list: list[GroupIdItem] | None = field(default=None, name="GroupIdList")
    next: int | None = field(default=None, name="Next")


class GetC2cUnreadMsgNumRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str = field(name="To_Account")
    peer_account: list[str] | None = field(default=None, name="Peer_Account")


class GetC2cUnreadMsgNumResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    all_c2_c_unread_msg_num: int | None = field(default=None, name="AllC2CUnreadMsgNum")
    c2_c_unread_msg_num_list: list[C2cUnreadMsgNumListItem] | None = field(default=None, name="C2CUnreadMsgNumList")
    error_list: list[C2cUnreadMsgErrorListItem] | None = field(default=None, name="ErrorList")


class GetContactGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    start_index: int | None = field(default=None, name="StartIndex")


class GetContactGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    contact_item: list[ContactResultItem] | None = field(default=None, name="ContactItem")
    group_item: list[GroupItem] | None = field(default=None, name="GroupItem")
    complete_flag: int | None = field(default=None, name="CompleteFlag")
    next_start_index: int | None = field(default=None, name="NextStartIndex")


class GetGroupAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")


class GetGroupAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_attr_ary: list[GroupAttr] | None = field(default=None, name="GroupAttrAry")


class GetGroupBanMemberRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    limit: int | None = field(default=None, name="Limit")
    offset: int | None = field(default=None, name="Offset")


class GetGroupBanMemberResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    banned_account_list: list[BannedAccountItem] | None = field(default=None, name="BannedAccountList")
    next_offset: int | None = field(default=None, name="NextOffset")


class GetGroupCounterRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    group_counter_keys: list[str] | None = field(default=None, name="GroupCounterKeys")


class GetGroupCounterResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_counter: list[GroupCounterItem] | None = field(default=None, name="GroupCounter")


class GetGroupInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id_list: list[str] = field(name="GroupIdList")
    response_filter: ResponseFilter | None = field(default=None, name="ResponseFilter")


class GetGroupInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_info: list[GroupInfo] | None = field(default=None, name="GroupInfo")


class GetGroupMemberInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    member_info_filter: list[str] | None = field(default=None, name="MemberInfoFilter")
    member_role_filter: list[str] | None = field(default=None, name="MemberRoleFilter")
    app_defined_data_filter_group_member: list[str] | None = field(default=None, name="AppDefinedDataFilter_GroupMember")
    limit: int | None = field(default=None, name="Limit")
    offset: int | None = field(default=None, name="Offset")
    next: str | None = field(default=None, name="Next")


class GetGroupMemberInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_num: int | None = field(default=None, name="MemberNum")
    member_list: list[MemberProfile] | None = field(default=None, name="MemberList")
    next: str | None = field(default=None, name="Next")


class GetGroupMsgReceiptDetailRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    filter: int | None = field(default=None, name="Filter")
    cursor: str | None = field(default=None, name="Cursor")
    count: int | None = field(default=None, name="Count")


class GetGroupMsgReceiptDetailResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    is_finished: int | None = field(default=None, name="IsFinished")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    read_list: list[ReadAccountItem] | None = field(default=None, name="ReadList")
    unread_list: list[UnreadAccountItem] | None = field(default=None, name="UnreadList")
    cursor: str | None = field(default=None, name="Cursor")


class GetGroupMsgReceiptRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    msg_seq_list: list[MsgSeqItem] | None = field(default=None, name="MsgSeqList")


class GetGroupMsgReceiptResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_msg_receipt_list: list[GroupMsgReceiptResultItem] | None = field(default=None, name="GroupMsgReceiptList")


class GetGroupMutedAccountRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    topic_id: str | None = field(default=None, name="TopicId")


class GetGroupMutedAccountResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    muted_account_list: list[MutedAccountItem] | None = field(default=None, name="MutedAccountList")


class GetIPListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class GetIPListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    ip_list: list[str] | None = field(default=None, name="IPList")


class GetJoinedGroupListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str = field(name="Member_Account")
    with_huge_groups: int | None = field(default=None, name="WithHugeGroups")
    with_no_active_groups: int | None = field(default=None, name="WithNoActiveGroups")
    limit: int | None = field(default=None, name="Limit")
    offset: int | None = field(default=None, name="Offset")
    group_type: str | None = field(default=None, name="GroupType")
    response_filter: ResponseFilter | None = field(default=None, name="ResponseFilter")
    support_topic: int | None = field(default=None, name="SupportTopic")


class GetJoinedGroupListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    total_count: int | None = field(default=None, name="TotalCount")
    group_id_list: list[GroupIdListResultItem] | None = field(default=None, name="GroupIdList")


class GetKeyValuesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    to_account: str | None = field(default=None, name="To_Account")
    msg_key: str | None = field(default=None, name="MsgKey")
    start_seq: int | None = field(default=None, name="StartSeq")


class GetKeyValuesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    complete_flag: int | None = field(default=None, name="CompleteFlag")
    latest_seq: int | None = field(default=None, name="LatestSeq")
    clear_seq: int | None = field(default=None, name="ClearSeq")
    extension_list: list[KeyValueSeq] | None = field(default=None, name="ExtensionList")


class GetListRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    time_stamp: int | None = field(default=None, name="TimeStamp")
    start_index: int | None = field(default=None, name="StartIndex")
    top_time_stamp: int | None = field(default=None, name="TopTimeStamp")
    top_start_index: int | None = field(default=None, name="TopStartIndex")
    assist_flags: int | None = field(default=None, name="AssistFlags")


class GetListResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    session_item: list[RecentContactSessionItem] | None = field(default=None, name="SessionItem")
    complete_flag: int | None = field(default=None, name="CompleteFlag")
    time_stamp: int | None = field(default=None, name="TimeStamp")
    start_index: int | None = field(default=None, name="StartIndex")
    top_time_stamp: int | None = field(default=None, name="TopTimeStamp")
    top_start_index: int | None = field(default=None, name="TopStartIndex")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class GetMembersRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    timestamp: int | None = field(default=None, name="Timestamp")
    mark: int | None = field(default=None, name="Mark")


class GetMembersResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_list: list[MemberListItem] | None = field(default=None, name="MemberList")
    next_timestamp: int | None = field(default=None, name="NextTimestamp")


class GetOnlineMemberNumRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")


class GetOnlineMemberNumResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    online_member_num: int | None = field(default=None, name="OnlineMemberNum")


class GetRoleInGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    user_account: Annotated[list[str], Meta(max_length=500)] = field(name="User_Account")


class GetRoleInGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id_list: list[UserIdListItem] | None = field(default=None, name="UserIdList")


class GetSpecifiedGroupMemberInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    member_list_account: list[str] | None = field(default=None, name="Member_List_Account")
    member_info_filter: list[str] | None = field(default=None, name="MemberInfoFilter")
    member_role_filter: list[str] | None = field(default=None, name="MemberRoleFilter")
    app_defined_data_filter_group_member: list[str] | None = field(default=None, name="AppDefinedDataFilter_GroupMember")


class GetSpecifiedGroupMemberInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    member_list: list[MemberProfile] | None = field(default=None, name="MemberList")


class GetTopicRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    from_account: str | None = field(default=None, name="From_Account")
    topic_id_list: list[str] | None = field(default=None, name="TopicIdList")
    response_filter: list[str] | None = field(default=None, name="ResponseFilter")


class GetTopicResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    topic_and_self_info: list[TopicAndSelfInfoItem] | None = field(default=None, name="TopicAndSelfInfo")


class GetappinfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    request_field: list[str] | None = field(default=None, name="RequestField")


class GetappinfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result: list[AppInfoResultItem] | None = field(default=None, name="Result")


class GetnospeakingRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    get_account: str = field(name="Get_Account")


class GetnospeakingResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    c2_cmsg_nospeaking_time: int | None = field(default=None, name="C2CmsgNospeakingTime")
    groupmsg_nospeaking_time: int | None = field(default=None, name="GroupmsgNospeakingTime")


class GroupAddRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(min_length=1, max_length=32)] = field(name="GroupName")
    to_account: Annotated[list[str], Meta(max_length=1000)] | None = field(default=None, name="To_Account")


class GroupAddResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ResultItem] | None = field(default=None, name="ResultItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")
    current_sequence: int | None = field(default=None, name="CurrentSequence")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class GroupAtInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_at_all_flag: int | None = field(default=None, name="GroupAtAllFlag")
    group_at_account: str | None = field(default=None, name="GroupAt_Account")


class GroupAttr(Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str | None = field(default=None, name="key")
    value: str | None = field(default=None, name="value")


class GroupContactItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_name: str | None = field(default=None, name="GroupName")
    contact_item: list[ContactItem] | None = field(default=None, name="ContactItem")


class GroupContactUpdateItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    contact_opt_type: int | None = field(default=None, name="ContactOptType")
    contact_item: ContactItem | None = field(default=None, name="ContactItem")


class GroupCounterItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str | None = field(default=None, name="Key")
    value: int | None = field(default=None, name="Value")


class GroupDeleteRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(min_length=1, max_length=32)] = field(name="GroupName")


class GroupDeleteResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    current_sequence: int | None = field(default=None, name="CurrentSequence")
    error_display: str | None = field(default=None, name="ErrorDisplay")
    error_info: str | None = field(default=None, name="ErrorInfo")


class GroupGetKeyValuesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    start_seq: int | None = field(default=None, name="StartSeq")


class GroupGetKeyValuesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    extension_list: list[KeyValueSeq] | None = field(default=None, name="ExtensionList")
    complete_flag: int | None = field(default=None, name="CompleteFlag")
    latest_seq: int | None = field(default=None, name="LatestSeq")
    clear_seq: int | None = field(default=None, name="ClearSeq")


class GroupGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    need_friend: Literal["Need_Friend_Type_Yes", "Need_Friend_Type_No"] | None = field(default=None, name="NeedFriend")
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(max_length=32)] | None = field(default=None, name="GroupName")
    last_sequence: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="LastSequence")


class GroupGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[GroupGetResultItem] | None = field(default=None, name="ResultItem")
    current_sequence: int | None = field(default=None, name="CurrentSequence")
    error_display: str | None = field(default=None, name="ErrorDisplay")


class GroupGetResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_name: str | None = field(default=None, name="GroupName")
    friend_number: int | None = field(default=None, name="FriendNumber")
    to_account: list[str] | None = field(default=None, name="To_Account")


class GroupIdItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")


class GroupIdListResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    type_: str | None = field(default=None, name="Type")
    name: str | None = field(default=None, name="Name")
    introduction: str | None = field(default=None, name="Introduction")
    notification: str | None = field(default=None, name="Notification")
    face_url: str | None = field(default=None, name="FaceUrl")
    owner_account: str | None = field(default=None, name="Owner_Account")
    create_time: int | None = field(default=None, name="CreateTime")
    info_seq: int | None = field(default=None, name="InfoSeq")
    last_info_time: int | None = field(default=None, name="LastInfoTime")
    last_msg_time: int | None = field(default=None, name="LastMsgTime")
    next_msg_seq: int | None = field(default=None, name="NextMsgSeq")
    member_num: int | None = field(default=None, name="MemberNum")
    max_member_num: int | None = field(default=None, name="MaxMemberNum")
    apply_join_option: str | None = field(default=None, name="ApplyJoinOption")


class GroupInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    type_: str | None = field(default=None, name="Type")
    name: str | None = field(default=None, name="Name")
    introduction: str | None = field(default=None, name="Introduction")
    notification: str | None = field(default=None, name="Notification")
    face_url: str | None = field(default=None, name="FaceUrl")
    owner_account: str | None = field(default=None, name="Owner_Account")
    create_time: int | None = field(default=None, name="CreateTime")
    info_seq: int | None = field(default=None, name="InfoSeq")
    last_info_time: int | None = field(default=None, name="LastInfoTime")
    last_msg_time: int | None = field(default=None, name="LastMsgTime")
    next_msg_seq: int | None = field(default=None, name="NextMsgSeq")
    member_num: int | None = field(default=None, name="MemberNum")
    max_member_num: int | None = field(default=None, name="MaxMemberNum")
    apply_join_option: str | None = field(default=None, name="ApplyJoinOption")
    invite_join_option: str | None = field(default=None, name="InviteJoinOption")
    enable_permission: int | None = field(default=None, name="EnablePermission")
    default_permission: int | None = field(default=None, name="DefaultPermission")
    mute_all_member: str | None = field(default=None, name="MuteAllMember")
    app_defined_data: list[AppDefinedDataItem] | None = field(default=None, name="AppDefinedData")
    member_list: list[MemberProfile] | None = field(default=None, name="MemberList")
    app_member_defined_data: list[AppMemberDefinedDataItem] | None = field(default=None, name="AppMemberDefinedData")


class GroupItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_name: str | None = field(default=None, name="GroupName")
    group_id: int | None = field(default=None, name="GroupId")


class GroupMemberItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    marks: list[int] | None = field(default=None, name="Marks")


class GroupMsgGetSimpleRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    req_msg_seq: int | None = field(default=None, name="ReqMsgSeq")
    req_msg_number: Annotated[int, Meta(le=20)] = field(name="ReqMsgNumber")
    with_recalled_msg: int | None = field(default=None, name="WithRecalledMsg")
    topic_id: str | None = field(default=None, name="TopicId")


class GroupMsgGetSimpleResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    is_finished: int | None = field(default=None, name="IsFinished")
    rsp_msg_list: list[RspMsgItem] | None = field(default=None, name="RspMsgList")


class GroupMsgItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    send_time: int | None = field(default=None, name="SendTime")
    random: int | None = field(default=None, name="Random")
    msg_body: list[MsgElement] | None = field(default=None, name="MsgBody")


class GroupMsgRecallRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    msg_seq_list: Annotated[list[MsgSeqItem], Meta(max_length=10)] = field(name="MsgSeqList")
    topic_id: str | None = field(default=None, name="TopicId")
    reason: str | None = field(default=None, name="Reason")


class GroupMsgRecallResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    recall_ret_list: list[RecallRetItem] | None = field(default=None, name="RecallRetList")


class GroupMsgReceiptRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    from_account: str | None = field(default=None, name="From_Account")
    msg_seq_list: list[MsgSeqItem] | None = field(default=None, name="MsgSeqList")


class GroupMsgReceiptResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class GroupMsgReceiptResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: int | None = field(default=None, name="Code")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    read_num: int | None = field(default=None, name="ReadNum")
    unread_num: int | None = field(default=None, name="UnreadNum")


class GroupResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_item: GroupItem | None = field(default=None, name="GroupItem")
    result_item: list[ContactGroupResultItem] | None = field(default=None, name="ResultItem")


class GroupSetKeyValuesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    operate_type: int | None = field(default=None, name="OperateType")
    extension_list: list[KeyValueSeq] | None = field(default=None, name="ExtensionList")


class GroupSetKeyValuesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    extension_list: list[ExtensionMsg] | None = field(default=None, name="ExtensionList")


class ImAddTagRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_tags: list[UserTagItem] | None = field(default=None, name="UserTags")


class ImAddTagResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImGetAttrNameRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImGetAttrNameResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    attr_names: dict[str, Any] | None = field(default=None, name="AttrNames")


class ImGetAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: list[str] = field(name="To_Account")


class ImGetAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_attrs: list[UserAttrItem] | None = field(default=None, name="UserAttrs")


class ImGetTagRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: list[str] = field(name="To_Account")


class ImGetTagResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_tags: list[UserTagItem] | None = field(default=None, name="UserTags")


class ImPushRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    condition: dict[str, Any] | None = field(default=None, name="Condition")
    msg_random: int = field(name="MsgRandom")
    msg_body: list[MsgElement] = field(name="MsgBody")
    msg_life_time: int | None = field(default=None, name="MsgLifeTime")
    from_account: str | None = field(default=None, name="From_Account")
    offline_push_info: OfflinePushInfo | None = field(default=None, name="OfflinePushInfo")


class ImPushResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    task_id: str | None = field(default=None, name="TaskId")


class ImRemoveAllTagsRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: list[str] | None = field(default=None, name="To_Account")


class ImRemoveAllTagsResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImRemoveAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_attrs: list[UserAttrItem] | None = field(default=None, name="UserAttrs")


class ImRemoveAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImRemoveTagRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_tags: list[UserTagItem] = field(name="UserTags")


class ImRemoveTagResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImSetAttrNameRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    attr_names: dict[str, Any] = field(name="AttrNames")


class ImSetAttrNameResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImSetAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_attrs: list[UserAttrItem] | None = field(default=None, name="UserAttrs")


class ImSetAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ImportFriendItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str = field(name="To_Account")
    remark: Annotated[str, Meta(max_length=96)] | None = field(default=None, name="Remark")
    remark_time: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="RemarkTime")
    group_name: Annotated[list[Annotated[str, Meta(min_length=1, max_length=30)]], Meta(max_length=32)] | None = field(default=None, name="GroupName")
    add_source: str = field(name="AddSource")
    add_wording: Annotated[str, Meta(max_length=256)] | None = field(default=None, name="AddWording")
    add_time: Annotated[int, Meta(ge=0, le=4294967295)] | None = field(default=None, name="AddTime")
    custom_item: list[CustomItem] | None = field(default=None, name="CustomItem")


class ImportGroupMemberRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    member_list: list[MemberItem] = field(name="MemberList")


class ImportGroupMemberResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_list: list[MemberListResultItem] | None = field(default=None, name="MemberList")


class ImportGroupMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    recent_contact_flag: int | None = field(default=None, name="RecentContactFlag")
    msg_list: list[GroupMsgItem] = field(name="MsgList")
    topic_id: str | None = field(default=None, name="TopicId")


class ImportGroupMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    import_msg_result: list[ImportMsgResultItem] | None = field(default=None, name="ImportMsgResult")


class ImportGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    owner_account: str | None = field(default=None, name="Owner_Account")
    type_: str = field(name="Type")
    group_id: str | None = field(default=None, name="GroupId")
    name: str = field(name="Name")
    introduction: str | None = field(default=None, name="Introduction")
    notification: str | None = field(default=None, name="Notification")
    face_url: str | None = field(default=None, name="FaceUrl")
    max_member_count: int | None = field(default=None, name="MaxMemberCount")
    apply_join_option: str | None = field(default=None, name="ApplyJoinOption")
    create_time: int | None = field(default=None, name="CreateTime")
    app_defined_data: list[dict[str, Any]] | None = field(default=None, name="AppDefinedData")
    support_topic: int | None = field(default=None, name="SupportTopic")


class ImportGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")


class ImportMsgResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_time: int | None = field(default=None, name="MsgTime")
    result: int | None = field(default=None, name="Result")


class ImportTopicRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    type_: str | None = field(default=None, name="Type")
    group_id: str | None = field(default=None, name="GroupId")
    topic_id: str | None = field(default=None, name="TopicId")
    topic_name: str | None = field(default=None, name="TopicName")
    from_account: str | None = field(default=None, name="From_Account")
    custom_string: str | None = field(default=None, name="CustomString")
    face_url: str | None = field(default=None, name="FaceUrl")
    notification: str | None = field(default=None, name="Notification")
    introduction: str | None = field(default=None, name="Introduction")
    create_time: int | None = field(default=None, name="CreateTime")


class ImportTopicResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    topic_id: str | None = field(default=None, name="TopicId")


class ImportmsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    sync_from_old_system: Literal[1, 2] = field(name="SyncFromOldSystem")
    from_account: str = field(name="From_Account")
    to_account: str = field(name="To_Account")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_random: int = field(name="MsgRandom")
    msg_time_stamp: int = field(name="MsgTimeStamp")
    msg_body: list[MsgElement] = field(name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")


class ImportmsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class KeyValueSeq(Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str | None = field(default=None, name="Key")
    value: str | None = field(default=None, name="Value")
    seq: int | None = field(default=None, name="Seq")


class KickRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    user_id: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="UserID")


class KickResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class MarkContactItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    opt_type: int | None = field(default=None, name="OptType")
    contact_item: ContactItem | None = field(default=None, name="ContactItem")
    clear_mark: list[int] | None = field(default=None, name="ClearMark")
    set_mark: list[int] | None = field(default=None, name="SetMark")
    custom_mark: str | None = field(default=None, name="CustomMark")


class MarkContactRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    mark_item: list[MarkContactItem] | None = field(default=None, name="MarkItem")


class MarkContactResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    result_item: list[ContactGroupResultItem] | None = field(default=None, name="ResultItem")


class MemberItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    role: str | None = field(default=None, name="Role")
    join_time: int | None = field(default=None, name="JoinTime")
    unread_msg_num: int | None = field(default=None, name="UnreadMsgNum")


class MemberListItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    join_time: int | None = field(default=None, name="JoinTime")
    nick_name: str | None = field(default=None, name="NickName")
    avatar: str | None = field(default=None, name="Avatar")


class MemberListResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    result: int | None = field(default=None, name="Result")


class MemberProfile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    role: str | None = field(default=None, name="Role")
    join_time: int | None = field(default=None, name="JoinTime")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_flag: str | None = field(default=None, name="MsgFlag")
    last_send_msg_time: int | None = field(default=None, name="LastSendMsgTime")
    mute_until: int | None = field(default=None, name="MuteUntil")
    name_card: str | None = field(default=None, name="NameCard")
    online_status: str | None = field(default=None, name="OnlineStatus")
    app_member_defined_data: list[AppMemberDefinedDataItem] | None = field(default=None, name="AppMemberDefinedData")


class MemberRequestItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")


class MemberResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    result: int | None = field(default=None, name="Result")


class ModifyAdminRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    command_type: int | None = field(default=None, name="CommandType")
    admin_account: list[str] | None = field(default=None, name="Admin_Account")


class ModifyAdminResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyC2cMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str = field(name="From_Account")
    to_account: str = field(name="To_Account")
    msg_key: str = field(name="MsgKey")
    msg_body: list[MsgElement] | None = field(default=None, name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")


class ModifyC2cMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyGroupAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    group_attr: list[GroupAttr] = field(name="GroupAttr")


class ModifyGroupAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyGroupBaseInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    name: str | None = field(default=None, name="Name")
    introduction: str | None = field(default=None, name="Introduction")
    notification: str | None = field(default=None, name="Notification")
    face_url: str | None = field(default=None, name="FaceUrl")
    max_member_num: int | None = field(default=None, name="MaxMemberNum")
    apply_join_option: str | None = field(default=None, name="ApplyJoinOption")
    mute_all_member: str | None = field(default=None, name="MuteAllMember")
    invite_join_option: str | None = field(default=None, name="InviteJoinOption")
    from_account: str | None = field(default=None, name="From_Account")
    enable_permission: int | None = field(default=None, name="EnablePermission")
    default_permission: int | None = field(default=None, name="DefaultPermission")
    history_msg_before_join: str | None = field(default=None, name="HistoryMsgBeforeJoin")
    app_defined_data: list[AppDefinedDataItem] | None = field(default=None, name="AppDefinedData")


class ModifyGroupBaseInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyGroupMemberInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    member_account: str = field(name="Member_Account")
    role: str | None = field(default=None, name="Role")
    msg_flag: str | None = field(default=None, name="MsgFlag")
    name_card: str | None = field(default=None, name="NameCard")
    app_member_defined_data: list[dict[str, Any]] | None = field(default=None, name="AppMemberDefinedData")
    mute_time: int | None = field(default=None, name="MuteTime")


class ModifyGroupMemberInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyGroupMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    msg_seq: int = field(name="MsgSeq")
    msg_body: list[MsgElement] | None = field(default=None, name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")
    topic_id: str | None = field(default=None, name="TopicId")


class ModifyGroupMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyTopicRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    topic_id: str | None = field(default=None, name="TopicId")
    topic_name: str | None = field(default=None, name="TopicName")
    from_account: str | None = field(default=None, name="From_Account")
    custom_string: str | None = field(default=None, name="CustomString")
    face_url: str | None = field(default=None, name="FaceUrl")
    notification: str | None = field(default=None, name="Notification")
    introduction: str | None = field(default=None, name="Introduction")
    mute_all_member: str | None = field(default=None, name="MuteAllMember")


class ModifyTopicResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class ModifyUserInfoRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    command_type: int | None = field(default=None, name="CommandType")
    member_list: list[GroupMemberItem] | None = field(default=None, name="MemberList")


class ModifyUserInfoResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    command_type: int | None = field(default=None, name="CommandType")
    member_list: list[GroupMemberItem] | None = field(default=None, name="MemberList")


class MsgElement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_type: str | None = field(default=None, name="MsgType")
    msg_content: dict[str, Any] | None = field(default=None, name="MsgContent")


class MsgListItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    to_account: str | None = field(default=None, name="To_Account")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_random: int | None = field(default=None, name="MsgRandom")
    msg_time_stamp: int | None = field(default=None, name="MsgTimeStamp")
    msg_client_time: int | None = field(default=None, name="MsgClientTime")
    msg_flag_bits: int | None = field(default=None, name="MsgFlagBits")
    is_peer_read: int | None = field(default=None, name="IsPeerRead")
    msg_key: str | None = field(default=None, name="MsgKey")
    msg_body: list[MsgElement] | None = field(default=None, name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")


class MsgSeqItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_seq: int | None = field(default=None, name="MsgSeq")


class MultiaccountImportRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    account_list: Annotated[list[AccountImportItem], Meta(max_length=100)] | None = field(default=None, name="AccountList")
    accounts: Annotated[list[str], Meta(max_length=100)] | None = field(default=None, name="Accounts")


class MultiaccountImportResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    fail_accounts: list[str] | None = field(default=None, name="FailAccounts")


class MutedAccountItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    muted_until: int | None = field(default=None, name="MutedUntil")


class OfflinePushInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    push_flag: int | None = field(default=None, name="PushFlag")
    title: str | None = field(default=None, name="Title")
    desc: str | None = field(default=None, name="Desc")
    ext: str | None = field(default=None, name="Ext")
    android_info: AndroidInfo | None = field(default=None, name="AndroidInfo")
    apns_info: ApnsInfo | None = field(default=None, name="ApnsInfo")


class PortraitGetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: Annotated[list[str], Meta(min_length=1, max_length=100)] = field(name="To_Account")
    tag_list: Annotated[list[str], Meta(min_length=1, max_length=100)] = field(name="TagList")


class PortraitGetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_display: str | None = field(default=None, name="ErrorDisplay")
    user_profile_item: list[UserProfileItem] | None = field(default=None, name="UserProfileItem")
    fail_account: list[str] | None = field(default=None, name="Fail_Account")


class PortraitSetRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: Annotated[str, Meta(min_length=1, max_length=32)] = field(name="From_Account")
    profile_item: Annotated[list[TagValue], Meta(min_length=1, max_length=100)] = field(name="ProfileItem")


class PortraitSetResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_display: str | None = field(default=None, name="ErrorDisplay")


class ProfileItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: str | None = field(default=None, name="Tag")
    value: Any | None = field(default=None, name="Value")


class QueryOnlineStatusRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    is_need_detail: Literal[0, 1] | None = field(default=None, name="IsNeedDetail")
    to_account: Annotated[list[str], Meta(min_length=1)] = field(name="To_Account")


class QueryOnlineStatusResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    query_result: list[QueryResultItem] | None = field(default=None, name="QueryResult")
    error_list: list[QueryResultErrorItem] | None = field(default=None, name="ErrorList")


class QueryResultDetailItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    platform: str | None = field(default=None, name="Platform")
    status: str | None = field(default=None, name="Status")


class QueryResultErrorItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    error_code: int | None = field(default=None, name="ErrorCode")


class QueryResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    status: str | None = field(default=None, name="Status")
    detail: list[QueryResultDetailItem] | None = field(default=None, name="Detail")


class ReadAccountItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    read_account: str | None = field(default=None, name="Read_Account")


class RecallRetItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_seq: int | None = field(default=None, name="MsgSeq")
    ret_code: int | None = field(default=None, name="RetCode")
    msg_key: str | None = field(default=None, name="MsgKey")


class RecentContactSessionItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    type_: int | None = field(default=None, name="Type")
    to_account: str | None = field(default=None, name="To_Account")
    group_id: str | None = field(default=None, name="GroupId")
    msg_time: int | None = field(default=None, name="MsgTime")
    top_flag: int | None = field(default=None, name="TopFlag")


class ResponseFilter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_base_info_filter: list[str] | None = field(default=None, name="GroupBaseInfoFilter")
    member_info_filter: list[str] | None = field(default=None, name="MemberInfoFilter")
    app_defined_data_filter_group: list[str] | None = field(default=None, name="AppDefinedDataFilter_Group")
    app_defined_data_filter_group_member: list[str] | None = field(default=None, name="AppDefinedDataFilter_GroupMember")
    official_account_base_info_filter: list[str] | None = field(default=None, name="OfficialAccountBaseInfoFilter")
    self_info_filter: list[str] | None = field(default=None, name="SelfInfoFilter")


class ResultItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class RspMsgItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    is_place_msg: int | None = field(default=None, name="IsPlaceMsg")
    msg_body: Any | None = field(default=None, name="MsgBody")
    is_system_msg: int | None = field(default=None, name="IsSystemMsg")
    msg_priority: int | None = field(default=None, name="MsgPriority")
    msg_random: int | None = field(default=None, name="MsgRandom")
    msg_key: str | None = field(default=None, name="MsgKey")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_time_stamp: int | None = field(default=None, name="MsgTimeStamp")


class SearchContactGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    contact_item: list[ContactItem] | None = field(default=None, name="ContactItem")


class SearchContactGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    contact_result_item: list[ContactResultItem] | None = field(default=None, name="ContactResultItem")
    group_item: list[GroupItem] | None = field(default=None, name="GroupItem")


class SelfInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    shut_up_time: int | None = field(default=None, name="ShutUpTime")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_flag: str | None = field(default=None, name="MsgFlag")


class SendBroadcastMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    random: int | None = field(default=None, name="Random")
    msg_body: list[MsgElement] | None = field(default=None, name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")


class SendBroadcastMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_seq: int | None = field(default=None, name="MsgSeq")


class SendGroupMsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    random: int = field(name="Random")
    msg_priority: str | None = field(default=None, name="MsgPriority")
    msg_body: list[MsgElement] = field(name="MsgBody")
    from_account: str | None = field(default=None, name="From_Account")
    offline_push_info: OfflinePushInfo | None = field(default=None, name="OfflinePushInfo")
    forbid_callback_control: list[str] | None = field(default=None, name="ForbidCallbackControl")
    online_only_flag: int | None = field(default=None, name="OnlineOnlyFlag")
    send_msg_control: list[str] | None = field(default=None, name="SendMsgControl")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")
    support_message_extension: int | None = field(default=None, name="SupportMessageExtension")
    to_account: list[str] | None = field(default=None, name="To_Account")
    topic_id: str | None = field(default=None, name="TopicId")
    need_read_receipt: int | None = field(default=None, name="NeedReadReceipt")
    group_at_info: list[GroupAtInfo] | None = field(default=None, name="GroupAtInfo")


class SendGroupMsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_time: int | None = field(default=None, name="MsgTime")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_drop_reason: str | None = field(default=None, name="MsgDropReason")


class SendGroupSystemNotificationRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    to_members_account: list[str] | None = field(default=None, name="ToMembers_Account")
    content: str = field(name="Content")
    topic_id: str | None = field(default=None, name="TopicId")


class SendGroupSystemNotificationResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class SendmsgRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    sync_other_machine: Literal[1, 2] | None = field(default=None, name="SyncOtherMachine")
    from_account: str | None = field(default=None, name="From_Account")
    to_account: str = field(name="To_Account")
    online_only_flag: int | None = field(default=None, name="OnlineOnlyFlag")
    msg_life_time: int | None = field(default=None, name="MsgLifeTime")
    msg_seq: int | None = field(default=None, name="MsgSeq")
    msg_random: int = field(name="MsgRandom")
    msg_time_stamp: int | None = field(default=None, name="MsgTimeStamp")
    forbid_callback_control: list[str] | None = field(default=None, name="ForbidCallbackControl")
    send_msg_control: list[str] | None = field(default=None, name="SendMsgControl")
    msg_body: list[MsgElement] = field(name="MsgBody")
    cloud_custom_data: str | None = field(default=None, name="CloudCustomData")
    offline_push_info: OfflinePushInfo | None = field(default=None, name="OfflinePushInfo")
    support_message_extension: int | None = field(default=None, name="SupportMessageExtension")
    is_need_read_receipt: int | None = field(default=None, name="IsNeedReadReceipt")


class SendmsgResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    msg_time: int | None = field(default=None, name="MsgTime")
    msg_key: str | None = field(default=None, name="MsgKey")
    msg_id: str | None = field(default=None, name="MsgId")


class SetGroupAttrRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    group_attr: list[GroupAttr] = field(name="GroupAttr")


class SetGroupAttrResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class SetKeyValuesRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    to_account: str | None = field(default=None, name="To_Account")
    msg_key: str | None = field(default=None, name="MsgKey")
    operate_type: int | None = field(default=None, name="OperateType")
    extension_list: list[KeyValueSeq] | None = field(default=None, name="ExtensionList")


class SetKeyValuesResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    extension_list: list[ExtensionMsg] | None = field(default=None, name="ExtensionList")


class SetUnreadMsgNumRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str = field(name="GroupId")
    member_account: str = field(name="Member_Account")
    unread_msg_num: int = field(name="UnreadMsgNum")


class SetUnreadMsgNumResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class SetnospeakingRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    set_account: str = field(name="Set_Account")
    c2_cmsg_nospeaking_time: int | None = field(default=None, name="C2CmsgNospeakingTime")
    groupmsg_nospeaking_time: int | None = field(default=None, name="GroupmsgNospeakingTime")


class SetnospeakingResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class SnsItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: str = field(name="Tag")
    value: Any = field(name="Value")


class TagValue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: str = field(name="Tag")
    value: Any = field(name="Value")


class TopicAndSelfInfoItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    error_code: int | None = field(default=None, name="ErrorCode")
    error_info: str | None = field(default=None, name="ErrorInfo")
    self_info: SelfInfo | None = field(default=None, name="SelfInfo")
    topic_info: TopicInfo | None = field(default=None, name="TopicInfo")


class TopicInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    topic_name: str | None = field(default=None, name="TopicName")
    group_id: str | None = field(default=None, name="GroupID")
    face_url: str | None = field(default=None, name="FaceUrl")
    topic_id: str | None = field(default=None, name="TopicId")
    next_msg_seq: int | None = field(default=None, name="NextMsgSeq")
    notification: str | None = field(default=None, name="Notification")
    introduction: str | None = field(default=None, name="Introduction")
    create_time: int | None = field(default=None, name="CreateTime")
    last_msg_time: int | None = field(default=None, name="LastMsgTime")
    shut_up_all_flag: int | None = field(default=None, name="ShutUpAllFlag")
    custom_string: str | None = field(default=None, name="CustomString")


class UnbanGroupMemberRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    members_account: list[str] | None = field(default=None, name="Members_Account")


class UnbanGroupMemberResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class UnreadAccountItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    unread_account: str | None = field(default=None, name="Unread_Account")


class UpdateContactGroupRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_account: str | None = field(default=None, name="From_Account")
    update_type: int | None = field(default=None, name="UpdateType")
    update_group: UpdateGroup | None = field(default=None, name="UpdateGroup")


class UpdateContactGroupResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    update_type: int | None = field(default=None, name="UpdateType")
    update_group_result: UpdateGroupResult | None = field(default=None, name="UpdateGroupResult")


class UpdateGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    update_group_type: int | None = field(default=None, name="UpdateGroupType")
    old_group_name: str | None = field(default=None, name="OldGroupName")
    new_group_name: str | None = field(default=None, name="NewGroupName")
    contact_update_item: list[GroupContactUpdateItem] | None = field(default=None, name="ContactUpdateItem")


class UpdateGroupCounterRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_id: str | None = field(default=None, name="GroupId")
    group_counter: list[GroupCounterItem] | None = field(default=None, name="GroupCounter")
    mode: str | None = field(default=None, name="Mode")


class UpdateGroupCounterResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    group_counter: list[GroupCounterItem] | None = field(default=None, name="GroupCounter")


class UpdateGroupResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    update_group_type: int | None = field(default=None, name="UpdateGroupType")
    group_name: str | None = field(default=None, name="GroupName")
    group_id: int | None = field(default=None, name="GroupId")
    old_group_name: str | None = field(default=None, name="OldGroupName")
    contact_result_item: list[ContactGroupResultItem] | None = field(default=None, name="ContactResultItem")


class UpdateItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str = field(name="To_Account")
    sns_item: Annotated[list[SnsItem], Meta(min_length=1)] = field(name="SnsItem")


class UserAttrItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    attrs: dict[str, Any] | None = field(default=None, name="Attrs")


class UserDataItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    value_item: list[ValueItem] | None = field(default=None, name="ValueItem")


class UserIdListItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member_account: str | None = field(default=None, name="Member_Account")
    role: str | None = field(default=None, name="Role")


class UserProfileItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    profile_item: list[ProfileItem] | None = field(default=None, name="ProfileItem")
    result_code: int | None = field(default=None, name="ResultCode")
    result_info: str | None = field(default=None, name="ResultInfo")


class UserTagItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    to_account: str | None = field(default=None, name="To_Account")
    tags: list[str] | None = field(default=None, name="Tags")


class ValueItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    tag: str | None = field(default=None, name="Tag")
    value: Any | None = field(default=None, name="Value")
