"""Access logs: every request that a balancer served can be read with the official SDK for logs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.companions import Sdk, cls
from tests.support.http3 import http3_client
from tests.support.load import load, until_sent
from tests.support.server import ServerProcess
from tests.support.targets import ask_http, eventually, http_target, tcp_target
from tests.support.traffic import Connection

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVER = {"From": 0, "To": 1 << 52}
Fields = dict[str, str]


async def topic(clb: Clb, name: str, **fields: Any) -> tuple[str, str]:
    """Make a topic in the region's log set, which is made if it is not there; return the set and the topic."""
    owner = (await clb("DescribeClsLogSet")).LogsetId or (await clb.done("CreateClsLogSet")).LogsetId
    return owner, (await clb.done("CreateTopic", TopicName=name, **fields)).TopicId


async def write_into(clb: Clb, balancer: str, owner: str, named: str, **fields: Any) -> None:
    await clb.done("SetLoadBalancerClsLog", LoadBalancerId=balancer, LogSetId=owner, LogTopicId=named, **fields)


async def health_topic(clb: Clb, name: str) -> tuple[str, str]:
    """Make a topic for the health of targets, and its set if that is not there; return both."""
    kind = {"LogsetType": "HEALTH"}
    owner = (await clb("DescribeClsLogSet")).HealthLogsetId or (await clb.done("CreateClsLogSet", **kind)).LogsetId
    return owner, (await clb.done("CreateTopic", TopicName=name, TopicType="HEALTH")).TopicId


async def entries(logs: Sdk, named: str, query: str = "", **fields: Any) -> list[Fields]:
    found = await logs("SearchLog", TopicId=named, QueryString=query, **{**EVER, "Limit": 1000, **fields})
    return [json.loads(one.LogJson) for one in found.Results]


async def settled(logs: Sdk, named: str, count: int, query: str = "") -> list[Fields]:
    """Wait until a topic has so many entries, and return them."""
    return await eventually(lambda: entries(logs, named, query), lambda found: len(found) >= count)


