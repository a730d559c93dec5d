"""Calls of Alibaba Live without a server: contracts, runner, store and timers are real, sockets are not there."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from twincloud.contract.call import Call, Caller, EndUser
from twincloud.contract.operation import Product
from twincloud.contract.validate import validate
from twincloud.egress.sender import Sender
from twincloud.execution.callouts import CallOut, CallOutAnswer, CallOutError, CallOuts
from twincloud.execution.runner import Runner, to_wire
from twincloud.execution.timers import TimerLoop
from twincloud.execution.webhooks import Webhook, webhooks
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id
from twincloud.kernel.tenancy import Tenant
from twincloud.realtime import streams
from twincloud.services.alibaba_live import CLIENT, LIVE, TIMERS, LiveWorld, Receipts, Rules
from twincloud.services.alibaba_live.events import group_channel, user_channel
from twincloud.services.alibaba_live.records import key_of
from twincloud.storage.collection import registry
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

NOW_MS = 1_767_225_600_000
"""2026-01-01 00:00:00 UTC."""
DAY_MS = 86_400_000
OWNER, STRANGER = "100000000001", "100000000002"


class Auditor:
    """An application's own server, asked before messages are sent."""

    def __init__(self, *, private_targets: bool) -> None:
        self.check = Sender({}, private_targets=private_targets).check
        self.asked: list[CallOut] = []
        self.answer: CallOutAnswer | None = CallOutAnswer(200, b'{"pass":true,"reason":""}')

    async def ask(self, callout: CallOut) -> CallOutAnswer:
        self.asked.append(callout)
        if self.answer is None:
            raise CallOutError("nobody is there")
        return self.answer


class Cloud:
    """An account's view of a store, with a clock that moves only when told."""

    def __init__(self, store: Store, *, private_targets: bool = True, **rules: Any) -> None:
        self.store = store
        self.account = OWNER
        self.auditor = Auditor(private_targets=private_targets)
        self.clock = AdjustableClock(frozen_at_ms=NOW_MS)
        self.timers = TimerLoop(store, self.clock, TIMERS)
        self.news: list[News] = []
        store.on_news(self.news.extend)
        ports: dict[type, object] = {
            Store: store,
            CallOuts: self.auditor,
            Receipts: Receipts(store),
            Rules: Rules(**rules),
        }
        self.runner = Runner(store, ports)
        self._connections = itertools.count(1)

    @property
    def now_ms(self) -> int:
        return self.clock.now_ms()

    async def advance(self, by_ms: int) -> None:
        """Move the clock and let what came due be done."""
        self.clock.advance(by_ms)
        await self.timers.run_due()

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call with members under their wire names; returns the answer without what is null in it."""
        call = Call(
            product=LIVE.name,
            action=action,
            caller=Caller(self.account),
            tenant=Tenant(self.account, "cn-shanghai"),
            request_id=request_id(),
            now_ms=self.now_ms,
        )
        answer = await self.run(LIVE, call, members)
        assert answer.pop("RequestId") == call.request_id
        return answer

    async def run(self, product: Product, call: Call, members: dict[str, Any]) -> dict[str, Any]:
        operation = product.operations[call.action]
        typed = validate(product.contract, operation, members)
        answer = to_wire(await self.runner.run(product, operation, call, typed))
        return {name: value for name, value in answer.items() if value is not None}

    async def refused(self, action: str, **members: Any) -> ApiError:
        """Make a call that has to be refused, and return the refusal."""
        with pytest.raises(ApiError) as caught:
            await self(action, **members)
        assert caught.value.message.endswith(".")
        return caught.value

    async def app(self, **members: Any) -> App:
        """Make an application."""
        answer = await self("CreateLiveMessageApp", **members)
        return App(self, answer["AppId"], answer["AppKey"], answer["DataCenter"])

    async def heard(self, channel: str) -> list[dict[str, Any]]:
        """Return everything that a channel's subscribers were told, and what may be told again."""

        def work(tx: Transaction) -> list[dict[str, Any]]:
            found = streams.read(tx, channel, limit=10_000)
            return [] if found is None else [msgspec.json.decode(item.body) for item in found.items]

        return await self.store.read(work)

    async def webhooks(self) -> list[Webhook]:
        """Return the webhooks that wait to be sent."""
        return await self.store.read(lambda tx: tx.find(webhooks))

    async def rows_left(self) -> dict[str, int]:
        """Return how many rows there are of what the product stores, without what there is none of."""
        tables = [one.table for name, one in registry.items() if name.startswith("live_")]

        def count(tx: Transaction) -> dict[str, int]:
            query = [(table.name, sa.select(sa.func.count()).select_from(table)) for table in tables]
            counts = [(name, int(tx.execute(counted).scalar_one())) for name, counted in query]
            return {name: number for name, number in counts if number}

        return await self.store.read(count)

    def connection(self) -> str:
        return f"connection-{next(self._connections)}"


