"""Alibaba's answers and errors on the wire, in JSON and XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

JSON = "application/json;charset=utf-8"
XML = "text/xml;charset=utf-8"
"""Clients read an error as XML only when its content type is exactly this."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(value: Any) -> bytes:
    """Return a response, or an error's members, as JSON."""
    return msgspec.json.encode(value)


def as_xml(root: str, value: Any) -> bytes:
    """Return a response, or an error's members, as an XML document.

    The element of a list is repeated for each item, so that lists stand in a wrapper where their shape has one. A key
    that no element can be named after becomes ``<entry key="...">`` (our choice), and a character that XML does not
    have the replacement character.
    """
    return "".join([_DECLARATION, *_element(root, msgspec.to_builtins(value))]).encode()


def _element(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _element(name, item)
        return
    closing = name
    if not _NAME.fullmatch(name):
        name, closing = f'entry key="{_clean(name)}"', "entry"
    if isinstance(value, dict):
        yield f"<{name}>"
        for key, inner in value.items():
            yield from _element(str(key), inner)
        yield f"</{closing}>"
    else:
        yield f"<{name}>{_text(value)}</{closing}>"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _clean(str(value))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text).translate(_ESCAPES)
