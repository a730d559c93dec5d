"""The documented directives of customized configurations: their forms, their bounds and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from twincloud.balancing.headers import AnswerHeader
from twincloud.balancing.plan import TlsVersion
from twincloud.services.tencent_clb.configs.nginx_text import Directive, DirectiveError, read_directives
from twincloud.services.tencent_clb.configs.suites import chosen_suites

CLB, SERVER, LOCATION = "CLB", "SERVER", "LOCATION"
_KIB, _MIB = 1024, 1024 * 1024
_UNBUFFERED_ABOVE = 256 * _MIB
_MOST_HEADERS = 100
"""Of each of the directives that may come several times (our choice)."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,255}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\uffff]*")
_OF_THE_CONNECTION = frozenset({"host", "connection", "content-length", "transfer-encoding"})
_TIME = re.compile(r"(?:\d{1,9}(?:ms|[smhd]))*(?:\d{1,9})?")
_SECONDS = {"ms": 0.001, "s": 1, "": 1, "m": 60, "h": 3600, "d": 86_400}
_SIZE = re.compile(r"(\d{1,12})([kmg]?)", re.IGNORECASE)
_BYTES = {"": 1, "k": _KIB, "m": _MIB, "g": 1024 * _MIB}
_VERSIONS = {
    "TLSv1": TlsVersion.V1_0, "TLSv1.1": TlsVersion.V1_1, "TLSv1.2": TlsVersion.V1_2, "TLSv1.3": TlsVersion.V1_3,
}  # fmt: skip
TARGET_HEADERS = {
    "X-Real-Port": "$remote_port",
    "X-clb-stgw-vip": "$server_addr",
    "Stgw-request-id": "$stgw_request_id",
    "X-Forwarded-Port": "$vport",
    "X-Method": "$request_method",
    "X-Uri": "$uri",
}
"""What targets can be told with proxy_set_header, and by which variable (product page)."""


class Settings(Struct, frozen=True):
    """What a configuration says; None and empty are what it does not mention. Times in seconds, sizes in bytes."""

    header_timeout_s: float | None = None
    header_buffer: int | None = None
    header_field: int | None = None
    body_timeout_s: float | None = None
    max_body: int | None = None
    keepalive_s: float | None = None
    keepalive_requests: int | None = None
    connect_timeout_s: float | None = None
    read_timeout_s: float | None = None
    send_timeout_s: float | None = None
    client_send_timeout_s: float | None = None
    versions: tuple[TlsVersion, ...] = ()
    suites: tuple[str, ...] = ()
    chain_depth: int | None = None
    added_headers: tuple[AnswerHeader, ...] = ()
    set_headers: tuple[AnswerHeader, ...] = ()
    target_headers: tuple[str, ...] = ()
    https_redirects: bool | None = None
    request_buffering: bool | None = None
    buffer_size: int | None = None
    buffers: tuple[int, int] | None = None

    def inside(self, outer: Settings) -> Settings:
        """Return what holds inside `outer`: what is said here wins, and more_set_headers adds to the outer ones."""
        own = {name: value for name, value in structs.asdict(self).items() if value is not None and value != ()}
        if self.set_headers:
            own["set_headers"] = (*outer.set_headers, *self.set_headers)
        return structs.replace(outer, **own)


Members = dict[str, Any]
Read = Callable[[Sequence[str]], Members]


def read_settings(text: str, kind: str) -> Settings:
    """Return what the text of a configuration of this kind says; raises DirectiveError."""
    members: Members = {}
    seen: dict[str, int] = {}
    for directive in read_directives(text):
        name = directive.name
        if name not in _READERS:
            raise _wrong(directive, "is not supported")
        if kind == LOCATION and name in _NOT_IN_LOCATIONS:
            raise _wrong(directive, "is not allowed for a LOCATION")
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > (_MOST_HEADERS if name in _REPEATED else 1):
            raise _wrong(directive, "is duplicate" if name not in _REPEATED else f"comes over {_MOST_HEADERS} times")
        try:
            said = _READERS[name](directive.arguments)
        except ValueError as error:
            raise _wrong(directive, str(error)) from None
        for member, value in said.items():
            members[member] = (*members.get(member, ()), *value) if name in _REPEATED else value
    settings = Settings(**members)
    _check_together(settings)
    return settings


