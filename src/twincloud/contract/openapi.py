"""The OpenAPI 3.1 document of a contract that is spoken as JSON over ``POST /v1/<Action>``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from twincloud.contract.model import SCALARS, Action, Contract, Field

DOCUMENT_ACTION = "GetOpenapi"
"""The action that answers with the document itself; it is served as GET and at a path of its own."""
DOCUMENT_PATH = "/v1/openapi.json"

_JSON_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_REQUEST_ID = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}


def openapi(contract: Contract, summaries: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the document as plain values; `summaries` are one sentence per action, for those that have one."""
    said = summaries or {}
    paths: dict[str, Any] = {
        f"/v1/{name}": {"post": _operation(name, action, said.get(name))}
        for name, action in contract.actions.items()
        if name != DOCUMENT_ACTION
    }
    if DOCUMENT_ACTION in contract.actions:
        paths[DOCUMENT_PATH] = {"get": _document_operation(said.get(DOCUMENT_ACTION))}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"twincloud: {contract.title}", "version": contract.version},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**dict(_schemas(contract)), "ErrorAnswer": _error_answer()},
            "headers": {
                "RequestId": {"description": "The id of this call in the journal.", "schema": _plain("string")}
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(name: str, action: Action, summary: str | None) -> dict[str, Any]:
    codes = ", ".join(action.errors)
    operation: dict[str, Any] = {
        "operationId": name,
        "requestBody": {"required": False, "content": _json(_reference(action.request))},
        "responses": {
            "200": {"description": "Done.", "headers": _REQUEST_ID, "content": _json(_reference(action.response))},
            "default": _refusal(f"Refused. Codes of this action: {codes}." if codes else "Refused."),
        },
    }
    return {**operation, "summary": summary} if summary else operation


def _document_operation(summary: str | None) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": DOCUMENT_ACTION,
        "responses": {
            "200": {"description": "This document.", "headers": _REQUEST_ID, "content": _json(_plain("object"))},
            "default": _refusal("Refused."),
        },
    }
    return {**operation, "summary": summary} if summary else operation


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "headers": _REQUEST_ID, "content": _json(_reference("ErrorAnswer"))}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _schemas(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    asked = set[str]()
    for action in contract.actions.values():
        _reach(contract, action.request, asked)
    hidden = contract.actions.get(DOCUMENT_ACTION)
    for name in sorted(contract.types.keys() - ({hidden.request, hidden.response} if hidden else set())):
        yield name, _object(contract.types[name], asked=name in asked)


def _reach(contract: Contract, name: str, found: set[str]) -> None:
    if name not in found:
        found.add(name)
        for spec in contract.types[name].values():
            if spec.type not in SCALARS:
                _reach(contract, spec.type, found)


def _object(members: Mapping[str, Field], *, asked: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {wire: _member(spec, asked=asked) for wire, spec in members.items()},
    }
    required = [wire for wire, spec in members.items() if spec.required]
    if required:
        schema["required"] = required
    if asked:
        schema["additionalProperties"] = False
    return schema


def _member(spec: Field, *, asked: bool) -> dict[str, Any]:
    schema = _value(spec)
    if spec.list:
        schema = _given(type="array", items=schema, minItems=spec.min_items, maxItems=spec.max_items)
    if spec.deprecated:
        schema = {**schema, "deprecated": True}
    # An absent member of a request and null mean the same.
    if spec.nullable or (asked and not spec.required):
        return {"anyOf": [schema, _plain("null")]}
    return schema


def _value(spec: Field) -> dict[str, Any]:
    if spec.type not in SCALARS:
        return _reference(spec.type)
    low = spec.min if spec.min is not None else (0 if spec.type == "uint64" else None)
    return _given(
        type=_JSON_TYPES[SCALARS[spec.type]],
        enum=list(spec.enum) if spec.enum and not spec.any_case else None,
        minimum=low,
        maximum=spec.max,
        minLength=spec.min_length,
        maxLength=spec.max_length,
    )


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _plain(kind: str) -> dict[str, Any]:
    return {"type": kind}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _error_answer() -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {"code": _plain("string"), "message": _plain("string")},
        "required": ["code", "message"],
    }
    return {
        "type": "object",
        "properties": {"error": error, "request_id": _plain("string")},
        "required": ["error", "request_id"],
    }
