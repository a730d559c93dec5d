"""Terraform's provider for Alibaba Cloud as a client: its own ways to write calls, over HTTPS, and steps it repeats."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import Any

import httpx

from tests.support.alibaba import v1
from tests.support.certificates import Authority
from tests.support.server import ServerProcess
from tests.support.slb import REGION

HERE = {"RegionId": REGION}


class Provider:
    """The provider's two ways to call: parameters in the query (legacy Go SDK), or in the body (tea-rpc)."""

    def __init__(self, server: ServerProcess, client: httpx.AsyncClient) -> None:
        self._server = server
        self._client = client

    async def legacy(self, action: str, **members: Any) -> tuple[int, dict[str, Any]]:
        """Call as `ProcessCommonRequest` does."""
        given = {"Action": action, "Format": "JSON", "RegionId": REGION, "SignatureType": "", **_texts(members)}
        answer = await self._client.post(f"https://{self._server.https}/", params=v1(self._server.key, given, "POST"))
        return answer.status_code, answer.json()

    async def tea(self, action: str, **members: Any) -> tuple[int, dict[str, Any]]:
        """Call as `RpcPost` does."""
        body = _texts(members)
        signed = v1(self._server.key, {"Action": action, "Format": "json", **body}, "POST")
        query = {name: value for name, value in signed.items() if name not in body}
        answer = await self._client.post(f"https://{self._server.https}/", params=query, data=body)
        return answer.status_code, answer.json()

    async def done(self, action: str, **members: Any) -> dict[str, Any]:
        """Call by tea-rpc; the call has to succeed."""
        status, content = await self.tea(action, **members)
        assert status == 200, content
        return content

    async def old(self, action: str, **members: Any) -> dict[str, Any]:
        """Call by the legacy SDK; the call has to succeed."""
        status, content = await self.legacy(action, **members)
        assert status == 200, content
        return content


def _texts(members: dict[str, Any]) -> dict[str, str]:
    """Return members as the wire has them: lists numbered, switches in lower case."""
    found: dict[str, str] = {}
    for name, value in members.items():
        if isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, dict):
                    found |= {f"{name}.{number}.{key}": str(text) for key, text in item.items()}
                else:
                    found[f"{name}.{number}"] = str(item)
        else:
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


@contextlib.asynccontextmanager
async def provider_of(server: ServerProcess) -> AsyncIterator[Provider]:
    """Run a client that trusts the server's own authority and nothing else."""
    trusting = ssl.create_default_context(cafile=str(server.data / "ca.pem"))
    async with httpx.AsyncClient(verify=trusting, timeout=30) as client:
        yield Provider(server, client)


async def created(provider: Provider, **members: Any) -> tuple[str, dict[str, Any]]:
    """Create a balancer as the provider does, up to its last read."""
    made = await provider.done(
        "CreateLoadBalancer", RegionId=REGION, ClientToken=f"TF-CreateLoadBalancer-{id(members)}", **members
    )
    balancer = made["LoadBalancerId"]
    shown = await provider.done("DescribeLoadBalancerAttribute", RegionId=REGION, LoadBalancerId=balancer)
    assert shown["LoadBalancerStatus"] == "active"
    await provider.done(
        "TagResources", RegionId=REGION, ResourceType="instance", ResourceId=[balancer],
        Tag=[{"Key": "Env", "Value": "test"}],
    )  # fmt: skip
    # No RegionId here.
    await provider.done("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="active")
    tags = await provider.done("ListTagResources", RegionId=REGION, ResourceType="instance", ResourceId=[balancer])
    assert [tag["TagKey"] for tag in tags["TagResources"]["TagResource"]] == ["Env"]
    return balancer, await provider.done("DescribeLoadBalancerAttribute", RegionId=REGION, LoadBalancerId=balancer)


async def destroyed(provider: Provider, balancer: str) -> None:
    """Delete a balancer and look until it is gone."""
    await provider.done("DeleteLoadBalancer", RegionId=REGION, LoadBalancerId=balancer)
    status, content = await provider.tea("DescribeLoadBalancerAttribute", RegionId=REGION, LoadBalancerId=balancer)
    assert (status, content["Code"]) == (404, "InvalidLoadBalancerId.NotFound")


async def certified(provider: Provider, *names: str) -> str:
    """Upload a certificate as the provider does; returns its id."""
    pair = Authority().issue(*names)
    members = {"ServerCertificate": pair.chain, "PrivateKey": pair.key, "ServerCertificateName": names[0]}
    return str((await provider.done("UploadServerCertificate", **HERE, **members))["ServerCertificateId"])


def pair_text(master: tuple[str, int], slave: tuple[str, int]) -> str:
    """Return the servers of a master and slave group, each an id and a port, as the provider writes them."""
    items = [
        f"{{'ServerId':'{name}','Port':'{port}','Weight':'100', 'Type': 'ecs', 'ServerType':'{kind}','IsBackup':'0'}}"
        for kind, (name, port) in (("Master", master), ("Slave", slave))
    ]
    return f"[{','.join(items)}]"