class App:
    """An application: calls about it, and its users."""

    def __init__(self, cloud: Cloud, app_id: str, key: str, data_center: str) -> None:
        self.cloud = cloud
        self.id = app_id
        self.key = key
        self.data_center = data_center
        self.account = cloud.account

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        return await self.cloud(action, **{"AppId": self.id, "DataCenter": self.data_center, **members})

    async def refused(self, action: str, **members: Any) -> str:
        """Make a call that has to be refused, and return the code."""
        asked = {"AppId": self.id, "DataCenter": self.data_center, **members}
        return (await self.cloud.refused(action, **asked)).code

    async def group(self, group_id: str = "room", **members: Any) -> str:
        """Make a group and return its id."""
        answer = await self("CreateLiveMessageGroup", GroupId=group_id, **members)
        assert answer == {"GroupId": group_id, "AlreadyExists": False, "AlreadyDelete": False}
        return group_id

    async def send(self, group_id: str = "room", **members: Any) -> str:
        """Send a message to a group and return its id."""
        sent = {"GroupId": group_id, "SenderId": "server", "MsgType": 1, "Body": "hello", **members}
        return str((await self("SendLiveMessageGroup", **sent))["MsgTid"])

    async def listed(self, group_id: str = "room", **members: Any) -> list[dict[str, Any]]:
        """Return the first page of a group's messages."""
        asked = {"GroupId": group_id, "SortType": 1, "PageSize": 50, **members}
        return list((await self("ListLiveMessageGroupMessages", **asked))["MessageList"])

    async def heard(self, group_id: str = "room", kind: str = "") -> list[dict[str, Any]]:
        """Return what a group's members were told, or only events of one kind."""
        told = await self.cloud.heard(group_channel(key_of(self.id, group_id)))
        return [event for event in told if not kind or event["k"] == kind]

    async def heard_by(self, user: str) -> list[dict[str, Any]]:
        """Return what one user was told alone."""
        return await self.cloud.heard(user_channel(self.id, user))

    def token(self, user: str, *, role: str = "", nonce: str = "AK-1", expiry: int = 0) -> str:
        """Return what the application's server would hand out, as JSON."""
        expiry = expiry or NOW_MS // 1000 + 3600
        digest = hashlib.sha256(f"{self.id}{self.key}{user}{nonce}{expiry}{role}".encode()).hexdigest()
        claim = {
            "appId": self.id, "userId": user, "nonce": nonce, "timestamp": expiry, "role": role, "token": digest,
        }  # fmt: skip
        return msgspec.json.encode(claim).decode()

    async def user(self, user: str, *, role: str = "", extension: str = "", groups: tuple[str, ...] = ()) -> User:
        """Log a user in and let the user join groups."""
        made = User(self, user, role, extension)
        await made.login()
        for group in groups:
            await made("joinGroup", groupId=group)
        return made


class User:
    """A client that is connected, as the sockets would call for it."""

    def __init__(self, app: App, user: str, role: str = "", extension: str = "") -> None:
        self.app = app
        self.id = user
        self.role = role
        self.extension = extension
        self.connection = ""

    async def login(self) -> None:
        """Connect, with a new connection each time."""
        cloud = self.app.cloud
        data = {"userExtension": self.extension}
        token = self.app.token(self.id, role=self.role)
        identity = await cloud.store.read(
            lambda tx: LiveWorld().authenticate(tx, token, data, NOW_MS)  # tokens end by the machine's time
        )
        self.connection = cloud.connection()
        self.identity = identity
        await self("login")

    async def lose(self) -> None:
        """Lose the connection without a word."""
        await self("logout", reason="closed", code=1006, channels=[])

    async def close(self) -> None:
        """Close the connection."""
        await self("logout", reason="closed", code=1000, channels=[])

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        call = Call(
            product=CLIENT.name,
            action=action,
            caller=Caller(self.identity.account),
            tenant=Tenant(self.identity.account, ""),
            request_id=request_id(),
            now_ms=self.app.cloud.now_ms,
            end_user=EndUser(self.app.id, self.id, self.connection, role=self.identity.role, info=self.identity.info),
        )
        return await self.app.cloud.run(CLIENT, call, members)

    async def attempt(self, action: str, **members: Any) -> int:
        """Make a call and return the number by which the client knows its refusal, 0 for none."""
        try:
            await self(action, **members)
        except ApiError as error:
            return LiveWorld().error_code(error)
        return 0

    async def refused(self, action: str, **members: Any) -> int:
        """Make a call that has to be refused, and return the number by which the client knows the refusal."""
        code = await self.attempt(action, **members)
        assert code
        return code
