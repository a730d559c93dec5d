"""Interactive messaging as two products: what servers call over HTTP, and clients through their sockets."""

from __future__ import annotations

from twincloud.contract.operation import Product
from twincloud.contract.shapes import live as shapes
from twincloud.contract.shapes import live_client as client_shapes

LIVE = Product("live", shapes)
CLIENT = Product("live-client", client_shapes)
