"""Changes of GAAP's origins, rules and domains lose no request."""

from __future__ import annotations

from tests.support.gaap import Gaap
from tests.support.load import load, until_sent
from tests.support.server import ServerProcess
from tests.support.targets import http_target

PER_SECOND = 500
CHANGES = 20


async def test_origins_rules_and_domains_change_under_load(server: ServerProcess) -> None:
    gaap = Gaap(server)
    proxy = await gaap.proxy()
    address = await gaap.address(proxy)
    listener = await gaap.listener(proxy, "HTTP", 80)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="load.test")
    rule = await gaap.rule(listener, "load.test")
    async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
        await gaap.bind(rule, a.port, b.port)
        async with load(address, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND // 2)
            for number in range(CHANGES):
                await gaap.bind(rule, *((a.port, c.port) if number % 2 else (b.port, c.port)))
                other = await gaap.rule(listener, "load.test", f"/other{number}")
                await gaap.done("CreateDomain", ListenerId=listener, Domain=f"{number}.test")
                await until_sent(running, 10)
                await gaap.done("DeleteRule", ListenerId=listener, RuleId=other, Force=0)
                await gaap.done("DeleteDomain", ListenerId=listener, Domain=f"{number}.test", Force=0)
                await gaap.bind(rule, a.port, b.port)
                await until_sent(running, 10)
            await until_sent(running, PER_SECOND // 2)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b", "c"}
    assert running.sent >= PER_SECOND + 20 * CHANGES


async def test_treatment_and_access_change_under_load(server: ServerProcess) -> None:
    gaap = Gaap(server)
    proxy = await gaap.proxy()
    address = await gaap.address(proxy)
    listener = await gaap.listener(proxy, "HTTP", 80)
    for name in ("load.test", "other.test"):
        await gaap.done("CreateDomain", ListenerId=listener, Domain=name)
    rule = await gaap.rule(listener, "load.test")
    place = {"ListenerId": listener, "RuleId": rule}
    users = {"CertificateType": 0, "CertificateContent": "ann:{SHA}/pHHYKZ/ehvCo1WOtZBaPGhW0nI="}
    asks = {"BasicAuth": 1, "BasicAuthConfId": (await gaap("CreateCertificate", **users)).CertificateId}
    policy = (await gaap("CreateSecurityPolicy", ProxyId=proxy, DefaultAction="ACCEPT")).PolicyId
    async with http_target("a") as a, http_target("b") as b:
        await gaap.bind(rule, a.port, b.port)
        async with load(address, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND // 2)
            for number in range(CHANGES // 2):
                header = {"HeaderName": "X-Number", "HeaderValue": str(number)}
                await gaap.done("CreateCustomHeader", RuleId=rule, Headers=[header])
                await gaap.done("ModifyRuleAttribute", **place, Scheduler="lc" if number % 2 else "wrr")
                await gaap.done("OpenSecurityPolicy", PolicyId=policy)
                dropped = {"SourceCidr": f"192.0.2.{number}", "Action": "DROP"}
                await gaap.done("CreateSecurityRules", PolicyId=policy, RuleList=[dropped])
                other = {"ListenerId": listener, "Domain": "other.test"}
                page = {"ErrorNos": [503], "Body": "away"}
                made = (await gaap.done("CreateDomainErrorPageInfo", **other, **page)).ErrorPageId
                await gaap.done("SetAuthentication", **other, **asks)
                await until_sent(running, 10)
                await gaap.done("SetAuthentication", **other)
                await gaap.done("DeleteDomainErrorPageInfo", ErrorPageId=made)
                await gaap.done("CloseSecurityPolicy", PolicyId=policy)
                await until_sent(running, 10)
            await until_sent(running, PER_SECOND // 2)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b"}
