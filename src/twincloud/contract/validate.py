"""From a decoded request to its typed shape, or to the documented error that names the field at fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from twincloud.contract.model import SCALARS, Contract, Field
from twincloud.contract.operation import Operation
from twincloud.kernel.errors import ApiError

_LONGEST_NAME = 128
_KINDS: dict[str, Any] = {"str": str, "int": int, "float": float, "bool": bool, "dict[str, Any]": dict[str, Any]}


def validate(contract: Contract, operation: Operation, payload: Mapping[str, Any]) -> Any:
    """Return the typed request.

    Numbers and booleans may come as text, as query-string clients send them and as the documentation's own examples
    do. Raises ApiError with MissingParameter, UnknownParameter, InvalidParameter (type) or InvalidParameterValue
    (enum, range, length); a sub-code such as InvalidParameterValue.Length is used where the action documents it.
    """
    spec = contract.actions[operation.action]
    if contract.reads_loosely:
        payload = _put_right(contract, spec.request, payload)
    try:
        typed = msgspec.convert(payload, type=operation.request, strict=False)
    except msgspec.ValidationError as error:
        _Walker(contract, spec.errors).walk_type(spec.request, payload, "")
        raise ApiError("InvalidParameter", f"The request is not valid: {error}") from None
    if contract.counts_bytes and not msgspec.json.encode(payload).isascii():
        _Walker(contract, spec.errors).walk_type(spec.request, payload, "")
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


class _Walker:
    """Finds the first member that breaks its contract; the slow path, taken only for requests that are refused."""

    def __init__(self, contract: Contract, documented: tuple[str, ...]) -> None:
        self._contract = contract
        self._documented = documented

    def walk_type(self, name: str, value: Any, path: str) -> None:
        if not isinstance(value, Mapping):
            raise self._wrong_type(path or "request")
        members = self._contract.types[name]
        for wire, spec in members.items():
            if spec.required and value.get(wire) is None:
                sentence = f"The request is missing a required parameter `{path}{wire}`."
                raise ApiError("MissingParameter", sentence, member=f"{path}{wire}")
        for wire in value:
            if wire not in members and not self._contract.unknown_ignored:
                shown = str(wire)[:_LONGEST_NAME]
                sentence = f"The parameter `{path}{shown}` is not recognized."
                raise ApiError("UnknownParameter", sentence, member=f"{path}{shown}")
        for wire, spec in members.items():
            if value.get(wire) is not None:
                self._walk_member(spec, value[wire], f"{path}{wire}")

    def _walk_member(self, spec: Field, value: Any, path: str) -> None:
        if not spec.list:
            self._walk_value(spec, value, path)
            return
        if not isinstance(value, list):
            raise self._wrong_type(path)
        if not _within(len(value), spec.min_items, spec.max_items):
            raise self._refused("Length", path, f"holds {len(value)} items", spec.min_items, spec.max_items)
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
            raise self._wrong_type(path) from None
        if spec.enum and not _one_of(spec, plain):
            words = ", ".join(str(word) for word in spec.enum)
            sentence = f"The value of parameter `{path}` must be one of: {words}."
            raise ApiError("InvalidParameterValue", sentence, member=path)
        if isinstance(plain, str):
            if not _within(len(plain), spec.min_length, spec.max_length):
                raise self._refused("Length", path, f"is {len(plain)} long", spec.min_length, spec.max_length)
            if not _within(size := len(plain.encode()), None, spec.max_bytes):
                raise self._refused("Length", path, f"has {size} bytes", spec.min_length, spec.max_bytes)
        elif isinstance(plain, int | float):
            low = spec.min if spec.min is not None else (0 if spec.type == "uint64" else None)
            if not _within(plain, low, spec.max):
                raise self._refused("Range", path, f"is {plain}", low, spec.max)

    def _refused(self, kind: str, path: str, finding: str, low: int | None, high: int | None) -> ApiError:
        code = f"InvalidParameterValue.{kind}"
        if code not in self._documented:
            code = "InvalidParameterValue"
        bounds = f"{'' if low is None else low}..{'' if high is None else high}"
        return ApiError(code, f"The parameter `{path}` {finding}; allowed: {bounds}.", member=path)

    @staticmethod
    def _wrong_type(path: str) -> ApiError:
        path = path.rstrip(".")
        return ApiError("InvalidParameter", f"The value type of parameter `{path}` is not valid.", member=path)


def _within(value: float, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _one_of(spec: Field, value: object) -> bool:
    if spec.any_case:
        return str(value).upper() in {str(word).upper() for word in spec.enum}
    return value in spec.enum
