"""Profiles: portrait_set and portrait_get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.records import ChatUser
from twincloud.services.tencent_chat.tags import PROFILE_PREFIX, is_profile_tag, profile_value
from twincloud.services.tencent_chat.users import find_user, put_user, require_user, user_locks
from twincloud.storage.transaction import Transaction

NO_USER = "40003"
_UNKNOWN_TAG = "40009"


def _this_user(call: Call, request: shapes.PortraitSetRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.from_account])


@CHAT.write("profile/portrait_set", locks=_this_user)
def portrait_set(call: Call, request: shapes.PortraitSetRequest, tx: Transaction) -> shapes.PortraitSetResponse:
    """Set members of a user's profile, all or none; raises ApiError 40003, 40009, 40601, 40605 and 40610."""
    user = require_user(call, tx, request.from_account, NO_USER)
    given = {item.tag: profile_value(item.tag, item.value) for item in request.profile_item}
    put_user(tx, user, replace(user, profile={**user.profile, **given}))
    return shapes.PortraitSetResponse()


@CHAT.read("profile/portrait_get")
def portrait_get(call: Call, request: shapes.PortraitGetRequest, tx: Transaction) -> shapes.PortraitGetResponse:
    """Show the members of profiles that are asked for and were ever set; raises ApiError 40009 for an unknown tag."""
    for tag in request.tag_list:
        if not is_profile_tag(tag):
            raise ApiError(_UNKNOWN_TAG, f"There is no field {tag}.", member="TagList")
    items, failed = [], []
    for name in dict.fromkeys(request.to_account):
        user = find_user(tx, call.tenant.account, name)
        if user is None:
            failed.append(name)
        items.append(_item(name, user, request.tag_list))
    return shapes.PortraitGetResponse(user_profile_item=items, fail_account=failed or None)


def profile_values(user: ChatUser, tags: Sequence[str]) -> list[tuple[str, Any]]:
    """Return those of the asked tags that a user's profile has, with their values."""
    return [(tag, user.profile[tag]) for tag in tags if tag.startswith(PROFILE_PREFIX) and tag in user.profile]


def _item(name: str, user: ChatUser | None, tags: Sequence[str]) -> shapes.UserProfileItem:
    if user is None:
        return shapes.UserProfileItem(
            to_account=name, result_code=int(NO_USER), result_info="Err_Profile_PortraitGet_Account_Not_Exist"
        )
    values = [shapes.ProfileItem(tag=tag, value=value) for tag, value in profile_values(user, tags)]
    return shapes.UserProfileItem(to_account=name, profile_item=values, result_code=0, result_info="")
