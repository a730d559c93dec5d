"""Listeners: what may be asked for, what is shown, and which origins serve them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import NOW_MS
from tests.services.tencent_gaap.harness import LAYER_4, Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore

VALUE = "InvalidParameterValue"
PORT, TAKEN = f"{VALUE}.InvalidListenerPort", f"{VALUE}.DuplicatedListenerPort"
UDP_CHECK: dict[str, Any] = {"HealthCheck": 1, "CheckType": "port", "CheckPort": 9, "ContextType": "text"}


class TestCreate:
    async def test_one_for_each_port_in_their_order(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        ids = await cloud.tcp(proxy, 90, 80)
        shown = (await cloud("DescribeTCPListeners", ProxyId=proxy))["ListenerSet"]
        assert [(one["ListenerId"], one["Port"], one["ListenerName"]) for one in shown] == [
            (ids[0], 90, "l"),
            (ids[1], 80, "l"),
        ]

    async def test_numbers_may_be_texts(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        texts = {"Ports": ["90"], "HealthCheck": "1", "ConnectTimeout": "20", "DelayLoop": "25"}
        answer = await cloud("CreateTCPListeners", **{**LAYER_4, **texts}, ProxyId=proxy)
        shown = await cloud.listener(answer["ListenerIds"][0])
        assert (shown["Port"], shown["HealthCheck"], shown["ConnectTimeout"], shown["DelayLoop"]) == (90, 1, 20, 25)

    async def test_what_is_left_out_has_its_default(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        (tcp,) = await cloud.tcp(proxy)
        assert await cloud.listener(tcp) == {
            "ListenerId": tcp, "ListenerName": "l", "Port": 80, "RealServerPort": None, "RealServerType": "IP",
            "Protocol": "TCP", "ListenerStatus": 0, "Scheduler": "rr", "ConnectTimeout": 2, "DelayLoop": 5,
            "HealthCheck": 0, "BindStatus": 1, "RealServerSet": [], "CreateTime": NOW_MS // 1000, "ClientIPMethod": 0,
            "HealthyThreshold": 1, "UnhealthyThreshold": 1, "FailoverSwitch": 0, "SessionPersist": 0,
            "ProxyId": proxy, "GroupId": None,
        }  # fmt: skip
        udp = await cloud.udp(proxy)
        assert await cloud.listener(udp, "UDP") == {
            "ListenerId": udp, "ListenerName": "l", "Port": 80, "RealServerPort": None, "RealServerType": "IP",
            "Protocol": "UDP", "ListenerStatus": 0, "Scheduler": "rr", "BindStatus": 0, "RealServerSet": [],
            "CreateTime": NOW_MS // 1000, "SessionPersist": 0, "DelayLoop": 5, "ConnectTimeout": 2,
            "HealthyThreshold": 1, "UnhealthyThreshold": 1, "FailoverSwitch": 0, "HealthCheck": 0, "CheckType": "",
            "CheckPort": 0, "ContextType": "", "SendContext": "", "RecvContext": "", "ProxyId": proxy, "GroupId": None,
        }  # fmt: skip

    async def test_what_is_given_is_shown_in_its_own_spelling(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        (tcp,) = await cloud.tcp(
            proxy, RealServerType="domain", Scheduler="LC", ClientIPMethod=1, HealthyThreshold=3, UnhealthyThreshold=4
        )
        shown = await cloud.listener(tcp)
        names = ("RealServerType", "Scheduler", "ClientIPMethod", "HealthyThreshold", "UnhealthyThreshold")
        assert [shown[name] for name in names] == ["DOMAIN", "lc", 1, 3, 4]
        udp = await cloud.udp(proxy, **UDP_CHECK, SendContext="ping", RecvContext="pong", FailoverSwitch=1)
        shown = await cloud.listener(udp, "UDP")
        more = ("HealthCheck", "CheckType", "CheckPort", "ContextType", "SendContext", "RecvContext", "FailoverSwitch")
        assert [shown[name] for name in more] == [1, "PORT", 9, "TEXT", "ping", "pong", 1]

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"Ports": [0]}, PORT),
            ({"Ports": [65_000]}, PORT),
            ({"Ports": [21]}, PORT),
            ({"Ports": [90, 80]}, TAKEN),
            ({"Ports": [90, 90]}, TAKEN),
            ({"Ports": [82]}, TAKEN),
            ({"Ports": [*range(100, 121)]}, "FailedOperation.OperateLimitNumofListener"),
            ({"Ports": []}, VALUE),
            ({"Scheduler": "lrtt"}, "UnsupportedOperation"),
            ({"Scheduler": "wrr", "RealServerType": "DOMAIN"}, VALUE),
            ({"Scheduler": "random"}, VALUE),
            ({"FailoverSwitch": 1, "RealServerType": "DOMAIN"}, VALUE),
            ({"HealthCheck": 2}, VALUE),
            ({"DelayLoop": 4}, VALUE),
            ({"DelayLoop": 301}, VALUE),
            ({"ConnectTimeout": 61}, VALUE),
            ({"ConnectTimeout": 10, "DelayLoop": 10}, VALUE),
            ({"HealthyThreshold": 0}, VALUE),
            ({"ListenerName": ""}, VALUE),
            ({"RealServerPorts": [1, 2]}, VALUE),
            ({"ProxyId": None}, "MissingParameter"),
            ({"GroupId": "lg-00000000"}, "InvalidParameter"),
            ({"ProxyId": "link-00000000"}, "ResourceNotFound"),
            ({"ProxyId": None, "GroupId": "lg-00000000"}, "ResourceNotFound"),
        ],
    )
    async def test_what_cannot_be_had(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        proxy = await cloud.proxy()
        await cloud.tcp(proxy, 80)
        await cloud.https(proxy, 82)
        asked = {**LAYER_4, "ProxyId": proxy, "Ports": [90], **members}
        given = {name: value for name, value in asked.items() if value is not None}
        assert await cloud.code("CreateTCPListeners", **given) == code
        assert await cloud.count("gaap_listener") == 2

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"HealthCheck": 1}, "MissingParameter"),
            ({"CheckType": "TCP"}, VALUE),
            ({"HealthCheck": 1, "CheckType": "PORT"}, VALUE),
            ({"HealthCheck": 1, "CheckType": "PORT", "CheckPort": 65_536}, VALUE),
            ({"CheckType": "PING", "SendContext": "a"}, VALUE),
            ({"CheckType": "PORT", "ContextType": "HEX"}, VALUE),
            ({"CheckType": "PORT", "SendContext": "ü"}, VALUE),
        ],
    )
    async def test_checks_of_udp_that_do_not_go_together(
        self, cloud: Cloud, members: dict[str, Any], code: str
    ) -> None:
        asked = {**LAYER_4, "ProxyId": await cloud.proxy(), "Ports": [90], **members}
        assert await cloud.code("CreateUDPListeners", **asked) == code

    async def test_udp_has_ports_of_its_own(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        await cloud.tcp(proxy, 80)
        await cloud.udp(proxy, 80)
        asked = {**LAYER_4, "ProxyId": proxy, "Ports": [80]}
        assert await cloud.code("CreateUDPListeners", **asked) == TAKEN
        await cloud.https(proxy, 443, Http3Supported=1)
        assert await cloud.code("CreateUDPListeners", **{**asked, "Ports": [443]}) == TAKEN
        assert await cloud.code("CreateHTTPListener", ListenerName="l", ProxyId=proxy, Port=80) == TAKEN
        assert await cloud.code("CreateHTTPListener", ListenerName="l", ProxyId=proxy, Port=0) == PORT

    async def test_udp_of_a_group(self, cloud: Cloud) -> None:
        group = await cloud.group("Hongkong", "Japan")
        shown = await cloud.listener(await cloud.udp(group), "UDP")
        assert (shown["GroupId"], shown["ProxyId"]) == (group, "")
        (planned,) = (await cloud.plan(group)).listeners
        assert (planned.protocol, len(planned.endpoints)) == ("udp", 2)

    async def test_quota(self, gaap_store: SqliteStore) -> None:
        cloud = Cloud(gaap_store, quotas=Quotas(listeners_per_proxy=2))
        proxy = await cloud.proxy()
        await cloud.tcp(proxy, 80)
        asked = {**LAYER_4, "ProxyId": proxy, "Ports": [81, 82]}
        assert await cloud.code("CreateTCPListeners", **asked) == "FailedOperation.LimitNumofListener"
        await cloud.http(proxy, 81)
        code = await cloud.code("CreateHTTPListener", ListenerName="l", ProxyId=proxy, Port=82)
        assert code == "FailedOperation.LimitNumofListener"


class TestHttps:
    async def test_is_shown_with_its_certificates(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        certificate = await cloud.certificate(CertificateAlias="mine")
        authorities = [await cloud.certificate(1), await cloud.certificate(1, CertificateAlias="second")]
        asked: dict[str, Any] = {"AuthType": 1, "PolyClientCertificateIds": authorities, "ForwardProtocol": "https"}
        listener = await cloud.https(proxy, CertificateId=certificate, **asked)
        shown = await cloud.listener(listener, "HTTPS")
        assert shown == {
            "ListenerId": listener, "ListenerName": "l", "Port": 443, "Protocol": "HTTPS", "ListenerStatus": 0,
            "CertificateId": certificate, "ForwardProtocol": "HTTPS", "CreateTime": NOW_MS // 1000,
            "CertificateAlias": "mine", "ClientCertificateId": authorities[0], "AuthType": 1,
            "ClientCertificateAlias": "", "PolyClientCertificateAliasInfo": [
                {"CertificateId": authorities[0], "CertificateAlias": ""},
                {"CertificateId": authorities[1], "CertificateAlias": "second"},
            ],
            "Http3Supported": 0, "ProxyId": proxy, "GroupId": None, "TLSSupportVersion": ["TLSv1.2", "TLSv1.3"],
            "TLSCiphers": "GAAP_TLS_CIPHERS_WIDE",
        }  # fmt: skip
        older: dict[str, Any] = {"AuthType": 1, "ClientCertificateId": authorities[1]}
        shown = await cloud.listener(await cloud.https(proxy, 445, CertificateId=certificate, **older), "HTTPS")
        assert [one["CertificateId"] for one in shown["PolyClientCertificateAliasInfo"]] == [authorities[1]]
        plain = await cloud.listener(await cloud.https(proxy, 444, Http3Supported=1), "HTTPS")
        assert (plain["AuthType"], plain["ClientCertificateId"], plain["Http3Supported"]) == (0, None, 1)
        found = await cloud("DescribeHTTPSListeners", ProxyId=proxy, Http3Supported=1)
        assert [one["Port"] for one in found["ListenerSet"]] == [444]

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"CertificateId": "cert-00000000"}, f"{VALUE}.InvalidCertificateId"),
            ({"CertificateId": "authority"}, f"{VALUE}.InvalidCertificateId"),
            ({"AuthType": 1}, "MissingParameter"),
            ({"AuthType": 1, "ClientCertificateId": "server"}, f"{VALUE}.InvalidCertificateId"),
            ({"AuthType": 1, "ClientCertificateId": "authority", "Http3Supported": 1}, "UnsupportedOperation"),
            ({"AuthType": 2}, VALUE),
            ({"ForwardProtocol": "FTP"}, VALUE),
            ({"Port": 21}, PORT),
        ],
    )
    async def test_what_cannot_be_had(self, cloud: Cloud, members: dict[str, Any], code: str) -> None:
        known = {"server": await cloud.certificate(), "authority": await cloud.certificate(1)}
        named = {name: known.get(str(value), value) for name, value in members.items()}
        asked = {"ListenerName": "l", "Port": 443, "ForwardProtocol": "HTTP", "CertificateId": known["server"]}
        assert await cloud.code("CreateHTTPSListener", ProxyId=await cloud.proxy(), **{**asked, **named}) == code
        assert await cloud.count("gaap_listener") == 0


class TestList:
    async def test_filters_and_pages(self, cloud: Cloud) -> None:
        proxy, group = await cloud.proxy(), await cloud.group("Hongkong")
        await cloud.tcp(proxy, 80, 81, 82, ListenerName="web")
        (other,) = await cloud.tcp(proxy, 90, ListenerName="mail")
        (grouped,) = await cloud.tcp(group, 80)
        await cloud.udp(proxy, 80)

        async def ports(**members: Any) -> list[int]:
            return [one["Port"] for one in (await cloud("DescribeTCPListeners", **members))["ListenerSet"]]

        assert await ports(ProxyId=proxy) == [80, 81, 82, 90]
        assert await ports(ProxyId=proxy, ListenerName="mail") == [90]
        assert await ports(ProxyId=proxy, Port="81") == [81]
        assert await ports(ProxyId=proxy, SearchValue="we") == [80, 81, 82]
        assert await ports(ProxyId=proxy, SearchValue="90") == [90]
        assert await ports(ProxyId=proxy, Offset=1, Limit=2) == [81, 82]
        assert await ports(ProxyId=proxy, ListenerId=other) == [90]
        (shown,) = (await cloud("DescribeTCPListeners", GroupId=group))["ListenerSet"]
        assert (shown["ListenerId"], shown["GroupId"], shown["ProxyId"]) == (grouped, group, "")
        assert (await cloud("DescribeTCPListeners", ProxyId=proxy, Limit=1))["TotalCount"] == 4

    @pytest.mark.parametrize("protocol", ["TCP", "UDP", "HTTP", "HTTPS"])
    async def test_of_what_is_not_there(self, cloud: Cloud, protocol: str) -> None:
        action, proxy = f"Describe{protocol}Listeners", await cloud.proxy()
        other = await (cloud.http(proxy) if protocol == "UDP" else cloud.udp(proxy))
        for listener in ("listener-unknown", other):
            error = await cloud.refused(action, ListenerId=listener)
            assert (error.code, error.message) == ("InvalidParameter", f"ListenerId({listener}) Not Exist.")
        assert await cloud.code(action) == "MissingParameter"
        assert await cloud.code(action, ProxyId="link-00000000") == "ResourceNotFound"
        assert await cloud.code(action, ProxyId=proxy, GroupId="lg-00000000") == "InvalidParameter"
        assert await cloud.code(action, ProxyId=proxy, Limit=51) == VALUE
        assert (await cloud(action, ProxyId=proxy, Port=9999))["ListenerSet"] == []

    async def test_one_of_another_connection_is_none_of_this(self, cloud: Cloud) -> None:
        first, second = await cloud.proxy(), await cloud.proxy()
        (tcp,) = await cloud.tcp(first)
        assert await cloud.code("DescribeTCPListeners", ListenerId=tcp, ProxyId=second) == "InvalidParameter"


class TestBind:
    async def test_the_whole_set_is_replaced(self, cloud: Cloud) -> None:
        (tcp,) = await cloud.tcp(await cloud.proxy(), Scheduler="wrr")

        async def bound() -> list[tuple[str, int, int]]:
            shown = (await cloud.listener(tcp))["RealServerSet"]
            return [(one["RealServerIP"], one["RealServerPort"], one["RealServerWeight"]) for one in shown]

        await cloud.bind(tcp, "10.0.0.1:80", "10.0.0.1:81:5", "10.0.0.2:80:100")
        assert await bound() == [("10.0.0.1", 80, 1), ("10.0.0.1", 81, 5), ("10.0.0.2", 80, 100)]
        await cloud.bind(tcp, "10.0.0.3:80", "10.0.0.2:80:7")
        assert await bound() == [("10.0.0.2", 80, 7), ("10.0.0.3", 80, 1)]
        await cloud("BindListenerRealServers", ListenerId=tcp)
        assert await bound() == []

    async def test_roles(self, cloud: Cloud) -> None:
        (tcp,) = await cloud.tcp(await cloud.proxy(), FailoverSwitch=1)
        await cloud.bind(tcp, "10.0.0.1:80", RealServerFailoverRole="SLAVE")
        (shown,) = (await cloud.listener(tcp))["RealServerSet"]
        assert shown["RealServerFailoverRole"] == "slave"

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            ({"RealServerIP": "10.0.0.2"}, f"{VALUE}.RealServerNotBelong"),
            ({"RealServerId": "rs-00000000"}, f"{VALUE}.RealServerNotBelong"),
            ({"RealServerPort": 0}, VALUE),
            ({"RealServerPort": 65_536}, VALUE),
            ({"RealServerWeight": 0}, VALUE),
            ({"RealServerWeight": 101}, VALUE),
            ({"RealServerFailoverRole": "king"}, VALUE),
            ({"RealServerIP": None}, "MissingParameter"),
        ],
    )
    async def test_what_cannot_be_bound(self, cloud: Cloud, entry: dict[str, Any], code: str) -> None:
        (tcp,) = await cloud.tcp(await cloud.proxy())
        await cloud.bind(tcp, "10.0.0.9:80")
        ids = await cloud.origins("10.0.0.1")
        good = {"RealServerId": ids["10.0.0.1"], "RealServerIP": "10.0.0.1", "RealServerPort": 80}
        bad = {name: value for name, value in {**good, **entry}.items() if value is not None}
        asked = {"ListenerId": tcp, "RealServerBindSet": [bad]}
        assert await cloud.code("BindListenerRealServers", **asked) == code
        (kept,) = (await cloud.listener(tcp))["RealServerSet"]
        assert kept["RealServerIP"] == "10.0.0.9"
        assert await cloud.code("BindListenerRealServers", ListenerId=tcp, RealServerBindSet=[good, good]) == VALUE

    async def test_the_kind_of_origin_is_the_listeners(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        (by_address,) = await cloud.tcp(proxy, 80)
        (by_name,) = await cloud.tcp(proxy, 81, RealServerType="DOMAIN")
        ids = await cloud.origins("10.0.0.1", "a.test")
        entries = {host: {"RealServerId": ids[host], "RealServerIP": host, "RealServerPort": 80} for host in ids}
        for listener, host in ((by_address, "a.test"), (by_name, "10.0.0.1")):
            asked = {"ListenerId": listener, "RealServerBindSet": [entries[host]]}
            assert await cloud.code("BindListenerRealServers", **asked) == VALUE
        await cloud.bind(by_name, "a.test:80")

    async def test_anothers_origin_and_listener(self, cloud: Cloud) -> None:
        theirs = Cloud(cloud.store, account="100000000002")
        ids = await theirs.origins("10.0.0.1")
        (tcp,) = await cloud.tcp(await cloud.proxy())
        entry = {"RealServerId": ids["10.0.0.1"], "RealServerIP": "10.0.0.1", "RealServerPort": 80}
        code = await cloud.code("BindListenerRealServers", ListenerId=tcp, RealServerBindSet=[entry])
        assert code == f"{VALUE}.RealServerNotBelong"
        assert await theirs.code("BindListenerRealServers", ListenerId=tcp) == "ResourceNotFound"

    async def test_a_listener_with_rules_has_none_itself(self, cloud: Cloud) -> None:
        web = await cloud.http(await cloud.proxy())
        assert await cloud.code("BindListenerRealServers", ListenerId=web) == VALUE

    async def test_limit(self, gaap_store: SqliteStore) -> None:
        cloud = Cloud(gaap_store, quotas=Quotas(servers_per_place=1))
        (tcp,) = await cloud.tcp(await cloud.proxy())
        ids = await cloud.origins("10.0.0.1")
        entry = {"RealServerId": ids["10.0.0.1"], "RealServerIP": "10.0.0.1"}
        entries = [{**entry, "RealServerPort": port} for port in (80, 81)]
        code = await cloud.code("BindListenerRealServers", ListenerId=tcp, RealServerBindSet=entries)
        assert code == "FailedOperation.LimitRealServerNum"


class TestReadings:
    async def test_of_tcp(self, driven: Cloud, engine: RecordingEngine) -> None:
        (tcp,) = await driven.tcp(await driven.proxy(), HealthCheck=1)
        await driven.bind(tcp, "10.0.0.1:80", "10.0.0.2:80")
        engine.readings[tcp] = (TargetHealth("10.0.0.1", 80, healthy=True), TargetHealth("10.0.0.2", 80, healthy=False))
        shown = await driven.listener(tcp)
        assert [one["RealServerStatus"] for one in shown["RealServerSet"]] == [0, 1]
        assert shown["BindStatus"] == 0
        engine.readings[tcp] = (TargetHealth("10.0.0.1", 80, None), TargetHealth("10.0.0.2", 80, healthy=True))
        assert (await driven.listener(tcp))["BindStatus"] == 1

    @pytest.mark.parametrize(
        ("state", "status", "down"),
        [
            (TargetHealth("a.test", 53, healthy=True), 0, []),
            (TargetHealth("a.test", 53, healthy=False, down=("10.0.0.7",)), 1, ["10.0.0.7:53"]),
            (TargetHealth("a.test", 53, healthy=False), 2, []),
        ],
    )
    async def test_of_a_name(
        self, driven: Cloud, engine: RecordingEngine, state: TargetHealth, status: int, down: list[str]
    ) -> None:
        udp = await driven.udp(await driven.proxy(), RealServerType="DOMAIN")
        await driven.bind(udp, "a.test:53")
        engine.readings[udp] = (state,)
        shown = await driven.listener(udp, "UDP")
        assert (shown["BindStatus"], shown["RealServerSet"][0]["DownIPList"]) == (status, down)
