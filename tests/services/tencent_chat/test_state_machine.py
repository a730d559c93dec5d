"""Thousands of random commands against a simple model: results, relations, sequences and incremental reads agree."""

from __future__ import annotations

import asyncio
import copy
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.services.tencent_chat.harness import APP, Chat, codes
from tests.services.tencent_chat.model import ANY, ASK, DENY, User, World
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.records import ChatUser, blocked, friends, pendencies, user_key, users
from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import Transaction

T = TypeVar("T")
NAMES = ("a", "b", "c", "d")
NAME = st.sampled_from(NAMES)
LIST = st.sampled_from([f"list{number}" for number in range(40)])
FEW = st.lists(LIST, min_size=1, max_size=16)
WORD = st.sampled_from(["", "x", "y"])
_EXAMPLES, _STEPS = 60, 50


class Mirror:
    """What a client keeps of a user that reads only what its sequences say is new."""

    def __init__(self) -> None:
        self.lists: dict[str, list[str]] = {}
        self.list_sequence = self.standard_sequence = self.custom_sequence = 0
        self.standard: dict[str, dict[str, Any]] = {}
        self.custom: dict[str, dict[str, Any]] = {}
        self.blocked: list[str] = []
        self.block_sequence = 0

    async def read(self, chat: Chat, user: str) -> None:
        need = {"NeedFriend": "Need_Friend_Type_Yes", "LastSequence": self.list_sequence}
        answer = await chat("sns/group_get", From_Account=user, **need)
        if answer["CurrentSequence"] != self.list_sequence or not self.list_sequence:
            self.lists = {item["GroupName"]: item["To_Account"] for item in answer["ResultItem"]}
        else:
            assert "ResultItem" not in answer
        self.list_sequence = answer["CurrentSequence"]
        sequences = {"StandardSequence": self.standard_sequence, "CustomSequence": self.custom_sequence}
        answer = await chat("sns/friend_get", From_Account=user, StartIndex=0, **sequences)
        found = {
            item["To_Account"]: {v["Tag"]: v["Value"] for v in item["ValueItem"]} for item in answer["UserDataItem"]
        }
        if answer["StandardSequence"] != self.standard_sequence or not self.standard_sequence:
            self.standard = {peer: _of(values, "Tag_SNS_IM_") for peer, values in found.items()}
        if answer["CustomSequence"] != self.custom_sequence or not self.custom_sequence:
            self.custom = {peer: _of(values, "Tag_SNS_Custom_") for peer, values in found.items()}
        self.standard_sequence, self.custom_sequence = answer["StandardSequence"], answer["CustomSequence"]
        page = {"StartIndex": 0, "MaxLimited": 100, "LastSequence": self.block_sequence}
        answer = await chat("sns/black_list_get", From_Account=user, **page)
        if answer["CurruentSequence"] != self.block_sequence or not self.block_sequence:
            self.blocked = [item["To_Account"] for item in answer["BlackListItem"]]
        self.block_sequence = answer["CurruentSequence"]

    def agrees(self, user: User) -> None:
        assert self.lists == user.lists
        assert list(self.lists) == list(user.lists)
        standard = {
            peer: (values.get("Tag_SNS_IM_Remark", ""), values.get("Tag_SNS_IM_Group", []))
            for peer, values in self.standard.items()
        }
        assert standard == user.standard()
        custom = {peer: values["Tag_SNS_Custom_Note"] for peer, values in self.custom.items() if values}
        assert custom == user.custom()
        assert self.blocked == user.blocked


