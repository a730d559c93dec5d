"""The official Tencent SDK for what clients ask beside the load balancer, pointed at a server."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

from tencentcloud.cls.v20201016 import cls_client
from tencentcloud.cls.v20201016 import models as cls_models
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.ssl.v20191205 import models as ssl_models
from tencentcloud.ssl.v20191205 import ssl_client
from tencentcloud.tag.v20180813 import models as tag_models
from tencentcloud.tag.v20180813 import tag_client
from tencentcloud.vpc.v20170312 import models as vpc_models
from tencentcloud.vpc.v20170312 import vpc_client

from tests.support.clb import REGION
from tests.support.server import ServerProcess


class Sdk:
    """Calls of one product's official client, made in a thread, with their fields as keyword arguments."""

    def __init__(self, server: ServerProcess, client: Any, models: ModuleType, region: str = REGION) -> None:
        profile = ClientProfile(httpProfile=HttpProfile(endpoint=server.http, protocol="http", reqTimeout=30))
        self.sdk = client(credential.Credential(*server.key), region, profile)
        self._models = models

    async def __call__(self, action: str, **fields: Any) -> Any:
        """Call `action`; raises the SDK's exception when it is refused."""
        request = getattr(self._models, f"{action}Request")()
        request._deserialize(fields)
        return await asyncio.to_thread(getattr(self.sdk, action), request)

    async def refused(self, action: str, **fields: Any) -> str:
        """Call `action`, which must be refused, and return the error's code."""
        try:
            answer = await self(action, **fields)
        except TencentCloudSDKException as refusal:
            return str(refusal.code)
        raise AssertionError(f"{action} was not refused: {answer}")


def vpc(server: ServerProcess) -> Sdk:
    """Return the client for networks and security groups."""
    return Sdk(server, vpc_client.VpcClient, vpc_models)


def tag(server: ServerProcess) -> Sdk:
    """Return the client for tags."""
    return Sdk(server, tag_client.TagClient, tag_models)


def ssl(server: ServerProcess) -> Sdk:
    """Return the client for certificates."""
    return Sdk(server, ssl_client.SslClient, ssl_models)


def cls(server: ServerProcess, region: str = REGION) -> Sdk:
    """Return the client for logs."""
    return Sdk(server, cls_client.ClsClient, cls_models, region)
