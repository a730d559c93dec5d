"""Listeners as they are ordered, changed and shown; and what cannot be ordered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.certificates import Authority
from twincloud.balancing.plan import CheckKind
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.books import MappedBook
from twincloud.inventory.certificates import certificates, read_certificate
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore

CREATE = "CreateLoadBalancer{}Listener"
SETTINGS: dict[str, dict[str, Any]] = {
    "tcp": {
        "Bandwidth": 10, "Description": "mine", "Scheduler": "tch", "PersistenceTimeout": 60, "EstablishedTimeout": 500,
        "HealthCheckType": "http", "HealthCheckURI": "/up", "HealthCheckDomain": "up.test",
        "HealthCheckConnectPort": 81, "HealthCheckConnectTimeout": 9, "HealthCheckHttpCode": ["http_2xx", "http_3xx"],
        "HealthyThreshold": 4, "UnhealthyThreshold": 5, "ConnectionDrain": "on", "ConnectionDrainTimeout": 300,
        "ProxyProtocolV2Enabled": True,
    },
    "udp": {
        "Bandwidth": -1, "Description": "mine", "Scheduler": "sch", "HealthCheckConnectPort": 81,
        "HealthCheckConnectTimeout": 9, "HealthyThreshold": 4, "UnhealthyThreshold": 5, "ProxyProtocolV2Enabled": True,
    },
    "http": {
        "Bandwidth": 10, "Description": "mine", "Scheduler": "rr", "HealthCheck": "on", "HealthCheckURI": "/up",
        "HealthCheckDomain": "$_ip", "HealthCheckMethod": "get", "HealthCheckConnectPort": 81, "HealthCheckTimeout": 9,
        "HealthCheckInterval": 7, "HealthCheckHttpCode": ["http_4xx"], "HealthyThreshold": 4, "UnhealthyThreshold": 5,
        "StickySession": "on", "StickySessionType": "server", "Cookie": "mine", "IdleTimeout": 20, "RequestTimeout": 30,
        "Gzip": "off", "XForwardedFor": "off", "XForwardedFor_SLBIP": "on", "XForwardedFor_SLBID": "on",
        "XForwardedFor_proto": "on", "XForwardedFor_SLBPORT": "on", "XForwardedFor_ClientSrcPort": "on",
    },
}  # fmt: skip
SETTINGS["https"] = {**SETTINGS["http"], "EnableHttp2": "off", "TLSCipherPolicy": "tls_cipher_policy_1_2"}
CREATED_ONLY: dict[str, dict[str, Any]] = {
    "tcp": {"healthCheckInterval": 7},
    "udp": {"healthCheckInterval": 7, "healthCheckReq": "a", "healthCheckExp": "b"},
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "tcp": {
        "Status": "stopped", "Bandwidth": -1, "Scheduler": "wrr", "PersistenceTimeout": 0, "EstablishedTimeout": 900,
        "HealthCheck": "on", "HealthCheckType": "tcp", "HealthCheckConnectTimeout": 5, "HealthCheckInterval": 2,
        "HealthyThreshold": 3, "UnhealthyThreshold": 3, "ConnectionDrain": "off", "ProxyProtocolV2Enabled": False,
        "AclStatus": "off", "SynProxy": "enable",
    },
    "udp": {
        "Status": "stopped", "HealthCheckConnectTimeout": 10, "HealthCheckInterval": 5, "HealthyThreshold": 3,
        "Scheduler": "wrr", "AclStatus": "off",
    },
    "http": {
        "Status": "stopped", "HealthCheck": "off", "Scheduler": "wrr", "IdleTimeout": 15, "RequestTimeout": 60,
        "Gzip": "on", "XForwardedFor": "on", "XForwardedFor_SLBIP": "off", "XForwardedFor_SLBID": "off",
        "XForwardedFor_proto": "off", "StickySession": "off", "ListenerForward": "off", "SecurityStatus": "on",
        "Rules": {"Rule": []}, "AclIds": {"AclId": []},
    },
}  # fmt: skip
DEFAULTS["https"] = {
    **{name: value for name, value in DEFAULTS["http"].items() if name != "ListenerForward"},
    "EnableHttp2": "on",
    "TLSCipherPolicy": "tls_cipher_policy_1_0",
    "DomainExtensions": {"DomainExtension": []},
    "XForwardedFor_ClientCertSubjectDN": "off",
}
PROTOCOLS = sorted(SETTINGS)


async def make(cloud: Cloud, balancer: str, protocol: str, **members: Any) -> None:
    await (
        cloud.https(balancer, 80, **members) if protocol == "https" else cloud.listener(balancer, protocol, **members)
    )


def as_shown(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings under the names that answers have: some begin with a capital letter there."""
    found = {name[0].upper() + name[1:]: value for name, value in settings.items()}
    if "HealthCheckHttpCode" in found:
        found["HealthCheckHttpCode"] = ",".join(found["HealthCheckHttpCode"])
    return found


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_defaults(cloud: Cloud, protocol: str) -> None:
    balancer = await cloud.balancer()
    await make(cloud, balancer, protocol)
    shown = await cloud.shown(balancer, protocol)
    expected = {**DEFAULTS[protocol], "ListenerPort": 80, "BackendServerPort": 8080, "LoadBalancerId": balancer}
    assert {name: shown.get(name) for name in expected} == expected


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_what_is_ordered_is_shown(cloud: Cloud, protocol: str) -> None:
    balancer = await cloud.balancer()
    settings = {**SETTINGS[protocol], **CREATED_ONLY.get(protocol, {})}
    await make(cloud, balancer, protocol, **settings)
    shown, expected = await cloud.shown(balancer, protocol), as_shown(settings)
    assert {name: shown.get(name) for name in expected} == expected


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_what_is_changed_is_shown(driven: Cloud, protocol: str) -> None:
    balancer = await driven.balancer()
    await make(driven, balancer, protocol)
    await driven("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=80)
    action = f"SetLoadBalancer{protocol.upper()}ListenerAttribute"
    await driven(action, LoadBalancerId=balancer, ListenerPort=80, DryRun=True, **SETTINGS[protocol])
    assert "Description" not in await driven.shown(balancer, protocol)
    await driven(action, LoadBalancerId=balancer, ListenerPort=80, **SETTINGS[protocol])
    shown, expected = await driven.shown(balancer, protocol), as_shown(SETTINGS[protocol])
    assert {name: shown.get(name) for name in expected} == expected
    assert shown["Status"] == "running"


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_the_list_shows_the_same(cloud: Cloud, protocol: str) -> None:
    balancer = await cloud.balancer()
    await make(cloud, balancer, protocol, **SETTINGS[protocol], Tag=[{"Key": "a", "Value": "b"}])
    shown = await cloud.shown(balancer, protocol)
    (listed,) = (await cloud("DescribeLoadBalancerListeners"))["Listeners"]
    config = listed.pop(f"{protocol.upper()}ListenerConfig")
    assert listed["Tags"] == [{"TagKey": "a", "TagValue": "b"}]
    assert (listed["ListenerProtocol"], listed["AclIds"]) == (protocol, [])
    if "ProxyProtocolV2Enabled" in config:
        assert config.pop("ProxyProtocolV2Enabled") == "true"
    both = {**config, **listed}
    compared = both.keys() & shown.keys() - {"Tags", "AclIds"}
    assert len(compared) > 12
    assert {name: both[name] for name in compared} == {name: shown[name] for name in compared}


@pytest.mark.parametrize(
    ("protocol", "members", "code"),
    [
        ("tcp", {"BackendServerPort": None}, "MissingParameter"),
        ("tcp", {"ListenerPort": 65536}, "InvalidParameter"),
        ("tcp", {"Scheduler": "qch"}, "InvalidParameter"),
        ("tcp", {"Bandwidth": 0}, "InvalidParameter"),
        ("tcp", {"VServerGroupId": "rsp-unknown"}, "InvalidParameter"),
        ("tcp", {"MasterSlaveServerGroupId": "rsp-unknown"}, "InvalidParameter"),
        (
            "tcp", {"VServerGroupId": "rsp-1", "MasterSlaveServerGroupId": "rsp-2"},
            "Abs.VServerGroupIdAndMasterSlaveServerGroupId.MissMatch",
        ),
        ("tcp", {"ConnectionDrain": "on"}, "MissingParameter"),
        ("tcp", {"AclStatus": "on"}, "MissingParameter"),
        ("tcp", {"AclStatus": "on", "AclId": ["acl-1"]}, "MissingParameter"),
        ("tcp", {"AclStatus": "on", "AclId": ["acl-1"], "AclType": "white"}, "AclNotExist"),
        ("tcp", {"HealthCheckHttpCode": ["http_9xx"]}, "InvalidParameter"),
        ("tcp", {"HealthCheckURI": "up"}, "InvalidParameter"),
        ("udp", {"healthCheckReq": "a b"}, "InvalidParamLength.HealthCheckReq"),
        ("udp", {"healthCheckReq": "a", "healthCheckExp": "a-b"}, "InvalidParamLength.HealthCheckExp"),
        ("udp", {"Scheduler": "lowest"}, "InvalidParameter"),
        ("http", {"HealthCheck": None}, "MissingParameter"),
        ("http", {"StickySession": "on"}, "MissingParameter"),
        ("http", {"StickySession": "on", "StickySessionType": "insert"}, "MissingParameter"),
        ("http", {"StickySession": "on", "StickySessionType": "server"}, "MissingParameter"),
        (
            "http", {"StickySession": "on", "StickySessionType": "server", "Cookie": "a;b"}, "InvalidParameter",
        ),
        ("http", {"ListenerForward": "on"}, "MissingParameter"),
        ("http", {"ListenerForward": "on", "ForwardPort": 443}, "ResourceNotAvailible.HttpListener"),
        ("http", {"IdleTimeout": 61}, "InvalidParameter"),
        ("https", {}, "MissingParameter"),
        ("https", {"ServerCertificateId": "unknown"}, "InvalidParameter"),
        ("https", {"TLSCipherPolicy": "tls-custom"}, "InvalidParameter"),
        ("https", {"CACertificateId": "unknown"}, "InvalidParameter"),
    ],
)  # fmt: skip
async def test_what_cannot_be_ordered(cloud: Cloud, protocol: str, members: dict[str, Any], code: str) -> None:
    balancer = await cloud.balancer()
    needed: dict[str, Any] = {"ListenerPort": 80, "BackendServerPort": 80, "HealthCheck": "off"}
    if protocol == "https" and members and "ServerCertificateId" not in members:
        needed["ServerCertificateId"] = await cloud.certificate("a.test")
    given = {name: value for name, value in {**needed, **members}.items() if value is not None}
    if protocol in {"tcp", "udp"}:
        given.pop("HealthCheck", None)
    error = await cloud.refused(CREATE.format(protocol.upper()), LoadBalancerId=balancer, **given)
    assert error.code == code
    assert await cloud.count("slb_listener") == 0


async def test_a_group_of_another_balancer_is_none(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    foreign = await cloud.group(await cloud.balancer())
    error = await cloud.refused(
        "CreateLoadBalancerTCPListener", LoadBalancerId=balancer, ListenerPort=80, VServerGroupId=foreign
    )
    assert (error.code, error.status) == ("InvalidParameter", 404)
    assert error.message == "The specified VServerGroupId does not exist."


async def test_groups_are_switched(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    group = await cloud.group(balancer)
    await cloud.listener(balancer)
    action = "SetLoadBalancerTCPListenerAttribute"
    await cloud(action, LoadBalancerId=balancer, ListenerPort=80, VServerGroup="on", VServerGroupId=group)
    assert (await cloud.shown(balancer))["VServerGroupId"] == group
    both = {"VServerGroup": "on", "MasterSlaveServerGroup": "on"}
    assert (await cloud.refused(action, LoadBalancerId=balancer, ListenerPort=80, **both)).code == "InvalidParameter"
    pair = {"MasterSlaveServerGroupId": await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80")}
    error = await cloud.refused(action, LoadBalancerId=balancer, ListenerPort=80, **pair)
    assert error.code == "Abs.VServerGroupIdAndMasterSlaveServerGroupId.MissMatch"
    await cloud(
        action, LoadBalancerId=balancer, ListenerPort=80, VServerGroup="off", MasterSlaveServerGroup="on", **pair
    )
    shown = await cloud.shown(balancer)
    assert (shown["MasterSlaveServerGroupId"], "VServerGroupId" in shown) == (pair["MasterSlaveServerGroupId"], False)
    await cloud(action, LoadBalancerId=balancer, ListenerPort=80, MasterSlaveServerGroup="off")
    assert {"VServerGroupId", "MasterSlaveServerGroupId"}.isdisjoint(await cloud.shown(balancer))


async def test_a_listener_that_forwards_cannot_be_changed_nor_lose_its_goal(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.https(balancer, 443)
    await cloud.listener(balancer, "http", 80, ListenerForward="on", ForwardPort=443)
    shown = await cloud.shown(balancer, "http")
    assert (shown["ListenerForward"], shown["ForwardPort"]) == ("on", 443)
    action = "SetLoadBalancerHTTPListenerAttribute"
    error = await cloud.refused(action, LoadBalancerId=balancer, ListenerPort=80, Description="new")
    assert error.code == "Operation.NotAllowed"
    error = await cloud.refused("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=443)
    assert error.code == "Operation.NotAllowed"
    whole = await cloud("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    listed = whole["ListenerPortsAndProtocol"]["ListenerPortAndProtocol"]
    assert listed == [
        {"ListenerPort": 443, "ListenerProtocol": "https", "ListenerForward": "off"},
        {"ListenerPort": 80, "ListenerProtocol": "http", "ListenerForward": "on", "ForwardPort": 443},
    ]
    assert whole["ListenerPorts"]["ListenerPort"] == [443, 80]
    misspelt = whole["ListenerPortsAndProtocal"]["ListenerPortAndProtocal"]
    assert misspelt == [
        {"ListenerPort": 443, "ListenerProtocal": "https"},
        {"ListenerPort": 80, "ListenerProtocal": "http"},
    ]


async def test_bandwidth_is_shared(cloud: Cloud) -> None:
    balancer = await cloud.balancer(InternetChargeType="paybybandwidth", Bandwidth=10)
    await cloud.listener(balancer, "tcp", 80, Bandwidth=6)
    members = {"LoadBalancerId": balancer, "ListenerPort": 81, "BackendServerPort": 80, "Bandwidth": 5}
    assert (await cloud.refused("CreateLoadBalancerTCPListener", **members)).code == "InvalidParameter"
    await cloud.listener(balancer, "tcp", 81, Bandwidth=4)


async def test_there_are_so_many_listeners(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(listeners_per_balancer=1))
    balancer = await cloud.balancer()
    await cloud.listener(balancer)
    members = {"LoadBalancerId": balancer, "ListenerPort": 81, "BackendServerPort": 80}
    assert (await cloud.refused("CreateLoadBalancerTCPListener", **members)).code == "ListenerNumberOverLimit"


async def test_lists_are_filtered_and_paged(cloud: Cloud) -> None:
    first, second = await cloud.balancer(), await cloud.balancer()
    await cloud.listener(first, "tcp", 80, Description="x", Tag=[{"Key": "a", "Value": "1"}])
    await cloud.listener(first, "udp", 80)
    await cloud.listener(second, "http", 81)

    async def listed(**filters: Any) -> list[str]:
        found = await cloud("DescribeLoadBalancerListeners", **filters)
        return [f"{one['ListenerProtocol']}{one['ListenerPort']}" for one in found["Listeners"]]

    assert await listed() == ["tcp80", "udp80", "http81"]
    assert await listed(LoadBalancerId=[first]) == ["tcp80", "udp80"]
    assert await listed(ListenerProtocol="UDP") == ["udp80"]
    assert await listed(ListenerPort=81) == ["http81"]
    assert await listed(Description="x") == await listed(Tag=[{"Key": "a", "Value": "1"}]) == ["tcp80"]
    page = await cloud("DescribeLoadBalancerListeners", MaxResults=2)
    assert (page["TotalCount"], page["MaxResults"], len(page["Listeners"])) == (3, 2, 2)
    assert await listed(MaxResults=2, NextToken=page["NextToken"]) == ["http81"]
    last = await cloud("DescribeLoadBalancerListeners", NextToken=page["NextToken"])
    assert "NextToken" not in last
    assert (await cloud.refused("DescribeLoadBalancerListeners", NextToken="x")).code == "InvalidParameter"
    assert (await cloud.refused("DescribeLoadBalancerListeners", LoadBalancerId=["lb-x"])).status == 404


async def test_ports_are_mapped_where_balancers_share_an_address(empty_store: SqliteStore) -> None:
    book: AddressBook = MappedBook("127.0.0.1")
    cloud = Cloud(empty_store, book=book)
    balancer = await cloud.balancer()
    for protocol in ("tcp", "udp"):
        await cloud.running(balancer, protocol, 53)
    ports = [listener.endpoints[0] for listener in (await cloud.plan(balancer)).listeners]
    assert {port.host for port in ports} == {"127.0.0.1"}
    assert all(port.port not in {0, 53} for port in ports)
    members = {"LoadBalancerId": balancer, "ListenerPort": 53}
    await cloud("StopLoadBalancerListener", **members, ListenerProtocol="tcp")
    assert await cloud.count("mapped_port") == 2
    for protocol in ("tcp", "udp"):
        await cloud("DeleteLoadBalancerListener", **members, ListenerProtocol=protocol)
    assert await cloud.count("mapped_port") == 0


async def test_lists_are_of_a_region(cloud: Cloud, empty_store: SqliteStore) -> None:
    await cloud.listener(await cloud.balancer())
    elsewhere = Cloud(empty_store, tenant=Tenant(cloud.tenant.account, "cn-beijing"))
    assert (await elsewhere("DescribeLoadBalancerListeners"))["TotalCount"] == 0
    assert (await cloud("DescribeLoadBalancerListeners"))["TotalCount"] == 1


async def test_a_udp_check_is_changed(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.running(balancer, "udp")
    check = (await cloud.plan(balancer)).pools[0].health_check
    assert check is not None
    assert check.kind is CheckKind.UDP_OPEN
    payload = {"healthCheckReq": "ping", "healthCheckExp": "pong"}
    await cloud("SetLoadBalancerUDPListenerAttribute", LoadBalancerId=balancer, ListenerPort=80, **payload)
    check = (await cloud.plan(balancer)).pools[0].health_check
    assert check is not None
    assert (check.send, check.receive) == (b"ping", b"pong")


async def test_a_client_authority_is_changed(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.https(balancer, 443)
    authority = read_certificate("ca-1", cloud.tenant.account, "mine", Authority().pem, "", cloud.now_ms)
    await cloud.store.write(lambda tx: tx.add(certificates, authority))
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    await cloud("SetLoadBalancerHTTPSListenerAttribute", **place, CACertificateId="ca-1")
    await cloud("StartLoadBalancerListener", **place)
    plan = await cloud.plan(balancer)
    tls = plan.listeners[0].tls
    assert tls is not None
    assert (tls.client_authority_id, tls.client_certificate_required) == ("ca-1", True)
    assert plan.client_authorities[0].ca_pem == authority.chain_pem
