"""The text of a customized configuration as directives, in nginx's grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<mark>[;{}])
    |(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?=[\s;{}]|$)
    |(?P<open>["'])
    |(?P<word>(?:[^\s;{}"'\\]|\\.)(?:[^\s;{}\\]|\\.)*)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = {"t": "\t", "r": "\r", "n": "\n"}


class DirectiveError(Exception):
    """A configuration that would not do; the text says what is wrong and in which line."""


class Directive(Struct, frozen=True):
    """A directive with its arguments, unquoted. `line` counts from 1."""

    name: str
    arguments: tuple[str, ...]
    line: int


def read_directives(text: str) -> list[Directive]:
    """Return the directives of a text; raises DirectiveError where it is none of nginx's, and for blocks."""
    found: list[Directive] = []
    words: list[str] = []
    line = began = 1
    for line, kind, piece in _pieces(text):
        if kind == "word":
            began = began if words else line
            words.append(piece)
        elif piece == ";" and words:
            found.append(Directive(words[0], tuple(words[1:]), began))
            words = []
        else:
            raise DirectiveError(f'unexpected "{piece}" in line {line}')
    if words:
        raise DirectiveError(f'unexpected end of the configuration, expecting ";" after line {line}')
    return found


def _pieces(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, ``word`` or ``mark``, text); raises DirectiveError for quotes that are not closed."""
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup == "open":
            raise DirectiveError(f'unexpected "{text[at]}" in line {line}')
        kind, piece = match.lastgroup, match.group()
        if kind == "quoted":
            yield line, "word", _ESCAPED.sub(_unescape, piece[1:-1])
        elif kind in {"word", "mark"}:
            yield line, str(kind), _ESCAPED.sub(_unescape, piece)
        at = match.end()
        line += piece.count("\n")


def _unescape(match: re.Match[str]) -> str:
    """Return what an escape stands for: quotes, a backslash, white space; nginx leaves any other as it is."""
    char = match.group(1)
    if char in "\"'\\ ":
        return char
    return _CONTROLS.get(char, match.group())