def _wrong(directive: Directive, what: str) -> DirectiveError:
    return DirectiveError(f'"{directive.name[:80]}" directive {what} in line {directive.line}')


def _check_together(said: Settings) -> None:
    """Raise DirectiveError for directives that do not go together (product page)."""
    if (said.max_body or 0) > _UNBUFFERED_ABOVE and said.request_buffering is not False:
        raise DirectiveError('"client_max_body_size" above 256M needs "proxy_request_buffering off"')
    if said.buffer_size is not None and said.buffers is None:
        raise DirectiveError('"proxy_buffer_size" needs "proxy_buffers" beside it')
    if said.buffers is not None:
        count, size = said.buffers
        if 2 * max(said.buffer_size or size, size) > (count - 1) * size:
            raise DirectiveError('"proxy_buffers" without its first must hold twice the largest buffer')


def _one(arguments: Sequence[str]) -> str:
    if len(arguments) != 1:
        raise ValueError("takes one argument")
    return arguments[0]


def _seconds(member: str, low: int, high: int) -> Read:
    def read(arguments: Sequence[str]) -> Members:
        text = _one(arguments)
        if not text or _TIME.fullmatch(text) is None:
            raise ValueError(f'has an invalid value "{text}"')
        parts = re.findall(r"(\d+)(ms|[smhd]?)", text)
        value = sum(int(number) * _SECONDS[unit] for number, unit in parts)
        return {member: float(_within(text, value, low, high, f"{low}s..{high}s"))}

    return read


def _size(text: str, low: int, high: int, unit: int) -> int:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(f'has an invalid value "{text}"')
    letter = "k" if unit == _KIB else "M"
    value = int(match.group(1)) * _BYTES[match.group(2).lower()]
    return int(_within(text, value, low * unit, high * unit, f"{low}{letter}..{high}{letter}"))


def _bytes(member: str, low: int, high: int, unit: int = _KIB) -> Read:
    return lambda arguments: {member: _size(_one(arguments), low, high, unit)}


def _number(text: str, low: int, high: int) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text) is None:
        raise ValueError(f'has an invalid value "{text}"')
    return int(_within(text, int(text), low, high, f"{low}..{high}"))


def _count(member: str, low: int, high: int) -> Read:
    return lambda arguments: {member: _number(_one(arguments), low, high)}


def _within(text: str, value: float, low: int, high: int, bounds: str) -> float:
    if not low <= value <= high:
        raise ValueError(f'has the value "{text}", which is not within {bounds},')
    return value


def _switch(arguments: Sequence[str]) -> bool:
    text = _one(arguments).lower()
    if text not in {"on", "off"}:
        raise ValueError(f'has an invalid value "{text}", it must be "on" or "off"')
    return text == "on"


def _kept_switch(arguments: Sequence[str]) -> Members:
    _switch(arguments)
    return {}


def _protocols(arguments: Sequence[str]) -> Members:
    if not arguments or not set(arguments) <= set(_VERSIONS):
        raise ValueError(f"takes some of {', '.join(_VERSIONS)}")
    return {"versions": tuple(version for word, version in _VERSIONS.items() if word in arguments)}


def _buffers(arguments: Sequence[str]) -> Members:
    if len(arguments) != 2:
        raise ValueError("takes a number and a size")
    return {"buffers": (_number(arguments[0], 3, 8), _size(arguments[1], 4, 16, _KIB))}


def _header(name: str, value: str) -> tuple[str, str]:
    """Return a header that may be set; raises ValueError."""
    if _NAME.fullmatch(name) is None or name.lower() in _OF_THE_CONNECTION:
        raise ValueError(f'cannot set the header "{name[:80]}"')
    if _VALUE.fullmatch(value) is None:
        raise ValueError(f'has a value for "{name}" that no header can have')
    if "$" in value:
        raise ValueError(f'has a variable in its value for "{name}", and takes none')
    return name, value


