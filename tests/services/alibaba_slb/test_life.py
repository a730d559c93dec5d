"""The life of a listener, row by row: what each call does in each state of the listener and of its balancer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_slb import changes

START, STOP, DELETE = "StartLoadBalancerListener", "StopLoadBalancerListener", "DeleteLoadBalancerListener"
SET, SET_STATUS = "SetLoadBalancerTCPListenerAttribute", "SetLoadBalancerStatus"
ON_PORT: Mapping[str, Any] = {"ListenerPort": 80}
CALLS: Mapping[str, Mapping[str, Any]] = {
    START: ON_PORT,
    STOP: ON_PORT,
    DELETE: ON_PORT,
    SET: {**ON_PORT, "Description": "new"},
    SET_STATUS: {"LoadBalancerStatus": "inactive"},
}
GONE = "gone"


async def open_ports(cloud: Cloud, balancer: str) -> list[int]:
    """Return the ports that the data plane was told to open last."""
    assert cloud.engine is not None
    plans = [plan for plan in cloud.engine.plans if plan.balancer_id == balancer]
    return [listener.endpoints[0].port for listener in plans[-1].listeners] if plans else []


async def status(cloud: Cloud, balancer: str) -> str:
    """Return a listener's status, or that there is none."""
    try:
        return str((await cloud.shown(balancer))["Status"])
    except ApiError as error:
        # Terraform's provider looks for these words, or for this status.
        return GONE if "The specified resource does not exist" in error.message and error.status == 404 else str(error)


async def stopped(cloud: Cloud, balancer: str) -> None:
    await cloud.listener(balancer)


async def running(cloud: Cloud, balancer: str) -> None:
    await cloud.running(balancer)


async def on_inactive(cloud: Cloud, balancer: str) -> None:
    await cloud.listener(balancer)
    await cloud(SET_STATUS, LoadBalancerId=balancer, LoadBalancerStatus="inactive")


async def on_locked(cloud: Cloud, balancer: str) -> None:
    await cloud.running(balancer)
    await cloud.lock(balancer, "financial")


State = Callable[[Cloud, str], Awaitable[None]]


@pytest.mark.parametrize(
    ("state", "action", "outcome", "after", "ports"),
    [
        (stopped, START, "", "running", [80]),
        (stopped, STOP, "", "stopped", []),
        (stopped, DELETE, "", GONE, []),
        (stopped, SET, "", "stopped", []),
        (stopped, SET_STATUS, "", "stopped", []),
        (running, START, "", "running", [80]),
        (running, STOP, "", "stopped", []),
        (running, DELETE, "", GONE, []),
        (running, SET, "", "running", [80]),
        (running, SET_STATUS, "", "running", []),
        (on_inactive, START, "", "running", []),
        (on_inactive, STOP, "", "stopped", []),
        (on_inactive, DELETE, "", GONE, []),
        (on_inactive, SET, "", "stopped", []),
        (on_locked, START, "ActionNotAllowed", "running", []),
        (on_locked, STOP, "ActionNotAllowed", "running", []),
        (on_locked, DELETE, "ActionNotAllowed", "running", []),
        (on_locked, SET, "ActionNotAllowed", "running", []),
        (on_locked, SET_STATUS, "ActionNotAllowed", "running", []),
    ],
)
async def test_what_a_call_does(
    driven: Cloud, state: State, action: str, outcome: str, after: str, ports: list[int]
) -> None:
    balancer = await driven.balancer()
    await state(driven, balancer)
    if outcome:
        error = await driven.refused(action, LoadBalancerId=balancer, **CALLS[action])
        assert (error.code, error.status) == (outcome, 400)
        assert f"twincloud unlock {balancer}" in error.hint
    else:
        await driven(action, LoadBalancerId=balancer, **CALLS[action])
    assert await status(driven, balancer) == after
    # Without another wait: the answer comes when it is true.
    assert await open_ports(driven, balancer) == ports


