"""Certificates of listeners and domains: which are taken, what is shown of them, and what the plan gets."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority, Pair
from twincloud.balancing.plan import ForwardingPlan, Tls

ONE_WAY = {"SSLMode": "UNIDIRECTIONAL"}


@pytest.fixture
async def balancer(cloud: Cloud) -> str:
    return await cloud.balancer()


@pytest.fixture(scope="module")
def pair(authority: Authority) -> Pair:
    return authority.issue("a.test")


@pytest.fixture(scope="module")
def other(authority: Authority) -> Pair:
    return authority.issue("a.test", key=rsa.generate_private_key(65537, 2048))


def brought(pair: Pair) -> dict[str, str]:
    return {"CertName": "brought", "CertContent": pair.chain, "CertKey": pair.key}


async def test_the_plan_gets_chain_key_and_authority(
    cloud: Cloud, balancer: str, pair: Pair, authority: Authority
) -> None:
    own, ca = await cloud.certificate(pair), await cloud.authority(authority)
    await cloud.listener(balancer, 443, "HTTPS", Certificate={"SSLMode": "MUTUAL", "CertId": own, "CertCaId": ca})
    plan = await cloud.plan(balancer)
    assert [(one.id, one.chain_pem, one.key_pem) for one in plan.certificates] == [(own, pair.chain, pair.key)]
    assert [(one.id, one.ca_pem) for one in plan.client_authorities] == [(ca, authority.pem)]
    assert plan.listeners[0].tls == Tls((own,), ca, client_certificate_required=True, http2=False)


async def test_several_may_be_brought_along(cloud: Cloud, balancer: str, pair: Pair, other: Pair) -> None:
    several = {**ONE_WAY, "CertList": [brought(pair), brought(other)]}
    listener = await cloud.listener(balancer, 443, "HTTPS", MultiCertInfo=several)
    shown = (await cloud.shown(balancer, listener))["Certificate"]
    plan = await cloud.plan(balancer)
    assert [one.id for one in plan.certificates] == [shown["CertId"], *shown["ExtCertIds"]]
    assert [one.key_pem for one in plan.certificates] == [pair.key, other.key]
    assert await cloud.count("certificate") == 2


async def test_what_was_brought_along_is_kept_once(cloud: Cloud, balancer: str, pair: Pair) -> None:
    await cloud(
        "CreateListener", LoadBalancerId=balancer, Ports=[443, 444], Protocol="HTTPS", Certificate=brought(pair)
    )
    listener = await cloud.listener(balancer, 445, "HTTPS", Certificate=brought(pair))
    again = {"LoadBalancerId": balancer, "ListenerId": listener, "Certificate": brought(pair)}
    await cloud("ModifyListener", **again)
    assert await cloud.count("certificate") == 1


async def test_it_goes_with_a_call_that_is_refused(cloud: Cloud, balancer: str, pair: Pair) -> None:
    await cloud.listener(balancer, 443)
    error = await cloud.refused(
        "CreateListener", LoadBalancerId=balancer, Ports=[443], Protocol="HTTPS", Certificate=brought(pair)
    )
    assert error.code == "InvalidParameter.PortCheckFailed"
    assert await cloud.count("certificate") == 0


async def test_a_listener_changes_to_several(cloud: Cloud, balancer: str, pair: Pair, other: Pair) -> None:
    first, second = await cloud.certificate(pair), await cloud.certificate(other)
    listener = await cloud.listener(balancer, 443, "HTTPS", Certificate={"CertId": first})
    several = {**ONE_WAY, "CertList": [{"CertId": second}, {"CertId": first}]}
    await cloud("ModifyListener", LoadBalancerId=balancer, ListenerId=listener, MultiCertInfo=several)
    shown = (await cloud.shown(balancer, listener))["Certificate"]
    assert (shown["CertId"], shown["ExtCertIds"]) == (second, [first])
    assert (await certificates_of(cloud, balancer)) == [second, first]


async def test_a_domain_changes_to_several(cloud: Cloud, balancer: str, pair: Pair, other: Pair) -> None:
    first, second = await cloud.certificate(pair), await cloud.certificate(other)
    listener = await cloud.listener(balancer, 443, "HTTPS", SniSwitch=1)
    await cloud.rule(balancer, listener, Certificate={"CertId": first})
    await cloud.rule(balancer, listener, url="/more")
    several = {**ONE_WAY, "CertList": [{"CertId": first}, {"CertId": second}]}
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await cloud("ModifyDomainAttributes", **place, Domain="a.test", MultiCertInfo=several)
    rules = (await cloud.shown(balancer, listener))["Rules"]
    assert [rule["Certificate"]["ExtCertIds"] for rule in rules] == [[second], [second]]
    assert await certificates_of(cloud, balancer) == [first, second]


async def certificates_of(cloud: Cloud, balancer: str) -> list[str]:
    plan: ForwardingPlan = await cloud.plan(balancer)
    return [one.id for one in plan.certificates]


async def test_rules_without_sni_show_none(cloud: Cloud, balancer: str, pair: Pair) -> None:
    listener = await cloud.listener(balancer, 443, "HTTPS", Certificate={"CertId": await cloud.certificate(pair)})
    await cloud.rule(balancer, listener)
    assert (await cloud.shown(balancer, listener))["Rules"][0]["Certificate"] is None


async def test_ids_differ_by_case_and_are_the_accounts_own(cloud: Cloud, balancer: str, pair: Pair) -> None:
    own = await cloud.certificate(pair)
    asked = {"LoadBalancerId": balancer, "Ports": [443], "Protocol": "HTTPS"}
    error = await cloud.refused("CreateListener", **asked, Certificate={"CertId": own.swapcase()})
    assert error.code == "InvalidParameter"
    stranger = Cloud(cloud.store, tenant=cloud.tenant._replace(account="100000000002"))
    error = await stranger.refused(
        "CreateListener", **{**asked, "LoadBalancerId": await stranger.balancer()}, Certificate={"CertId": own}
    )
    assert error.code == "InvalidParameter"


def refusals(pair: Pair, other: Pair, own: str, second: str, ca: str) -> list[tuple[dict[str, Any], str]]:
    """Return what an HTTPS listener may not say about certificates, and the refusal's code."""
    return [
        ({}, "MissingParameter"),
        ({"Certificate": {"CertId": ""}}, "MissingParameter"),
        (
            {"Certificate": {"CertId": own}, "MultiCertInfo": {**ONE_WAY, "CertList": [{"CertId": own}]}},
            "InvalidParameterValue",
        ),
        ({"SniSwitch": 1, "Certificate": {"CertId": own}}, "InvalidParameterValue"),
        ({"Certificate": {"CertId": ca}}, "InvalidParameterValue"),
        ({"Certificate": {"SSLMode": "MUTUAL", "CertId": own}}, "MissingParameter"),
        ({"Certificate": {"SSLMode": "MUTUAL", "CertId": own, "CertCaId": own}}, "InvalidParameterValue"),
        ({"MultiCertInfo": {"SSLMode": "MUTUAL", "CertList": [{"CertId": own}]}}, "MissingParameter"),
        ({"MultiCertInfo": {**ONE_WAY, "CertList": [{"CertId": own}, {"CertId": second}]}}, "InvalidParameterValue"),
        ({"MultiCertInfo": {**ONE_WAY, "CertList": [{"CertId": ca}]}}, "MissingParameter"),
        ({"Certificate": {**brought(pair), "CertKey": other.key}}, "InvalidParameterValue"),
        ({"Certificate": {**brought(pair), "CertKey": ""}}, "InvalidParameterValue"),
        ({"Certificate": {"CertContent": "nothing", "CertKey": pair.key}}, "InvalidParameterValue"),
    ]  # fmt: skip


