"""The white lists of SLB's listeners, the older way to say whom they serve, through both official SDKs."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.support.datagrams import ask_udp, udp_target
from tests.support.server import ServerProcess
from tests.support.slb import UNCHECKED, LegacySlb, Slb
from tests.support.targets import ask_http, ask_tcp, http_target, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
STATUS, ADD, REMOVE = "SetListenerAccessControlStatus", "AddListenerWhiteListItem", "RemoveListenerWhiteListItem"
SHOW = "DescribeListenerAccessControlAttribute"
INSIDE, OTHER, OUTSIDE = "127.0.9.1", "127.0.8.7", "127.0.7.7"


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


async def served(vip: str, source: str) -> bool:
    try:
        return await ask_tcp(vip, PORT, source=source) == "a"
    except (OSError, asyncio.IncompleteReadError):
        return False


async def test_only_who_is_on_the_list_is_served(slb: Slb) -> None:
    async with tcp_target("a") as a:
        balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        shown = await slb(SHOW, **place)
        assert (shown["AccessControlStatus"], shown["SourceItems"]) == ("close", "")
        await slb(ADD, **place, SourceItems=f"{INSIDE},127.0.8.0/24")
        assert [await served(vip, source) for source in (INSIDE, OTHER, OUTSIDE)] == [True, True, True]
        await slb(STATUS, **place, AccessControlStatus="open_white_list")
        assert [await served(vip, source) for source in (INSIDE, OTHER, OUTSIDE)] == [True, True, False]
        shown = await slb(SHOW, **place, ListenerProtocol="tcp")
        assert (shown["AccessControlStatus"], shown["SourceItems"]) == ("open_white_list", f"{INSIDE},127.0.8.0/24")
        await slb(REMOVE, **place, SourceItems="127.0.8.0/24")
        assert [await served(vip, source) for source in (INSIDE, OTHER, OUTSIDE)] == [True, False, False]
        await slb(REMOVE, **place, SourceItems=INSIDE)
        assert not await served(vip, INSIDE), "a list without items serves nobody"
        await slb(STATUS, **place, AccessControlStatus="close")
        assert [await served(vip, source) for source in (INSIDE, OUTSIDE)] == [True, True]


async def test_by_the_legacy_sdk_over_http(quick_server: ServerProcess, slb: Slb) -> None:
    legacy = LegacySlb(quick_server)
    async with http_target("a") as a:
        balancer, vip = await slb.serving("http", 80, a.port)
        place = {"LoadBalancerId": balancer, "ListenerPort": 80}
        await legacy(STATUS, **place, AccessControlStatus="open_white_list")
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await ask_http(vip, 80, source=INSIDE)
        await legacy(ADD, **place, SourceItems=INSIDE)
        assert (await ask_http(vip, 80, source=INSIDE)).body == "a"
        assert json.loads(await legacy(SHOW, **place))["SourceItems"] == INSIDE


async def test_of_two_listeners_on_a_port_the_one_that_is_named(slb: Slb) -> None:
    async with tcp_target("a") as a, udp_target("u") as u:
        balancer, vip = await slb.serving("tcp", PORT, a.port, **UNCHECKED)
        await slb.running(balancer, "udp", PORT, VServerGroupId=await slb.group(balancer, u.port), **UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        asked = {STATUS: {"AccessControlStatus": "open_white_list"}, ADD: {"SourceItems": INSIDE}, SHOW: {}}
        for action, members in asked.items():
            assert await slb.refused(action, **place, **members) == ("TooManyListeners", 400)
            await slb(action, **place, **members, ListenerProtocol="udp")
        await slb(REMOVE, **place, SourceItems=OTHER, ListenerProtocol="udp")
        assert await ask_udp(vip, PORT, source=INSIDE) == "u"
        with pytest.raises(TimeoutError):
            await ask_udp(vip, PORT, source=OTHER, within_s=0.5)
        assert await served(vip, OTHER)
