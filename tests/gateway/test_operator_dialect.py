"""The operator's door over HTTP: its paths, its token, its statuses, and its description of itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator

from tests.support.operator_door import DOCUMENT, Door, open_door
from twincloud.gateway.dialects.operator import OperatorDialect
from twincloud.services.operator import OPERATOR
from twincloud.storage.sqlite import SqliteStore

TOKEN = "an-operators-token"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def door(sqlite_store: SqliteStore, tmp_path: Path) -> Door:
    return await open_door(sqlite_store, tmp_path)


@pytest.fixture
async def outside(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the door that asks for a token, without one."""
    transport = httpx.ASGITransport(app=door.application(TOKEN))
    async with httpx.AsyncClient(transport=transport, base_url="http://operator") as client:
        yield client


@pytest.fixture
async def inside(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the door that trusts who comes."""
    transport = httpx.ASGITransport(app=door.application(None))
    async with httpx.AsyncClient(transport=transport, base_url="http://operator") as client:
        yield client


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Check the form of a refusal and return its status and code."""
    body = answer.json()
    schema = {"$ref": "#/components/schemas/ErrorAnswer", "components": DOCUMENT["components"]}
    OAS31Validator(schema).validate(body)
    assert body["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, body["error"]["code"]


async def test_a_call_is_answered_as_it_is_and_journalled(door: Door, inside: httpx.AsyncClient) -> None:
    answer = await inside.post("/v1/CreateAccount", json={"name": "other"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["name"] == "other"
    [entry] = door.journal.newest()
    assert entry.request_id == answer.headers["x-request-id"]
    assert (entry.dialect, entry.product, entry.action, entry.account) == (
        "operator",
        "operator",
        "CreateAccount",
        "operator",
    )


async def test_an_empty_body_is_an_empty_request(inside: httpx.AsyncClient) -> None:
    answer = await inside.post("/v1/ListAccounts")
    assert answer.status_code == 200
    assert answer.json()["total"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": b"Bearer \xff\xfe"},
    ],
)
async def test_without_the_token_nothing_is_done(outside: httpx.AsyncClient, headers: Any) -> None:
    answer = await outside.post("/v1/CreateAccount", json={"name": "other"}, headers=headers)
    assert refusal(answer) == (401, "Unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert refusal(await outside.get("/v1/openapi.json", headers=headers)) == (401, "Unauthorized")
    listed = await outside.post("/v1/ListAccounts", headers=BEARER)
    assert listed.json()["total"] == 1


async def test_the_token_lets_in(outside: httpx.AsyncClient) -> None:
    for headers in (BEARER, {"Authorization": f"bearer  {TOKEN}"}):
        assert (await outside.post("/v1/GetClock", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/v1/NoSuchAction", b"{}", (404, "NotFound")),
        ("POST", "/v1/GetOpenapi", b"{}", (404, "NotFound")),
        ("POST", "/v1/", b"{}", (404, "NotFound")),
        ("POST", "/GetClock", b"{}", (404, "NotFound")),
        ("GET", "/", b"", (404, "NotFound")),
        ("GET", "/v1/GetClock", b"", (405, "MethodNotAllowed")),
        ("POST", "/v1/openapi.json", b"", (405, "MethodNotAllowed")),
        ("POST", "/v1/CreateAccount", b"{", (400, "InvalidParameter")),
        ("POST", "/v1/CreateAccount", b"[]", (400, "InvalidParameter")),
        ("POST", "/v1/CreateAccount", b"[" * 100_000, (400, "InvalidParameter")),
        ("POST", "/v1/CreateAccount", b'{"name": "\xff"}', (400, "InvalidParameter")),
        ("POST", "/v1/CreateAccount", b"{}", (400, "MissingParameter")),
        ("POST", "/v1/CreateAccount", b'{"name": ""}', (400, "InvalidParameterValue")),
        ("POST", "/v1/CreateAccount", b'{"name": "x", "nme": 1}', (400, "UnknownParameter")),
        ("POST", "/v1/CreateAccount", b'{"name": "default"}', (409, "AlreadyExists")),
        ("POST", "/v1/DeleteKey", b'{"id": "AKIDnone"}', (404, "NotFound")),
        ("POST", "/v1/CreateAccount", b" " * (1024 * 1024 + 1), (413, "RequestTooLarge")),
    ],
)
async def test_refusals(
    inside: httpx.AsyncClient, method: str, path: str, body: bytes, expected: tuple[int, str]
) -> None:
    assert refusal(await inside.request(method, path, content=body)) == expected


async def test_a_fault_of_the_server_says_nothing_of_its_inside(door: Door, inside: httpx.AsyncClient) -> None:
    async def broken() -> None:
        raise RuntimeError("a detail")

    door.fail_reset = broken
    answer = await inside.post("/v1/Reset")
    assert refusal(answer) == (500, "InternalError")
    assert "detail" not in answer.text
    explained = await inside.post("/v1/Explain", json={"request_id": answer.headers["x-request-id"]})
    assert "a detail" in explained.json()["entry"]["error"]


async def test_the_door_describes_itself(outside: httpx.AsyncClient) -> None:
    answer = await outside.get("/v1/openapi.json", headers=BEARER)
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    described = {path.removeprefix("/v1/") for path, item in document["paths"].items() if "post" in item}
    assert described == set(OPERATOR.operations) - {"GetOpenapi"}
    assert document["paths"]["/v1/openapi.json"]["get"]["operationId"] == "GetOpenapi"
    assert all(item["summary"] for path in document["paths"].values() for item in path.values())


def test_an_empty_token_is_no_token() -> None:
    with pytest.raises(ValueError, match="everyone"):
        OperatorDialect(OPERATOR, token="")
