"""What people ask logs: ``status:>=500 AND NOT uri:"/health"``, words, ``*``, brackets.

The part of CLS's search language that needs no index: terms (of one field or of any), AND, OR, NOT, brackets,
comparisons of numbers, ``*`` and ``?`` in words. Terms beside each other are joined by AND. Case does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

Test = Callable[[Mapping[str, str]], bool]

_DELIMITERS = r"""@&?|#()='",;:<>\[\]{}/ \n\t\r\\"""
"""What stands between the words of a text (product page)."""
_WORDS = re.compile(f"[^{_DELIMITERS}]+")
_ASKED_WORDS = re.compile(f"(?:[^{_DELIMITERS}]|[?])+")
_PIECES = re.compile(f"[^{_DELIMITERS}*]+")
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<bracket>[()])
      | (?P<key>[A-Za-z_][\w.-]*)(?=:)(?P<colon>:)
      | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<compared>(?:>=|<=|>|<)\s*-?\d+(?:\.\d+)?)(?=[\s)]|$)
      | (?P<word>[^\s()"'|:<>=\[{][^\s()"'|]*)
    )""",
    re.VERBOSE,
)
_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(.+)")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_DEEPEST = 50


class QueryError(ValueError):
    """A question that is not understood; the message says where."""


class _Token(NamedTuple):
    kind: str
    text: str
    place: int

    @property
    def operator(self) -> str:
        return self.text.upper() if self.kind == "word" and self.text.upper() in _OPERATORS else ""


def understood(text: str) -> Test:
    """Return the test of an entry's fields that a question is; nothing and ``*`` are true of all. Raises QueryError."""
    if text.strip() in {"", "*"}:
        return lambda _: True
    parser = _Parser(list(_tokens(text)))
    test = parser.alternatives("", 0)
    parser.end()
    return test


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            rest = text[place:].lstrip()
            if rest.startswith("|"):
                raise QueryError("SQL after «|» is not provided")
            raise QueryError(f"«{rest[:20]}» is not understood")
        kind = "key" if found["key"] else str(found.lastgroup)
        yield _Token(kind, found[kind], place)
        place = found.end()


class _Parser:
    """Reads tokens from left to right; each method returns the test of what it has read."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def end(self) -> None:
        """Raise QueryError unless everything has been read."""
        if (token := self._look()) is not None:
            raise QueryError(f"«{token.text}» at {token.place} is not expected")

    def alternatives(self, key: str, depth: int) -> Test:
        """Read what OR joins; `key` is the field that terms without one are about, empty for any."""
        if depth > _DEEPEST:
            raise QueryError("there are too many brackets inside each other")
        tests = [self._together(key, depth)]
        while self._takes("OR"):
            tests.append(self._together(key, depth))
        return tests[0] if len(tests) == 1 else lambda fields: any(test(fields) for test in tests)

    def _together(self, key: str, depth: int) -> Test:
        tests = [self._one(key, depth)]
        while self._takes("AND") or self._goes_on():
            tests.append(self._one(key, depth))
        return tests[0] if len(tests) == 1 else lambda fields: all(test(fields) for test in tests)

    def _one(self, key: str, depth: int) -> Test:
        negated = False
        while self._takes("NOT"):
            negated = not negated
        test = self._term(key, depth)
        return (lambda fields: not test(fields)) if negated else test

    def _term(self, key: str, depth: int) -> Test:
        token = self._read()
        if token.kind == "key":
            if key:
                raise QueryError(f"«{token.text}:» at {token.place} stands inside the brackets of another field")
            return self._term(token.text, depth)
        if token.text == "(" and token.kind == "bracket":
            test = self.alternatives(key, depth + 1)
            if self._read().text != ")":
                raise QueryError(f"the bracket at {token.place} is not closed")
            return test
        if token.kind == "bracket" or token.operator:
            raise QueryError(f"«{token.text}» at {token.place} is not expected")
        if token.kind == "compared":
            if not key:
                raise QueryError(f"«{token.text}» at {token.place} needs a field in front of it")
            return _about(key, _compared(token.text))
        literal = token.kind == "quoted"
        text = re.sub(r"\\(.)", r"\1", token.text[1:-1]) if literal else token.text
        return _about(key, _said(text, literal=literal))

    def _look(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _read(self) -> _Token:
        token = self._look()
        if token is None:
            raise QueryError("the question ends too soon")
        self._next += 1
        return token

    def _takes(self, operator: str) -> bool:
        token = self._look()
        taken = token is not None and token.operator == operator
        self._next += taken
        return taken

    def _goes_on(self) -> bool:
        token = self._look()
        return token is not None and token.text != ")" and token.operator in {"", "NOT"}


def _about(key: str, test: Callable[[str], bool]) -> Test:
    """Return the test of one field, or of any."""
    if not key:
        return lambda fields: any(test(value) for value in fields.values())
    return lambda fields: key in fields and test(fields[key])


def _compared(text: str) -> Callable[[str], bool]:
    found = _COMPARISON.fullmatch(text)
    assert found is not None, "the token is one"  # noqa: S101 (for the type checker)
    operator, limit = found[1], float(found[2])

    def test(value: str) -> bool:
        try:
            number = float(value)
        except ValueError:
            return False
        if operator == ">":
            return number > limit
        if operator == ">=":
            return number >= limit
        return number < limit if operator == "<" else number <= limit

    return test


def _said(text: str, *, literal: bool) -> Callable[[str], bool]:
    """Return the test whether a value is `text`, or has its words one behind the other."""
    lower = text.lower()
    words = [
        _pattern(word, literal=literal) for word in (_WORDS if literal else _ASKED_WORDS).findall(lower)
    ]  # fmt: skip
    whole = _pattern(lower, literal=literal)
    # What has not the longest piece of the text anywhere needs not be taken apart.
    pieces = (_WORDS if literal else _PIECES).findall(lower)
    longest = max(pieces, key=len, default="")

    def test(value: str) -> bool:
        value = value.lower()
        if longest not in value:
            return False
        if whole.fullmatch(value):
            return True
        if not words:
            return bool(lower) and lower in value
        own = _WORDS.findall(value)
        return any(
            all(word.fullmatch(said) for word, said in zip(words, own[start:], strict=False))
            for start in range(len(own) - len(words) + 1)
        )

    return test


def _pattern(text: str, *, literal: bool) -> re.Pattern[str]:
    escaped = re.escape(text)
    if not literal:
        escaped = escaped.replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.DOTALL)
