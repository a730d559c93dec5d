"""The operator's door as a product: its contract, and the table of its operations."""

from __future__ import annotations

from twincloud.contract.operation import Product
from twincloud.contract.shapes import operator as shapes

OPERATOR = Product("operator", shapes)
