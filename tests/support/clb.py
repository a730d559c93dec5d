"""The official Tencent SDK, unmodified, pointed at a server, and the few steps that many tests repeat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from tencentcloud.clb.v20180317 import clb_client, models
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from tests.support.certificates import Authority, Pair
from tests.support.server import ServerProcess
from tests.support.targets import eventually

REGION = "ap-guangzhou"
UNCHECKED = {"HealthSwitch": 0}
"""The HealthCheck of tests whose subject is something else: targets get traffic at once and see nothing but that."""


class Clb:
    """Calls of the official SDK, made in a thread, with their fields as keyword arguments."""

    def __init__(self, server: ServerProcess, *, key: tuple[str, str] | None = None, region: str = REGION) -> None:
        profile = ClientProfile(httpProfile=HttpProfile(endpoint=server.http, protocol="http", reqTimeout=30))
        self.operator = server.operator
        self.sdk = clb_client.ClbClient(credential.Credential(*(key or server.key)), region, profile)

    async def __call__(self, action: str, **fields: Any) -> Any:
        """Call `action`, without models where the SDK has none; raises the SDK's exception when it is refused."""
        if not hasattr(models, f"{action}Request"):
            answer = await asyncio.to_thread(self.sdk.call_json, action, fields)
            return SimpleNamespace(**answer["Response"])
        request = getattr(models, f"{action}Request")()
        request._deserialize(fields)
        return await asyncio.to_thread(getattr(self.sdk, action), request)

    async def task(self, request_id: str) -> Any:
        """Poll a task to its end and return its last status, as clients do."""
        deadline = time.monotonic() + 30
        while True:
            status = await self("DescribeTaskStatus", TaskId=request_id)
            if status.Status != 2:
                return status
            assert time.monotonic() < deadline, f"task {request_id} does not end"
            await asyncio.sleep(0.01)

    async def done(self, action: str, **fields: Any) -> Any:
        """Call `action` and wait until its task has succeeded."""
        answer = await self(action, **fields)
        status = await self.task(answer.RequestId)
        assert status.Status == 0, status.Message
        return answer

    async def refused(self, action: str, **fields: Any) -> str:
        """Call `action`, which must be refused, and return the error's code."""
        try:
            answer = await self(action, **fields)
        except TencentCloudSDKException as refusal:
            return str(refusal.code)
        raise AssertionError(f"{action} was not refused: {answer}")

    async def balancer(self, **fields: Any) -> str:
        """Create a load balancer and return its id."""
        answer = await self.done("CreateLoadBalancer", **{"LoadBalancerType": "OPEN", **fields})
        return str(answer.LoadBalancerIds[0])

    async def vip(self, balancer: str) -> str:
        """Return a load balancer's address."""
        found = await self("DescribeLoadBalancers", LoadBalancerIds=[balancer])
        return str(found.LoadBalancerSet[0].LoadBalancerVips[0])

    async def listener(self, balancer: str, protocol: str, port: int, **fields: Any) -> str:
        """Create a listener, wait until it serves and return its id."""
        answer = await self.done("CreateListener", LoadBalancerId=balancer, Protocol=protocol, Ports=[port], **fields)
        return str(answer.ListenerIds[0])

    async def certificate(self, pair: Pair) -> str:
        """Put a certificate with its key into the inventory, as the operator does, and return its id."""
        kept = await self.operator("AddCertificate", certificate=pair.chain, private_key=pair.key)
        return str(kept["id"])

    async def authority(self, authority: Authority) -> str:
        """Put a CA certificate into the inventory and return its id."""
        kept = await self.operator("AddCertificate", certificate=authority.pem)
        return str(kept["id"])

    async def shown(self, balancer: str, listener: str) -> Any:
        """Return a listener as DescribeListeners shows it."""
        answer = await self("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])
        (found,) = answer.Listeners
        return found

    async def rule(self, balancer: str, listener: str, domain: str, url: str = "/", **fields: Any) -> str:
        """Create a rule and return its id."""
        rules = [{"Domain": domain, "Url": url, **fields}]
        answer = await self.done("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=rules)
        return str(answer.LocationIds[0])

    async def register(
        self, balancer: str, listener: str, *ports: int, location: str | None = None, weight: int | None = None
    ) -> None:
        """Register local servers as targets and wait until they get traffic."""
        await self._targets("RegisterTargets", balancer, listener, ports, location, {"Weight": weight})

    async def deregister(self, balancer: str, listener: str, *ports: int, location: str | None = None) -> None:
        """Take local servers away and wait until they get no new traffic."""
        await self._targets("DeregisterTargets", balancer, listener, ports, location, {})

    async def weigh(self, balancer: str, listener: str, *ports: int, weight: int, location: str | None = None) -> None:
        """Give bound local servers a weight and wait until it acts."""
        await self._targets("ModifyTargetWeight", balancer, listener, ports, location, {"Weight": weight})

    async def health(self, balancer: str) -> dict[int, str]:
        """Return what DescribeTargetHealth says of the targets of all listeners, by their ports."""
        answer = await self("DescribeTargetHealth", LoadBalancerIds=[balancer])
        return {
            target.Port: target.HealthStatusDetail
            for listener in answer.LoadBalancers[0].Listeners
            for rule in listener.Rules
            for target in rule.Targets
        }

    async def healthy(self, balancer: str, states: dict[int, str], *, within_s: float = 15.0) -> None:
        """Wait until DescribeTargetHealth says exactly `states`, by the targets' ports."""
        await eventually(lambda: self.health(balancer), lambda found: found == states, within_s=within_s)

    async def _targets(
        self,
        action: str,
        balancer: str,
        listener: str,
        ports: Sequence[int],
        location: str | None,
        extra: dict[str, int | None],
    ) -> None:
        given = {name: value for name, value in extra.items() if value is not None}
        targets = [{"EniIp": "127.0.0.1", "Port": port, **given} for port in ports]
        place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}
        await self.done(action, Targets=targets, **{name: value for name, value in place.items() if value})
