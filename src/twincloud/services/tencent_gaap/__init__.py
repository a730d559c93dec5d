"""Tencent GAAP (API 2018-05-29): connections, their listeners, rules and origins, and the planner that forwards."""

from __future__ import annotations

from twincloud.services.tencent_gaap.product import GAAP

__all__ = ["GAAP"]
