"""Signatures made by the official SDK and printed on the product page pass; whatever is changed after signing fails."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

import msgspec
import pytest

from tests.support.tencent_signing import SECRET_ID, SECRET_KEY, sdk_request
from twincloud.gateway.dialects.form import decode_pairs
from twincloud.gateway.dialects.signed import SignedRequest
from twincloud.gateway.dialects.tencent_signature import (
    WINDOW_MS,
    SignatureMismatch,
    check_tc3,
    check_v1,
    parse_tc3,
    parse_v1,
)
from twincloud.kernel.errors import ApiError

# The SDK calls datetime.utcfromtimestamp, which Python 3.12 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:.*utcfromtimestamp:DeprecationWarning")


def v1_parameters(request: SignedRequest) -> dict[str, str]:
    return dict(decode_pairs(request.query if request.method == "GET" else request.body))


def verify(request: SignedRequest, secret_key: str = SECRET_KEY, *, late_ms: int = 0) -> None:
    """Verify a TC3 or v1 request at the moment of its own timestamp plus `late_ms`."""
    if "authorization" in request.headers:
        credential = parse_tc3(request.headers)
        check_tc3(credential, request, secret_key, credential.timestamp * 1000 + late_ms)
    else:
        parameters = v1_parameters(request)
        claim = parse_v1(parameters)
        check_v1(claim, request, parameters, secret_key, claim.timestamp * 1000 + late_ms)


def with_headers(request: SignedRequest, **changed: str) -> SignedRequest:
    headers = dict(request.headers) | {name.replace("_", "-"): value for name, value in changed.items()}
    return msgspec.structs.replace(request, headers=headers)


SDK_CASES = {
    "tc3-post": {},
    "tc3-get": {"method": "GET"},
    "tc3-get-nothing": {"method": "GET", "parameters": {}},
    "tc3-unsigned-payload": {"unsigned_payload": True},
    "tc3-get-unsigned-payload": {"method": "GET", "unsigned_payload": True},
    "tc3-scheme-in-host": {"endpoint": "http://127.0.0.1:8080"},
    "tc3-mixed-case-host": {"endpoint": "CLB.LocalHost:8080"},
    "v1-sha1-post": {"sign_method": "HmacSHA1"},
    "v1-sha1-get": {"sign_method": "HmacSHA1", "method": "GET"},
    "v1-sha256-post": {"sign_method": "HmacSHA256"},
    "v1-sha256-get": {"sign_method": "HmacSHA256", "method": "GET"},
    "v1-scheme-in-host": {"sign_method": "HmacSHA256", "endpoint": "http://127.0.0.1:8080"},
    "tc3-path-in-endpoint": {"endpoint": "127.0.0.1:8080/some/path"},
    "v1-path-in-endpoint": {"sign_method": "HmacSHA1", "endpoint": "127.0.0.1:8080/some/path"},
    "v1-get-path-in-endpoint": {"sign_method": "HmacSHA1", "method": "GET", "endpoint": "127.0.0.1:8080/some/path"},
    "tc3-behind-a-gateway": {"gateway": "127.0.0.1:8080"},
    "tc3-get-behind-a-gateway": {"gateway": "127.0.0.1:8080", "method": "GET"},
    "v1-underscores": {"sign_method": "HmacSHA256", "parameters": {"Some_Name": "a_b", "Sp": "x"}},
}


@pytest.mark.parametrize("case", SDK_CASES)
def test_the_sdks_signature_passes(case: str) -> None:
    verify(sdk_request(**SDK_CASES[case]))  # type: ignore[arg-type] # the table mixes the options' types


@pytest.mark.parametrize("case", SDK_CASES)
def test_another_secret_key_fails(case: str) -> None:
    with pytest.raises(SignatureMismatch) as caught:
        verify(sdk_request(**SDK_CASES[case]), SECRET_KEY + "x")  # type: ignore[arg-type] # as above
    assert caught.value.code == "AuthFailure.SignatureFailure"


def test_a_host_with_a_scheme_is_what_the_sdk_really_sends() -> None:
    request = sdk_request(endpoint="http://127.0.0.1:8080")
    assert request.headers["host"] == "http://127.0.0.1:8080"


def product_page_request() -> SignedRequest:
    """The worked example of the product page on signature method v3."""
    return SignedRequest(
        "POST",
        "/",
        b"",
        {
            "authorization": f"TC3-HMAC-SHA256 Credential={SECRET_ID}/2019-02-25/cvm/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
            "content-type": "application/json; charset=utf-8",
            "host": "cvm.tencentcloudapi.com",
            "x-tc-action": "DescribeInstances",
            "x-tc-timestamp": "1551113065",
        },
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}',
    )


def test_the_product_pages_v3_example_passes() -> None:
    verify(product_page_request())


def signed_by_hand(canonical_request: str) -> str:
    """Sign as the product page describes, written out without the code under test."""
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    key = f"TC3{SECRET_KEY}".encode()
    for part in ("2019-02-25", "cvm", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = f"TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n{digest}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize("action", ["DescribeInstances", "describeinstances"])
def test_header_values_may_be_signed_as_they_are_or_lower_cased(action: str) -> None:
    """The product page's samples of today sign ``x-tc-action`` too, in lower case."""
    request = product_page_request()
    signature = signed_by_hand(
        "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n"
        f"x-tc-action:{action}\n\ncontent-type;host;x-tc-action\n{hashlib.sha256(request.body).hexdigest()}"
    )
    authorization = (
        f"TC3-HMAC-SHA256 Credential={SECRET_ID}/2019-02-25/cvm/tc3_request, "
        f"SignedHeaders=content-type;host;x-tc-action, Signature={signature}"
    )
    verify(with_headers(request, authorization=authorization))
    with pytest.raises(SignatureMismatch):
        verify(with_headers(request, authorization=authorization, x_tc_action="TerminateInstances"))


