"""Clients of Live: the official SDK for the server API, the official Centrifugo library for an application's users."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from typing import Any

import pytest
from alibabacloud_live20161101 import models
from alibabacloud_live20161101.client import Client as Sdk
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config
from centrifuge import Client, ReplyError, Subscription
from darabonba.runtime import RuntimeOptions

from tests.support.sockets import Watcher


class Live:
    """The official SDK, unpatched, pointed at a server."""

    def __init__(self, http: str, key: tuple[str, str]) -> None:
        """`http` is the public door, `key` an access key's id and secret."""
        key_id, secret = self.key = key
        self.http = http
        self._sdk = Sdk(
            Config(
                access_key_id=key_id,
                access_key_secret=secret,
                endpoint=http,
                protocol="HTTP",
                region_id="cn-shanghai",
            )
        )

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names and return the answer's."""
        request = getattr(models, f"{action}Request")().from_map(members)
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower()
        call = getattr(self._sdk, f"{method}_with_options")
        answer = await asyncio.to_thread(call, request, RuntimeOptions(autoretry=False, http_proxy="", no_proxy="*"))
        body: dict[str, Any] = answer.body.to_map()
        assert body.pop("RequestId")
        return body

    async def refused(self, action: str, **members: Any) -> tuple[int, str]:
        """Make a call that has to be refused; return the HTTP status and the code."""
        with pytest.raises(AlibabaCloudException) as caught:
            await self(action, **members)
        return caught.value.status_code, caught.value.code

    async def app(self, **members: Any) -> App:
        """Make an application with a group ``room``."""
        made = await self("CreateLiveMessageApp", **members)
        app = App(self, made["AppId"], made["AppKey"])
        await app("CreateLiveMessageGroup", GroupId="room")
        return app


class App:
    """An application: calls about it, and its users."""

    def __init__(self, live: Live, app_id: str, key: str) -> None:
        self.live = live
        self.id = app_id
        self.key = key
        self.users: list[User] = []

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        return await self.live(action, AppId=self.id, **members)

    async def send(self, group: str = "room", **members: Any) -> str:
        """Send a message to a group and return its id."""
        sent = {"GroupId": group, "SenderId": "server", "MsgType": 1, "Body": "hello", **members}
        return str((await self("SendLiveMessageGroup", **sent))["MsgTid"])

    async def listed(self, group: str = "room", **members: Any) -> list[dict[str, Any]]:
        """Return the first page of a group's messages."""
        asked = {"GroupId": group, "SortType": 1, "PageSize": 50, **members}
        return list((await self("ListLiveMessageGroupMessages", **asked))["MessageList"])

    async def user(self, name: str, *groups: str, **claims: Any) -> User:
        """Connect a user and let the user join groups."""
        user = User(self, name, **claims)
        self.users.append(user)
        await user.client.connect()
        await user.client.ready(20)
        for group in groups:
            await user.join(group)
        return user

    async def close(self) -> None:
        """Disconnect every user."""
        await asyncio.gather(*(user.client.disconnect() for user in self.users))


def token(app_id: str, key: str, user: str, *, role: str = "", life_s: int = 3600, nonce: str = "AK-1") -> str:
    """Return what an application's server hands its users."""
    end = int(time.time()) + life_s
    digest = hashlib.sha256(f"{app_id}{key}{user}{nonce}{end}{role}".encode()).hexdigest()
    claim = {"appId": app_id, "userId": user, "nonce": nonce, "timestamp": end, "role": role, "token": digest}
    return json.dumps(claim)


class User:
    """A user with the official Centrifugo library. `heard` are all events, `own` those of the personal channel."""

    def __init__(self, app: App, name: str, *, extension: str = "", device: str = "", **claims: Any) -> None:
        self.app = app
        self.name = name
        self.claims = claims
        self.tokens = 0
        self.seen = Watcher()
        self.client = Client(
            f"ws://{app.live.http}/live/connection/websocket",
            events=self.seen,
            get_token=self._token,
            data={"userExtension": extension, "deviceId": device},
            use_protobuf=False,
            proxy=None,
            max_reconnect_delay=0.5,
        )

    async def _token(self) -> str:
        self.tokens += 1
        return token(self.app.id, self.app.key, self.name, **self.claims)

    async def join(self, group: str) -> Subscription:
        """Join a group by subscribing to its channel."""
        channel = f"g:{self.app.id}:{group}"
        subscription = self.client.new_subscription(channel, events=self.seen, recoverable=True, positioned=True)
        await subscription.subscribe()
        await subscription.ready(20)
        return subscription

    async def call(self, method: str, **data: Any) -> Any:
        """Call a method of the client API."""
        return (await self.client.rpc(method, data)).data

    async def refused(self, method: str, **data: Any) -> int:
        """Call a method that has to be refused and return the code."""
        with pytest.raises(ReplyError) as caught:
            await self.client.rpc(method, data)
        return int(caught.value.code)

    def events(self, kind: str) -> list[Any]:
        """Return the events of one kind that came from groups."""
        return [event for event in self.seen.publications if event["k"] == kind]

    def bodies(self) -> list[str]:
        """Return what was said in groups."""
        return [event["data"] for event in self.events("msg")]

    async def until(self, condition: Any, within_s: float = 20) -> None:
        """Wait until something was seen."""
        await self.seen.until(condition, within_s)

    def cut(self) -> None:
        """Break the connection off as a network would; the library connects again."""
        assert self.client._conn is not None
        self.client._conn.transport.abort()
