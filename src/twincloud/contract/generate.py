"""Makes the typed shapes of each contract: `python -m twincloud.contract.generate`, with `--check` to only compare."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from twincloud.contract.model import SCALARS, Contract, Field, load, names

_KEYWORDS = frozenset({"from", "type", "class", "global", "in", "is", "not", "and", "or", "if", "for", "pass"})
_ODD_WORDS = (("IPv", "Ipv"), ("OAuth", "Oauth"), ("DDos", "Ddos"))
"""Spellings of the wire that the general rule would tear apart, and how the attribute reads them."""


def main(arguments: list[str]) -> int:
    """Write the shapes of every contract, or with ``--check`` return 1 when a checked-in file differs."""
    folder = Path(__file__).parent / "shapes"
    drifted = []
    for name in names():
        target = folder / f"{name.replace('-', '_')}.py"
        text = render(load(name))
        if "--check" in arguments:
            if not target.exists() or target.read_text() != text:
                drifted.append(target.name)
        else:
            target.write_text(text)
    if drifted:
        sys.stderr.write(f"generated shapes differ from their contracts: {', '.join(drifted)}; run `make shapes`\n")
    return 1 if drifted else 0


def render(contract: Contract) -> str:
    """Return the module text of a contract's shapes."""
    asked = _reachable(contract, {action.request for action in contract.actions.values()})
    classes = []
    for name in sorted(contract.types):
        strict = ", forbid_unknown_fields=True" if name in asked and not contract.unknown_ignored else ""
        sparse = ", omit_defaults=True" if contract.nulls_omitted else ""
        lines = [f"\nclass {name}(Struct, frozen=True, kw_only=True{strict}{sparse}):"]
        members = contract.types[name]
        lines += [
            _member(wire, spec, asked=name in asked, sparse=contract.nulls_omitted) for wire, spec in members.items()
        ]
        if not members:
            lines.append("    pass")
        classes.append("\n".join(lines) + "\n")
    body = "\n".join(classes)
    parts = [
        f'"""Shapes of {contract.title}, made from its contract by `make shapes`; never edited by hand."""\n',
        "from __future__ import annotations\n",
        *_import("typing", [word for word in ("Annotated", "Any", "Literal") if re.search(rf"\b{word}\b", body)]),
        *_import("msgspec", ["Meta", "Struct", "field"] if "Meta(" in body else ["Struct", "field"]),
        body,
    ]
    return "\n".join(parts)


def _import(module: str, words: list[str]) -> list[str]:
    return [f"from {module} import {', '.join(words)}\n"] if words else []


def attribute(wire: str) -> str:
    """Return the snake_case attribute for an exact wire name: LBChargeType -> lb_charge_type."""
    for odd, plain in _ODD_WORDS:
        wire = wire.replace(odd, plain)
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", wire)
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).replace("-", "_").replace(".", "_").lower()
    return words + "_" if words in _KEYWORDS else words


def _reachable(contract: Contract, roots: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += [spec.type for spec in contract.types[name].values() if spec.type not in SCALARS]
    return found


def _member(wire: str, spec: Field, *, asked: bool, sparse: bool) -> str:
    kind = _annotation(spec) if asked else SCALARS.get(spec.type, spec.type)
    if spec.list:
        bounds = _meta(min_length=spec.min_items, max_length=spec.max_items) if asked else ""
        kind = f"Annotated[list[{kind}], {bounds}]" if bounds else f"list[{kind}]"
    if spec.map:
        kind = f"dict[str, {kind}]"
    if spec.required and (asked or sparse):
        null = " | None" if spec.nullable and not asked else ""
        return f'    {attribute(wire)}: {kind}{null} = field(name="{wire}")'
    if spec.default is not None:
        return f'    {attribute(wire)}: {kind} = field({_default(spec)}, name="{wire}")'
    return f'    {attribute(wire)}: {kind} | None = field(default=None, name="{wire}")'


def _default(spec: Field) -> str:
    word = _quoted(spec.default) if isinstance(spec.default, str) else repr(spec.default)
    return f"default_factory=lambda: [{word}]" if spec.list else f"default={word}"


def _annotation(spec: Field) -> str:
    kind = SCALARS.get(spec.type, spec.type)
    if spec.pattern or (spec.enum and spec.any_case):
        words = "|".join(re.escape(str(word)) for word in (*spec.enum, *spec.also))
        words = f"(?i:{words})" if words and spec.any_case else words
        pattern = "|".join(part for part in (words, spec.pattern) if part)
        pattern = words if not spec.pattern and spec.any_case else f"(?:{pattern})"
        bounds = _meta(min_length=spec.min_length, max_length=spec.max_length)
        rest = f", {bounds[5:-1]}" if bounds else ""
        return f'Annotated[str, Meta(pattern=r"^{pattern}\\Z"{rest})]'
    if spec.enum:
        words = ", ".join(repr(word) if isinstance(word, int) else _quoted(word) for word in (*spec.enum, *spec.also))
        return f"Literal[{words}]"
    low = spec.min if spec.min is not None else (0 if spec.type == "uint64" else None)
    low, high = _hull(low, spec.max, [value for value in spec.also if isinstance(value, int)])
    # A text has at most as many characters as bytes; those of texts that are not ASCII are counted when it is read.
    longest = spec.max_length if spec.max_bytes is None else spec.max_bytes
    bounds = _meta(ge=low, le=high, min_length=spec.min_length, max_length=longest)
    return f"Annotated[{kind}, {bounds}]" if bounds else kind


def _hull(low: int | None, high: int | None, also: list[int]) -> tuple[int | None, int | None]:
    """Return the bounds around those given and single values outside of them."""
    if low is not None:
        low = min([low, *also])
    if high is not None:
        high = max([high, *also])
    return low, high


def _quoted(word: str) -> str:
    return f'"{word}"'


def _meta(**bounds: int | None) -> str:
    given = ", ".join(f"{name}={value}" for name, value in bounds.items() if value is not None)
    return f"Meta({given})" if given else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
