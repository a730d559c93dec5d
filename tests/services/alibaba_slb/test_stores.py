"""The whole life of a balancer on both store engines, calls that meet, and sequences that nobody thought of."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.alibaba_slb.harness import Cloud, server
from tests.support.engines import RecordingEngine
from twincloud.kernel.errors import ApiError
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store


async def test_a_balancers_life(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    balancer = await cloud.balancer(ClientToken="once", Tag=[{"Key": "a", "Value": "b"}])
    group = await cloud.group(balancer, "10.0.0.1:80", "10.0.0.2:80")
    acl = await cloud.acl("10.0.0.0/8")
    access = {"AclStatus": "on", "AclType": "white", "AclId": [acl]}
    await cloud.running(balancer, "http", 80, VServerGroupId=group, **access)
    await cloud.running(balancer, "udp", 81)
    rule = await cloud.rule(balancer, group, Domain="a.test")
    assert (len(engine.plans[-1].listeners), len(engine.plans[-1].pools)) == (2, 3)
    await cloud("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": "192.0.2.0/24"}])
    access_seen = engine.plans[-1].listeners[0].access
    assert access_seen is not None
    assert len(access_seen.networks) == 2
    found = await cloud("DescribeLoadBalancers", Tag=[{"Key": "a"}])
    assert [one["LoadBalancerId"] for one in found["LoadBalancers"]["LoadBalancer"]] == [balancer]
    await cloud("DeleteRules", RuleIds=[rule])
    await cloud("StopLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=81)
    assert [listener.id for listener in engine.plans[-1].listeners] == [f"{balancer}_http_80"]
    await cloud("DeleteLoadBalancer", LoadBalancerId=balancer)
    for table in ("slb_balancer", "slb_listener", "slb_server_group", "slb_server", "balancer", "node_state", "tag"):
        assert await cloud.count(table) == 0, table
    await cloud("DeleteAccessControlList", AclId=acl)
    await cloud.reconciler.stop()


async def test_quotas_ports_and_names_hold_when_calls_meet(store: Store) -> None:
    quotas = Quotas(balancers_per_region=3, acls_per_region=2)
    clouds = [Cloud(store, tenant=Tenant(f"10000000000{number}", "cn-hangzhou"), quotas=quotas) for number in (1, 2)]
    made = await _all([cloud("CreateLoadBalancer") for cloud in clouds for _ in range(5)])
    assert made.count("OverQuota") == 4
    balancer = (await clouds[0]("DescribeLoadBalancers"))["LoadBalancers"]["LoadBalancer"][0]["LoadBalancerId"]
    asked = {"LoadBalancerId": balancer, "ListenerPort": 80, "BackendServerPort": 80}
    opened = await _all([clouds[0]("CreateLoadBalancerTCPListener", **asked) for _ in range(4)])
    assert sorted(opened) == ["", *["ListenerAlreadyExists"] * 3]
    named = await _all([clouds[0]("CreateAccessControlList", AclName="one") for _ in range(4)])
    assert sorted(named) == ["", *["InvalidParameter"] * 3]
    group = await clouds[0].group(balancer)
    members = {"VServerGroupId": group}
    await _all(
        [
            clouds[0]("AddVServerGroupBackendServers", **members, BackendServers=[server(f"10.0.0.{number}:80")])
            for number in range(8)
        ]
    )
    shown = await clouds[0]("DescribeVServerGroupAttribute", **members)
    assert len(shown["BackendServers"]["BackendServer"]) == 8


async def _all(calls: list[Any]) -> list[str]:
    """Make calls at once; returns the code of each, empty for those that succeed."""
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(one, dict | ApiError | None) for one in ended), ended
    return [getattr(one, "code", "") for one in ended]


PORTS = st.sampled_from([80, 81])
PROTOCOLS = st.sampled_from(["tcp", "udp", "http"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "start", "stop", "delete", "set", "lock", "unlock", "off", "on"]), PROTOCOLS, PORTS
    ),
    max_size=15,
)


class Model:
    """What the documentation says of a balancer's listeners."""

    def __init__(self) -> None:
        self.listeners: dict[tuple[str, int], bool] = {}
        self.locked = False
        self.active = True

    def refuses(self, step: str, protocol: str, port: int) -> str:
        """Return the code with which a step has to be refused, empty when it has to succeed."""
        if step in {"lock", "unlock"}:
            return ""
        if self.locked:
            return "ActionNotAllowed"
        if step in {"on", "off"}:
            return ""
        if step == "create":
            taken = {(number, name == "udp") for name, number in self.listeners}
            return "ListenerAlreadyExists" if (port, protocol == "udp") in taken else ""
        return "" if (protocol, port) in self.listeners else "ListenerNotFound"

    def take(self, step: str, protocol: str, port: int) -> None:
        """Take a step that succeeded."""
        place = (protocol, port)
        if step == "create":
            self.listeners[place] = False
        elif step in {"start", "stop"}:
            self.listeners[place] = step == "start"
        elif step == "delete":
            del self.listeners[place]
        elif step in {"lock", "unlock"}:
            self.locked = step == "lock"
        elif step in {"on", "off"}:
            self.active = step == "on"

    @property
    def open(self) -> set[str]:
        """The listeners whose ports are open."""
        if self.locked or not self.active:
            return set()
        return {f"{protocol}_{port}" for (protocol, port), running in self.listeners.items() if running}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whatever_is_called_the_ports_are_what_was_said(empty_store: SqliteStore, steps: list[Any]) -> None:
    cloud = Cloud(empty_store, engine=RecordingEngine(), quotas=Quotas(balancers_per_region=10_000))
    assert cloud.engine is not None
    assert cloud.reconciler is not None
    balancer, model = await cloud.balancer(), Model()
    for step, protocol, port in steps:
        expected, (code,) = (
            model.refuses(step, protocol, port),
            await _all([_take(cloud, balancer, step, protocol, port)]),
        )
        assert code == expected
        if not code:
            model.take(step, protocol, port)
        plans = [plan for plan in cloud.engine.plans if plan.balancer_id == balancer]
        assert {one.id.removeprefix(f"{balancer}_") for one in (plans[-1].listeners if plans else ())} == model.open
    await cloud.reconciler.stop()


