"""Makes the coverage pages from the contracts: `python -m twincloud.contract.coverage`, `--check` to only compare."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from msgspec import Struct

from twincloud.contract.model import SCALARS, Action, Contract, load, names

_PRODUCTS = (
    ("Tencent CLB", "clb"),
    ("Tencent GAAP", "gaap"),
    ("Alibaba SLB", "slb"),
    ("Alibaba Live interactive messaging", "live"),
    ("Tencent Chat", "chat"),
)
_COMPANIONS = (
    ("Tencent VPC", "vpc"),
    ("Tencent tags", "tag"),
    ("Tencent SSL certificates", "ssl"),
    ("Tencent log service", "cls"),
)
"""What official clients ask on the way; only actions that are provided are written down."""
_KINDS = ("honoured", "stored", "refused", "ignored")
_BEGIN, _END = "<!-- coverage: made by `make coverage` -->", "<!-- end of coverage -->"

_PREAMBLE = """\
# Coverage

Made by `make coverage` from the contracts. An operation counts when a test through an official client asserts its
effect. The numbers say what happens to the members of its request, nested ones included: honoured (a test shows that
they act), stored (given back, without effect), refused, or ignored.
"""


class Covered(Struct, frozen=True):
    """One operation that counts: how many members its request has by what is done with them."""

    action: str
    members: dict[str, int]
    shown_by: tuple[str, ...]


def covered(contract: Contract) -> list[Covered]:
    """Return the operations that a test through an official client shows to work, by name."""
    return [
        Covered(name, _members(contract, action), action.shown_by)
        for name, action in sorted(contract.actions.items())
        if action.shown_by
    ]


def request_members(contract: Contract, action: Action) -> dict[str, str]:
    """Return every member that a request of the action can have, nested ones by their path, and its ledger entry."""
    found: dict[str, str] = {}

    def walk(type_name: str, path: str, seen: tuple[str, ...]) -> None:
        for wire, spec in contract.types[type_name].items():
            found[f"{path}{wire}"] = spec.does
            if spec.type not in SCALARS and spec.type not in seen:
                walk(spec.type, f"{path}{wire}.", (*seen, spec.type))

    walk(action.request, "", (action.request,))
    return found


def summary() -> str:
    """Return the table of the five products for the README."""
    rows = ["| product | API version | operations | covered |", "|---|---|---|---|"]
    present = set(names())
    for title, name in _PRODUCTS:
        if name not in present:
            rows.append(f"| {title} | | | not yet |")
            continue
        contract = load(name)
        rows.append(f"| {title} | {contract.version} | {len(contract.actions)} | {len(covered(contract))} |")
    return "\n".join(rows)


def page() -> str:
    """Return docs/coverage.md."""
    parts = [_PREAMBLE]
    for title, name in (*_PRODUCTS, *_COMPANIONS):
        if name not in names():
            continue
        contract = load(name)
        parts.append(f"## {title}\n")
        parts.append(f"| operation | {' | '.join(_KINDS)} |")
        parts.append("|---|" + "---|" * len(_KINDS))
        for entry in covered(contract):
            counts = " | ".join(str(entry.members[kind]) for kind in _KINDS)
            parts.append(f"| {entry.action} | {counts} |")
        missing = sorted(set(contract.actions) - {entry.action for entry in covered(contract)})
        others = f"Not there yet ({len(missing)}): {', '.join(missing)}." if missing else "All actions are there."
        parts.append(f"\n{'Other actions are not provided.' if contract.partial else others}\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the README's table and docs/coverage.md, or with ``--check`` return 1 when either differs."""
    root = Path.cwd()
    readme = (root / "README.md").read_text()
    before, _, rest = readme.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    wanted = {
        root / "README.md": f"{before}{_BEGIN}\n{summary()}\n{_END}{after}",
        root / "docs" / "coverage.md": page(),
    }
    stale = [path.name for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        if stale:
            sys.stderr.write(f"not up to date: {', '.join(stale)}; run `make coverage`\n")
        return 1 if stale else 0
    for path, text in wanted.items():
        path.write_text(text)
    return 0


def _members(contract: Contract, action: Action) -> dict[str, int]:
    counts = Counter(entry.partition(":")[0] for entry in request_members(contract, action).values())
    return {kind: counts[kind] for kind in _KINDS}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
