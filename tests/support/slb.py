"""The official SLB SDKs, unmodified, pointed at a server, and the few steps that many tests repeat."""

from __future__ import annotations

import asyncio
import importlib
import json
import warnings
from collections.abc import Mapping
from typing import Any

from tests.support.certificates import Pair
from tests.support.server import ServerProcess
from tests.support.targets import eventually

REGION = "cn-hangzhou"
UNCHECKED = {"HealthCheckSwitch": "off"}
"""For layer-4 listeners of tests whose subject is something else: servers get traffic at once and see nothing else."""
LAYER_7 = {"http", "https"}


_IN_JSON = frozenset(
    {
        "AclEntrys",
        "BackendServers",
        "LogsDownloadAttributes",
        "MasterSlaveBackendServers",
        "NewBackendServers",
        "OldBackendServers",
        "RuleIds",
        "RuleList",
        "Tags",
    }
)


def in_json(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members as SDKs take them: some lists are texts in JSON."""
    return {name: json.dumps(value) if name in _IN_JSON else value for name, value in members.items()}


class Slb:
    """Calls of alibabacloud-slb20140515, made in a thread, with their members under their wire names."""

    def __init__(
        self, server: ServerProcess, *, v1: bool = False, key: tuple[str, str] | None = None, region: str = REGION
    ) -> None:
        """`v1` asks for the older signature."""
        from alibabacloud_slb20140515 import models  # noqa: PLC0415 (thousands of lines)
        from alibabacloud_slb20140515.client import Client  # noqa: PLC0415
        from alibabacloud_tea_openapi.utils_models import Config  # noqa: PLC0415

        access = key or server.key
        config = Config(
            access_key_id=access[0],
            access_key_secret=access[1],
            endpoint=server.http,
            protocol="http",
            region_id=region,
            read_timeout=30_000,
        )
        if v1:
            config.signature_algorithm = "v2"
        self.region = region
        self._models = models
        self._methods = {name.replace("_", ""): name for name in dir(Client) if not name.startswith("_")}
        self.sdk = Client(config)

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Call `action` and return its answer under the wire's names; raises the SDK's exception."""
        request = self.request(action, members)
        method = getattr(self.sdk, self._methods[action.lower()])
        answer: dict[str, Any] = (await asyncio.to_thread(method, request)).body.to_map()
        return answer

    def request(self, action: str, members: Mapping[str, Any]) -> Any:
        """Return the SDK's request; the region is filled in where there is one."""
        request = getattr(self._models, f"{action}Request")()
        given = in_json(members)
        if hasattr(request, "region_id"):
            given.setdefault("RegionId", self.region)
        made = request.from_map(given)
        assert set(given) <= set(made.to_map()), f"the SDK's {action} has no such member"
        return made

    async def refused(self, action: str, **members: Any) -> tuple[str, int]:
        """Call `action`, which must be refused, and return the error's code and its HTTP status."""
        from alibabacloud_tea_openapi.exceptions import AlibabaCloudException  # noqa: PLC0415

        try:
            answer = await self(action, **members)
        except AlibabaCloudException as refusal:
            return str(refusal.code), int(refusal.status_code)
        raise AssertionError(f"{action} was not refused: {answer}")

    async def balancer(self, **members: Any) -> tuple[str, str]:
        """Create a balancer; returns its id and its address."""
        answer = await self("CreateLoadBalancer", **members)
        return str(answer["LoadBalancerId"]), str(answer["Address"])

    async def listener(self, balancer: str, protocol: str, port: int, **members: Any) -> None:
        """Create a listener, with what it cannot do without."""
        needed: dict[str, Any] = {"Bandwidth": -1}
        if protocol in LAYER_7:
            needed["HealthCheck"] = "off"
        if not {"VServerGroupId", "MasterSlaveServerGroupId"} & members.keys():
            needed["BackendServerPort"] = 1
        action = f"CreateLoadBalancer{protocol.upper()}Listener"
        await self(action, LoadBalancerId=balancer, ListenerPort=port, **{**needed, **members})

    async def running(self, balancer: str, protocol: str, port: int, **members: Any) -> None:
        """Create a listener and start it."""
        await self.listener(balancer, protocol, port, **members)
        await self("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=port, ListenerProtocol=protocol)

    async def shown(self, balancer: str, protocol: str, port: int) -> dict[str, Any]:
        """Return a listener as its Describe call shows it."""
        action = f"DescribeLoadBalancer{protocol.upper()}ListenerAttribute"
        return await self(action, LoadBalancerId=balancer, ListenerPort=port)

    async def change(self, balancer: str, protocol: str, port: int, **members: Any) -> None:
        """Change a listener."""
        action = f"SetLoadBalancer{protocol.upper()}ListenerAttribute"
        await self(action, LoadBalancerId=balancer, ListenerPort=port, **members)

    async def group(self, balancer: str, *ports: int | tuple[int, int]) -> str:
        """Create a group of local servers, given as ports or as ports with weights; returns its id."""
        answer = await self("CreateVServerGroup", LoadBalancerId=balancer, BackendServers=local(*ports))
        return str(answer["VServerGroupId"])

    async def pair(self, balancer: str, master: int, slave: int, **members: Any) -> str:
        """Create a group of a master and a slave, given as local ports; returns its id."""
        servers = [
            {"ServerId": "127.0.0.1", "Port": port, "ServerType": kind}
            for kind, port in (("Master", master), ("Slave", slave))
        ]
        answer = await self(
            "CreateMasterSlaveServerGroup", LoadBalancerId=balancer, MasterSlaveBackendServers=servers, **members
        )
        return str(answer["MasterSlaveServerGroupId"])

    async def serving(self, protocol: str, port: int, *ports: int | tuple[int, int], **members: Any) -> tuple[str, str]:
        """Create a balancer with a running listener in front of local servers; returns its id and its address."""
        balancer, address = await self.balancer()
        group = await self.group(balancer, *ports)
        await self.running(balancer, protocol, port, VServerGroupId=group, **members)
        return balancer, address

    async def rule(self, balancer: str, port: int, group: str, **members: Any) -> str:
        """Create a rule and return its id."""
        item = {"RuleName": f"{members.get('Domain')}{members.get('Url')}"[:40], "VServerGroupId": group, **members}
        answer = await self("CreateRules", LoadBalancerId=balancer, ListenerPort=port, RuleList=[item])
        return str(answer["Rules"]["Rule"][0]["RuleId"])

    async def acl(self, name: str, *entries: str) -> str:
        """Create an access list and return its id."""
        acl = str((await self("CreateAccessControlList", AclName=name))["AclId"])
        if entries:
            await self("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": entry} for entry in entries])
        return acl

    async def certificate(self, pair: Pair, **members: Any) -> str:
        """Upload a server certificate and return its id."""
        answer = await self("UploadServerCertificate", ServerCertificate=pair.chain, PrivateKey=pair.key, **members)
        return str(answer["ServerCertificateId"])

    async def health(self, balancer: str, port: int) -> dict[int, str]:
        """Return what DescribeHealthStatus says of a listener's servers, by their ports."""
        answer = await self("DescribeHealthStatus", LoadBalancerId=balancer, ListenerPort=port)
        return {one["Port"]: one["ServerHealthStatus"] for one in answer["BackendServers"]["BackendServer"]}

    async def healthy(self, balancer: str, port: int, states: Mapping[int, str], *, within_s: float = 15.0) -> None:
        """Wait until DescribeHealthStatus says exactly `states`."""
        await eventually(lambda: self.health(balancer, port), lambda found: found == states, within_s=within_s)


