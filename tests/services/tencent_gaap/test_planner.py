"""From rows, made through the operations, to plans: one golden file a case (`WRITE_GOLDEN=1` writes them anew)."""

from __future__ import annotations

import itertools
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from tests.services.tencent_gaap.harness import Cloud
from twincloud.balancing.plan import ForwardingPlan
from twincloud.contract import call as call_module

GOLDEN = Path(__file__).parent / "golden"
Case = Callable[[Cloud, str], Awaitable[None]]


@pytest.fixture(autouse=True)
def counted_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ids be counted instead of drawn, so that plans can be compared."""
    numbers = itertools.count(1)
    monkeypatch.setattr(call_module, "resource_id", lambda prefix, *_: f"{prefix}{next(numbers):08}")


async def empty(cloud: Cloud, proxy: str) -> None:
    """A connection without listeners asks for nothing."""


async def tcp(cloud: Cloud, proxy: str) -> None:
    """Schedulers and weights, checks, the client's address for origins, and one without origins."""
    plain, weighted, least, _ = await cloud.tcp(proxy, 80), await cloud.tcp(
        proxy, 81, Scheduler="wrr", HealthCheck=1, DelayLoop=30, ConnectTimeout=3, HealthyThreshold=2
    ), await cloud.tcp(proxy, 82, Scheduler="lc", ClientIPMethod=1), await cloud.tcp(proxy, 83)  # fmt: skip
    await cloud.bind(plain[0], "10.0.0.1:80:5", "10.0.0.2:81:7")
    await cloud.bind(weighted[0], "10.0.0.1:80:5", "10.0.0.2:81:7")
    await cloud.bind(least[0], "10.0.0.1:80")


async def backups(cloud: Cloud, proxy: str) -> None:
    """Roles act where the listener's switch is on."""
    for port, switch in ((80, 1), (81, 0)):
        (listener,) = await cloud.tcp(proxy, port, FailoverSwitch=switch, HealthCheck=1)
        ids = await cloud.origins("10.0.0.1", "10.0.0.2")
        await cloud(
            "BindListenerRealServers", ListenerId=listener, RealServerBindSet=[
                {"RealServerId": ids[host], "RealServerIP": host, "RealServerPort": 80, "RealServerFailoverRole": role}
                for host, role in (("10.0.0.1", "master"), ("10.0.0.2", "slave"))
            ],
        )  # fmt: skip


async def udp(cloud: Cloud, proxy: str) -> None:
    """A check by a question and its answer, by the port alone, and by ping."""
    check = {"HealthCheck": 1, "CheckType": "PORT", "CheckPort": 9}
    await cloud.bind(await cloud.udp(proxy, 80, **check, SendContext="ping", RecvContext="pong"), "10.0.0.1:80")
    await cloud.udp(proxy, 81, **check, SendContext="ping")
    await cloud.udp(proxy, 82, HealthCheck=1, CheckType="PING")


async def names(cloud: Cloud, proxy: str) -> None:
    """Origins by name stay names."""
    (listener,) = await cloud.tcp(proxy, 80, RealServerType="DOMAIN", HealthCheck=1)
    await cloud.bind(listener, "origin.test:80")


async def http(cloud: Cloud, proxy: str) -> None:
    """Domains, the default one, the longest path first, checks, passive checks, another Host, redirections."""
    listener = await cloud.http(proxy)
    await cloud("CreateDomain", ListenerId=listener, Domain="*.b.test", IsDefaultServer=True)
    check = {"DelayLoop": 10, "ConnectTimeout": 5, "Path": "/up", "Method": "GET", "StatusCode": [100, 200, 400]}
    await cloud.bind(await cloud.rule(listener, "a.test", "/", HealthCheck=1, CheckParams=check), "10.0.0.1:80")
    await cloud.rule(listener, "a.test", "/longer", ForwardHost="inside.test", Scheduler="lc")
    await cloud.rule(listener, "*.b.test", "/", HealthCheck=1, CheckParams={**check, "FailedThreshold": 2})
    for path, url in (("/secure", "https:"), ("/moved", "https://c.test:8443/there"), ("/host", "http://c.test")):
        await cloud.rule(listener, "*.b.test", path, ForcedRedirect=url)


async def https(cloud: Cloud, proxy: str) -> None:
    """Certificates of the listener and of a domain, what is spoken with origins, and no loop of redirections."""
    listener = await cloud.https(proxy, ForwardProtocol="HTTPS")
    await cloud("CreateDomain", ListenerId=listener, Domain="own.test", CertificateId=await cloud.certificate())
    sni = {"ServerNameIndicationSwitch": "ON", "ServerNameIndication": "inside.test"}
    await cloud.rule(listener, "own.test", **sni)
    await cloud.rule(listener, "a.test", ForwardProtocol="HTTP", ForcedRedirect="https:")


async def clients(cloud: Cloud, proxy: str) -> None:
    """Clients' certificates are demanded, by the listener and by a domain of other authorities."""
    first, second = await cloud.certificate(1), await cloud.certificate(1)
    listener = await cloud.https(proxy, AuthType=1, PolyClientCertificateIds=[first])
    await cloud("CreateDomain", ListenerId=listener, Domain="a.test")
    both = {"PolyClientCertificateIds": [first, second]}
    await cloud("CreateDomain", ListenerId=listener, Domain="b.test", **both)
    await cloud("CreateDomain", ListenerId=listener, Domain="c.test", CertificateId=await cloud.certificate())


