"""TCP and UDP listeners of GAAP: what the official SDK asks for is what connections and datagrams meet."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from tests.support.datagrams import ask_udp, udp_target
from tests.support.gaap import Gaap
from tests.support.targets import ask_tcp, eventually, tcp_target, tcp_targets
from tests.support.traffic import Connection, answers, refuses, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
CHECKED: dict[str, Any] = {"HealthCheck": 1, "DelayLoop": 5, "ConnectTimeout": 2}


async def opened(gaap: Gaap, protocol: str = "TCP", **fields: Any) -> tuple[str, str, str]:
    """Make a connection with a listener; return its id, the listener's and the address."""
    proxy = await gaap.proxy()
    return proxy, await gaap.listener(proxy, protocol, PORT, **fields), await gaap.address(proxy)


async def statuses(gaap: Gaap, listener: str, protocol: str = "TCP") -> tuple[int, list[int]]:
    """Return the listener's BindStatus and its origins' statuses."""
    (shown,) = (await gaap(f"Describe{protocol}Listeners", ListenerId=listener)).ListenerSet
    return shown.BindStatus, [origin.RealServerStatus for origin in shown.RealServerSet]


class TestTcp:
    async def test_origins_take_turns_and_weights_act_with_wrr_alone(self, gaap: Gaap) -> None:
        async with tcp_targets("a", "b") as servers:
            for scheduler, expected in (("rr", {"a": 20, "b": 20}), ("wrr", {"a": 30, "b": 10})):
                _, listener, address = await opened(gaap, Scheduler=scheduler)
                ids = await gaap.origins("127.0.0.1")
                entry = {"RealServerId": ids["127.0.0.1"], "RealServerIP": "127.0.0.1"}
                ports = {name: server.port for name, server in servers.items()}
                await gaap.bind_entries(
                    listener,
                    {**entry, "RealServerPort": ports["a"], "RealServerWeight": 30},
                    {**entry, "RealServerPort": ports["b"], "RealServerWeight": 10},
                )
                found = await tcp_names(address, PORT, 40)
                assert all(abs(found[name] - count) <= 3 for name, count in expected.items()), (scheduler, found)

    async def test_the_idlest_origin_is_chosen_with_lc(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap, Scheduler="lc")
        async with tcp_targets("a", "b") as servers:
            await gaap.bind(listener, *(server.port for server in servers.values()))
            kept: list[Connection] = []
            names = []
            for _ in range(6):
                kept.append(await Connection.open(address, PORT))
                # Answered before the next one comes: who is idle is known by connections that reached an origin.
                names.append(await kept[-1].name())
            for one in kept:
                one.close()
            assert sorted(names) == ["a"] * 3 + ["b"] * 3

    async def test_bound_origins_are_replaced_and_unbound(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap)
        async with tcp_targets("a", "b") as servers:
            await gaap.bind(listener, servers["a"].port)
            assert await ask_tcp(address, PORT) == "a"
            await gaap.bind(listener, servers["b"].port)
            assert set(await tcp_names(address, PORT, 6)) == {"b"}
            await gaap.done("BindListenerRealServers", ListenerId=listener)
            assert await answers(address, PORT) == "closed"

    async def test_an_origin_that_fails_its_check_gets_nothing(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap, **CHECKED)
        async with tcp_targets("a", "b") as servers:
            await gaap.bind(listener, *(server.port for server in servers.values()))
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (1, [0, 0]))
            await servers["b"].stop()
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (0, [0, 1]))
            assert set(await tcp_names(address, PORT, 6)) == {"a"}
            await servers["a"].stop()
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (0, [1, 1]))
            assert await answers(address, PORT) == "closed"
            for server in servers.values():
                await server.start(server.port)
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (1, [0, 0]))

    async def test_slaves_serve_while_no_master_does(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap, **CHECKED, FailoverSwitch=1)
        async with tcp_targets("master", "slave") as servers:
            ids = await gaap.origins("127.0.0.1")
            await gaap.bind_entries(
                listener,
                *(
                    {
                        "RealServerId": ids["127.0.0.1"],
                        "RealServerIP": "127.0.0.1",
                        "RealServerPort": server.port,
                        "RealServerFailoverRole": role,
                    }
                    for role, server in servers.items()
                ),
            )
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (1, [0, 0]))
            assert set(await tcp_names(address, PORT, 6)) == {"master"}
            await servers["master"].stop()
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (0, [1, 0]))
            assert set(await tcp_names(address, PORT, 6)) == {"slave"}

    async def test_origins_by_name(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap, RealServerType="DOMAIN", **CHECKED)
        async with tcp_target("a") as a:
            await gaap.bind(listener, a.port, host="localhost")
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (1, [0]))
            assert await ask_tcp(address, PORT) == "a"
            await a.stop()
            await eventually(lambda: statuses(gaap, listener), lambda found: found == (0, [1]))
            (shown,) = (await gaap("DescribeTCPListeners", ListenerId=listener)).ListenerSet
            assert shown.RealServerSet[0].DownIPList == [f"127.0.0.1:{a.port}"]

    async def test_origins_hear_who_the_client_is(self, gaap: Gaap) -> None:
        heard: list[str] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                heard.append((await reader.readline()).decode().split(" ")[2])
                writer.write(b"told\n")
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        _, listener, address = await opened(gaap, ClientIPMethod=1)
        await gaap.bind(listener, server.sockets[0].getsockname()[1])
        assert await ask_tcp(address, PORT, source="127.0.0.77") == "told"
        assert heard == ["127.0.0.77"]
        server.close()

    async def test_closed_connections_keep_everything_and_open_again(self, gaap: Gaap) -> None:
        proxy, listener, address = await opened(gaap)
        async with tcp_target("a") as a:
            await gaap.bind(listener, a.port)
            for _ in range(2):
                await gaap.done("CloseProxies", ProxyIds=[proxy])
                assert await refuses(address, PORT)
                code = await gaap.refused("BindListenerRealServers", ListenerId=listener)
                assert code == "FailedOperation.InstanceStatusNotInRuning"
                await gaap.done("OpenProxies", ProxyIds=[proxy])
                assert await ask_tcp(address, PORT) == "a"
            await gaap.done("ModifyProxyConfiguration", ProxyId=proxy, Bandwidth=20)
            assert await ask_tcp(address, PORT) == "a"
            assert await gaap.refused("DestroyProxies", ProxyIds=[proxy], Force=0)
            await gaap.done("DestroyProxies", ProxyIds=[proxy], Force=1)
            assert await refuses(address, PORT)
            assert (await gaap("DescribeProxies", ProxyIds=[proxy])).ProxySet == []

    async def test_a_copy_serves_beside_its_original(self, gaap: Gaap) -> None:
        proxy, listener, address = await opened(gaap)
        async with tcp_target("a") as a:
            await gaap.bind(listener, a.port)
            copy = await gaap.proxy(ClonedProxyId=proxy)
            assert await ask_tcp(await gaap.address(copy), PORT) == "a"
            assert await ask_tcp(address, PORT) == "a"

    async def test_locked_connections_serve_nobody(self, gaap: Gaap) -> None:
        proxy, listener, address = await opened(gaap)
        async with tcp_target("a") as a:
            await gaap.bind(listener, a.port)
            where = await gaap.server.operator("GetAddress", id=listener)
            assert (where["address"], where["port"], where["serving"]) == (address, PORT, True)
            await gaap.server.operator("LockBalancer", id=proxy, reason="financial")
            await eventually(lambda: answers(address, PORT), lambda found: found == "refused")
            assert (await gaap("DescribeProxyDetail", ProxyId=proxy)).ProxyDetail.Status == "ISOLATED"
            await gaap.server.operator("UnlockBalancer", id=proxy)
            await eventually(lambda: answers(address, PORT), lambda found: found == "a")

    async def test_a_group_serves_on_the_address_of_each_connection_that_is_open(self, gaap: Gaap) -> None:
        group = await gaap.group("Hongkong", "Japan")
        listener = await gaap.listener(group, "TCP", PORT)
        found = (await gaap("DescribeProxies", Filters=[{"Name": "GroupId", "Values": [group]}])).ProxySet
        first, second = found
        async with tcp_target("a") as a:
            await gaap.bind(listener, a.port)
            assert [await answers(one.IP, PORT) for one in found] == ["a", "a"]
            await gaap.done("CloseProxies", ProxyIds=[first.ProxyId])
            await eventually(lambda: answers(first.IP, PORT), lambda name: name == "refused")
            assert await ask_tcp(second.IP, PORT) == "a"
            await gaap.server.operator("LockBalancer", id=second.ProxyId, reason="security")
            await eventually(lambda: answers(second.IP, PORT), lambda name: name == "refused")
            await gaap.server.operator("UnlockBalancer", id=second.ProxyId)
            await gaap.done("OpenProxies", ProxyIds=[first.ProxyId])
            for one in found:
                await eventually(lambda one=one: answers(one.IP, PORT), lambda name: name == "a")  # type: ignore[misc]


