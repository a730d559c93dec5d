"""Headers that origins are sent, and what HTTPS listeners speak."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud
from twincloud.balancing.headers import Known, RequestHeader
from twincloud.balancing.plan import TlsVersion
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore


def header(name: str, value: str = "x") -> dict[str, str]:
    return {"HeaderName": name, "HeaderValue": value}


async def test_headers_are_replaced_and_cleared(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    rule = await cloud.rule(await cloud.http(proxy))
    assert (await cloud("DescribeCustomHeader", RuleId=rule))["Headers"] == []
    given = [header("X-REAL_IP", "$remote_addr"), header("X-Cost", "100% $remote_addr")]
    await cloud("CreateCustomHeader", RuleId=rule, Headers=given)
    answer = await cloud("DescribeCustomHeader", RuleId=rule)
    assert (answer["RuleId"], answer["Headers"]) == (rule, given)
    (route,) = (await cloud.plan(proxy)).listeners[0].hosts[0].routes
    assert route.request_headers == (
        RequestHeader("X-REAL_IP", known=Known.CLIENT_ADDRESS),
        RequestHeader("X-Cost", "100% $remote_addr"),
    )
    await cloud("CreateCustomHeader", RuleId=rule, Headers=[header("X-Other")])
    assert (await cloud("DescribeCustomHeader", RuleId=rule))["Headers"] == [header("X-Other")]
    # A client of Go sends no empty list at all.
    await cloud("CreateCustomHeader", RuleId=rule)
    assert (await cloud("DescribeCustomHeader", RuleId=rule))["Headers"] == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ([header("x-forwarded-for")], "InvalidParameterValue.HitBlacklist"),
        ([header("ALLOW")], "InvalidParameterValue.HitBlacklist"),
        ([header("a b")], "InvalidParameterValue"),
        ([header(":path")], "InvalidParameterValue"),
        ([header("X-A", "a\r\nb: c")], "InvalidParameterValue"),
        ([header("X-A"), header("x-a")], "InvalidParameterValue"),
        ([header("X-A"), header("X-B"), header("X-C")], "LimitExceeded"),
    ],
)
async def test_headers_that_cannot_be(empty_store: SqliteStore, headers: list[Any], code: str) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(headers_per_rule=2))
    rule = await cloud.rule(await cloud.http(await cloud.proxy()))
    assert await cloud.code("CreateCustomHeader", RuleId=rule, Headers=headers) == code


async def test_every_header_of_the_blacklist_is_refused(cloud: Cloud) -> None:
    rule = await cloud.rule(await cloud.http(await cloud.proxy()))
    names = (await cloud("DescribeBlackHeader"))["BlackHeaders"]
    assert {"X-Forward-For", "allow", "Host"} < set(names)
    for name in names:
        code = await cloud.code("CreateCustomHeader", RuleId=rule, Headers=[header(name)])
        assert code == "InvalidParameterValue.HitBlacklist", name


async def test_a_rule_that_is_not_there(cloud: Cloud) -> None:
    for action in ("CreateCustomHeader", "DescribeCustomHeader"):
        assert await cloud.code(action, RuleId="rule-12345678") == "ResourceNotFound"


async def test_versions_and_suites(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    listener = await cloud.https(proxy, Http3Supported=1)
    shown = await cloud.listener(listener, "HTTPS")
    assert (shown["TLSSupportVersion"], shown["TLSCiphers"]) == (["TLSv1.2", "TLSv1.3"], "GAAP_TLS_CIPHERS_WIDE")
    counts = []
    for ciphers in ("GAAP_TLS_CIPHERS_STRICT", "GAAPTLS_CIPHERS_GENERAL", "GAAP_TLS_CIPHERS_WIDE"):
        await cloud("SetTlsVersion", ListenerId=listener, TLSSupportVersion=["TLSv1.2", "TLSv1"], TLSCiphers=ciphers)
        shown = await cloud.listener(listener, "HTTPS")
        assert shown["TLSSupportVersion"] == ["TLSv1", "TLSv1.2"]
        assert shown["TLSCiphers"] == ciphers.replace("GAAPTLS", "GAAP_TLS")
        main, quic = (await cloud.plan(proxy)).listeners
        assert main.tls is not None
        assert quic.tls is not None
        assert (main.tls.min_version, main.tls.max_version) == (TlsVersion.V1_0, TlsVersion.V1_2)
        assert (quic.tls.min_version, quic.tls.max_version, quic.tls.ciphers) == (None, None, ())
        counts.append(set(main.tls.ciphers))
    assert counts[0] < counts[1] < counts[2]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"TLSSupportVersion": []}, "InvalidParameterValue"),
        ({"TLSSupportVersion": ["SSLv3"]}, "InvalidParameterValue"),
        ({"TLSCiphers": "ANY"}, "InvalidParameterValue"),
        ({"ListenerId": "listener-12345678"}, "ResourceNotFound"),
    ],
)
async def test_what_cannot_be_spoken(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    listener = await cloud.https(await cloud.proxy())
    asked = {"ListenerId": listener, "TLSSupportVersion": ["TLSv1.2"], "TLSCiphers": "GAAP_TLS_CIPHERS_WIDE"}
    assert await cloud.code("SetTlsVersion", **{**asked, **members}) == code


async def test_http_listeners_speak_no_tls(cloud: Cloud) -> None:
    listener = await cloud.http(await cloud.proxy())
    asked = {"ListenerId": listener, "TLSSupportVersion": ["TLSv1.2"], "TLSCiphers": "GAAP_TLS_CIPHERS_WIDE"}
    assert await cloud.code("SetTlsVersion", **asked) == "InvalidParameterValue"
