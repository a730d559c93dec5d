"""Requests that break a contract for certain, and requests that keep it but speak of things that do not exist."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from twincloud.contract.model import SCALARS, Contract, Field

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
_NO_NUMBER = st.sampled_from(["x", "1x", "0x10", "\uff11", "1e", "--1", "[]", "☃"])
_NO_WORD = st.sampled_from(["☃", "onn", " on", "\x00", "'on'", "on\n"])
_DEEP = "[" * 500


def state(data: Path, *besides: str) -> dict[str, list[Any]]:
    """Return all rows of a server's store, but for its timers, which go by themselves, and for tables named so."""
    with sqlite3.connect(f"file:{data / 'twincloud.db'}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 (our own tables)
            for table in tables
            if table != "timer" and not table.endswith(besides)
        }


def damaged(contract: Contract, action: str) -> st.SearchStrategy[dict[str, Any]] | None:
    """Return requests of which one member is certainly wrong; None when nothing in them can be."""
    members = contract.types[contract.actions[action].request]
    ways = [(wire, wrong) for wire, spec in members.items() for wrong in _wrong(contract, spec) if wire != "RegionId"]
    if not ways:
        return None

    @st.composite
    def build(draw: st.DrawFn) -> dict[str, Any]:
        wire, wrong = draw(st.sampled_from(ways))
        payload = {name: valid(contract, spec) for name, spec in members.items() if spec.required and name != wire}
        value = draw(wrong)
        return payload if value is None else {**payload, wire: value}

    return build()


def about_nothing(contract: Contract, action: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return requests that keep the contract, with any of their members, whose names and ids are made up."""
    members = contract.types[contract.actions[action].request]
    required = {wire: _right(contract, spec) for wire, spec in members.items() if spec.required}
    optional = {wire: _right(contract, spec) for wire, spec in members.items() if not spec.required}
    return st.fixed_dictionaries(required, optional=optional)


def valid(contract: Contract, spec: Field) -> Any:
    """Return some value that a member accepts."""
    if spec.list:
        return [_valid_item(contract, spec)] * max(spec.min_items or 1, 1)
    if spec.map:
        return {}
    return _valid_item(contract, spec)


def _valid_item(contract: Contract, spec: Field) -> Any:
    if spec.type not in SCALARS:
        return {wire: valid(contract, inner) for wire, inner in contract.types[spec.type].items() if inner.required}
    kind = SCALARS[spec.type]
    if spec.enum:
        return spec.enum[0]
    if kind == "int":
        return max(spec.min or 1, 1)
    if kind == "bool":
        return True
    return "x" * max(spec.min_length or 1, 1) if kind == "str" else 1


def _right(contract: Contract, spec: Field, depth: int = 0) -> st.SearchStrategy[Any]:
    item = _right_item(contract, spec, depth)
    if spec.list:
        return st.lists(item, min_size=max(spec.min_items or 1, 1), max_size=min(spec.max_items or 3, 3))
    return st.dictionaries(TEXT, item, max_size=2) if spec.map else item


def _right_item(contract: Contract, spec: Field, depth: int) -> st.SearchStrategy[Any]:
    if spec.type not in SCALARS:
        inner = contract.types[spec.type]
        members = {wire: _right(contract, found, depth + 1) for wire, found in inner.items() if depth < 3}
        required = {wire: members[wire] for wire, found in inner.items() if found.required and wire in members}
        return st.fixed_dictionaries(required, optional={w: m for w, m in members.items() if w not in required})
    if spec.enum:
        return st.sampled_from(spec.enum)
    kind = SCALARS[spec.type]
    if kind == "int":
        low = spec.min if spec.min is not None else 0
        return st.integers(low, spec.max if spec.max is not None else max(low, 2**31))
    if kind == "bool":
        return st.booleans()
    if spec.pattern:
        return st.from_regex(spec.pattern, fullmatch=True)
    longest = min(spec.max_length or 12, spec.max_bytes or 12, 12)
    made_up = st.sampled_from(["lb-nothing", "rsp-nothing", "10.0.0.1", "a.example.com", "/path", "80"])
    return st.text(st.characters(codec="utf-8"), min_size=max(spec.min_length or 1, 1), max_size=max(longest, 1)) | (
        made_up.filter(lambda text: len(text) <= (spec.max_length or 64) and len(text) >= (spec.min_length or 0))
    )


def _wrong(contract: Contract, spec: Field) -> list[st.SearchStrategy[Any]]:
    """Return the ways in which a member can be wrong; None stands for leaving it out."""
    ways: list[st.SearchStrategy[Any]] = [st.none()] if spec.required else []
    if spec.max_items is not None and spec.list:
        ways.append(st.just([valid(contract, spec)[0]] * (spec.max_items + 1)))
    ways += [_listed(spec, way) for way in _wrong_item(spec)]
    return ways


def _listed(spec: Field, way: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(way, min_size=1, max_size=2) if spec.list else way


def _wrong_item(spec: Field) -> list[st.SearchStrategy[Any]]:
    if spec.type not in SCALARS or spec.map:
        return []
    kind = SCALARS[spec.type]
    if kind == "int":
        ways: list[st.SearchStrategy[Any]] = [_NO_NUMBER]
        if spec.max is not None:
            ways.append(st.integers(max([spec.max, *_numbers(spec)]) + 1, 2**80))
        if spec.min is not None:
            ways.append(st.integers(-(2**80), min([spec.min, *_numbers(spec)]) - 1))
        return ways
    if kind == "bool":
        return [st.sampled_from(["maybe", "☃", "[]"])]
    return _wrong_text(spec) if kind == "str" else []


def _wrong_text(spec: Field) -> list[st.SearchStrategy[Any]]:
    if spec.pattern:
        return [st.sampled_from(["☃", "a b", "a\n", "a" * 65])]
    if spec.enum:
        return [_NO_WORD]
    if spec.max_length is not None:
        return [st.just("x" * (spec.max_length + 1))]
    return [st.just("é" * (spec.max_bytes // 2 + 1))] if spec.max_bytes is not None else []


def _numbers(spec: Field) -> list[int]:
    return [value for value in spec.also if isinstance(value, int)]


def flattened(contract: Contract, action: str, payload: Mapping[str, Any]) -> dict[str, str]:
    """Return a payload as Alibaba's parameters."""
    members = contract.types[contract.actions[action].request]
    parameters: dict[str, str] = {}
    for wire, value in payload.items():
        spec = members[wire]
        if spec.encoding == "json":
            parameters[wire] = json.dumps(value, ensure_ascii=False)
        elif spec.encoding in ("comma", "any"):
            parameters[wire] = ",".join(map(_text, value))
        elif spec.list:
            for number, item in enumerate(value, 1):
                if isinstance(item, dict):
                    parameters |= {f"{wire}.{number}.{name}": _text(inner) for name, inner in item.items()}
                else:
                    parameters[f"{wire}.{number}"] = _text(item)
        else:
            parameters[wire] = _text(value)
    return parameters


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def broken_json() -> st.SearchStrategy[bytes]:
    """Return bodies that are no JSON object."""
    texts = st.sampled_from([" ", "{", "[]", "1", "null", '"x"', '{"a":}', "{'a':1}", _DEEP, '{"a":1}x', "\ufeff{}"])
    return texts.map(str.encode) | st.binary(min_size=1, max_size=20).filter(lambda raw: b"{" not in raw)
