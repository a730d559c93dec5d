"""How a type of a contract reads as a class, and modules of such classes, each made when it is first asked for."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from twincloud.contract.model import SCALARS, Contract, Field, load

WORDS = {"Annotated": Annotated, "Any": Any, "Literal": Literal, "Meta": Meta, "Struct": Struct, "field": field}
"""What the text of a class is made of."""

_KEYWORDS = frozenset({"from", "type", "class", "global", "in", "is", "not", "and", "or", "if", "for", "pass"})
_ODD_WORDS = (("IPv", "Ipv"), ("OAuth", "Oauth"), ("DDos", "Ddos"))
"""Spellings of the wire that the general rule would tear apart, and how the attribute reads them."""


def asked_types(contract: Contract) -> set[str]:
    """Return the types that requests are made of; all others are of answers alone."""
    return reachable(contract, *(action.request for action in contract.actions.values()))


def class_text(contract: Contract, name: str, *, asked: bool) -> str:
    """Return the text of a type's class; `asked` says whether requests have it."""
    strict = ", forbid_unknown_fields=True" if asked and not contract.unknown_ignored else ""
    sparse = ", omit_defaults=True" if contract.nulls_omitted else ""
    members = contract.types[name]
    lines = [f"class {name}(Struct, frozen=True, kw_only=True{strict}{sparse}):"]
    lines += [_member(wire, spec, asked=asked, sparse=contract.nulls_omitted) for wire, spec in members.items()]
    return "\n".join(lines if members else [*lines, "    pass"]) + "\n"


def lazy_shapes(contract: str, namespace: dict[str, Any]) -> Callable[[str], type[Struct]]:
    """Return the `__getattr__` of the module with this `namespace` that has the shapes of a contract.

    A class costs time and memory, and a server needs few of the types that its products document.
    """
    namespace |= WORDS
    asked: set[str] = set()
    one_at_a_time = threading.Lock()

    def make(name: str) -> type[Struct]:
        known = load(contract)
        if name not in known.types:
            raise AttributeError(f"the contract {contract} has no type {name}")
        with one_at_a_time:
            asked.update(asked or asked_types(known))
            for needed in sorted(reachable(known, name) - namespace.keys()):
                # Annotations stay texts until a value is read, by when everything that they name is there.
                text = "from __future__ import annotations\n" + class_text(known, needed, asked=needed in asked)
                exec(compile(text, f"<{contract}>", "exec"), namespace)  # noqa: S102 (our own text, of our own data)
            made: type[Struct] = namespace[name]
        return made

    return make


def attribute(wire: str) -> str:
    """Return the snake_case attribute for an exact wire name: LBChargeType -> lb_charge_type."""
    for odd, plain in _ODD_WORDS:
        wire = wire.replace(odd, plain)
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", wire)
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).replace("-", "_").replace(".", "_").lower()
    return words + "_" if words in _KEYWORDS else words


def reachable(contract: Contract, *roots: str) -> set[str]:
    """Return these types and those of their members, and so on."""
    found: set[str] = set()
    waiting = [*roots]
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
