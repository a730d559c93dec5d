"""TLS policies of one's own: what is refused, what a policy comes to, and whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import TlsVersion
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb.listeners.tls_policies import SUITES, spoken
from twincloud.storage.store import Store

CREATE, CHANGE, DELETE = "CreateTLSCipherPolicy", "SetTLSCipherPolicyAttribute", "DeleteTLSCipherPolicy"
OWN = {"Name": "mine", "TLSVersions": ["TLSv1.2"], "Ciphers": ["AES128-SHA"]}


@pytest.mark.parametrize(
    "members",
    [
        {"Name": "1st"},
        {"Name": "x"},
        {"Name": "a b"},
        {"TLSVersions": ["SSLv3"]},
        {"TLSVersions": []},
        {"Ciphers": []},
        {"Ciphers": ["AES128-SHA"] * 33},
        {"Ciphers": ["RC4-MD5"]},
        {"Ciphers": ["AES128-SHA", "TLS_AES_128_GCM_SHA256"]},
        {"TLSVersions": ["TLSv1.0"], "Ciphers": ["AES128-GCM-SHA256"]},
        {"Ciphers": ["DES-CBC3-SHA", "AES128-SHA256"]},
        {"TLSVersions": ["TLSv1.3"], "Ciphers": ["TLS_AES_128_CCM_SHA256"]},
        {"TLSVersions": ["TLSv1.0", "TLSv1.2"]},
    ],
)
async def test_what_is_no_policy(cloud: Cloud, members: dict[str, Any]) -> None:
    assert (await cloud.refused(CREATE, **{**OWN, **members})).code in {"InvalidParameter", "MissingParameter"}
    made = await cloud(CREATE, **OWN)
    named = {"TLSCipherPolicyId": made["TLSCipherPolicyId"]}
    assert (await cloud.refused(CHANGE, **named, **{**OWN, **members})).code in {"InvalidParameter", "MissingParameter"}
    (shown,) = (await cloud("ListTLSCipherPolicies"))["TLSCipherPolicies"]
    assert {name: shown[name] for name in OWN} == OWN


@pytest.mark.parametrize(
    ("versions", "suites", "oldest", "newest", "left"),
    [
        (("TLSv1.2", "TLSv1.1"), ("AES256-SHA", "DES-CBC3-SHA"), "1.1", "1.2", ("AES256-SHA",)),
        # No suite of the older versions: they are not spoken.
        (("TLSv1.0", "TLSv1.1", "TLSv1.2"), ("AES128-GCM-SHA256",), "1.2", "1.2", ("AES128-GCM-SHA256",)),
        (("TLSv1.2", "TLSv1.3"), ("AES128-SHA", "TLS_AES_128_CCM_SHA256"), "1.2", "1.2", ("AES128-SHA",)),
        (("TLSv1.3",), ("TLS_AES_128_GCM_SHA256",), "1.3", "1.3", ()),
    ],
)
def test_what_it_comes_to(
    versions: tuple[str, ...], suites: tuple[str, ...], oldest: str, newest: str, left: tuple[str, ...]
) -> None:
    found = spoken(versions, suites)
    assert (found.oldest, found.newest, found.suites) == (TlsVersion(oldest), TlsVersion(newest), left)


def test_all_documented_suites_are_known() -> None:
    assert {version: len(suites) for version, suites in SUITES.items()} == {
        "TLSv1.0": 7, "TLSv1.1": 7, "TLSv1.2": 19, "TLSv1.3": 5,
    }  # fmt: skip


async def test_they_are_of_an_account_and_a_region(store: Store) -> None:
    cloud = Cloud(store)
    named = {"TLSCipherPolicyId": (await cloud(CREATE, **OWN))["TLSCipherPolicyId"]}
    elsewhere = Cloud(store, tenant=Tenant(cloud.tenant.account, "cn-beijing"))
    assert (await elsewhere("ListTLSCipherPolicies"))["TLSCipherPolicies"] == []
    stranger = Cloud(store, tenant=Tenant("100000000002", "cn-hangzhou"))
    assert (await stranger("ListTLSCipherPolicies"))["TLSCipherPolicies"] == []
    for action, members in ((CHANGE, OWN), (DELETE, {})):
        error = await stranger.refused(action, **named, **members)
        assert (error.code, error.status) == ("InvalidParameter", 404)
    balancer = await stranger.balancer()
    certificate = await stranger.certificate("a.test")
    error = await stranger.refused(
        "CreateLoadBalancerHTTPSListener", LoadBalancerId=balancer, ListenerPort=443, BackendServerPort=80,
        HealthCheck="off", ServerCertificateId=certificate, TLSCipherPolicy=named["TLSCipherPolicyId"],
    )  # fmt: skip
    assert (error.code, error.status) == ("InvalidParameter", 404)
    await cloud(DELETE, **named)
    assert (await cloud.refused(DELETE, **named)).code == "InvalidParameter"


async def test_every_listener_hears_of_a_change(driven: Cloud, engine: RecordingEngine) -> None:
    named = {"TLSCipherPolicyId": (await driven(CREATE, **OWN))["TLSCipherPolicyId"]}
    owners = [await driven.balancer() for _ in range(2)]
    for balancer in owners:
        await driven.https(balancer, 443, TLSCipherPolicy=named["TLSCipherPolicyId"])
        await driven("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=443)
    await driven(CHANGE, **named, **{**OWN, "Name": "renamed"})
    seen = len(engine.plans)
    await driven(CHANGE, **named, **{**OWN, "Ciphers": ["AES256-SHA"]})
    told = {plan.balancer_id: plan.listeners[0].tls for plan in engine.plans[seen:]}
    assert set(told) == set(owners)
    assert {tls.ciphers for tls in told.values() if tls is not None} == {("AES256-SHA",)}
    assert (await driven.refused(DELETE, **named)).code == "Operation.NotAllowed"
