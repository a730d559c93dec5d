"""What a target's host is: an address, or a name."""

from __future__ import annotations

import ipaddress


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address; one with a zone (``fe80::1%eth0``) means nothing elsewhere and is none."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text