class LegacySlb:
    """Calls of aliyun-python-sdk-slb, made in a thread, with their members under their wire names."""

    def __init__(self, server: ServerProcess, *, accept: str = "JSON") -> None:
        """`accept` is the format of answers, JSON or XML."""
        from aliyunsdkcore.client import AcsClient  # noqa: PLC0415 (slow to import)

        self.endpoint, self.accept = server.http, accept
        self.client = AcsClient(*server.key, REGION)

    async def __call__(self, action: str, **members: Any) -> str:
        """Call `action` and return the answer's text; raises the SDK's exceptions."""
        module = importlib.import_module(f"aliyunsdkslb.request.v20140515.{action}Request")
        request = getattr(module, f"{action}Request")()
        request.set_accept_format(self.accept)
        request.set_endpoint(self.endpoint)
        request.set_protocol_type("http")
        for name, value in in_json(members).items():
            getattr(request, f"set_{name}")(value)
        # The one that raises exceptions asks for JSON, whatever was set.
        send = self.client.do_action_with_exception if self.accept == "JSON" else self._plainly
        try:
            answer: bytes = await asyncio.to_thread(send, request)
        finally:
            # Else its connection is the garbage collector's, which warns of it in some other test.
            self.client.session.close()
        return answer.decode()

    def _plainly(self, request: Any) -> bytes:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            answer: bytes = self.client.do_action(request)
        assert b"<Error>" not in answer, answer
        return answer


def local(*ports: int | tuple[int, int]) -> list[dict[str, Any]]:
    """Return local servers as requests name them, given as ports or as ports with weights."""
    pairs = [port if isinstance(port, tuple) else (port, 100) for port in ports]
    return [{"ServerId": "127.0.0.1", "Port": port, "Weight": weight} for port, weight in pairs]
