"""Domain extensions: what is refused, and what becomes of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

CREATE, CHANGE, DELETE = "CreateDomainExtension", "SetDomainExtensionAttribute", "DeleteDomainExtension"


async def extended(cloud: Cloud, balancer: str, domain: str = "one.test", **members: Any) -> str:
    """Make an extension of the balancer's listener on port 443 and return its id."""
    certificate = await cloud.certificate("one.test")
    given = {"LoadBalancerId": balancer, "ListenerPort": 443, "ServerCertificateId": certificate, **members}
    return str((await cloud(CREATE, Domain=domain, **given))["DomainExtensionId"])


@pytest.fixture
async def balancer(cloud: Cloud) -> str:
    """A balancer with an HTTPS listener that has an extension."""
    made = await cloud.balancer()
    await cloud.https(made)
    await extended(cloud, made, "Old.test")
    return made


@pytest.mark.parametrize(
    ("members", "code", "status"),
    [
        ({"LoadBalancerId": "lb-unknown"}, "InvalidLoadBalancerId.NotFound", 404),
        ({"ListenerPort": 444}, "ListenerNotFound", 404),
        ({"ListenerPort": 80}, "ListenerNotFound", 404),
        ({"Domain": "a..b"}, "DomainMalformed", 400),
        ({"Domain": "old.TEST"}, "DomainAlreadyExists", 400),
        ({"ServerCertificateId": None}, "MissingParameter", 400),
        ({"ServerCertificateId": "unknown"}, "InvalidParameter", 400),
    ],
)
async def test_what_is_refused(cloud: Cloud, balancer: str, members: dict[str, Any], code: str, status: int) -> None:
    await cloud.listener(balancer, "http", 80)
    certificate = await cloud.certificate("new.test")
    asked = {"LoadBalancerId": balancer, "ListenerPort": 443, "Domain": "new.test", "ServerCertificateId": certificate}
    given = {name: value for name, value in {**asked, **members}.items() if value is not None}
    error = await cloud.refused(CREATE, **given)
    assert (error.code, error.status) == (code, status)
    assert await cloud.count("slb_domain_extension") == 1


async def test_a_listener_has_three_at_most(cloud: Cloud, balancer: str) -> None:
    for domain in ("two.test", "three.test"):
        await extended(cloud, balancer, domain)
    certificate = await cloud.certificate("four.test")
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    error = await cloud.refused(CREATE, **place, Domain="four.test", ServerCertificateId=certificate)
    assert error.code == "OverQuota"


async def test_nobody_elses_is_found(cloud: Cloud, balancer: str, empty_store: SqliteStore) -> None:
    listed = await cloud("DescribeDomainExtensions", LoadBalancerId=balancer, ListenerPort=443)
    named = {"DomainExtensionId": listed["DomainExtensions"]["DomainExtension"][0]["DomainExtensionId"]}
    other = Cloud(empty_store, tenant=Tenant("100000000002", "cn-hangzhou"))
    certificate = {"ServerCertificateId": await other.certificate("x.test")}
    for action, more in ((CHANGE, certificate), (DELETE, {}), ("DescribeDomainExtensionAttribute", {})):
        error = await other.refused(action, **named, **more)
        assert (error.code, error.status) == ("InvalidParameter.DomainExtensionId", 400)
    assert (await cloud.refused(CHANGE, **named)).code == "MissingParameter"
    assert (await cloud.refused(CHANGE, **named, ServerCertificateId="unknown")).code == "InvalidParameter"
    await cloud.lock(balancer, "financial")
    for action in (CHANGE, DELETE):
        assert (await cloud.refused(action, **named, **certificate)).code == "ActionNotAllowed"


async def test_while_the_port_is_being_opened_they_wait(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    await driven.https(balancer)
    made = await extended(driven, balancer)
    certificate = await driven.certificate("two.test")
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    engine.open.clear()
    starting = asyncio.create_task(driven("StartLoadBalancerListener", **place))
    await engine.arrival(balancer, (await driven.plan(balancer)).generation + 1)
    asked = {"ServerCertificateId": certificate}
    for action, members in (
        (CREATE, {**place, "Domain": "two.test", **asked}),
        (CHANGE, {"DomainExtensionId": made, **asked}),
        (DELETE, {"DomainExtensionId": made}),
    ):
        assert (await driven.refused(action, **members)).code == "DomainExtensionProcessing"
    engine.open.set()
    await starting


async def test_they_go_with_their_listener(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await cloud.balancer()
    for port in (443, 444):
        await cloud.https(balancer, port)
        await extended(cloud, balancer, ListenerPort=port)
    await cloud("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=443)
    assert await cloud.count("slb_domain_extension") == 1
    await cloud("DeleteLoadBalancer", LoadBalancerId=balancer)
    assert await cloud.count("slb_domain_extension") == 0
