"""From Tencent Cloud's dotted parameter names to nested values."""

from __future__ import annotations

from collections.abc import Iterable

from twincloud.kernel.errors import ApiError

Value = str | list["Value"] | dict[str, "Value"]
_Node = dict[str, "str | _Node"]

MOST_DEPTH = 10
_MOST_INDEX_DIGITS = 6


def undot(pairs: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """Return the nested value that dotted names describe: ``Filters.0.Values.1=a`` becomes ``{"Filters": [{...}]}``.

    Members whose names are all numbers form a list in numeric order; numbering may start anywhere and have gaps, as
    clients differ in it (our choice), and never reserves room. All scalars stay strings. Raises ApiError
    InvalidParameter for a name given twice, a name that is both a value and a group (``A`` and ``A.0``), a group with
    numbers beside names, an empty part, a number of more than six digits, and more than ten levels.
    """
    root: _Node = {}
    for name, value in pairs:
        _insert(root, name, value)
    return {name: _finish(name, node) for name, node in root.items()}


def _insert(root: _Node, name: str, value: str) -> None:
    *groups, last = name.split(".", MOST_DEPTH)
    if len(groups) >= MOST_DEPTH or not last or not all(groups):
        raise _invalid(name)
    node = root
    for group in groups:
        child = node.setdefault(group, {})
        if isinstance(child, str):
            raise _invalid(name)
        node = child
    if last in node:
        raise _invalid(name)
    node[last] = value


def _finish(name: str, node: str | _Node) -> Value:
    if isinstance(node, str):
        return node
    numbered = [_is_number(key) for key in node]
    if not any(numbered):
        return {key: _finish(f"{name}.{key}", child) for key, child in node.items()}
    if not all(numbered) or any(len(key) > _MOST_INDEX_DIGITS or (key[0] == "0" and key != "0") for key in node):
        raise _invalid(name)
    return [_finish(f"{name}.{key}", node[key]) for key in sorted(node, key=int)]


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit()


def _invalid(name: str) -> ApiError:
    shown = name if len(name) <= 100 else name[:100] + "..."
    return ApiError("InvalidParameter", f"The parameter `{shown}` is not valid or conflicts with another one.")