async def http3(cloud: Cloud, proxy: str) -> None:
    """HTTP/3 is a listener of its own on the same port of UDP; clients are told of it for the domains that have it."""
    listener = await cloud.https(proxy, Http3Supported=1)
    await cloud.rule(listener, "a.test")
    await cloud("CreateDomain", ListenerId=listener, Domain="b.test", Http3Supported=0)


async def guarded(cloud: Cloud, proxy: str) -> None:
    """A policy that is on says of every listener whom it serves."""
    await cloud.tcp(proxy, 80)
    await cloud.udp(proxy, 80)
    await cloud.rule(await cloud.http(proxy, 81), "a.test")
    policy = (await cloud("CreateSecurityPolicy", ProxyId=proxy, DefaultAction="DROP"))["PolicyId"]
    rules = [
        {"SourceCidr": "10.0.0.1", "Action": "DROP"}, {"SourceCidr": "10.0.0.0/29", "Action": "ACCEPT"},
        {"SourceCidr": "192.0.2.0/24", "Action": "ACCEPT", "Protocol": "TCP", "DestPortRange": "80,90-99"},
    ]  # fmt: skip
    await cloud("CreateSecurityRules", PolicyId=policy, RuleList=rules)
    await cloud("OpenSecurityPolicy", PolicyId=policy)


async def treated(cloud: Cloud, proxy: str) -> None:
    """Versions of TLS; passwords, proofs and error pages of a domain; headers of a rule."""
    listener = await cloud.https(proxy, ForwardProtocol="HTTPS", Http3Supported=1)
    rule = await cloud.rule(listener, "a.test")
    await cloud.rule(listener, "b.test")
    tls = {"TLSSupportVersion": ["TLSv1.1", "TLSv1.2"], "TLSCiphers": "GAAP_TLS_CIPHERS_STRICT"}
    await cloud("SetTlsVersion", ListenerId=listener, **tls)
    users = await cloud.certificate(0, CertificateContent="ann:{SHA}/pHHYKZ/ehvCo1WOtZBaPGhW0nI=")
    proofs = {"RealServerAuth": 1, "RealServerCertificateId": await cloud.certificate(3)}
    place = {"ListenerId": listener, "Domain": "a.test"}
    await cloud("SetAuthentication", **place, **proofs, BasicAuth=1, BasicAuthConfId=users)
    header = {"HeaderName": "X-Client", "HeaderValue": "$remote_addr"}
    await cloud("CreateCustomHeader", RuleId=rule, Headers=[header, {"HeaderName": "X-A", "HeaderValue": "b"}])
    page = {"ErrorNos": [502, 503], "Body": "away", "NewErrorNo": 200, "ClearHeaders": ["Server"]}
    await cloud("CreateDomainErrorPageInfo", **place, **page, SetHeaders=[header])


async def closed(cloud: Cloud, proxy: str) -> None:
    """A connection that is closed asks for nothing."""
    await cloud.tcp(proxy)
    await cloud("CloseProxies", ProxyIds=[proxy])


async def deleted(cloud: Cloud, proxy: str) -> None:
    """What was deleted is asked for no more."""
    (gone,) = await cloud.tcp(proxy, 80)
    listener = await cloud.http(proxy, 81)
    first = await cloud.rule(listener, "a.test", "/gone")
    await cloud.rule(listener, "a.test", "/kept")
    await cloud.rule(listener, "b.test")
    await cloud("DeleteRule", ListenerId=listener, RuleId=first, Force=1)
    await cloud("DeleteDomain", ListenerId=listener, Domain="b.test", Force=1)
    await cloud.delete(proxy, gone)


CASES = [empty, tcp, backups, udp, names, http, https, clients, http3, guarded, treated, closed, deleted]


def without_material(plan: ForwardingPlan) -> ForwardingPlan:
    """Return the plan with words in place of certificates, which are new ones in every run."""
    return msgspec.structs.replace(
        plan,
        certificates=tuple(
            msgspec.structs.replace(one, chain_pem="[chain]", key_pem="[key]") for one in plan.certificates
        ),
        client_authorities=tuple(
            msgspec.structs.replace(one, ca_pem=f"[{one.ca_pem.count('BEGIN CERTIFICATE')}]")
            for one in plan.client_authorities
        ),
        pools=tuple(
            msgspec.structs.replace(one, trust=msgspec.structs.replace(one.trust, authorities_pem="[authority]"))
            if one.trust
            else one
            for one in plan.pools
        ),
    )


@pytest.mark.parametrize("case", CASES)
async def test_golden(cloud: Cloud, case: Case) -> None:
    proxy = await cloud.proxy()
    await case(cloud, proxy)
    made = without_material(await cloud.plan(proxy))
    file = GOLDEN / f"{case.__name__}.json"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n")
    # As values: a plan's words that GAAP does not use have their defaults.
    assert made == msgspec.json.decode(file.read_bytes(), type=ForwardingPlan)


async def test_a_connection_that_is_going_asks_for_nothing(driven: Cloud) -> None:
    assert driven.engine is not None
    proxy = await driven.proxy()
    await driven.tcp(proxy)
    await driven.settled()
    driven.engine.open.clear()
    await driven("DestroyProxies", ProxyIds=[proxy], Force=1)
    plan = await driven.plan(proxy)
    assert (plan.balancer_id, plan.listeners, plan.pools) == (proxy, (), ())


async def test_whose_listener_it_is(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    (listener,) = await cloud.tcp(proxy)
    found = await cloud.store.read(lambda tx: [cloud.planner.balancer_of(tx, one) for one in (listener, "listener-x")])
    assert found == [proxy, None]
