"""Changes of listeners, domains, rules and certificates, and what refuses them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud, place
from tests.support.engines import RecordingEngine


async def rule_view(cloud: Cloud, rule: str) -> dict[str, Any]:
    (shown,) = (await cloud("DescribeRulesByRuleIds", RuleIds=[rule]))["RuleSet"]
    return dict(shown)


async def domain_view(cloud: Cloud, listener: str) -> dict[str, Any]:
    (shown,) = (await cloud("DescribeRules", ListenerId=listener))["DomainRuleSet"]
    return dict(shown)


class TestListeners:
    async def test_what_is_not_given_stays(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        made = {"HealthCheck": 1, "DelayLoop": 30, "ConnectTimeout": 20, "HealthyThreshold": 3, "FailoverSwitch": 1}
        (tcp,) = await cloud.tcp(proxy, Scheduler="wrr", **made)
        before = await cloud.listener(tcp)
        await cloud("ModifyTCPListenerAttribute", ListenerId=tcp, ProxyId=proxy)
        assert await cloud.listener(tcp) == before
        await cloud("ModifyTCPListenerAttribute", ListenerId=tcp, ProxyId=proxy, UnhealthyThreshold=7)
        assert await cloud.listener(tcp) == {**before, "UnhealthyThreshold": 7}
        change = {
            "ListenerName": "new", "Scheduler": "LC", "HealthCheck": 0, "DelayLoop": 6, "ConnectTimeout": 5,
            "FailoverSwitch": 0, "HealthyThreshold": 1, "UnhealthyThreshold": 2,
        }  # fmt: skip
        await cloud("ModifyTCPListenerAttribute", ListenerId=tcp, ProxyId=proxy, **change)
        assert await cloud.listener(tcp) == {**before, **change, "Scheduler": "lc"}

    async def test_the_check_of_udp_changes_its_kind(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        asks: dict[str, Any] = {
            "CheckType": "PORT",
            "CheckPort": 90,
            "SendContext": "a",
            "RecvContext": "b",
            "ContextType": "TEXT",
        }
        udp = await cloud.udp(proxy, HealthCheck=1, **asks)
        await cloud("ModifyUDPListenerAttribute", ListenerId=udp, ProxyId=proxy, SendContext="c")
        shown = await cloud.listener(udp, "UDP")
        assert (shown["CheckType"], shown["SendContext"], shown["RecvContext"]) == ("PORT", "c", "b")
        await cloud("ModifyUDPListenerAttribute", ListenerId=udp, ProxyId=proxy, CheckType="PING")
        shown = await cloud.listener(udp, "UDP")
        assert (shown["CheckType"], shown["SendContext"], shown["RecvContext"]) == ("PING", "", "")

    async def test_a_groups_listener(self, cloud: Cloud) -> None:
        group = await cloud.group("Hongkong")
        udp = await cloud.udp(group)
        await cloud("ModifyUDPListenerAttribute", ListenerId=udp, GroupId=group, ListenerName="new")
        assert (await cloud.listener(udp, "UDP"))["ListenerName"] == "new"

    async def test_a_name_alone_is_no_change_of_traffic(self, driven: Cloud, engine: RecordingEngine) -> None:
        proxy = await driven.proxy()
        listener = await driven.http(proxy)
        await driven.settled()
        count = len(engine.plans)
        answer = await driven("ModifyHTTPListenerAttribute", ListenerId=listener, ListenerName="new")
        assert await driven.task(answer) == "SUCCESS"
        await driven.settled()
        assert len(engine.plans) == count
        shown = await driven.listener(listener, "HTTP")
        assert (shown["ListenerName"], shown["ListenerStatus"]) == ("new", 0)

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"Scheduler": "lrtt"}, "UnsupportedOperation"),
            ({"Scheduler": "best"}, "InvalidParameterValue"),
            ({"ConnectTimeout": 5}, "InvalidParameterValue"),
            ({"DelayLoop": 4}, "InvalidParameterValue"),
            ({"HealthyThreshold": 11}, "InvalidParameterValue"),
            ({"UnhealthyThreshold": 0}, "InvalidParameterValue"),
            ({"HealthCheck": 2}, "InvalidParameterValue"),
            ({"ListenerName": "x" * 31}, "InvalidParameterValue"),
            ({"ProxyId": None}, "MissingParameter"),
            ({"GroupId": "lg-12345678"}, "InvalidParameter"),
            ({"ProxyId": "link-12345678"}, "ResourceNotFound"),
            ({"ListenerId": "listener-12345678"}, "ResourceNotFound"),
        ],
    )
    async def test_what_is_refused(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        proxy = await cloud.proxy()
        (tcp,) = await cloud.tcp(proxy)
        udp = await cloud.udp(proxy)
        for protocol, listener in (("TCP", tcp), ("UDP", udp)):
            asked = {"ListenerId": listener, "ProxyId": proxy, **members}
            asked = {name: value for name, value in asked.items() if value is not None}
            assert await cloud.code(f"Modify{protocol}ListenerAttribute", **asked) == code, protocol

    async def test_origins_by_name_have_no_weights_and_no_masters(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        (tcp,) = await cloud.tcp(proxy, RealServerType="DOMAIN")
        for members in ({"Scheduler": "wrr"}, {"FailoverSwitch": 1}):
            asked = {"ListenerId": tcp, "ProxyId": proxy, **members}
            assert await cloud.code("ModifyTCPListenerAttribute", **asked) == "InvalidParameterValue"

    async def test_a_listener_of_another_protocol_is_not_there(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        http, udp = await cloud.http(proxy), await cloud.udp(proxy)
        asked = {"ListenerId": udp, "ProxyId": proxy}
        assert await cloud.code("ModifyTCPListenerAttribute", **asked) == "ResourceNotFound"
        assert await cloud.code("ModifyHTTPSListenerAttribute", ListenerId=http) == "ResourceNotFound"
        assert await cloud.code("ModifyHTTPListenerAttribute", ListenerId=udp, ListenerName="x") == "ResourceNotFound"

    async def test_one_in_operation_or_closed_is_left_alone(self, driven: Cloud, engine: RecordingEngine) -> None:
        proxy = await driven.proxy()
        (tcp,) = await driven.tcp(proxy)
        await driven.settled()
        asked = {"ListenerId": tcp, "ProxyId": proxy}
        await driven("CloseProxies", ProxyIds=[proxy])
        await driven.settled()
        code = await driven.code("ModifyTCPListenerAttribute", **asked, Scheduler="lc")
        assert code == "FailedOperation.InstanceStatusNotInRuning"
        await driven("OpenProxies", ProxyIds=[proxy])
        await driven.settled()
        await driven.mark(proxy, managed=True)
        code = await driven.code("ModifyTCPListenerAttribute", **asked, Scheduler="lc")
        assert code == "FailedOperation.NonStandardProxy"

    async def test_a_refused_change_goes_back(self, driven: Cloud, engine: RecordingEngine) -> None:
        proxy = await driven.proxy()
        (tcp,) = await driven.tcp(proxy)
        await driven.settled()
        engine.refuses = lambda plan: {tcp: "no"} if plan.pools[0].scheduler.value != "weighted_round_robin" else {}
        answer = await driven("ModifyTCPListenerAttribute", ListenerId=tcp, ProxyId=proxy, Scheduler="lc")
        await driven.settled()
        assert await driven.task(answer) == "FAIL"
        shown = await driven.listener(tcp)
        assert (shown["Scheduler"], shown["ListenerStatus"]) == ("rr", 0)

    async def test_https(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        authorities = [await cloud.certificate(1) for _ in range(2)]
        listener = await cloud.https(proxy, AuthType=1, PolyClientCertificateIds=authorities[:1])
        server = await cloud.certificate()
        change = {"CertificateId": server, "ForwardProtocol": "https", "ListenerName": "new"}
        asked = {"ListenerId": listener, "ProxyId": proxy}
        await cloud("ModifyHTTPSListenerAttribute", **asked, **change, PolyClientCertificateIds=authorities)
        shown = await cloud.listener(listener, "HTTPS")
        assert (shown["CertificateId"], shown["ForwardProtocol"], shown["ListenerName"]) == (server, "HTTPS", "new")
        known = [one["CertificateId"] for one in shown["PolyClientCertificateAliasInfo"]]
        assert known == authorities
        await cloud("ModifyHTTPSListenerAttribute", **asked, ClientCertificateId=authorities[1])
        assert (await cloud.listener(listener, "HTTPS"))["ClientCertificateId"] == authorities[1]
        for members in ({"CertificateId": authorities[0]}, {"PolyClientCertificateIds": [server]}):
            code = await cloud.code("ModifyHTTPSListenerAttribute", **asked, **members)
            assert code == "InvalidParameterValue"
        plain = await cloud.https(proxy, 444)
        await cloud("ModifyHTTPSListenerAttribute", ListenerId=plain, PolyClientCertificateIds=authorities)
        assert (await cloud.plan(proxy)).listeners[1].tls is not None


class TestDomains:
    async def test_a_new_name_takes_the_rules_along(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        listener = await cloud.http(proxy)
        rule = await cloud.rule(listener, HealthCheck=1)
        await cloud.rule(listener, "other.test")
        names = {"OldDomain": "A.test", "NewDomain": "*.B.test"}
        await cloud("ModifyDomain", ListenerId=listener, **names)
        assert (await rule_view(cloud, rule))["Domain"] == "*.b.test"
        hosts = (await cloud.plan(proxy)).listeners[0].hosts
        assert [(host.domains, len(host.routes)) for host in hosts] == [(("*.b.test",), 1), (("other.test",), 1)]

    async def test_one_domain_is_the_default(self, cloud: Cloud) -> None:
        listener = await cloud.http(await cloud.proxy())
        for name in ("a.test", "b.test"):
            await cloud("CreateDomain", ListenerId=listener, Domain=name, IsDefaultServer=name == "a.test")

        async def default() -> list[str]:
            found = (await cloud("DescribeRules", ListenerId=listener))["DomainRuleSet"]
            return [one["Domain"] for one in found if one["IsDefaultServer"]]

        same = {"ListenerId": listener, "OldDomain": "b.test", "NewDomain": "b.test"}
        await cloud("ModifyDomain", **same)
        assert await default() == ["a.test"]
        await cloud("ModifyDomain", **same, IsDefaultServer=True)
        assert await default() == ["b.test"]
        await cloud("ModifyDomain", **same, IsDefaultServer=False)
        assert await default() == []

    async def test_certificates(self, cloud: Cloud) -> None:
        listener = await cloud.https(await cloud.proxy())
        await cloud("CreateDomain", ListenerId=listener, Domain="a.test")
        server, clients = await cloud.certificate(), [await cloud.certificate(1) for _ in range(2)]
        same = {"ListenerId": listener, "OldDomain": "a.test", "NewDomain": "a.test"}
        await cloud("ModifyDomain", **same, CertificateId=server, ClientCertificateId=clients[0])
        shown = await domain_view(cloud, listener)
        assert (shown["CertificateId"], shown["ClientCertificateId"]) == (server, clients[0])
        await cloud("ModifyDomain", **same, PolyClientCertificateIds=clients)
        shown = await domain_view(cloud, listener)
        assert shown["CertificateId"] == server
        assert [one["CertificateId"] for one in shown["PolyClientCertificateAliasInfo"]] == clients
        exchange = {"ListenerId": listener, "Domain": "a.test", "CertificateId": "default"}
        await cloud("ModifyCertificate", **exchange, PolyClientCertificateIds=["default"])
        shown = await domain_view(cloud, listener)
        assert (shown["CertificateId"], shown["ClientCertificateId"]) == ("default", "default")
        for action, asked in (("ModifyDomain", same), ("ModifyCertificate", exchange)):
            code = await cloud.code(action, **{**asked, "CertificateId": clients[0]})
            assert code == "InvalidParameterValue"

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"NewDomain": "b.test"}, "FailedOperation.DomainAlreadyExisted"),
            ({"NewDomain": "-"}, "InvalidParameterValue"),
            ({"OldDomain": "c.test"}, "ResourceNotFound"),
            ({"CertificateId": "cert-12345678"}, "InvalidParameterValue"),
            ({"PolyClientCertificateIds": ["cert-12345678"]}, "InvalidParameterValue"),
        ],
    )
    async def test_what_is_refused(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        listener = await cloud.http(await cloud.proxy())
        for name in ("a.test", "b.test"):
            await cloud("CreateDomain", ListenerId=listener, Domain=name)
        asked = {"ListenerId": listener, "OldDomain": "a.test", "NewDomain": "n.test", **members}
        assert await cloud.code("ModifyDomain", **asked) == code

    async def test_listeners_of_layer_4_have_none(self, cloud: Cloud) -> None:
        (tcp,) = await cloud.tcp(await cloud.proxy())
        code = await cloud.code("ModifyDomain", ListenerId=tcp, OldDomain="a.test", NewDomain="b.test")
        assert code == "FailedOperation.InvalidListenerProtocol"


class TestRules:
    async def test_what_is_not_given_stays(self, cloud: Cloud) -> None:
        listener = await cloud.http(await cloud.proxy())
        check = {"DelayLoop": 5, "ConnectTimeout": 2, "Path": "/up", "Method": "GET", "StatusCode": [200]}
        made: dict[str, Any] = {"HealthCheck": 1, "CheckParams": {**check, "Domain": "up.test"}, "Scheduler": "wrr"}
        elsewhere = {"ForwardHost": "in.test", "ServerNameIndicationSwitch": "ON", "ServerNameIndication": "sni.test"}
        rule = await cloud.rule(listener, path="/old", **made, **elsewhere, ForwardProtocol="HTTPS")
        before = await rule_view(cloud, rule)
        asked = {"ListenerId": listener, "RuleId": rule}
        await cloud("ModifyRuleAttribute", **asked)
        # The Terraform provider sends empty texts where nothing is to change.
        await cloud("ModifyRuleAttribute", **asked, ServerNameIndicationSwitch="", ServerNameIndication="")
        assert await rule_view(cloud, rule) == before
        other = {**check, "DelayLoop": 9, "Domain": "never.test", "FailedCountInter": 3}
        await cloud("ModifyRuleAttribute", **asked, CheckParams=other, HealthCheck=0, Path="%2Fnew")
        shown = await rule_view(cloud, rule)
        assert (shown["Path"], shown["HealthCheck"], shown["ForwardProtocol"]) == ("/new", 0, "HTTPS")
        assert (shown["CheckParams"]["DelayLoop"], shown["CheckParams"]["Domain"]) == (9, "up.test")
        assert shown["CheckParams"]["FailedCountInter"] == 3
        reset = {"ForwardHost": "default", "ForwardProtocol": "default", "ServerNameIndicationSwitch": "OFF"}
        await cloud("ModifyRuleAttribute", **asked, **reset, Scheduler="lc")
        shown = await rule_view(cloud, rule)
        assert (shown["ForwardHost"], shown["ForwardProtocol"], shown["Scheduler"]) == ("default", "HTTP", "lc")
        assert (shown["ServerNameIndicationSwitch"], shown["ServerNameIndication"]) == ("OFF", "")
        await cloud("ModifyRuleAttribute", **asked, ForcedRedirect="https:")
        assert (await rule_view(cloud, rule))["ForcedRedirect"] == "https:"
        await cloud("ModifyRuleAttribute", **asked, ForcedRedirect="")
        assert (await rule_view(cloud, rule))["ForcedRedirect"] is None

    async def test_rules_follow_their_listener_to_its_origins(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        listener = await cloud.https(proxy)
        follows = await cloud.rule(listener, path="/a")
        await cloud.rule(listener, path="/b", ForwardProtocol="HTTP")
        await cloud("ModifyHTTPSListenerAttribute", ListenerId=listener, ForwardProtocol="HTTPS")
        assert [pool.upstream.value for pool in (await cloud.plan(proxy)).pools] == ["tls", "plain"]
        assert (await rule_view(cloud, follows))["ForwardProtocol"] == "HTTPS"

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"Path": "/b"}, "FailedOperation.RuleAlreadyExisted"),
            ({"Path": "b"}, "InvalidParameterValue"),
            ({"Scheduler": "lrtt"}, "UnsupportedOperation"),
            ({"ForwardProtocol": "FTP"}, "InvalidParameterValue"),
            ({"ServerNameIndicationSwitch": "ON"}, "InvalidParameterValue"),
            ({"ServerNameIndicationSwitch": "MAYBE"}, "InvalidParameterValue"),
            ({"ForcedRedirect": "ftp://a.test"}, "InvalidParameterValue"),
            ({"RuleId": "rule-12345678"}, "ResourceNotFound"),
            ({"ListenerId": "listener-12345678"}, "ResourceNotFound"),
        ],
    )
    async def test_what_is_refused(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        listener = await cloud.http(await cloud.proxy())
        rule, _ = await cloud.rule(listener, path="/a"), await cloud.rule(listener, path="/b")
        assert await cloud.code("ModifyRuleAttribute", **{"ListenerId": listener, "RuleId": rule, **members}) == code

    async def test_a_rule_of_another_listener_is_not_there(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        rule, other = await cloud.rule(await cloud.http(proxy)), await cloud.http(proxy, 81)
        code = await cloud.code("ModifyRuleAttribute", ListenerId=other, RuleId=rule, Path="/x")
        assert code == "ResourceNotFound"


class TestCertificates:
    async def test_detail(self, cloud: Cloud) -> None:
        users = await cloud.certificate(0, CertificateContent="test:tx2KGdo3zJg/.", CertificateAlias="users")
        detail = (await cloud("DescribeCertificateDetail", CertificateId=users))["CertificateDetail"]
        assert detail == {
            "CertificateId": users, "CertificateType": 0, "CertificateAlias": "users",
            "CertificateContent": "test:tx2KGdo3zJg/.", "CertificateKey": None, "CreateTime": cloud.now_ms // 1000,
            "BeginTime": None, "EndTime": None, "IssuerCN": None, "SubjectCN": None,
        }  # fmt: skip
        await cloud("ModifyCertificateAttributes", CertificateId=users, CertificateAlias="")
        detail = (await cloud("DescribeCertificateDetail", CertificateId=users))["CertificateDetail"]
        assert detail["CertificateAlias"] == ""
        server = (await cloud("DescribeCertificateDetail", CertificateId=await cloud.certificate()))[
            "CertificateDetail"
        ]
        assert (server["SubjectCN"], server["CertificateKey"].startswith("-----BEGIN")) == ("a.test", True)

    async def test_what_is_refused(self, cloud: Cloud) -> None:
        for action in ("DescribeCertificateDetail", "ModifyCertificateAttributes", "DeleteCertificate"):
            error = await cloud.refused(action, CertificateId="cert-12345678")
            assert (error.code, error.message) == ("ResourceNotFound", "CertificateId not found")
        stranger = Cloud(cloud.store, account="100000000002")
        own = await cloud.certificate()
        assert await stranger.code("DescribeCertificateDetail", CertificateId=own) == "ResourceNotFound"
        code = await cloud.code("ModifyCertificateAttributes", CertificateId=own, CertificateAlias="x" * 51)
        assert code == "InvalidParameterValue"


async def test_the_place_of_a_listener_is_checked(cloud: Cloud) -> None:
    first, second = await cloud.proxy(), await cloud.proxy()
    (tcp,) = await cloud.tcp(first)
    error = await cloud.refused("ModifyTCPListenerAttribute", ListenerId=tcp, **place(second))
    assert error.message == f"ListenerId({tcp}) Not Exist."
