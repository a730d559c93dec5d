"""The ledger of the operations that exist: what is done with every member of every request, and the tests that show it.

Members and types are held against the official SDK's models where all Alibaba contracts are.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.ledger import exists
from twincloud.contract.model import SCALARS
from twincloud.services.alibaba_slb import SLB

KINDS = ("honoured", "stored", "refused", "ignored")


def requests() -> list[str]:
    """Return the types of requests, and those of their members, and so on."""
    found: list[str] = []
    waiting = [SLB.contract.actions[action].request for action in sorted(SLB.operations)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += [spec.type for spec in SLB.contract.types[name].values() if spec.type not in SCALARS]
    return found


def ledger() -> Iterator[tuple[str, str]]:
    for name in requests():
        for wire, spec in SLB.contract.types[name].items():
            yield f"{name}.{wire}", spec.does


def test_every_request_member_is_in_the_ledger() -> None:
    wrong = [
        f"{entry} ({does or 'nothing'})"
        for entry, does in ledger()
        if does.partition(": ")[0] not in KINDS or not does.partition(": ")[2]
    ]
    assert wrong == []


def test_the_tests_that_the_ledger_names_exist() -> None:
    named = {does.removeprefix("honoured: ") for _, does in ledger() if does.startswith("honoured: ")}
    assert len(named) > 50
    assert [name for name in sorted(named) if not exists(name)] == []


def test_every_operation_is_shown_through_an_official_client() -> None:
    shown = {action: SLB.contract.actions[action].shown_by for action in SLB.operations}
    assert [action for action, tests in shown.items() if not tests] == []
    assert [name for tests in shown.values() for name in tests if not exists(name)] == []
