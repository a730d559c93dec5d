"""What a contract may say of how requests are read: older names, empty members, unknown ones, bounds in bytes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from twincloud.contract.operation import Product, no_locks
from twincloud.contract.shapes import chat as shapes
from twincloud.contract.validate import validate
from twincloud.kernel.errors import ApiError

CHAT = Product("chat", shapes)
for action in ("im_open_login_svc/account_import", "sns/friend_add", "sns/group_delete", "sns/friend_update"):
    CHAT.write(action, locks=no_locks)(lambda call, request, tx: None)


def read(action: str, **members: Any) -> Any:
    return validate(CHAT.contract, CHAT.operations[action], members)


def refused(action: str, **members: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        read(action, **members)
    return caught.value


def test_an_older_name_stands_for_the_new_one() -> None:
    assert read("im_open_login_svc/account_import", Identifier="u1").user_id == "u1"
    both = read("im_open_login_svc/account_import", Identifier="old", UserID="new")
    assert both.user_id == "new"


def test_unknown_members_are_passed_over() -> None:
    assert read("im_open_login_svc/account_import", UserID="u1", Type=0) == shapes.AccountImportRequest(user_id="u1")


def test_optional_members_that_are_empty_are_absent_also_inside_items() -> None:
    item = {"To_Account": "b", "AddSource": "AddSource_Type_web", "Remark": "", "GroupName": ""}
    request = read("sns/friend_add", From_Account="a", AddFriendItem=[item], AddType="", ForceAddFlags=None)
    assert (request.add_type, request.force_add_flags) == (None, None)
    assert (request.add_friend_item[0].remark, request.add_friend_item[0].group_name) == (None, None)


def test_required_members_that_are_empty_are_judged() -> None:
    assert refused("im_open_login_svc/account_import", UserID="").code == "InvalidParameterValue"
    assert refused("sns/group_delete", From_Account="a", GroupName=[]).member == "GroupName"
    item = {"To_Account": "b", "SnsItem": [{"Tag": "Tag_SNS_IM_Remark", "Value": ""}]}
    assert read("sns/friend_update", From_Account="a", UpdateItem=[item]).update_item[0].sns_item[0].value == ""


def test_texts_are_measured_in_bytes() -> None:
    fits, too_long = "é" * 15, "é" * 15 + "x"
    assert read("sns/group_delete", From_Account="a", GroupName=[fits]).group_name == [fits]
    refusal = refused("sns/group_delete", From_Account="a", GroupName=["x", too_long])
    assert (refusal.code, refusal.member) == ("InvalidParameterValue", "GroupName.1")
    assert "31 bytes" in refusal.message
    assert refused("sns/group_delete", From_Account="a", GroupName=["x" * 31]).member == "GroupName.0"


def test_a_refusal_names_the_member() -> None:
    assert refused("sns/group_delete", GroupName=["x"]).member == "From_Account"
    assert refused("sns/group_delete", From_Account=1, GroupName=["x"]).member == "From_Account"


def test_answers_leave_out_what_has_no_value() -> None:
    answer = shapes.GroupGetResultItem(group_name="x", friend_number=0)
    assert msgspec.json.encode(answer) == b'{"GroupName":"x","FriendNumber":0}'
