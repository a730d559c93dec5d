"""Whatever a client sends, it gets a documented error in its own dialect, nothing fails inside, and nothing changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.alibaba import error, v1, v3_headers
from tests.support.chat import Chat
from tests.support.malformed import TEXT, about_nothing, broken_json, damaged, flattened, state
from tests.support.server import ServerProcess, running_server
from tests.support.tc3 import envelope, signed_headers
from twincloud.contract.common_codes import ALIBABA, TENCENT, documented_codes
from twincloud.contract.operation import Product
from twincloud.services.alibaba_live import LIVE
from twincloud.services.alibaba_slb import SLB
from twincloud.services.tencent_chat import CHAT
from twincloud.services.tencent_clb import CLB
from twincloud.services.tencent_gaap import GAAP

pytestmark = pytest.mark.asyncio(loop_scope="module")
FEW, MANY = 300, 10_000
SIZES = [FEW, pytest.param(MANY, marks=pytest.mark.slow)]
MAKING = {
    "CreateLoadBalancer", "CreateAccessControlList", "UploadServerCertificate", "CreateTargetGroup", "CreateProxy",
    "CreateProxyGroup", "AddRealServers", "CreateCertificate", "CreateLiveMessageApp", "CreateMessageApp",
    "CreateGlobalDomain", "CreateTLSCipherPolicy", "UploadCACertificate", "EnableHighDefinationMonitor",
    "ModifyHighDefinationMonitor", "CreateClsLogSet", "CreateTopic",
    "im_open_login_svc/account_import", "im_open_login_svc/multiaccount_import",
}  # fmt: skip
"""Operations that make something out of nothing; all others need a thing that exists."""
UNLISTED = {("DescribeTargets", "InvalidParameter.LBIdNotFound")}
"""Without the page's support, because clients know a balancer that is gone by this code alone."""
Known = tuple[Product, str]


def operations(*products: Product) -> list[Known]:
    return [(product, action) for product in products for action in sorted(product.operations)]


ALIBABAS, TENCENTS, CHATS = operations(SLB, LIVE), operations(CLB, GAAP), operations(CHAT)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("malformed") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


RECORDS = ("task", "client_token")
"""What a call that was answered without an error leaves behind, whatever it found."""


async def campaign(
    server: ServerProcess, size: int, cases: st.SearchStrategy[Any], check: Callable[..., None], *besides: str
) -> None:
    """Send `size` requests over one connection; afterwards look at the journal, and at the store `besides` some."""
    before = state(server.data, *besides)
    with httpx.Client(base_url=f"http://{server.http}", timeout=30) as client:

        @settings(max_examples=size, suppress_health_check=list(HealthCheck), database=None)
        @given(cases)
        def run(case: Any) -> None:
            check(client, case)

        await asyncio.to_thread(run)
    for code in ("InternalError", "ServerError"):
        entries = (await server.operator("ListJournal", code=code))["entries"]
        assert entries == [], entries[-1]
    assert state(server.data, *besides) == before
    assert "Traceback" not in server.output


def documented_by_alibaba(product: Product | None, action: str, code: str) -> bool:
    if product is None:
        return code in ALIBABA
    missing = {
        product.contract.codes.missing.format(wire)
        for wire in product.contract.types[product.contract.actions[action].request]
    }
    return code in documented_codes(product.contract, action) | missing


def alibaba_call(key: tuple[str, str], product: Product, action: str, parameters: dict[str, str]) -> dict[str, str]:
    common = {"Action": action, "Version": product.contract.version, "RegionId": "cn-hangzhou"}
    return v1(key, {**common, **parameters}, "POST")


