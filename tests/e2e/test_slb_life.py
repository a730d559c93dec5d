"""The life of a listener through the official SDKs: created, started, stopped, started again, deleted."""

from __future__ import annotations

import asyncio
import json
import socket
import time
import xml.etree.ElementTree as ET

import httpx
import pytest

from tests.support.alibaba import v1, xml
from tests.support.server import ServerProcess, running_server
from tests.support.slb import REGION, UNCHECKED, LegacySlb, Slb
from tests.support.targets import http_target, tcp_target
from tests.support.traffic import Connection, answers, http_name, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
START, STOP = "StartLoadBalancerListener", "StopLoadBalancerListener"


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


async def refused_within_a_second(vip: str, begun: float) -> None:
    """Prove it by a client: the port refuses, and it did not take a second from the call's beginning."""
    assert await refuses(vip, PORT)
    assert time.monotonic() - begun < 1.0


@pytest.mark.parametrize("old", [False, True], ids=["V3", "V1"])
async def test_a_listener_lives(quick_server: ServerProcess, old: bool) -> None:
    slb = Slb(quick_server, v1=old)
    async with tcp_target("a") as a:
        balancer, vip = await slb.balancer(LoadBalancerName="life")
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        await slb.listener(balancer, "tcp", PORT, BackendServerPort=a.port, Description="mine", **UNCHECKED)
        await slb("AddBackendServers", LoadBalancerId=balancer, BackendServers=[{"ServerId": "127.0.0.1"}])
        assert (await slb.shown(balancer, "tcp", PORT))["Status"] == "stopped"
        assert await refuses(vip, PORT)
        await slb(START, **place)
        assert await answers(vip, PORT) == "a"
        assert (await slb.shown(balancer, "tcp", PORT))["Status"] == "running"
        kept = await Connection.open(vip, PORT)
        assert await kept.name() == "a"
        begun = time.monotonic()
        answer = await slb(STOP, **place)
        await refused_within_a_second(vip, begun)
        assert set(answer) == {"RequestId"}
        shown = await slb.shown(balancer, "tcp", PORT)
        assert (shown["Status"], shown["Description"], shown["BackendServerPort"]) == ("stopped", "mine", a.port)
        # Within the drain time, three seconds unless another one was set.
        await kept.end()
        await slb(STOP, **place)
        await slb(START, **place)
        await slb(START, **place)
        assert await answers(vip, PORT) == "a"
        begun = time.monotonic()
        await slb("DeleteLoadBalancerListener", **place)
        await refused_within_a_second(vip, begun)
        assert await slb.refused(STOP, **place) == ("ListenerNotFound", 404)
        await slb("DeleteLoadBalancer", LoadBalancerId=balancer)
        assert await slb.refused(STOP, **place) == ("InvalidLoadBalancerId.NotFound", 404)


@pytest.mark.parametrize("accept", ["JSON", "XML"])
async def test_a_listener_lives_by_the_legacy_sdk(quick_server: ServerProcess, accept: str) -> None:
    legacy = LegacySlb(quick_server, accept=accept)
    async with http_target("a") as a:
        made = await legacy("CreateLoadBalancer", LoadBalancerName="legacy")
        balancer, vip = _member(made, "LoadBalancerId"), _member(made, "Address")
        place = {"LoadBalancerId": balancer, "ListenerPort": 80}
        members = {**place, "BackendServerPort": a.port, "HealthCheck": "off", "StickySession": "off", "Bandwidth": -1}
        await legacy("CreateLoadBalancerHTTPListener", **members)
        await legacy("AddBackendServers", LoadBalancerId=balancer, BackendServers=[{"ServerId": "127.0.0.1"}])
        await legacy(START, **place)
        assert await http_name(vip, 80, "a.test") == "a"
        stopped = await legacy(STOP, **place)
        assert await refuses(vip, 80)
        if accept == "XML":
            assert ET.fromstring(stopped).tag == "StopLoadBanancerListenerStatusResponse"  # noqa: S314 (our own answer)
        shown = await legacy("DescribeLoadBalancerHTTPListenerAttribute", **place)
        assert _member(shown, "Status") == "stopped"
        await legacy(START, **place)
        assert await http_name(vip, 80, "a.test") == "a"
        await legacy("DeleteLoadBalancerListener", **place)
        assert await refuses(vip, 80)
        await legacy("DeleteLoadBalancer", LoadBalancerId=balancer)


class TestTheDocumentedExample:
    """The example of StopLoadBalancerListener's page, with this server's endpoint, key and balancer."""

    async def stop(self, server: ServerProcess, balancer: str, **more: str) -> httpx.Response:
        asked = {"Action": STOP, "ListenerPort": "80", "LoadBalancerId": balancer, "RegionId": REGION, **more}
        async with httpx.AsyncClient() as client:
            return await client.get(f"http://{server.http}/", params=v1(server.key, asked))

    @pytest.fixture
    async def balancer(self, slb: Slb) -> str:
        """A balancer with a running listener on port 80."""
        made, _ = await slb.balancer()
        await slb.running(made, "tcp", 80, **UNCHECKED)
        return made

    async def test_in_xml(self, quick_server: ServerProcess, balancer: str) -> None:
        answer = await self.stop(quick_server, balancer, Format="XML")
        assert answer.status_code == 200
        root = xml(answer)
        assert (root.tag, [child.tag for child in root]) == ("StopLoadBanancerListenerStatusResponse", ["RequestId"])
        assert root[0].text == answer.headers["x-acs-request-id"]

    async def test_in_json(self, quick_server: ServerProcess, balancer: str) -> None:
        answer = await self.stop(quick_server, balancer, Format="JSON")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json;charset=utf-8")
        assert answer.json() == {"RequestId": answer.headers["x-acs-request-id"]}

    async def test_the_error(self, quick_server: ServerProcess, balancer: str) -> None:
        answer = await self.stop(quick_server, balancer, Format="JSON", ListenerPort="65536")
        content = answer.json()
        assert (answer.status_code, content["Code"]) == (400, "InvalidParameter")
        assert content["Message"] == "The specified parameter is not valid."
        assert content["HostId"]
        assert content["RequestId"] == answer.headers["x-acs-request-id"]


