"""The official Tencent SDK for GAAP, unmodified, pointed at a server, and the few steps that many tests repeat."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.gaap.v20180529 import gaap_client, models

from tests.support.certificates import Authority
from tests.support.server import ServerProcess

ORDER = {
    "ProjectId": 0, "ProxyName": "a", "AccessRegion": "Hongkong", "RealServerRegion": "Guangzhou", "Bandwidth": 10,
    "Concurrent": 2,
}  # fmt: skip
LAYER_4 = {"ListenerName": "l", "Scheduler": "rr", "HealthCheck": 0, "RealServerType": "IP"}
RULE = {"RealServerType": "IP", "Scheduler": "rr", "HealthCheck": 0}


class Gaap:
    """Calls of the official SDK, made in a thread, with their fields as keyword arguments."""

    def __init__(self, server: ServerProcess, *, key: tuple[str, str] | None = None) -> None:
        profile = ClientProfile(httpProfile=HttpProfile(endpoint=server.http, protocol="http", reqTimeout=30))
        self.sdk = gaap_client.GaapClient(credential.Credential(*(key or server.key)), "", profile)
        self.server = server

    async def __call__(self, action: str, **fields: Any) -> Any:
        """Call `action`; raises the SDK's exception when it is refused."""
        request = getattr(models, f"{action}Request")()
        request._deserialize(fields)
        return await asyncio.to_thread(getattr(self.sdk, action), request)

    async def raw(self, action: str, **fields: Any) -> dict[str, Any]:
        """Call `action` with exactly these members and return the answer as it came."""
        answer: dict[str, Any] = await asyncio.to_thread(self.sdk.call_json, action, fields)
        return dict(answer["Response"])

    async def done(self, action: str, **fields: Any) -> Any:
        """Call `action` and wait until its task has succeeded."""
        answer = await self(action, **fields)
        deadline = time.monotonic() + 30
        while (status := (await self("DescribeTaskStatus", TaskId=answer.RequestId)).Status) == "RUNNING":
            assert time.monotonic() < deadline, f"{action} does not end"
            await asyncio.sleep(0.01)
        assert status == "SUCCESS", status
        return answer

    async def refused(self, action: str, **fields: Any) -> str:
        """Call `action`, which must be refused, and return the error's code."""
        try:
            answer = await self(action, **fields)
        except TencentCloudSDKException as refusal:
            return str(refusal.code)
        raise AssertionError(f"{action} was not refused: {answer}")

    async def proxy(self, **fields: Any) -> str:
        """Make a connection and return its id."""
        return str((await self.done("CreateProxy", **{**ORDER, **fields})).InstanceId)

    async def group(self, *regions: str) -> str:
        """Make a group with a connection for each of the regions, and return its id."""
        access = [{"AccessRegion": region, "Bandwidth": 10, "Concurrent": 2} for region in regions]
        asked = {"ProjectId": 0, "GroupName": "g", "RealServerRegion": "Guangzhou", "AccessRegionSet": access}
        return str((await self.done("CreateProxyGroup", **asked)).GroupId)

    async def address(self, proxy: str) -> str:
        """Return a connection's address."""
        return str((await self("DescribeProxyDetail", ProxyId=proxy)).ProxyDetail.IP)

    async def listener(self, owner: str, protocol: str, port: int, **fields: Any) -> str:
        """Make a listener, wait until it serves and return its id."""
        place = {"GroupId" if owner.startswith("lg-") else "ProxyId": owner}
        if protocol in ("TCP", "UDP"):
            asked = {**LAYER_4, **place, "Ports": [port], **fields}
            return str((await self.done(f"Create{protocol}Listeners", **asked)).ListenerIds[0])
        asked = {"ListenerName": "l", "Port": port, **place, **fields}
        return str((await self.done(f"Create{protocol}Listener", **asked)).ListenerId)

    async def rule(self, listener: str, domain: str, path: str = "/", **fields: Any) -> str:
        """Make a rule in a domain that is there, wait until it serves and return its id."""
        asked = {**RULE, "ListenerId": listener, "Domain": domain, "Path": path, **fields}
        return str((await self.done("CreateRule", **asked)).RuleId)

    async def origins(self, *addresses: str) -> dict[str, str]:
        """Tell of origins, unless they are known, and return their ids by address."""
        found: dict[str, str] = {}
        for address in addresses:
            known = await self(
                "DescribeRealServers", ProjectId=-1, Filters=[{"Name": "RealServerIP", "Values": [address]}]
            )
            if not known.RealServerSet:
                await self("AddRealServers", ProjectId=0, RealServerIP=[address], RealServerName="o")
                known = await self("DescribeRealServers", ProjectId=-1, SearchValue=address)
            found |= {one.RealServerIP: one.RealServerId for one in known.RealServerSet}
        return {address: str(found[address]) for address in addresses}

    async def bind(self, listener_or_rule: str, *ports: int, host: str = "127.0.0.1", **fields: Any) -> None:
        """Let a listener or rule have local servers as its origins, and no others; wait until they get traffic."""
        ids = await self.origins(host)
        entry = {"RealServerId": ids[host], "RealServerIP": host}
        await self.bind_entries(listener_or_rule, *({**entry, "RealServerPort": port, **fields} for port in ports))

    async def bind_entries(self, listener_or_rule: str, *entries: dict[str, Any]) -> None:
        """Let a listener or rule have exactly these origins."""
        kind = "Listener" if listener_or_rule.startswith("listener-") else "Rule"
        await self.done(f"Bind{kind}RealServers", **{f"{kind}Id": listener_or_rule}, RealServerBindSet=[*entries])

    async def certificate(self, authority: Authority, *names: str) -> str:
        """Store a new server's certificate for names and return its id."""
        pair = authority.issue(*names)
        asked = {"CertificateType": 2, "CertificateContent": pair.chain, "CertificateKey": pair.key}
        return str((await self("CreateCertificate", **asked, CertificateAlias=names[0])).CertificateId)

    async def authority(self, authority: Authority) -> str:
        """Store a client authority's certificate and return its id."""
        asked = {"CertificateType": 1, "CertificateContent": authority.pem}
        return str((await self("CreateCertificate", **asked)).CertificateId)
