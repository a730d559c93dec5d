"""What a door does with clients that no SDK is: endless heads, sockets nobody serves, bodies that never come."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.support.server import ServerProcess, running_server
from tests.support.tc3 import HOST, call, code, envelope, post, signed_headers

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEALTH = b"GET /_twincloud/health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("abuse") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def url(server: ServerProcess) -> str:
    return f"http://{server.http}/"


async def connect(server: ServerProcess) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = server.http.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def talk(server: ServerProcess, parts: Iterable[bytes]) -> bytes:
    """Send these parts, and return everything that comes back before the server closes the connection."""
    reader, writer = await connect(server)

    async def send() -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    sending = asyncio.create_task(send())
    try:
        async with asyncio.timeout(10):
            answered = b""
            try:
                while chunk := await reader.read(65_536):
                    answered += chunk
            except ConnectionError:
                # The server may close while there is still something on its way to it.
                return answered
            return answered
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        writer.close()


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-More: " + b"a" * 8000 + b"\r\n"),
        (b"GET / HTTP/1.1\r\nX-One: ", b"a" * 8000),
        (b"GET /?", b"a" * 8000),
        (b"", b"\r\n" * 4000),
    ],
)
async def test_a_head_without_an_end_is_cut_off(server: ServerProcess, begin: bytes, more: bytes) -> None:
    sent = 0

    def endless() -> Iterable[bytes]:
        nonlocal sent
        yield begin
        while sent < 50_000_000:
            sent += len(more)
            yield more

    answered = await talk(server, endless())
    assert sent < 10_000_000
    assert answered.startswith(b"HTTP/1.1 400 ") or answered == b""


async def test_a_second_head_without_an_end_is_cut_off_too(server: ServerProcess) -> None:
    sent = 0

    def endless() -> Iterable[bytes]:
        nonlocal sent
        yield HEALTH + b"GET / HTTP/1.1\r\n"
        while sent < 50_000_000:
            sent += 8000
            yield b"X-More: " + b"a" * 8000 + b"\r\n"

    await talk(server, endless())
    assert sent < 10_000_000


async def test_long_bodies_and_many_requests_in_one_piece_are_no_heads(server: ServerProcess, url: str) -> None:
    body = json.dumps({"LoadBalancerName": "x" * 5_000_000}).encode()
    assert code(envelope(await post(url, body, signed_headers(body, server.key)))) == ""
    last = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answered = await talk(server, [HEALTH * 5000 + last])
    assert answered.count(b'"status":"ready"') == 5001


async def test_a_web_socket_that_nobody_serves_hears_where_there_are_some(server: ServerProcess) -> None:
    upgrade = (
        b"GET /nobody/connection/websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    answer = await talk(server, [upgrade])
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.endswith(
        b"There is no socket at /nobody/connection/websocket; there are: "
        b"/live/connection/websocket, /connection/websocket.\n"
    )
    assert "Traceback" not in server.output


async def test_a_request_where_a_web_socket_is_served_is_told_so(server: ServerProcess) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://{server.http}/live/connection/websocket")
    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")
    assert "ws://" in answer.text


async def test_a_dropped_connection_ends_without_a_word_and_without_a_fault(server: ServerProcess, url: str) -> None:
    await server.operator("AddFault", product="clb", action="DescribeTargets", drop=True, times=2)
    body = b'{"LoadBalancerId": "lb-1"}'
    headers = {**signed_headers(body, server.key, action="DescribeTargets"), "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    assert await talk(server, [f"POST / HTTP/1.1\r\n{head}\r\n".encode(), body]) == b""
    trusted = ssl.create_default_context(cafile=str(server.data / "ca.pem"))
    async with httpx.AsyncClient(verify=trusted) as client:
        with pytest.raises(httpx.TransportError):
            await client.post(f"https://localhost:{server.https.rpartition(':')[2]}/", content=body, headers=headers)
    assert code(await call(url, server.key, {"LoadBalancerId": "lb-1"}, action="DescribeTargets")) != ""
    assert "Traceback" not in server.output
    found = await server.operator("ListJournal", action="DescribeTargets", code="DroppedConnection")
    assert len(found["entries"]) == 2


async def test_a_body_that_is_refused_before_it_was_asked_for_ends_the_connection(server: ServerProcess) -> None:
    """A client that waits for 100 Continue does not send its body now: what it sends next would be taken for that."""
    head = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n".encode()
    answered = await talk(server, [head])
    assert b"RequestSizeLimitExceeded" in answered
    assert b"100 Continue" not in answered


async def test_a_compressed_body_is_refused_by_name(server: ServerProcess, url: str) -> None:
    headers = {**signed_headers(b"{}", server.key), "Content-Encoding": "gzip"}
    refused = envelope(await post(url, b"{}", headers))
    assert code(refused) == "InvalidRequest"
    assert "Content-Encoding" in refused["Error"]["Message"]


@pytest.mark.parametrize("depth", [200, 500, 700, 900])
async def test_deep_payloads_are_refused_in_the_envelope(server: ServerProcess, url: str, depth: int) -> None:
    body = b'{"CertKey": "x", "Deep": ' + b"[" * depth + b"]" * depth + b"}"
    assert code(await call(url, server.key, body)) not in {"", "InternalError"}


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
async def test_numbers_beyond_64_bits_are_no_fault_of_the_server(url: str, server: ServerProcess, number: int) -> None:
    for member in ("Offset", "Limit"):
        assert code(await call(url, server.key, {member: number})) != "InternalError"


async def test_what_a_stranger_sends_is_cut_short_in_answers_and_journal(server: ServerProcess, url: str) -> None:
    long = "y" * 50_000
    headers = {**signed_headers(b"{}", server.key), "X-TC-Version": long, "X-TC-RequestClient": long}
    for changes in ({}, {"X-TC-Version": "2018-03-17", "X-TC-Region": long}, {"Host": f"{long}.example"}):
        refused = envelope(await post(url, b"{}", {**headers, **changes}))
        assert len(json.dumps(refused)) < 2000
        shown = await server.operator("ListJournal", request_id=refused["RequestId"])
        assert len(json.dumps(shown)) < 20_000


async def test_secrets_never_enter_the_journal(server: ServerProcess, url: str) -> None:
    """Neither as a member of the request nor inside what a wrong signature was compared with."""
    secret = "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n"
    certificate = {"SSLMode": "UNIDIRECTIONAL", "CertName": "x", "CertContent": "y", "CertKey": secret}
    payload = {"LoadBalancerId": "lb-1", "ListenerId": "lbl-1", "Certificate": certificate}
    assert code(await call(url, server.key, payload, action="CreateListener")) != ""
    await _operator_says(server, "AddCertificate", certificate="x", private_key=secret)
    query = {
        "Action": "CreateListener", "Version": "2018-03-17", "Region": "ap-guangzhou", "Nonce": "1",
        "Timestamp": str(int(time.time())), "SecretId": server.key[0], "Signature": "wrong",
        "Certificate.CertKey": secret,
    }  # fmt: skip
    async with httpx.AsyncClient() as client:
        for answer in (await client.get(url, params=query), await client.post(url, data=query)):
            assert code(envelope(answer)) == "AuthFailure.SignatureFailure"
    await server.operator("ListJournal")
    written = "".join(path.read_text() for path in server.data.glob("journal*.jsonl"))
    assert "AddCertificate" in written
    assert "Certificate.CertKey" in written
    assert "hush" not in written


async def _operator_says(server: ServerProcess, action: str, **payload: str) -> None:
    transport = httpx.AsyncHTTPTransport(uds=str(server.data / "operator.sock"))
    async with httpx.AsyncClient(transport=transport, base_url="http://operator") as client:
        await client.post(f"/v1/{action}", json=payload)


async def test_a_refused_rate_names_the_way_out(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane") as limited:
        url = f"http://{limited.http}/"
        answers = await asyncio.gather(*(call(url, limited.key, {}) for _ in range(40)))
        refused = next(answer for answer in answers if code(answer) == "RequestLimitExceeded")
        shown = await limited.operator("ListJournal", request_id=refused["RequestId"])
    assert "--limits off" in shown["entries"][0]["hint"]