@st.composite
def alibaba_damage(draw: st.DrawFn) -> tuple[Product | None, str, dict[str, Any]]:
    """Return what is asked of whom and how to ask it wrongly."""
    product, action = draw(st.sampled_from(ALIBABAS))
    wrong = damaged(product.contract, action)
    kind = draw(st.sampled_from(["member", "member", "member", "common", "signature", "v3", "method", "bytes"]))
    if kind == "member" and wrong is not None:
        return product, action, {"parameters": flattened(product.contract, action, draw(wrong))}
    if kind == "common":
        name = draw(st.sampled_from(["Action", "Version", "Timestamp", "SignatureNonce", "AccessKeyId", "Signature"]))
        return None, action, {"replace": {name: draw(TEXT | st.just(""))}}
    if kind == "v3":
        header = draw(st.sampled_from(["x-acs-date", "x-acs-version", "x-acs-signature-nonce", "authorization"]))
        return None, action, {"header": (header, draw(st.text(st.characters(min_codepoint=33, max_codepoint=126))))}
    if kind == "method":
        return None, action, {"method": draw(st.sampled_from(["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]))}
    if kind == "bytes":
        return None, action, {"query": b"AccessKeyId=x&" + draw(st.binary(max_size=40)).hex("%").encode()}
    return None, action, {"replace": {"Signature": draw(TEXT)}}


@pytest.mark.parametrize("size", SIZES)
async def test_malformed_requests_of_alibaba(server: ServerProcess, size: int) -> None:
    def check(client: httpx.Client, case: tuple[Product | None, str, dict[str, Any]]) -> None:
        product, action, how = case
        asked = product or SLB
        answer = send(client, asked, action, how)
        if answer.request.method == "HEAD":
            assert answer.status_code == 403
            return
        status, code = error(answer)
        assert documented_by_alibaba(product, action, code), (code, case)
        assert status in {400, 403, 404, 413}, (code, case)

    def send(client: httpx.Client, product: Product, action: str, how: dict[str, Any]) -> httpx.Response:
        key = server.key
        if "query" in how:
            return client.get("/?" + how["query"].decode())
        if "header" in how:
            headers = v3_headers(key, server.http, action, {})
            return client.post("/", headers={**headers, how["header"][0]: how["header"][1]})
        signed = alibaba_call(key, product, action, how.get("parameters", {})) | how.get("replace", {})
        if "method" in how:
            return client.request(how["method"], "/?" + urlencode(signed))
        query = {name: signed.pop(name) for name in ("AccessKeyId",)}
        return client.post("/?" + urlencode(query), data=signed)

    await campaign(server, size, alibaba_damage(), check)


@pytest.mark.parametrize("size", SIZES)
async def test_requests_about_nothing_to_alibaba(server: ServerProcess, size: int) -> None:
    """These keep their contract: they are refused for what they speak of, or find nothing."""

    def check(client: httpx.Client, case: tuple[Known, dict[str, Any]]) -> None:
        (product, action), payload = case
        parameters = flattened(product.contract, action, payload)
        answer = client.post(
            "/", data=alibaba_call(server.key, product, action, {**parameters, "RegionId": "cn-hangzhou"})
        )
        if answer.status_code != 200:
            _, code = error(answer)
            assert documented_by_alibaba(product, action, code), (code, case)

    cases = st.sampled_from([known for known in ALIBABAS if known[1] not in MAKING]).flatmap(
        lambda known: st.tuples(st.just(known), about_nothing(known[0].contract, known[1]))
    )
    await campaign(server, size, cases, check, *RECORDS)


@st.composite
def tencent_damage(draw: st.DrawFn) -> tuple[Product | None, str, dict[str, Any]]:
    product, action = draw(st.sampled_from(TENCENTS))
    wrong = damaged(product.contract, action)
    kind = draw(st.sampled_from(["member", "member", "member", "unknown", "body", "header", "method", "query"]))
    if kind == "member" and wrong is not None:
        return product, action, {"body": json.dumps(draw(wrong)).encode()}
    if kind == "unknown":
        return product, action, {"body": json.dumps({f"Odd{draw(TEXT)}": draw(TEXT)}).encode()}
    if kind == "header":
        header = draw(
            st.sampled_from(["X-TC-Timestamp", "X-TC-Version", "X-TC-Action", "Authorization", "Content-Type"])
        )
        return None, action, {"header": (header, draw(st.text(st.characters(min_codepoint=33, max_codepoint=126))))}
    if kind == "method":
        return None, action, {"method": draw(st.sampled_from(["PUT", "DELETE", "PATCH", "OPTIONS"]))}
    if kind == "query":
        return None, action, {"query": b"SecretId=x&" + draw(st.binary(max_size=40)).hex("%").encode()}
    return product, action, {"body": draw(broken_json())}


@pytest.mark.parametrize("size", SIZES)
async def test_malformed_requests_of_tencent(server: ServerProcess, size: int) -> None:
    def check(client: httpx.Client, case: tuple[Product | None, str, dict[str, Any]]) -> None:
        product, action, how = case
        asked = product or CLB
        if "query" in how:
            answer = client.get("/?" + how["query"].decode())
        else:
            headers = tencent_headers(how.get("body", b"{}"), asked, action)
            name, value = how.get("header", ("X-Odd", "x"))
            answer = client.request(
                how.get("method", "POST"), "/", content=how.get("body", b"{}"), headers={**headers, name: value}
            )
        code = envelope(answer)["Error"]["Code"]
        documented = documented_codes(product.contract, action) if product else TENCENT
        assert code in documented, (code, case)

    def tencent_headers(body: bytes, product: Product, action: str) -> dict[str, str]:
        contract = product.contract
        region = "ap-guangzhou" if contract.region_required else ""
        return signed_headers(
            body, server.key, action=action, version=contract.version, service=contract.service, region=region
        )

    await campaign(server, size, tencent_damage(), check)


@pytest.mark.parametrize("size", SIZES)
async def test_requests_about_nothing_to_tencent(server: ServerProcess, size: int) -> None:
    def check(client: httpx.Client, case: tuple[Known, dict[str, Any]]) -> None:
        (product, action), payload = case
        contract = product.contract
        body = json.dumps(payload, ensure_ascii=False).encode()
        region = "ap-guangzhou" if contract.region_required else ""
        headers = signed_headers(
            body, server.key, action=action, version=contract.version, service=contract.service, region=region
        )
        response = envelope(client.post("/", content=body, headers=headers))
        if "Error" in response:
            code = response["Error"]["Code"]
            assert code in documented_codes(contract, action) or (action, code) in UNLISTED, (response, case)

    cases = st.sampled_from([known for known in TENCENTS if known[1] not in MAKING]).flatmap(
        lambda known: st.tuples(st.just(known), about_nothing(known[0].contract, known[1]))
    )
    await campaign(server, size, cases, check, *RECORDS)


def chat_code(answer: httpx.Response) -> int:
    assert answer.status_code == 200
    told = answer.json()
    assert told["ActionStatus"] == ("FAIL" if told["ErrorCode"] else "OK")
    return int(told["ErrorCode"])


@st.composite
def chat_damage(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    _, action = draw(st.sampled_from(CHATS))
    wrong = damaged(CHAT.contract, action)
    kind = draw(st.sampled_from(["member", "member", "member", "body", "query", "path", "method"]))
    if kind == "member" and wrong is not None:
        return action, {"body": json.dumps(draw(wrong)).encode()}
    if kind == "query":
        name = draw(st.sampled_from(["sdkappid", "identifier", "usersig", "contenttype"]))
        return action, {"query": {name: draw(TEXT | st.just(""))}}
    if kind == "path":
        return action, {"path": draw(st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1))}
    if kind == "method":
        return action, {"method": draw(st.sampled_from(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]))}
    return action, {"body": draw(broken_json())}


@pytest.mark.parametrize("size", SIZES)
async def test_malformed_requests_of_chat(server: ServerProcess, size: int) -> None:
    chat = Chat.of(server)
    query = chat.query()

    def check(client: httpx.Client, case: tuple[str, dict[str, Any]]) -> None:
        action, how = case
        url, asked = f"/v4/{how.get('path', action)}", {**query, **how.get("query", {})}
        answer = client.request(how.get("method", "POST"), url, params=asked, content=how.get("body", b"{}"))
        assert str(chat_code(answer)) in documented_codes(CHAT.contract, action), (answer.text, case)

    await campaign(server, size, chat_damage(), check)


@pytest.mark.parametrize("size", SIZES)
async def test_requests_about_nothing_to_chat(server: ServerProcess, size: int) -> None:
    query = Chat.of(server).query()

    def check(client: httpx.Client, case: tuple[Known, dict[str, Any]]) -> None:
        (_, action), payload = case
        body = json.dumps(payload, ensure_ascii=False).encode()
        code = chat_code(client.post(f"/v4/{action}", params=query, content=body))
        assert code == 0 or str(code) in documented_codes(CHAT.contract, action), (code, case)

    cases = st.sampled_from([known for known in CHATS if known[1] not in MAKING]).flatmap(
        lambda known: st.tuples(st.just(known), about_nothing(known[0].contract, known[1]))
    )
    await campaign(server, size, cases, check)
