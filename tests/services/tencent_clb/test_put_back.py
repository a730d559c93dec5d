"""Whatever the engine refuses is put back as it was, with its reason: every kind of change, one after the other."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.services.tencent_clb.harness import Cloud
from tests.services.tencent_clb.test_clones import everything
from tests.support.certificates import Authority
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.storage.collection import registry
from twincloud.storage.transaction import Transaction

HISTORY = {"task", "task_touch", "clb_client_token", "clb_order", "node_state"}
FAILED = 1
Calls = list[tuple[str, dict[str, Any]]]


async def rows(cloud: Cloud) -> dict[str, set[str]]:
    """Return all rows but those of history, with their generations left out."""

    def work(tx: Transaction) -> dict[str, set[str]]:
        return {
            name: {msgspec.json.encode({**msgspec.to_builtins(row), "generation": 0}).decode() for row in tx.find(kept)}
            for name, kept in registry.items()
            if name not in HISTORY
        }

    return await cloud.store.read(work)


async def ids(cloud: Cloud, table: str, *members: str) -> dict[Any, str]:
    """Return the ids of a table's rows by some of their members."""
    found = await cloud.store.read(lambda tx: tx.find(registry[table]))
    return {tuple(getattr(row, name) for name in members): row.id for row in found}


async def changes(cloud: Cloud, balancer: str, certificate: str) -> Calls:
    """Return calls that each change something that clients could notice, at a balancer with everything."""
    listeners = await ids(cloud, "clb_listener", "protocol", "port")
    https, http, tcp = listeners["HTTPS", 443], listeners["HTTP", 80], listeners["TCP", 81]
    rules = await ids(cloud, "clb_rule", "listener_id", "domains")
    plain, grouped, function = (rules[https, (f"{name}.test",)] for name in "abc")
    groups = await ids(cloud, "clb_target_group", "kind")
    configs = await ids(cloud, "clb_customized_config", "kind")
    log_set = (await cloud("CreateClsLogSet"))["LogsetId"]
    topic = (await cloud("CreateTopic", TopicName="t"))["TopicId"]
    of: dict[str, Any] = {"LoadBalancerId": balancer}
    secure = {**of, "ListenerId": https}
    at_rule = {**secure, "LocationId": plain}
    at_function, at_group = {**secure, "LocationId": function}, {**secure, "LocationId": grouped}
    target = {"EniIp": "10.0.0.3", "Port": 80}
    named = {"FunctionNamespace": "ns", "FunctionName": "f", "FunctionQualifier": "$LATEST"}
    redirect = {"SourceLocationId": rules[http, ("a.test",)], "TargetLocationId": plain}
    instance = {"BindIP": "10.0.1.2", "Port": 80}
    of_group = {"TargetGroupId": groups["v2",]}
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": certificate}
    config = {"UconfigId": configs["CLB",]}
    blocked = {"LoadBalancerIds": [balancer], "ClientIPField": "client_ip"}
    at_tcp = {"ListenerId": tcp, "EniIp": "10.0.0.1", "Port": 80}
    customize = "SetCustomizedConfigForLoadBalancer"
    bound = [{**at_group, **of_group}]
    return [
        ("CreateListener", {**of, "Protocol": "HTTP", "Ports": [8080]}),
        ("ModifyListener", {**of, "ListenerId": tcp, "SessionExpireTime": 90}),
        ("ModifyListener", {**secure, "Certificate": own}),
        ("CreateRule", {**secure, "Rules": [{"Domain": "n.test", "Url": "/", "Quic": True, "DefaultServer": True}]}),
        ("ModifyRule", {**at_rule, "Url": "/n", "Scheduler": "LEAST_CONN"}),
        ("ModifyDomain", {**secure, "Domain": "a.test", "NewDomain": "n.test"}),
        ("ModifyDomainAttributes", {**secure, "Domain": "a.test", "NewDomains": ["n.test"]}),
        ("ModifyDomainAttributes", {**secure, "Domain": "b.test", "DefaultServer": True}),
        ("ModifyDomainAttributes", {**secure, "Domain": "a.test", "Quic": False}),
        ("AutoRewrite", {**secure, "Domains": ["c.test"], "RewriteCodes": [301], "TakeUrls": [True]}),
        ("DeleteRewrite", {**of, "SourceListenerId": http, "TargetListenerId": https, "RewriteInfos": [redirect]}),
        ("RegisterTargets", {**at_rule, "Targets": [{**target, "Port": 81}]}),
        ("DeregisterTargets", {**at_rule, "Targets": [target]}),
        ("ModifyTargetWeight", {**at_rule, "Targets": [{**target, "Weight": 3}]}),
        ("ModifyTargetPort", {**at_rule, "Targets": [target], "NewPort": 99}),
        ("BatchRegisterTargets", {**of, "Targets": [{**at_tcp, "Port": 99}]}),
        ("BatchDeregisterTargets", {**of, "Targets": [at_tcp, {"ListenerId": https, "LocationId": plain, **target}]}),
        ("ModifyFunctionTargets", {**at_function, "FunctionTargets": [{"Function": named, "Weight": 3}]}),
        ("DeregisterFunctionTargets", {**at_function, "FunctionTargets": [{"Function": named}]}),
        ("AssociateTargetGroups", {"Associations": [{**bound[0], "Weight": 55}]}),
        ("DisassociateTargetGroups", {"Associations": bound}),
        ("RegisterTargetGroupInstances", {**of_group, "TargetGroupInstances": [{**instance, "Port": 9, "Weight": 1}]}),
        ("DeregisterTargetGroupInstances", {**of_group, "TargetGroupInstances": [instance]}),
        ("ModifyTargetGroupInstancesWeight", {**of_group, "TargetGroupInstances": [{**instance, "Weight": 3}]}),
        ("ModifyTargetGroupInstancesPort", {**of_group, "TargetGroupInstances": [{**instance, "NewPort": 83}]}),
        ("ModifyTargetGroupAttribute", {**of_group, "HealthCheck": {"HealthSwitch": False}}),
        ("SetLoadBalancerSecurityGroups", {**of, "SecurityGroups": []}),
        ("ModifyBlockIPList", {**blocked, "Type": "flush_blocked"}),
        ("ModifyBlockIPList", {**blocked, "Type": "add_blocked", "BlockIPList": ["10.0.0.8"], "ExpireTime": 5}),
        ("ModifyBlockIPList", {**blocked, "Type": "del_customized_field"}),
        (customize, {**config, "OperationType": "UPDATE", "ConfigContent": "client_max_body_size 99M;"}),
        (customize, {**config, "OperationType": "UNBIND", "LoadBalancerIds": [balancer]}),
        (customize, {**config, "OperationType": "DELETE"}),
        (
            "DisassociateCustomizedConfig",
            {"UconfigId": configs["SERVER",], "BindList": [{**secure, "Domain": "a.test"}]},
        ),
        ("SetLoadBalancerClsLog", {**of, "LogSetId": log_set, "LogTopicId": topic}),
        (
            "SetLoadBalancerStartStatus",
            {**of, "OperationType": "Start", "ListenerIds": [listeners["TCP", 84]]},
        ),
        ("CloneLoadBalancer", {**of, "Tags": [{"TagKey": "a", "TagValue": "b"}]}),
        ("DeleteRule", {**secure, "LocationIds": [plain]}),
        ("DeleteListener", secure),
    ]


async def test_what_the_engine_refuses_is_put_back(
    driven: Cloud, engine: RecordingEngine, authority: Authority
) -> None:
    balancer = await everything(driven, authority)
    certificate = await driven.certificate(authority.issue("a.test"))
    calls = await changes(driven, balancer, certificate)
    for action, members in calls:
        await driven.settled()
        before = await rows(driven)
        served = {plan.balancer_id: plan.generation for plan in engine.plans}

        def refuses(plan: ForwardingPlan, served: dict[str, int] = served) -> dict[str, str]:
            """Refuse what comes next, but not what puts it back."""
            is_next = plan.generation == served.get(plan.balancer_id, plan.generation - 1) + 1
            return {one.id: "no way" for one in plan.listeners} if is_next else {}

        engine.refuses = refuses
        answer = await driven(action, **members)
        await driven.settled()
        status = await driven.status(answer)
        assert (status["Status"], "no way" in (status["Message"] or "")) == (FAILED, True), (action, members, status)
        after = await rows(driven)
        changed = {name: after[name] ^ before[name] for name in before if after[name] != before[name]}
        assert changed == {}, (action, members)
