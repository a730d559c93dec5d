"""Domains and rules of layer-7 listeners."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import RULE, Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore

VALUE, NOT_FOUND = "InvalidParameterValue", "ResourceNotFound"
CHECK = {"DelayLoop": 10, "ConnectTimeout": 5, "Path": "/up", "Method": "get", "StatusCode": ["200", 100]}


async def domains(cloud: Cloud, listener: str) -> list[dict[str, Any]]:
    answer = await cloud("DescribeRules", ListenerId=listener)
    assert answer["TotalCount"] == len(answer["DomainRuleSet"])
    return list(answer["DomainRuleSet"])


class TestDomains:
    async def test_of_http_listeners(self, cloud: Cloud) -> None:
        web = await cloud.http(await cloud.proxy())
        await cloud("CreateDomain", ListenerId=web, Domain="WWW.a.test", CertificateId="default")
        assert await domains(cloud, web) == [
            {
                "Domain": "www.a.test", "RuleSet": [], "CertificateId": "default", "CertificateAlias": "default",
                "ClientCertificateId": "default", "ClientCertificateAlias": "default", "BasicAuthConfId": None,
                "BasicAuth": 0, "BasicAuthConfAlias": None, "RealServerCertificateId": None, "RealServerAuth": 0,
                "RealServerCertificateAlias": None, "GaapCertificateId": None, "GaapAuth": 0,
                "GaapCertificateAlias": None, "RealServerCertificateDomain": None,
                "PolyClientCertificateAliasInfo": [{"CertificateId": "default", "CertificateAlias": "default"}],
                "PolyRealServerCertificateAliasInfo": [], "DomainStatus": 0, "BanStatus": "RECOVER",
                "Http3Supported": 0, "IsDefaultServer": False, "TLSCiphers": "", "TLSSupportVersion": [],
            }
        ]  # fmt: skip

    async def test_of_https_listeners_have_certificates_of_their_own(self, cloud: Cloud) -> None:
        secure = await cloud.https(await cloud.proxy())
        server = await cloud.certificate(CertificateAlias="mine")
        clients = [await cloud.certificate(1), await cloud.certificate(1)]
        asked = {"CertificateId": server, "PolyClientCertificateIds": clients, "Http3Supported": "1"}
        await cloud("CreateDomain", ListenerId=secure, Domain="*.a.test", **asked)
        await cloud("CreateDomain", ListenerId=secure, Domain="b.test", ClientCertificateId=clients[1])
        first, second = await domains(cloud, secure)
        assert (first["CertificateId"], first["CertificateAlias"], first["Http3Supported"]) == (server, "mine", 1)
        poly = "PolyClientCertificateAliasInfo"
        assert [one["CertificateId"] for one in first[poly]] == clients
        assert (second["CertificateId"], second["ClientCertificateId"]) == ("default", clients[1])
        in_use = "FailedOperation.CertificateIsUsing"
        assert [await cloud.code("DeleteCertificate", CertificateId=one) for one in (server, *clients)] == [in_use] * 3

    async def test_one_may_be_the_default(self, cloud: Cloud) -> None:
        web = await cloud.http(await cloud.proxy())
        for name, default in (("a.test", True), ("b.test", False), ("c.test", "true")):
            await cloud("CreateDomain", ListenerId=web, Domain=name, IsDefaultServer=default)
        assert [one["IsDefaultServer"] for one in await domains(cloud, web)] == [False, False, True]

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"Domain": "A.test"}, "FailedOperation.DomainAlreadyExisted"),
            ({"Domain": "b test"}, VALUE),
            ({"Domain": ""}, VALUE),
            ({"Domain": "x" * 81}, VALUE),
            ({"Domain": "a.*"}, VALUE),
            ({"Domain": "b.test", "CertificateId": "cert-00000000"}, VALUE),
            ({"Domain": "b.test", "PolyClientCertificateIds": ["cert-00000000"]}, VALUE),
            ({"ListenerId": "listener-unknown"}, NOT_FOUND),
            ({"ListenerId": "tcp"}, "FailedOperation.InvalidListenerProtocol"),
        ],
    )
    @pytest.mark.parametrize("protocol", ["http", "https"])
    async def test_what_cannot_be_had(self, cloud: Cloud, protocol: str, members: dict[str, Any], code: str) -> None:
        proxy = await cloud.proxy()
        listener = await (cloud.https(proxy) if protocol == "https" else cloud.http(proxy))
        (tcp,) = await cloud.tcp(proxy, 90)
        await cloud("CreateDomain", ListenerId=listener, Domain="a.test")
        asked = {"ListenerId": listener, "Domain": "a.test", **members}
        asked["ListenerId"] = tcp if asked["ListenerId"] == "tcp" else asked["ListenerId"]
        assert await cloud.code("CreateDomain", **asked) == code
        assert await cloud.count("gaap_domain") == 1

    async def test_quotas(self, gaap_store: SqliteStore) -> None:
        cloud = Cloud(gaap_store, quotas=Quotas(domains_per_listener=1, rules_per_domain=1, servers_per_place=1))
        web = await cloud.http(await cloud.proxy())
        rule = await cloud.rule(web)
        assert await cloud.code("CreateDomain", ListenerId=web, Domain="b.test") == "FailedOperation"
        code = await cloud.code("CreateRule", **{**RULE, "ListenerId": web, "Path": "/b"})
        assert code == "FailedOperation.LimitNumofRules"
        ids = await cloud.origins("10.0.0.1")
        entry = {"RealServerId": ids["10.0.0.1"], "RealServerIP": "10.0.0.1"}
        entries = [{**entry, "RealServerPort": port} for port in (80, 81)]
        assert await cloud.code("BindRuleRealServers", RuleId=rule, RealServerBindSet=entries) == "FailedOperation"

    async def test_go_with_their_rules(self, cloud: Cloud) -> None:
        web = await cloud.http(await cloud.proxy())
        await cloud.rule(web, "a.test", "/kept")
        await cloud.bind(await cloud.rule(web, "b.test"), "10.0.0.1:80")
        asked = {"ListenerId": web, "Domain": "B.test"}
        bound = await cloud.code("DeleteDomain", **asked, Force=0)
        assert bound == "FailedOperation.RealServerAlreadyBound"
        await cloud("DeleteDomain", **asked, Force=1)
        assert [one["Domain"] for one in await domains(cloud, web)] == ["a.test"]
        assert (await cloud.count("gaap_rule"), await cloud.count("gaap_binding")) == (1, 0)
        assert await cloud.code("DeleteDomain", **asked, Force=1) == NOT_FOUND
        await cloud("CreateDomain", ListenerId=web, Domain="b.test")
        await cloud("DeleteDomain", **asked, Force=0)


class TestRules:
    async def test_what_is_given_is_shown(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        secure = await cloud.https(proxy, ForwardProtocol="HTTPS")
        rule = await cloud.rule(
            secure, path="%2Fimage%20s", Scheduler="WRR", HealthCheck="1", ForwardHost="inside.test",
            ServerNameIndicationSwitch="on", ServerNameIndication="sni.test", ForwardProtocol="http",
            CheckParams={**CHECK, "Domain": "up.test", "FailedCountInter": 60, "FailedThreshold": 3, "BlockInter": 9},
        )  # fmt: skip
        await cloud.bind(rule, "10.0.0.1:80:9")
        (shown,) = (await cloud("DescribeRulesByRuleIds", RuleIds=[rule, "rule-unknown0", rule]))["RuleSet"]
        (server,) = shown.pop("RealServerSet")
        assert (server["RealServerIP"], server["RealServerWeight"], server["RealServerStatus"]) == ("10.0.0.1", 9, 0)
        assert shown == {
            "RuleId": rule, "ListenerId": secure, "Domain": "a.test", "Path": "/image s", "RealServerType": "IP",
            "Scheduler": "wrr", "HealthCheck": 1, "RuleStatus": 0, "CheckParams": {
                "DelayLoop": 10, "ConnectTimeout": 5, "Path": "/up", "Method": "GET", "StatusCode": [100, 200],
                "Domain": "up.test", "FailedCountInter": 60, "FailedThreshold": 3, "BlockInter": 9,
            },
            "BindStatus": 1, "ForwardHost": "inside.test", "ServerNameIndicationSwitch": "ON",
            "ServerNameIndication": "sni.test", "ForcedRedirect": None, "ForwardProtocol": "HTTP",
        }  # fmt: skip
        (domain,) = await domains(cloud, secure)
        assert domain["RuleSet"] == [{**shown, "RealServerSet": [server]}]

    async def test_what_is_left_out_has_its_default(self, cloud: Cloud) -> None:
        secure = await cloud.https(await cloud.proxy(), ForwardProtocol="HTTPS")
        rule = await cloud.rule(secure, ForcedRedirect="")
        (shown,) = (await cloud("DescribeRulesByRuleIds", RuleIds=[rule]))["RuleSet"]
        names = ("ForwardProtocol", "ForwardHost", "ServerNameIndicationSwitch", "ServerNameIndication", "BindStatus")
        assert [shown[name] for name in names] == ["HTTPS", "default", "OFF", "", 1]
        assert shown["ForcedRedirect"] is None
        assert shown["CheckParams"] == {
            "DelayLoop": 5, "ConnectTimeout": 2, "Path": "/", "Method": "HEAD", "Domain": "a.test",
            "StatusCode": [100, 200, 300, 400, 500],
            "FailedCountInter": None, "FailedThreshold": None, "BlockInter": None,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"Path": "/a"}, "FailedOperation.RuleAlreadyExisted"),
            ({"Path": "%2Fa"}, "FailedOperation.RuleAlreadyExisted"),
            ({"Path": "a"}, VALUE),
            ({"Path": "/" + "x" * 80}, VALUE),
            ({"Domain": "b.test"}, NOT_FOUND),
            ({"ListenerId": "listener-unknown"}, NOT_FOUND),
            ({"ListenerId": "tcp"}, "FailedOperation"),
            ({"Scheduler": "lrtt"}, VALUE),
            ({"Scheduler": "wrr", "RealServerType": "DOMAIN"}, VALUE),
            ({"HealthCheck": 2}, VALUE),
            ({"ForwardProtocol": "FTP"}, VALUE),
            ({"ServerNameIndicationSwitch": "ON"}, VALUE),
            ({"ServerNameIndicationSwitch": "MAYBE"}, VALUE),
            ({"ForcedRedirect": "ftp://a.test"}, VALUE),
            ({"ForcedRedirect": "elsewhere"}, VALUE),
            ({"ForcedRedirect": "http://[broken"}, VALUE),
            ({"CheckParams": {**CHECK, "StatusCode": [201]}}, VALUE),
            ({"CheckParams": {**CHECK, "ConnectTimeout": 10}}, VALUE),
            ({"CheckParams": {**CHECK, "Method": "POST"}}, VALUE),
            ({"CheckParams": {**CHECK, "Path": "up"}}, VALUE),
            ({"CheckParams": {"Path": "/"}}, "MissingParameter"),
        ],
    )
    async def test_what_cannot_be_had(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        proxy = await cloud.proxy()
        web = await cloud.http(proxy)
        (tcp,) = await cloud.tcp(proxy, 90)
        await cloud.rule(web, path="/a")
        asked = {**RULE, "ListenerId": web, "Path": "/b", **members}
        asked["ListenerId"] = tcp if asked["ListenerId"] == "tcp" else asked["ListenerId"]
        assert await cloud.code("CreateRule", **asked) == code
        assert await cloud.count("gaap_rule") == 1

    async def test_go_alone(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        web, other = await cloud.http(proxy), await cloud.http(proxy, 81)
        rule, kept = await cloud.rule(web), await cloud.rule(web, path="/kept")
        await cloud.bind(rule, "10.0.0.1:80")
        asked = {"ListenerId": web, "RuleId": rule}
        assert await cloud.code("DeleteRule", **asked, Force=0) == "FailedOperation.RealServerAlreadyBound"
        assert await cloud.code("DeleteRule", ListenerId=other, RuleId=rule, Force=1) == NOT_FOUND
        await cloud("DeleteRule", **asked, Force=1)
        await cloud("DeleteRule", ListenerId=web, RuleId=kept, Force=0)
        (domain,) = await domains(cloud, web)
        assert (domain["Domain"], domain["RuleSet"]) == ("a.test", [])
        assert await cloud.code("DeleteRule", **asked, Force=1) == NOT_FOUND

    async def test_of_nobody(self, cloud: Cloud) -> None:
        theirs = Cloud(cloud.store, account="100000000002")
        web = await theirs.http(await theirs.proxy())
        rule = await theirs.rule(web)
        assert (await cloud("DescribeRulesByRuleIds", RuleIds=[rule]))["RuleSet"] == []
        gone = await cloud.refused("DescribeRules", ListenerId=web)
        assert (gone.code, gone.message) == ("InvalidParameter", f"ListenerId({web}) Not Exist.")
        for action, members in (
            ("BindRuleRealServers", {"RuleId": rule}),
            ("DeleteRule", {"RuleId": rule, "ListenerId": web, "Force": 1}),
            ("DeleteDomain", {"ListenerId": web, "Domain": "a.test", "Force": 1}),
        ):
            assert await cloud.code(action, **members) == NOT_FOUND
        assert await cloud.code("BindRuleRealServers", RuleId="rule-unknown0") == NOT_FOUND

    async def test_readings(self, driven: Cloud, engine: RecordingEngine) -> None:
        web = await driven.http(await driven.proxy())
        rules = [await driven.rule(web, path=path) for path in ("/a", "/b")]
        for rule in rules:
            await driven.bind(rule, "10.0.0.1:80")
        engine.readings[rules[1]] = (TargetHealth("10.0.0.1", 80, healthy=False),)
        (domain,) = await domains(driven, web)
        assert [rule["BindStatus"] for rule in domain["RuleSet"]] == [1, 0]
        answer = await driven("DescribeRulesByRuleIds", RuleIds=[rules[1], rules[0]])
        assert [rule["RealServerSet"][0]["RealServerStatus"] for rule in answer["RuleSet"]] == [1, 0]
