"""Changes of targets, weights and rules lose no request."""

from __future__ import annotations

from tests.support.certificates import Authority
from tests.support.clb import UNCHECKED, Clb
from tests.support.load import load, until_sent
from tests.support.server import ServerProcess
from tests.support.targets import http_target

PER_SECOND = 1000
CHANGES = 50
ENCRYPTED_PER_SECOND = 150
"""Every twenty-fifth of these shakes hands anew."""


async def test_a_thousand_requests_a_second_survive_fifty_changes_of_each_kind(server: ServerProcess) -> None:
    clb = Clb(server)
    async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "load.test")
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        await clb.register(balancer, listener, a.port, b.port, location=rule)
        third = [{"EniIp": "127.0.0.1", "Port": c.port}]
        first = {"EniIp": "127.0.0.1", "Port": a.port}
        async with load(vip, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND)
            for number in range(CHANGES):
                await clb.done("RegisterTargets", **place, LocationId=rule, Targets=third)
                weighted = [{**first, "Weight": number % 100}]
                await clb.done("ModifyTargetWeight", **place, LocationId=rule, Targets=weighted)
                other = await clb.rule(balancer, listener, "load.test", f"/other{number}")
                await until_sent(running, 10)
                await clb.done("DeregisterTargets", **place, LocationId=rule, Targets=third)
                await clb.done("DeleteRule", **place, LocationIds=[other])
                await until_sent(running, 10)
            await until_sent(running, PER_SECOND)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b", "c"}
    assert running.sent >= 2 * PER_SECOND + 20 * CHANGES
    assert running.rate > PER_SECOND / 2, "the machine was too slow for this test to mean anything"


async def test_target_groups_change_under_load(server: ServerProcess) -> None:
    clb = Clb(server)
    async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "load.test", TargetType="TARGETGROUP-V2")
        groups = []
        for port in (a.port, b.port):
            first = [{"BindIP": "127.0.0.1", "Port": port, "Weight": 10}]
            kind = {"Type": "v2", "Protocol": "HTTP"}
            groups.append(str((await clb("CreateTargetGroup", **kind, TargetGroupInstances=first)).TargetGroupId))
        blue, green = (
            {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": rule, "TargetGroupId": one}
            for one in groups
        )
        await clb.done("AssociateTargetGroups", Associations=[blue])
        await clb.healthy(balancer, {a.port: "Alive"})
        third = {"TargetGroupInstances": [{"BindIP": "127.0.0.1", "Port": c.port, "Weight": 10}]}
        async with load(vip, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND)
            for number in range(CHANGES // 2):
                await clb.done("AssociateTargetGroups", Associations=[{**green, "Weight": 1 + number}])
                await clb.done("RegisterTargetGroupInstances", TargetGroupId=groups[1], **third)
                await until_sent(running, 10)
                await clb.done("DeregisterTargetGroupInstances", TargetGroupId=groups[1], **third)
                await clb.done("ModifyTargetGroupAttribute", TargetGroupId=groups[0], Weight=number)
                await clb.done("DisassociateTargetGroups", Associations=[green])
                await until_sent(running, 10)
            await clb.done("AssociateTargetGroups", Associations=[{**green, "Weight": 10}])
            await clb.done("DisassociateTargetGroups", Associations=[blue])
            await until_sent(running, PER_SECOND)
    assert running.failures == {}
    assert set(running.answers) >= {"a", "b"}
    assert running.rate > PER_SECOND / 2, "the machine was too slow for this test to mean anything"


async def test_customized_configurations_change_under_load(server: ServerProcess) -> None:
    clb = Clb(server)
    async with http_target("a") as a:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", 80, KeepaliveEnable=1)
        rule = await clb.rule(balancer, listener, "load.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, a.port, location=rule)
        calls = "SetCustomizedConfigForLoadBalancer"
        plain = 'client_max_body_size 1M; add_header X-A b; more_set_headers "X-B: c"; proxy_connect_timeout 9s;'
        more = "client_max_body_size 2M; keepalive_requests 20; client_header_timeout 30s; proxy_redirect http:// https://;"
        made = await clb.done(calls, OperationType="ADD", ConfigName="load", ConfigContent=plain)
        bind = {"UconfigId": made.ConfigId, "LoadBalancerIds": [balancer]}
        async with load(vip, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND)
            for _ in range(CHANGES // 4):
                await clb.done(calls, OperationType="BIND", **bind)
                await until_sent(running, 10)
                for content in (more, plain):
                    await clb.done(calls, OperationType="UPDATE", UconfigId=made.ConfigId, ConfigContent=content)
                    await until_sent(running, 10)
                await clb.done(calls, OperationType="UNBIND", **bind)
                await until_sent(running, 10)
            # The chains that were replaced are drained within three seconds.
            await until_sent(running, 4 * PER_SECOND)
    assert running.failures == {}
    assert running.sent >= 5 * PER_SECOND
    assert running.rate > PER_SECOND / 2, "the machine was too slow for this test to mean anything"


async def test_certificates_schedulers_rules_and_redirections_change_under_load(
    server: ServerProcess, authority: Authority
) -> None:
    clb = Clb(server)
    ids = [await clb.certificate(authority.issue("load.test", "other.test")) for _ in range(3)]
    certificates = [{"SSLMode": "UNIDIRECTIONAL", "CertId": name} for name in ids]
    async with http_target("a") as a, http_target("b") as b:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTPS", 443, Certificate=certificates[0])
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        rule = await clb.rule(balancer, listener, "load.test", HealthCheck=UNCHECKED)
        start = await clb.rule(balancer, listener, "other.test", HealthCheck=UNCHECKED)
        between = {"LoadBalancerId": balancer, "SourceListenerId": listener, "TargetListenerId": listener}
        pairs = [{"SourceLocationId": start, "TargetLocationId": rule}]
        await clb.register(balancer, listener, a.port, b.port, location=rule)
        encrypted = authority.client()
        async with load(vip, 443, per_second=ENCRYPTED_PER_SECOND, host_header="load.test", tls=encrypted) as running:
            await until_sent(running, ENCRYPTED_PER_SECOND)
            for number in range(12):
                await clb.done(
                    "ModifyListener", **place, Certificate=certificates[number % 3], KeepaliveEnable=number % 2
                )
                scheduler = ("WRR", "LEAST_CONN", "IP_HASH")[number % 3]
                await clb.done("ModifyRule", **place, LocationId=rule, Scheduler=scheduler)
                await until_sent(running, 15)
                await clb.done("ManualRewrite", **between, RewriteInfos=pairs)
                await clb.done("ModifyDomainAttributes", **place, Domain="load.test", Http2=number % 2 == 0)
                await until_sent(running, 15)
                await clb.done("DeleteRewrite", **between, RewriteInfos=pairs)
                more = await clb.rule(balancer, listener, "load.test", f"/more{number}", HealthCheck=UNCHECKED)
                await clb.done("ModifyRule", **place, LocationId=more, Url=f"/less{number}")
                await until_sent(running, 15)
                await clb.done("DeleteRule", **place, LocationIds=[more])
            # SNI comes once; from then on certificates are the domains'.
            await clb.done("ModifyListener", **place, SniSwitch=1)
            for number in range(12):
                given = {"Domain": "load.test", "Certificate": certificates[number % 3]}
                await clb.done("ModifyDomainAttributes", **place, **given)
                await until_sent(running, 15)
            # The chains that were replaced are drained within three seconds.
            await until_sent(running, 4 * ENCRYPTED_PER_SECOND)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b"}
