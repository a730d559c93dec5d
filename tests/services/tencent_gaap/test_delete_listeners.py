"""DeleteListeners: who is deleted, what is released, and the order in which refusals are looked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud, place
from tests.support.engines import RecordingEngine
from tests.support.ledger import exists
from twincloud.services.tencent_gaap import (
    GAAP,
    Leniency,
)
from twincloud.storage.sqlite import SqliteStore

SUCCEEDED, FAILED, INVALID = "OperationSucceedListenerSet", "OperationFailedListenerSet", "InvalidStatusListenerSet"
NOT_MADE = "listener-notmade0"


def sets(succeeded: list[str], failed: list[str], invalid: list[str]) -> dict[str, list[str]]:
    return {SUCCEEDED: succeeded, FAILED: failed, INVALID: invalid}


class TestWhoIsDeleted:
    async def test_listeners_of_both_layers_go_and_the_rest_is_named(self, cloud: Cloud) -> None:
        proxy, other = await cloud.proxy(), await cloud.proxy()
        first, second = await cloud.tcp(proxy, 80, 81)
        datagrams, web, secure = await cloud.udp(proxy), await cloud.http(proxy, 82), await cloud.https(proxy)
        (foreign,) = await cloud.tcp(other)
        doomed = [secure, first, NOT_MADE, web, foreign, datagrams, first]
        answer = await cloud.delete(proxy, *doomed)
        assert answer == sets([secure, first, web, datagrams], [], [NOT_MADE, foreign])
        left = await cloud("DescribeTCPListeners", ProxyId=proxy)
        assert [one["ListenerId"] for one in left["ListenerSet"]] == [second]
        assert (await cloud.listener(foreign))["ListenerStatus"] == 0

    async def test_nothing_to_delete_is_no_error(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        assert await cloud.delete(proxy, NOT_MADE) == sets([], [], [NOT_MADE])
        assert await cloud.delete(proxy, NOT_MADE, force="0") == sets([], [], [NOT_MADE])

    async def test_of_a_group(self, cloud: Cloud) -> None:
        group = await cloud.group("Hongkong", "Japan")
        (listener,) = await cloud.tcp(group)
        (member, _) = (await cloud("DescribeProxies", Independent=0))["ProxySet"]
        assert await cloud.delete(member["ProxyId"], listener) == sets([], [], [listener])
        assert await cloud.delete(group, listener) == sets([listener], [], [])

    async def test_another_accounts_listener_is_none(self, cloud: Cloud) -> None:
        theirs = Cloud(cloud.store, account="100000000002")
        (listener,) = await theirs.tcp(await theirs.proxy())
        assert await cloud.delete(await cloud.proxy(), listener) == sets([], [], [listener])
        assert (await theirs.listener(listener))["ListenerStatus"] == 0

    @pytest.mark.parametrize("force", [1, "1"])
    async def test_force_is_a_number_or_says_one(self, cloud: Cloud, force: int | str) -> None:
        proxy = await cloud.proxy()
        (listener,) = await cloud.tcp(proxy)
        await cloud.bind(listener, "10.0.0.1:80")
        assert await cloud.delete(proxy, listener, force=force) == sets([listener], [], [])


class TestWhatIsReleased:
    async def test_origins_certificates_domains_and_rules(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        (tcp,) = await cloud.tcp(proxy)
        certificate = await cloud.certificate()
        secure = await cloud.https(proxy, CertificateId=certificate)
        rule = await cloud.rule(secure)
        await cloud.bind(tcp, "10.0.0.1:80")
        await cloud.bind(rule, "10.0.0.1:80", "10.0.0.2:80")
        ids = list((await cloud.origins("10.0.0.1", "10.0.0.2")).values())
        assert await cloud.code("RemoveRealServers", RealServerIds=ids) == "FailedOperation.RealServerAlreadyBound"
        assert await cloud.code("DeleteCertificate", CertificateId=certificate) == "FailedOperation.CertificateIsUsing"
        await cloud.delete(proxy, tcp, secure)
        await cloud("RemoveRealServers", RealServerIds=ids)
        await cloud("DeleteCertificate", CertificateId=certificate)
        assert [await cloud.count(f"gaap_{noun}") for noun in ("listener", "domain", "rule", "binding")] == [0] * 4
        assert (await cloud("DescribeRulesByRuleIds", RuleIds=[rule]))["RuleSet"] == []

    async def test_ports_are_free_again(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        await cloud.delete(proxy, *await cloud.tcp(proxy, 80))
        await cloud.http(proxy, 80)

    async def test_in_the_call_and_not_when_the_data_plane_follows(
        self, driven: Cloud, engine: RecordingEngine
    ) -> None:
        proxy = await driven.proxy()
        (listener,) = await driven.tcp(proxy)
        await driven.bind(listener, "10.0.0.1:80")
        ids = list((await driven.origins("10.0.0.1")).values())
        engine.open.clear()
        answer = await driven("DeleteListeners", ListenerIds=[listener], Force=1, ProxyId=proxy)
        assert (await driven.listener(listener))["ListenerStatus"] == 2
        assert await driven.task(answer) == "RUNNING"
        await driven("RemoveRealServers", RealServerIds=ids)
        assert await driven.count("gaap_listener") == 1
        engine.open.set()
        await driven.settled()
        assert await driven.task(answer) == "SUCCESS"
        assert await driven.count("gaap_listener") == 0
        gone = await driven.refused("DescribeTCPListeners", ListenerId=listener)
        assert (gone.code, gone.message) == ("InvalidParameter", f"ListenerId({listener}) Not Exist.")

    async def test_what_the_engine_does_not_let_go_of_is_back_and_failed(
        self, driven: Cloud, engine: RecordingEngine
    ) -> None:
        proxy = await driven.proxy()
        (listener,) = await driven.tcp(proxy)
        await driven.bind(listener, "10.0.0.1:80")
        engine.refuses = lambda plan: {} if plan.listeners else {listener: "it does not let go"}
        assert await driven.delete(proxy, listener) == sets([], [listener], [])
        engine.refuses = lambda _: {}
        await driven.settled()
        shown = await driven.listener(listener)
        assert (shown["ListenerStatus"], len(shown["RealServerSet"])) == (0, 1)


class TestForce:
    async def test_one_bound_listener_keeps_all(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        bound, free = await cloud.tcp(proxy, 80, 81)
        await cloud.bind(bound, "10.0.0.1:80")
        error = await cloud.refused("DeleteListeners", ListenerIds=[free, bound], Force=0, ProxyId=proxy)
        assert error.code == "FailedOperation.RealServerAlreadyBound"
        assert bound in error.message
        assert await cloud.count("gaap_listener") == 2
        assert await cloud.delete(proxy, free, force=0) == sets([free], [], [])

    async def test_a_rule_with_origins_binds_its_listener(self, cloud: Cloud) -> None:
        proxy = await cloud.proxy()
        web = await cloud.http(proxy)
        rule = await cloud.rule(web)
        await cloud.bind(rule, "10.0.0.1:80")
        asked = {"ListenerIds": [web], "Force": 0, "ProxyId": proxy}
        assert await cloud.code("DeleteListeners", **asked) == "FailedOperation.RealServerAlreadyBound"
        await cloud.bind(rule)
        assert await cloud.delete(proxy, web, force=0) == sets([web], [], [])

    @pytest.mark.parametrize(
        ("setting", "client", "deleted"),
        [
            ("auto", "SDK_PYTHON_3.0", False),
            ("auto", "Terraform-1.81.0,id=x", True),
            ("auto", "not Terraform-1", False),
            ("never", "Terraform-1.81.0", False),
            ("always", "SDK_PYTHON_3.0", True),
        ],
    )
    async def test_who_may_delete_bound_listeners_without_it(
        self, gaap_store: SqliteStore, setting: Any, client: str, deleted: bool
    ) -> None:
        cloud = Cloud(gaap_store, leniency=Leniency(setting))
        proxy = await cloud.proxy()
        (listener,) = await cloud.tcp(proxy)
        await cloud.bind(listener, "10.0.0.1:80")
        cloud.client = client
        if deleted:
            assert await cloud.delete(proxy, listener, force=0) == sets([listener], [], [])
        else:
            asked = {"ListenerIds": [listener], "Force": 0, "ProxyId": proxy}
            assert await cloud.code("DeleteListeners", **asked) == "FailedOperation.RealServerAlreadyBound"


Fault = Callable[[Cloud, dict[str, Any]], Awaitable[None]]


def absent(member: str) -> Fault:
    async def spoil(cloud: Cloud, asked: dict[str, Any]) -> None:
        del asked[member]

    return spoil


def set_to(**members: Any) -> Fault:
    async def spoil(cloud: Cloud, asked: dict[str, Any]) -> None:
        asked.update(members)

    return spoil


async def managed(cloud: Cloud, asked: dict[str, Any]) -> None:
    await cloud.mark(asked["ProxyId"], managed=True)


async def closed(cloud: Cloud, asked: dict[str, Any]) -> None:
    await cloud("CloseProxies", ProxyIds=[asked["ProxyId"]])


async def bound(cloud: Cloud, asked: dict[str, Any]) -> None:
    await cloud.bind(asked["ListenerIds"][0], "10.0.0.1:80")
    asked["Force"] = 0


async def busy(cloud: Cloud, asked: dict[str, Any]) -> None:
    assert cloud.engine is not None
    await cloud.settled()
    cloud.engine.open.clear()
    await cloud.bind(asked["ListenerIds"][-1], "10.0.0.2:80")


neither = ("MissingParameter", absent("ProxyId"))
both = ("InvalidParameter", set_to(GroupId="lg-00000000"))
no_such_force = ("InvalidParameterValue", set_to(Force=2))
unknown = ("ResourceNotFound", set_to(ProxyId="link-00000000"))
ORDERS: dict[str, list[tuple[str, Fault]]] = {
    "neither id": [neither, no_such_force],
    "both ids": [both, no_such_force, unknown],
    "in its state": [
        no_such_force,
        ("FailedOperation.NonStandardProxy", managed),
        ("FailedOperation.InstanceStatusNotInRuning", closed),
        ("FailedOperation.ListenerHasTask", busy),
        ("FailedOperation.RealServerAlreadyBound", bound),
    ],
}
"""What may be wrong with one call, in the order in which it is looked for."""


class TestOrder:
    @pytest.mark.parametrize(
        ("name", "number"), [(name, number) for name, faults in ORDERS.items() for number in range(len(faults))]
    )
    async def test_a_refusal_wins_over_all_that_come_later(self, driven: Cloud, name: str, number: int) -> None:
        proxy = await driven.proxy()
        first, last = await driven.tcp(proxy, 80, 81)
        asked: dict[str, Any] = {"ListenerIds": [first, last], "Force": 1, "ProxyId": proxy}
        # The later faults are made first: a closed connection, for one, takes no bindings.
        for _, spoil in reversed(ORDERS[name][number:]):
            await spoil(driven, asked)
        assert await driven.code("DeleteListeners", **asked) == ORDERS[name][number][0]

    async def test_members_that_are_missing_come_before_all_else(self, cloud: Cloud) -> None:
        for member in ("ListenerIds", "Force"):
            asked = {"ListenerIds": 1, "Force": "abc", "ProxyId": "a", "GroupId": "b"}
            del asked[member]
            assert await cloud.code("DeleteListeners", **asked) == "MissingParameter"


VALUES = [
    ("MissingParameter", absent("ListenerIds")),
    ("MissingParameter", absent("Force")),
    ("MissingParameter", absent("ProxyId")),
    ("MissingParameter", set_to(ProxyId="")),
    ("InvalidParameter", set_to(GroupId="lg-00000000")),
    ("InvalidParameter", set_to(Force="1.5")),
    ("InvalidParameter", set_to(Force="")),
    ("InvalidParameter", set_to(Force=True)),
    ("InvalidParameter", set_to(Force=[1])),
    ("InvalidParameter", set_to(ListenerIds="listener-1")),
    ("InvalidParameter", set_to(ListenerIds=[1])),
    ("InvalidParameterValue", set_to(Force=2)),
    ("InvalidParameterValue", set_to(Force=-1)),
    ("InvalidParameterValue", set_to(Force="7")),
    ("InvalidParameterValue", set_to(ListenerIds=[])),
    ("InvalidParameterValue", set_to(ListenerIds=["listener-1", ""])),
    ("UnknownParameter", set_to(Forse=1)),
    ("ResourceNotFound", set_to(ProxyId="link-00000000")),
]


class TestCodes:
    @pytest.mark.parametrize(("code", "spoil"), VALUES)
    async def test_of_what_is_asked(self, cloud: Cloud, code: str, spoil: Fault) -> None:
        proxy = await cloud.proxy()
        asked: dict[str, Any] = {"ListenerIds": await cloud.tcp(proxy), "Force": 1, "ProxyId": proxy}
        await spoil(cloud, asked)
        assert await cloud.code("DeleteListeners", **asked) == code
        assert await cloud.count("gaap_listener") == 1

    async def test_of_another_accounts_connection(self, cloud: Cloud) -> None:
        proxy = await Cloud(cloud.store, account="100000000002").proxy()
        asked = {"ListenerIds": [NOT_MADE], "Force": 1, "ProxyId": proxy}
        assert await cloud.code("DeleteListeners", **asked) == "ResourceNotFound"
        asked = {"ListenerIds": [NOT_MADE], "Force": 1, "GroupId": "lg-00000000"}
        assert await cloud.code("DeleteListeners", **asked) == "ResourceNotFound"

    @pytest.mark.parametrize("state", ["closed", "locked", "managed"])
    @pytest.mark.parametrize("kind", ["proxy", "group"])
    async def test_of_connections_and_groups_that_are_in_no_state_for_it(
        self, cloud: Cloud, kind: str, state: str
    ) -> None:
        owner = await cloud.proxy() if kind == "proxy" else await cloud.group("Hongkong")
        (listener,) = await cloud.tcp(owner)
        if state == "locked":
            await cloud.mark(owner, locked="financial")
        elif state == "managed":
            await cloud.mark(owner, managed=True)
        elif kind == "proxy":
            await cloud("CloseProxies", ProxyIds=[owner])
        else:
            await cloud("CloseProxyGroup", GroupId=owner)
        running = {"proxy": "InstanceStatusNotInRuning", "group": "GroupStatusNotInRuning"}[kind]
        wanted = "NonStandardProxy" if state == "managed" else running
        asked = {"ListenerIds": [listener], "Force": 1, **place(owner)}
        assert await cloud.code("DeleteListeners", **asked) == f"FailedOperation.{wanted}"

    async def test_of_a_second_delete_before_the_data_plane_has_followed(
        self, driven: Cloud, engine: RecordingEngine
    ) -> None:
        proxy = await driven.proxy()
        (listener,) = await driven.tcp(proxy)
        engine.open.clear()
        assert await driven.delete(proxy, listener) == sets([listener], [], [])
        asked = {"ListenerIds": [listener], "Force": 1, "ProxyId": proxy}
        assert await driven.code("DeleteListeners", **asked) == "FailedOperation.ListenerHasTask"
        engine.open.set()
        await driven.settled()
        assert await driven.delete(proxy, listener) == sets([], [], [listener])

    async def test_of_two_deletes_that_meet(self, driven: Cloud) -> None:
        proxy = await driven.proxy()
        (listener,) = await driven.tcp(proxy)
        answers = await asyncio.gather(*(driven.delete(proxy, listener) for _ in range(4)), return_exceptions=True)
        succeeded = [one for one in answers if isinstance(one, dict) and one[SUCCEEDED]]
        others = {getattr(one, "code", "gone") for one in answers if one not in succeeded}
        assert len(succeeded) == 1
        assert others <= {"FailedOperation.ListenerHasTask", "gone"}


HERE, SHOWN = "tests/services/tencent_gaap/test_delete_listeners.py", "tests/e2e/test_gaap_delete_listeners.py"
CODES = f"{HERE}::TestCodes"
OPERATOR = f"{SHOWN}::TestWhatTheOperatorBringsAbout"
CAUSES = {
    "AuthFailure": f"{OPERATOR}::test_a_signature_of_somebody_else",
    "AuthFailure.NotEnterpriseAuthorization": f"{OPERATOR}::test_of_the_account",
    "AuthFailure.UnauthorizedOperation": f"{OPERATOR}::test_of_users",
    "FailedOperation": f"{OPERATOR}::test_by_injected_faults",
    "FailedOperation.GroupStatusNotInRuning": f"{CODES}::test_of_connections_and_groups_that_are_in_no_state_for_it",
    "FailedOperation.InstanceStatusNotInRuning": f"{HERE}::TestOrder::test_a_refusal_wins_over_all_that_come_later",
    "FailedOperation.ListenerHasTask": f"{CODES}::test_of_a_second_delete_before_the_data_plane_has_followed",
    "FailedOperation.NonStandardProxy": f"{OPERATOR}::test_of_the_connection",
    "FailedOperation.RealServerAlreadyBound": f"{HERE}::TestForce::test_one_bound_listener_keeps_all",
    "FailedOperation.UserNotConfirmProtocol": f"{OPERATOR}::test_of_the_account",
    "InternalError": f"{OPERATOR}::test_by_injected_faults",
    "InvalidParameter": f"{CODES}::test_of_what_is_asked",
    "InvalidParameterValue": f"{CODES}::test_of_what_is_asked",
    "MissingParameter": f"{CODES}::test_of_what_is_asked",
    "ResourceNotFound": f"{CODES}::test_of_another_accounts_connection",
    "ResourceUnavailable.AccountViolation": f"{OPERATOR}::test_of_the_account",
    "UnauthorizedOperation": f"{OPERATOR}::test_of_users",
}
"""The codes of the page, and a test that brings each about; the first is answered with its subcodes."""


def test_the_page_has_these_codes() -> None:
    assert set(GAAP.contract.actions["DeleteListeners"].errors) == set(CAUSES)
    assert len(CAUSES) == 17


@pytest.mark.parametrize("code", CAUSES)
def test_every_code_of_the_page_has_a_test(code: str) -> None:
    assert exists(CAUSES[code])
