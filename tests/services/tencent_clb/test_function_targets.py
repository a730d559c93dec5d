"""RegisterFunctionTargets, ModifyFunctionTargets, DeregisterFunctionTargets, and what is shown of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.functions import Function, function_key, functions

HELLO = {"FunctionNamespace": "default", "FunctionName": "hello", "FunctionQualifier": "$LATEST"}
OTHER = {**HELLO, "FunctionName": "other"}
ACTIONS = ("RegisterFunctionTargets", "ModifyFunctionTargets", "DeregisterFunctionTargets")
Place = dict[str, str]


@pytest.fixture
async def place(cloud: Cloud) -> Place:
    """A rule of an HTTP listener; the operator has told of the functions hello and other."""

    async def tell(name: str, url: str) -> None:
        key = function_key(cloud.tenant.account, "default", name, "")
        record = Function(key, cloud.tenant.account, "default", name, "", url)
        await cloud.store.write(lambda tx: tx.add(functions, record))

    await tell("hello", "http://127.0.0.1:9000")
    await tell("other", "http://127.0.0.1:9001")
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    return {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": await cloud.rule(balancer, listener)}


async def bound(cloud: Cloud, place: Place) -> list[dict[str, Any]]:
    answer = await cloud("DescribeTargets", LoadBalancerId=place["LoadBalancerId"])
    return [target for rule in answer["Listeners"][0]["Rules"] for target in rule["FunctionTargets"]]


async def test_a_bound_function_is_shown_as_it_was_given(cloud: Cloud, place: Place) -> None:
    function = {**HELLO, "FunctionQualifierType": "VERSION"}
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": function, "Weight": 66}])
    answer = await cloud("DescribeTargets", LoadBalancerId=place["LoadBalancerId"])
    assert answer["Listeners"][0]["Rules"] == [
        {
            "LocationId": place["LocationId"], "Domain": "a.test", "Url": "/", "Targets": [],
            "FunctionTargets": [{"Function": function, "Weight": 66}],
        }
    ]  # fmt: skip
    by_address = [{"Name": "private-ip-address", "Values": ["127.0.0.1"]}]
    answer = await cloud("DescribeTargets", LoadBalancerId=place["LoadBalancerId"], Filters=by_address)
    assert answer["Listeners"] == []


async def test_what_is_left_out(cloud: Cloud, place: Place) -> None:
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": HELLO}])
    (shown,) = await bound(cloud, place)
    assert shown == {"Function": {**HELLO, "FunctionQualifierType": None}, "Weight": 10}
    await cloud("ModifyFunctionTargets", **place, FunctionTargets=[{"Function": HELLO, "Weight": 30}])
    other = {**OTHER, "FunctionQualifierType": ""}
    await cloud("ModifyFunctionTargets", **place, FunctionTargets=[{"Function": other}])
    assert await bound(cloud, place) == [{"Function": other, "Weight": 30}]


async def test_registering_again_changes_the_weight(cloud: Cloud, place: Place) -> None:
    for weight in (10, 0):
        await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": HELLO, "Weight": weight}])
    assert [one["Weight"] for one in await bound(cloud, place)] == [0]


async def test_a_rule_is_named_by_id_or_by_place(cloud: Cloud, place: Place) -> None:
    by_place = {key: place[key] for key in ("LoadBalancerId", "ListenerId")} | {"Domain": "A.test", "Url": "/"}
    await cloud("RegisterFunctionTargets", **by_place, FunctionTargets=[{"Function": HELLO}])
    await cloud("ModifyFunctionTargets", **by_place, FunctionTargets=[{"Function": HELLO, "Weight": 20}])
    assert [one["Weight"] for one in await bound(cloud, place)] == [20]
    ignored = {**place, "Domain": "ignored.test", "Url": "/ignored"}
    await cloud("DeregisterFunctionTargets", **ignored, FunctionTargets=[{"Function": HELLO}])
    assert await bound(cloud, place) == []


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        ({"LoadBalancerId": "lb-absent00"}, ("InvalidParameter.LBIdNotFound", "InvalidParameter", "InvalidParameter")),
        ({"ListenerId": "lbl-absent00"},
         ("InvalidParameter.ListenerIdNotFound", "InvalidParameter", "InvalidParameter")),
        ({"LocationId": "loc-absent00"},
         ("InvalidParameter.LocationNotFound", "InvalidParameter", "InvalidParameter")),
        ({"LocationId": ""}, ("MissingParameter",) * 3),
        ({"FunctionTargets": []}, ("InvalidParameterValue.Length",) * 3),
        ({"FunctionTargets": [{"Function": HELLO}, {"Function": OTHER}]},
         ("LimitExceeded", "InvalidParameterValue", "InvalidParameterValue")),
        ({"FunctionTargets": [{"Function": HELLO}] * 2},
         ("InvalidParameterValue.Duplicate", "InvalidParameterValue", "InvalidParameterValue.Duplicate")),
        ({"FunctionTargets": [{"Function": HELLO, "Weight": 101}]}, ("InvalidParameterValue",) * 3),
        ({"FunctionTargets": [{"Function": {**HELLO, "FunctionQualifierType": "TAG"}}]},
         ("InvalidParameterValue",) * 3),
        ({"FunctionTargets": [{"Function": {**HELLO, "FunctionName": "unknown"}}]},
         ("LimitExceeded", "ResourceNotFound", "InvalidParameter")),
        ({"FunctionTargets": [{"Function": OTHER}]}, ("LimitExceeded", None, "InvalidParameter")),
    ],
)  # fmt: skip
async def test_refusals(cloud: Cloud, place: Place, members: dict[str, Any], codes: tuple[str | None, ...]) -> None:
    good = {**place, "FunctionTargets": [{"Function": HELLO}]}
    await cloud("RegisterFunctionTargets", **good)
    before = await bound(cloud, place)
    for action, code in zip(ACTIONS, codes, strict=True):
        if code is not None:
            assert (await cloud.refused(action, **{**good, **members})).code == code
    assert await bound(cloud, place) == before


async def test_a_function_that_nobody_told_of_says_what_to_do(cloud: Cloud, place: Place) -> None:
    unknown = {**HELLO, "FunctionNamespace": "shop"}
    error = await cloud.refused("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": unknown}])
    assert error.code == "ResourceNotFound"
    assert "twincloud functions add hello URL --namespace shop" in error.message


async def test_nothing_to_modify_or_to_unbind(cloud: Cloud, place: Place) -> None:
    for action in ACTIONS[1:]:
        error = await cloud.refused(action, **place, FunctionTargets=[{"Function": HELLO}])
        assert error.code == "InvalidParameter"


async def test_layer_4_takes_no_functions(cloud: Cloud, place: Place) -> None:
    tcp = await cloud.listener(place["LoadBalancerId"], 81)
    members = {**place, "ListenerId": tcp, "FunctionTargets": [{"Function": HELLO}]}
    codes = [(await cloud.refused(action, **members)).code for action in ACTIONS]
    assert codes == ["InvalidParameter.ProtocolCheckFailed", "InvalidParameter", "InvalidParameter"]


async def test_a_rule_has_servers_or_a_function(cloud: Cloud, place: Place) -> None:
    servers = {"Targets": [{"EniIp": "10.0.0.1", "Port": 80}]}
    function = {"FunctionTargets": [{"Function": HELLO}]}
    await cloud("RegisterTargets", **place, **servers)
    assert (await cloud.refused("RegisterFunctionTargets", **place, **function)).code == "InvalidParameterValue"
    await cloud("DeregisterTargets", **place, **servers)
    await cloud("RegisterFunctionTargets", **place, **function)
    assert (await cloud.refused("RegisterTargets", **place, **servers)).code == "InvalidParameterValue"
    balancer, listener = place["LoadBalancerId"], place["ListenerId"]
    grouped = await cloud.rule(balancer, listener, "b.test", TargetType="TARGETGROUP")
    refused = await cloud.refused("RegisterFunctionTargets", **{**place, "LocationId": grouped}, **function)
    assert refused.code == "InvalidParameterValue"


@pytest.mark.parametrize("action", ["DeleteRule", "DeleteListener", "DeleteLoadBalancer"])
async def test_a_binding_goes_with_its_rule(cloud: Cloud, place: Place, action: str) -> None:
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": HELLO}])
    assert await cloud.count("clb_function_target") == 1
    members: dict[str, dict[str, Any]] = {
        "DeleteRule": {"LoadBalancerId": place["LoadBalancerId"], "ListenerId": place["ListenerId"],
                       "LocationIds": [place["LocationId"]]},
        "DeleteListener": {"LoadBalancerId": place["LoadBalancerId"], "ListenerId": place["ListenerId"]},
        "DeleteLoadBalancer": {"LoadBalancerIds": [place["LoadBalancerId"]]},
    }  # fmt: skip
    await cloud(action, **members[action])
    assert await cloud.count("clb_function_target") == 0


async def test_balancers_are_found_by_their_functions(cloud: Cloud, place: Place) -> None:
    await cloud.balancer()
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": HELLO}])

    async def found(*names: str) -> list[str]:
        answer = await cloud("DescribeLoadBalancers", Filters=[{"Name": "function-name", "Values": list(names)}])
        return [one["LoadBalancerId"] for one in answer["LoadBalancerSet"]]

    assert await found("hello", "other") == [place["LoadBalancerId"]]
    assert await found("other") == []
    with_any = (await cloud("DescribeLoadBalancers", WithRs=1))["LoadBalancerSet"]
    assert [one["LoadBalancerId"] for one in with_any] == [place["LoadBalancerId"]]


async def test_a_binding_keeps_its_url(cloud: Cloud, place: Place) -> None:
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": HELLO}])
    await cloud.store.write(lambda tx: tx.execute(functions.clear))
    (pool,) = (await cloud.plan(place["LoadBalancerId"])).pools
    assert [(one.host, one.port, one.weight) for one in pool.targets] == [("127.0.0.1", 9000, 10)]