@pytest.mark.parametrize(
    ("begun", "shown", "action", "code", "http_status"),
    [
        (START, "starting", START, "ServiceIsConfiguring", 400),
        (START, "starting", STOP, "ServiceIsConfiguring", 400),
        (START, "starting", DELETE, "ServiceIsConfiguring", 400),
        (START, "starting", SET, "OperationFailed.ListenerStatusNotSupport", 400),
        (STOP, "stopping", START, "ServiceIsStopping", 409),
        (STOP, "stopping", STOP, "ServiceIsStopping", 409),
        (STOP, "stopping", DELETE, "ServiceIsStopping", 409),
        (STOP, "stopping", SET, "OperationFailed.ListenerStatusNotSupport", 400),
    ],
)
async def test_what_a_call_meets_while_another_one_is_made_true(
    driven: Cloud, engine: RecordingEngine, begun: str, shown: str, action: str, code: str, http_status: int
) -> None:
    balancer = await driven.balancer()
    await (driven.listener if begun == START else driven.running)(balancer)
    engine.open.clear()
    waiting = asyncio.create_task(driven(begun, LoadBalancerId=balancer, **ON_PORT))
    plan = await driven.plan(balancer)
    await engine.arrival(balancer, plan.generation + 1)
    assert not waiting.done()
    assert await status(driven, balancer) == shown
    error = await driven.refused(action, LoadBalancerId=balancer, **CALLS[action])
    assert (error.code, error.status) == (code, http_status)
    engine.open.set()
    await waiting
    assert await status(driven, balancer) == {START: "running", STOP: "stopped"}[begun]


