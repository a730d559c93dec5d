"""The OpenAPI document of a contract is valid and says what the contract says."""

from __future__ import annotations

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from twincloud.contract.model import Action, Contract, Field
from twincloud.contract.openapi import openapi
from twincloud.services.operator import OPERATOR

SMALL = Contract(
    service="small",
    version="7",
    title="small",
    default_qps=1,
    actions={
        "DoIt": Action("DoItRequest", "Done", errors=("Broken",)),
        "GetOpenapi": Action("GetOpenapiRequest", "GetOpenapiResponse"),
    },
    types={
        "DoItRequest": {
            "name": Field("string", required=True, min_length=2, max_length=3),
            "size": Field("uint64", max=9),
            "parts": Field("Part", list=True, max_items=1),
            "mode": Field("string", enum=("on", "off")),
            "mood": Field("string", enum=("Good", "Bad"), any_case=True),
        },
        "Part": {"share": Field("double", deprecated=True)},
        "Done": {"note": Field("string", nullable=True), "count": Field("int64", required=True)},
        "GetOpenapiRequest": {},
        "GetOpenapiResponse": {"document": Field("string")},
    },
)


def accepts(name: str, value: object) -> bool:
    document = openapi(SMALL)
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return bool(OAS31Validator(schema).is_valid(value))


def test_the_operators_document_is_valid() -> None:
    OpenAPIV31SpecValidator(openapi(OPERATOR.contract)).validate()
    OpenAPIV31SpecValidator(openapi(SMALL, {"DoIt": "Do it."})).validate()


def test_requests_are_bounded_as_in_the_contract() -> None:
    whole = {"name": "ab", "size": 9, "parts": [{"share": 0.5}], "mode": "on", "mood": "GOOD"}
    assert accepts("DoItRequest", whole)
    assert accepts("DoItRequest", {"name": "ab", "size": None})
    for wrong in (
        {},
        {"name": None},
        {"name": "a"},
        {"name": "abcd"},
        {"name": "ab", "size": -1},
        {"name": "ab", "size": 10},
        {"name": "ab", "size": 1.5},
        {"name": "ab", "parts": [{}, {}]},
        {"name": "ab", "parts": [{"more": 1}]},
        {"name": "ab", "mode": "ON"},
        {"name": "ab", "more": 1},
    ):
        assert not accepts("DoItRequest", wrong), wrong


def test_answers_may_grow_and_hold_null_only_where_documented() -> None:
    assert accepts("Done", {"count": 1, "note": None, "later": "version"})
    assert not accepts("Done", {"count": None})
    assert not accepts("Done", {"note": "x"})


def test_the_document_is_got_and_not_posted() -> None:
    document = openapi(SMALL, {"DoIt": "Do it."})
    assert set(document["paths"]) == {"/v1/DoIt", "/v1/openapi.json"}
    post = document["paths"]["/v1/DoIt"]["post"]
    assert post["summary"] == "Do it."
    assert "Broken" in post["responses"]["default"]["description"]
    assert set(document["components"]["schemas"]) == {"DoItRequest", "Part", "Done", "ErrorAnswer"}