async def _shout(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(f"{message!s}!")


async def test_requests_are_logged_with_what_happened(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner, named = await topic(clb, "what-happened", TopicType="ACCESS")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "*.log.test", "/app", HealthCheck=UNCHECKED)
    await clb.rule(balancer, listener, "other.test", HealthCheck=UNCHECKED)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        before = await ask_http(vip, 80, "/app/before", host_header="a.log.test")
        await write_into(clb, balancer, owner, named)
        headers = {"user-agent": 'curl/8 "quoted" \\', "referer": "http://from.test/", "x-forwarded-for": "192.0.2.7"}
        good = await ask_http(vip, 80, "/app/x?y=1", host_header="a.log.test", headers=headers)
        web.status = 404
        absent = await ask_http(vip, 80, "/app/absent", host_header="a.log.test")
        nobody = await ask_http(vip, 80, "/", host_header="other.test")
        nowhere = await ask_http(vip, 80, "/else", host_header="a.log.test")
    assert [one.status for one in (before, good, absent, nobody, nowhere)] == [200, 200, 404, 503, 404]
    last, third, second, first = await settled(logs, named, 4)
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
    assert (shown.LogSetId, shown.LogTopicId) == (owner, named)

    wanted = {
        "lb_id": balancer, "server_addr": vip, "server_port": "80", "vip_vpcid": "-1", "protocol_type": "HTTP",
        "server_name": "*.log.test", "remote_addr": "127.0.0.1", "status": "200",
        "upstream_addr": f"127.0.0.1:{web.port}", "upstream_status": "200", "proxy_host": rule,
        "request": "GET /app/x?y=1 HTTP/1.1", "request_method": "GET", "uri": "/app/x", "server_protocol": "HTTP/1.1",
        "http_host": "a.log.test", "http_user_agent": headers["user-agent"], "http_referer": headers["referer"],
        "http_x_forwarded_for": "192.0.2.7", "ssl_protocol": "-", "ssl_cipher": "-", "ssl_handshake_time": "-",
        "tcpinfo_rtt": "-", "connection_requests": "-",
    }  # fmt: skip
    assert {name: first[name] for name in wanted} == wanted
    assert int(first["request_length"]) > 100
    assert int(first["bytes_sent"]) > 50
    times = [first[f"upstream_{name}_time"] for name in ("connect", "header", "response")]
    assert 0 <= float(times[0]) <= float(times[1]) <= float(times[2]) <= float(first["request_time"]) + 0.002
    assert len({one["stgw_request_id"] for one in (first, second, third, last)}) == 4
    assert (second["status"], second["upstream_status"], second["uri"]) == ("404", "404", "/app/absent")
    assert (third["status"], third["upstream_status"], third["upstream_addr"]) == ("503", "-", "-")
    assert (last["status"], last["upstream_status"], last["uri"]) == ("404", "-", "/else")
    assert (third["server_name"], last["server_name"]) == ("other.test", "-")


async def test_entries_are_found_by_what_they_say(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner, named = await topic(clb, "found")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "log.test", HealthCheck=UNCHECKED)
    await write_into(clb, balancer, owner, named)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        for number in range(6):
            web.status = 500 if number == 4 else 200
            await ask_http(vip, 80, f"/page/{number}", host_header="log.test")
    assert [one["uri"] for one in await settled(logs, named, 6)] == [f"/page/{number}" for number in range(5, -1, -1)]
    assert [one["uri"] for one in await entries(logs, named, Sort="asc", Limit=2)] == ["/page/0", "/page/1"]
    assert [one["uri"] for one in await entries(logs, named, "status:>=500")] == ["/page/4"]
    assert [one["uri"] for one in await entries(logs, named, 'uri:"/page/2" AND http_host:log.test')] == ["/page/2"]
    assert [one["uri"] for one in await entries(logs, named, "NOT (status:500 OR 0 OR 1)")] == [
        "/page/5", "/page/3", "/page/2"
    ]  # fmt: skip
    first = await logs("SearchLog", TopicId=named, **EVER, Limit=4)
    second = await logs("SearchLog", TopicId=named, **EVER, Limit=4, Context=first.Context)
    assert (first.ListOver, second.ListOver) == (False, True)
    assert len({one.PkgId + one.PkgLogId for one in (*first.Results, *second.Results)}) == 6
    for bad in ("status:200 | select count(*)", "status:", "(status:200"):
        refused = await logs.refused("SearchLog", TopicId=named, **EVER, QueryString=bad)
        assert refused == "FailedOperation.SyntaxError"
    assert await logs.refused("SearchLog", TopicId="none", **EVER) == "ResourceNotFound.TopicNotExist"


async def test_encrypted_listeners_say_how(clb: Clb, quick_server: ServerProcess, authority: Authority) -> None:
    logs = cls(quick_server)
    owner, named = await topic(clb, "encrypted")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    await write_into(clb, balancer, owner, named)
    kept = await clb.certificate(authority.issue("log.test"))
    given = {"Certificate": {"SSLMode": "UNIDIRECTIONAL", "CertId": kept}}
    listener = await clb.listener(balancer, "HTTPS", 443, **given)
    rule = await clb.rule(balancer, listener, "log.test", Quic=True, HealthCheck=UNCHECKED)
    single = await clb.listener(balancer, "QUIC", 8443, HealthCheck=UNCHECKED, **given)
    await clb.listener(balancer, "TCP", 9000)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        await clb.register(balancer, single, web.port)
        async with shake(vip, 443, "log.test", authority.client()) as connection:
            assert (await connection.get("log.test")).body == "web"
        for port in (443, 8443):
            async with http3_client(vip, port, "log.test", authority.pem) as quick:
                assert (await quick.get("log.test", "/quick")).body == "web"
    async with serve(_shout, "127.0.0.1", 0) as shouting:
        chat = await clb.rule(balancer, listener, "log.test", "/chat", HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, shouting.sockets[0].getsockname()[1], location=chat)
        at: dict[str, Any] = {"host": vip, "port": 443, "ssl": authority.client(), "proxy": None}
        async with connect("wss://log.test/chat", **at) as client:
            await client.send("hello")
            assert await client.recv() == "hello!"
    found = await settled(logs, named, 4)
    by_kind = {(one["protocol_type"], one["server_port"]): one for one in found}
    assert set(by_kind) == {("HTTPS", "443"), ("QUIC", "443"), ("QUIC", "8443"), ("WSS", "443")}
    assert {one["ssl_protocol"] for one in found} == {"TLSv1.3"}
    # Envoy does not know it of a request that comes with the end of the handshake.
    assert any(one["ssl_handshake_time"].isdigit() for one in found)
    assert "-" not in {one["ssl_cipher"] for one in found}
    assert by_kind["QUIC", "443"]["server_protocol"] == "HTTP/3"
    assert by_kind["QUIC", "8443"]["uri"] == "/quick"
    assert by_kind["WSS", "443"]["status"] == "101"


async def test_a_topic_that_is_off_takes_nothing(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner, named = await topic(clb, "off")
    balancer = await clb.balancer(AccessLogTopicId=named)
    vip = await clb.vip(balancer)
    await clb.listener(balancer, "HTTP", 80)

    async def ask(path: str) -> None:
        assert (await ask_http(vip, 80, path, host_header="log.test")).status == 404

    await ask("/one")
    await logs("ModifyTopic", TopicId=named, Status=False)
    await ask("/two")
    await logs("ModifyTopic", TopicId=named, Status=True)
    await ask("/three")
    assert [one["uri"] for one in await settled(logs, named, 2)] == ["/three", "/one"]
    await write_into(clb, balancer, "", "")
    await ask("/four")
    await write_into(clb, balancer, owner, named)
    await ask("/five")
    assert [one["uri"] for one in await settled(logs, named, 3)] == ["/five", "/three", "/one"]
    await logs("DeleteTopic", TopicId=named)
    await ask("/six")
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
    assert (shown.LogSetId, shown.LogTopicId) == ("", "")
    assert await logs.refused("SearchLog", TopicId=named, **EVER) == "ResourceNotFound.TopicNotExist"


async def test_a_topic_of_ones_own_set(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner = (await logs("CreateLogset", LogsetName="own", Tags=[{"Key": "env", "Value": "test"}])).LogsetId
    named = (await logs("CreateTopic", LogsetId=owner, TopicName="requests", Period=1)).TopicId
    await logs("ModifyLogset", LogsetId=owner, LogsetName="renamed")
    (found,) = (await logs("DescribeTopics", Filters=[{"Key": "logsetName", "Values": ["renamed"]}])).Topics
    assert found.TopicId == named
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    await clb.listener(balancer, "HTTP", 80)
    await write_into(clb, balancer, owner, named)
    await ask_http(vip, 80, "/own", host_header="log.test")
    assert [one["uri"] for one in await settled(logs, named, 1)] == ["/own"]


async def test_every_request_is_logged_once_while_logs_change_under_load(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner, first = await topic(clb, "load-one")
    _, second = await topic(clb, "load-two")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "load.test", HealthCheck=UNCHECKED)
    await write_into(clb, balancer, owner, first)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        async with load(vip, 80, per_second=300, host_header="load.test") as running:
            for number in range(8):
                await until_sent(running, 60)
                await write_into(clb, balancer, owner, (second, first)[number % 2])
            # The chains that were replaced are drained within three seconds.
            await until_sent(running, 1000)
    assert running.failures == {}
    counts = [0, 0]

    async def counted() -> int:
        for index, named in enumerate((first, second)):
            context: dict[str, str] = {}
            counts[index] = 0
            while True:
                page = await logs("SearchLog", TopicId=named, **EVER, Limit=1000, **context)
                counts[index] += len(page.Results)
                if page.ListOver:
                    break
                context = {"Context": page.Context}
        return sum(counts)

    await eventually(counted, lambda count: count >= running.sent)
    assert sum(counts) == running.sent
    assert min(counts) > 0


async def test_logs_are_switched_on_and_off_under_load(clb: Clb, quick_server: ServerProcess) -> None:
    owner, named = await topic(clb, "switched")
    health_owner, health_named = await health_topic(clb, "switched")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "load.test")
    layer_4 = await clb.listener(balancer, "TCP", 81)
    async with http_target("web") as web, tcp_target("raw") as raw:
        await clb.register(balancer, listener, web.port, location=rule)
        await clb.register(balancer, layer_4, raw.port)
        await clb.healthy(balancer, {web.port: "Alive", raw.port: "Alive"})
        connection = await Connection.open(vip, 81)
        async with load(vip, 80, per_second=300, host_header="load.test") as running:
            for _ in range(4):
                await until_sent(running, 60)
                await write_into(clb, balancer, owner, named)
                await write_into(clb, balancer, health_owner, health_named, LogType="HEALTH")
                await until_sent(running, 60)
                await write_into(clb, balancer, "", "")
                await write_into(clb, balancer, "", "", LogType="HEALTH")
            await until_sent(running, 1000)
        assert await connection.name() == "raw", "what is open stays open"
        connection.close()
    assert running.failures == {}


async def test_changes_of_health_are_logged(clb: Clb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server)
    owner, named = await health_topic(clb, "health")
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    check = {"HealthSwitch": 1, "IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2}
    listener = await clb.listener(balancer, "HTTP", 80)
    over_http = {**check, "CheckType": "HTTP", "HttpCheckPath": "/well", "HttpCode": 2}
    rule = await clb.rule(balancer, listener, "health.test", HealthCheck=over_http)
    layer_4 = await clb.listener(balancer, "TCP", 81, HealthCheck=check)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        async with tcp_target("raw") as raw:
            await clb.register(balancer, layer_4, raw.port)
            await clb.healthy(balancer, {web.port: "Alive", raw.port: "Alive"})
            await write_into(clb, balancer, owner, named, LogType="HEALTH")
            await clb.healthy(balancer, {web.port: "Alive", raw.port: "Alive"})
            web.status = 500
            await clb.healthy(balancer, {web.port: "Dead", raw.port: "Alive"})
            web.status = 200
            await clb.healthy(balancer, {web.port: "Alive", raw.port: "Alive"})
        await clb.healthy(balancer, {web.port: "Alive", raw.port: "Dead"})
        found = await settled(logs, named, 3)
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
    assert (shown.HealthLogSetId, shown.HealthLogTopicId) == (owner, named)
    assert [(one["rsport"], one["status"]) for one in found] == [
        (str(raw.port), "false"), (str(web.port), "true"), (str(web.port), "false"),
    ]  # fmt: skip
    at_80 = {"protocol": "HTTP", "vport": "80", "domain": "health.test", "url": "/well"}
    assert {name: found[1][name] for name in at_80} == at_80
    at_81 = {
        "protocol": "TCP",
        "vport": "81",
        "domain": "-",
        "url": "-",
        "vip": vip,
        "rsip": "127.0.0.1",
        "vpcid": "-1",
    }
    assert {name: found[0][name] for name in at_81} == at_81
    assert [one["vport"] for one in await entries(logs, named, "status:true AND domain:health.test")] == ["80"]