def test_the_product_pages_v1_example_passes() -> None:
    query = (
        b"Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886&Offset=0&Region=ap-guangzhou"
        b"&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&Signature=EliP9YW3pW28FpsEdkXt%2f%2bWcGeI%3d"
        b"&Timestamp=1465185768&Version=2017-03-12"
    )
    verify(SignedRequest("GET", "/", query, {"host": "cvm.tencentcloudapi.com"}, b""))


Change = Callable[[SignedRequest], SignedRequest]
TC3_CHANGES: dict[str, Change] = {
    "method": lambda r: msgspec.structs.replace(r, method="PUT"),
    "body": lambda r: msgspec.structs.replace(r, body=r.body + b" "),
    "body emptied": lambda r: msgspec.structs.replace(r, body=b""),
    "content type": lambda r: with_headers(r, content_type="text/plain"),
    "content type gone": lambda r: with_headers(r, content_type=""),
    "host": lambda r: with_headers(r, host="elsewhere"),
    "timestamp of the same day": lambda r: with_headers(r, x_tc_timestamp=str(int(r.headers["x-tc-timestamp"]) ^ 1)),
    "payload declared unsigned": lambda r: with_headers(r, x_tc_content_sha256="UNSIGNED-PAYLOAD"),
    "service": lambda r: with_headers(r, authorization=r.headers["authorization"].replace("/clb/", "/vpc/")),
    "signed headers": lambda r: with_headers(
        r, authorization=r.headers["authorization"].replace("content-type;host", "content-type;host;x-tc-action")
    ),
    "signature": lambda r: with_headers(
        r, authorization=r.headers["authorization"][:-1] + ("0" if r.headers["authorization"][-1] != "0" else "1")
    ),
    "signature cut": lambda r: with_headers(r, authorization=r.headers["authorization"][:-1]),
    "signature of other bytes": lambda r: with_headers(r, authorization=r.headers["authorization"] + "é"),
}


@pytest.mark.parametrize("change", TC3_CHANGES)
def test_a_change_after_signing_fails(change: str) -> None:
    with pytest.raises(SignatureMismatch):
        verify(TC3_CHANGES[change](sdk_request(endpoint="127.0.0.1:8080")))


def test_a_changed_query_of_a_get_fails() -> None:
    request = sdk_request(method="GET")
    with pytest.raises(SignatureMismatch):
        verify(msgspec.structs.replace(request, query=request.query + b"&Limit=1"))
    # The same parameters in another encoding are another string: the raw query is what is signed.
    with pytest.raises(SignatureMismatch):
        verify(msgspec.structs.replace(request, query=request.query.replace(b"+", b"%20")))


def test_a_body_smuggled_into_a_get_fails() -> None:
    with pytest.raises(SignatureMismatch):
        verify(msgspec.structs.replace(sdk_request(method="GET"), body=b"{}"))


V1_CHANGES = {
    "value": (b"ap-guangzhou", b"ap-shanghai"),
    "name": (b"LoadBalancerIds.0", b"LoadBalancerIds.7"),
    "added": (b"Action=", b"Extra=1&Action="),
    "nonce": (b"Nonce=", b"Nonce=1"),
    "action": (b"Action=Describe", b"Action=Delete"),
    "signature": (b"Signature=", b"Signature=A"),
    "hash": (b"HmacSHA256", b"HmacSHA1"),
}


