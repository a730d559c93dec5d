"""The call sequences of the Terraform provider, as it makes them, with the official SDK in its place.

The provider is known by its name for itself, never sets Force when it deletes listeners, and never unbinds before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from tests.support.certificates import Authority
from tests.support.gaap import ORDER, Gaap
from tests.support.server import ServerProcess, running_server
from tests.support.targets import ask_tcp, http_target, tcp_targets
from tests.support.traffic import http_name, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHECK = {"HealthCheck": 1, "DelayLoop": 5, "ConnectTimeout": 2, "HealthyThreshold": 1, "UnhealthyThreshold": 1}
RULE_CHECK = {
    "DelayLoop": 5, "ConnectTimeout": 2, "Path": "/", "Method": "HEAD", "StatusCode": [100, 200, 300, 400, 500],
    "Domain": "a.test",
}  # fmt: skip


@pytest.fixture
def terraform(quick_server: ServerProcess) -> Gaap:
    """A client that calls itself what the provider does."""
    client = Gaap(quick_server)
    client.sdk.request_client = "Terraform-1.81.0"
    return client


async def message(gaap: Gaap, action: str, **fields: Any) -> tuple[str, str]:
    """Call what must be refused and return code and message, which the provider compares."""
    with pytest.raises(TencentCloudSDKException) as caught:
        await gaap(action, **fields)
    return str(caught.value.code), str(caught.value.message)


async def read(gaap: Gaap, proxy: str) -> Any:
    """Read a connection as the provider does, which takes every one of these members for granted."""
    (shown,) = (await gaap("DescribeProxies", ProxyIds=[proxy], Limit=100)).ProxySet
    taken_for_granted = (
        "ProxyId", "ProxyName", "ProjectId", "Bandwidth", "Concurrent", "AccessRegion", "RealServerRegion", "Status",
        "CreateTime", "Domain", "IP", "Scalarable", "SupportProtocols", "ForwardIP", "Version", "IsAutoScaleProxy",
    )  # fmt: skip
    assert [name for name in taken_for_granted if getattr(shown, name) is None] == []
    return shown


async def test_a_connection(terraform: Gaap) -> None:
    gaap = terraform
    proxy = str((await gaap.done("CreateProxy", **ORDER, ClientToken="tf-create")).InstanceId)
    await gaap("CloseProxies", ProxyIds=[proxy], ClientToken="tf-disable")
    assert (await read(gaap, proxy)).Status == "CLOSED"
    assert (await gaap("CloseProxies", ProxyIds=[proxy])).InvalidStatusInstanceSet == [proxy], "it is so already"
    await gaap("OpenProxies", ProxyIds=[proxy], ClientToken="tf-enable")
    assert (await read(gaap, proxy)).Status == "RUNNING"
    await gaap("ModifyProxiesAttribute", ProxyIds=[proxy], ProxyName="renamed", ClientToken="tf-rename")
    await gaap.done("ModifyProxyConfiguration", ProxyId=proxy, Bandwidth=20, Concurrent=5, ClientToken="tf-resize")
    shown = await read(gaap, proxy)
    assert (shown.ProxyName, shown.Bandwidth, shown.Concurrent) == ("renamed", 20, 5)
    answer = await gaap("DestroyProxies", ProxyIds=[proxy], Force=1, ClientToken="tf-destroy")
    assert (answer.InvalidStatusInstanceSet, answer.OperationFailedInstanceSet) == ([], [])
    assert (await gaap("DescribeProxies", ProxyIds=[proxy], Limit=100)).ProxySet == []


async def test_an_origin(terraform: Gaap) -> None:
    gaap = terraform
    known = {"SearchValue": "192.0.2.33", "ProjectId": -1, "Limit": 50}
    assert (await gaap("DescribeRealServers", **known)).RealServerSet == []
    (made,) = (
        await gaap("AddRealServers", ProjectId=0, RealServerIP=["192.0.2.33"], RealServerName="tf")
    ).RealServerSet
    await gaap("ModifyRealServerName", RealServerId=made.RealServerId, RealServerName="tf-renamed")
    found = (await gaap("DescribeRealServers", ProjectId=-1, Offset=0, Limit=50)).RealServerSet
    (shown,) = [one for one in found if one.RealServerId == made.RealServerId]
    assert (shown.RealServerIP, shown.RealServerName, shown.ProjectId) == ("192.0.2.33", "tf-renamed", 0)
    await gaap("RemoveRealServers", RealServerIds=[made.RealServerId])
    assert (await gaap("DescribeRealServers", **known)).RealServerSet == []


@pytest.mark.parametrize("protocol", ["TCP", "UDP"])
async def test_a_layer_4_listener_from_apply_to_destroy(terraform: Gaap, protocol: str) -> None:
    gaap, other = terraform, "UDP" if protocol == "TCP" else "TCP"
    proxy = await gaap.proxy()
    asked = {"ListenerName": "tf", "Ports": [9000], "Scheduler": "rr", "RealServerType": "IP", "ProxyId": proxy}
    check = CHECK if protocol == "TCP" else {**CHECK, "HealthCheck": 0}
    (listener,) = (await gaap(f"Create{protocol}Listeners", **asked, **check)).ListenerIds
    (shown,) = (await gaap(f"Describe{protocol}Listeners", ListenerId=listener, ProxyId=proxy)).ListenerSet
    assert (shown.ListenerStatus, shown.HealthCheck is None, shown.CreateTime is None) == (0, False, False)
    absent = ("InvalidParameter", f"ListenerId({listener}) Not Exist.")
    assert await message(gaap, f"Describe{other}Listeners", ListenerId=listener) == absent, (
        "it tries one, then the other"
    )
    async with tcp_targets("a", "b") as servers:
        await gaap.bind(listener, *(server.port for server in servers.values()), RealServerWeight=1)
        address = await gaap.address(proxy)
        if protocol == "TCP":
            assert {await ask_tcp(address, 9000) for _ in range(6)} == {"a", "b"}
        (shown,) = (await gaap(f"Describe{protocol}Listeners", ListenerId=listener)).ListenerSet
        assert [origin.RealServerPort for origin in shown.RealServerSet] == [one.port for one in servers.values()]
        answer = await gaap("DeleteListeners", ListenerIds=[listener], Force=0, ProxyId=proxy)
        assert (answer.OperationFailedListenerSet, answer.InvalidStatusListenerSet) == ([], [])
        assert await message(gaap, f"Describe{protocol}Listeners", ListenerId=listener) == absent
        assert await refuses(address, 9000)
    again = await gaap("DeleteListeners", ListenerIds=[listener], Force=0, ProxyId=proxy)
    assert again.InvalidStatusListenerSet == [listener], "it is gone already"


async def test_a_web_service_from_apply_to_destroy(terraform: Gaap) -> None:
    gaap = terraform
    proxy = await gaap.proxy()
    listener = str((await gaap("CreateHTTPListener", ListenerName="tf", Port=80, ProxyId=proxy)).ListenerId)
    (shown,) = (await gaap("DescribeHTTPListeners", ListenerId=listener, ProxyId=proxy)).ListenerSet
    assert shown.ListenerStatus == 0
    absent = ("InvalidParameter", f"ListenerId({listener}) Not Exist.")
    assert await message(gaap, "DescribeHTTPSListeners", ListenerId=listener) == absent
    await gaap("CreateDomain", ListenerId=listener, Domain="a.test")
    (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
    assert domain.Domain == "a.test"
    assert domain.PolyClientCertificateAliasInfo[0].CertificateId == "default", "it looks at the first one"
    asked = {"ListenerId": listener, "Domain": "a.test", "Path": "/", "RealServerType": "IP", "Scheduler": "rr"}
    switches = {"ForwardHost": "default", "ServerNameIndicationSwitch": "OFF", "ServerNameIndication": ""}
    rule = str((await gaap("CreateRule", **asked, HealthCheck=1, CheckParams=RULE_CHECK, **switches)).RuleId)
    (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
    assert [one.RuleStatus for one in domain.RuleSet] == [0]
    async with http_target("a") as a:
        await gaap.bind(rule, a.port, RealServerWeight=1)
        assert await http_name(await gaap.address(proxy), 80, "a.test") == "a"
        (shown,) = (await gaap("DescribeRulesByRuleIds", RuleIds=[rule])).RuleSet
        assert (shown.RealServerSet[0].RealServerPort, shown.ForwardHost) == (a.port, "default")
        assert shown.CheckParams.StatusCode == [100, 200, 300, 400, 500]
        await gaap("DeleteRule", ListenerId=listener, RuleId=rule, Force=1)
    (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
    assert domain.RuleSet == []
    assert (await gaap("DescribeRulesByRuleIds", RuleIds=[rule])).RuleSet == []
    await gaap("DeleteDomain", ListenerId=listener, Domain="a.test", Force=0)
    assert (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet == []
    await gaap("DeleteListeners", ListenerIds=[listener], Force=0, ProxyId=proxy)
    assert await message(gaap, "DescribeHTTPListeners", ListenerId=listener) == absent
    code, words = await message(gaap, "DescribeRules", ListenerId=listener)
    assert (code, "ListenerId" in words) == ("InvalidParameter", True)


async def test_a_secure_listener_of_a_group(terraform: Gaap) -> None:
    gaap = terraform
    asked = {"ProjectId": 0, "GroupName": "tf", "RealServerRegion": "Guangzhou"}
    group = str((await gaap("CreateProxyGroup", **asked)).GroupId)
    assert (await gaap("DescribeProxyGroupDetails", GroupId=group)).ProxyGroupDetail.Status == 0
    certificate = await gaap.certificate(Authority(), "a.test")
    clients: dict[str, Any] = {"AuthType": 1, "PolyClientCertificateIds": [await gaap.authority(Authority())]}
    made = {
        "ListenerName": "tf",
        "Port": 443,
        "CertificateId": certificate,
        "ForwardProtocol": "HTTP",
        "GroupId": group,
    }
    listener = str((await gaap("CreateHTTPSListener", **made, **clients)).ListenerId)
    (shown,) = (await gaap("DescribeHTTPSListeners", ListenerId=listener, GroupId=group)).ListenerSet
    assert (shown.ListenerStatus, shown.AuthType) == (0, 1)
    assert shown.PolyClientCertificateAliasInfo[0].CertificateId == clients["PolyClientCertificateIds"][0]
    await gaap("CreateDomain", ListenerId=listener, Domain="a.test", CertificateId="default")
    await gaap("DeleteListeners", ListenerIds=[listener], Force=0, GroupId=group)
    await gaap("DeleteCertificate", CertificateId=certificate)
    assert await message(gaap, "DeleteCertificate", CertificateId=certificate) == (
        "ResourceNotFound",
        "CertificateId not found",
    )
    await gaap("DeleteProxyGroup", GroupId=group)


async def test_a_server_may_hold_it_to_the_page_as_well(tmp_path: Path) -> None:
    options = ("--no-dataplane", "--gaap-delete-bound-without-force", "never")
    async with running_server(tmp_path / "data", *options) as strict:
        gaap = Gaap(strict)
        gaap.sdk.request_client = "Terraform-1.81.0"
        proxy = await gaap.proxy()
        listener = await gaap.listener(proxy, "TCP", 9000)
        await gaap.bind(listener, 1)
        asked = {"ListenerIds": [listener], "Force": 0, "ProxyId": proxy}
        assert await gaap.refused("DeleteListeners", **asked) == "FailedOperation.RealServerAlreadyBound"


async def test_others_are_held_to_the_page(terraform: Gaap, gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener = await gaap.listener(proxy, "TCP", 9000)
    await gaap.bind(listener, 1)
    asked = {"ListenerIds": [listener], "Force": 0, "ProxyId": proxy}
    assert await gaap.refused("DeleteListeners", **asked) == "FailedOperation.RealServerAlreadyBound"
    assert (await terraform("DeleteListeners", **asked)).OperationSucceedListenerSet == [listener]
