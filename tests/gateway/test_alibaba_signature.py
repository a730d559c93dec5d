"""Alibaba's signatures: the documented example, what the official SDKs sign, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import pytest
from alibabacloud_tea_openapi.utils import Utils
from aliyunsdkcore.auth.composer.rpc_signature_composer import get_signed_url
from darabonba.request import DaraRequest
from hypothesis import given
from hypothesis import strategies as st

from twincloud.gateway.dialects.alibaba_signature import (
    Claim,
    SignatureMismatch,
    check_v1,
    check_v3,
    parse_v1,
    parse_v3,
    require_fresh,
    v1_string_to_sign,
    v3_trace,
)
from twincloud.gateway.dialects.nonces import Nonces
from twincloud.gateway.dialects.signed import SignedRequest
from twincloud.kernel.errors import ApiError

DOCUMENTED = {
    "AccessKeyId": "testid",
    "Action": "DescribeRegions",
    "Format": "XML",
    "SignatureMethod": "HMAC-SHA1",
    "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
    "SignatureVersion": "1.0",
    "Version": "2014-05-26",
}
FROM_SDK = {
    "Action": "StopLoadBalancerListener",
    "Version": "2014-05-15",
    "Format": "JSON",
    "Timestamp": "2026-01-02T03:04:05Z",
    "SignatureNonce": "n-1",
    "SignatureMethod": "HMAC-SHA1",
    "SignatureVersion": "1.0",
    "SignatureType": "",
    "AccessKeyId": "AKID",
    "RegionId": "cn-hangzhou",
    "LoadBalancerId": "lb-1",
    "ListenerPort": "80",
    "Tag.1.Key": "a b",
    "Tag.1.Value": "x*~y/中",
}
HEADERS = {
    "host": "slb.local:8443",
    "x-acs-version": "2014-05-15",
    "x-acs-action": "StopLoadBalancerListener",
    "x-acs-date": "2026-01-02T03:04:05Z",
    "x-acs-signature-nonce": "n-1",
    "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    "accept": "application/json",
    "user-agent": "UA/1",
}
V3 = "7977b2fd6bbb4420b8d2cc3fc9b3dd48559262f1fc36aa48eb6eb7d48b280955"
QUERY = b"LoadBalancerId=lb-1&ListenerPort=80&Tag.1.Key=a+b&Tag.1.Value=x%2A~y%2F%E4%B8%AD&E="


def claim(signature: str, *names: str) -> Claim:
    return Claim("AKID", 0, "n-1", signature, names)


def authorization(*names: str, signature: str = V3) -> dict[str, str]:
    credential = f"ACS3-HMAC-SHA256 Credential=AKID,SignedHeaders={';'.join(names)},Signature={signature}"
    return {**HEADERS, "authorization": credential}


@pytest.mark.parametrize(
    ("stamp", "signature"),
    [("TimeStamp", "CT9X0VtwR86fNWSnsc6v8YGOjuE="), ("Timestamp", "OLeaidS1JvxuMvnyHOwuJ+uX5qY=")],
)
def test_the_documented_example_of_v1(stamp: str, signature: str) -> None:
    parameters = {**DOCUMENTED, stamp: "2016-02-23T12:46:24Z", "Signature": signature}
    check_v1(
        parse_v1({name.lower(): value for name, value in parameters.items()}),
        "GET",
        [*parameters.items()],
        "testsecret",
    )


def test_v1_signs_empty_values_and_what_is_not_ascii() -> None:
    check_v1(claim("YL7MSl4hXxpkLLv2sZ/G6Zy7W+0="), "POST", [*FROM_SDK.items()], "SECRET")
    for changed in ({**FROM_SDK, "ListenerPort": "81"}, {**FROM_SDK, "": "80"}):
        with pytest.raises(SignatureMismatch):
            check_v1(claim("YL7MSl4hXxpkLLv2sZ/G6Zy7W+0="), "POST", [*changed.items()], "SECRET")


def test_v1_signs_once_what_query_and_form_both_have() -> None:
    """The legacy SDK puts its own region into the query beside the caller's in the form, and signs the form's."""
    query = {"Action": "A", "Version": "1", "RegionId": "cn-beijing"}
    form = {"RegionId": "cn-hangzhou", "Name": "x"}
    url, text = get_signed_url(query, "AKID", "SECRET", "JSON", "POST", form)
    sent = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    signed = parse_v1({name.lower(): value for name, value in sent})
    check_v1(signed, "POST", [*sent, *form.items()], "SECRET")
    for changed in ({**form, "RegionId": "cn-beijing"}, {"Name": "x"}, {**form, "Name": "y"}):
        with pytest.raises(SignatureMismatch) as caught:
            check_v1(signed, "POST", [*sent, *changed.items()], "SECRET")
    with pytest.raises(SignatureMismatch) as caught:
        check_v1(signed, "POST", [*sent, *form.items()], "WRONG")
    assert caught.value.trace.string_to_sign == text


def test_v1_tells_what_it_signed_as_sdks_compare_it() -> None:
    with pytest.raises(SignatureMismatch) as caught:
        check_v1(claim("wrong"), "POST", [("b", "2"), ("a", "é *")], "SECRET")
    text = "POST&%2F&a%3D%25C3%25A9%2520%252A%26b%3D2"
    assert caught.value.code == "SignatureDoesNotMatch"
    assert caught.value.message == (
        f"Specified signature is not matched with our calculation. server string to sign is:{text}"
    )


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=6))
def test_v1_agrees_with_the_sdk(parameters: Mapping[str, str]) -> None:
    text = v1_string_to_sign("POST", [*parameters.items()])
    ours = base64.b64encode(hmac.digest(b"SECRET&", text.encode(), "sha1")).decode()
    # The SDK leaves a parameter named Signature to its caller.
    if not any(name.lower() == "signature" for name in parameters):
        assert ours == Utils.get_rpcsignature(dict(parameters), "POST", "SECRET")


def test_v3_signs_what_its_list_of_headers_says() -> None:
    names = tuple(sorted(HEADERS))
    request = SignedRequest("POST", "/", QUERY, HEADERS, b"")
    check_v3(parse_v3(authorization(*names)), request, "SECRET")
    other = {**HEADERS, "host": "slb.local"}
    for changed in (
        SignedRequest("GET", "/", QUERY, HEADERS, b""),
        SignedRequest("POST", "/", QUERY.replace(b"80", b"81"), HEADERS, b""),
        SignedRequest("POST", "/", QUERY, other, b""),
        SignedRequest("POST", "/", QUERY, HEADERS, b"changed on its way"),
    ):
        with pytest.raises(SignatureMismatch):
            check_v3(parse_v3(authorization(*names)), changed, "SECRET")
    with pytest.raises(SignatureMismatch):
        check_v3(parse_v3(authorization(*names)), request, "SECRET&")


@given(
    # The SDK does not encode names, which for the names that there are is the same.
    st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9._]{0,7}", fullmatch=True), st.text(max_size=8), max_size=6),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12),
)
def test_v3_agrees_with_the_sdk(query: dict[str, str], agent: str) -> None:
    from urllib.parse import urlencode  # noqa: PLC0415 (one test's)

    request = DaraRequest()
    request.method, request.pathname, request.query = "POST", "/", query
    request.headers = {**HEADERS, "user-agent": agent}
    digest = HEADERS["x-acs-content-sha256"]
    theirs = Utils.get_authorization(request, "ACS3-HMAC-SHA256", digest, "AKID", "SECRET")
    sent = SignedRequest("POST", "/", urlencode(query).encode(), request.headers, b"")
    check_v3(parse_v3({**request.headers, "authorization": theirs}), sent, "SECRET")


def test_v3_tells_its_canonical_request_to_the_journal() -> None:
    trace = v3_trace(("host", "x-acs-action"), SignedRequest("POST", "/some/path", b"b=1&a", HEADERS, b"body"))
    digest = hashlib.sha256(b"body").hexdigest()
    lines = "host:slb.local:8443\nx-acs-action:StopLoadBalancerListener\n"
    assert trace.canonical_request == f"POST\n/\na=&b=1\n{lines}\nhost;x-acs-action\n{digest}"
    assert trace.string_to_sign == f"ACS3-HMAC-SHA256\n{hashlib.sha256(trace.canonical_request.encode()).hexdigest()}"


def code_of_v3(headers: Mapping[str, str]) -> str:
    with pytest.raises(ApiError) as caught:
        parse_v3(headers)
    return caught.value.code


ENOUGH = ("host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version")


@pytest.mark.parametrize("left_out", ENOUGH)
def test_v3_must_sign_enough(left_out: str) -> None:
    parse_v3(authorization(*ENOUGH))
    assert code_of_v3(authorization(*(name for name in ENOUGH if name != left_out))) == "IncompleteSignature"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("x-acs-action", "MissingAction"),
        ("x-acs-version", "MissingVersion"),
        ("x-acs-date", "MissingTimestamp"),
        ("x-acs-signature-nonce", "MissingSignatureNonce"),
    ],
)
def test_v3_needs_its_headers(header: str, code: str) -> None:
    assert code_of_v3({**authorization(*ENOUGH), header: " "}) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "IncompleteSignature"),
        ("ACS3-HMAC-SM3 Credential=AKID,SignedHeaders=host,Signature=00", "IncompleteSignature"),
        ("ACS3-RSA-SHA256 Credential=AKID,SignedHeaders=host,Signature=00", "IncompleteSignature"),
        ("ACS3-HMAC-SHA256 Credential=AKID", "MissingSignature"),
        ("ACS3-HMAC-SHA256 SignedHeaders=host,Signature=00", "MissingAccessKeyId"),
        ("ACS3-HMAC-SHA256 Credential=AKID,Signature=00", "IncompleteSignature"),
        ("ACS3-HMAC-SHA256 Credential=AKID,Credential=AKID,Signature=00", "IncompleteSignature"),
        ("ACS3-HMAC-SHA256 Credential=AKID,SignedHeaders=host;host,Signature=00", "IncompleteSignature"),
        ("ACS3-HMAC-SHA256 Credential=AKID,SignedHeaders=ho st,Signature=00", "IncompleteSignature"),
    ],
)
def test_v3_of_no_form(value: str, code: str) -> None:
    assert code_of_v3({**HEADERS, "authorization": value}) == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"AccessKeyId": ""}, "MissingAccessKeyId"),
        ({"Signature": ""}, "MissingSignature"),
        ({"SignatureNonce": ""}, "MissingSignatureNonce"),
        ({"Timestamp": ""}, "MissingTimestamp"),
        ({"Timestamp": "2026-01-02 03:04:05"}, "InvalidTimeStamp.Format"),
        ({"Timestamp": "2026-13-02T03:04:05Z"}, "InvalidTimeStamp.Format"),
        ({"Timestamp": "\uff12026-01-02T03:04:05Z"}, "InvalidTimeStamp.Format"),
        ({"SignatureMethod": "HMAC-SHA256"}, "IncompleteSignature"),
        ({"SignatureType": "BEARERTOKEN"}, "InvalidSecurityToken.Malformed"),
    ],
)
def test_v1_of_no_form(changed: Mapping[str, str], code: str) -> None:
    named = {name.lower(): value for name, value in {**FROM_SDK, "Signature": "x", **changed}.items()}
    with pytest.raises(ApiError) as caught:
        parse_v1(named)
    assert caught.value.code == code


def test_the_method_of_v1_is_read_in_any_case() -> None:
    named = {name.lower(): value for name, value in {**FROM_SDK, "Signature": "x"}.items()}
    assert parse_v1({**named, "signaturemethod": "Hmac-SHA1"}).key_id == "AKID"


@pytest.mark.parametrize("minutes", [-15.1, 15.1])
def test_the_window_is_a_quarter_of_an_hour(minutes: float) -> None:
    made = claim("x")
    require_fresh(made, int(minutes / abs(minutes) * 900_000))
    with pytest.raises(ApiError) as caught:
        require_fresh(made, int(minutes * 60_000))
    assert caught.value.code == "InvalidTimeStamp.Expired"


def test_nonces_are_a_keys_own_and_remembered_long_enough() -> None:
    nonces = Nonces()
    nonces.use("AK1", "n", 10_000_000)
    assert nonces.used("AK1", "n")
    assert not nonces.used("AK2", "n")
    nonces.use("AK1", "later", 10_000_000 + 31 * 60_000)
    assert nonces.used("AK1", "n")
    nonces.use("AK1", "much later", 10_000_000 + 62 * 60_000)
    assert not nonces.used("AK1", "n")
    assert nonces.used("AK1", "later")


def test_a_flood_of_nonces_is_bounded_and_the_latest_are_known() -> None:
    nonces = Nonces()
    for number in range(120_000):
        nonces.use("AK", str(number), 10_000_000)
    assert all(nonces.used("AK", str(number)) for number in range(70_000, 120_000))
    assert not nonces.used("AK", "0")