def _of(values: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {tag: value for tag, value in values.items() if tag.startswith(prefix)}


class Relations(RuleBasedStateMachine):
    """Every rule makes one call, does the same in the model, and says by how much each sequence had to rise."""

    fresh: Path

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory(prefix="chat-")
        self.world = World(NAMES)
        self.mirrors = {name: Mirror() for name in NAMES}
        self.chat = self.run(self._open())
        self.rows = {name: self.row(name) for name in NAMES}

    async def _open(self) -> Chat:
        store = SqliteStore.open(Path(shutil.copy(self.fresh, Path(self.folder.name) / "twincloud.db")))
        chat = await Chat(store).make()
        await chat.users(*NAMES)
        return chat

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def call(self, command: str, **members: Any) -> dict[str, Any]:
        return self.run(self.chat(command, **members))

    def by(self, user: str, command: str, **members: Any) -> int:
        """Make a call of a user's own and return the code of its one item, or of its refusal."""
        try:
            answer = self.run(self.chat.by(user, command, **members))
        except ApiError as error:
            return int(error.code)
        return next(iter(codes(answer).values())) if "ResultItem" in answer else 0

    def row(self, name: str) -> ChatUser:
        found = self.run(self.chat.store.read(lambda tx: tx.get(users, user_key(APP.id, name))))
        assert found is not None
        return found

    def teardown(self) -> None:
        self.run(self.chat.store.close())
        self.loop.close()
        self.folder.cleanup()

    def follow(self, before: World) -> None:
        """Each sequence rises by one exactly when what it counts is not what it was."""
        for name in NAMES:
            was, now = before.users[name], self.world.users[name]
            old, new = self.rows[name], self.row(name)
            changed = (
                list(was.lists.items()) != list(now.lists.items()),
                was.standard() != now.standard(),
                was.custom() != now.custom(),
                was.blocked != now.blocked,
            )
            risen = (
                new.list_sequence - old.list_sequence,
                new.standard_sequence - old.standard_sequence,
                new.custom_sequence - old.custom_sequence,
                new.block_sequence - old.block_sequence,
            )
            assert risen == changed, name
            assert (new.friends, new.blocked, new.pending) == (len(now.friends), len(now.blocked), len(now.asked_by))
            self.rows[name] = new

    def snapshot(self) -> World:
        return copy.deepcopy(self.world)

    @rule(
        user=NAME, other=NAME, remark=WORD, name=st.one_of(st.just(""), LIST), both=st.booleans(), force=st.booleans()
    )
    def add(self, user: str, other: str, remark: str, name: str, *, both: bool, force: bool) -> None:
        before = self.snapshot()
        expected = self.world.add(user, other, remark, name, both=both, force=force)
        item = {"To_Account": other, "AddSource": "AddSource_Type_test", "Remark": remark, "GroupName": name}
        kind = "Add_Type_Both" if both else "Add_Type_Single"
        asked = {"From_Account": user, "AddFriendItem": [item], "AddType": kind, "ForceAddFlags": int(force)}
        assert codes(self.call("sns/friend_add", **asked)) == {other: expected}
        self.follow(before)

    @rule(user=NAME, other=NAME, both=st.booleans())
    def delete(self, user: str, other: str, *, both: bool) -> None:
        before = self.snapshot()
        expected = self.world.delete(user, other, both=both)
        kind = "Delete_Type_Both" if both else "Delete_Type_Single"
        answer = self.call("sns/friend_delete", From_Account=user, To_Account=[other], DeleteType=kind)
        assert codes(answer) == {other: expected}
        self.follow(before)

    @rule(user=NAME, both=st.booleans())
    def delete_all(self, user: str, *, both: bool) -> None:
        before = self.snapshot()
        self.world.delete_all(user, both=both)
        kind = "Delete_Type_Both" if both else ""
        self.call("sns/friend_delete_all", From_Account=user, DeleteType=kind)
        self.follow(before)

    @rule(
        user=NAME,
        other=NAME,
        remark=WORD,
        names=FEW,
        note=WORD,
        what=st.sets(st.sampled_from(["remark", "lists", "note"]), min_size=1),
    )
    def update(self, user: str, other: str, remark: str, names: list[str], note: str, what: set[str]) -> None:
        before = self.snapshot()
        change = {key: value for key, value in (("remark", remark), ("lists", names), ("note", note)) if key in what}
        expected = self.world.update(user, other, change)
        tags = {"remark": "Tag_SNS_IM_Remark", "lists": "Tag_SNS_IM_Group", "note": "Tag_SNS_Custom_Note"}
        items = [{"Tag": tags[key], "Value": value} for key, value in change.items()]
        answer = self.call("sns/friend_update", From_Account=user, UpdateItem=[{"To_Account": other, "SnsItem": items}])
        assert codes(answer) == {other: expected}
        self.follow(before)

    @rule(user=NAME, names=FEW, others=st.lists(NAME, max_size=4, unique=True))
    def add_lists(self, user: str, names: list[str], others: list[str]) -> None:
        before = self.snapshot()
        expected = self.world.add_lists(user, names, others)
        asked = {"From_Account": user, "GroupName": names, "To_Account": others}
        if expected is None:
            assert self.run(self.chat.refused("sns/group_add", **asked)).code == "30011"
        else:
            answer = self.call("sns/group_add", **asked)
            assert (codes(answer) if others else {}) == expected
            assert answer["CurrentSequence"] == self.row(user).list_sequence
        self.follow(before)

    @rule(user=NAME, names=FEW)
    def delete_lists(self, user: str, names: list[str]) -> None:
        before = self.snapshot()
        self.world.delete_lists(user, names)
        answer = self.call("sns/group_delete", From_Account=user, GroupName=names)
        assert answer == {"CurrentSequence": self.row(user).list_sequence, "ErrorInfo": "0"}
        self.follow(before)

    @rule(user=NAME, other=NAME, remark=WORD, note=WORD, names=FEW)
    def import_one(self, user: str, other: str, remark: str, note: str, names: list[str]) -> None:
        before = self.snapshot()
        given = {key: value for key, value in (("remark", remark), ("note", note)) if value}
        expected = self.world.import_one(user, other, given, names)
        custom = [{"Tag": "Tag_SNS_Custom_Note", "Value": note}] if note else []
        item = {"To_Account": other, "AddSource": "AddSource_Type_test", "Remark": remark, "GroupName": names}
        answer = self.call("sns/friend_import", From_Account=user, AddFriendItem=[{**item, "CustomItem": custom}])
        assert codes(answer) == {other: expected}
        self.follow(before)

    @rule(user=NAME, old=LIST, new=LIST)
    def rename(self, user: str, old: str, new: str) -> None:
        before = self.snapshot()
        expected = self.world.rename(user, old, new)
        assert self.by(user, "sns/group_update", OldName=old, NewName=new) == expected
        self.follow(before)

    @rule(user=NAME, name=LIST, other=NAME, add=st.booleans())
    def move(self, user: str, name: str, other: str, *, add: bool) -> None:
        before = self.snapshot()
        expected = self.world.move(user, name, other, add=add)
        item = {"To_Account": other, "UpdateType": "Update_Type_Add" if add else "Update_Type_Delete"}
        assert self.by(user, "sns/group_update", OldName=name, UpdateGroupItem=[item]) == expected
        self.follow(before)

    @rule(user=NAME, other=NAME, action=st.sampled_from(["Agree", "AgreeAndAdd", "Reject"]))
    def respond(self, user: str, other: str, action: str) -> None:
        before = self.snapshot()
        expected = self.world.respond(user, other, action)
        item = {"To_Account": other, "ResponseAction": f"Response_Action_{action}"}
        assert self.by(user, "sns/friend_response", ResponseFriendItem=[item]) == expected
        self.follow(before)

    @rule(user=NAME, other=NAME)
    def block(self, user: str, other: str) -> None:
        before = self.snapshot()
        expected = self.world.block(user, other)
        assert codes(self.call("sns/black_list_add", From_Account=user, To_Account=[other])) == {other: expected}
        self.follow(before)

    @rule(user=NAME, other=NAME)
    def unblock(self, user: str, other: str) -> None:
        before = self.snapshot()
        expected = self.world.unblock(user, other)
        assert codes(self.call("sns/black_list_delete", From_Account=user, To_Account=[other])) == {other: expected}
        self.follow(before)

    @rule(user=NAME, word=st.sampled_from([ANY, ASK, DENY]))
    def allow(self, user: str, word: str) -> None:
        self.world.users[user].allows = word
        profile = [{"Tag": "Tag_Profile_IM_AllowType", "Value": f"AllowType_Type_{word}"}]
        self.call("profile/portrait_set", From_Account=user, ProfileItem=profile)

    @rule(user=NAME, sure=st.integers(0, 9))
    def forget(self, user: str, sure: int) -> None:
        """Deleting an account begins its sequences anew; the others' count what they lost."""
        if sure:
            return
        before = self.snapshot()
        self.world.forget(user)
        before.users[user] = User()
        self.call("im_open_login_svc/account_delete", DeleteItem=[{"UserID": user}])
        self.call("im_open_login_svc/account_import", UserID=user)
        self.rows[user] = self.row(user)
        self.mirrors[user] = Mirror()
        self.follow(before)

    @invariant()
    def incremental_reads_see_what_is_there(self) -> None:
        for name in NAMES:
            self.run(self.mirrors[name].read(self.chat, name))
            self.mirrors[name].agrees(self.world.users[name])

    @invariant()
    def rows_are_those_of_the_model(self) -> None:
        def counts(tx: Transaction) -> tuple[int, int, int]:
            return len(tx.find(friends)), len(tx.find(blocked)), len(tx.find(pendencies))

        wanted = [sum(len(part) for part in parts) for parts in zip(*(
            (user.friends, user.blocked, user.asked_by) for user in self.world.users.values()
        ), strict=True)]  # fmt: skip
        assert list(self.run(self.chat.store.read(counts))) == wanted


def test_random_commands_agree_with_the_model(tmp_path: Path) -> None:
    Relations.fresh = tmp_path / "fresh.db"
    migrate_sqlite(Relations.fresh)
    run_state_machine_as_test(
        Relations,
        settings=settings(
            max_examples=_EXAMPLES,
            stateful_step_count=_STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.parametrize("user", NAMES)
def test_the_model_itself_keeps_its_promises(user: str) -> None:
    world = World(NAMES)
    assert world.add_lists(user, [f"list{number}" for number in range(32)], []) == {}
    assert world.add_lists(user, ["one more"], []) is None
