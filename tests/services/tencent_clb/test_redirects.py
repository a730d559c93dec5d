"""AutoRewrite, ManualRewrite, DescribeRewrite and DeleteRewrite."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from twincloud.services.tencent_clb import Quotas


class Sites:
    """A balancer with an HTTPS listener on 443 (rules a, b) and an HTTP one on 8080 (rules x, y)."""

    def __init__(self, cloud: Cloud, balancer: str, https: str, http: str, rules: dict[str, str]) -> None:
        self.cloud = cloud
        self.balancer = balancer
        self.https = https
        self.http = http
        self.rules = rules

    def between(self, *pairs: tuple[str, str], **more: Any) -> dict[str, Any]:
        """Return the members of a request that redirects from HTTP to HTTPS."""
        infos = [
            {"SourceLocationId": self.rules.get(one, one), "TargetLocationId": self.rules.get(other, other), **more}
            for one, other in pairs
        ]
        ends = {"SourceListenerId": self.http, "TargetListenerId": self.https}
        return {"LoadBalancerId": self.balancer, **ends, "RewriteInfos": infos}

    async def shown(self) -> dict[str, str]:
        """Return what redirects, and where to, by the rules' short names."""
        names = {location: name for name, location in self.rules.items()}
        found = (await self.cloud("DescribeRewrite", LoadBalancerId=self.balancer))["RewriteSet"]
        return {
            names.get(one["LocationId"], one["Domain"]): names[one["RewriteTarget"]["TargetLocationId"]]
            for one in found
        }


@pytest.fixture
async def sites(cloud: Cloud, authority: Authority) -> Sites:
    balancer = await cloud.balancer()
    own = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    https = await cloud.listener(balancer, 443, "HTTPS", Certificate=own)
    http = await cloud.listener(balancer, 8080, "HTTP")
    rules = {
        "a": await cloud.rule(balancer, https, "a.test", "/a"),
        "b": await cloud.rule(balancer, https, "b.test", "/"),
        "x": await cloud.rule(balancer, http, "x.test", "/x"),
        "y": await cloud.rule(balancer, http, "y.test", "= /y"),
    }
    return Sites(cloud, balancer, https, http, rules)


async def test_what_is_shown_of_a_redirection(sites: Sites) -> None:
    cloud = sites.cloud
    await cloud("ManualRewrite", **sites.between(("x", "a"), RewriteCode=301, TakeUrl=True, SourceDomain="X.test"))
    found = (await cloud("DescribeRewrite", LoadBalancerId=sites.balancer))["RewriteSet"]
    rules = (await cloud.shown(sites.balancer, sites.http))["Rules"]
    assert found == [rules[0]]
    assert found[0]["RewriteTarget"] == {
        "TargetListenerId": sites.https, "TargetLocationId": sites.rules["a"], "RewriteCode": 301, "TakeUrl": True,
        "RewriteType": "Manual",
    }  # fmt: skip
    assert rules[1]["RewriteTarget"]["TargetListenerId"] is None
    filtered = [
        {"SourceListenerIds": [sites.https]},
        {"SourceListenerIds": ["lbl-x"]},
        {"SourceLocationIds": [sites.rules["y"]]},
    ]  # fmt: skip
    for members in filtered:
        assert (await cloud("DescribeRewrite", LoadBalancerId=sites.balancer, **members))["RewriteSet"] == []
    assert (
        await cloud.refused("DescribeRewrite", LoadBalancerId="lb-absent00")
    ).code == "InvalidParameter.LBIdNotFound"


