"""What counts as covered is shown by tests that exist, and the coverage pages say what the contracts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ledger import ROOT, exists
from twincloud.contract.coverage import covered, main, page, request_members
from twincloud.contract.model import Action, Contract, Field, load, names
from twincloud.services.tencent_clb import CLB

SHOWN = [
    (f"{product}.{action}", test)
    for product in names()
    for action, spec in sorted(load(product).actions.items())
    for test in spec.shown_by
]


@pytest.mark.parametrize(("action", "test"), SHOWN)
def test_what_is_shown_is_shown_by_a_test_through_an_official_client(action: str, test: str) -> None:
    assert test.startswith("tests/e2e/"), action
    assert exists(test), action


def test_every_operation_of_clb_is_shown_and_nothing_else_is() -> None:
    assert {entry.action for entry in covered(CLB.contract)} == set(CLB.operations)


def test_the_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_members_are_counted_with_those_inside_them() -> None:
    contract = Contract(
        service="small",
        version="7",
        title="small",
        default_qps=1,
        actions={
            "Show": Action("ShowRequest", "ShowResponse", shown_by=("tests/e2e/test_small.py::test_it",)),
            "Hide": Action("ShowRequest", "ShowResponse"),
        },
        types={
            "ShowRequest": {"part": Field("Part", does="honoured: x"), "name": Field("string", does="stored: x")},
            "Part": {"part": Field("Part", does="refused: x"), "size": Field("int64", does="honoured: x")},
            "ShowResponse": {},
        },
    )
    assert request_members(contract, contract.actions["Show"]).keys() == {"part", "part.part", "part.size", "name"}
    (entry,) = covered(contract)
    assert entry.action == "Show"
    assert entry.members == {"honoured": 2, "stored": 1, "refused": 1, "ignored": 0}


def test_a_stale_page_is_found_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    begin, end = "<!-- coverage: made by `make coverage` -->", "<!-- end of coverage -->"
    (tmp_path / "README.md").write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    (tmp_path / "docs").mkdir()
    assert main(["--check"]) == 1
    assert "README.md, coverage.md" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    readme = (tmp_path / "README.md").read_text()
    assert readme.startswith(f"before\n{begin}\n| product |")
    assert readme.endswith(f"|\n{end}\nafter\n")
    assert (tmp_path / "docs" / "coverage.md").read_text() == page()
