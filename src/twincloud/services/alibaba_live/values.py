"""What ids, texts and addresses of a request may look like."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from twincloud.services.alibaba_live.errors import invalid

BODY_BYTES = 15 * 1024
INFO_BYTES = 32 * 1024
GROUP_NAME_BYTES = 128
PERSON_BYTES = 512
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LETTERS_AND_DIGITS = re.compile(r"[A-Za-z0-9]{1,64}")


def check_id(name: str, value: str) -> None:
    """Raise InputInvalid unless `value` is 1 to 64 letters, digits, hyphens and underscores.

    Pages of the server API say letters and digits, those of the client SDKs allow the other two as well (both kinds of
    clients meet in a group, so the wider set counts: our choice).
    """
    if not _ID.fullmatch(value):
        raise invalid(f"{name} must be 1 to 64 letters, digits, hyphens or underscores.")


def check_ids(name: str, values: Iterable[str]) -> None:
    """Raise InputInvalid unless each of `values` is an id."""
    for value in values:
        check_id(name, value)


def check_operator(name: str, value: str) -> None:
    """Raise InputInvalid unless `value` is 1 to 64 letters and digits, as the page of DeleteLiveMessageGroup says."""
    if not _LETTERS_AND_DIGITS.fullmatch(value):
        raise invalid(f"{name} must be 1 to 64 letters or digits.")


def check_size(name: str, text: str, most: int) -> None:
    """Raise InputInvalid when `text` takes more than `most` bytes."""
    if len(text.encode()) > most:
        raise invalid(f"{name} is {len(text.encode())} bytes long; at most {most} are allowed.")


def check_url(name: str, url: str, *, strict: bool) -> None:
    """Raise InputInvalid unless `url` is one that can be called; strictly, it has no port and no private address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise invalid(f"{name} is not a URL.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise invalid(f"{name} must start with http:// or https:// and name a host.")
    if strict and (port is not None or _private(host)):
        raise invalid(f"{name} must name neither a port nor a private address.")


def _private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
