"""What the data sources of Terraform's provider read, each with its calls in its order, over HTTPS."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from tests.support.certificates import Authority
from tests.support.server import ServerProcess
from tests.support.slb import REGION
from tests.support.slb_terraform import HERE, Provider, certified, created, destroyed, pair_text, provider_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORTS = {"tcp": 81, "udp": 82, "http": 80, "https": 443}
Found = list[dict[str, Any]]


@pytest_asyncio.fixture(loop_scope="module")
async def provider(quick_server: ServerProcess) -> AsyncIterator[Provider]:
    async with provider_of(quick_server) as running:
        yield running


class Things(NamedTuple):
    """What there is to be read, by its ids."""

    balancer: str
    certificate: str
    authority: str
    acl: str
    group: str
    pair: str
    policy: str


async def made(provider: Provider) -> Things:
    """Make one of everything."""
    balancer, _ = await created(provider, LoadBalancerName="tf-read")
    named = {**HERE, "LoadBalancerId": balancer}
    policy = {"Name": "tf-read", "TLSVersions": ["TLSv1.2"], "Ciphers": ["AES128-SHA"]}
    pair = pair_text(("10.0.0.1", 80), ("10.0.0.2", 80))
    things = Things(
        balancer,
        certificate=await certified(provider, "read.test"),
        authority=(await provider.done("UploadCACertificate", **HERE, CACertificate=Authority().pem))[
            "CACertificateId"
        ],
        acl=(await provider.done("CreateAccessControlList", **HERE, AclName="tf-read"))["AclId"],
        group=(await provider.done("CreateVServerGroup", **named, VServerGroupName="tf"))["VServerGroupId"],
        pair=(await provider.old("CreateMasterSlaveServerGroup", **named, MasterSlaveBackendServers=pair))[
            "MasterSlaveServerGroupId"
        ],
        policy=(await provider.done("CreateTLSCipherPolicy", **HERE, **policy))["TLSCipherPolicyId"],
    )
    of_https = {"ServerCertificateId": things.certificate, "TLSCipherPolicy": things.policy}
    for protocol, port in PORTS.items():
        more = {"HealthCheck": "off", "StickySession": "off"} if protocol in {"http", "https"} else {}
        await provider.old(
            f"CreateLoadBalancer{protocol.upper()}Listener", LoadBalancerId=balancer, ListenerPort=port,
            BackendServerPort=80, Bandwidth=-1, Description=f"tf {protocol}", **more,
            **(of_https if protocol == "https" else {}),
        )  # fmt: skip
    rules = f'[{{"RuleName":"tf","Domain":"a.test","Url":"/x","VServerGroupId":"{things.group}"}}]'
    await provider.done("CreateRules", **named, ListenerPort=80, RuleList=rules)
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    await provider.old("CreateDomainExtension", **place, Domain="a.test", ServerCertificateId=things.certificate)
    return things


async def test_what_the_data_sources_read(provider: Provider) -> None:
    things = await made(provider)
    await _balancers_and_listeners(provider, things)
    await _inside_a_balancer(provider, things)
    await _beside_balancers(provider, things)
    await _policies_and_zones(provider, things)
    await destroyed(provider, things.balancer)


async def _balancers_and_listeners(provider: Provider, things: Things) -> None:
    listed: Found = []
    # Pages of fifty until one is short.
    while len(listed) % 50 == 0:
        page = await provider.old("DescribeLoadBalancers", PageSize=50, PageNumber=len(listed) // 50 + 1)
        listed += page["LoadBalancers"]["LoadBalancer"]
    (shown,) = [one for one in listed if one["LoadBalancerId"] == things.balancer]
    assert shown["Tags"]["Tag"] == [{"TagKey": "Env", "TagValue": "test"}]
    assert (shown["LoadBalancerName"], shown["RegionId"]) == ("tf-read", REGION)
    whole = await provider.old("DescribeLoadBalancerAttribute", LoadBalancerId=things.balancer)
    found = whole["ListenerPortsAndProtocol"]["ListenerPortAndProtocol"]
    assert {one["ListenerProtocol"]: one["ListenerPort"] for one in found} == PORTS
    for one in found:
        protocol, place = one["ListenerProtocol"], {"ListenerPort": one["ListenerPort"]}
        assert one["Description"] == f"tf {protocol}"
        action = f"DescribeLoadBalancer{protocol.upper()}ListenerAttribute"
        read = await provider.old(action, LoadBalancerId=things.balancer, **place)
        numbers = ("BackendServerPort", "Bandwidth", "HealthyThreshold", "HealthCheckInterval")
        assert all(type(read[name]) is int for name in numbers)
        assert read["Status"] == "stopped"


async def _inside_a_balancer(provider: Provider, things: Things) -> None:
    named = {"LoadBalancerId": things.balancer}
    groups = (await provider.old("DescribeVServerGroups", **named))["VServerGroups"]["VServerGroup"]
    assert [one["VServerGroupId"] for one in groups] == [things.group]
    read = await provider.old("DescribeVServerGroupAttribute", VServerGroupId=things.group)
    assert read["BackendServers"] == {"BackendServer": []}
    found = await provider.old("DescribeMasterSlaveServerGroups", **named)
    pairs = found["MasterSlaveServerGroups"]["MasterSlaveServerGroup"]
    assert [one["MasterSlaveServerGroupId"] for one in pairs] == [things.pair]
    read = await provider.old("DescribeMasterSlaveServerGroupAttribute", MasterSlaveServerGroupId=things.pair)
    members = read["MasterSlaveBackendServers"]["MasterSlaveBackendServer"]
    assert [(one["ServerId"], one["Weight"], one["ServerType"]) for one in members] == [
        ("10.0.0.1", 100, "Master"), ("10.0.0.2", 100, "Slave"),
    ]  # fmt: skip
    (rule,) = (await provider.old("DescribeRules", **named, ListenerPort=80))["Rules"]["Rule"]
    assert (rule["RuleName"], rule["Domain"], rule["Url"]) == ("tf", "a.test", "/x")
    extensions = await provider.old("DescribeDomainExtensions", **named, ListenerPort=443)
    (one,) = extensions["DomainExtensions"]["DomainExtension"]
    assert (one["Domain"], one["ServerCertificateId"]) == ("a.test", things.certificate)


async def _beside_balancers(provider: Provider, things: Things) -> None:
    acls = (await provider.done("DescribeAccessControlLists", **HERE, PageSize=50, PageNumber=1))["Acls"]["Acl"]
    assert things.acl in [one["AclId"] for one in acls]
    read = await provider.old("DescribeAccessControlListAttribute", AclId=things.acl)
    assert (read["AclEntrys"], read["RelatedListeners"]) == ({"AclEntry": []}, {"RelatedListener": []})
    shown = (await provider.old("DescribeServerCertificates"))["ServerCertificates"]["ServerCertificate"]
    assert things.certificate in [one["ServerCertificateId"] for one in shown]
    shown = (await provider.old("DescribeCACertificates"))["CACertificates"]["CACertificate"]
    assert things.authority in [one["CACertificateId"] for one in shown]


async def _policies_and_zones(provider: Provider, things: Things) -> None:
    policies: Found = []
    token: Mapping[str, Any] = {}
    # From token to token.
    while token or not policies:
        page = await provider.done("ListTLSCipherPolicies", **HERE, IncludeListener=True, MaxItems=1, **token)
        policies += page["TLSCipherPolicies"]
        token = {"NextToken": page["NextToken"]} if page.get("NextToken") else {}
    (mine,) = [one for one in policies if one["InstanceId"] == things.policy]
    assert mine["RelateListeners"] == [{"LoadBalancerId": things.balancer, "Port": 443, "Protocol": "HTTPS"}]
    zones = await provider.old("DescribeAvailableResource", AddressType="classic_internet", AddressIPVersion="ipv4")
    assert {one["MasterZoneId"] for one in zones["AvailableResources"]["AvailableResource"]} >= {"cn-hangzhou-b"}
