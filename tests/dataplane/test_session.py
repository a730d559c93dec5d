"""The rules of the discovery protocol, without an Envoy."""

from __future__ import annotations

import asyncio

from envoy.service.discovery.v3 import discovery_pb2

from twincloud.dataplane.compile.discovery import Request, read_request
from twincloud.dataplane.compile.endpoints import empty_endpoints
from twincloud.dataplane.compile.resources import TYPE_URLS, Kind, Resource, ResourceKey
from twincloud.dataplane.xds.changes import ChangeSet
from twincloud.dataplane.xds.complaints import reasons
from twincloud.dataplane.xds.round import Patience, Round
from twincloud.dataplane.xds.session import CHUNK, Session
from twincloud.dataplane.xds.store import Store


class Wire:
    """A session with what it sent, decoded."""

    def __init__(self, *resources: Resource) -> None:
        self.store = Store()
        for resource in resources:
            self.store.restore(resource.key, resource)
        self.sent: list[discovery_pb2.DeltaDiscoveryResponse] = []
        self.session = Session(self.store, self._take)

    def _take(self, data: bytes) -> None:
        self.sent.append(discovery_pb2.DeltaDiscoveryResponse.FromString(data))

    def ask(self, kind: Kind, *names: str, **more: object) -> None:
        self.session.receive(Request(kind, subscribe=names, **more))  # type: ignore[arg-type]  # fields by name

    def answer(self, number: int = -1, error: str = "") -> None:
        response = self.sent[number]
        kind = next(kind for kind, url in TYPE_URLS.items() if url == response.type_url)
        self.session.receive(Request(kind, nonce=response.nonce, error=error))

    def names(self, number: int = -1) -> list[str]:
        return [resource.name for resource in self.sent[number].resources]


def made(kind: Kind, name: str, body: bytes = b"x", *, checked: bool = False, owner: str | None = None) -> Resource:
    return Resource(ResourceKey(kind, name), body.hex(), body, owner, checked=checked)


class TestAnswers:
    def test_the_first_question_is_answered_even_when_there_is_nothing(self) -> None:
        wire = Wire()
        wire.ask(Kind.CLUSTER)
        wire.ask(Kind.LISTENER)
        assert [len(response.resources) for response in wire.sent] == [0, 0]

    def test_targets_that_nobody_knows_are_none(self) -> None:
        wire = Wire()
        wire.ask(Kind.ENDPOINTS, "p:gone")
        assert wire.sent[0].resources[0].resource.value == empty_endpoints("p:gone").body

    def test_checked_targets_come_after_an_empty_answer_the_first_time_only(self) -> None:
        wire = Wire(made(Kind.ENDPOINTS, "p:a", checked=True), made(Kind.ENDPOINTS, "p:b"))
        wire.ask(Kind.ENDPOINTS, "p:a", "p:b")
        assert [wire.names(0), wire.names(1)] == [["p:a"], ["p:a", "p:b"]]
        assert wire.sent[0].resources[0].version != wire.sent[1].resources[0].version
        wire.answer(0)
        wire.answer(1)
        wire.ask(Kind.ENDPOINTS, "p:a")
        assert len(wire.sent) == 3
        assert wire.sent[2].resources[0].version == wire.sent[1].resources[0].version

    def test_after_a_broken_stream_only_the_difference_is_sent(self) -> None:
        kept, changed = made(Kind.LISTENER, "l:kept"), made(Kind.LISTENER, "l:changed", b"new")
        wire = Wire(kept, changed)
        wire.ask(Kind.LISTENER, initial_versions={"l:kept": kept.version, "l:changed": "old", "l:gone": "old"})
        assert wire.names(0) == ["l:changed"]
        assert list(wire.sent[0].removed_resources) == ["l:gone"]
        routes = made(Kind.ROUTES, "r:a")
        wire.store.restore(routes.key, routes)
        wire.ask(Kind.ROUTES, "r:a", initial_versions={"r:a": routes.version})
        assert len(wire.sent) == 1

    def test_after_a_broken_stream_targets_are_sent_though_envoy_has_them(self) -> None:
        targets = made(Kind.ENDPOINTS, "p:a", checked=True)
        wire = Wire(targets)
        wire.ask(Kind.ENDPOINTS, "p:a", initial_versions={"p:a": targets.version})
        assert [resource.version for response in wire.sent for resource in response.resources] == [targets.version]

    def test_a_pool_that_comes_back_is_new(self) -> None:
        wire = Wire(made(Kind.ENDPOINTS, "p:a", checked=True))
        wire.ask(Kind.ENDPOINTS, "p:a")
        wire.session.send(Kind.CLUSTER, (), ["p:a"])
        assert not wire.session.interested(ResourceKey(Kind.ENDPOINTS, "p:a"))
        before = len(wire.sent)
        wire.ask(Kind.ENDPOINTS, "p:a")
        assert len(wire.sent) == before + 2

    def test_many_are_sent_in_pieces(self) -> None:
        wire = Wire()
        wire.session.send(Kind.ENDPOINTS, [made(Kind.ENDPOINTS, f"p:{number}") for number in range(CHUNK * 2 + 1)])
        assert [len(response.resources) for response in wire.sent] == [CHUNK, CHUNK, 1]

    def test_a_request_is_read(self) -> None:
        message = discovery_pb2.DeltaDiscoveryRequest(
            type_url=TYPE_URLS[Kind.ROUTES],
            resource_names_subscribe=["r:a"],
            resource_names_unsubscribe=["r:b"],
            initial_resource_versions={"r:c": "1"},
            response_nonce="7",
        )
        message.error_detail.message = "no"
        message.node.id = "me"
        message.node.user_agent_build_version.version.major_number = 1
        assert read_request(message.SerializeToString()) == Request(
            Kind.ROUTES, "7", "no", ("r:a",), ("r:b",), {"r:c": "1"}, "me", "1.0.0"
        )
        other = discovery_pb2.DeltaDiscoveryRequest(type_url="something.else")
        assert read_request(other.SerializeToString()).kind is None


