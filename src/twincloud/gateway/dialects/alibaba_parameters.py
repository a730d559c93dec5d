"""From Alibaba's flat parameters to a request in the contract's words: names in any case, lists in every encoding."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from twincloud.contract.model import SCALARS, Contract, Field, load
from twincloud.gateway.dialects.lenient_json import read

_MOST_INDEX_DIGITS = 6

Members = Mapping[str, tuple[str, Field]]


def payload_of(contract: Contract, type_name: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the request that `pairs` describe; what the type does not have is left out, as the gateway ignores it.

    Scalars stay texts, which validation reads. What cannot be read as what it should be stays as it came, so that
    validation refuses it by the member's name.
    """
    members = _members(contract.service, type_name)
    payload: dict[str, Any] = {}
    numbered: dict[str, dict[int, Any]] = {}
    for name, value in pairs:
        found = members.get(name.lower())
        if found is not None and not _only_numbered(found[1]):
            wire, spec = found
            if value or _may_be_empty(spec):
                payload[wire] = _decoded(contract, spec, value)
            elif spec.encoding == "json" and spec.list:
                payload[wire] = []
            continue
        head, dot, rest = name.partition(".")
        found = members.get(head.lower()) if dot else None
        if found is not None and found[1].encoding in ("repeat", "any"):
            _take_numbered(contract, found[1], numbered.setdefault(found[0], {}), rest, value)
    for wire, items in numbered.items():
        if items:
            payload[wire] = [items[index] for index in sorted(items)]
    return payload


@functools.cache
def _members(service: str, type_name: str) -> Members:
    return {wire.lower(): (wire, spec) for wire, spec in load(service).types[type_name].items()}


def _only_numbered(spec: Field) -> bool:
    return spec.encoding == "repeat" and spec.type not in SCALARS


def _may_be_empty(spec: Field) -> bool:
    """Tell whether an empty text is a value of the member; of others it counts as absent (our choice)."""
    restricted = spec.required or spec.list or spec.map or spec.enum or spec.pattern or spec.min_length
    return spec.type == "string" and not restricted


def _take_numbered(contract: Contract, spec: Field, items: dict[int, Any], rest: str, value: str) -> None:
    number, _, inner = rest.partition(".")
    if not (number.isascii() and number.isdigit()) or len(number) > _MOST_INDEX_DIGITS:
        return
    index = int(number)
    if spec.type in SCALARS:
        if not inner:
            items[index] = value
        return
    found = _members(contract.service, spec.type).get(inner.lower())
    if found is not None:
        items.setdefault(index, {})[found[0]] = value


def _decoded(contract: Contract, spec: Field, value: str) -> Any:
    if spec.encoding == "comma" or (spec.encoding == "any" and not value.lstrip().startswith("[")):
        return [item.strip() for item in value.split(",") if item.strip()]
    if spec.encoding in ("json", "any"):
        try:
            return _named(contract, spec, read(value))
        except ValueError:
            return value
    return [value] if spec.encoding == "repeat" else value


def _named(contract: Contract, spec: Field, value: Any) -> Any:
    """Return a value of a JSON text with its members under the contract's names, and texts where it wants texts."""
    if spec.list:
        return [_item(contract, spec, item) for item in value] if isinstance(value, list) else value
    if spec.map:
        return {key: _item(contract, spec, item) for key, item in value.items()} if isinstance(value, dict) else value
    return _item(contract, spec, value)


def _item(contract: Contract, spec: Field, value: Any) -> Any:
    if spec.type in SCALARS:
        if SCALARS[spec.type] == "str" and isinstance(value, int | float):
            return str(value).lower() if isinstance(value, bool) else str(value)
        return value
    if not isinstance(value, dict):
        return value
    members = _members(contract.service, spec.type)
    kept = {}
    for name, inner in value.items():
        found = members.get(name.lower())
        if found is not None and inner != "":
            kept[found[0]] = _named(contract, found[1], inner)
    return kept
