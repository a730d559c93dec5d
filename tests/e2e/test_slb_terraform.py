"""The calls of Terraform's provider in its order, with its own ways to write them, over HTTPS."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.certificates import Authority
from tests.support.server import ServerProcess
from tests.support.slb import REGION
from tests.support.slb_terraform import Provider, created, destroyed, provider_of
from tests.support.targets import tcp_target
from tests.support.traffic import answers, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOWHERE = "The specified resource does not exist"


@pytest_asyncio.fixture(loop_scope="module")
async def provider(quick_server: ServerProcess) -> AsyncIterator[Provider]:
    async with provider_of(quick_server) as running:
        yield running


async def test_what_was_ordered_shows_no_drift(provider: Provider) -> None:
    ordered = {
        "LoadBalancerName": "tf-test", "AddressType": "internet", "InternetChargeType": "paybytraffic",
        "LoadBalancerSpec": "slb.s2.small", "PayType": "PayOnDemand", "DeleteProtection": "on",
        "ModificationProtectionStatus": "ConsoleProtection", "ModificationProtectionReason": "tf",
        "InstanceChargeType": "PayBySpec", "ResourceGroupId": "rg-1", "MasterZoneId": "cn-hangzhou-b",
        "SlaveZoneId": "cn-hangzhou-g", "AddressIPVersion": "ipv4",
    }  # fmt: skip
    balancer, shown = await created(provider, **ordered)
    assert {name: shown.get(name) for name in ordered} == ordered
    assert isinstance(shown["Bandwidth"], int)
    place = {"RegionId": REGION, "LoadBalancerId": balancer}
    status, content = await provider.tea("DeleteLoadBalancer", **place)
    assert (status, content["Code"]) == (400, "OperationDenied.DeleteProtectionIsOn")
    await provider.done("SetLoadBalancerDeleteProtection", **place, DeleteProtection="off")
    await provider.done("SetLoadBalancerName", **place, LoadBalancerName="tf-new")
    await provider.done("SetLoadBalancerModificationProtection", **place, ModificationProtectionStatus="NonProtection")
    shown = await provider.done("DescribeLoadBalancerAttribute", **place)
    assert (shown["LoadBalancerName"], shown["DeleteProtection"]) == ("tf-new", "off")
    assert shown["ModificationProtectionStatus"] == "NonProtection"
    await destroyed(provider, balancer)


async def test_a_tcp_service_from_apply_to_destroy(provider: Provider) -> None:
    balancer, shown = await created(provider, LoadBalancerName="tf-tcp")
    vip, port = shown["Address"], 9000
    async with tcp_target("a") as a:
        group = (
            await provider.done("CreateVServerGroup", RegionId=REGION, LoadBalancerId=balancer, VServerGroupName="tf")
        )["VServerGroupId"]
        named = {"RegionId": REGION, "VServerGroupId": group}
        servers = f"[{{'ServerId': '127.0.0.1','Port': '{a.port}','Weight': '100', 'Type': 'ecs'}}]"
        await provider.done("AddVServerGroupBackendServers", **named, BackendServers=servers)
        # The provider ends its batches with an empty one.
        await provider.done("AddVServerGroupBackendServers", **named, BackendServers="[]")
        await provider.done("SetVServerGroupAttribute", **named, VServerGroupName="tf")
        whole = await provider.done("DescribeVServerGroupAttribute", **named)
        assert whole["BackendServers"]["BackendServer"] == [
            {"ServerId": "127.0.0.1", "ServerIp": "127.0.0.1", "Port": a.port, "Weight": 100, "Type": "ecs"}
        ]
        place = {"LoadBalancerId": balancer, "ListenerPort": port}
        described = "DescribeLoadBalancerTCPListenerAttribute"
        status, content = await provider.legacy(described, **place)
        assert (status, NOWHERE in content["Message"]) == (404, True)
        # One map of arguments serves every protocol, so that a TCP listener gets much that it has not.
        foreign = {"StickySession": "off", "HealthCheck": "on", "RequestTimeout": 60, "IdleTimeout": 15, "Gzip": True}
        settings = {
            "VServerGroupId": group, "VServerGroup": "on", "Bandwidth": -1, "Scheduler": "wrr", "AclStatus": "off",
            "PersistenceTimeout": 0, "EstablishedTimeout": 900, "HealthCheckSwitch": "off", "HealthCheckConnectPort": 0,
            "HealthyThreshold": 3, "UnhealthyThreshold": 3, "HealthCheckConnectTimeout": 5, "HealthCheckInterval": 2,
            "HealthCheckHttpCode": "http_2xx", "HealthCheckType": "tcp", "ProxyProtocolV2Enabled": False,
        }  # fmt: skip
        await provider.old("CreateLoadBalancerTCPListener", **place, **settings, **foreign)
        assert (await provider.old(described, **place))["Status"] == "stopped"
        await provider.old("StartLoadBalancerListener", **place, ListenerProtocol="tcp")
        assert (await provider.old(described, **place))["Status"] == "running"
        await provider.old("SetLoadBalancerTCPListenerAttribute", **place, **settings, **foreign)
        assert await answers(vip, port) == "a"
        whole = await provider.done("DescribeLoadBalancerAttribute", RegionId=REGION, LoadBalancerId=balancer)
        listed = whole["ListenerPortsAndProtocol"]["ListenerPortAndProtocol"]
        assert [(one["ListenerPort"], one["ListenerProtocol"]) for one in listed] == [(port, "tcp")]
        read = await provider.old(described, **place)
        numbers = ("ListenerPort", "Bandwidth", "PersistenceTimeout", "EstablishedTimeout", "HealthyThreshold")
        assert all(type(read[name]) is int for name in numbers)
        assert read["ProxyProtocolV2Enabled"] is False
        assert read["AclIds"] == {"AclId": []}
        status, content = await provider.tea("DeleteVServerGroup", **named)
        assert (status, content["Code"]) == (400, "RspoolVipExist")
        await provider.old("DeleteLoadBalancerListener", **place, ListenerProtocol="tcp")
        assert await refuses(vip, port)
        status, content = await provider.legacy(described, **place)
        assert (status, NOWHERE in content["Message"]) == (404, True)
        await provider.done("RemoveVServerGroupBackendServers", **named, BackendServers=servers)
        await provider.done("DeleteVServerGroup", **named)
        status, content = await provider.tea("DescribeVServerGroupAttribute", **named)
        assert "The specified VServerGroupId does not exist" in content["Message"]
    await destroyed(provider, balancer)


async def test_rules_access_lists_and_certificates(provider: Provider) -> None:
    balancer, _ = await created(provider, LoadBalancerName="tf-http")
    pair = Authority().issue("a.test")
    certificate = (
        await provider.done(
            "UploadServerCertificate", RegionId=REGION, ServerCertificateName="tf", ServerCertificate=pair.chain,
            PrivateKey=pair.key,
        )
    )["ServerCertificateId"]  # fmt: skip
    tags = await provider.done(
        "ListTagResources", RegionId=REGION, ResourceType="certificate", ResourceId=[certificate]
    )
    assert tags["TagResources"] == {"TagResource": []}
    acl = (await provider.done("CreateAccessControlList", RegionId=REGION, AclName="tf", AddressIPVersion="ipv4"))[
        "AclId"
    ]
    entries = '[{"entry":"10.0.0.0/8","comment":"ten"}]'
    await provider.done("AddAccessControlListEntry", RegionId=REGION, AclId=acl, AclEntrys=entries)
    shown = await provider.done("DescribeAccessControlListAttribute", RegionId=REGION, AclId=acl)
    assert shown["AclEntrys"]["AclEntry"] == [{"AclEntryIP": "10.0.0.0/8", "AclEntryComment": "ten"}]
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    await provider.old(
        "CreateLoadBalancerHTTPSListener", **place, BackendServerPort=80, Bandwidth=10, HealthCheck="on",
        HealthCheckURI="/", StickySession="off", ServerCertificateId=certificate, AclStatus="on", AclType="white",
        AclId=acl, EnableHttp2="on", TLSCipherPolicy="tls_cipher_policy_1_2", XForwardedFor="on",
    )  # fmt: skip
    await provider.old("StartLoadBalancerListener", **place, ListenerProtocol="https")
    named = {"LoadBalancerId": balancer, "RegionId": REGION}
    group = (await provider.done("CreateVServerGroup", **named, VServerGroupName="tf"))["VServerGroupId"]
    rules = f'[{{"RuleName":"tf","Domain":"*.a.test","Url":"/image","VServerGroupId":"{group}"}}]'
    made = await provider.done("CreateRules", **named, ListenerPort=443, ListenerProtocol="https", RuleList=rules)
    (rule,) = made["Rules"]["Rule"]
    await provider.done(
        "SetRule", RegionId=REGION, RuleId=rule["RuleId"], RuleName="tf", ListenerSync="off", Scheduler="rr",
        HealthCheck="on", HealthCheckURI="/x", StickySession="on", StickySessionType="insert", CookieTimeout=10,
    )  # fmt: skip
    read = await provider.done("DescribeRuleAttribute", RegionId=REGION, RuleId=rule["RuleId"])
    assert (read["ListenerPort"], read["ListenerSync"], read["CookieTimeout"]) == ("443", "off", 10)
    await provider.done("DeleteRules", RegionId=REGION, RuleIds=f"['{rule['RuleId']}']")
    status, content = await provider.tea("DescribeRuleAttribute", RegionId=REGION, RuleId=rule["RuleId"])
    assert (status, content["Code"]) == (404, "InvalidRuleId.NotFound")
    status, content = await provider.tea("DeleteServerCertificate", RegionId=REGION, ServerCertificateId=certificate)
    assert (status, content["Code"]) == (400, "CertificateAndPrivateKeyIsRefered")
    await destroyed(provider, balancer)
    await provider.done("DeleteServerCertificate", RegionId=REGION, ServerCertificateId=certificate)
    found = await provider.done("DescribeServerCertificates", RegionId=REGION, ServerCertificateId=certificate)
    assert found["ServerCertificates"] == {"ServerCertificate": []}
    await provider.done("RemoveAccessControlListEntry", RegionId=REGION, AclId=acl, AclEntrys=entries)
    await provider.done("DeleteAccessControlList", RegionId=REGION, AclId=acl)
    tags = await provider.done("ListTagResources", RegionId=REGION, ResourceType="acl", ResourceId=[acl])
    assert tags["TagResources"] == {"TagResource": []}
    status, content = await provider.tea("DescribeAccessControlListAttribute", RegionId=REGION, AclId=acl)
    assert content["Code"] == "AclNotExist"


async def test_default_servers_are_read_back_at_once(provider: Provider) -> None:
    balancer, _ = await created(provider, LoadBalancerName="tf-servers")
    named = {"RegionId": REGION, "LoadBalancerId": balancer}
    servers = '[{"ServerId":"127.0.0.1","Weight":"70","Type":"ecs"}]'
    answer = await provider.done("AddBackendServers", **named, BackendServers=servers)
    assert answer["LoadBalancerId"] == balancer
    shown = await provider.done("DescribeLoadBalancerAttribute", **named)
    expected = [{"ServerId": "127.0.0.1", "ServerIp": "127.0.0.1", "Type": "ecs", "Weight": 70}]
    assert shown["BackendServers"]["BackendServer"] == expected
    await provider.done("SetBackendServers", **named, BackendServers=servers.replace("70", "80"))
    await provider.done("RemoveBackendServers", **named, BackendServers=servers)
    shown = await provider.done("DescribeLoadBalancerAttribute", **named)
    assert shown["BackendServers"]["BackendServer"] == []
    await destroyed(provider, balancer)
