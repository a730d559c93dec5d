"""Tencent Chat as two products: what servers call over REST, and users through their own connections."""

from __future__ import annotations

from twincloud.contract.operation import Product
from twincloud.contract.shapes import chat as shapes
from twincloud.contract.shapes import chat_client as client_shapes

CHAT = Product("chat", shapes)
CLIENT = Product("chat-client", client_shapes)
