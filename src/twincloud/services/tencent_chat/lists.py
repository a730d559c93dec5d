"""Friend lists: group_add, group_delete, group_get."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.records import LISTS
from twincloud.services.tencent_chat.results import Results
from twincloud.services.tencent_chat.users import user_locks
from twincloud.storage.transaction import Transaction

TOO_MANY_LISTS = "30011"
_NOT_A_FRIEND = 32216
_MEMBERS = "Need_Friend_Type_Yes"


def _this_user(call: Call, request: shapes.GroupAddRequest | shapes.GroupDeleteRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.from_account])


@CHAT.write("sns/group_add", locks=_this_user)
def group_add(call: Call, request: shapes.GroupAddRequest, tx: Transaction) -> shapes.GroupAddResponse:
    """Make the lists that are missing and put each friend into each of them.

    A list that is there already is no error: REST has no other way to add a friend to it (our choice). Raises ApiError
    30003 and, with nothing done, 30011 when the user would have more than 32 lists.
    """
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    require_room(circle, request.group_name)
    circle.make_lists(request.group_name)
    results = Results("GroupAdd")
    circles.look_at_friends(circle, request.to_account or ())
    for name in dict.fromkeys(request.to_account or ()):
        if circle.friend(name) is None:
            results.failure(name, _NOT_A_FRIEND, "ToTinyId_Not_Friend")
        else:
            circle.put(name, request.group_name)
            results.done(name)
    circles.save()
    return shapes.GroupAddResponse(
        result_item=results.items if request.to_account else None,
        fail_account=results.failed,
        current_sequence=circle.user.list_sequence,
    )


@CHAT.write("sns/group_delete", locks=_this_user)
def group_delete(call: Call, request: shapes.GroupDeleteRequest, tx: Transaction) -> shapes.GroupDeleteResponse:
    """Delete those of the lists that are there; who was in them stays a friend.

    An unknown name is no error, and leaves the sequence alone when nothing else is deleted (our choice). Raises
    ApiError 30003. The success of this command says "0" in ErrorInfo, as its page shows.
    """
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    circle.drop_lists(request.group_name)
    circles.save()
    return shapes.GroupDeleteResponse(current_sequence=circle.user.list_sequence, error_info="0")


@CHAT.read("sns/group_get")
def group_get(call: Call, request: shapes.GroupGetRequest, tx: Transaction) -> shapes.GroupGetResponse:
    """Show the user's lists, or those of the names that are there, and with NeedFriend who is in them.

    Without names, a LastSequence other than 0 that is still the current one means that there is nothing new, and no
    list is shown. Raises ApiError 30003.
    """
    circle = Circles(call, tx).require(request.from_account)
    sequence = circle.user.list_sequence
    if not request.group_name and request.last_sequence and request.last_sequence == sequence:
        return shapes.GroupGetResponse(current_sequence=sequence)
    wanted = set(request.group_name or circle.lists)
    items = [
        shapes.GroupGetResultItem(
            group_name=name,
            friend_number=len(members),
            to_account=list(members) if request.need_friend == _MEMBERS else None,
        )
        for name, members in circle.lists.items()
        if name in wanted
    ]
    return shapes.GroupGetResponse(result_item=items, current_sequence=sequence)


def require_room(circle: Circle, names: Sequence[str]) -> None:
    """Raise ApiError 30011 when these lists and the user's would be more than 32."""
    if len(circle.lists.keys() | set(names)) > LISTS:
        raise ApiError(TOO_MANY_LISTS, f"The user would have more than {LISTS} lists.", member="GroupName")
