"""ModifyRule, ModifyDomain, ModifyDomainAttributes, and what rules of one domain share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from twincloud.balancing.plan import Protocol


@pytest.fixture
async def place(cloud: Cloud, authority: Authority) -> dict[str, str]:
    balancer = await cloud.balancer()
    own = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    return {"LoadBalancerId": balancer, "ListenerId": await cloud.listener(balancer, 443, "HTTPS", Certificate=own)}


async def rule(cloud: Cloud, place: dict[str, str], domain: str = "a.test", url: str = "/", **members: Any) -> str:
    return await cloud.rule(place["LoadBalancerId"], place["ListenerId"], domain, url, **members)


async def rules(cloud: Cloud, place: dict[str, str]) -> list[dict[str, Any]]:
    return list((await cloud.shown(place["LoadBalancerId"], place["ListenerId"]))["Rules"])


async def test_rules_of_a_domain_share_what_is_the_domains(cloud: Cloud, place: dict[str, str]) -> None:
    await rule(cloud, place, Http2=True)
    await rule(cloud, place, url="/more")
    assert [(one["Http2"], one["QuicStatus"]) for one in await rules(cloud, place)] == [(True, "QUIC_INACTIVE")] * 2
    await rule(cloud, place, url="/third", Quic=True, Http2=False)
    assert [(one["Http2"], one["QuicStatus"]) for one in await rules(cloud, place)] == [(False, "QUIC_ACTIVE")] * 3
    await rule(cloud, place, "b.test")
    assert (await rules(cloud, place))[3]["QuicStatus"] == "QUIC_INACTIVE"


async def test_new_names(cloud: Cloud, place: dict[str, str]) -> None:
    await rule(cloud, place, DefaultServer=True)
    await rule(cloud, place, url="/more")
    await rule(cloud, place, "b.test")
    await cloud("ModifyDomainAttributes", **place, Domain="A.test", NewDomain="c.test")
    assert [one["Domain"] for one in await rules(cloud, place)] == ["c.test", "c.test", "b.test"]
    assert [one["DefaultServer"] for one in await rules(cloud, place)] == [True, True, False]
    await cloud("ModifyDomainAttributes", **place, Domain="c.test", NewDomains=["d.test", "*.d.test"])
    assert [one["Domains"] for one in await rules(cloud, place)] == [["d.test", "*.d.test"]] * 2 + [["b.test"]]
    await cloud("ModifyDomainAttributes", **place, NewDomains=["*.d.test", "d.test"], Http2=True)
    assert [one["Http2"] for one in await rules(cloud, place)] == [True, True, False]
    await cloud("ModifyDomain", **place, Domain="*.d.test", NewDomain="e.test")
    assert (await rules(cloud, place))[0]["Domains"] == ["e.test", "d.test"]


@pytest.mark.parametrize(
    ("action", "members", "code"),
    [
        ("ModifyDomain", {"Domain": "x.test", "NewDomain": "c.test"}, "InvalidParameterValue"),
        ("ModifyDomain", {"Domain": "a.test", "NewDomain": "b.test"}, "InvalidParameterValue"),
        ("ModifyDomain", {"Domain": "a.test", "NewDomain": "not a name"}, "InvalidParameter.FormatError"),
        ("ModifyDomain", {"Domain": "a.test", "NewDomain": "x" * 121}, "InvalidParameterValue.Length"),
        ("ModifyDomain", {"Domain": "a.test"}, "MissingParameter"),
        ("ModifyDomainAttributes", {}, "MissingParameter"),
        ("ModifyDomainAttributes", {"NewDomains": ["x.test"]}, "MissingParameter"),
        ("ModifyDomainAttributes", {"Domain": "x.test"}, "InvalidParameterValue"),
        ("ModifyDomainAttributes", {"Domain": "a.test", "NewDomain": "b.test"}, "InvalidParameterValue"),
        (
            "ModifyDomainAttributes",
            {"Domain": "a.test", "NewDomain": "c.test", "NewDomains": ["c.test"]},
            "InvalidParameterValue",
        ),
        ("ModifyDomainAttributes", {"Domain": "a.test", "NewDomains": ["c.test", "C.test"]}, "InvalidParameterValue"),
        ("ModifyDomainAttributes", {"Domain": "a.test", "DefaultServer": False}, "InvalidParameterValue"),
        ("ModifyDomainAttributes", {"Domain": "a.test", "NewDefaultServerDomain": "x.test"}, "InvalidParameterValue"),
        ("ModifyDomainAttributes", {"Domain": "a.test", "Certificate": {"CertId": "absent00"}}, "InvalidParameter"),
        ("ModifyRule", {"LocationId": "loc-absent00"}, "InvalidParameter"),
        ("ModifyRule", {}, "MissingParameter"),
    ],
)
async def test_refusals(cloud: Cloud, place: dict[str, str], action: str, members: dict[str, Any], code: str) -> None:
    await rule(cloud, place)
    await rule(cloud, place, "b.test")
    before = await rules(cloud, place)
    assert (await cloud.refused(action, **place, **members)).code == code
    assert await rules(cloud, place) == before


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Url": "/more"}, "InvalidParameterValue"),
        ({"Url": "more"}, "InvalidParameter.FormatError"),
        ({"Url": "~("}, "InvalidParameter.FormatError"),
        ({"Url": "/" * 201}, "InvalidParameterValue.Length"),
        ({"Scheduler": "FASTEST"}, "InvalidParameterValue"),
        ({"SessionExpireTime": 29}, "InvalidParameterValue"),
        ({"ForwardType": "TRPC"}, "UnsupportedOperation"),
        ({"HealthCheck": {"CheckType": "CUSTOM"}}, "InvalidParameterValue"),
        ({"OAuth": {"OAuthFailureStatus": "MAYBE"}}, "InvalidParameterValue"),
    ],
)
async def test_changes_of_a_rule_that_are_refused(
    cloud: Cloud, place: dict[str, str], members: dict[str, Any], code: str
) -> None:
    location = await rule(cloud, place)
    await rule(cloud, place, url="/more")
    before = await rules(cloud, place)
    assert (await cloud.refused("ModifyRule", **place, LocationId=location, **members)).code == code
    assert await rules(cloud, place) == before


async def test_plain_http_has_neither_http2_nor_quic_nor_certificates(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    place = {"LoadBalancerId": balancer, "ListenerId": await cloud.listener(balancer, 80, "HTTP")}
    await rule(cloud, place)
    for members in ({"Http2": True}, {"Quic": True}):
        error = await cloud.refused("ModifyDomainAttributes", **place, Domain="a.test", **members)
        assert error.code == "InvalidParameterValue"
        error = await cloud.refused("CreateRule", **place, Rules=[{"Domain": "b.test", "Url": "/", **members}])
        assert error.code == "InvalidParameterValue"


async def test_rules_of_h2c_forward_grpc(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
    listener = await cloud.listener(balancer, 80, "HTTP", H2cSwitch=True)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    error = await cloud.refused("CreateRule", **place, Rules=[{"Domain": "a.test", "Url": "/"}])
    assert error.code == "InvalidParameterValue"
    location = await rule(cloud, place, ForwardType="GRPCS")
    await cloud("ModifyRule", **place, LocationId=location, ForwardType="GRPC")
    error = await cloud.refused("ModifyRule", **place, LocationId=location, ForwardType="HTTP")
    assert error.code == "InvalidParameterValue"
    (planned,) = (await cloud.plan(balancer)).listeners
    assert planned.plain_http2


async def test_quic_needs_the_port_of_udp(cloud: Cloud, place: dict[str, str]) -> None:
    balancer = place["LoadBalancerId"]
    await cloud.listener(balancer, 443, "UDP")
    error = await cloud.refused("CreateRule", **place, Rules=[{"Domain": "a.test", "Url": "/", "Quic": True}])
    assert error.code == "InvalidParameter"
    await rule(cloud, place)
    error = await cloud.refused("ModifyDomainAttributes", **place, Domain="a.test", Quic=True)
    assert error.code == "InvalidParameter"


async def test_quic_that_the_engine_refuses_is_taken_back(driven: Cloud, authority: Authority) -> None:
    assert driven.engine is not None
    balancer = await driven.balancer()
    own = {"CertId": await driven.certificate(authority.issue("a.test"))}
    listener = await driven.listener(balancer, 443, "HTTPS", Certificate=own)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await rule(driven, place)
    await driven.settled()
    driven.engine.refuses = lambda plan: {one.id: "held" for one in plan.listeners if one.protocol is Protocol.HTTP3}
    answer = await driven("ModifyDomainAttributes", **place, Domain="a.test", Quic=True)
    await driven.settled()
    status = await driven.status(answer)
    assert (status["Status"], "held" in status["Message"]) == (1, True)
    assert (await rules(driven, place))[0]["QuicStatus"] == "QUIC_INACTIVE"