async def test_an_answer_does_not_wait_for_ever(
    driven: Cloud, engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PATIENCE_S", 0.05)
    balancer = await driven.balancer()
    await driven.listener(balancer)
    engine.open.clear()
    assert (await driven.refused(START, LoadBalancerId=balancer, **ON_PORT)).code == "ServiceIsConfiguring"
    assert await status(driven, balancer) == "starting"
    engine.open.set()
    assert driven.reconciler is not None
    await driven.reconciler.idle()
    assert await status(driven, balancer) == "running"


async def test_what_the_data_plane_refuses_is_undone(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    await driven.listener(balancer)
    engine.refuses = lambda plan: {listener.id: "the port is taken" for listener in plan.listeners}
    error = await driven.refused(START, LoadBalancerId=balancer, **ON_PORT)
    assert (error.code, "the port is taken" in error.message) == ("Operation.NotAllowed", True)
    assert await status(driven, balancer) == "stopped"
    engine.refuses = lambda _: {}
    await driven(START, LoadBalancerId=balancer, **ON_PORT)
    engine.refuses = lambda plan: {listener.id: "no" for listener in plan.listeners if listener.idle_timeout_s == 10}
    error = await driven.refused(SET, LoadBalancerId=balancer, **ON_PORT, EstablishedTimeout=10)
    assert error.code == "Operation.NotAllowed"
    assert (await driven.shown(balancer))["EstablishedTimeout"] == 900


async def test_stopping_keeps_everything_else(driven: Cloud) -> None:
    balancer = await driven.balancer()
    group = await driven.group(balancer, "10.0.0.1:80")
    await driven.running(balancer, "http", VServerGroupId=group, Description="mine")
    await driven.rule(balancer, group, Url="/x")
    before = await driven.shown(balancer, "http")
    await driven(STOP, LoadBalancerId=balancer, **ON_PORT)
    after = await driven.shown(balancer, "http")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"Status", "RequestId"}
    assert (before["Status"], after["Status"]) == ("running", "stopped")


class TestSharedPorts:
    @pytest.fixture
    async def shared(self, driven: Cloud) -> str:
        """A balancer with a TCP and a UDP listener on one port."""
        balancer = await driven.balancer()
        await driven.listener(balancer, "tcp")
        await driven.listener(balancer, "udp")
        return balancer

    @pytest.mark.parametrize("action", [START, STOP, DELETE])
    async def test_a_call_has_to_say_which(self, driven: Cloud, shared: str, action: str) -> None:
        error = await driven.refused(action, LoadBalancerId=shared, **ON_PORT)
        assert (error.code, error.status) == ("TooManyListeners", 400)

    async def test_each_lives_for_itself(self, driven: Cloud, shared: str) -> None:
        await driven(START, LoadBalancerId=shared, **ON_PORT, ListenerProtocol="UDP")
        statuses = [(await driven.shown(shared, protocol))["Status"] for protocol in ("tcp", "udp")]
        assert statuses == ["stopped", "running"]
        await driven(DELETE, LoadBalancerId=shared, **ON_PORT, ListenerProtocol="tcp")
        await driven(STOP, LoadBalancerId=shared, **ON_PORT)
        assert (await driven.shown(shared, "udp"))["Status"] == "stopped"

    @pytest.mark.parametrize("pair", [("tcp", "http"), ("http", "https"), ("https", "tcp"), ("udp", "udp")])
    async def test_others_may_not_share(self, driven: Cloud, pair: tuple[str, str]) -> None:
        first, second = pair
        balancer = await driven.balancer()
        certificate = await driven.certificate("a.test")
        more: dict[str, dict[str, Any]] = {
            name: {"ServerCertificateId": certificate} if name == "https" else {} for name in (first, second)
        }
        await driven.listener(balancer, first, 80, **more[first])
        with pytest.raises(ApiError, match="ListenerAlreadyExists"):
            await driven.listener(balancer, second, 80, **more[second])


@pytest.mark.parametrize("action", [START, STOP, DELETE, SET])
async def test_there_is_no_such_listener(driven: Cloud, action: str) -> None:
    balancer = await driven.balancer()
    await driven.listener(balancer, "udp", 81)
    for members in ({**CALLS[action]}, {**CALLS[action], "ListenerPort": 81, "ListenerProtocol": "tcp"}):
        error = await driven.refused(action, LoadBalancerId=balancer, **members)
        assert (error.code, error.status) == ("ListenerNotFound", 404)


async def test_there_is_no_such_balancer(driven: Cloud) -> None:
    for action, members in CALLS.items():
        error = await driven.refused(action, LoadBalancerId="lb-unknown", **members)
        assert (error.code, error.status) == ("InvalidLoadBalancerId.NotFound", 404)


async def test_a_lock_stops_traffic_and_writes_until_it_ends(driven: Cloud) -> None:
    balancer = await driven.balancer()
    await driven.running(balancer)
    await driven.lock(balancer, "security")
    shown = await driven("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    assert shown["LoadBalancerStatus"] == "locked"
    listed = await driven("DescribeLoadBalancers", LoadBalancerStatus="locked")
    assert [one["LoadBalancerId"] for one in listed["LoadBalancers"]["LoadBalancer"]] == [balancer]
    writes: dict[str, dict[str, Any]] = {
        "DeleteLoadBalancer": {},
        "SetLoadBalancerName": {"LoadBalancerName": "new"},
        "AddBackendServers": {"BackendServers": [{"ServerId": "10.0.0.1"}]},
        "CreateVServerGroup": {},
        "CreateLoadBalancerTCPListener": {"ListenerPort": 81, "BackendServerPort": 80},
    }
    for action, members in writes.items():
        assert (await driven.refused(action, LoadBalancerId=balancer, **members)).code == "ActionNotAllowed"
    await driven.lock(balancer, "")
    assert await open_ports(driven, balancer) == [80]
    await driven(STOP, LoadBalancerId=balancer, **ON_PORT)


async def test_a_server_without_a_data_plane_shows_what_was_asked(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.running(balancer)
    assert (await cloud.shown(balancer))["Status"] == "running"
    await cloud(STOP, LoadBalancerId=balancer, **ON_PORT)
    assert (await cloud.shown(balancer))["Status"] == "stopped"
    await cloud(DELETE, LoadBalancerId=balancer, **ON_PORT)
    assert await status(cloud, balancer) == GONE
    await cloud("DeleteLoadBalancer", LoadBalancerId=balancer)
    assert await cloud.count("slb_balancer") == await cloud.count("address") == 0
