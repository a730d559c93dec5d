"""Statuses of connections, groups, listeners and domains, and what each allows: the product's table, row by row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.services.tencent_gaap.harness import LAYER_4, RULE, Cloud, place
from tests.support.engines import RecordingEngine

STATES = ("RUNNING", "CREATING", "OPENING", "CLOSING", "CLOSED", "ADJUSTING", "CLONING", "DESTROYING", "ISOLATED")


async def brought_to(cloud: Cloud, state: str) -> str:
    """Make a connection with one listener of each layer and bring it into a state."""
    assert cloud.engine is not None
    if state == "CREATING":
        cloud.engine.open.clear()
        return await cloud.proxy()
    proxy = await cloud.proxy()
    if state == "CLONING":
        await cloud.settled()
        cloud.engine.open.clear()
        return await cloud.proxy(ClonedProxyId=proxy)
    await cloud.tcp(proxy, 80)
    await cloud.rule(await cloud.http(proxy, 81))
    if state in ("CLOSED", "OPENING"):
        await cloud("CloseProxies", ProxyIds=[proxy])
    if state == "ISOLATED":
        await cloud.mark(proxy, locked="financial")
    await cloud.settled()
    if state in ("OPENING", "CLOSING", "ADJUSTING", "DESTROYING"):
        cloud.engine.open.clear()
    if state == "OPENING":
        await cloud("OpenProxies", ProxyIds=[proxy])
    elif state == "CLOSING":
        await cloud("CloseProxies", ProxyIds=[proxy])
    elif state == "ADJUSTING":
        await cloud("ModifyProxyConfiguration", ProxyId=proxy, Bandwidth=20)
    elif state == "DESTROYING":
        await cloud("DestroyProxies", ProxyIds=[proxy], Force=1)
    return proxy


class TestConnections:
    @pytest.mark.parametrize("state", STATES)
    async def test_are_shown_in_their_state(self, driven: Cloud, state: str) -> None:
        proxy = await brought_to(driven, state)
        assert await driven.status(proxy) == state
        assert (await driven("DescribeProxyDetail", ProxyId=proxy))["ProxyDetail"]["Status"] == state
        (shown,) = (await driven("DescribeProxies", ProxyIds=[proxy]))["ProxySet"]
        assert shown["Status"] == state

    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize(
        ("action", "allowed", "members"),
        [
            ("OpenProxies", {"CLOSED"}, {}),
            ("CloseProxies", {"RUNNING"}, {}),
            ("DestroyProxies", {"RUNNING", "CLOSED", "ISOLATED"}, {"Force": 1}),
        ],
    )
    async def test_of_a_batch_those_in_another_state_are_named(
        self, driven: Cloud, state: str, action: str, allowed: set[str], members: dict[str, int]
    ) -> None:
        proxy = await brought_to(driven, state)
        answer = await driven(action, ProxyIds=[proxy, "link-unknown0"], **members)
        named = ["link-unknown0"] if state in allowed else [proxy, "link-unknown0"]
        assert (answer["InvalidStatusInstanceSet"], answer["OperationFailedInstanceSet"]) == (named, [])

    @pytest.mark.parametrize("state", [state for state in STATES if state != "RUNNING"])
    async def test_are_resized_only_while_they_run(self, driven: Cloud, state: str) -> None:
        proxy = await brought_to(driven, state)
        assert await driven.code("ModifyProxyConfiguration", ProxyId=proxy, Concurrent=5) == "FailedOperation"

    @pytest.mark.parametrize("state", [state for state in STATES if state != "RUNNING"])
    async def test_take_no_new_listeners_unless_they_run(self, driven: Cloud, state: str) -> None:
        proxy = await brought_to(driven, state)
        made = {"ListenerName": "l", "ProxyId": proxy}
        secure = {"CertificateId": "cert-00000000", "ForwardProtocol": "HTTP"}
        codes = {
            await driven.code("CreateTCPListeners", **LAYER_4, ProxyId=proxy, Ports=[90]),
            await driven.code("CreateHTTPListener", **made, Port=90),
            await driven.code("CreateHTTPSListener", **made, Port=90, **secure),
        }
        assert codes == {"FailedOperation.ProxyStatusNotInRuning"}
        udp = await driven.code("CreateUDPListeners", **LAYER_4, ProxyId=proxy, Ports=[90])
        assert udp == "FailedOperation.InstanceStatusNotInRuning", "this page does not list the other one"

    @pytest.mark.parametrize("state", ["CLOSED", "ISOLATED", "CLOSING", "OPENING", "ADJUSTING"])
    async def test_keep_their_listeners_as_they_are_unless_they_run(self, driven: Cloud, state: str) -> None:
        proxy = await brought_to(driven, state)
        assert set((await writes(driven, proxy)).values()) == {"FailedOperation.InstanceStatusNotInRuning"}

    @pytest.mark.parametrize("how", ["closed", "locked"])
    async def test_as_part_of_a_group_likewise(self, driven: Cloud, how: str) -> None:
        group = await driven.group("Hongkong")
        await driven.tcp(group, 80)
        await driven.rule(await driven.http(group, 81))
        if how == "closed":
            await driven("CloseProxyGroup", GroupId=group)
        else:
            await driven.mark(group, locked="security")
        await driven.settled()
        assert set((await writes(driven, group)).values()) == {"FailedOperation.GroupStatusNotInRuning"}
        code = await driven.code("CreateTCPListeners", **LAYER_4, GroupId=group, Ports=[90])
        assert code == "FailedOperation.GroupStatusNotInRuning"

    async def test_that_are_non_standard_take_no_writes_at_all(self, driven: Cloud) -> None:
        proxy = await brought_to(driven, "RUNNING")
        await driven.mark(proxy, managed=True)
        assert set((await writes(driven, proxy)).values()) == {"FailedOperation.NonStandardProxy"}
        for action, members in (
            ("CreateTCPListeners", {**LAYER_4, "ProxyId": proxy, "Ports": [90]}),
            ("ModifyProxiesAttribute", {"ProxyIds": [proxy], "ProxyName": "b"}),
            ("ModifyProxyConfiguration", {"ProxyId": proxy, "Bandwidth": 20}),
            ("DestroyProxies", {"ProxyIds": [proxy], "Force": 1}),
        ):
            assert await driven.code(action, **members) == "FailedOperation.NonStandardProxy"
        for action in ("OpenProxies", "CloseProxies"):
            ids = [proxy]
            if action == "OpenProxies":
                assert (await driven(action, ProxyIds=ids))["InvalidStatusInstanceSet"] == ids
            else:
                assert await driven.code(action, ProxyIds=ids) == "FailedOperation"


async def writes(cloud: Cloud, owner: str) -> dict[str, str]:
    """Try every write on what hangs on a connection or group, and return the codes with which they are refused."""
    (tcp,) = (await cloud("DescribeTCPListeners", **place(owner)))["ListenerSet"]
    (http,) = (await cloud("DescribeHTTPListeners", **place(owner)))["ListenerSet"]
    (domain,) = (await cloud("DescribeRules", ListenerId=http["ListenerId"]))["DomainRuleSet"]
    listener, rule = http["ListenerId"], domain["RuleSet"][0]["RuleId"]
    tries: dict[str, dict[str, Any]] = {
        "BindListenerRealServers": {"ListenerId": tcp["ListenerId"]},
        "CreateDomain": {"ListenerId": listener, "Domain": "b.test"},
        "DeleteDomain": {"ListenerId": listener, "Domain": "a.test", "Force": 1},
        "CreateRule": {**RULE, "ListenerId": listener, "Path": "/b"},
        "BindRuleRealServers": {"RuleId": rule},
        "DeleteRule": {"ListenerId": listener, "RuleId": rule, "Force": 1},
        "DeleteListeners": {"ListenerIds": [listener], "Force": 1, **place(owner)},
    }
    return {action: await cloud.code(action, **members) for action, members in tries.items()}


Change = Callable[[Cloud, str, str, str, str], Awaitable[Any]]


async def tcp_made(cloud: Cloud, proxy: str, tcp: str, http: str, rule: str) -> Any:
    return await cloud.tcp(proxy, 99)


async def tcp_bound(cloud: Cloud, proxy: str, tcp: str, http: str, rule: str) -> Any:
    return await cloud.bind(tcp, "10.0.0.1:80")


async def tcp_gone(cloud: Cloud, proxy: str, tcp: str, http: str, rule: str) -> Any:
    return await cloud.delete(proxy, tcp)


class TestListeners:
    @pytest.mark.parametrize(("change", "status"), [(tcp_made, 1), (tcp_gone, 2), (tcp_bound, 3)])
    async def test_show_what_is_under_way_and_take_no_writes_meanwhile(
        self, driven: Cloud, engine: RecordingEngine, change: Change, status: int
    ) -> None:
        proxy = await driven.proxy()
        (tcp,) = await driven.tcp(proxy)
        await driven.settled()
        engine.open.clear()
        made = await change(driven, proxy, tcp, "", "")
        listener = made[0] if status == 1 else tcp
        assert (await driven.listener(listener))["ListenerStatus"] == status
        codes = {
            await driven.code("BindListenerRealServers", ListenerId=listener),
            await driven.code("DeleteListeners", ListenerIds=[listener], Force=1, ProxyId=proxy),
        }
        assert codes == {"FailedOperation.ListenerHasTask"}
        engine.open.set()
        await driven.settled()
        if status != 2:
            assert (await driven.listener(listener))["ListenerStatus"] == 0

    async def test_other_listeners_are_free(self, driven: Cloud, engine: RecordingEngine) -> None:
        proxy = await driven.proxy()
        first, second = await driven.tcp(proxy, 80, 81)
        await driven.settled()
        engine.open.clear()
        await driven.bind(first, "10.0.0.1:80")
        await driven.bind(second, "10.0.0.1:80")

    async def test_rules_and_domains_show_theirs(self, driven: Cloud, engine: RecordingEngine) -> None:
        proxy = await driven.proxy()
        http = await driven.http(proxy)
        rule = await driven.rule(http)

        async def shown() -> tuple[int, int]:
            (domain,) = (await driven("DescribeRules", ListenerId=http))["DomainRuleSet"]
            return domain["DomainStatus"], domain["RuleSet"][0]["RuleStatus"]

        await driven.settled()
        assert await shown() == (0, 0)
        engine.open.clear()
        await driven.bind(rule, "10.0.0.1:80")
        assert await shown() == (0, 3)
        assert await driven.code("BindRuleRealServers", RuleId=rule) == "FailedOperation.ListenerHasTask"
        again = {"ListenerId": http, "RuleId": rule, "Force": 1}
        assert await driven.code("DeleteRule", **again) == "FailedOperation.ListenerHasTask"
        await driven("DeleteDomain", ListenerId=http, Domain="a.test", Force=1)
        assert await shown() == (2, 2)
        await driven("CreateDomain", ListenerId=http, Domain="b.test")
        changing = await driven.code("DeleteDomain", ListenerId=http, Domain="b.test", Force=1)
        assert changing == "FailedOperation.DomainStatusNotInRunning"
        engine.open.set()
        await driven.settled()
        left = (await driven("DescribeRules", ListenerId=http))["DomainRuleSet"]
        assert [(domain["Domain"], domain["DomainStatus"]) for domain in left] == [("b.test", 0)]


class TestTasks:
    async def test_run_until_the_data_plane_has_followed(self, driven: Cloud, engine: RecordingEngine) -> None:
        engine.open.clear()
        answer = await driven("CreateProxyGroup", ProjectId=0, GroupName="g", RealServerRegion="Guangzhou")
        assert await driven.task(answer) == "RUNNING"
        engine.open.set()
        await driven.settled()
        status = await driven("DescribeTaskStatus", TaskId=answer["RequestId"])
        assert (status["Status"], status["TaskId"]) == ("SUCCESS", answer["RequestId"])

    async def test_fail_with_what_the_engine_refuses(self, driven: Cloud, engine: RecordingEngine) -> None:
        proxy = await driven.proxy()
        engine.refuses = lambda plan: {one.id: "the port is taken" for one in plan.listeners}
        answer = await driven("CreateTCPListeners", **LAYER_4, ProxyId=proxy, Ports=[80])
        assert await driven.task(answer) == "FAIL"
        gone = await driven.refused("DescribeTCPListeners", ListenerId=answer["ListenerIds"][0])
        assert gone.code == "InvalidParameter"
        engine.refuses = lambda _: {}

    async def test_of_nobody(self, cloud: Cloud) -> None:
        other = Cloud(cloud.store, account="100000000002")
        theirs = await other("AddRealServers", ProjectId=0, RealServerIP=["10.0.0.1"], RealServerName="o")
        for task in ("unknown", theirs["RequestId"]):
            assert await cloud.code("DescribeTaskStatus", TaskId=task) == "ResourceNotFound"
        for members in ({}, {"TaskId": ""}):
            assert await cloud.code("DescribeTaskStatus", **members) == "MissingParameter"
