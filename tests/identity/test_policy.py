"""Policies decide as the vendors' pages say: deny wins, silence denies, and what cannot be honoured is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincloud.identity.policy import Decision, Policy, decide, parse_policy

LB = "qcs::clb:ap-guangzhou:uin/100000000001:clb/lb-abc12345"
HOME = "10.1.2.3"


def policy(effect: str = "allow", action: Any = "*", resource: Any = "*", **more: Any) -> Policy:
    statement = {"effect": effect, "action": action, "resource": resource, **more}
    return parse_policy({"version": "2.0", "statement": [statement]})


def ram(**statement: Any) -> Policy:
    return parse_policy({"Version": "1", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]})


def allows(*policies: Policy, action: str = "clb:CreateListener", resource: str = LB, source_ip: str = HOME) -> bool:
    return decide(policies, action, resource, source_ip).allowed


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("*", True),
        ("clb:*", True),
        ("CLB:createlistener", True),
        ("clb:Create*", True),
        ("clb:*Listener", True),
        ("clb:C*L*r", True),
        ("*:CreateListener", True),
        ("name/clb:CreateListener", True),
        ("name/clb:*", True),
        (["vpc:*", "clb:CreateListener"], True),
        ("clb:Describe*", False),
        ("clb:CreateListeners", False),
        ("clb:Create", False),
        ("clb:*Listeners*", False),
        ("clb:CreateListener*CreateListener", False),
        ("vpc:*", False),
        ("clbx:*", False),
        (["vpc:*", "cvm:*"], False),
    ],
)
def test_actions(patterns: Any, expected: bool) -> None:
    assert allows(policy(action=patterns)) is expected


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("*", True),
        (LB, True),
        ("qcs::clb:ap-guangzhou:uin/100000000001:clb/*", True),
        ("qcs::clb:ap-guangzhou:uin/100000000001:*", True),
        ("qcs::clb:*:uin/*:clb/lb-*", True),
        ("qcs::clb:::clb/lb-abc12345", True),
        ("qcs:::::", True),
        ("qcs::clb:ap-guangzhou:uin/:clb/lb-abc12345", True),
        ("qcs:*:*:*:*:*", True),
        (["qcs::cvm:::*", LB], True),
        ("qcs::clb:ap-shanghai:uin/100000000001:clb/lb-abc12345", False),
        ("qcs::clb:ap-guangzhou:uin/100000000002:clb/lb-abc12345", False),
        ("qcs::clb:ap-guangzhou:uin/100000000001:clb/lb-abc1234", False),
        ("qcs::clb:ap-guangzhou:uin/100000000001:CLB/LB-ABC12345", False),
        ("qcs::clb:ap-guangzhou:uin/100000000001:targetgroup/*", False),
        ("qcs::cvm:::*", False),
        ("qcs:1:clb:::*", False),
    ],
)
def test_resources(patterns: Any, expected: bool) -> None:
    assert allows(policy(resource=patterns)) is expected


@pytest.mark.parametrize(("pattern", "expected"), [("*", True), ("qcs::clb:::*", False), ("qcs:*:*:*:*:*", False)])
def test_calls_about_no_resource_in_particular_need_the_star(pattern: str, expected: bool) -> None:
    assert allows(policy(resource=pattern), resource="*") is expected


@pytest.mark.parametrize(
    ("condition", "inside"),
    [
        ({"ip_equal": {"qcs:ip": "10.1.2.3"}}, True),
        ({"ip_equal": {"qcs:ip": "10.1.2.9/24"}}, True),
        ({"ip_equal": {"qcs:ip": ["192.168.0.0/16", "10.0.0.0/8"]}}, True),
        ({"IP_Equal": {"qcs:ip": "10.1.2.3"}}, True),
        ({"for_any_value:ip_equal": {"qcs:ip": ["10.1.2.3"]}}, True),
        ({"ip_equal_if_exist": {"qcs:ip": "10.1.2.3"}}, True),
        ({"ip_not_equal": {"qcs:ip": ["192.168.0.0/16", "2001:db8::/32"]}}, True),
        ({"ip_equal": {"qcs:ip": "10.0.0.0/8"}, "ip_not_equal": {"qcs:ip": "10.9.0.0/16"}}, True),
        ({"ip_equal": {"qcs:ip": "10.1.2.4"}}, False),
        ({"ip_equal": {"qcs:ip": "::/0"}}, False),
        ({"for_all_value:ip_equal": {"qcs:ip": ["10.1.3.0/24"]}}, False),
        ({"ip_not_equal": {"qcs:ip": ["192.168.0.0/16", "10.1.0.0/16"]}}, False),
        ({"ip_equal": {"qcs:ip": "10.0.0.0/8"}, "ip_not_equal": {"qcs:ip": "10.1.0.0/16"}}, False),
    ],
)
def test_source_addresses(condition: Any, inside: bool) -> None:
    assert allows(policy(condition=condition)) is inside
    assert allows(policy(), policy("deny", condition=condition)) is not inside


def test_ipv4_callers_of_dual_stack_sockets_are_ipv4_callers() -> None:
    assert allows(policy(condition={"ip_equal": {"qcs:ip": HOME}}), source_ip=f"::ffff:{HOME}")
    assert allows(policy(condition={"ip_equal": {"qcs:ip": "2001:db8::/32"}}), source_ip="2001:db8::1")


@pytest.mark.parametrize("source_ip", ["", "unix:", "300.1.1.1"])
@pytest.mark.parametrize("operator", ["ip_equal", "ip_not_equal"])
def test_a_caller_without_an_address_gains_nothing_by_it(source_ip: str, operator: str) -> None:
    condition = {operator: {"qcs:ip": "10.0.0.0/8"}}
    assert not allows(policy(condition=condition), source_ip=source_ip)
    assert not allows(policy(), policy("deny", condition=condition), source_ip=source_ip)
    assert allows(policy(), source_ip=source_ip)


def test_the_reason_names_the_statement() -> None:
    read = parse_policy(
        {
            "version": "2.0",
            "statement": [
                {"effect": "Allow", "action": "clb:*", "resource": "*"},
                {"effect": "DENY", "action": "clb:Delete*", "resource": LB},
            ],
        },
        name="operators",
    )
    unnamed = policy(action="vpc:*")
    assert decide([unnamed, read], "clb:CreateListener", LB, HOME) == Decision(
        allowed=True, reason="allowed by statement 1 of policy operators"
    )
    assert decide([unnamed, read], "clb:DeleteListener", LB, HOME) == Decision(
        allowed=False, reason="denied by statement 2 of policy operators", explicit=True
    )
    assert decide([read, policy("deny")], "clb:CreateListener", LB, HOME).reason == "denied by statement 1 of policy 2"
    assert decide([unnamed], "clb:CreateListener", LB, HOME) == Decision(allowed=False, reason="no statement allows it")
    assert decide([], "clb:CreateListener", LB, HOME) == Decision(allowed=False, reason="no policy is attached")


def test_json_text_and_a_single_statement_are_read_too() -> None:
    document = {"version": "2.0", "statement": {"effect": "allow", "action": "clb:*", "resource": "*"}}
    assert parse_policy(json.dumps(document)) == parse_policy(document) == policy(action="clb:*")


GOOD = {"effect": "allow", "action": "*", "resource": "*"}


def _with(**changed: Any) -> dict[str, Any]:
    return {"version": "2.0", "statement": [GOOD, {**GOOD, **changed}]}


def _without(key: str) -> dict[str, Any]:
    return {"version": "2.0", "statement": [{name: value for name, value in GOOD.items() if name != key}]}


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "must be a JSON object"),
        ("null", "must be a JSON object"),
        ({"statement": [GOOD]}, '`version` must be "2.0"'),
        ({"version": 2.0, "statement": [GOOD]}, '`version` must be "2.0"'),
        ({"version": "1", "statement": [GOOD]}, '`version` must be "2.0"'),
        ({"version": "2.0"}, "`statement` must be a list"),
        ({"version": "2.0", "statement": []}, "`statement` must be a list"),
        ({"version": "2.0", "statement": [GOOD], "principal": "*"}, "`principal` that is not supported"),
        ({"version": "2.0", "statement": [1]}, "Statement 1 must be an object"),
        (_with(Effect="deny"), "Statement 2 has an element `Effect` that is not supported"),
        (_with(effect="maybe"), "Statement 2: `effect` must be allow or deny"),
        (_with(effect=["allow"]), "Statement 2: `effect` must be allow or deny"),
        (_without("effect"), "Statement 1: `effect` must be"),
        (_without("action"), "Statement 1 must have `action`"),
        (_without("resource"), "Statement 1: `resource` must be a string"),
        (_with(action=[]), "Statement 2: `action` must be a string or a list"),
        (_with(action=["clb:*", 7]), "Statement 2: `action` must be a string or a list"),
        (_with(action="CreateListener"), "the action `CreateListener` must be"),
        (_with(action="clb:"), "the action `clb:` must be"),
        (_with(action="permid/1:2"), "the action `permid/1:2` must be"),
        (_with(resource="qcs::clb::"), "6 segments"),
        (_with(resource="acs:::::"), "the first of which is qcs"),
        (_with(resource="lb-abc12345"), "the resource `lb-abc12345` must be"),
        (_with(condition=[]), "`condition` must be an object"),
        (_with(condition={"string_equal": {"qcs:resource_tag": "a&b"}}), "`string_equal` is not supported"),
        (_with(condition={"ip_equal": "10.0.0.1"}), "`ip_equal` must be an object whose one key is `qcs:ip`"),
        (_with(condition={"ip_equal": {"qcs:ips": "10.0.0.1"}}), "whose one key is `qcs:ip`"),
        (_with(condition={"ip_equal": {"qcs:ip": []}}), "`qcs:ip` must be a string or a list"),
        (_with(condition={"ip_equal": {"qcs:ip": "10.0.0.0/33"}}), "`10.0.0.0/33` is neither an IP address"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(document: Any, named: str) -> None:
    with pytest.raises(ValueError, match=r".+\.$") as caught:
        parse_policy(document)
    assert named in str(caught.value)


def test_ram_policies_decide_alike() -> None:
    app = "acs:live::1234567890:rtc/app-1"
    assert allows(ram(Action="live:DeleteLive*"), action="live:DeleteLiveMessageGroup", resource=app)
    assert allows(ram(Action="live:*", Resource=["acs:live:*:*:rtc/app-1"]), action="live:X", resource=app)
    assert not allows(ram(Action="live:*", Resource="acs:live:*:*:rtc/app-2"), action="live:X", resource=app)
    assert not allows(ram(NotAction="live:*"), action="live:X", resource=app)
    assert allows(ram(NotAction=["live:*", "ecs:*"]), action="slb:X", resource="*")
    assert not allows(ram(Action="*"), ram(Effect="Deny", NotAction="slb:*"), action="live:X")
    home = {"IpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}}
    assert allows(ram(Action="*", Condition=home))
    assert not allows(ram(Action="*", Condition=home), source_ip="192.0.2.1")
    assert not allows(ram(Action="*", Condition={"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}))


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ({"Action": "*", "NotAction": "*"}, "one of `Action` and `NotAction`"),
        ({}, "one of `Action` and `NotAction`"),
        ({"Action": "*", "Resource": "qcs::clb:::*"}, "5 segments"),
        ({"Action": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}, "IpAddress and NotIpAddress are"),
    ],
)
def test_ram_documents_are_checked_alike(statement: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        ram(**statement)


words = st.text(st.sampled_from("abL-"), min_size=1, max_size=4)
actions = st.builds(lambda service, name: f"{service}:{name}", st.sampled_from(["clb", "vpc"]), words)
action_patterns = st.sampled_from(["*", "clb:*", "vpc:*"]) | actions | actions.map(lambda action: f"{action}*")
resources = st.builds(
    lambda region, name: f"qcs::clb:{region}:uin/1:clb/{name}", st.sampled_from(["ap-guangzhou", "ap-beijing"]), words
)
resource_patterns = (
    st.sampled_from(["*", "qcs::clb:::*", "qcs::clb:ap-guangzhou:uin/1:*", "qcs::clb:*:uin/:clb/*"]) | resources
)
addresses = st.sampled_from(["10.0.0.1", "192.0.2.1", "2001:db8::1", ""])
conditions = st.sampled_from(
    [{}, {"ip_equal": {"qcs:ip": "10.0.0.0/8"}}, {"ip_not_equal": {"qcs:ip": ["10.0.0.0/8", "2001:db8::/32"]}}]
)


def policies(effects: list[str]) -> st.SearchStrategy[Policy]:
    return st.builds(
        lambda effect, action, resource, condition: policy(effect, action, resource, condition=condition),
        st.sampled_from(effects),
        action_patterns,
        resource_patterns,
        conditions,
    )


@given(st.lists(policies(["allow", "deny"]), max_size=5), policies(["deny"]), actions, resources, addresses)
def test_a_deny_more_never_widens(
    given_policies: list[Policy], deny: Policy, action: str, resource: str, source_ip: str
) -> None:
    before = decide(given_policies, action, resource, source_ip).allowed
    after = decide([*given_policies, deny], action, resource, source_ip).allowed
    assert before or not after
    assert not decide([policy(), deny], action, resource, source_ip).allowed or after is before


@given(st.lists(policies(["allow", "deny"]), max_size=5), policies(["allow"]), actions, resources, addresses)
def test_an_allow_more_never_narrows(
    given_policies: list[Policy], more: Policy, action: str, resource: str, source_ip: str
) -> None:
    if decide(given_policies, action, resource, source_ip).allowed:
        assert decide([more, *given_policies], action, resource, source_ip).allowed


@given(st.permutations(range(4)), st.lists(policies(["allow", "deny"]), min_size=4, max_size=4), actions, resources)
def test_the_order_of_policies_does_not_matter(
    order: list[int], given_policies: list[Policy], action: str, resource: str
) -> None:
    shuffled = [given_policies[index] for index in order]
    assert decide(shuffled, action, resource, HOME).allowed is decide(given_policies, action, resource, HOME).allowed


@given(words, words)
def test_a_trailing_wildcard_is_a_prefix(prefix: str, name: str) -> None:
    by_action = allows(policy(action=f"clb:{prefix}*"), action=f"clb:{name}")
    assert by_action is name.lower().startswith(prefix.lower())
    by_resource = allows(policy(resource=f"qcs::clb:::clb/{prefix}*"), resource=f"qcs::clb:r:uin/1:clb/{name}")
    assert by_resource is name.startswith(prefix)


@given(st.text(st.sampled_from("ab*"), max_size=8), st.text(st.sampled_from("ab"), max_size=8))
def test_wildcards_in_any_place_agree_with_the_definition(pattern: str, text: str) -> None:
    def matches(pattern: str, text: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(matches(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
        return bool(text) and text[0] == pattern[0] and matches(pattern[1:], text[1:])

    got = allows(policy(resource=f"qcs::clb:::x{pattern}"), resource=f"qcs::clb:r:uin/1:x{text}")
    assert got is matches(pattern, text)