async def _take(cloud: Cloud, balancer: str, step: str, protocol: str, port: int) -> None:
    place = {"LoadBalancerId": balancer, "ListenerPort": port}
    if step == "create":
        await cloud.listener(balancer, protocol, port)
    elif step == "set":
        await cloud(f"SetLoadBalancer{protocol.upper()}ListenerAttribute", **place, Scheduler="rr")
    elif step in {"lock", "unlock"}:
        await cloud.lock(balancer, "financial" if step == "lock" else "")
    elif step in {"on", "off"}:
        status = "active" if step == "on" else "inactive"
        await cloud("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus=status)
    else:
        action = {"start": "Start", "stop": "Stop", "delete": "Delete"}[step]
        await cloud(f"{action}LoadBalancerListener", **place, ListenerProtocol=protocol)


async def test_what_is_named_is_not_deleted_meanwhile(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await cloud.balancer()
    await cloud.https(balancer)
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    for number in range(4):
        certificate = await cloud.certificate("a.test")
        named = {"ServerCertificateId": certificate}
        domain = f"{number}.test"
        extended, deleted = await _all(
            [
                cloud("CreateDomainExtension", **place, Domain=domain, **named),
                cloud("DeleteServerCertificate", **named),
            ]
        )
        assert {extended, deleted} in ({"", "InvalidParameter"}, {"", "CertificateAndPrivateKeyIsRefered"})
        if not extended:
            (shown,) = (await cloud("DescribeDomainExtensions", **place))["DomainExtensions"]["DomainExtension"]
            await cloud("DeleteDomainExtension", DomainExtensionId=shown["DomainExtensionId"])
        policy = {"Name": "mine", "TLSVersions": ["TLSv1.2"], "Ciphers": ["AES128-SHA"]}
        policy_id = (await cloud("CreateTLSCipherPolicy", **policy))["TLSCipherPolicyId"]
        used, deleted = await _all(
            [
                cloud("SetLoadBalancerHTTPSListenerAttribute", **place, TLSCipherPolicy=policy_id),
                cloud("DeleteTLSCipherPolicy", TLSCipherPolicyId=policy_id),
            ]
        )
        assert {used, deleted} in ({"", "InvalidParameter"}, {"", "Operation.NotAllowed"})
        pair = {"MasterSlaveServerGroupId": await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80")}
        listening = {"LoadBalancerId": balancer, "ListenerPort": 9000 + number}
        used, deleted = await _all(
            [
                cloud("CreateLoadBalancerTCPListener", **listening, **pair),
                cloud("DeleteMasterSlaveServerGroup", **pair),
            ]
        )
        assert {used, deleted} in ({"", "InvalidParameter"}, {"", "RspoolVipExist"})


async def test_the_smaller_quotas_hold_when_calls_meet(store: Store) -> None:
    cloud = Cloud(store, quotas=Quotas(entries_per_acl=2))
    balancer = await cloud.balancer()
    await cloud.https(balancer)
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    named = {"ServerCertificateId": await cloud.certificate("a.test")}
    made = await _all([cloud("CreateDomainExtension", **place, Domain=f"{one}.test", **named) for one in range(5)])
    assert sorted(made) == ["", "", "", "OverQuota", "OverQuota"]
    same = await _all([cloud("CreateDomainExtension", **place, Domain="0.test", **named) for _ in range(3)])
    assert set(same) <= {"DomainAlreadyExists", "OverQuota"}
    added = await _all([cloud("AddListenerWhiteListItem", **place, SourceItems=[f"10.0.0.{one}"]) for one in range(4)])
    assert sorted(added) == ["", "", *["SourceItemsQuotaOverLimit"] * 2]
    tagged = await _all([cloud("AddTags", LoadBalancerId=balancer, Tags=[{"TagKey": f"k{one}"}]) for one in range(25)])
    assert tagged.count("TagCountLimit") == 5