async def test_a_redirection_has_two_ends_and_no_middle(sites: Sites) -> None:
    cloud = sites.cloud
    await cloud("ManualRewrite", **sites.between(("x", "a")))
    again = sites.between(("x", "b"))
    back = {
        "LoadBalancerId": sites.balancer, "SourceListenerId": sites.https, "TargetListenerId": sites.http,
        "RewriteInfos": [{"SourceLocationId": sites.rules["a"], "TargetLocationId": sites.rules["y"]}],
    }  # fmt: skip
    onward = {
        "LoadBalancerId": sites.balancer, "SourceListenerId": sites.http, "TargetListenerId": sites.http,
        "RewriteInfos": [{"SourceLocationId": sites.rules["y"], "TargetLocationId": sites.rules["x"]}],
    }  # fmt: skip
    for request in (again, back, onward):
        error = await cloud.refused("ManualRewrite", **request)
        assert error.code == "InvalidParameter.RewriteAlreadyExist"
    assert await sites.shown() == {"x": "a"}
    error = await cloud.refused("ManualRewrite", **sites.between(("y", "a"), ("y", "b")))
    assert error.code == "InvalidParameter.RewriteAlreadyExist"
    assert await sites.shown() == {"x": "a"}, "all of the pairs or none"


@pytest.mark.parametrize(
    ("pair", "more", "code"),
    [
        (("loc-absent00", "a"), {}, "InvalidParameter.LocationNotFound"),
        (("x", "loc-absent00"), {}, "InvalidParameter.LocationNotFound"),
        (("x", "y"), {}, "InvalidParameter.LocationNotFound"),
        (("x", "a"), {"RewriteCode": 308, "TakeUrl": True, "SourceDomain": "x.test"}, "InvalidParameterValue"),
        (("x", "a"), {"SourceDomain": "y.test"}, "InvalidParameterValue"),
        (("x", "a"), {"RewriteCode": 302, "TakeUrl": True}, "MissingParameter"),
        (("x", "a"), {"RewriteCode": 302, "SourceDomain": "x.test"}, "MissingParameter"),
    ],
)
async def test_what_manual_redirections_refuse(
    sites: Sites, pair: tuple[str, str], more: dict[str, Any], code: str
) -> None:
    assert (await sites.cloud.refused("ManualRewrite", **sites.between(pair, **more))).code == code
    assert await sites.shown() == {}


async def test_a_rule_does_not_lead_to_itself(sites: Sites) -> None:
    request = {**sites.between(("x", "x")), "TargetListenerId": sites.http}
    assert (await sites.cloud.refused("ManualRewrite", **request)).code == "InvalidParameterValue"


async def test_absent_listeners(sites: Sites) -> None:
    cloud = sites.cloud
    for action in ("ManualRewrite", "DeleteRewrite"):
        request = {**sites.between(("x", "a")), "SourceListenerId": "lbl-absent00"}
        expected = "InvalidParameter.ListenerIdNotFound" if action == "ManualRewrite" else "InvalidParameter"
        assert (await cloud.refused(action, **request)).code == expected
    request = {**sites.between(("x", "a")), "LoadBalancerId": "lb-absent00"}
    assert (await cloud.refused("ManualRewrite", **request)).code == "InvalidParameter.LBIdNotFound"


async def test_only_what_is_there_is_deleted(sites: Sites) -> None:
    cloud = sites.cloud
    await cloud("ManualRewrite", **sites.between(("x", "a"), ("y", "b")))
    for pairs in ((("x", "b"),), (("x", "a"), ("loc-absent00", "b"))):
        error = await cloud.refused("DeleteRewrite", **sites.between(*pairs))
        assert error.code == "InvalidParameter.SomeRewriteNotFound"
    await cloud("DeleteRewrite", **sites.between(("x", "a")))
    assert await sites.shown() == {"y": "b"}


async def test_redirections_end_with_the_rule_or_listener_they_lead_to(sites: Sites) -> None:
    cloud = sites.cloud
    await cloud("ManualRewrite", **sites.between(("x", "a"), ("y", "b")))
    place = {"LoadBalancerId": sites.balancer, "ListenerId": sites.https}
    await cloud("DeleteRule", **place, LocationIds=[sites.rules["a"]])
    assert await sites.shown() == {"y": "b"}
    await cloud("DeleteListener", **place)
    assert await sites.shown() == {}


