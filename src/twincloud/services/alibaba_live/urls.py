"""Which addresses an application may have its events and questions sent to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from twincloud.services.alibaba_live.errors import invalid


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
