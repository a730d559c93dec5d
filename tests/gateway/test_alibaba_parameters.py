"""Alibaba's parameters become requests in the contract's words, in every encoding that clients use."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincloud.contract.model import load
from twincloud.gateway.dialects.alibaba_answers import as_xml
from twincloud.gateway.dialects.alibaba_parameters import payload_of
from twincloud.gateway.dialects.lenient_json import read


def payload(product: str, action: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    return payload_of(load(product), f"{action}Request", pairs)


def test_names_are_read_in_any_case_and_unknown_ones_are_ignored() -> None:
    found = payload(
        "slb", "CreateLoadBalancerTCPListener",
        ("loadbalancerid", "lb-1"), ("HEALTHCHECKINTERVAL", "3"), ("Gzip", "on"), ("", "80"), ("Tag", "x"),
        ("Tag.x.Key", "y"),
    )  # fmt: skip
    assert found == {"LoadBalancerId": "lb-1", "healthCheckInterval": "3"}


def test_numbered_lists_of_texts_and_objects() -> None:
    found = payload(
        "slb", "TagResources",
        ("ResourceId.2", "lb-2"), ("ResourceId.1", "lb-1"), ("ResourceId.10", "lb-10"),
        ("Tag.1.Key", "k1"), ("tag.1.value", "v1"), ("Tag.2.Key", "k2"), ("Tag.2.Other", "x"), ("Tag.9999999.Key", "x"),
    )  # fmt: skip
    assert found == {
        "ResourceId": ["lb-1", "lb-2", "lb-10"],
        "Tag": [{"Key": "k1", "Value": "v1"}, {"Key": "k2"}],
    }


@pytest.mark.parametrize(
    "pairs",
    [
        [("UserIds", "u1,u2")],
        [("UserIds", " u1 , u2,")],
        [("UserIds.1", "u1"), ("UserIds.2", "u2")],
        [("UserIds", '["u1","u2"]')],
        [("UserIds", "['u1', 'u2']")],
    ],
)
def test_lists_of_live_come_in_three_forms(pairs: list[tuple[str, str]]) -> None:
    assert payload("live", "CheckLiveMessageUsersOnline", *pairs) == {"UserIds": ["u1", "u2"]}


def test_comma_lists() -> None:
    found = payload("slb", "DescribeLoadBalancers", ("LoadBalancerId", "lb-1,lb-2"), ("RegionId", "cn-hangzhou"))
    assert found["LoadBalancerId"] == ["lb-1", "lb-2"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"ServerId":"i-1","Port":80,"Weight":100,"Type":"ecs"}]',
        "[{'ServerId':'i-1','Port':'80','Weight':'100', 'Type': 'ecs'}]",
        "[{serverid:i-1, port: 80, weight: 100, Type: 'ecs',},]",
    ],
)
def test_json_in_parameters_is_read_leniently(text: str) -> None:
    (server,) = payload("slb", "AddVServerGroupBackendServers", ("BackendServers", text))["BackendServers"]
    assert {name: str(value) for name, value in server.items()} == {
        "ServerId": "i-1",
        "Port": "80",
        "Weight": "100",
        "Type": "ecs",
    }


def test_json_members_have_the_contracts_names_and_kinds() -> None:
    found = payload("slb", "AddAccessControlListEntry", ("AclEntrys", '[{"Entry":"10.0.0.0/8","comment":5,"odd":1}]'))
    assert found == {"AclEntrys": [{"entry": "10.0.0.0/8", "comment": "5"}]}
    assert payload("slb", "DeleteRules", ("RuleIds", "['rule-x']")) == {"RuleIds": ["rule-x"]}
    assert payload("live", "CreateMessageApp", ("Extension", "{'a': 1, 'b': true}")) == {
        "Extension": {"a": "1", "b": "true"}
    }


@pytest.mark.parametrize("text", ["", "[]"])
def test_an_empty_list_in_json(text: str) -> None:
    assert payload("slb", "AddVServerGroupBackendServers", ("BackendServers", text)) == {"BackendServers": []}


@pytest.mark.parametrize("text", ["[", "{'a'}", "[1 2]", "[" * 100, "{]}", "'", "[]]", '{"a":1}x', "{,}"])
def test_what_is_no_json_is_left_for_validation_to_refuse(text: str) -> None:
    assert payload("slb", "AddBackendServers", ("BackendServers", text)) == {"BackendServers": text}


def test_what_is_empty_is_absent_unless_it_may_be_empty() -> None:
    pairs = (("Scheduler", ""), ("Bandwidth", ""), ("LoadBalancerId", ""), ("AclId", ""), ("VServerGroupId", ""))
    assert payload("slb", "SetLoadBalancerTCPListenerAttribute", *pairs) == {"VServerGroupId": ""}
    assert payload("live", "ModifyLiveMessageAppCallback", ("EventCallbackUrl", "")) == {"EventCallbackUrl": ""}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_json_means_what_it_means_everywhere(value: Any) -> None:
    assert read(json.dumps(value)) == value


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="'\\"), max_size=8), min_size=1, max_size=5))
def test_single_quotes_mean_what_double_quotes_do(values: list[str]) -> None:
    assert read("[" + ",".join(f"'{value}'" for value in values) + ",]") == values


@given(st.text(st.sampled_from("[]{},:'\"\\ a1\n"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        read(text)


def test_xml_of_lists_maps_and_odd_characters() -> None:
    value = {
        "Wrapped": {"Item": [{"A": 1}, {"A": True}]},
        "Empty": {"Item": []},
        "Bare": ["x", "<&>"],
        "Map": {"1": 5, "a b": None},
        "Odd": "a\x00b",
    }
    assert as_xml("Root", value).decode().partition("?>")[2] == (
        "<Root><Wrapped><Item><A>1</A></Item><Item><A>true</A></Item></Wrapped><Empty></Empty>"
        "<Bare>x</Bare><Bare>&lt;&amp;&gt;</Bare>"
        '<Map><entry key="1">5</entry><entry key="a b"></entry></Map><Odd>a\ufffdb</Odd></Root>'
    )
