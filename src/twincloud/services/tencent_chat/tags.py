"""Tags: the names under which profiles and friendships have their members, and what each may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from twincloud.kernel.errors import ApiError

PROFILE_PREFIX = "Tag_Profile_"
ALLOW_TYPE = "Tag_Profile_IM_AllowType"
FORBID_TYPE = "Tag_Profile_IM_AdminForbidType"
NICK = "Tag_Profile_IM_Nick"
ALLOW_ANY, NEED_CONFIRM, DENY_ANY = "AllowType_Type_AllowAny", "AllowType_Type_NeedConfirm", "AllowType_Type_DenyAny"
FORBID_SEND = "AdminForbid_Type_SendOut"

GROUP, REMARK = "Tag_SNS_IM_Group", "Tag_SNS_IM_Remark"
SOURCE, WORDING = "Tag_SNS_IM_AddSource", "Tag_SNS_IM_AddWording"
ADD_TIME, REMARK_TIME = "Tag_SNS_IM_AddTime", "Tag_SNS_IM_RemarkTime"
STANDARD = frozenset({GROUP, REMARK, SOURCE, WORDING, ADD_TIME, REMARK_TIME})

_SNS_CUSTOM = re.compile(r"Tag_SNS_Custom_[A-Za-z]{1,8}")
_PROFILE_CUSTOM = re.compile(r"Tag_Profile_Custom_[A-Za-z]{1,8}")
_SOURCE = re.compile(r"AddSource_Type_[A-Za-z]{1,8}")
_UINT32 = 2**32 - 1
_VALUE_BYTES = 500
_LOCATION_BYTES = 16


def is_sns_custom(tag: str) -> bool:
    """Tell whether the tag is one of an app's own members of friendships; none has to be registered here."""
    return _SNS_CUSTOM.fullmatch(tag) is not None


def is_profile_tag(tag: str) -> bool:
    """Tell whether profiles have such a member."""
    return tag in _PROFILE or _PROFILE_CUSTOM.fullmatch(tag) is not None


def is_sns_tag(tag: str) -> bool:
    """Tell whether friendships have such a member."""
    return tag in STANDARD or is_sns_custom(tag)


def is_source(text: str) -> bool:
    """Tell whether the text says where a friendship comes from: AddSource_Type_ and one to eight letters."""
    return _SOURCE.fullmatch(text) is not None


def custom_value(value: Any) -> bool:
    """Tell whether the value of a friendship's custom member is a text of at most 500 bytes or a number."""
    if isinstance(value, str):
        return len(value.encode()) <= _VALUE_BYTES
    return isinstance(value, int) and not isinstance(value, bool)


def profile_value(tag: str, value: Any) -> Any:
    """Return the value of a profile's member; raises ApiError 40009, 40601, 40605 and 40610."""
    if tag in _PROFILE:
        check = _PROFILE[tag]
    elif _PROFILE_CUSTOM.fullmatch(tag):
        check = _text_or_number
    else:
        raise ApiError("40009", f"There is no field {tag}.", member="ProfileItem")
    return check(tag, value)


def _text(tag: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ApiError("40610", f"The value of {tag} must be a string.", member="ProfileItem")
    if len(value.encode()) > _VALUE_BYTES:
        raise ApiError("40601", f"The value of {tag} exceeds {_VALUE_BYTES} bytes.", member="ProfileItem")
    return value


def _location(tag: str, value: Any) -> str:
    text = _text(tag, value)
    if len(text.encode()) > _LOCATION_BYTES:
        raise ApiError("40605", f"The value of {tag} exceeds {_LOCATION_BYTES} bytes.", member="ProfileItem")
    return text


def _number(tag: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ApiError("40610", f"The value of {tag} must be a number.", member="ProfileItem")
    if not 0 <= value <= _UINT32:
        raise ApiError("40605", f"The value of {tag} must be a number of 32 bits.", member="ProfileItem")
    return value


def _text_or_number(tag: str, value: Any) -> Any:
    return _number(tag, value) if isinstance(value, int) else _text(tag, value)


def _one_of(*words: str) -> Callable[[str, Any], str]:
    def check(tag: str, value: Any) -> str:
        if _text(tag, value) not in words:
            raise ApiError("40605", f"The value of {tag} must be one of: {', '.join(words)}.", member="ProfileItem")
        return str(value)

    return check


_PROFILE: dict[str, Callable[[str, Any], Any]] = {
    NICK: _text,
    "Tag_Profile_IM_Gender": _one_of("Gender_Type_Unknown", "Gender_Type_Female", "Gender_Type_Male"),
    "Tag_Profile_IM_BirthDay": _number,
    "Tag_Profile_IM_Location": _location,
    "Tag_Profile_IM_SelfSignature": _text,
    ALLOW_TYPE: _one_of(NEED_CONFIRM, ALLOW_ANY, DENY_ANY),
    "Tag_Profile_IM_Language": _number,
    "Tag_Profile_IM_Image": _text,
    "Tag_Profile_IM_MsgSettings": _number,
    FORBID_TYPE: _one_of("AdminForbid_Type_None", FORBID_SEND),
    "Tag_Profile_IM_Level": _number,
    "Tag_Profile_IM_Role": _number,
}
