"""CreateListener, DescribeListeners and DeleteListener."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from twincloud.services.tencent_clb import Quotas


@pytest.fixture
async def balancer(cloud: Cloud) -> str:
    return await cloud.balancer()


async def test_names_go_with_ports_by_their_place(cloud: Cloud, balancer: str) -> None:
    ports, names = [7570, 7569, 7571], ["lis1", "lis0"]
    answer = await cloud("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=ports, ListenerNames=names)
    assert all(re.fullmatch(r"lbl-[a-z0-9]{8}", listener) for listener in answer["ListenerIds"])
    shown = await cloud("DescribeListeners", LoadBalancerId=balancer)
    assert shown["TotalCount"] == 3
    assert [entry["ListenerId"] for entry in shown["Listeners"]] == answer["ListenerIds"]
    assert [(entry["Port"], entry["ListenerName"]) for entry in shown["Listeners"]] == [
        (7570, "lis1"), (7569, "lis0"), (7571, ""),
    ]  # fmt: skip


async def test_a_tcp_listener_as_the_documentation_shows_it(cloud: Cloud, balancer: str) -> None:
    listener = await cloud.listener(balancer, 333, "tcp")
    assert await cloud.shown(balancer, listener) == {
        "ListenerId": listener, "Protocol": "TCP", "Port": 333, "Certificate": None,
        "HealthCheck": {
            "HealthSwitch": 1, "TimeOut": 2, "IntervalTime": 5, "HealthNum": 3, "UnHealthNum": 3, "HttpCode": None,
            "HttpCheckPath": None, "HttpCheckDomain": None, "HttpCheckMethod": None, "CheckPort": None,
            "ContextType": None, "SendContext": None, "RecvContext": None, "CheckType": "TCP", "HttpVersion": None,
            "SourceIpType": 0, "ExtendedCode": None,
        },
        "Scheduler": "WRR", "SessionExpireTime": 0, "SniSwitch": 0, "Rules": None, "ListenerName": "",
        "CreateTime": "2026-01-01 08:00:00", "EndPort": 0, "TargetType": "NODE", "TargetGroup": None,
        "SessionType": "NORMAL", "KeepaliveEnable": None, "Toa": False, "DeregisterTargetRst": False, "AttrFlags": [],
        "TargetGroupList": None, "MaxConn": -1, "MaxCps": -1, "IdleConnectTimeout": 900, "RescheduleInterval": 0,
        "DataCompressMode": None, "RescheduleStartTime": 0,
    }  # fmt: skip


async def test_an_http_listener_has_nothing_of_layer_4(cloud: Cloud, balancer: str) -> None:
    listener = await cloud.listener(balancer, 80, "HTTP", KeepaliveEnable=1, DataCompressMode="transparent")
    view = await cloud.shown(balancer, listener)
    absent = ("HealthCheck", "Scheduler", "TargetType", "IdleConnectTimeout", "Certificate", "TargetGroup")
    assert [view[name] for name in absent] == [None] * len(absent)
    assert (view["Rules"], view["KeepaliveEnable"], view["SniSwitch"], view["SessionExpireTime"]) == ([], 1, 0, 0)
    assert view["DataCompressMode"] == "transparent"


async def test_everything_that_a_tcp_listener_can_have_comes_back(cloud: Cloud, balancer: str) -> None:
    members: dict[str, Any] = {
        "Scheduler": "LEAST_CONN", "SessionExpireTime": 3600, "SessionType": "NORMAL", "MaxConn": 100, "MaxCps": 10,
        "IdleConnectTimeout": 300, "DeregisterTargetRst": True, "RescheduleStartTime": 25, "RescheduleInterval": 50,
        "TargetType": "TARGETGROUP", "DataCompressMode": "compatibility",
    }  # fmt: skip
    switches: dict[str, Any] = {
        "SnatEnable": True, "RescheduleTargetZeroWeight": True, "RescheduleUnhealthy": True,
        "RescheduleExpandTarget": True,
    }  # fmt: skip
    listener = await cloud.listener(balancer, 5689, **members, **switches)
    view = await cloud.shown(balancer, listener)
    assert {name: view[name] for name in members} == members
    assert view["AttrFlags"] == list(switches)


async def test_h2c_is_for_http_listeners_of_internal_balancers(cloud: Cloud, balancer: str) -> None:
    inside = await cloud.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
    listener = await cloud.listener(inside, 80, "HTTP", H2cSwitch=True)
    assert (await cloud.shown(inside, listener))["AttrFlags"] == ["H2cSwitch"]
    refused = await cloud.refused(
        "CreateListener", LoadBalancerId=balancer, Ports=[80], Protocol="HTTP", H2cSwitch=True
    )
    assert refused.code == "InvalidParameterValue"


async def test_values_that_mean_nothing_pass_with_any_protocol(
    cloud: Cloud, balancer: str, authority: Authority
) -> None:
    nothing = {
        "SessionExpireTime": 0, "Scheduler": "WRR", "SniSwitch": 0, "TargetType": "NODE", "SessionType": "NORMAL",
        "KeepaliveEnable": 0, "EndPort": 0, "FullEndPorts": [0], "MaxConn": -1, "MaxCps": -1, "ProxyProtocol": False,
        "SnatEnable": False, "H2cSwitch": False, "SslCloseSwitch": False, "DeregisterTargetRst": False,
        "RescheduleTargetZeroWeight": False, "RescheduleUnhealthy": False, "RescheduleExpandTarget": False,
        "RescheduleStartTime": 0, "RescheduleInterval": 0,
    }  # fmt: skip
    certificate = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    for port, protocol in enumerate(("HTTP", "TCP", "UDP", "HTTPS", "TCP_SSL", "QUIC"), start=80):
        await cloud.listener(balancer, port, protocol, Certificate=certificate, **nothing)


async def test_certificates_do_not_matter_without_tls(cloud: Cloud, balancer: str) -> None:
    certificate = {"SSLMode": "UNIDIRECTIONAL", "CertId": "MsJyaXVm"}
    listener = await cloud.listener(balancer, 80, "HTTP", Certificate=certificate)
    assert (await cloud.shown(balancer, listener))["Certificate"] is None


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Protocol": "SCTP"}, "InvalidParameterValue"),
        ({"Protocol": "https"}, "MissingParameter"),
        ({"Protocol": "TCP_SSL"}, "MissingParameter"),
        ({"Protocol": "QUIC"}, "MissingParameter"),
        ({"Ports": []}, "InvalidParameterValue.Length"),
        ({"Ports": [0]}, "InvalidParameterValue"),
        ({"Ports": [65536]}, "InvalidParameterValue"),
        ({"Ports": ["http"]}, "InvalidParameter"),
        ({"Ports": [80, 80]}, "InvalidParameter.PortCheckFailed"),
        ({"EndPort": 80}, "InvalidParameterValue"),
        ({"EndPort": 79}, "InvalidParameterValue"),
        ({"Ports": [80, 90], "EndPort": 100}, "InvalidParameterValue"),
        ({"EndPort": 90, "FullEndPorts": [90]}, "InvalidParameterValue"),
        ({"FullEndPorts": [80]}, "InvalidParameterValue"),
        ({"FullEndPorts": [90, 100]}, "InvalidParameterValue"),
        ({"Ports": [80, 85], "FullEndPorts": [90]}, "InvalidParameter.PortCheckFailed"),
        ({"EndPort": 65536}, "InvalidParameterValue"),
        ({"ListenerNames": ["x" * 81]}, "InvalidParameterValue.Length"),
        ({"ListenerNames": ["a", "b"]}, "InvalidParameterValue.Length"),
        ({"ListenerNames": ["\U0001f600"]}, "InvalidParameter.FormatError"),
        ({"Scheduler": "IP_HASH"}, "InvalidParameterValue"),
        ({"SessionExpireTime": 29}, "InvalidParameterValue"),
        ({"SessionExpireTime": 3601}, "InvalidParameterValue"),
        ({"SessionType": "QUIC_CID"}, "InvalidParameterValue"),
        ({"SessionType": "STICKY"}, "InvalidParameterValue"),
        ({"SniSwitch": 1}, "InvalidParameterValue"),
        ({"SniSwitch": 2}, "InvalidParameterValue"),
        ({"TargetType": "POLARIS"}, "InvalidParameterValue"),
        ({"KeepaliveEnable": 1}, "InvalidParameterValue"),
        ({"H2cSwitch": True}, "InvalidParameterValue"),
        ({"ProxyProtocol": True}, "InvalidParameterValue"),
        ({"SslCloseSwitch": True}, "InvalidParameterValue"),
        ({"MaxConn": -2}, "InvalidParameterValue"),
        ({"MaxCps": -2}, "InvalidParameterValue"),
        ({"IdleConnectTimeout": 9}, "InvalidParameterValue"),
        ({"IdleConnectTimeout": 901}, "InvalidParameterValue"),
        ({"DataCompressMode": "zip"}, "InvalidParameterValue"),
        ({"RescheduleStartTime": 3601}, "InvalidParameterValue"),
        ({"RescheduleInterval": 3601}, "InvalidParameterValue"),
        ({"Certificate": {"SSLMode": "BOTH"}}, "InvalidParameterValue"),
        ({"MultiCertInfo": {"SSLMode": "UNIDIRECTIONAL", "CertList": []}}, "InvalidParameterValue.Length"),
    ],
)
async def test_create_refuses(cloud: Cloud, balancer: str, members: dict[str, Any], code: str) -> None:
    asked = {"LoadBalancerId": balancer, "Ports": [80], "Protocol": "TCP", **members}
    assert (await cloud.refused("CreateListener", **asked)).code == code
    assert await cloud.count("clb_listener") == 0


@pytest.mark.parametrize(
    "members",
    [
        {"HealthCheck": {"HealthSwitch": 1}},
        {"SessionExpireTime": 30},
        {"Scheduler": "LEAST_CONN"},
        {"TargetType": "TARGETGROUP"},
        {"SessionType": "QUIC_CID"},
        {"DeregisterTargetRst": True},
        {"MaxConn": 1},
        {"MaxCps": 1},
        {"IdleConnectTimeout": 300},
        {"RescheduleTargetZeroWeight": True},
        {"RescheduleUnhealthy": True},
        {"RescheduleExpandTarget": True},
        {"RescheduleStartTime": 1},
        {"RescheduleInterval": 1},
        {"SniSwitch": 1},
        {"ProxyProtocol": True},
    ],
)
async def test_http_listeners_refuse_what_belongs_to_layer_4(
    cloud: Cloud, balancer: str, members: dict[str, Any]
) -> None:
    asked = {"LoadBalancerId": balancer, "Ports": [80], "Protocol": "HTTP", **members}
    assert (await cloud.refused("CreateListener", **asked)).code == "InvalidParameterValue"


async def test_the_schedulers_refusal_is_in_the_products_words(cloud: Cloud, balancer: str) -> None:
    error = await cloud.refused(
        "CreateListener", LoadBalancerId=balancer, Ports=[80], Protocol="TCP", Scheduler="FASTEST"
    )
    assert error.message == "Scheduler should be WRR or LEAST_CONN"


@pytest.mark.parametrize("missing", ["LoadBalancerId", "Ports", "Protocol"])
async def test_required_members(cloud: Cloud, balancer: str, missing: str) -> None:
    asked = {"LoadBalancerId": balancer, "Ports": [80], "Protocol": "TCP"}
    del asked[missing]
    error = await cloud.refused("CreateListener", **asked)
    assert error.code == "MissingParameter"
    assert missing in error.message


async def test_large_balancers_may_idle_for_longer(cloud: Cloud) -> None:
    balancer = await cloud.balancer(SlaType="clb.c2.medium")
    listener = await cloud.listener(balancer, IdleConnectTimeout=1980)
    assert (await cloud.shown(balancer, listener))["IdleConnectTimeout"] == 1980


@pytest.mark.parametrize(("first", "second"), [("TCP", "HTTP"), ("TCP_SSL", "TCP"), ("HTTPS", "TCP"), ("QUIC", "UDP")])
async def test_protocols_over_the_same_transport_share_ports(
    cloud: Cloud, balancer: str, authority: Authority, first: str, second: str
) -> None:
    certificate = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    await cloud.listener(balancer, 80, first, Certificate=certificate)
    error = await cloud.refused("CreateListener", LoadBalancerId=balancer, Ports=[81, 80], Protocol=second)
    assert error.code == "InvalidParameter.PortCheckFailed"
    assert (await cloud("DescribeListeners", LoadBalancerId=balancer))["TotalCount"] == 1
    await cloud.listener(await cloud.balancer(), 80, second)


@pytest.mark.parametrize("first", ["TCP", "HTTP", "TCP_SSL", "HTTPS"])
@pytest.mark.parametrize("second", ["UDP", "QUIC"])
async def test_tcp_and_udp_each_have_their_ports(
    cloud: Cloud, balancer: str, authority: Authority, first: str, second: str
) -> None:
    certificate = {"CertId": await cloud.certificate(authority.issue("a.test"))}
    for protocol in (first, second):
        await cloud.listener(balancer, 80, protocol, Certificate=certificate)


async def test_runs_of_ports_must_not_meet(cloud: Cloud, balancer: str) -> None:
    listener = await cloud.listener(balancer, 100, EndPort=110)
    assert (await cloud.shown(balancer, listener))["EndPort"] == 110
    for members in (
        {"Ports": [110]},
        {"Ports": [90], "EndPort": 100},
        {"Ports": [90, 105]},
        {"Ports": [50], "EndPort": 200},
    ):
        error = await cloud.refused("CreateListener", LoadBalancerId=balancer, Protocol="HTTP", **members)
        assert error.code == "InvalidParameter.PortCheckFailed", members
    await cloud.listener(balancer, 100, "UDP", EndPort=110)
    answer = await cloud(
        "CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[1, 20, 99], FullEndPorts=[9, 30]
    )
    shown = await cloud("DescribeListeners", LoadBalancerId=balancer, ListenerIds=answer["ListenerIds"])
    assert [(entry["Port"], entry["EndPort"]) for entry in shown["Listeners"]] == [(1, 9), (20, 30), (99, 0)]


async def test_quota(cloud: Cloud) -> None:
    small = Cloud(cloud.store, quotas=Quotas(listeners_per_balancer=2))
    balancer = await small.balancer()
    error = await small.refused("CreateListener", LoadBalancerId=balancer, Ports=[1, 2, 3], Protocol="TCP")
    assert error.code == "LimitExceeded"
    for port in (1, 2):
        await small.listener(balancer, port)
    assert (
        await small.refused("CreateListener", LoadBalancerId=balancer, Ports=[3], Protocol="TCP")
    ).code == "LimitExceeded"


async def test_fifty_listeners_are_the_default_quota(cloud: Cloud, balancer: str) -> None:
    await cloud("CreateListener", LoadBalancerId=balancer, Ports=list(range(1, 51)), Protocol="TCP")
    error = await cloud.refused("CreateListener", LoadBalancerId=balancer, Ports=[51], Protocol="TCP")
    assert error.code == "LimitExceeded"


async def test_what_is_listed(cloud: Cloud, balancer: str) -> None:
    tcp = await cloud.listener(balancer, 80)
    http = await cloud.listener(balancer, 81, "HTTP")

    async def listed(**members: Any) -> list[str]:
        answer = await cloud("DescribeListeners", LoadBalancerId=balancer, **members)
        assert answer["TotalCount"] == len(answer["Listeners"])
        return [entry["ListenerId"] for entry in answer["Listeners"]]

    assert await listed() == [tcp, http]
    assert await listed(Protocol="http") == [http]
    assert await listed(Port=80) == [tcp]
    assert await listed(ListenerIds=[http, "lbl-absent00"]) == [http]
    assert await listed(ListenerIds=["lbl-absent00"]) == []
    assert await listed(Protocol="HTTP", Port=80) == []


async def test_list_of_an_absent_balancer(cloud: Cloud) -> None:
    error = await cloud.refused("DescribeListeners", LoadBalancerId="lb-absent00")
    assert error.code == "InvalidParameter.LBIdNotFound"


async def test_delete_frees_the_port_and_takes_rules_and_targets_along(cloud: Cloud, balancer: str) -> None:
    listener = await cloud.listener(balancer, 80, "HTTP")
    location = await cloud.rule(balancer, listener)
    await cloud.bind(balancer, listener, "10.0.0.1:80", LocationId=location)
    await cloud("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    for table in ("clb_listener", "clb_rule", "clb_target"):
        assert await cloud.count(table) == 0, table
    await cloud.listener(balancer, 80)


async def test_delete_of_what_is_not_there(cloud: Cloud, balancer: str) -> None:
    elsewhere = await cloud.listener(await cloud.balancer())
    for lb, lbl in ((balancer, "lbl-absent00"), (balancer, elsewhere), ("lb-absent00", elsewhere)):
        assert (await cloud.refused("DeleteListener", LoadBalancerId=lb, ListenerId=lbl)).code == "InvalidParameter"