@pytest.mark.parametrize("change", V1_CHANGES)
def test_a_v1_change_after_signing_fails(change: str) -> None:
    request = sdk_request(sign_method="HmacSHA256")
    before, after = V1_CHANGES[change]
    changed = msgspec.structs.replace(request, body=request.body.replace(before, after))
    assert changed.body != request.body
    with pytest.raises(SignatureMismatch):
        verify(changed)


@pytest.mark.parametrize("part", ["method", "path", "host"])
def test_v1_covers_method_host_and_path(part: str) -> None:
    request = sdk_request(sign_method="HmacSHA1")
    parameters = v1_parameters(request)
    changed = {
        "method": msgspec.structs.replace(request, method="PUT"),
        "path": msgspec.structs.replace(request, path="/other"),
        "host": with_headers(request, host="elsewhere"),
    }[part]
    claim = parse_v1(parameters)
    with pytest.raises(SignatureMismatch):
        check_v1(claim, changed, parameters, SECRET_KEY, claim.timestamp * 1000)


def test_v1_defaults_to_hmac_sha1_and_takes_signatures_that_leave_out_empty_values() -> None:
    """The Go SDK sends empty values and does not sign them."""
    signed = f"POSTh/p?Action=X&Nonce=1&SecretId={SECRET_ID}&Timestamp=1700000000"
    signature = base64.b64encode(hmac.digest(SECRET_KEY.encode(), signed.encode(), hashlib.sha1)).decode()
    parameters = {"Action": "X", "Nonce": "1", "SecretId": SECRET_ID, "Timestamp": "1700000000", "Name": ""}
    parameters["Signature"] = signature
    claim = parse_v1(parameters)
    assert claim.method == "HmacSHA1"
    check_v1(claim, SignedRequest("POST", "/p", b"", {"host": "h"}, b""), parameters, SECRET_KEY, 1_700_000_000_000)


@pytest.mark.parametrize("sign_method", ["TC3-HMAC-SHA256", "HmacSHA1"])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_time_window_is_exact(sign_method: str, sign: int) -> None:
    request = sdk_request(sign_method=sign_method)
    verify(request, late_ms=sign * WINDOW_MS)
    with pytest.raises(ApiError) as caught:
        verify(request, late_ms=sign * (WINDOW_MS + 1))
    assert caught.value.code == "AuthFailure.SignatureExpire"
    assert not isinstance(caught.value, SignatureMismatch)


def test_an_expired_request_is_told_so_even_when_its_signature_is_wrong_too() -> None:
    with pytest.raises(ApiError) as caught:
        verify(sdk_request(), "wrong", late_ms=WINDOW_MS + 1)
    assert caught.value.code == "AuthFailure.SignatureExpire"


@pytest.mark.parametrize("timestamp", ["1551139199", "1551052800"])
def test_the_scopes_date_is_the_utc_date_of_the_timestamp(timestamp: str) -> None:
    parse_tc3(with_headers(product_page_request(), x_tc_timestamp=timestamp).headers)


