"""The door's own description, for tools that read OpenAPI."""

from __future__ import annotations

import functools

import msgspec

from twincloud.contract.call import Call
from twincloud.contract.openapi import openapi
from twincloud.contract.shapes import operator as shapes
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


@OPERATOR.read("GetOpenapi")
def get_openapi(call: Call, request: shapes.GetOpenapiRequest, tx: Transaction) -> shapes.GetOpenapiResponse:
    """Return the OpenAPI document of this door as JSON text."""
    return shapes.GetOpenapiResponse(document=_document())


@functools.cache
def _document() -> str:
    summaries = {
        action: (operation.handler.__doc__ or "").partition("\n")[0]
        for action, operation in OPERATOR.operations.items()
    }
    return msgspec.json.format(msgspec.json.encode(openapi(OPERATOR.contract, summaries)), indent=1).decode()
