"""JSON as Alibaba's gateway reads it inside of parameters: also with single quotes and commas too many."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_MOST_DEPTH = 32
_PART = re.compile(
    r"""\s*(?:(?P<mark>[\[\]{},:])"""
    r"""|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|(?P<word>[^\s\[\]{},:"']+))""",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def read(text: str) -> Any:
    """Return the value that `text` holds; raises ValueError when it is none.

    Beside JSON these are read: texts in single quotes, words without quotes as texts, and a comma before a closing
    bracket. Numbers that JSON does not know stay texts.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return _Reader(text).whole()


class _Reader:
    """One pass over the parts of a text, without backtracking."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._at = 0

    def whole(self) -> Any:
        value = self._value(0)
        if self._at != len(self._text):
            raise ValueError("there is something after the value")
        return value

    def _next(self) -> tuple[str, str]:
        found = _PART.match(self._text, self._at)
        if found is None or found.lastgroup is None:
            raise ValueError("a value is missing or not closed")
        self._at = found.end()
        return found.lastgroup, found.group(found.lastgroup)

    def _value(self, depth: int) -> Any:
        return self._made(*self._next(), depth)

    def _made(self, kind: str, part: str, depth: int) -> Any:
        if depth > _MOST_DEPTH:
            raise ValueError("it is nested too deeply")
        if kind != "mark":
            return _plain(kind, part)
        if part == "[":
            return self._list(depth)
        if part == "{":
            return self._object(depth)
        raise ValueError(f"`{part}` stands where a value should")

    def _list(self, depth: int) -> list[Any]:
        items: list[Any] = []
        while (part := self._next()) != ("mark", "]"):
            items.append(self._made(*part, depth + 1))
            self._comma_or("]")
        return items

    def _object(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while (part := self._next()) != ("mark", "}"):
            if part[0] == "mark" or self._next() != ("mark", ":"):
                raise ValueError("a member has no name")
            members[str(_plain(*part))] = self._value(depth + 1)
            self._comma_or("}")
        return members

    def _comma_or(self, closing: str) -> None:
        before = self._at
        part = self._next()
        if part == ("mark", closing):
            self._at = before
        elif part != ("mark", ","):
            raise ValueError("a comma is missing")


def _plain(kind: str, part: str) -> Any:
    if kind != "word":
        return _ESCAPE.sub(_unescaped, part)
    if part in _WORDS:
        return _WORDS[part]
    try:
        return int(part)
    except ValueError:
        return part


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _ESCAPED.get(found[2], found[2])