def _add_header(arguments: Sequence[str]) -> Members:
    *pair, last = arguments or ("",)
    always = len(arguments) == 3 and last == "always"
    if len(arguments) != 2 and not always:
        raise ValueError("takes a name and a value")
    name, value = _header(*(pair if always else arguments))
    if not value:
        return {}  # nginx adds no header without a value
    return {"added_headers": (AnswerHeader(name, value, beside=True, only_good=not always),)}


def _set_headers(arguments: Sequence[str]) -> Members:
    found = []
    for text in arguments:
        name, colon, value = text.partition(":")
        if not colon or name.startswith("-"):
            raise ValueError('takes texts of the form "Name: value"')
        name, value = _header(name.strip(), value.strip())
        found.append(AnswerHeader(name, value or None))
    if not found:
        raise ValueError('takes texts of the form "Name: value"')
    return {"set_headers": tuple(found)}


def _target_header(arguments: Sequence[str]) -> Members:
    known = {(name.lower(), variable): name for name, variable in TARGET_HEADERS.items()}
    if len(arguments) != 2 or (arguments[0].lower(), arguments[1]) not in known:
        pairs = ", ".join(f"{name} {variable}" for name, variable in TARGET_HEADERS.items())
        raise ValueError(f"takes one of: {pairs};")
    return {"target_headers": (known[arguments[0].lower(), arguments[1]],)}


def _redirect(arguments: Sequence[str]) -> Members:
    if tuple(arguments) != ("http://", "https://"):
        raise ValueError('takes "http:// https://"')
    return {"https_redirects": True}


def _error_page(arguments: Sequence[str]) -> Members:
    *codes, page = arguments or ("",)
    if codes and re.fullmatch(r"=[0-9]{0,3}", codes[-1]):
        codes.pop()
    if not codes or not page.startswith("/"):
        raise ValueError('takes statuses and a path that begins with "/"')
    for code in codes:
        _number(code, 300, 599)
    return {}


_READERS: Mapping[str, Read] = {
    "ssl_protocols": _protocols,
    "ssl_ciphers": lambda arguments: {"suites": chosen_suites(_one(arguments))},
    "ssl_verify_depth": _count("chain_depth", 1, 10),
    "ssl_early_data": _kept_switch,
    "client_header_timeout": _seconds("header_timeout_s", 30, 120),
    "client_header_buffer_size": _bytes("header_buffer", 1, 256),
    "http2_max_field_size": _bytes("header_field", 1, 256),
    "client_body_timeout": _seconds("body_timeout_s", 30, 120),
    "client_max_body_size": _bytes("max_body", 1, 10_240, _MIB),
    "keepalive_timeout": _seconds("keepalive_s", 0, 900),
    "keepalive_requests": _count("keepalive_requests", 1, 10_000),
    "send_timeout": _seconds("client_send_timeout_s", 1, 3600),
    "add_header": _add_header,
    "more_set_headers": _set_headers,
    "server_tokens": _kept_switch,
    "error_page": _error_page,
    "proxy_connect_timeout": _seconds("connect_timeout_s", 4, 120),
    "proxy_read_timeout": _seconds("read_timeout_s", 30, 3600),
    "proxy_send_timeout": _seconds("send_timeout_s", 30, 3600),
    "proxy_buffer_size": _bytes("buffer_size", 1, 32),
    "proxy_buffers": _buffers,
    "proxy_request_buffering": lambda arguments: {"request_buffering": _switch(arguments)},
    "proxy_set_header": _target_header,
    "proxy_redirect": _redirect,
    "proxy_ignore_client_abort": _kept_switch,
}
_REPEATED = frozenset({"add_header", "more_set_headers", "proxy_set_header", "error_page"})
_NOT_IN_LOCATIONS = frozenset(
    {
        "ssl_protocols", "ssl_ciphers", "ssl_verify_depth", "ssl_early_data", "client_header_timeout",
        "client_header_buffer_size", "http2_max_field_size",
    }
)  # fmt: skip
"""What nginx does not take inside a location."""
