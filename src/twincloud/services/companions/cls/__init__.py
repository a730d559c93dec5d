"""Tencent log service (API 2020-10-16): the sets and topics that balancers write into, and what they hold."""

from __future__ import annotations

from twincloud.services.companions.cls import logsets, search, topics
from twincloud.services.companions.cls.product import CLS

NOUNS = (logsets, topics, search)
"""The modules whose functions are the product's operations."""

__all__ = ["CLS", "NOUNS"]
