"""Which addresses are given to Envoy."""

from __future__ import annotations

import errno
import os
import socket

import pytest

from twincloud.balancing.plan import Endpoint, Listener, Protocol, Transport
from twincloud.dataplane.admission import Admission
from twincloud.dataplane.probes.bind import probe_bind
from twincloud.dataplane.probes.descriptors import DescriptorBudget, descriptor_limit


class TestBind:
    def test_a_free_port(self) -> None:
        assert probe_bind(Endpoint("127.101.0.1", 0)) is None

    def test_a_low_port_without_the_right(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def forbidden(_socket: socket.socket, _address: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(socket.socket, "bind", forbidden)
        assert probe_bind(Endpoint("127.64.0.1", 80)) == (
            "127.64.0.1:80 cannot be bound: permission denied; ports below 1024 need root, CAP_NET_BIND_SERVICE or "
            "net.ipv4.ip_unprivileged_port_start; or run with --addresses mapped"
        )

    def test_a_port_that_is_shared_by_others(self) -> None:
        with socket.socket() as holder:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            taken = Endpoint("127.0.0.1", holder.getsockname()[1])
            assert "another process listens there" in str(probe_bind(taken))
        assert probe_bind(taken) is None

    def test_the_same_port_of_the_other_transport(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind(("127.101.0.2", 0))
            taken = Endpoint("127.101.0.2", holder.getsockname()[1])
            assert "another process listens there" in str(probe_bind(taken, Transport.UDP))
            assert probe_bind(taken) is None
        assert probe_bind(taken, Transport.UDP) is None

    def test_connections_that_ended_are_no_hindrance(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            at = Endpoint("127.0.0.1", server.getsockname()[1])
            with socket.create_connection((at.host, at.port)) as client:
                served, _ = server.accept()
                served.close()  # who closes first is left in TIME_WAIT
                assert client.recv(1) == b""
        assert probe_bind(at) is None

    @pytest.mark.parametrize(
        ("endpoint", "words"),
        [
            (
                Endpoint("192.0.2.1", 8080),
                "192.0.2.1:8080 cannot be bound: the address does not belong to this machine",
            ),
            (Endpoint("2001:db8::1", 8080), "[2001:db8::1]:8080 cannot be bound: "),
            (Endpoint("127.0.0.1", 70000), "127.0.0.1:70000 cannot be bound: ports end at 65535"),
            (Endpoint("not an address", 80), "not an address:80 cannot be bound: it is not an IP address"),
        ],
    )
    def test_what_can_never_be_bound(self, endpoint: Endpoint, words: str) -> None:
        assert str(probe_bind(endpoint)).startswith(words)


class TestBudget:
    def test_addresses_count_once_per_worker(self) -> None:
        budget = DescriptorBudget(100, workers=4, reserve=50)
        assert budget.take(12) is None
        assert budget.used == 48
        assert "1 more addresses with 4 workers would need 102 of 100 file descriptors" in str(budget.take(1))
        budget.give(2)
        assert budget.take(1) is None

    def test_the_reserve_leaves_room_for_both_sides_of_connections(self) -> None:
        budget = DescriptorBudget(20_000, workers=2)
        assert 2 * budget.connections < budget.reserve < 20_000 / 2
        assert budget.take(5000) is None

    def test_the_limit_is_the_process_s_own(self) -> None:
        assert 0 < descriptor_limit() <= 1 << 20


class TestAdmission:
    """Addresses that Envoy has, had a moment ago, and had long ago."""

    def test_only_strange_addresses_are_probed(self) -> None:
        now = 0.0
        probed: list[Endpoint] = []

        def probe(endpoint: Endpoint, transport: Transport) -> str | None:
            probed.append(endpoint)
            return None

        admission = Admission(DescriptorBudget(1000, 1), 3.0, probe=probe, monotonic_s=lambda: now)
        one, two = Endpoint("127.0.0.1", 1), Endpoint("127.0.0.1", 2)
        first = Listener("l", Protocol.TCP, (one,))
        wider = Listener("l", Protocol.TCP, (one, two))
        assert admission.admit(first, None) is None
        assert admission.admit(wider, first) is None
        assert probed == [one, two]
        admission.accepted(wider, first)
        admission.removed(wider)
        now = 2.9
        assert admission.admit(wider, None) is None
        assert probed == [one, two]
        admission.refused(wider, None)
        now = 6.0
        assert admission.admit(first, None) is None
        assert probed == [one, two, one]
        assert admission.budget.used == 1

    def test_each_transport_has_ports_of_its_own(self) -> None:
        probed: list[Transport] = []

        def probe(endpoint: Endpoint, transport: Transport) -> str | None:
            probed.append(transport)
            return None

        admission = Admission(DescriptorBudget(1000, 2), 3.0, probe=probe, monotonic_s=lambda: 0.0)
        at = (Endpoint("127.0.0.1", 1),)
        assert admission.admit(Listener("t", Protocol.TCP, at), None) is None
        assert admission.admit(Listener("h", Protocol.HTTP, at), None) is None
        assert admission.admit(Listener("u", Protocol.UDP, at), None) is None
        assert probed == [Transport.TCP, Transport.UDP]
        assert admission.budget.used == 6
