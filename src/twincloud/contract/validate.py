"""From a decoded request to its typed shape, or to the documented error that names the field at fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from twincloud.contract.model import SCALARS, Action, Contract, Field
from twincloud.contract.operation import Operation
from twincloud.kernel.errors import ApiError

_LONGEST_NAME = 128
_KINDS: dict[str, Any] = {"str": str, "int": int, "float": float, "bool": bool, "dict[str, Any]": dict[str, Any]}


def validate(contract: Contract, operation: Operation, payload: Mapping[str, Any]) -> Any:
    """Return the typed request.

    Numbers and booleans may come as text, as query-string clients send them and as the documentation's own examples
    do. Raises ApiError with the contract's codes, such as MissingParameter, UnknownParameter, InvalidParameter (type)
    or InvalidParameterValue (enum, range, length); a sub-code such as InvalidParameterValue.Length is used where the
    action documents it, and a code of the member's own where it has one.
    """
    spec = contract.actions[operation.action]
    if contract.reads_loosely:
        payload = _put_right(contract, spec.request, payload)
    try:
        typed = msgspec.convert(payload, type=operation.request, strict=False)
    except msgspec.ValidationError as error:
        _walk(contract, spec, payload)
        raise ApiError(contract.codes.type, f"The request is not valid: {error}") from None
    if spec.request in contract.walked or (contract.counts_bytes and not msgspec.json.encode(payload).isascii()):
        _walk(contract, spec, payload)
    return typed


def _put_right(contract: Contract, type_name: str, value: Any) -> Any:
    """Return the value with its members under their newest names, and without those that count as absent."""
    if not isinstance(value, Mapping):
        return value
    kept = dict(value)
    for wire, spec in contract.types[type_name].items():
        for older in spec.aliases:
            if older in kept:
                kept.setdefault(wire, kept.pop(older))
        given = kept.get(wire)
        if contract.empty_is_absent and not spec.required and given in ("", []):
            del kept[wire]
        elif spec.type not in SCALARS:
            if spec.list and isinstance(given, list):
                kept[wire] = [_put_right(contract, spec.type, item) for item in given]
            elif given is not None:
                kept[wire] = _put_right(contract, spec.type, given)
    return kept


def _walk(contract: Contract, spec: Action, payload: Mapping[str, Any]) -> None:
    """Raise the documented error for the first member that breaks its contract, in the product's own words."""
    try:
        _Walker(contract, spec.errors).walk_type(spec.request, payload, "")
    except ApiError as error:
        sentence = contract.codes.value_sentence
        if not sentence or error.code == contract.codes.missing:
            raise
        raise ApiError(error.code, sentence, member=error.member, hint=error.message) from None


class _Walker:
    """Finds the first member that breaks its contract; the slow path, taken only for requests that are refused."""

    def __init__(self, contract: Contract, documented: tuple[str, ...]) -> None:
        self._contract = contract
        self._documented = documented

    def walk_type(self, name: str, value: Any, path: str) -> None:
        if not isinstance(value, Mapping):
            raise self._wrong_type(None, path or "request")
        codes = self._contract.codes
        members = self._contract.types[name]
        for wire, spec in members.items():
            if spec.required and value.get(wire) is None:
                path = f"{path}{wire}"
                raise ApiError(codes.missing.format(path), codes.missing_sentence.format(path), member=path)
        for wire in value:
            if wire not in members and not self._contract.unknown_ignored:
                shown = str(wire)[:_LONGEST_NAME]
                sentence = f"The parameter `{path}{shown}` is not recognized."
                raise ApiError(codes.unknown, sentence, member=f"{path}{shown}")
        for wire, spec in members.items():
            if value.get(wire) is not None:
                self._walk_member(spec, value[wire], f"{path}{wire}")

    def _walk_member(self, spec: Field, value: Any, path: str) -> None:
        if spec.map:
            if not isinstance(value, Mapping):
                raise self._wrong_type(spec, path)
            for key, item in value.items():
                self._walk_value(spec, item, f"{path}.{str(key)[:_LONGEST_NAME]}")
            return
        if not spec.list:
            self._walk_value(spec, value, path)
            return
        if not isinstance(value, list):
            raise self._wrong_type(spec, path)
        if not _within(len(value), spec.min_items, spec.max_items):
            raise self._refused("Length", spec, path, f"holds {len(value)} items", spec.min_items, spec.max_items)
        for index, item in enumerate(value):
            self._walk_value(spec, item, f"{path}.{index}")

    def _walk_value(self, spec: Field, value: Any, path: str) -> None:
        if spec.type not in SCALARS:
            self.walk_type(spec.type, value, f"{path}.")
            return
        kind = _KINDS.get(SCALARS[spec.type], Any)
        try:
            plain: Any = msgspec.convert(value, type=kind, strict=False)
        except msgspec.ValidationError:
            raise self._wrong_type(spec, path) from None
        if plain in spec.also:
            return
        if spec.enum or spec.pattern:
            self._walk_words(spec, plain, path)
        if isinstance(plain, str):
            if not _within(len(plain), spec.min_length, spec.max_length):
                raise self._refused("Length", spec, path, f"is {len(plain)} long", spec.min_length, spec.max_length)
            if not _within(size := len(plain.encode()), None, spec.max_bytes):
                raise self._refused("Length", spec, path, f"has {size} bytes", spec.min_length, spec.max_bytes)
        elif isinstance(plain, int | float):
            low = spec.min if spec.min is not None else (0 if spec.type == "uint64" else None)
            if not _within(plain, low, spec.max):
                raise self._refused("Range", spec, path, f"is {plain}", low, spec.max)

    def _walk_words(self, spec: Field, plain: Any, path: str) -> None:
        if (spec.enum and _one_of(spec, plain)) or (spec.pattern and re.fullmatch(spec.pattern, str(plain))):
            return
        code = spec.invalid or self._contract.codes.value
        if spec.enum:
            words = ", ".join(str(word) for word in spec.enum)
            sentence = f"The value of parameter `{path}` must be one of: {words}."
        else:
            sentence = f"The value of parameter `{path}` does not have the form {spec.pattern}."
        raise ApiError(code, sentence, member=path)

    def _refused(self, kind: str, spec: Field, path: str, finding: str, low: int | None, high: int | None) -> ApiError:
        code = f"{self._contract.codes.value}.{kind}"
        if code not in self._documented:
            code = self._contract.codes.value
        bounds = f"{'' if low is None else low}..{'' if high is None else high}"
        return ApiError(spec.invalid or code, f"The parameter `{path}` {finding}; allowed: {bounds}.", member=path)

    def _wrong_type(self, spec: Field | None, path: str) -> ApiError:
        path = path.rstrip(".")
        code = (spec.invalid if spec else "") or self._contract.codes.type
        return ApiError(code, f"The value type of parameter `{path}` is not valid.", member=path)


def _within(value: float, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _one_of(spec: Field, value: object) -> bool:
    if spec.any_case:
        return str(value).upper() in {str(word).upper() for word in spec.enum}
    return value in spec.enum
