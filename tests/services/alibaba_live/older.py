"""An application of Live's older generation: calls about it, and its users."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.services.alibaba_live.harness import App, Cloud, User
from twincloud.services.alibaba_live import LiveWorld


class OlderApp(App):
    """An application with one group, whose creator is ``boss``; its users log in with the tokens it is given."""

    def __init__(self, cloud: Cloud, app_id: str) -> None:
        super().__init__(cloud, app_id, "", "")
        self.room = ""

    @classmethod
    async def make(cls, cloud: Cloud) -> OlderApp:
        app = cls(cloud, (await cloud("CreateMessageApp", AppName="shop"))["Result"]["AppId"])
        app.room = (await app("CreateMessageGroup", CreatorId="boss"))["GroupId"]
        return app

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call and return its result."""
        result: dict[str, Any] = (await self.cloud(action, **{"AppId": self.id, **members}))["Result"]
        return result

    async def refused(self, action: str, **members: Any) -> str:
        return (await self.cloud.refused(action, **{"AppId": self.id, **members})).code

    async def in_room(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call about the group."""
        return await self(action, GroupId=self.room, **members)

    async def notices(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the types and data of what the group was told."""
        return [(told["type"], msgspec.json.decode(told["data"])) for told in await self.heard(self.room)]

    async def given(self, user: str, device: str = "d1", kind: str = "web") -> dict[str, Any]:
        """Return the tokens of a user on a device."""
        return await self("GetMessageToken", UserId=user, DeviceId=device, DeviceType=kind)

    async def older_user(self, user: str, *, joins: bool = False, **data: Any) -> OlderUser:
        """Log a user in, who joins the group by subscribing if asked to."""
        made = OlderUser(self, user)
        made.data = data
        await made.login()
        if joins:
            await made("joinGroup", groupId=self.room)
        return made


class OlderUser(User):
    """A client that is connected with an AccessToken."""

    data: dict[str, Any]

    async def login(self) -> None:
        cloud = self.app.cloud
        assert isinstance(self.app, OlderApp)
        token = (await self.app.given(self.id))["AccessToken"]
        self.identity = await cloud.store.read(lambda tx: LiveWorld().authenticate(tx, token, self.data, cloud.now_ms))
        self.connection = cloud.connection()
        await self("login")
