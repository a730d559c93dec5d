"""The operator's door: accounts, keys, clock, faults, journal and all else that no cloud product has an API for."""

from __future__ import annotations

from twincloud.services.operator import (
    accounts,
    addresses,
    certificates,
    chat_apps,
    clock,
    explain,
    faults,
    functions,
    instances,
    journal,
    keys,
    locks,
    openapi,
    reset,
    status,
    users,
)
from twincloud.services.operator.clock import restore_clock
from twincloud.services.operator.product import OPERATOR
from twincloud.services.operator.supervision import DataplaneStatus, ServerStatus, Supervision

__all__ = [
    "OPERATOR",
    "DataplaneStatus",
    "ServerStatus",
    "Supervision",
    "accounts",
    "addresses",
    "certificates",
    "chat_apps",
    "clock",
    "explain",
    "faults",
    "functions",
    "instances",
    "journal",
    "keys",
    "locks",
    "openapi",
    "reset",
    "restore_clock",
    "status",
    "users",
]
