"""A group of Live, with the vendor's own SDK for the server's part and a Centrifugo library for its users.

It needs `pip install alibabacloud-live20161101 centrifuge-python` and the variables that `twincloud env` prints.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time

from alibabacloud_live20161101 import models
from alibabacloud_live20161101.client import Client as Live
from alibabacloud_tea_openapi.utils_models import Config
from centrifuge import (
    Client,
    PublicationContext,
    SubscriptionEventHandler,
    UnsubscribedContext,
)

HTTP = os.environ["TWINCLOUD_HTTP"]


class Member(SubscriptionEventHandler):
    """Prints what a member of the group hears; `left` is set when there is nothing more to hear."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.left = asyncio.Event()

    async def on_publication(self, ctx: PublicationContext) -> None:
        """Hear a message; other events are left out here."""
        event = ctx.pub.data
        if event["k"] == "msg":
            print(f"{self.user} hears {event['sender']['userId']} say: {event['data']}")

    async def on_unsubscribed(self, ctx: UnsubscribedContext) -> None:
        """Hear that the group is closed."""
        print(f"{self.user} is told that the group is {ctx.reason}")
        self.left.set()


def token(app_id: str, app_key: str, user: str) -> str:
    """Return what an application's server hands its users: who it is, until when, and a digest made with the key."""
    nonce, end, role = "AK-1", int(time.time()) + 3600, ""
    digest = hashlib.sha256(f"{app_id}{app_key}{user}{nonce}{end}{role}".encode()).hexdigest()
    claim = {"appId": app_id, "userId": user, "nonce": nonce, "timestamp": end, "role": role, "token": digest}
    return json.dumps(claim)


async def join(app_id: str, app_key: str, user: str) -> tuple[Client, Member]:
    """Connect a user and let the user join the group."""
    client = Client(
        f"ws://{HTTP}/live/connection/websocket", token=token(app_id, app_key, user), use_protobuf=False, proxy=None
    )
    await client.connect()
    await client.ready()
    member = Member(user)
    subscription = client.new_subscription(f"g:{app_id}:party", events=member)
    await subscription.subscribe()
    await subscription.ready()
    return client, member


async def main() -> None:
    """Make an application and a group, let two users join and talk, and delete the group."""
    live = Live(
        Config(
            access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            endpoint=HTTP,
            protocol="HTTP",
        )
    )
    app = live.create_live_message_app(models.CreateLiveMessageAppRequest(app_name="party")).body
    group = {"app_id": app.app_id, "group_id": "party"}
    live.create_live_message_group(models.CreateLiveMessageGroupRequest(**group))
    clients = [await join(app.app_id, app.app_key, user) for user in ("ann", "bob")]

    hello = models.SendLiveMessageGroupRequest(**group, sender_id="host", msg_type=10001, body="welcome")
    live.send_live_message_group(hello)
    await clients[0][0].rpc("sendGroupMessage", {"groupId": "party", "type": 10001, "data": "hello everybody"})
    await asyncio.to_thread(live.delete_live_message_group, models.DeleteLiveMessageGroupRequest(**group))
    for client, member in clients:
        await asyncio.wait_for(member.left.wait(), 10)
        await client.disconnect()

    listed = models.ListLiveMessageGroupMessagesRequest(**group, sort_type=1, page_size=10)
    kept = [message.body for message in live.list_live_message_group_messages(listed).body.message_list]
    print(f"for thirty days the server still lists: {kept}")


asyncio.run(main())
