"""Eight writers at once, on both engines: nothing is lost, no list is there twice, and never are there more than 32."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.services.tencent_chat.harness import APP, Chat, codes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.records import friend_lists, friends, user_key, users

_WRITERS, _CALLS = 8, 30


async def test_writers_of_one_users_lists(any_chat: Chat) -> None:
    chat = any_chat
    await chat.users("a", *(f"friend{number}" for number in range(_WRITERS)))
    await chat.befriend("a", *(f"friend{number}" for number in range(_WRITERS)))
    writes = 0
    seen: set[int] = set()

    async def write(number: int) -> dict[str, list[str]]:
        nonlocal writes
        chance, own, friend = random.Random(number), dict[str, list[str]](), f"friend{number}"
        for _ in range(_CALLS):
            names = [f"w{number}-{chance.randrange(8)}" for _ in range(chance.randrange(1, 4))]
            if chance.random() < 0.6:
                asked = {"From_Account": "a", "GroupName": names, "To_Account": [friend]}
                answer = await _unless_full(chat, **asked)
                if answer is None:
                    continue
                changes = any(name not in own for name in names)
                own |= {name: [friend] for name in names}
            else:
                answer = await chat("sns/group_delete", From_Account="a", GroupName=names)
                changes = bool(own.keys() & set(names))
                own = {name: members for name, members in own.items() if name not in names}
            if changes:
                writes += 1
                assert answer["CurrentSequence"] not in seen
                seen.add(answer["CurrentSequence"])
            assert len(await chat.lists("a")) <= 32
        return own

    kept = await asyncio.gather(*(write(number) for number in range(_WRITERS)))
    wanted = {name: members for own in kept for name, members in own.items()}
    assert await chat.lists("a") == wanted
    rows = await chat.store.read(lambda tx: tx.find(friend_lists, owner=user_key(APP.id, "a")))
    assert len(rows) == len({row.name for row in rows}) == len(wanted)
    assert (await chat.sequences("a"))[0] == writes == max(seen)
    shown = await chat.friends("a")
    for number, own in enumerate(kept):
        assert set(shown[f"friend{number}"].get("Tag_SNS_IM_Group", [])) == set(own)


async def _unless_full(chat: Chat, **members: Any) -> dict[str, Any] | None:
    """Make a group_add; None when it was refused because there would be too many lists."""
    try:
        return await chat("sns/group_add", **members)
    except ApiError as error:
        if error.code != "30011":
            raise
        return None


async def test_writers_of_friendships_between_the_same_users(any_chat: Chat) -> None:
    """Every command is for both sides, so that in the end each friendship is there twice or not at all."""
    chat = any_chat
    names = [f"u{number}" for number in range(5)]
    await chat.users(*names)

    async def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(_CALLS):
            user, *others = chance.sample(names, 4)
            if chance.random() < 0.5:
                items = [{"To_Account": other, "AddSource": "AddSource_Type_test"} for other in others]
                answer = await chat("sns/friend_add", From_Account=user, AddFriendItem=items, ForceAddFlags=1)
                assert set(codes(answer).values()) <= {0, 30001}
            elif chance.random() < 0.96:
                asked = {"From_Account": user, "To_Account": others, "DeleteType": "Delete_Type_Both"}
                assert set(codes(await chat("sns/friend_delete", **asked)).values()) <= {0, 31704}
            else:
                await chat("sns/friend_delete_all", From_Account=user, DeleteType="Delete_Type_Both")

    await asyncio.gather(*(write(number) for number in range(_WRITERS)))
    rows = await chat.store.read(lambda tx: tx.find(friends))
    pairs = {(row.owner, row.peer_key) for row in rows}
    assert len(pairs) == len(rows)
    assert pairs == {(peer, owner) for owner, peer in pairs}
    for user in await chat.store.read(lambda tx: tx.find(users)):
        assert user.friends == sum(owner == user.id for owner, _ in pairs)


async def test_an_account_that_is_deleted_while_others_write_leaves_nothing(any_chat: Chat) -> None:
    chat = any_chat
    names = [f"u{number}" for number in range(6)]
    await chat.users("gone", *names)

    async def write(user: str) -> None:
        for _ in range(6):
            await chat.users("gone")
            item = {"To_Account": "gone", "AddSource": "AddSource_Type_test", "GroupName": "x"}
            answer = await chat("sns/friend_add", From_Account=user, AddFriendItem=[item], ForceAddFlags=1)
            assert set(codes(answer).values()) <= {0, 30001, 30003}
            await chat("im_open_login_svc/account_delete", DeleteItem=[{"UserID": "gone"}])

    await asyncio.gather(*(write(name) for name in names))
    assert await chat.store.read(lambda tx: tx.find(friends)) == []
    for user in await chat.store.read(lambda tx: tx.find(users)):
        assert (user.name, user.friends) == (user.name, 0)
        assert await chat.lists(user.name) in ({}, {"x": []})
