"""Log sets, topics, and which balancer writes into which."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import TENANT, Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import Protocol
from twincloud.balancing.request_log import Log, LoggedCheck, LoggedRequest
from twincloud.inventory.logs import LogTopic, find_log_topic, log_topics, log_uses
from twincloud.inventory.tags import tags_of
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_clb.log_fields import health_fields, request_fields
from twincloud.services.tencent_clb.records import Listener, listeners
from twincloud.storage.store import Store

NONE: dict[str, Any] = {"LogsetId": "", "HealthLogsetId": ""}


async def logged(cloud: Cloud, balancer: str, topic: str, kind: str | None = None) -> dict[str, Any]:
    """Have a balancer write into a topic of the set that was made first."""
    sets = await cloud("DescribeClsLogSet")
    owner = sets["HealthLogsetId" if kind == "HEALTH" else "LogsetId"]
    more = {"LogType": kind} if kind else {}
    return await cloud(
        "SetLoadBalancerClsLog", LoadBalancerId=balancer, LogSetId=owner, LogTopicId=topic, **more
    )  # fmt: skip


async def topic(cloud: Cloud, name: str = "requests", **members: Any) -> str:
    if (await cloud("DescribeClsLogSet"))["LogsetId"] == "":
        await cloud("CreateClsLogSet")
    return str((await cloud("CreateTopic", TopicName=name, **members))["TopicId"])


async def shown(cloud: Cloud, balancer: str) -> tuple[str, str, str, str]:
    (view,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"]
    return view["LogSetId"], view["LogTopicId"], view["HealthLogSetId"], view["HealthLogTopicId"]


async def stored(cloud: Cloud, topic_id: str) -> LogTopic:
    found = await cloud.store.read(lambda tx: find_log_topic(tx, *cloud.tenant, topic_id))
    assert found is not None
    return found


async def log_of(cloud: Cloud, balancer: str) -> dict[Protocol, Log | None]:
    return {listener.protocol: listener.log for listener in (await cloud.plan(balancer)).listeners}


async def test_a_set_of_each_kind(cloud: Cloud) -> None:
    answer = await cloud("DescribeClsLogSet")
    assert {name: answer[name] for name in NONE} == NONE
    assert (await cloud.refused("CreateTopic", TopicName="early")).code == "FailedOperation"
    access = await cloud("CreateClsLogSet", Period=7)
    health = await cloud("CreateClsLogSet", LogsetType="HEALTH", LogsetName="checks")
    again = await cloud("DescribeClsLogSet")
    assert (again["LogsetId"], again["HealthLogsetId"]) == (access["LogsetId"], health["LogsetId"])
    assert len(access["LogsetId"]) == 36
    assert (await cloud.refused("CreateClsLogSet")).code == "LimitExceeded"
    made = await cloud("CreateTopic", TopicName="same", TopicType="HEALTH")
    assert (await stored(cloud, made["TopicId"])).set_id == health["LogsetId"]
    assert (await stored(cloud, await topic(cloud, "same"))).set_id == access["LogsetId"]


async def test_names_are_unique(cloud: Cloud) -> None:
    await cloud("CreateClsLogSet", LogsetName="one")
    refused = await cloud.refused("CreateClsLogSet", LogsetName="one", LogsetType="HEALTH")
    assert refused.code == "InvalidParameterValue"
    await topic(cloud, "taken")
    assert (await cloud.refused("CreateTopic", TopicName="taken")).code == "InvalidParameterValue.Duplicate"


async def test_regions_and_accounts_have_their_own(cloud: Cloud) -> None:
    made = await topic(cloud)
    for tenant in (Tenant(TENANT.account, "ap-beijing"), Tenant("100000000002", TENANT.region)):
        other = Cloud(cloud.store, tenant=tenant)
        assert (await other("DescribeClsLogSet"))["LogsetId"] == ""
        balancer = await other.balancer()
        await other("CreateClsLogSet")
        refused = await other.refused("SetLoadBalancerClsLog", LoadBalancerId=balancer, LogSetId="any", LogTopicId=made)
        assert refused.code == "InvalidParameterValue"


async def test_topics_have_the_period_of_their_set(cloud: Cloud) -> None:
    await cloud("CreateClsLogSet", Period=7)
    assert (await stored(cloud, await topic(cloud, "a"))).period_days == 7
    assert (await stored(cloud, await topic(cloud, "b", Period=3640))).period_days == 3640
    assert (await stored(cloud, await topic(cloud, "c", Period=30, StorageType="COLD"))).storage == "cold"
    for members in ({"Period": 3601}, {"Period": 6, "StorageType": "COLD"}):
        refused = await cloud.refused("CreateTopic", TopicName="d", **members)
        assert refused.code == "InvalidParameterValue.Range"


@pytest.mark.parametrize(
    ("action", "members", "code"),
    [
        ("CreateClsLogSet", {"Period": 91}, "InvalidParameterValue"),
        ("CreateClsLogSet", {"LogsetType": "OTHER"}, "InvalidParameterValue"),
        ("CreateTopic", {}, "MissingParameter"),
        ("CreateTopic", {"TopicName": "a", "PartitionCount": 11}, "InvalidParameterValue.Range"),
        ("CreateTopic", {"TopicName": "a", "TopicType": "OTHER"}, "InvalidParameterValue"),
    ],
)
async def test_what_the_page_does_not_allow(cloud: Cloud, action: str, members: dict[str, Any], code: str) -> None:
    assert (await cloud.refused(action, **members)).code == code


async def test_a_topic_with_tags(cloud: Cloud) -> None:
    made = await topic(cloud, Tags=[{"TagKey": "env", "TagValue": "test"}])
    tags = await cloud.store.read(lambda tx: tags_of(tx, made))
    assert [(tag.key, tag.value) for tag in tags] == [("env", "test")]


async def test_each_kind_has_a_topic_of_its_own(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    assert await shown(cloud, balancer) == ("", "", "", "")
    await cloud("CreateClsLogSet", LogsetType="HEALTH")
    access, health = await topic(cloud), await topic(cloud, "checks", TopicType="HEALTH")
    await logged(cloud, balancer, access)
    await logged(cloud, balancer, health, "HEALTH")
    sets = await cloud("DescribeClsLogSet")
    assert await shown(cloud, balancer) == (sets["LogsetId"], access, sets["HealthLogsetId"], health)
    off = {"LogSetId": "", "LogTopicId": ""}
    await cloud("SetLoadBalancerClsLog", LoadBalancerId=balancer, **off)
    assert await shown(cloud, balancer) == ("", "", sets["HealthLogsetId"], health)
    uses = await cloud.store.read(lambda tx: tx.find(log_uses))
    assert [(use.balancer_id, use.topic_id) for use in uses] == [(balancer, health)]
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert await cloud.count("log_use") == 0


async def test_set_and_topic_must_belong_together(cloud: Cloud) -> None:
    balancer, made = await cloud.balancer(), await topic(cloud)
    for owner, named in (("other", made), ("", made), ("other", ""), ("other", "other")):
        refused = await cloud.refused(
            "SetLoadBalancerClsLog", LoadBalancerId=balancer, LogSetId=owner, LogTopicId=named
        )
        assert refused.code == "InvalidParameterValue"
    refused = await cloud.refused("SetLoadBalancerClsLog", LoadBalancerId="lb-none", LogSetId="", LogTopicId="")
    assert refused.code == "InvalidParameter.LBIdNotFound"


async def test_a_balancer_may_be_ordered_with_a_topic(cloud: Cloud) -> None:
    made = await topic(cloud)
    balancer = await cloud.balancer(AccessLogTopicId=made)
    assert (await shown(cloud, balancer))[1] == made
    await cloud.listener(balancer, protocol="HTTP")
    assert (await log_of(cloud, balancer))[Protocol.HTTP] is not None
    refused = await cloud.refused("CreateLoadBalancer", LoadBalancerType="OPEN", AccessLogTopicId="none")
    assert refused.code == "InvalidParameterValue"


async def test_listeners_that_route_write_their_requests_down(cloud: Cloud) -> None:
    balancer, made = await cloud.balancer(), await topic(cloud)
    await cloud.listener(balancer, 80, "HTTP")
    await cloud.listener(balancer, 81, "TCP")
    assert await log_of(cloud, balancer) == {Protocol.HTTP: None, Protocol.TCP: None}
    await logged(cloud, balancer, made)
    found = await log_of(cloud, balancer)
    assert found[Protocol.TCP] is None
    log = found[Protocol.HTTP]
    assert log is not None
    assert (log.log_id, log.format) == (made, "clb")
    constants = dict(log.constants)
    assert constants.pop("server_addr").startswith("192.0.2.")
    assert constants == {"lb_id": balancer, "server_port": "80", "vip_vpcid": "-1", "protocol_type": "HTTP"}


async def test_a_topic_that_is_off_or_gone_takes_nothing(cloud: Cloud) -> None:
    balancer, made = await cloud.balancer(), await topic(cloud)
    await cloud.listener(balancer, protocol="HTTP")
    await logged(cloud, balancer, made)

    async def replaced(**members: Any) -> None:
        before = await stored(cloud, made)
        values = {name: getattr(before, name) for name in before.__struct_fields__} | members
        await cloud.store.write(lambda tx: tx.replace(log_topics, before, LogTopic(**values)))

    await replaced(on=False)
    assert await log_of(cloud, balancer) == {Protocol.HTTP: None}
    assert (await shown(cloud, balancer))[1] == made
    await replaced(on=True)
    assert (await log_of(cloud, balancer))[Protocol.HTTP] is not None
    gone = await stored(cloud, made)
    await cloud.store.write(lambda tx: tx.remove(log_topics, gone))
    assert await log_of(cloud, balancer) == {Protocol.HTTP: None}
    assert await shown(cloud, balancer) == ("", "", "", "")


async def test_the_task_waits_for_the_engine(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    balancer, made = await cloud.balancer(), await topic(cloud)
    await cloud.listener(balancer, protocol="HTTP")
    await cloud.settled()
    engine.open.clear()
    task = await logged(cloud, balancer, made)
    assert (await cloud.status(task))["Status"] == 2
    engine.open.set()
    await cloud.settled()
    assert (await cloud.status(task))["Status"] == 0
    assert engine.plans[-1].listeners[0].log is not None


def test_what_an_entry_says() -> None:
    entry = LoggedRequest(
        at_ms=0, format="clb", client_host="10.0.0.9", client_port=5555, connection=3, method="GET", host="a.test",
        path="/x?y=1", protocol="HTTP/1.1", user_agent="curl/8", forwarded_for="1.1.1.1, 10.0.0.9", status=404,
        details="via_upstream", bytes_received=80, bytes_sent=120, duration_us=12345, route="loc-1", domain="*.test",
        target="10.0.0.2:80", target_wait_ms=2, target_header_us=3000, target_answer_us=4499,
        constants={"lb_id": "lb-1", "server_addr": "10.0.0.1", "server_port": "80", "vip_vpcid": "-1",
                   "protocol_type": "HTTP"},
    )  # fmt: skip
    shown_fields = request_fields(entry, 1_767_225_600_000)
    assert len(shown_fields.pop("stgw_request_id")) == 32
    assert shown_fields == {
        "time_local": "01/Jan/2026:08:00:00 +0800", "lb_id": "lb-1", "server_addr": "10.0.0.1", "server_port": "80",
        "vip_vpcid": "-1", "protocol_type": "HTTP", "server_name": "*.test", "remote_addr": "10.0.0.9",
        "remote_port": "5555", "status": "404", "upstream_addr": "10.0.0.2:80", "upstream_status": "404",
        "proxy_host": "loc-1", "request": "GET /x?y=1 HTTP/1.1", "request_length": "80", "bytes_sent": "120",
        "http_host": "a.test", "http_user_agent": "curl/8", "http_referer": "-", "http_x_forwarded_for": "1.1.1.1",
        "request_time": "0.012", "upstream_response_time": "0.006", "upstream_connect_time": "0.002",
        "upstream_header_time": "0.005", "tcpinfo_rtt": "-", "connection": "3", "connection_requests": "-",
        "ssl_handshake_time": "-", "ssl_cipher": "-", "ssl_protocol": "-", "request_method": "GET", "uri": "/x",
        "server_protocol": "HTTP/1.1",
    }  # fmt: skip


def test_who_answered_and_what_was_spoken() -> None:
    start: dict[str, Any] = {"at_ms": 0, "format": "clb", "client_host": "10.0.0.9", "client_port": 5, "connection": 3}

    def said(**members: Any) -> dict[str, str]:
        return request_fields(LoggedRequest(**start, **members), 0)

    nobody = said(status=503, details="no_healthy_upstream", forwarded_for="10.0.0.9")
    assert (nobody["upstream_status"], nobody["upstream_addr"], nobody["request"]) == ("-", "-", "-")
    assert nobody["http_x_forwarded_for"] == "10.0.0.9", "nobody has appended it"
    assert said(status=0, details="downstream_remote_disconnect", target="10.0.0.2:80")["status"] == "499"
    over_tls = {"protocol_type": "HTTPS"}
    assert said(constants=over_tls, protocol="HTTP/1.1")["protocol_type"] == "HTTPS"
    assert said(constants=over_tls, protocol="HTTP/2")["protocol_type"] == "HTTP2"
    assert said(constants=over_tls, protocol="HTTP/1.1", upgrade="WebSocket")["protocol_type"] == "WSS"
    quick = said(constants={"protocol_type": "QUIC"}, protocol="HTTP/3", round_trip_ms=3, tls_handshake_ms=12)
    assert (quick["protocol_type"], quick["tcpinfo_rtt"], quick["ssl_handshake_time"]) == ("QUIC", "3000", "12")


async def test_a_clone_writes_into_the_same_topic(cloud: Cloud) -> None:
    made = await topic(cloud)
    balancer = await cloud.balancer(AccessLogTopicId=made)
    await cloud.listener(balancer, protocol="HTTP")
    answer = await cloud("CloneLoadBalancer", LoadBalancerId=balancer)
    (clone,) = (await cloud.status(answer))["LoadBalancerIds"]
    log = (await log_of(cloud, clone))[Protocol.HTTP]
    assert log is not None
    assert (log.log_id, dict(log.constants)["lb_id"]) == (made, clone)
    uses = await cloud.store.read(lambda tx: tx.find(log_uses, topic_id=made))
    assert {use.balancer_id for use in uses} == {balancer, clone}


async def test_pools_that_are_checked_say_when_targets_change(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud("CreateClsLogSet", LogsetType="HEALTH")
    made = await topic(cloud, "checks", TopicType="HEALTH")
    await cloud.listener(balancer, 81, "TCP")
    unchecked = await cloud.listener(balancer, 82, "TCP", HealthCheck={"HealthSwitch": 0})
    layer_7 = await cloud.listener(balancer, 80, "HTTP")
    await cloud.rule(balancer, layer_7, "a.test", HealthCheck={"HttpCheckPath": "/well"})
    named = {"HealthCheck": {"HttpCheckDomain": "check.test"}}
    await cloud.rule(balancer, layer_7, "*.b.test", "/x", **named)
    before = await cloud.plan(balancer)
    await logged(cloud, balancer, made, "HEALTH")
    after = await cloud.plan(balancer)
    assert [listener.log for listener in after.listeners] == [None] * 3
    assert [pool.log for pool in before.pools] == [None] * 4
    logs = [pool.log for pool in after.pools]
    (silent,) = [pool for pool in after.pools if pool.log is None]
    assert silent.id == (await stored_listener(cloud, unchecked)).location_id
    told = [(log.log_id, log.format, dict(log.constants)) for log in logs if log is not None]
    assert {(log_id, form) for log_id, form, _ in told} == {(made, "clb-health")}
    assert [(one["protocol"], one["vport"], one["domain"], one["url"]) for _, _, one in told] == [
        ("TCP", "81", "-", "-"), ("HTTP", "80", "a.test", "/well"), ("HTTP", "80", "check.test", "/"),
    ]  # fmt: skip
    assert {one["vpcid"] for _, _, one in told} == {"-1"}


async def stored_listener(cloud: Cloud, listener: str) -> Listener:
    found = await cloud.store.read(lambda tx: tx.get(listeners, listener))
    assert found is not None
    return found


def test_what_a_change_of_health_says() -> None:
    constants = {"protocol": "TCP", "vport": "80", "vip": "10.0.0.1", "vpcid": "-1", "rs_vpcid": "7"}
    constants |= {"domain": "-", "url": "-"}
    entry = LoggedCheck(0, "clb-health", "10.0.0.2", 8080, healthy=False, constants=constants)
    assert health_fields(entry, 1_767_225_600_000) == {
        **constants, "rsip": "10.0.0.2", "rsport": "8080", "status": "false", "time": "01/Jan/2026:08:00:00 +0800"
    }  # fmt: skip
