"""Clients of Chat: REST as one without an SDK calls it, with the official signer, and the users' own devices."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from centrifuge import Client
from tencentcloud_im.tcim_client import TCIMClient
from TLSSigAPIv2 import TLSSigAPIv2

from tests.support.server import ServerProcess
from tests.support.sockets import Watcher

ADMIN = "administrator"


class Device:
    """One device of a user, with the official Centrifugo library. `seen.own` is what the device was told."""

    def __init__(self, chat: Chat, user: str, device: str = "Web") -> None:
        self.chat, self.user = chat, user
        self.seen = Watcher()
        self.client = Client(
            f"ws://{chat.http}/connection/websocket",
            events=self.seen,
            get_token=self._token,
            data={"sdkappid": chat.sdkappid, "identifier": user, "device": device},
            use_protobuf=False,
            proxy=None,
            max_reconnect_delay=0.5,
        )

    async def _token(self) -> str:
        return self.chat.usersig(self.user)

    async def call(self, method: str, **data: Any) -> Any:
        """Call a method of the user's own."""
        return (await self.client.rpc(method, data)).data

    def events(self, kind: str) -> list[Any]:
        """Return the bodies of the events of one kind that the device was told."""
        return [event["Body"] for event in self.seen.own if event["Event"] == kind]

    def cut(self) -> None:
        """Break the connection off as a network would; the library connects again."""
        assert self.client._conn is not None
        self.client._conn.transport.abort()


@contextlib.asynccontextmanager
async def device(chat: Chat, user: str, kind: str = "Web") -> AsyncIterator[Device]:
    """Connect a user's device for the length of a block."""
    made = Device(chat, user, kind)
    await made.client.connect()
    await made.client.ready(20)
    await made.seen.until(lambda: made.seen.server_subscribed)
    try:
        yield made
    finally:
        await made.client.disconnect()


class Chat:
    """One app of a server, called by one of its admins."""

    def __init__(self, http: str, sdkappid: str, secret: str, admin: str = ADMIN) -> None:
        self.sdkappid, self.secret, self.admin = sdkappid, secret, admin
        self.http = http
        self.url = f"http://{http}/v4"

    @classmethod
    def of(cls, server: ServerProcess) -> Chat:
        """The app that a first start makes."""
        kept = json.loads((server.data / "credentials.json").read_text())
        return cls(server.http, kept["chat_sdkappid"], kept["chat_secret_key"])

    @property
    def sdk(self) -> TCIMClient:
        """The official SDK as a client of the app."""
        return TCIMClient(int(self.sdkappid), self.secret, self.admin, tencent_url=self.url)

    def usersig(self, user: str, life_s: int = 300) -> str:
        """Return a UserSig for a user."""
        return str(TLSSigAPIv2(int(self.sdkappid), self.secret).gen_sig(user, life_s))

    def query(self, **changes: Any) -> dict[str, Any]:
        """Return the query of a call; what is given as None is left out."""
        query = {
            "sdkappid": self.sdkappid,
            "identifier": self.admin,
            "usersig": self.usersig(str(changes.get("identifier") or self.admin)),
            "random": 99999999,
            "contenttype": "json",
            **changes,
        }
        return {name: value for name, value in query.items() if value is not None}

    async def post(self, command: str, body: Any = None, *, method: str = "POST", **changes: Any) -> dict[str, Any]:
        """Make a call whose query has these changes, and return the answer, whatever it says."""
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        async with httpx.AsyncClient() as client:
            answer = await client.request(
                method, f"{self.url}/{command}", params=self.query(**changes), content=content, timeout=30
            )
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        told: dict[str, Any] = answer.json()
        assert isinstance(told["ErrorCode"], int)
        assert told["ActionStatus"] == ("FAIL" if told["ErrorCode"] else "OK")
        return {**told, "RequestId": answer.headers["x-request-id"]}

    async def __call__(self, command: str, /, **members: Any) -> dict[str, Any]:
        """Make a call that has to succeed."""
        answer = await self.post(command, members)
        assert answer["ErrorCode"] == 0, answer
        return answer

    async def code(self, command: str, /, **members: Any) -> int:
        """Make a call and return its ErrorCode."""
        return int((await self.post(command, members))["ErrorCode"])

    async def users(self, *names: str) -> None:
        """Import users."""
        for start in range(0, len(names), 100):
            answer = await self("im_open_login_svc/multiaccount_import", Accounts=list(names[start : start + 100]))
            assert answer["FailAccounts"] == []
