"""Changes of groups, servers, rules and access lists of SLB lose no request."""

from __future__ import annotations

from tests.e2e.test_changes_under_load import PER_SECOND
from tests.support.certificates import Authority
from tests.support.load import load, until_sent
from tests.support.server import ServerProcess
from tests.support.slb import Slb, local
from tests.support.targets import http_targets

CHANGES = 25
INSIDE = "127.0.0.0/8"


async def test_a_thousand_requests_a_second_survive_changes_of_each_kind(server: ServerProcess) -> None:
    slb = Slb(server)
    async with http_targets("a", "b", "c") as servers:
        a, b, c = (one.port for one in servers.values())
        acl = await slb.acl("load", INSIDE)
        access = {"AclStatus": "on", "AclType": "white", "AclId": acl}
        balancer, vip = await slb.serving("http", 80, a, b, **access)
        group = {"VServerGroupId": (await slb.shown(balancer, "http", 80))["VServerGroupId"]}
        other = await slb.group(balancer, c)
        rule = await slb.rule(balancer, 80, group["VServerGroupId"], Domain="load.test")
        async with load(vip, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND)
            for number in range(CHANGES):
                await slb("AddVServerGroupBackendServers", **group, BackendServers=local((c, number)))
                await slb("SetVServerGroupAttribute", **group, BackendServers=local((a, 1 + number)))
                await slb("SetRule", RuleId=rule, VServerGroupId=other)
                one = await slb.rule(balancer, 80, other, Url=f"/other{number}")
                entry = [{"entry": f"10.0.{number}.0/24"}]
                await slb("AddAccessControlListEntry", AclId=acl, AclEntrys=entry)
                await until_sent(running, 10)
                await slb("SetRule", RuleId=rule, **group)
                swap = {"OldBackendServers": local(c), "NewBackendServers": local((c, 50))}
                await slb("ModifyVServerGroupBackendServers", **group, **swap)
                await slb("RemoveVServerGroupBackendServers", **group, BackendServers=local(c))
                await slb("DeleteRules", RuleIds=[one])
                await slb("RemoveAccessControlListEntry", AclId=acl, AclEntrys=entry)
                scheduler = ("wrr", "rr", "wlc")[number % 3]
                await slb.change(balancer, "http", 80, Scheduler=scheduler)
                await until_sent(running, 10)
            await until_sent(running, PER_SECOND)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b", "c"}
    assert running.sent >= 2 * PER_SECOND + 20 * CHANGES
    assert running.rate > PER_SECOND / 2, "the machine was too slow for this test to mean anything"


async def test_so_do_changes_of_certificates_policies_lists_and_logs(server: ServerProcess) -> None:
    slb = Slb(server)
    authority = Authority()
    async with http_targets("a") as servers:
        own, other = [await slb.certificate(authority.issue("load.test", "other.test")) for _ in range(2)]
        policy = {"Name": "load", "TLSVersions": ["TLSv1.2", "TLSv1.3"]}
        suites = ["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"]
        made = await slb("CreateTLSCipherPolicy", **policy, Ciphers=suites)
        named = {"TLSCipherPolicyId": made["TLSCipherPolicyId"]}
        balancer, vip = await slb.serving(
            "https", 443, servers["a"].port, ServerCertificateId=own, TLSCipherPolicy=made["TLSCipherPolicyId"]
        )
        place = {"LoadBalancerId": balancer, "ListenerPort": 443}
        await slb("AddListenerWhiteListItem", **place, SourceItems=INSIDE)
        await slb("SetListenerAccessControlStatus", **place, AccessControlStatus="open_white_list")
        rule = {"LoadBalancerId": balancer, "LogProject": "load", "LogStore": "load"}
        per_second = PER_SECOND // 4
        async with load(vip, 443, per_second=per_second, host_header="load.test", tls=authority.client()) as running:
            await until_sent(running, per_second)
            for number in range(5):
                made = await slb("CreateDomainExtension", **place, Domain="other.test", ServerCertificateId=own)
                extension = {"DomainExtensionId": made["DomainExtensionId"]}
                await slb("AddListenerWhiteListItem", **place, SourceItems=f"10.0.{number}.0/24")
                await until_sent(running, 10)
                await slb("SetDomainExtensionAttribute", **extension, ServerCertificateId=other)
                await slb("RemoveListenerWhiteListItem", **place, SourceItems=f"10.0.{number}.0/24")
                await slb("SetAccessLogsDownloadAttribute", LogsDownloadAttributes=[rule])
                await until_sent(running, 10)
                changed = [*suites, "ECDHE-RSA-AES128-GCM-SHA256"] if number % 2 == 0 else suites
                await slb(
                    "SetTLSCipherPolicyAttribute",
                    TLSCipherPolicyId=named["TLSCipherPolicyId"],
                    **policy,
                    Ciphers=changed,
                )
                await slb("DeleteDomainExtension", **extension)
                await slb("DeleteAccessLogsDownloadAttribute", LogsDownloadAttributes=[rule])
                await until_sent(running, 10)
            await until_sent(running, per_second)
    assert running.failures == {}
    assert set(running.answers) == {"a"}
    assert running.sent >= 2 * per_second + 150
