"""CreateRule, DeleteRule, and rules as DescribeListeners shows them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.services.tencent_clb import Quotas


@pytest.fixture
async def http(cloud: Cloud) -> tuple[str, str]:
    """A balancer and its HTTP listener."""
    balancer = await cloud.balancer()
    return balancer, await cloud.listener(balancer, 80, "HTTP")


async def rules(cloud: Cloud, http: tuple[str, str]) -> list[dict[str, Any]]:
    return list((await cloud.shown(*http))["Rules"])


async def test_a_rule_with_nothing_but_its_place(cloud: Cloud, http: tuple[str, str]) -> None:
    location = await cloud.rule(*http, "Foo.net", "/bar")
    assert re.fullmatch(r"loc-[a-z0-9]{8}", location)
    assert await rules(cloud, http) == [
        {
            "LocationId": location, "Domain": "Foo.net", "Url": "/bar", "SessionExpireTime": 0,
            "HealthCheck": {
                "HealthSwitch": 1, "TimeOut": 2, "IntervalTime": 5, "HealthNum": 3, "UnHealthNum": 3, "HttpCode": None,
                "HttpCheckPath": None, "HttpCheckDomain": None, "HttpCheckMethod": "HEAD", "CheckPort": None,
                "ContextType": None, "SendContext": None, "RecvContext": None, "CheckType": "HTTP",
                "HttpVersion": None, "SourceIpType": 0, "ExtendedCode": None,
            },
            "Certificate": None, "Scheduler": "WRR", "ListenerId": http[1],
            "RewriteTarget": {
                "TargetListenerId": None, "TargetLocationId": None, "RewriteCode": None, "TakeUrl": None,
                "RewriteType": None,
            },
            "HttpGzip": False, "BeAutoCreated": False, "DefaultServer": True, "Http2": False, "ForwardType": "HTTP",
            "CreateTime": "2026-01-01 08:00:00", "TargetType": "NODE", "TargetGroup": None, "WafDomainId": None,
            "TrpcCallee": None, "TrpcFunc": None, "QuicStatus": "QUIC_INACTIVE", "Domains": ["Foo.net"],
            "TargetGroupList": None, "OAuth": None, "CookieName": None,
        }
    ]  # fmt: skip


async def test_everything_that_a_rule_can_have_comes_back(cloud: Cloud, http: tuple[str, str]) -> None:
    members: dict[str, Any] = {
        "Scheduler": "IP_HASH", "SessionExpireTime": 86400, "CookieName": "stick", "ForwardType": "GRPC",
        "TargetType": "TARGETGROUP-V2", "TrpcCallee": "callee", "TrpcFunc": "func", "Domains": ["a.test", "*.b.test"],
    }  # fmt: skip
    await cloud.rule(*http, url="=/exact", **members, Http2=False, Quic=False, DefaultServer=False)
    (view,) = await rules(cloud, http)
    assert {name: view[name] for name in members} == members
    assert (view["Domain"], view["Url"]) == ("a.test", "=/exact")


async def test_several_rules_keep_their_order(cloud: Cloud, http: tuple[str, str]) -> None:
    asked = [{"Domain": "b.test", "Url": "/"}, {"Domain": "a.test", "Url": "/"}, {"Domain": "b.test", "Url": "/x"}]
    answer = await cloud("CreateRule", LoadBalancerId=http[0], ListenerId=http[1], Rules=asked)
    shown = await rules(cloud, http)
    assert [rule["LocationId"] for rule in shown] == answer["LocationIds"]
    assert [{"Domain": rule["Domain"], "Url": rule["Url"]} for rule in shown] == asked


async def test_certificates_do_not_matter_without_tls(cloud: Cloud, http: tuple[str, str]) -> None:
    await cloud.rule(*http, Certificate={"CertId": "MsJyaXVm"})
    assert [rule["Certificate"] for rule in await rules(cloud, http)] == [None]


@pytest.mark.parametrize(
    ("domain", "url"),
    [
        ("www.example.com", "/"),
        ("*.example.com", "/"),
        ("www.example.*", "/"),
        ("192.0.2.1", "/"),
        ("-a_b.c", "/"),
        (r"~^www\d+\.example\.com$", "/"),
        ("a.test", "=/exact"),
        ("a.test", "= /exact"),
        ("a.test", "~^/v[0-9]+/"),
        ("a.test", r"~*\.(gif|jpg)$"),
        ("x" * 80, "/" + "x" * 199),
    ],
)
async def test_forms_of_domains_and_urls(cloud: Cloud, http: tuple[str, str], domain: str, url: str) -> None:
    await cloud.rule(*http, domain, url)
    (view,) = await rules(cloud, http)
    assert (view["Domain"], view["Url"]) == (domain, url)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"Url": "/"}, "MissingParameter"),
        ({"Domain": "a.test"}, "MissingParameter"),
        ({"Domain": "a.test", "Domains": ["b.test"], "Url": "/"}, "InvalidParameterValue"),
        ({"Domains": ["a.test", "A.test"], "Url": "/"}, "InvalidParameterValue"),
        ({"Domain": "", "Url": "/"}, "InvalidParameterValue.Length"),
        ({"Domain": "x" * 81, "Url": "/"}, "InvalidParameterValue.Length"),
        ({"Domain": "a.test", "Url": "/" * 201}, "InvalidParameterValue.Length"),
        ({"Domain": "_a.test", "Url": "/"}, "InvalidParameter.FormatError"),
        ({"Domain": "a b", "Url": "/"}, "InvalidParameter.FormatError"),
        ({"Domain": "a.*.test", "Url": "/"}, "InvalidParameter.FormatError"),
        ({"Domain": "*.a.*", "Url": "/"}, "InvalidParameter.FormatError"),
        ({"Domain": "*", "Url": "/"}, "InvalidParameter.FormatError"),
        ({"Domain": "~^(a", "Url": "/"}, "InvalidParameter.FormatError"),
        ({"Domain": "a.test", "Url": "a"}, "InvalidParameter.FormatError"),
        ({"Domain": "a.test", "Url": "=a"}, "InvalidParameter.FormatError"),
        ({"Domain": "a.test", "Url": "~("}, "InvalidParameter.FormatError"),
        ({"Domain": "a.test", "Url": "/", "Scheduler": "FASTEST"}, "InvalidParameterValue"),
        ({"Domain": "a.test", "Url": "/", "SessionExpireTime": 29}, "InvalidParameterValue"),
        ({"Domain": "a.test", "Url": "/", "SessionExpireTime": 86401}, "InvalidParameterValue"),
        ({"Domain": "a.test", "Url": "/", "ForwardType": "FTP"}, "InvalidParameterValue"),
        ({"Domain": "a.test", "Url": "/", "ForwardType": "TRPC"}, "UnsupportedOperation"),
        ({"Domain": "a.test", "Url": "/", "Http2": True}, "InvalidParameterValue"),
        ({"Domain": "a.test", "Url": "/", "Quic": True}, "InvalidParameterValue"),
        ({"Domain": "a.test", "Url": "/", "TargetType": "POLARIS"}, "InvalidParameterValue"),
        ({"Domain": "kept.test", "Url": "/"}, "InvalidParameterValue"),
        ({"Domains": ["new.test", "KEPT.test"], "Url": "/"}, "InvalidParameterValue"),
    ],
)
async def test_create_refuses(cloud: Cloud, http: tuple[str, str], rule: dict[str, Any], code: str) -> None:
    await cloud.rule(*http, "kept.test")
    good = {"Domain": "good.test", "Url": "/"}
    error = await cloud.refused("CreateRule", LoadBalancerId=http[0], ListenerId=http[1], Rules=[good, rule])
    assert error.code == code
    assert len(await rules(cloud, http)) == 1


async def test_a_rule_twice_in_one_call(cloud: Cloud, http: tuple[str, str]) -> None:
    twice = [{"Domain": "a.test", "Url": "/"}] * 2
    error = await cloud.refused("CreateRule", LoadBalancerId=http[0], ListenerId=http[1], Rules=twice)
    assert error.code == "InvalidParameterValue"


async def test_no_rules_at_all(cloud: Cloud, http: tuple[str, str]) -> None:
    error = await cloud.refused("CreateRule", LoadBalancerId=http[0], ListenerId=http[1], Rules=[])
    assert error.code == "InvalidParameterValue.Length"


@pytest.mark.parametrize("action", ["CreateRule", "DeleteRule"])
async def test_tcp_listeners_have_no_rules(cloud: Cloud, http: tuple[str, str], action: str) -> None:
    tcp = await cloud.listener(http[0], 81)
    members = {"Rules": [{"Domain": "a.test", "Url": "/"}]} if action == "CreateRule" else {"Domain": "a.test"}
    error = await cloud.refused(action, LoadBalancerId=http[0], ListenerId=tcp, **members)
    assert (error.code, error.message) == (
        "InvalidParameterValue",
        "This interface only support HTTP/HTTPS listener.",
    )


@pytest.mark.parametrize("action", ["CreateRule", "DeleteRule"])
async def test_absent_listeners(cloud: Cloud, http: tuple[str, str], action: str) -> None:
    members = {"Rules": [{"Domain": "a.test", "Url": "/"}]} if action == "CreateRule" else {"Domain": "a.test"}
    for balancer, listener in ((http[0], "lbl-absent00"), ("lb-absent00", http[1])):
        error = await cloud.refused(action, LoadBalancerId=balancer, ListenerId=listener, **members)
        assert error.code == "InvalidParameter"


async def test_quota(cloud: Cloud) -> None:
    small = Cloud(cloud.store, quotas=Quotas(rules_per_listener=2))
    balancer = await small.balancer()
    listener = await small.listener(balancer, 80, "HTTP")
    await small.rule(balancer, listener, "a.test")
    both = [{"Domain": "b.test", "Url": "/"}, {"Domain": "c.test", "Url": "/"}]
    error = await small.refused("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=both)
    assert error.code == "LimitExceeded"
    await small.rule(balancer, listener, "b.test")


async def defaults(cloud: Cloud, http: tuple[str, str]) -> set[str]:
    return {rule["Domain"] for rule in await rules(cloud, http) if rule["DefaultServer"]}


async def test_the_default_domain_is_the_first_until_one_is_chosen(cloud: Cloud, http: tuple[str, str]) -> None:
    await cloud.rule(*http, "a.test")
    await cloud.rule(*http, "b.test")
    assert await defaults(cloud, http) == {"a.test"}
    await cloud.rule(*http, "b.test", "/x", DefaultServer=True)
    assert await defaults(cloud, http) == {"b.test"}
    await cloud.rule(*http, "c.test", DefaultServer=True)
    assert await defaults(cloud, http) == {"c.test"}


async def test_a_deleted_default_domain_hands_over(cloud: Cloud, http: tuple[str, str]) -> None:
    for domain in ("a.test", "b.test", "c.test"):
        await cloud.rule(*http, domain)
    place = {"LoadBalancerId": http[0], "ListenerId": http[1]}
    wrong = await cloud.refused("DeleteRule", **place, Domain="a.test", NewDefaultServerDomain="a.test")
    assert wrong.code == "InvalidParameterValue"
    await cloud("DeleteRule", **place, Domain="a.test", NewDefaultServerDomain="C.test")
    assert await defaults(cloud, http) == {"c.test"}
    await cloud("DeleteRule", **place, Domain="c.test")
    assert await defaults(cloud, http) == {"b.test"}


async def test_delete_by_id_by_domain_and_by_place(cloud: Cloud, http: tuple[str, str]) -> None:
    place = {"LoadBalancerId": http[0], "ListenerId": http[1]}
    first = await cloud.rule(*http, "a.test", "/1")
    for url in ("/2", "/3"):
        await cloud.rule(*http, "a.test", url)
    await cloud.rule(*http, url="/", Domains=["b.test", "c.test"])
    await cloud.bind(*http, "10.0.0.1:80", LocationId=first)

    async def left() -> list[str]:
        return [rule["Domain"] + rule["Url"] for rule in await rules(cloud, http)]

    await cloud("DeleteRule", **place, LocationIds=[first, first])
    assert await left() == ["a.test/2", "a.test/3", "b.test/"]
    assert await cloud.count("clb_target") == 0
    await cloud("DeleteRule", **place, Domain="A.test", Url="/2")
    assert await left() == ["a.test/3", "b.test/"]
    await cloud("DeleteRule", **place, Domain="c.test")
    assert await left() == ["a.test/3"]
    await cloud("DeleteRule", **place, Domain="a.test")
    assert await left() == []


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, "MissingParameter"),
        ({"Url": "/"}, "MissingParameter"),
        ({"LocationIds": ["loc-absent00"]}, "InvalidParameter"),
        ({"Domain": "absent.test"}, "InvalidParameter"),
        ({"Domain": "a.test", "Url": "/absent"}, "InvalidParameter"),
    ],
)
async def test_delete_refuses(cloud: Cloud, http: tuple[str, str], members: dict[str, Any], code: str) -> None:
    await cloud.rule(*http, "a.test")
    error = await cloud.refused("DeleteRule", LoadBalancerId=http[0], ListenerId=http[1], **members)
    assert error.code == code
    assert len(await rules(cloud, http)) == 1
