"""The operator's contract is whole: every action is there, every member is accounted for by a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

from twincloud.contract.coverage import request_members
from twincloud.services.operator import OPERATOR

ROOT = Path(__file__).parents[3]


def test_every_action_is_provided() -> None:
    assert set(OPERATOR.operations) == set(OPERATOR.contract.actions)


def test_every_member_names_a_test_that_exists() -> None:
    entries = {
        f"{name}.{member}": does
        for name, action in OPERATOR.contract.actions.items()
        for member, does in request_members(OPERATOR.contract, action).items()
    }
    assert entries
    for member, does in entries.items():
        kind, _, test = does.partition(": ")
        assert kind == "honoured", member
        path, _, function = test.partition("::")
        assert re.search(rf"def {function}\(", (ROOT / path).read_text()), member