class TestUdp:
    async def test_datagrams_reach_origins_and_answers_come_back(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap, "UDP")
        async with udp_target("a") as a, udp_target("b") as b:
            await gaap.bind(listener, a.port, b.port)
            assert {await ask_udp(address, PORT) for _ in range(12)} == {"a", "b"}
            await gaap.bind(listener, b.port)
            assert {await ask_udp(address, PORT) for _ in range(6)} == {"b"}

    async def test_an_origin_whose_port_is_closed_gets_nothing(self, gaap: Gaap) -> None:
        async with udp_target("a") as a, udp_target("b") as b:
            check = {**CHECKED, "CheckType": "PORT", "CheckPort": a.port}
            _, listener, address = await opened(gaap, "UDP", **check)
            await gaap.bind(listener, b.port)
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (0, [0]))
            assert await ask_udp(address, PORT) == "b"
            a.stop()
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (1, [1]))
            await a.start()
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (0, [0]))

    async def test_an_origin_that_gives_another_answer_gets_nothing(self, gaap: Gaap) -> None:
        async with udp_target("a", {b"ping": b"pong"}) as a, udp_target("b", {b"ping": b"pong"}) as b:
            check = {**CHECKED, "CheckType": "PORT", "ContextType": "TEXT", "CheckPort": a.port}
            texts = {"SendContext": "ping", "RecvContext": "pong"}
            _, listener, address = await opened(gaap, "UDP", **check, **texts)
            await gaap.bind(listener, b.port)
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (0, [0]))
            assert await ask_udp(address, PORT) == "b"
            a.answers[b"ping"] = b"no"
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (1, [1]))
            with pytest.raises(TimeoutError):
                await ask_udp(address, PORT, within_s=0.3)
            a.answers[b"ping"] = b"pong"
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (0, [0]))

    async def test_an_origin_that_is_pinged_gets_nothing_when_nobody_listens_there(self, gaap: Gaap) -> None:
        _, listener, address = await opened(gaap, "UDP", **CHECKED, CheckType="PING")
        async with udp_target("a") as a, udp_target("b") as b:
            await gaap.bind(listener, a.port, b.port)
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (0, [0, 0]))
            assert {await ask_udp(address, PORT) for _ in range(12)} == {"a", "b"}
            a.stop()
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (1, [1, 0]))
            assert {await ask_udp(address, PORT) for _ in range(6)} == {"b"}
            await a.start()
            await eventually(lambda: statuses(gaap, listener, "UDP"), lambda found: found == (0, [0, 0]))
