"""Access logs and monitoring of SLB through the official SDK: what was served is written where it was asked to be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.certificates import Authority, shake
from tests.support.companions import Sdk, cls
from tests.support.server import ServerProcess
from tests.support.slb import REGION, Slb
from tests.support.targets import ask_http, eventually, http_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET, DELETE = "SetAccessLogsDownloadAttribute", "DeleteAccessLogsDownloadAttribute"
Fields = dict[str, str]


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


async def written(logs: Sdk, project: str, store: str) -> list[Fields]:
    """Return the entries of a store, oldest first."""
    chosen = {"Key": "logsetName", "Values": [project]}, {"Key": "topicName", "Values": [store]}
    (topic,) = (await logs("DescribeTopics", Filters=list(chosen))).Topics
    found = await logs("SearchLog", TopicId=topic.TopicId, From=0, To=1 << 52, Limit=1000, Sort="asc", QueryString="")
    return [json.loads(one.LogJson) for one in found.Results]


async def test_layer_7_requests_are_written_down(slb: Slb, quick_server: ServerProcess) -> None:
    logs = cls(quick_server, REGION)
    authority = Authority()
    async with http_target("a") as a:
        balancer, vip = await slb.serving("http", 80, a.port)
        rule = {"LogProject": "project-a", "LogStore": "store-1", "LoadBalancerId": balancer}
        await ask_http(vip, 80, "/before")
        await slb(SET, LogsDownloadAttributes=[rule])
        headers = {"user-agent": "curl/8", "referer": "http://from.test/"}
        await ask_http(vip, 80, "/x?y=1", host_header="a.test:80", headers=headers)
        # A listener that is made later writes as well.
        certificate = await slb.certificate(authority.issue("a.test"))
        await slb.running(balancer, "https", 443, BackendServerPort=1, ServerCertificateId=certificate)
        async with shake(vip, 443, "a.test", authority.client()) as connection:
            assert (await connection.get("a.test", "/nobody")).status == 503
        first, second = await eventually(lambda: written(logs, "project-a", "store-1"), lambda found: len(found) >= 2)
        wanted = {
            "slbid": balancer, "vip_addr": vip, "slb_vport": "80", "scheme": "http", "client_ip": "127.0.0.1",
            "request_method": "GET", "request_uri": "/x?y=1", "server_protocol": "HTTP/1.1", "host": "a.test",
            "http_host": "a.test:80", "http_referer": "http://from.test/", "http_user_agent": "curl/8", "status": "200",
            "upstream_addr": f"127.0.0.1:{a.port}", "upstream_status": "200", "ssl_protocol": "-", "ssl_cipher": "-",
        }  # fmt: skip
        assert {name: first[name] for name in wanted} == wanted
        assert float(first["upstream_response_time"]) <= float(first["request_time"]) + 0.002
        assert (second["slb_vport"], second["scheme"], second["status"]) == ("443", "https", "503")
        assert (second["upstream_addr"], second["upstream_status"]) == ("-", "-")
        assert second["ssl_protocol"].startswith("TLS")
        # Another rule takes its place; without one nothing is written.
        await slb(SET, LogsDownloadAttributes=[{**rule, "LogStore": "store-2"}])
        await ask_http(vip, 80, "/second")
        (moved,) = await eventually(lambda: written(logs, "project-a", "store-2"), lambda found: len(found) >= 1)
        assert moved["request_uri"] == "/second"
        await slb(DELETE, LogsDownloadAttributes=[rule])
        await ask_http(vip, 80, "/still")
        await eventually(lambda: written(logs, "project-a", "store-2"), lambda found: len(found) >= 2)
        await slb(DELETE, LogsDownloadAttributes=[{**rule, "LogStore": "store-2"}])
        await ask_http(vip, 80, "/silent")
        await slb(SET, LogsDownloadAttributes=[{**rule, "LogStore": "store-2"}])
        await ask_http(vip, 80, "/again")
        found = await eventually(lambda: written(logs, "project-a", "store-2"), lambda found: len(found) >= 3)
        assert [one["request_uri"] for one in found] == ["/second", "/still", "/again"]
        assert len(await written(logs, "project-a", "store-1")) == 2


async def test_they_are_listed(slb: Slb) -> None:
    made = [(await slb.balancer(Tag=[{"Key": "listed", "Value": str(number)}]))[0] for number in range(3)]
    for number, balancer in enumerate(made):
        rule = {"LogProject": "listed", "LogStore": f"store-{number}", "LoadBalancerId": balancer}
        await slb(SET, LogsDownloadAttributes=[rule])

    async def listed(**members: Any) -> list[dict[str, Any]]:
        found = await slb("DescribeAccessLogsDownloadAttribute", **members)
        return list(found["LogsDownloadAttributes"]["LogsDownloadAttribute"])

    (one,) = await listed(LoadBalancerId=made[1])
    assert one == {
        "LoadBalancerId": made[1], "LogProject": "listed", "LogStore": "store-1", "LogType": "layer7", "Region": REGION,
    }  # fmt: skip
    assert await listed(LogType="layer7", Tags=[{"TagKey": "listed", "TagValue": "1"}]) == [one]
    assert await listed(LogType="layer4") == []
    assert await listed(RegionId="cn-beijing") == []
    everything = await listed(PageSize=50)
    paged = [rule for page in (1, 2, 3, 4) for rule in await listed(PageNumber=page, PageSize=1)]
    assert paged == everything[:4]
    assert {rule["LoadBalancerId"] for rule in everything} >= set(made)
    counted = await slb("DescribeAccessLogsDownloadAttribute", PageSize=1)
    assert (counted["TotalCount"], counted["PageNumber"], counted["PageSize"]) == (len(everything), 1, 1)


async def test_monitoring_is_kept_and_shown(slb: Slb) -> None:
    async def shown(region: str) -> tuple[str, str, str]:
        found = await slb("DescribeHighDefinationMonitor", RegionId=region)
        return found["LogProject"], found["LogStore"], found["Success"]

    assert await shown("cn-beijing") == ("", "", "true")
    here = {"RegionId": "cn-beijing"}
    made = await slb("EnableHighDefinationMonitor", **here, LogProject="project-1", LogStore="store_1")
    assert made["Success"] == "true"
    assert await shown("cn-beijing") == ("project-1", "store_1", "true")
    await slb("ModifyHighDefinationMonitor", **here, LogProject="project-2", LogStore="store-2")
    assert await shown("cn-beijing") == ("project-2", "store-2", "true")
    assert await shown("cn-shanghai") == ("", "", "true")
    other = {"RegionId": "cn-shanghai", "LogProject": "project-2", "LogStore": "store-2"}
    assert await slb.refused("ModifyHighDefinationMonitor", **other) == ("InvalidParameter", 400)