async def test_a_port_that_somebody_else_holds_is_not_said_to_be_open(slb: Slb) -> None:
    async with tcp_target("a") as a:
        balancer, vip = await slb.balancer()
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        await slb.listener(balancer, "tcp", PORT, VServerGroupId=await slb.group(balancer, a.port), **UNCHECKED)
        with socket.socket() as other:
            other.bind((vip, PORT))
            other.listen()
            assert await slb.refused(START, **place) == ("Operation.NotAllowed", 400)
            assert (await slb.shown(balancer, "tcp", PORT))["Status"] == "stopped"
        await slb(START, **place)
        assert await answers(vip, PORT) == "a"


async def test_an_inactive_balancer_serves_nobody(slb: Slb) -> None:
    async with tcp_target("a") as a:
        balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
        await slb("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="inactive")
        assert await refuses(vip, PORT)
        shown = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
        assert shown["LoadBalancerStatus"] == "inactive"
        await slb("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="active")
        assert await answers(vip, PORT) == "a"


@pytest.mark.parametrize("reason", ["financial", "security"])
async def test_a_locked_balancer_serves_nobody_and_takes_no_orders(
    slb: Slb, quick_server: ServerProcess, reason: str
) -> None:
    async with tcp_target("a") as a:
        balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        await quick_server.operator("LockBalancer", id=balancer, reason=reason)
        assert await _becomes(vip, "refused")
        for action in (START, STOP, "DeleteLoadBalancerListener", "SetLoadBalancerTCPListenerAttribute"):
            assert await slb.refused(action, **place) == ("ActionNotAllowed", 400)
        shown = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
        assert shown["LoadBalancerStatus"] == "locked"
        await quick_server.operator("UnlockBalancer", id=balancer)
        assert await _becomes(vip, "a")
        await slb(STOP, **place)


async def test_open_connections_end_within_the_bound_that_was_set(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("drain") / "data"
    async with running_server(data, "--limits", "off", "--drain-time", "1") as server, tcp_target("a") as a:
        slb = Slb(server)
        balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
        kept = await Connection.open(vip, PORT)
        assert await kept.name() == "a"
        stopped = time.monotonic()
        await slb(STOP, LoadBalancerId=balancer, ListenerPort=PORT)
        await kept.end()
        assert time.monotonic() - stopped < 2.5


async def test_the_operator_finds_and_forgets_balancers(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("operator") / "data"
    async with running_server(data, "--limits", "off") as server, tcp_target("a") as a:
        slb = Slb(server)
        balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
        found = await server.operator("GetAddress", id=f"{balancer}_tcp_{PORT}")
        assert (found["address"], found["port"], found["serving"]) == (vip, PORT, True)
        assert (found["balancer_id"], found["product"]) == (balancer, "slb")
        await slb(STOP, LoadBalancerId=balancer, ListenerPort=PORT)
        found = await server.operator("GetAddress", id=f"{balancer}_tcp_{PORT}")
        assert (found["serving"], "stopped" in found["reason"]) == (False, True)
        await slb(START, LoadBalancerId=balancer, ListenerPort=PORT)
        assert await answers(vip, PORT) == "a"
        await server.operator("Reset")
        assert await refuses(vip, PORT)
        assert (await slb("DescribeLoadBalancers"))["TotalCount"] == 0


async def test_a_restart_opens_what_was_running(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("restart") / "data"
    async with tcp_target("a") as a:
        async with running_server(data, "--limits", "off") as server:
            slb = Slb(server)
            balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
            await slb.running(balancer, "tcp", PORT + 1, BackendServerPort=a.port, **UNCHECKED)
            await slb(STOP, LoadBalancerId=balancer, ListenerPort=PORT + 1)
            await server.kill()
        async with running_server(data, "--limits", "off") as server:
            assert await answers(vip, PORT) == "a"
            assert await refuses(vip, PORT + 1)
            shown = [(await Slb(server).shown(balancer, "tcp", port))["Status"] for port in (PORT, PORT + 1)]
            assert shown == ["running", "stopped"]


def _member(text: str, name: str) -> str:
    """Return a member at the top of an answer in JSON or XML."""
    if text.lstrip().startswith("<"):
        return str(ET.fromstring(text).findtext(name))  # noqa: S314 (our own server's answer)
    return str(json.loads(text)[name])


async def _becomes(vip: str, wanted: str) -> bool:
    """Wait until a new connection meets `wanted`: locking is carried out after its answer."""
    async with asyncio.timeout(5):
        while await answers(vip, PORT) != wanted:
            await asyncio.sleep(0.01)
    return True
