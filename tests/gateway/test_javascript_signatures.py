"""What the official JavaScript SDKs sign passes, and only that.

`javascript_requests.json` has requests as they came from tencentcloud-sdk-nodejs 4.1.313, @alicloud/pop-core 1.8.0,
@alicloud/openapi-client 0.4.15 and @alicloud/openapi-core 1.0.8, pointed at 127.0.0.1:4600.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest

from twincloud.gateway.dialects import alibaba_signature, tencent_signature
from twincloud.gateway.dialects.form import decode_pairs
from twincloud.gateway.dialects.signed import SignedRequest

SECRET = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
SENT: dict[str, dict[str, Any]] = {
    request["name"]: request for request in json.loads((Path(__file__).parent / "javascript_requests.json").read_text())
}
MISMATCHES = (tencent_signature.SignatureMismatch, alibaba_signature.SignatureMismatch)


def as_it_came(name: str) -> SignedRequest:
    sent = SENT[name]
    path, _, query = sent["target"].partition("?")
    return SignedRequest(sent["method"], unquote(path), query.encode(), sent["headers"], sent.get("body", "").encode())


def verify(name: str, request: SignedRequest, secret: str = SECRET) -> None:
    signed = "authorization" in request.headers
    if name.startswith("tencent"):
        if signed:
            tc3 = tencent_signature.parse_tc3(request.headers)
            tencent_signature.check_tc3(tc3, request, secret, tc3.timestamp * 1000)
        else:
            parameters = dict(decode_pairs(request.query if request.method == "GET" else request.body))
            v1 = tencent_signature.parse_v1(parameters)
            tencent_signature.check_v1(v1, request, parameters, secret, v1.timestamp * 1000)
    elif signed:
        alibaba_signature.check_v3(alibaba_signature.parse_v3(request.headers), request, secret)
    else:
        pairs = decode_pairs(request.query) + decode_pairs(request.body)
        claim = alibaba_signature.parse_v1({key.lower(): value for key, value in pairs})
        alibaba_signature.check_v1(claim, request.method, pairs, secret)


@pytest.mark.parametrize("name", SENT)
def test_the_sdks_signature_passes(name: str) -> None:
    verify(name, as_it_came(name))


@pytest.mark.parametrize("name", SENT)
def test_another_secret_fails(name: str) -> None:
    with pytest.raises(MISMATCHES):
        verify(name, as_it_came(name), SECRET + "x")


@pytest.mark.parametrize("name", SENT)
def test_what_was_changed_after_signing_fails(name: str) -> None:
    request = as_it_came(name)
    part = "query" if request.query else "body"
    before: bytes = getattr(request, part)
    after = before.replace(b"lb-", b"lc-")
    assert after != before
    with pytest.raises(MISMATCHES):
        verify(name, msgspec.structs.replace(request, **{part: after}))


@pytest.mark.parametrize("name", [name for name in SENT if name.startswith("tencent")])
def test_another_host_or_path_fails(name: str) -> None:
    request = as_it_came(name)
    with pytest.raises(MISMATCHES):
        verify(name, msgspec.structs.replace(request, headers={**request.headers, "host": "elsewhere:4600"}))
    if "path" in name:
        with pytest.raises(MISMATCHES):
            verify(name, msgspec.structs.replace(request, path="/ä/"))


@pytest.mark.parametrize("name", [name for name in SENT if "TC3" in name])
def test_a_mismatch_shows_what_this_sdk_signs(name: str) -> None:
    request = as_it_came(name)
    with pytest.raises(tencent_signature.SignatureMismatch) as caught:
        verify(name, request, "wrong")
    _, path, _, *lines = caught.value.trace.canonical_request.split("\n")
    assert (path, lines[1]) == (SENT[name]["target"].partition("?")[0], "host:127.0.0.1")
