"""Security policies and their rules: who is served, what is shown, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud, place
from tests.support.engines import RecordingEngine
from twincloud.balancing.access import Access
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

ONE = {"SourceCidr": "10.0.0.1", "Action": "ACCEPT", "Protocol": "TCP", "DestPortRange": "80"}


async def made(cloud: Cloud, owner: str, default: str = "DROP", **members: Any) -> str:
    answer = await cloud("CreateSecurityPolicy", **place(owner), DefaultAction=default, **members)
    return str(answer["PolicyId"])


async def detail(cloud: Cloud, policy: str) -> dict[str, Any]:
    return await cloud("DescribeSecurityPolicyDetail", PolicyId=policy)


async def access(cloud: Cloud, owner: str) -> list[Access | None]:
    return [listener.access for listener in (await cloud.plan(owner)).listeners]


def rule(cidr: str, action: str = "ACCEPT", protocol: str = "ALL", ports: str = "ALL") -> dict[str, str]:
    return {"SourceCidr": cidr, "Action": action, "Protocol": protocol, "DestPortRange": ports}


async def test_a_policys_life(driven: Cloud, engine: RecordingEngine) -> None:
    proxy = await driven.proxy()
    await driven.tcp(proxy)
    policy = await made(driven, proxy, "accept")
    assert policy.startswith("sp-")
    answer = await detail(driven, policy)
    del answer["RequestId"]
    assert answer == {
        "ProxyId": proxy, "Status": "UNBIND", "DefaultAction": "ACCEPT", "PolicyId": policy, "RuleList": [],
    }  # fmt: skip
    (shown,) = (await driven("DescribeProxies", ProxyIds=[proxy]))["ProxySet"]
    assert (shown["PolicyId"], shown["SupportSecurity"]) == (policy, 1)
    await driven.settled()
    opened = await driven("OpenSecurityPolicy", ProxyId=proxy)
    assert opened["TaskId"] == opened["RequestId"]
    assert await driven.task(opened) == "SUCCESS"
    assert (await detail(driven, policy))["Status"] == "BOUND"
    assert await driven.code("OpenSecurityPolicy", ProxyId=proxy) == "FailedOperation.ProxySecurityAlreadyOpen"
    assert await driven.code("DeleteSecurityPolicy", PolicyId=policy) == "FailedOperation"
    await driven("CloseSecurityPolicy", PolicyId=policy)
    assert (await detail(driven, policy))["Status"] == "UNBIND"
    assert await driven.code("CloseSecurityPolicy", ProxyId=proxy) == "FailedOperation.ProxySecurityAlreadyClose"
    await driven("CreateSecurityRules", PolicyId=policy, RuleList=[ONE])
    await driven("DeleteSecurityPolicy", PolicyId=policy)
    assert await driven.code("DescribeSecurityPolicyDetail", PolicyId=policy) == "ResourceNotFound"
    assert await driven.count("gaap_policy_rule") == 0


async def test_while_it_is_switched_nothing_else_is_done(driven: Cloud, engine: RecordingEngine) -> None:
    policy = await made(driven, await driven.proxy())
    for action, other, status in (
        ("OpenSecurityPolicy", "CloseSecurityPolicy", "BINDING"),
        ("CloseSecurityPolicy", "OpenSecurityPolicy", "UNBINDING"),
    ):
        await driven.settled()
        engine.open.clear()
        await driven(action, PolicyId=policy)
        assert (await detail(driven, policy))["Status"] == status
        code = await driven.code("CreateSecurityRules", PolicyId=policy, RuleList=[ONE])
        assert code == "FailedOperation.ProxySecurityPolicyOperating"
        assert await driven.code(other, PolicyId=policy) == "FailedOperation.ActionIsDoing"
        assert await driven.code("DeleteSecurityPolicy", PolicyId=policy) == "FailedOperation"
        engine.open.set()


async def test_rules_are_tried_in_their_order(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    await cloud.tcp(proxy, 80, 443)
    await cloud.udp(proxy, 80)
    policy = await made(cloud, proxy)
    rules = [
        rule("10.0.0.1", "DROP"), rule("10.0.0.0/30"), rule("192.0.2.0/24", protocol="TCP", ports="443,9000-9001"),
    ]  # fmt: skip
    await cloud("CreateSecurityRules", PolicyId=policy, RuleList=rules)
    assert await access(cloud, proxy) == [None, None, None]
    await cloud("OpenSecurityPolicy", PolicyId=policy)
    few = ("10.0.0.0/32", "10.0.0.2/31")
    assert await access(cloud, proxy) == [
        Access(allow=True, networks=few),
        Access(allow=True, networks=(*few, "192.0.2.0/24")),
        Access(allow=True, networks=few),
    ]
    ids = [one["RuleId"] for one in (await detail(cloud, policy))["RuleList"]]
    await cloud("DeleteSecurityRules", PolicyId=policy, RuleIdList=ids[:1])
    await cloud("ModifySecurityRule", PolicyId=policy, RuleId=ids[2], AliasName="web", DestPortRange="80")
    assert await access(cloud, proxy) == [
        Access(allow=True, networks=("10.0.0.0/30", "192.0.2.0/24")),
        Access(allow=True, networks=("10.0.0.0/30",)),
        Access(allow=True, networks=("10.0.0.0/30",)),
    ]
    await cloud("CloseSecurityPolicy", PolicyId=policy)
    assert await access(cloud, proxy) == [None, None, None]


async def test_everybody_else_is_let_in_by_default(cloud: Cloud) -> None:
    group = await cloud.group("Japan")
    await cloud.tcp(group)
    policy = await made(cloud, group, "ACCEPT")
    assert policy.startswith("gsp-")
    assert (await detail(cloud, policy))["ProxyId"] is None
    shown = (await cloud("DescribeProxyGroupDetails", GroupId=group))["ProxyGroupDetail"]
    assert shown["PolicyId"] == policy
    await cloud("CreateSecurityRules", PolicyId=policy, RuleList=[rule("128.0.0.0/1", "DROP"), rule("::/0", "DROP")])
    await cloud("OpenSecurityPolicy", PolicyId=policy)
    assert await access(cloud, group) == [Access(allow=True, networks=("0.0.0.0/1",))]


async def test_http3_is_udp(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    await cloud.https(proxy, Http3Supported=1)
    policy = await made(cloud, proxy)
    await cloud("CreateSecurityRules", PolicyId=policy, RuleList=[rule("10.0.0.1", protocol="UDP", ports="443")])
    await cloud("OpenSecurityPolicy", PolicyId=policy)
    assert await access(cloud, proxy) == [
        Access(allow=True, networks=()),
        Access(allow=True, networks=("10.0.0.1/32",)),
    ]


async def test_rules_are_shown_as_they_were_given(cloud: Cloud) -> None:
    policy = await made(cloud, await cloud.proxy())
    given = {"SourceCidr": "180.180.180.180/8", "Action": "Accept", "AliasName": "x" * 40}
    answer = await cloud("CreateSecurityRules", PolicyId=policy, RuleList=[given, {**ONE, "SourceCidr": "1.1.1.1/32"}])
    first, second = answer["RuleIdList"]
    found = (await cloud("DescribeSecurityRules", SecurityRuleIds=[second, "sr-12345678", first]))["SecurityRuleSet"]
    assert found == [
        {
            "Action": "ACCEPT", "SourceCidr": "1.1.1.1", "AliasName": "", "DestPortRange": "80", "RuleId": second,
            "Protocol": "TCP", "PolicyId": policy,
        },
        {
            "Action": "ACCEPT", "SourceCidr": "180.180.180.180/8", "AliasName": "x" * 30, "DestPortRange": "ALL",
            "RuleId": first, "Protocol": "ALL", "PolicyId": policy,
        },
    ]  # fmt: skip
    change = {"RuleAction": "DROP", "SourceCidr": "2.2.2.2", "Protocol": "UDP", "DestPortRange": "1-2"}
    await cloud("ModifySecurityRule", PolicyId=policy, RuleId=second, AliasName="new", **change)
    (shown,) = (await cloud("DescribeSecurityRules", SecurityRuleIds=[second]))["SecurityRuleSet"]
    assert shown == {
        "Action": "DROP", "SourceCidr": "2.2.2.2", "AliasName": "new", "DestPortRange": "1-2", "RuleId": second,
        "Protocol": "UDP", "PolicyId": policy,
    }  # fmt: skip
    stranger = Cloud(cloud.store, account="100000000002")
    assert (await stranger("DescribeSecurityRules", SecurityRuleIds=[first]))["SecurityRuleSet"] == []


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"SourceCidr": "10.0.0.256"}, "InvalidParameterValue"),
        ({"Action": "MAYBE"}, "InvalidParameterValue"),
        ({"Protocol": "ICMP"}, "InvalidParameterValue"),
        ({"DestPortRange": "80-79"}, "InvalidParameterValue"),
        ({"DestPortRange": "0"}, "InvalidParameterValue"),
        ({"DestPortRange": "65536"}, "InvalidParameterValue"),
        ({"DestPortRange": "http"}, "InvalidParameterValue"),
        ({"Protocol": "ALL"}, "InvalidParameterValue"),
        ({"DestPortRange": "81"}, "FailedOperation.ProxySecurityPolicyDuplicatedRule"),
        (rule("0.0.0.0/0", "DROP"), "FailedOperation.ProxySecurityPolicyDefaultRule"),
    ],
)
async def test_rules_that_cannot_be(cloud: Cloud, members: dict[str, str], code: str) -> None:
    policy = await made(cloud, await cloud.proxy())
    known = {"PolicyId": policy, "RuleList": [ONE, {**ONE, "DestPortRange": "81"}]}
    first, _ = (await cloud("CreateSecurityRules", **known))["RuleIdList"]
    assert await cloud.code("CreateSecurityRules", PolicyId=policy, RuleList=[{**ONE, **members}]) == code
    changes = {"RuleAction" if name == "Action" else name: value for name, value in members.items()}
    asked = {"PolicyId": policy, "RuleId": first, "AliasName": "", **changes}
    assert await cloud.code("ModifySecurityRule", **asked) == code
    assert len((await detail(cloud, policy))["RuleList"]) == 2


async def test_what_is_not_there_or_not_to_be_changed(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    policy = await made(cloud, proxy)
    existed = await cloud.code("CreateSecurityPolicy", ProxyId=proxy, DefaultAction="ACCEPT")
    assert existed == "FailedOperation.ProxySecurityPolicyExisted"
    other = await cloud.proxy()
    unknown: list[tuple[str, dict[str, Any], str]] = [
        ("CreateSecurityPolicy", {"ProxyId": "link-12345678", "DefaultAction": "DROP"}, "ResourceNotFound"),
        ("CreateSecurityPolicy", {"DefaultAction": "DROP"}, "MissingParameter"),
        ("CreateSecurityPolicy", {"ProxyId": other, "DefaultAction": "MAYBE"}, "InvalidParameterValue"),
        ("OpenSecurityPolicy", {}, "MissingParameter"),
        ("OpenSecurityPolicy", {"ProxyId": other}, "ResourceNotFound"),
        ("CloseSecurityPolicy", {"PolicyId": "sp-12345678"}, "ResourceNotFound"),
        ("DeleteSecurityPolicy", {"PolicyId": "sp-12345678"}, "ResourceNotFound"),
        ("CreateSecurityRules", {"PolicyId": "sp-12345678", "RuleList": [ONE]}, "ResourceNotFound"),
        ("DeleteSecurityRules", {"PolicyId": policy, "RuleIdList": ["sr-12345678"]}, "ResourceNotFound"),
        ("ModifySecurityRule", {"PolicyId": policy, "RuleId": "sr-1", "AliasName": ""}, "ResourceNotFound"),
    ]
    for action, members, code in unknown:
        assert await cloud.code(action, **members) == code, action
    (first,) = (await cloud("CreateSecurityRules", PolicyId=policy, RuleList=[ONE]))["RuleIdList"]
    await cloud.mark(proxy, managed=True)
    await cloud.mark(other, managed=True)
    guarded: list[tuple[str, dict[str, Any]]] = [
        ("CreateSecurityPolicy", {"ProxyId": other, "DefaultAction": "DROP"}),
        ("CreateSecurityRules", {"PolicyId": policy, "RuleList": [ONE]}),
        ("ModifySecurityRule", {"PolicyId": policy, "RuleId": first, "AliasName": ""}),
        ("DeleteSecurityRules", {"PolicyId": policy, "RuleIdList": [first]}),
    ]
    for action, members in guarded:
        assert await cloud.code(action, **members) == "FailedOperation.NonStandardProxy", action


async def test_there_is_a_limit(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(rules_per_policy=2))
    policy = await made(cloud, await cloud.proxy())
    rules = [rule(f"10.0.0.{host}") for host in range(3)]
    assert await cloud.code("CreateSecurityRules", PolicyId=policy, RuleList=rules) == "LimitExceeded"
    await cloud("CreateSecurityRules", PolicyId=policy, RuleList=rules[:2])
    assert await cloud.code("CreateSecurityRules", PolicyId=policy, RuleList=rules[2:]) == "LimitExceeded"


async def test_policies_go_with_what_they_guard(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    proxy = await cloud.proxy()
    await cloud.tcp(proxy)
    policy = await made(cloud, proxy)
    await cloud("CreateSecurityRules", PolicyId=policy, RuleList=[ONE])
    await cloud("OpenSecurityPolicy", PolicyId=policy)
    await cloud.settled()
    assert engine.plans[-1].listeners[0].access == Access(allow=True, networks=("10.0.0.1/32",))
    await cloud("DestroyProxies", ProxyIds=[proxy], Force=1)
    await cloud.settled()
    for table in ("gaap_policy", "gaap_policy_rule", "gaap_proxy"):
        assert await cloud.count(table) == 0, table
    await cloud.reconciler.stop()
