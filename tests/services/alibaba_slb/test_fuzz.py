"""Requests that nobody should send: each is answered or refused with a documented code, never with a fault."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

from tests.services.alibaba_slb.harness import Cloud, server
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.model import SCALARS, Field
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_slb import (
    SLB,
    Quotas,
)
from twincloud.storage.sqlite import SqliteStore

ROUNDS = 3000
ODD: list[Any] = [
    "", "x" * 300, "中文", "a/b?c=%", "%00", "$_ip", "-1", "0", "80", "65536", "1e3", "true", "on", "off", -520, 0, 1,
    80, 443, 10**12, True, False, [], {}, [""], "10.0.0.0/8", "::1", "http://x", "*.test", "/", "/a", ",", "insert",
]  # fmt: skip
ENDINGS = {"DeleteLoadBalancer", "DeleteLoadBalancerListener"}
"""Calls that would leave the others nothing to do."""


def value(spec: Field, known: dict[str, list[str]], name: str, dice: random.Random) -> Any:
    """Return a value for a member: an odd one, a plausible one, or the name of something that exists."""
    if spec.type not in SCALARS:
        members = SLB.contract.types[spec.type]
        item = {wire: value(inner, known, wire, dice) for wire, inner in members.items() if dice.random() < 0.8}
        return [item] * dice.choice([0, 1, 2]) if spec.list else item
    if name in known and dice.random() < 0.8:
        found: Any = dice.choice(known[name])
    elif spec.type == "int64" and dice.random() < 0.7:
        found = dice.choice([1, 2, 5, 10, 80, 81, 443])
    else:
        found = dice.choice(ODD)
    return [found] if spec.list and dice.random() < 0.9 else found


async def test_whatever_is_asked(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(balancers_per_region=5000, acls_per_region=5000))
    balancer = await cloud.balancer()
    group = await cloud.group(balancer, "10.0.0.1:80")
    for protocol, port in (("tcp", 80), ("udp", 80), ("http", 81)):
        await cloud.running(balancer, protocol, port, VServerGroupId=group)
    await cloud.https(balancer, 443)
    known = {
        "LoadBalancerId": [balancer], "VServerGroupId": [group], "AclId": [await cloud.acl("10.0.0.1", name="first")],
        "RuleId": [await cloud.rule(balancer, group, 81, Url="/x")], "ResourceId": [balancer, group],
        "ServerCertificateId": [await cloud.certificate("a.test")], "ServerId": ["10.0.0.1", "10.0.0.2"],
        "ListenerProtocol": ["tcp", "udp", "http", "https"], "RegionId": ["cn-hangzhou"],
        "ResourceType": ["instance", "vservergroup"], "LoadBalancerStatus": ["active", "inactive"],
    }  # fmt: skip
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    extension = await cloud(
        "CreateDomainExtension", **place, Domain="a.test", ServerCertificateId=known["ServerCertificateId"][0]
    )
    known["DomainExtensionId"] = [extension["DomainExtensionId"]]
    known["MasterSlaveServerGroupId"] = [await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80")]
    policy = await cloud("CreateTLSCipherPolicy", Name="mine", TLSVersions=["TLSv1.2"], Ciphers=["AES128-SHA"])
    known["TLSCipherPolicyId"] = [policy["TLSCipherPolicyId"]]
    known["TLSCipherPolicy"] = [*known["TLSCipherPolicyId"], "tls_cipher_policy_1_2"]
    known |= {"Ciphers": ["AES128-SHA", "DES-CBC3-SHA"], "TLSVersions": ["TLSv1.2", "TLSv1.3"]}
    known |= {"InstanceChargeType": ["PayBySpec", "PayByCLCU"], "NewResourceGroupId": ["rg-1"]}
    known |= {"LogProject": ["project-a", "project-b"], "LogStore": ["store"], "LogType": ["layer7"]}
    known["RuleIds"] = known["RuleId"]
    # The same at every run: a failure is to be found again.
    dice = random.Random(20140515)
    actions = sorted(set(SLB.operations) - ENDINGS)
    ended: Counter[str] = Counter()
    for _ in range(ROUNDS):
        action = dice.choice(actions)
        members = SLB.contract.types[SLB.contract.actions[action].request]
        asked = {
            wire: value(spec, known, wire, dice)
            for wire, spec in members.items()
            if dice.random() < (0.97 if spec.required else 0.25)
        }
        answer = await _answer(cloud, action, asked)
        assert isinstance(answer, dict | ApiError), (action, asked, answer)
        if isinstance(answer, ApiError):
            assert answer.code in documented_codes(SLB.contract, action), (action, asked, answer)
            assert answer.message
        ended[getattr(answer, "code", "")] += 1
    assert len(ended) > 10, "only few refusals were met"
    assert ended[""] > ROUNDS / 20, "hardly a request was good"
    again = await cloud("AddVServerGroupBackendServers", VServerGroupId=group, BackendServers=[server("10.0.0.9:80")])
    assert again["VServerGroupId"] == group


async def _answer(cloud: Cloud, action: str, asked: dict[str, Any]) -> object:
    """Return what a call ends with, an answer or an exception."""
    ended: list[object] = await asyncio.gather(cloud(action, **asked), return_exceptions=True)
    return ended[0]
