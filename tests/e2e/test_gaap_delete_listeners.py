"""DeleteListeners through the official SDK: the example of its page, closed ports, and errors that need an operator."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.support.gaap import Gaap
from tests.support.server import ServerProcess
from tests.support.targets import ask_tcp, tcp_target
from tests.support.traffic import answers, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_pages_example_as_it_is_printed(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener = await gaap.listener(proxy, "TCP", 9000)
    answer = await gaap.raw("DeleteListeners", ProxyId=proxy, Force="1", ListenerIds=[listener])
    request_id = answer.pop("RequestId")
    assert list(answer) == ["OperationFailedListenerSet", "OperationSucceedListenerSet", "InvalidStatusListenerSet"]
    assert answer == {
        "OperationFailedListenerSet": [],
        "OperationSucceedListenerSet": [listener],
        "InvalidStatusListenerSet": [],
    }
    assert (await gaap("DescribeTaskStatus", TaskId=request_id)).Status == "SUCCESS"


async def test_every_kind_of_listener_is_closed_when_the_answer_is_there(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    address = await gaap.address(proxy)
    async with tcp_target("a") as a:
        tcp = await gaap.listener(proxy, "TCP", 9000)
        await gaap.bind(tcp, a.port)
        http = await gaap.listener(proxy, "HTTP", 80)
        udp = await gaap.listener(proxy, "UDP", 9000)
        assert await ask_tcp(address, 9000) == "a"
        assert await answers(address, 80) != "refused"
        asked: dict[str, Any] = {"ProxyId": proxy, "ListenerIds": [tcp, http, udp, "listener-unknown"]}
        assert await gaap.refused("DeleteListeners", **asked, Force=0) == "FailedOperation.RealServerAlreadyBound"
        assert await ask_tcp(address, 9000) == "a"
        answer = await gaap("DeleteListeners", **asked, Force=1)
        assert [await refuses(address, port) for port in (9000, 80)] == [True, True]
    assert answer.OperationSucceedListenerSet == [tcp, http, udp]
    assert (answer.InvalidStatusListenerSet, answer.OperationFailedListenerSet) == (["listener-unknown"], [])
    assert await gaap.refused("DescribeTCPListeners", ListenerId=tcp) == "InvalidParameter"
    ids = list((await gaap.origins("127.0.0.1")).values())
    await gaap("RemoveRealServers", RealServerIds=ids)


async def test_two_hundred_listeners_in_one_call(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    address = await gaap.address(proxy)
    ports = list(range(20_000, 20_200))
    made: list[str] = []
    for start in range(0, 200, 20):
        asked = {"ListenerName": "l", "Scheduler": "rr", "HealthCheck": 0, "RealServerType": "IP", "ProxyId": proxy}
        made += (await gaap.done("CreateTCPListeners", **asked, Ports=ports[start : start + 20])).ListenerIds
    assert {await answers(address, port) for port in ports} == {"closed"}
    answer = await gaap.done("DeleteListeners", ProxyId=proxy, Force=0, ListenerIds=made)
    assert answer.OperationSucceedListenerSet == made
    assert all(await asyncio.gather(*(refuses(address, port) for port in ports)))
    assert (await gaap("DescribeTCPListeners", ProxyId=proxy)).TotalCount == 0


async def test_a_group_is_emptied_on_every_address(gaap: Gaap) -> None:
    group = await gaap.group("Hongkong", "Japan")
    members = (await gaap("DescribeProxies", Filters=[{"Name": "GroupId", "Values": [group]}])).ProxySet
    async with tcp_target("a") as a:
        listener = await gaap.listener(group, "TCP", 9000)
        await gaap.bind(listener, a.port)
        assert [await ask_tcp(member.IP, 9000) for member in members] == ["a", "a"]
        other = await gaap("DeleteListeners", ProxyId=members[0].ProxyId, Force=1, ListenerIds=[listener])
        assert other.InvalidStatusListenerSet == [listener]
        await gaap("DeleteListeners", GroupId=group, Force=1, ListenerIds=[listener])
        assert [await refuses(member.IP, 9000) for member in members] == [True, True]


async def test_a_reset_closes_every_port(gaap: Gaap) -> None:
    group = await gaap.group("Hongkong")
    proxy = await gaap.proxy()
    address = await gaap.address(proxy)
    for owner in (proxy, group):
        await gaap.listener(owner, "TCP", 9000)
    assert await answers(address, 9000) == "closed"
    await gaap.server.operator("Reset")
    assert await refuses(address, 9000)
    assert (await gaap("DescribeProxies")).TotalCount == 0
    assert await gaap.refused("DescribeProxyGroupDetails", GroupId=group) == "ResourceNotFound"


class TestWhatTheOperatorBringsAbout:
    """Errors of the account and of the connection, each from its own cause."""

    async def account(self, server: ServerProcess, name: str) -> tuple[str, Gaap]:
        made = await server.operator("CreateAccount", name=name)
        key = await server.operator("CreateKey", account=made["id"])
        return made["id"], Gaap(server, key=(key["id"], key["secret"]))

    @pytest.mark.parametrize(
        ("switch", "code"),
        [
            ({"suspended": True}, "ResourceUnavailable.AccountViolation"),
            ({"enterprise": False}, "AuthFailure.NotEnterpriseAuthorization"),
            ({"terms_accepted": False}, "FailedOperation.UserNotConfirmProtocol"),
        ],
    )
    async def test_of_the_account(self, quick_server: ServerProcess, switch: dict[str, bool], code: str) -> None:
        account, gaap = await self.account(quick_server, f"with {code}")
        proxy = await gaap.proxy()
        listener = await gaap.listener(proxy, "TCP", 9000)
        asked = {"ProxyId": proxy, "Force": 1, "ListenerIds": [listener]}
        await quick_server.operator("UpdateAccount", id=account, **switch)
        assert await gaap.refused("DeleteListeners", **asked) == code
        assert await gaap.refused("DeleteListeners", ListenerIds=[]) == code, "whatever else is wrong"
        await quick_server.operator("UpdateAccount", id=account, **{name: not on for name, on in switch.items()})
        assert (await gaap("DeleteListeners", **asked)).OperationSucceedListenerSet == [listener]

    async def test_of_users(self, gaap: Gaap, quick_server: ServerProcess) -> None:
        proxy, other = await gaap.proxy(), await gaap.proxy()
        statements = [
            {"effect": "allow", "action": "gaap:DeleteListeners", "resource": "*"},
            {"effect": "deny", "action": "gaap:*", "resource": f"qcs::gaap::uin/100000000001:proxy/{other}"},
        ]
        users = {}
        for name, policies in (("none", []), ("some", [{"version": "2.0", "statement": statements}])):
            user = await quick_server.operator("CreateUser", name=f"gaap {name}", policies=[*map(json.dumps, policies)])
            key = await quick_server.operator("CreateKey", user=user["id"])
            users[name] = Gaap(quick_server, key=(key["id"], key["secret"]))
        asked: dict[str, Any] = {"Force": 1, "ListenerIds": ["listener-unknown"]}
        unauthorised = "AuthFailure.UnauthorizedOperation"
        assert await users["none"].refused("DeleteListeners", ProxyId=proxy, **asked) == unauthorised
        assert await users["some"].refused("DeleteListeners", ProxyId=other, **asked) == "UnauthorizedOperation"
        assert (await users["some"]("DeleteListeners", ProxyId=proxy, **asked)).OperationSucceedListenerSet == []

    async def test_a_user_without_rights_is_not_told_of_the_account(self, quick_server: ServerProcess) -> None:
        account, _ = await self.account(quick_server, "shut for all")
        user = await quick_server.operator("CreateUser", account=account, name="nobody", policies=[])
        key = await quick_server.operator("CreateKey", account=account, user=user["id"])
        await quick_server.operator("UpdateAccount", id=account, suspended=True)
        nobody = Gaap(quick_server, key=(key["id"], key["secret"]))
        asked = {"ProxyId": "link-00000000", "Force": 1, "ListenerIds": ["listener-unknown"]}
        assert await nobody.refused("DeleteListeners", **asked) == "AuthFailure.UnauthorizedOperation"

    async def test_of_the_connection(self, gaap: Gaap, quick_server: ServerProcess) -> None:
        proxy = await gaap.proxy()
        address = await gaap.address(proxy)
        listener = await gaap.listener(proxy, "TCP", 9000)
        asked = {"ProxyId": proxy, "Force": 1, "ListenerIds": [listener]}
        await quick_server.operator("SetManaged", id=proxy, managed=True)
        assert await gaap.refused("DeleteListeners", **asked) == "FailedOperation.NonStandardProxy"
        assert await answers(address, 9000) == "closed", "it goes on serving"
        await quick_server.operator("SetManaged", id=proxy, managed=False)
        assert (await gaap("DeleteListeners", **asked)).OperationSucceedListenerSet == [listener]

    async def test_by_injected_faults(self, gaap: Gaap, quick_server: ServerProcess) -> None:
        asked = {"ProxyId": await gaap.proxy(), "Force": 1, "ListenerIds": ["listener-unknown"]}
        for code in ("FailedOperation", "InternalError"):
            await quick_server.operator("AddFault", product="gaap", action="DeleteListeners", code=code, times=1)
            assert await gaap.refused("DeleteListeners", **asked) == code
        assert (await gaap("DeleteListeners", **asked)).InvalidStatusListenerSet == ["listener-unknown"]

    async def test_a_signature_of_somebody_else(self, quick_server: ServerProcess) -> None:
        stranger = Gaap(quick_server, key=(quick_server.key[0], "not the secret"))
        code = await stranger.refused("DeleteListeners", ProxyId="link-1", Force=1, ListenerIds=["listener-1"])
        assert code == "AuthFailure.SignatureFailure"
