"""One short way to each product with its official client, and to the sockets that users stay connected to.

Needs a running server, its variables (eval "$(twincloud env)") and:
pip install tencentcloud-sdk-python-clb tencentcloud-sdk-python-gaap alibabacloud-slb20140515 \
    alibabacloud-live20161101 tencentcloud-sdk-python-im requests tls-sig-api-v2 centrifuge-python
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import secrets
import time
from typing import Any

import alibabacloud_live20161101.models as live_models
import alibabacloud_slb20140515.models as slb_models
from alibabacloud_live20161101.client import Client as LiveClient
from alibabacloud_slb20140515.client import Client as SlbClient
from alibabacloud_tea_openapi.models import Config
from centrifuge import (
    Client,
    ClientEventHandler,
    PublicationContext,
    ServerPublicationContext,
    SubscriptionEventHandler,
)
from tencentcloud.clb.v20180317 import clb_client
from tencentcloud.clb.v20180317 import models as clb_models
from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.gaap.v20180529 import gaap_client
from tencentcloud.gaap.v20180529 import models as gaap_models
from tencentcloud_im.tcim_client import FriendObj, TCIMClient
from TLSSigAPIv2 import TLSSigAPIv2

env = os.environ
sockets = f"ws://{env['TWINCLOUD_HTTP']}"

# --- Tencent CLB and GAAP: the endpoint is all that differs from production ------------------------------------------
keys = credential.Credential(env["TENCENTCLOUD_SECRET_ID"], env["TENCENTCLOUD_SECRET_KEY"])
profile = ClientProfile(httpProfile=HttpProfile(endpoint=env["TWINCLOUD_HTTP"], protocol="http"))
clb = clb_client.ClbClient(keys, "ap-guangzhou", profile)
print("CLB has", clb.DescribeLoadBalancers(clb_models.DescribeLoadBalancersRequest()).TotalCount, "balancers")
gaap = gaap_client.GaapClient(keys, "", profile)
print("GAAP has", gaap.DescribeProxies(gaap_models.DescribeProxiesRequest()).TotalCount, "connections")

# --- Alibaba SLB and Live; over https instead: endpoint=TWINCLOUD_HTTPS, ca=TWINCLOUD_CA_FILE, no protocol ------------
config = Config(
    access_key_id=env["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id="cn-hangzhou",
    endpoint=env["TWINCLOUD_HTTP"],
    protocol="http",
)
slb = SlbClient(config)
print("SLB has", len(slb.describe_regions(slb_models.DescribeRegionsRequest()).body.regions.region), "regions")
live = LiveClient(config)
app = live.create_live_message_app(live_models.CreateLiveMessageAppRequest(app_name="shop")).body
live.create_live_message_group(live_models.CreateLiveMessageGroupRequest(app_id=app.app_id, group_id="room"))

# --- Tencent Chat: the first start makes an app, whose id and secret key are among the variables ----------------------
sdkappid, secret_key = int(env["TWINCLOUD_CHAT_SDKAPPID"]), env["TWINCLOUD_CHAT_SECRET_KEY"]
chat = TCIMClient(sdkappid, secret_key, env["TWINCLOUD_CHAT_ADMIN"], env["TWINCLOUD_CHAT_ENDPOINT"])
chat.del_user(["example-ann", "example-bob"])  # friends of an earlier run would be no news
chat.batch_add_users(["example-ann", "example-bob"])


# --- users of both, connected with the Centrifugo library -------------------------------------------------------------
class Ear(ClientEventHandler, SubscriptionEventHandler):
    """Keeps the first thing that a user hears."""

    def __init__(self) -> None:
        self.heard: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def on_publication(self, ctx: PublicationContext | ServerPublicationContext) -> None:
        """Hear something in a group that was joined (Live), or in the user's own channel (Chat)."""
        if not self.heard.done() and ctx.pub.data.get("k") != "member":
            self.heard.set_result(ctx.pub.data)


async def live_token() -> str:
    """Sign a token for ann, as an application's own server does."""
    end, nonce = int(time.time()) + 3600, secrets.token_hex(8)
    digest = hashlib.sha256(f"{app.app_id}{app.app_key}ann{nonce}{end}".encode()).hexdigest()
    claim = {"appId": app.app_id, "userId": "ann", "nonce": nonce, "timestamp": end, "role": "", "token": digest}
    return json.dumps(claim)


async def chat_token() -> str:
    """Sign ann's UserSig, with the official signer."""
    return str(TLSSigAPIv2(sdkappid, secret_key).gen_sig("example-ann"))


async def users() -> None:
    """Let ann hear a message of a Live group, and of a new friend in Chat."""
    ear = Ear()
    client = Client(f"{sockets}/live/connection/websocket", get_token=live_token, use_protobuf=False)
    await client.connect()
    subscription = client.new_subscription(f"g:{app.app_id}:room", events=ear)
    await subscription.subscribe()
    await subscription.ready()
    message = live_models.SendLiveMessageGroupRequest(
        app_id=app.app_id, group_id="room", sender_id="shop", msg_type=1, body="hello"
    )
    live.send_live_message_group(message)
    print("Live told ann", (await asyncio.wait_for(ear.heard, 10))["data"])
    await client.disconnect()

    ear = Ear()
    data = {"sdkappid": str(sdkappid), "identifier": "example-ann", "device": "Web"}
    client = Client(f"{sockets}/connection/websocket", events=ear, get_token=chat_token, data=data, use_protobuf=False)
    await client.connect()
    await client.ready()
    chat.add_friend("example-ann", [FriendObj("example-bob", "web")])
    print("Chat told ann of", (await asyncio.wait_for(ear.heard, 10))["Event"])
    await client.disconnect()


asyncio.run(users())
print("done")
