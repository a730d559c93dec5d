"""Calls of Tencent Chat without a server: contract, runner and store are real."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from twincloud.contract.call import Call, Caller, EndUser
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.operation import Product
from twincloud.contract.validate import validate
from twincloud.execution.runner import Runner, to_wire
from twincloud.gateway.dialects.tencent_chat_codes import numbered
from twincloud.identity.chat_apps import ChatApp, put_chat_app
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id
from twincloud.kernel.tenancy import Tenant
from twincloud.realtime import streams
from twincloud.realtime.presence import Presence
from twincloud.services.tencent_chat import CHAT, CLIENT
from twincloud.services.tencent_chat.events import channel_of
from twincloud.services.tencent_chat.records import user_key
from twincloud.storage.store import Store

NOW_MS = 1_767_225_600_000
"""2026-01-01 00:00:00 UTC."""
APP = ChatApp("1400000001", "secret", "100000000001", "default", NOW_MS)


class Chat:
    """One app of a store, with a clock that moves only when told."""

    def __init__(self, store: Store, app: ChatApp = APP, ports: dict[type, object] | None = None) -> None:
        self.store = store
        self.app = app
        self.presence = Presence()
        self.now_ms = NOW_MS
        self._runner = Runner(store, {Presence: self.presence, Store: store, **(ports or {})})

    async def make(self) -> Chat:
        """Store the app and return this."""
        await self.store.write(lambda tx: put_chat_app(tx, self.app))
        return self

    async def __call__(self, command: str, /, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names; returns the answer without its envelope."""
        try:
            return await self._run(CHAT, command, "administrator", None, members)
        except ApiError as error:
            raise numbered(error, command) from None

    async def by(self, user: str, command: str, /, **members: Any) -> dict[str, Any]:
        """Make a call as a user does through a connection of its own."""
        return await self._run(CLIENT, command, "", EndUser(self.app.id, user, "session", "Web"), members)

    async def _run(
        self, product: Product, command: str, key_id: str, end_user: EndUser | None, members: dict[str, Any]
    ) -> dict[str, Any]:
        operation = product.operations[command]
        call = Call(
            product=product.name,
            action=command,
            caller=Caller(self.app.id, key_id),
            tenant=Tenant(self.app.id, ""),
            request_id=request_id(),
            now_ms=self.now_ms,
            source_ip="192.0.2.9",
            end_user=end_user,
        )
        typed = validate(product.contract, operation, members)
        return to_wire(await self._runner.run(product, operation, call, typed))

    async def refused(self, command: str, /, **members: Any) -> ApiError:
        """Make a call that has to be refused with a code that its page lists, and return the refusal."""
        with pytest.raises(ApiError) as caught:
            await self(command, **members)
        assert caught.value.code in documented_codes(CHAT.contract, command)
        return caught.value

    async def users(self, *names: str) -> None:
        """Import users."""
        for name in names:
            await self("im_open_login_svc/account_import", UserID=name)

    async def befriend(self, user: str, *others: str, both: bool = True, **members: Any) -> None:
        """Let a user have others as friends whatever they allow."""
        kind = "Add_Type_Both" if both else "Add_Type_Single"
        items = [{"To_Account": other, "AddSource": "AddSource_Type_test", **members} for other in others]
        answer = await self("sns/friend_add", From_Account=user, AddFriendItem=items, AddType=kind, ForceAddFlags=1)
        assert "Fail_Account" not in answer, answer

    async def change_app(self, **members: Any) -> None:
        """Change the app's settings."""
        self.app = replace(self.app, **members)
        await self.store.write(lambda tx: put_chat_app(tx, self.app))

    async def told(self, user: str) -> list[dict[str, Any]]:
        """Return every event that a user's devices were told of, oldest first."""
        channel = channel_of(user_key(self.app.id, user))
        found = await self.store.read(lambda tx: streams.read(tx, channel, limit=1000))
        return [msgspec.json.decode(item.body) for item in found.items] if found is not None else []

    async def lists(self, user: str) -> dict[str, list[str]]:
        """Return a user's lists with their members."""
        answer = await self("sns/group_get", From_Account=user, NeedFriend="Need_Friend_Type_Yes")
        for item in answer["ResultItem"]:
            assert item["FriendNumber"] == len(item["To_Account"])
        return {item["GroupName"]: item["To_Account"] for item in answer["ResultItem"]}

    async def friends(self, user: str) -> dict[str, dict[str, Any]]:
        """Return a user's friends with their members by tag, gathered page by page."""
        found: dict[str, dict[str, Any]] = {}
        start = 0
        while True:
            answer = await self("sns/friend_get", From_Account=user, StartIndex=start)
            for item in answer["UserDataItem"]:
                assert item["To_Account"] not in found
                found[item["To_Account"]] = {value["Tag"]: value["Value"] for value in item["ValueItem"]}
            if answer["CompleteFlag"]:
                assert answer["FriendNum"] == len(found)
                return found
            start = answer["NextStartIndex"]

    async def sequences(self, user: str) -> tuple[int, int, int]:
        """Return a user's sequences: of lists, standard and custom."""
        lists = await self("sns/group_get", From_Account=user)
        friends = await self("sns/friend_get", From_Account=user, StartIndex=0)
        return lists["CurrentSequence"], friends["StandardSequence"], friends["CustomSequence"]


def codes(answer: dict[str, Any]) -> dict[str, int]:
    """Return the result codes of an answer's items by account."""
    items = next(
        value for name, value in answer.items() if name.endswith(("ResultItem", "InfoItem", "CheckItem", "ProfileItem"))
    )
    return {item.get("To_Account") or item["UserID"]: item["ResultCode"] for item in items}