async def test_automatic_redirections(sites: Sites) -> None:
    cloud = sites.cloud
    request = {"LoadBalancerId": sites.balancer, "ListenerId": sites.https}
    await cloud("AutoRewrite", **request, Domains=["b.test"])
    assert await sites.shown() == {"b.test": "b"}
    error = await cloud.refused("AutoRewrite", **request)
    assert error.code == "InvalidParameter.RewriteAlreadyExist"
    await cloud("AutoRewrite", **request, Domains=["a.test"], RewriteCodes=[307], TakeUrls=[False])
    assert await sites.shown() == {"b.test": "b", "a.test": "a"}
    (plain,) = (await cloud("DescribeListeners", LoadBalancerId=sites.balancer, Port=80))["Listeners"]
    assert [(rule["Domain"], rule["Url"], rule["BeAutoCreated"]) for rule in plain["Rules"]] == [
        ("b.test", "/", True), ("a.test", "/a", True),
    ]  # fmt: skip
    assert [rule["RewriteTarget"]["RewriteCode"] for rule in plain["Rules"]] == [0, 307]


async def test_what_automatic_redirections_refuse(sites: Sites, authority: Authority) -> None:
    cloud = sites.cloud
    own = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    elsewhere = await cloud.listener(sites.balancer, 8443, "HTTPS", Certificate=own)
    request = {"LoadBalancerId": sites.balancer, "ListenerId": sites.https}
    for members, code in (
        ({"ListenerId": sites.http}, "InvalidParameter.ProtocolCheckFailed"),
        ({"ListenerId": elsewhere}, "InvalidParameter.PortCheckFailed"),
        ({"ListenerId": "lbl-absent00"}, "InvalidParameter.ListenerIdNotFound"),
        ({"Domains": ["absent.test"]}, "InvalidParameterValue"),
        ({"RewriteCodes": [303]}, "InvalidParameterValue"),
    ):
        assert (await cloud.refused("AutoRewrite", **{**request, **members})).code == code, members
    await cloud.listener(sites.balancer, 80, "TCP")
    assert (await cloud.refused("AutoRewrite", **request)).code == "InvalidParameter.PortCheckFailed"
    assert await sites.shown() == {}


async def test_quotas_hold_for_what_is_made_automatically(sites: Sites) -> None:
    request = {"LoadBalancerId": sites.balancer, "ListenerId": sites.https}
    for quotas in (Quotas(listeners_per_balancer=2), Quotas(rules_per_listener=1)):
        small = Cloud(sites.cloud.store, quotas=quotas)
        assert (await small.refused("AutoRewrite", **request)).code == "LimitExceeded"
    assert (await sites.cloud("DescribeListeners", LoadBalancerId=sites.balancer))["TotalCount"] == 2


@pytest.mark.parametrize(
    ("source", "target", "prefix"),
    [("/", "/new", "/new/"), ("/old/", "/new", "/new/"), ("/old", "/new/", "/new"), ("/old/", "/", "/")],
)
async def test_what_follows_a_prefix_stays_behind_its_slash(
    sites: Sites, source: str, target: str, prefix: str
) -> None:
    cloud = sites.cloud
    start = await cloud.rule(sites.balancer, sites.http, "z.test", source)
    end = await cloud.rule(sites.balancer, sites.https, "z.test", target)
    await cloud("ManualRewrite", **sites.between((start, end)))
    (_, plain) = (await cloud.plan(sites.balancer)).listeners
    (route,) = [route for host in plain.hosts for route in host.routes if route.id == start]
    assert route.redirect is not None
    assert route.redirect.prefix == prefix


async def test_where_clients_are_sent(sites: Sites) -> None:
    cloud = sites.cloud
    await cloud("ManualRewrite", **sites.between(("x", "a")))
    await cloud("ManualRewrite", **sites.between(("y", "b"), RewriteCode=301, TakeUrl=False, SourceDomain="y.test"))
    (_, plain) = (await cloud.plan(sites.balancer)).listeners
    found = {route.path: route.redirect for host in plain.hosts for route in host.routes}
    first, second = found["/x"], found["/y"]
    assert first is not None
    assert second is not None
    assert (first.https, first.host, first.port, first.prefix, first.code) == (True, "a.test", 443, "/a", 302)
    assert (second.host, second.path, second.prefix, second.code) == ("b.test", "/", None, 301)