@pytest.mark.parametrize("timestamp", ["1551139200", "1551052799", "0"])
def test_a_scope_of_another_date_is_refused(timestamp: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_tc3(with_headers(product_page_request(), x_tc_timestamp=timestamp).headers)
    assert caught.value.code == "AuthFailure.SignatureFailure"


@pytest.mark.parametrize(
    ("timestamp", "code"),
    [
        ("", "MissingParameter"),
        ("soon", "InvalidParameter"),
        ("-1551113065", "InvalidParameter"),
        ("1551113065.0", "InvalidParameter"),
        ("¹²³", "InvalidParameter"),
        ("1551113065000", "AuthFailure.SignatureExpire"),
        ("9" * 5000, "AuthFailure.SignatureExpire"),
        ("99999999999", "AuthFailure.SignatureFailure"),
    ],
)
def test_a_bad_timestamp_is_named(timestamp: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_tc3(with_headers(product_page_request(), x_tc_timestamp=timestamp).headers)
    assert caught.value.code == code


GOOD = "TC3-HMAC-SHA256 Credential=id/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab"


@pytest.mark.parametrize(
    "header",
    [
        GOOD,
        GOOD.replace(", ", ","),
        GOOD.replace(", ", " ,   "),
        f"  {GOOD}  ",
        GOOD.replace("content-type;host", "Content-Type;Host"),
        "TC3-HMAC-SHA256 Signature=ab,SignedHeaders=content-type;host,Credential=id/2019-02-25/cvm/tc3_request",
    ],
)
def test_the_authorization_header_may_be_spaced_and_ordered_freely(header: str) -> None:
    claim = parse_tc3({"authorization": header, "x-tc-timestamp": "1551113065"})
    assert (claim.secret_id, claim.date, claim.service, claim.signature) == ("id", "2019-02-25", "cvm", "ab")
    assert claim.signed_headers == ("content-type", "host")
    assert claim.timestamp == 1551113065


@pytest.mark.parametrize(
    "header",
    [
        "",
        "SKIP",
        "TC3-HMAC-SHA256",
        "Basic dXNlcjpwYXNz",
        GOOD.replace("TC3-HMAC-SHA256", "TC3-HMAC-SHA1"),
        GOOD.replace(", Signature=ab", ""),
        GOOD.replace("Signature=ab", "Signature="),
        GOOD + ", Signature=cd",
        GOOD + ", Extra=1",
        GOOD + ",",
        GOOD.replace("tc3_request", "aws4_request"),
        GOOD.replace("id/", "/"),
        GOOD.replace("id/", "a/b/"),
        GOOD.replace("/cvm/", "//"),
        GOOD.replace("/cvm/", f"/{'c' * 65}/"),
        GOOD.replace("content-type;host", "content-type"),
        GOOD.replace("content-type;host", "host"),
        GOOD.replace("content-type;host", "content-type;host;"),
        GOOD.replace("content-type;host", "content-type;host;host"),
        GOOD.replace("content-type;host", "content-type;host;x y"),
        GOOD.replace("content-type;host", "content-type;host;" + ";".join(f"h{n}" for n in range(100))),
        "," * 10_000,
        "TC3-HMAC-SHA256 " + "Credential=," * 10_000,
    ],
)
def test_a_malformed_authorization_header_is_refused(header: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_tc3({"authorization": header, "x-tc-timestamp": "1551113065"})
    assert caught.value.code == "AuthFailure.InvalidAuthorization"


@pytest.mark.parametrize("name", ["SecretId", "Timestamp", "Nonce", "Signature"])
def test_v1_needs_its_parameters(name: str) -> None:
    parameters = {"SecretId": "id", "Timestamp": "1", "Nonce": "1", "Signature": "s"}
    assert parse_v1(parameters).nonce == "1"
    for missing in ({**parameters, name: ""}, {key: value for key, value in parameters.items() if key != name}):
        with pytest.raises(ApiError, match=f"`{name}`") as caught:
            parse_v1(missing)
        assert caught.value.code == "MissingParameter"


@pytest.mark.parametrize("method", ["HmacMD5", "hmacsha1", "TC3-HMAC-SHA256"])
def test_v1_refuses_other_hashes(method: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_v1({"SecretId": "id", "Timestamp": "1", "Nonce": "1", "Signature": "s", "SignatureMethod": method})
    assert caught.value.code == "InvalidParameterValue"


def test_a_tc3_mismatch_shows_what_the_server_signed_and_never_the_key() -> None:
    request = product_page_request()
    with pytest.raises(SignatureMismatch) as caught:
        verify(request, "another-secret")
    trace = caught.value.trace
    lines = trace.canonical_request.split("\n")
    assert lines[:4] == ["POST", "/", "", "content-type:application/json; charset=utf-8"]
    assert lines[-1] == hashlib.sha256(request.body).hexdigest()
    digest = hashlib.sha256(trace.canonical_request.encode()).hexdigest()
    assert trace.string_to_sign == f"TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n{digest}"
    assert "another-secret" not in repr(trace) + str(caught.value)


def test_a_v1_mismatch_shows_what_the_server_signed_and_never_the_key() -> None:
    request = sdk_request(sign_method="HmacSHA1", method="GET", parameters={"Limit": 20})
    with pytest.raises(SignatureMismatch) as caught:
        verify(request, "another-secret")
    trace = caught.value.trace
    assert trace.string_to_sign.startswith("GETclb.tencentcloudapi.com/?Action=DescribeLoadBalancers&Language=")
    assert "&Limit=20&" in trace.string_to_sign
    assert "&Signature=" not in trace.string_to_sign
    assert "another-secret" not in repr(trace) + str(caught.value)


def test_a_signed_header_that_did_not_arrive_is_named() -> None:
    request = product_page_request()
    headers = {name: value for name, value in request.headers.items() if name != "content-type"}
    with pytest.raises(SignatureMismatch, match="not sent: content-type"):
        verify(msgspec.structs.replace(request, headers=headers))
