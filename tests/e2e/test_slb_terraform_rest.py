"""More calls of Terraform's provider in its order: changes of balancers, certificates by name, pairs, policies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.certificates import Authority
from tests.support.server import ServerProcess
from tests.support.slb_terraform import HERE, Provider, certified, created, destroyed, pair_text, provider_of
from tests.support.targets import tcp_targets
from tests.support.traffic import answers

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def provider(quick_server: ServerProcess) -> AsyncIterator[Provider]:
    async with provider_of(quick_server) as running:
        yield running


async def test_a_balancer_is_changed(provider: Provider) -> None:
    # It always sends a bandwidth, and by default this one.
    balancer, _ = await created(
        provider, LoadBalancerName="tf-changed", InternetChargeType="paybytraffic", Bandwidth=1,
        LoadBalancerSpec="slb.s1.small",
    )  # fmt: skip
    named = {**HERE, "LoadBalancerId": balancer}

    async def reads(**expected: Any) -> None:
        shown = await provider.done("DescribeLoadBalancerAttribute", **named)
        assert {name: shown[name] for name in expected} == expected

    await provider.done("ModifyLoadBalancerInstanceSpec", **named, LoadBalancerSpec="slb.s4.large")
    # These words are not brought to the API's case in a change.
    charged = {"InternetChargeType": "PayByBandwidth", "Bandwidth": 5120}
    await provider.done("ModifyLoadBalancerInternetSpec", **named, **charged)
    await reads(LoadBalancerSpec="slb.s4.large", InternetChargeType="paybybandwidth", Bandwidth=5120)
    await provider.done("ModifyLoadBalancerInternetSpec", **named, InternetChargeType="PayByTraffic")
    await provider.done("ModifyLoadBalancerInstanceChargeType", **named, InstanceChargeType="PayByCLCU")
    await reads(LoadBalancerSpec="slb.lcu.elastic", InstanceChargeType="PayByCLCU", InternetChargeType="paybytraffic")
    await destroyed(provider, balancer)


async def test_a_balancer_becomes_a_subscription(provider: Provider) -> None:
    balancer, _ = await created(provider, LoadBalancerName="tf-paid", InternetChargeType="paybybandwidth", Bandwidth=9)
    named = {**HERE, "LoadBalancerId": balancer}
    period = {"Duration": 2, "PricingCycle": "year", "AutoPay": True}
    await provider.done("ModifyLoadBalancerPayType", **named, PayType="PrePay", **period)
    shown = await provider.done("DescribeLoadBalancerAttribute", **named)
    assert (shown["PayType"], shown["InternetChargeType"], shown["Bandwidth"]) == ("PrePay", "paybybandwidth", 9)
    await destroyed(provider, balancer)


async def test_a_domain_extension_from_apply_to_destroy(provider: Provider) -> None:
    balancer, _ = await created(provider, LoadBalancerName="tf-domain")
    first, second = [await certified(provider, name) for name in ("own.test", "one.test")]
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    await provider.old(
        "CreateLoadBalancerHTTPSListener", **place, BackendServerPort=80, Bandwidth=-1, HealthCheck="off",
        StickySession="off", ServerCertificateId=first,
    )  # fmt: skip
    await provider.old("StartLoadBalancerListener", **place, ListenerProtocol="https")
    made = await provider.old("CreateDomainExtension", **place, Domain="one.test", ServerCertificateId=first)
    named = {"DomainExtensionId": made["DomainExtensionId"]}
    read = await provider.old("DescribeDomainExtensionAttribute", **named)
    expected = {**named, **place, "Domain": "one.test", "ServerCertificateId": first}
    assert {name: read[name] for name in expected} == expected
    await provider.old("SetDomainExtensionAttribute", **named, ServerCertificateId=second)
    read = await provider.old("DescribeDomainExtensionAttribute", **named)
    assert read["ServerCertificateId"] == second
    await provider.old("DeleteDomainExtension", **named)
    # It asks on without a pause until this is said.
    status, content = await provider.legacy("DescribeDomainExtensionAttribute", **named)
    assert (status, content["Code"]) == (400, "InvalidParameter.DomainExtensionId")
    await destroyed(provider, balancer)


async def test_a_master_and_slave_group_from_apply_to_destroy(provider: Provider) -> None:
    balancer, shown = await created(provider, LoadBalancerName="tf-pair")
    async with tcp_targets("master", "slave") as servers:
        ports = {kind: servers[kind.lower()].port for kind in ("Master", "Slave")}
        pair = pair_text(*(("127.0.0.1", port) for port in ports.values()))
        made = await provider.old(
            "CreateMasterSlaveServerGroup", LoadBalancerId=balancer, MasterSlaveServerGroupName="tf",
            MasterSlaveBackendServers=pair,
        )  # fmt: skip
        named = {"MasterSlaveServerGroupId": made["MasterSlaveServerGroupId"]}
        read = await provider.old("DescribeMasterSlaveServerGroupAttribute", **named)
        assert (read["MasterSlaveServerGroupName"], read["LoadBalancerId"]) == ("tf", balancer)
        found = {one["ServerType"]: one for one in read["MasterSlaveBackendServers"]["MasterSlaveBackendServer"]}
        for kind, port in ports.items():
            expected = {"ServerId": "127.0.0.1", "Port": port, "Weight": 100, "Type": "ecs", "ServerType": kind}
            assert found[kind] == expected
        place = {"LoadBalancerId": balancer, "ListenerPort": 9000}
        await provider.old(
            "CreateLoadBalancerTCPListener", **place, **named, Bandwidth=-1, MasterSlaveServerGroup="on",
            HealthCheckSwitch="off",
        )  # fmt: skip
        await provider.old("StartLoadBalancerListener", **place, ListenerProtocol="tcp")
        assert await answers(shown["Address"], 9000) == "master"
        read = await provider.old("DescribeLoadBalancerTCPListenerAttribute", **place)
        assert read["MasterSlaveServerGroupId"] == named["MasterSlaveServerGroupId"]
        status, content = await provider.legacy("DeleteMasterSlaveServerGroup", **named)
        assert (status, content["Code"]) == (400, "RspoolVipExist")
        await provider.old("DeleteLoadBalancerListener", **place, ListenerProtocol="tcp")
        await provider.old("DeleteMasterSlaveServerGroup", **named)
        status, content = await provider.legacy("DescribeMasterSlaveServerGroupAttribute", **named)
        assert "The specified MasterSlaveGroupId does not exist" in content["Message"]
    await destroyed(provider, balancer)


async def test_a_tls_policy_from_apply_to_destroy(provider: Provider) -> None:
    policy = {"Name": "tf-policy", "TLSVersions": ["TLSv1.2"], "Ciphers": ["AES256-SHA256", "AES128-GCM-SHA256"]}
    made = await provider.done("CreateTLSCipherPolicy", **HERE, **policy)
    named = {"TLSCipherPolicyId": made["TLSCipherPolicyId"]}

    async def read() -> dict[str, Any]:
        (shown,) = (await provider.done("ListTLSCipherPolicies", **HERE, **named))["TLSCipherPolicies"]
        assert shown["InstanceId"] == named["TLSCipherPolicyId"]
        assert shown["Status"] == "normal"
        return {name: shown[name] for name in policy}

    assert await read() == policy
    policy["Ciphers"] = ["AES128-GCM-SHA256"]
    await provider.done("SetTLSCipherPolicyAttribute", **HERE, **named, **policy)
    assert await read() == policy
    await provider.done("DeleteTLSCipherPolicy", **HERE, **named)
    assert (await provider.done("ListTLSCipherPolicies", **HERE, **named))["TLSCipherPolicies"] == []


async def test_a_ca_certificate_from_apply_to_destroy(provider: Provider) -> None:
    made = await provider.done("UploadCACertificate", **HERE, CACertificate=Authority().pem, CACertificateName="tf-ca")
    named = {**HERE, "CACertificateId": made["CACertificateId"]}
    await provider.done("SetCACertificateName", **named, CACertificateName="tf-new")
    (shown,) = (await provider.done("DescribeCACertificates", **named))["CACertificates"]["CACertificate"]
    assert (shown["CACertificateId"], shown["CACertificateName"]) == (made["CACertificateId"], "tf-new")
    await provider.done("DeleteCACertificate", **named)
    assert (await provider.done("DescribeCACertificates", **named))["CACertificates"] == {"CACertificate": []}
    status, content = await provider.tea("DeleteCACertificate", **named)
    assert (status, content["Code"]) == (400, "CACertificateId.NotFound")
