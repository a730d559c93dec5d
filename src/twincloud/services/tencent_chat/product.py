"""Tencent Chat as a product: its contract and its operations."""

from __future__ import annotations

from twincloud.contract.operation import Product
from twincloud.contract.shapes import chat as shapes

CHAT = Product("chat", shapes)