class TestRounds:
    """Rounds against a session whose Envoy is the test."""

    @staticmethod
    async def start(
        wire: Wire, *puts: Resource, patience: Patience | None = None
    ) -> tuple[asyncio.Task[None], ChangeSet]:
        resources = {resource.key: resource for resource in puts}
        change = ChangeSet(resources, [], lambda key: [resources[key].owner or "l"] if key in resources else [])
        task = asyncio.create_task(Round(wire.session, wire.store, [change], patience or Patience()).run())
        await asyncio.sleep(0)
        return task, change

    async def test_targets_follow_a_changed_pool_of_which_envoy_has_them(self) -> None:
        cluster, targets = made(Kind.CLUSTER, "p:a"), made(Kind.ENDPOINTS, "p:a")
        wire = Wire(cluster, targets)
        wire.ask(Kind.ENDPOINTS, "p:a")
        wire.answer()
        task, change = await self.start(wire, made(Kind.CLUSTER, "p:a", b"new"))
        assert [response.type_url for response in wire.sent[1:]] == [TYPE_URLS[Kind.CLUSTER], TYPE_URLS[Kind.ENDPOINTS]]
        assert wire.sent[2].resources[0].version == targets.version
        wire.answer(2)
        wire.answer(1)
        await task
        assert (await change.done).refused == {}

    async def test_the_verdict_on_a_pool_is_not_awaited_for_long(self) -> None:
        wire = Wire()
        new = made(Kind.CLUSTER, "p:a")
        task, change = await self.start(wire, new, made(Kind.ENDPOINTS, "p:a"), patience=Patience(clusters_s=0.01))
        wire.ask(Kind.ENDPOINTS, "p:a")
        wire.answer()
        await task
        assert (await change.done).refused == {}
        assert wire.store.good(new.key) is new
        wire.answer(0, "Error adding/updating cluster(s) p:a: too late")
        assert wire.store.good(new.key) is None

    async def test_silence_is_a_refusal(self) -> None:
        wire = Wire()
        listener = made(Kind.LISTENER, "l:a", owner="a")
        task, change = await self.start(wire, listener, patience=Patience(stall_s=0.01))
        await task
        assert (await change.done).refused == {"a": "Envoy gave no answer to l:a within 0.01 s"}
        assert wire.store.good(listener.key) is None
        assert list(wire.sent[-1].removed_resources) == ["l:a"]

    async def test_nothing_is_kept_when_the_stream_ends(self) -> None:
        wire = Wire()
        listener = made(Kind.LISTENER, "l:a", owner="a")
        task, change = await self.start(wire, listener)
        wire.session.close()
        assert type((await asyncio.gather(task, return_exceptions=True))[0]).__name__ == "SessionLostError"
        assert not change.done.done()
        assert wire.store.wanted(listener.key) is None

    async def test_one_of_several_is_found_by_asking_again(self) -> None:
        targets = [made(Kind.ENDPOINTS, f"p:{name}", owner=name) for name in "abc"]
        wire = Wire(*(made(Kind.ENDPOINTS, f"p:{name}", b"old") for name in "abc"))
        wire.ask(Kind.ENDPOINTS, "p:a", "p:b", "p:c")
        wire.answer()
        task, change = await self.start(wire, *targets)
        wire.answer(error="malformed IP address")
        assert [wire.names(number) for number in (-3, -2, -1)] == [["p:a"], ["p:b"], ["p:c"]]
        wire.answer(-3)
        wire.answer(-2, "malformed IP address")
        wire.answer(-1)
        await task
        assert (await change.done).refused == {"b": "malformed IP address"}
        assert [wire.store.good(resource.key) for resource in (targets[0], targets[2])] == [targets[0], targets[2]]


class TestComplaints:
    def test_listeners_are_told_apart_by_line(self) -> None:
        text = "Error adding/updating listener(s) l:a: cannot bind '127.0.0.1:80'\nl:ab: l:a: duplicate address\n"
        assert reasons(text, ["l:a", "l:ab", "l:abc"]) == {
            "l:a": "cannot bind '127.0.0.1:80'",
            "l:ab": "l:a: duplicate address",
        }

    def test_clusters_are_told_apart_by_comma(self) -> None:
        text = "Error adding/updating cluster(s) p:b: one, two, p:a: three"
        assert reasons(text, ["p:a", "p:b"]) == {"p:b": "one, two", "p:a": "three"}

    def test_a_resource_is_not_printed_in_its_reason(self) -> None:
        text = (
            'Error adding/updating cluster(s) p:a: name: "p:a"\ntype: EDS\n: '
            "Proto constraint validation failed (ClusterValidationError.Timeout: must be greater than 0s)"
        )
        assert reasons(text, ["p:a"]) == {"p:a": "ClusterValidationError.Timeout: must be greater than 0s"}

    def test_a_complaint_without_names(self) -> None:
        assert reasons("malformed IP address: x", ["p:a"]) == {}