async def test_refusals(cloud: Cloud, balancer: str, pair: Pair, other: Pair, authority: Authority) -> None:
    own, second = await cloud.certificate(pair), await cloud.certificate(authority.issue("b.test"))
    for members, code in refusals(pair, other, own, second, await cloud.authority(authority)):
        asked = {"LoadBalancerId": balancer, "Ports": [443], "Protocol": "HTTPS", **members}
        assert (await cloud.refused("CreateListener", **asked)).code == code, members
    assert await cloud.count("clb_listener") == 0


async def test_over_quic_clients_cannot_be_asked(cloud: Cloud, balancer: str, pair: Pair, authority: Authority) -> None:
    mutual = {
        "SSLMode": "MUTUAL",
        "CertId": await cloud.certificate(pair),
        "CertCaId": await cloud.authority(authority),
    }
    asked = {"LoadBalancerId": balancer, "Ports": [443], "Protocol": "QUIC", "Certificate": mutual}
    assert (await cloud.refused("CreateListener", **asked)).code == "InvalidParameterValue"
    listener = await cloud.listener(balancer, 443, "HTTPS", Certificate=mutual)
    rule = {"Domain": "a.test", "Url": "/", "Quic": True}
    error = await cloud.refused("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=[rule])
    assert error.code == "InvalidParameterValue"


async def test_domains_need_theirs_with_sni_and_have_none_without(cloud: Cloud, balancer: str, pair: Pair) -> None:
    own = {"CertId": await cloud.certificate(pair)}
    with_sni = await cloud.listener(balancer, 443, "HTTPS", SniSwitch=1)
    without = await cloud.listener(balancer, 444, "HTTPS", Certificate=own)
    for listener, members, code in (
        (with_sni, {}, "MissingParameter"), (without, {"Certificate": own}, "InvalidParameterValue"),
    ):  # fmt: skip
        rules = [{"Domain": "a.test", "Url": "/", **members}]
        error = await cloud.refused("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=rules)
        assert error.code == code
    assert await cloud.count("clb_rule") == 0
