"""The contract of the operations that exist: against the official SDK's models, and its ledger against the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tencentcloud.clb.v20180317 import models

from tests.support.ledger import exists
from twincloud.contract.model import SCALARS, Field
from twincloud.services.tencent_clb import CLB

OPERATIONS = {
    "CreateLoadBalancer", "DescribeLoadBalancers", "DeleteLoadBalancer", "CreateListener", "DescribeListeners",
    "DeleteListener", "CreateRule", "DeleteRule", "RegisterTargets", "DeregisterTargets", "ModifyTargetWeight",
    "DescribeTargets", "DescribeTargetHealth", "DescribeTaskStatus", "ModifyListener", "ModifyRule", "ModifyDomain",
    "ModifyDomainAttributes", "AutoRewrite", "ManualRewrite", "DescribeRewrite", "DeleteRewrite",
    "CreateTargetGroup", "ModifyTargetGroupAttribute", "DeleteTargetGroups", "DescribeTargetGroups",
    "DescribeTargetGroupList", "DescribeTargetGroupInstances", "RegisterTargetGroupInstances",
    "DeregisterTargetGroupInstances", "ModifyTargetGroupInstancesWeight", "ModifyTargetGroupInstancesPort",
    "AssociateTargetGroups", "DisassociateTargetGroups",
}  # fmt: skip
KINDS = ("honoured", "stored", "refused", "ignored")

KNOWN_DIFFERENCES: dict[str, str] = {}
"""``Type.Member`` to why the contract and the SDK differ on it; empty while they agree."""


def reachable(*roots: str) -> list[str]:
    """Return these types and those of their members, and so on."""
    found: list[str] = []
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += [spec.type for spec in CLB.contract.types[name].values() if spec.type not in SCALARS]
    return found


def requests() -> list[str]:
    return reachable(*(CLB.contract.actions[action].request for action in sorted(OPERATIONS)))


def responses() -> list[str]:
    return reachable(*(CLB.contract.actions[action].response for action in sorted(OPERATIONS)))


def members_of_sdk(type_name: str) -> dict[str, str]:
    """Return a model's members and what they are, such as ``list of str``, from its constructor's documentation."""
    documentation = getattr(models, type_name).__init__.__doc__ or ""
    found = re.findall(r":type _?(\w+): (.+)", documentation)
    return {name: re.sub(r":class:`[\w.]*\.(\w+)`", r"\1", kind.strip()) for name, kind in found}


def in_words_of_sdk(spec: Field) -> str:
    kind = SCALARS.get(spec.type, spec.type)
    return f"list of {kind}" if spec.list else kind


def ledger() -> Iterator[tuple[str, str]]:
    for name in requests():
        for wire, spec in CLB.contract.types[name].items():
            yield f"{name}.{wire}", spec.does


def test_the_operations_that_exist() -> None:
    assert set(CLB.operations) == OPERATIONS


@pytest.mark.parametrize("name", sorted({*requests(), *responses()}))
def test_members_are_those_of_the_sdk(name: str) -> None:
    ours = {wire: in_words_of_sdk(spec) for wire, spec in CLB.contract.types[name].items()}
    theirs = members_of_sdk(name)
    assert theirs or not ours
    differing = {f"{name}.{wire}" for wire in {*ours, *theirs} if ours.get(wire) != theirs.get(wire)}
    assert differing == {entry for entry in KNOWN_DIFFERENCES if entry.startswith(f"{name}.")}


def test_every_request_member_is_in_the_ledger() -> None:
    wrong = [
        f"{entry} ({does or 'nothing'})"
        for entry, does in ledger()
        if does.partition(": ")[0] not in KINDS or not does.partition(": ")[2]
    ]
    assert wrong == []


def test_the_tests_that_the_ledger_names_exist() -> None:
    named = {does.removeprefix("honoured: ") for _, does in ledger() if does.startswith("honoured: ")}
    assert named
    missing = [name for name in sorted(named) if not exists(name)]
    assert missing == []
