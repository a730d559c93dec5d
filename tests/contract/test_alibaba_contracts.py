"""The contracts of the Alibaba products, all of their actions: against the official SDKs' models, and what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.alibaba_models import models
from twincloud.contract.common_codes import documented_codes, status_of
from twincloud.contract.model import SCALARS, Field, load
from twincloud.contract.operation import Operation, no_locks
from twincloud.contract.shapes import live, slb
from twincloud.contract.shaping import reachable
from twincloud.contract.validate import validate
from twincloud.kernel.errors import ApiError

SDKS = {"slb": "alibabacloud_slb20140515", "live": "alibabacloud_live20161101"}
SHAPES: dict[str, Any] = {"slb": slb, "live": live}
ACTIONS = [(name, action) for name in SDKS for action in load(name).actions]

KNOWN_DIFFERENCES = {
    "slb MoveResourceGroup.access_key_id": "the caller's key, which the signature names already",
}
"""``product Action.Member`` to why the contract and the SDK differ on it."""


def kind_of(spec: Field, *, asked: bool) -> str:
    """Return the SDK's annotation for a member; what arrives as one text is a text there."""
    if asked and spec.encoding in ("json", "comma") and not spec.map:
        return "str"
    kind = SCALARS.get(spec.type, spec.type)
    if spec.map:
        return f"Dict[str, {kind}]"
    return f"List[{kind}]" if spec.list else kind


def differences(product: str, action: str, type_name: str, model: str, *, asked: bool) -> list[str]:
    """Return the paths of members on which a type and the SDK's model differ, nested ones included."""
    contract, known = load(product), models(SDKS[product])
    ours = {**contract.types[type_name], **(contract.common if type_name == f"{action}Request" else {})}
    found = []
    for wire in sorted({*ours, *known[model]}):
        spec, annotation = ours.get(wire), known[model].get(wire, "")
        inner = re.sub(r"^List\[(\w+)\]$", r"\1", annotation)
        if spec is not None and inner in known and spec.type not in SCALARS:
            found += [f"{product} {action}.{wire}"] if annotation.startswith("List[") != spec.list else []
            found += differences(product, action, spec.type, inner, asked=asked)
        elif spec is None or kind_of(spec, asked=asked) != annotation:
            found.append(f"{product} {action}.{wire}")
    return found


@pytest.mark.parametrize(("product", "action"), ACTIONS)
def test_requests_and_answers_are_those_of_the_sdk(product: str, action: str) -> None:
    spec = load(product).actions[action]
    found = differences(product, action, spec.request, f"{action}Request", asked=True)
    found += differences(product, action, spec.response, f"{action}ResponseBody", asked=False)
    assert [entry for entry in found if entry not in KNOWN_DIFFERENCES] == []


@pytest.mark.parametrize(("product", "count"), [("slb", 93), ("live", 54)])
def test_all_actions_of_the_sdk_that_concern_the_product_are_there(product: str, count: int) -> None:
    assert len(load(product).actions) == count
    assert all(f"{action}Request" in models(SDKS[product]) for action in load(product).actions)


def test_every_code_of_the_load_balancer_has_a_status() -> None:
    contract = load("slb")
    for action in contract.actions:
        for code in documented_codes(contract, action):
            assert 400 <= status_of(contract, code) < 600
    assert status_of(contract, "ListenerNotFound") == 404
    assert status_of(contract, "SystemBusy") == 449
    assert status_of(contract, "ServiceIsStopping") == 409
    assert contract.statuses["InvalidParameter"] == (400, 404, 503)
    assert status_of(contract, "InvalidAccessKeyId.NotFound") == 404
    assert status_of(load("live"), "NoAuth") == 403
    assert status_of(None, "UnsupportedHTTPMethod") == 403


def test_codes_of_bad_members_are_documented_with_their_actions() -> None:
    for product in SDKS:
        contract = load(product)
        for action, spec in contract.actions.items():
            for name in reachable(contract, spec.request):
                codes = {member.invalid for member in contract.types[name].values()} - {""}
                assert codes <= documented_codes(contract, action), action


def typed(product: str, action: str, **payload: Any) -> Any:
    contract = load(product)
    operation = Operation(
        action=action,
        handler=lambda *_: None,
        shapes=SHAPES[product],
        asks=contract.actions[action].request,
        reads=True,
        locks=no_locks,
        prepare=None,
        settle=None,
    )
    return validate(contract, operation, payload)


def refusal(product: str, action: str, **payload: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        typed(product, action, **payload)
    return caught.value


LISTENER = {"LoadBalancerId": "lb-1", "ListenerPort": "80"}


def test_absent_members_mean_what_is_documented() -> None:
    made = typed("slb", "CreateLoadBalancerTCPListener", **LISTENER)
    assert (made.bandwidth, made.scheduler, made.health_check_connect_timeout) == (-1, "wrr", 5)
    assert made.health_check_http_code == ["http_2xx"]
    changed = typed("slb", "SetLoadBalancerTCPListenerAttribute", **LISTENER)
    assert (changed.bandwidth, changed.scheduler, changed.persistence_timeout) == (None, None, None)


def test_single_values_beside_a_range_are_accepted_and_none_between() -> None:
    assert typed("slb", "CreateLoadBalancerTCPListener", **LISTENER, HealthCheckConnectPort="-520")
    assert typed("slb", "CreateLoadBalancerTCPListener", **LISTENER, Bandwidth="5120")
    error = refusal("slb", "CreateLoadBalancerTCPListener", **LISTENER, Bandwidth="0")
    assert (error.code, error.member) == ("InvalidParameter", "Bandwidth")
    assert refusal("slb", "CreateLoadBalancerTCPListener", **LISTENER, HealthCheckConnectPort="-5").code


def test_a_policy_of_ones_own_is_let_in_beside_the_built_in_ones() -> None:
    required = {**LISTENER, "HealthCheck": "off"}
    for name in ("tls_cipher_policy_1_2", "tls-bp1abc"):
        assert (
            typed("slb", "CreateLoadBalancerHTTPSListener", **required, TLSCipherPolicy=name).tls_cipher_policy == name
        )
    for name in ("tls_cipher_policy_9", "tls-bp1abc\n"):
        assert refusal("slb", "CreateLoadBalancerHTTPSListener", **required, TLSCipherPolicy=name).code


def test_codes_are_the_members_own_where_it_has_one() -> None:
    group = {"LoadBalancerId": "lb-1"}
    assert refusal("slb", "AddBackendServers", **group, BackendServers="x").code == "BackendServersMalformed"
    heavy = [{"ServerId": "i-1", "Weight": 101}]
    assert refusal("slb", "AddBackendServers", **group, BackendServers=heavy).code == "InvalidWeight.Malformed"
    assert typed("slb", "AddBackendServers", **group, BackendServers=[{"ServerId": "i-1", "Weight": "7", "odd": 1}])


def test_refusals_name_the_parameter() -> None:
    error = refusal("slb", "StartLoadBalancerListener", LoadBalancerId="lb-1")
    assert (error.code, error.message) == ("MissingParameter", "ListenerPort is mandatory for this action.")
    error = refusal("live", "DeleteLiveMessageGroup", AppId="a")
    assert (error.code, error.message) == ("MissingGroupId", "GroupId is mandatory for this action.")
    assert refusal("live", "DeleteLiveMessageGroup", AppId="a", GroupId="g", OperatorId="a b").code == "InputInvalid"
    assert refusal("live", "SendLiveMessageGroup", AppId="a", GroupId="g", SenderId="s", Body="é" * 7681).code
