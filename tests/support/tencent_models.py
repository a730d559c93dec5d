"""Contracts of Tencent's products beside the models of the official SDK, and their ledgers beside the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import ModuleType

from tests.support.ledger import exists
from twincloud.contract.model import SCALARS, Contract, Field

KINDS = ("honoured", "stored", "refused", "ignored")


def reachable(contract: Contract, roots: Iterable[str]) -> list[str]:
    """Return these types and those of their members, and so on."""
    found: list[str] = []
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += [spec.type for spec in contract.types[name].values() if spec.type not in SCALARS]
    return found


def requests(contract: Contract, actions: Iterable[str]) -> list[str]:
    """Return the types that requests of these actions are made of."""
    return reachable(contract, [contract.actions[action].request for action in sorted(actions)])


def responses(contract: Contract, actions: Iterable[str]) -> list[str]:
    """Return the types that answers of these actions are made of."""
    return reachable(contract, [contract.actions[action].response for action in sorted(actions)])


def differences(contract: Contract, models: ModuleType, name: str) -> set[str]:
    """Return the members on which a type and the SDK's model of it differ."""
    ours = {wire: _in_words_of_sdk(spec) for wire, spec in contract.types[name].items()}
    theirs = _members_of_sdk(models, name)
    assert theirs or not ours
    return {f"{name}.{wire}" for wire in {*ours, *theirs} if ours.get(wire) != theirs.get(wire)}


def without_entry(contract: Contract, actions: Iterable[str]) -> list[str]:
    """Return the members of these actions' requests of which the ledger does not say what happens to them."""
    return [
        f"{entry} ({does or 'nothing'})"
        for entry, does in _ledger(contract, actions)
        if does.partition(": ")[0] not in KINDS or not does.partition(": ")[2]
    ]


def without_test(contract: Contract, actions: Iterable[str]) -> list[str]:
    """Return the tests that the ledger names and nobody has written."""
    named = {does.removeprefix("honoured: ") for _, does in _ledger(contract, actions) if does.startswith("honoured: ")}
    assert named
    return [name for name in sorted(named) if not exists(name)]


def _members_of_sdk(models: ModuleType, type_name: str) -> dict[str, str]:
    """Return a model's members and what they are, such as ``list of str``, from its constructor's documentation."""
    documentation = getattr(models, type_name).__init__.__doc__ or ""
    found = re.findall(r":type _?(\w+): (.+)", documentation)
    plain = {name: re.sub(r":class:`[\w.]*\.(\w+)`", r"\1", kind.strip()) for name, kind in found}
    return {name: kind.removesuffix(" non-negative") for name, kind in plain.items()}


def _in_words_of_sdk(spec: Field) -> str:
    kind = SCALARS.get(spec.type, spec.type)
    return f"list of {kind}" if spec.list else kind


def _ledger(contract: Contract, actions: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in requests(contract, actions):
        for wire, spec in contract.types[name].items():
            yield f"{name}.{wire}", spec.does
