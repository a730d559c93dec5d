"""Where balancers share one address, their ports are stood for by free ones of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from tests.support.engines import RecordingEngine
from twincloud.inventory.addresses import AddressBook
from twincloud.storage.sqlite import SqliteStore


class CountingBook(AddressBook):
    """Promises ports from 40000 on, always the same ones, as a system whose ports nobody has bound yet might."""

    maps_ports = True

    def __init__(self, spare: int = 100) -> None:
        self.spare = spare

    def address(self, slot: int) -> str:
        return "127.0.0.1"

    def free_ports(self, count: int, transport: str) -> Sequence[int]:
        first = 40000 if transport == "tcp" else 50000
        return range(first, first + min(count, self.spare))


@pytest.fixture
async def mapped(empty_store: SqliteStore) -> Cloud:
    return Cloud(empty_store, book=CountingBook())


async def endpoints(cloud: Cloud, balancer: str) -> list[tuple[str, int]]:
    plan = await cloud.plan(balancer)
    return [(endpoint.host, endpoint.port) for listener in plan.listeners for endpoint in listener.endpoints]


async def test_every_port_has_a_real_one_of_its_own(mapped: Cloud) -> None:
    first, second = await mapped.balancer(), await mapped.balancer()
    await mapped("CreateListener", LoadBalancerId=first, Ports=[80, 81], Protocol="TCP")
    await mapped.listener(second, 80, "HTTP")
    assert await endpoints(mapped, first) == [("127.0.0.1", 40000), ("127.0.0.1", 40001)]
    assert await endpoints(mapped, second) == [("127.0.0.1", 40002)]
    answer = await mapped("DescribeLoadBalancers", LoadBalancerIds=[first])
    assert answer["LoadBalancerSet"][0]["LoadBalancerVips"] == ["127.0.0.1"]


async def test_real_ports_are_free_again_with_their_listeners(mapped: Cloud) -> None:
    balancer = await mapped.balancer()
    listener = await mapped.listener(balancer, 80)
    await mapped("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    assert await mapped.count("mapped_port") == 0
    await mapped.listener(balancer, 81)
    await mapped("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert await mapped.count("mapped_port") == 0


async def test_a_listener_on_a_port_that_is_being_closed_takes_its_real_port_over(empty_store: SqliteStore) -> None:
    engine = RecordingEngine()
    cloud = Cloud(empty_store, book=CountingBook(), engine=engine)
    assert cloud.reconciler is not None
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80)
    await cloud.settled()
    engine.open.clear()
    await cloud("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    await cloud.listener(balancer, 80)
    engine.open.set()
    await cloud.settled()
    assert await endpoints(cloud, balancer) == [("127.0.0.1", 40000)]
    assert (await cloud.count("mapped_port"), await cloud.count("clb_listener")) == (1, 1)
    await cloud.reconciler.stop()


async def test_a_refused_listener_gives_its_real_port_back(empty_store: SqliteStore) -> None:
    engine = RecordingEngine()
    cloud = Cloud(empty_store, book=CountingBook(), engine=engine)
    assert cloud.reconciler is not None
    engine.refuses = lambda plan: {listener.id: "no" for listener in plan.listeners}
    balancer = await cloud.balancer()
    await cloud.listener(balancer, 80)
    await cloud.settled()
    assert await cloud.count("mapped_port") == 0
    await cloud.reconciler.stop()


async def test_no_real_port_left(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, book=CountingBook(spare=1))
    balancer = await cloud.balancer()
    error = await cloud.refused("CreateListener", LoadBalancerId=balancer, Ports=[80, 81], Protocol="TCP")
    assert error.code == "ResourceInsufficient"
    assert await cloud.count("clb_listener") == 0


async def test_ports_of_udp_and_of_quic_have_real_ones_too(mapped: Cloud, authority: Authority) -> None:
    balancer = await mapped.balancer()
    own = {"CertId": await mapped.certificate(authority.issue("a.test"))}
    udp = await mapped.listener(balancer, 53, "UDP", EndPort=55)
    https = await mapped.listener(balancer, 443, "HTTPS", Certificate=own)
    await mapped.rule(balancer, https, Quic=True)
    assert [port for _, port in await endpoints(mapped, balancer)] == [50000, 50001, 50002, 40000, 50003]
    (_, encrypted, _) = (await mapped.plan(balancer)).listeners
    assert encrypted.hosts[0].http3_port == 50003
    for listener in (udp, https):
        await mapped("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    assert await mapped.count("mapped_port") == 0


async def test_a_udp_listener_beside_https_shares_what_quic_would_have(mapped: Cloud, authority: Authority) -> None:
    balancer = await mapped.balancer()
    own = {"CertId": await mapped.certificate(authority.issue("a.test"))}
    https = await mapped.listener(balancer, 443, "HTTPS", Certificate=own)
    udp = await mapped.listener(balancer, 443, "UDP")
    assert [port for _, port in await endpoints(mapped, balancer)] == [40000, 50000]
    await mapped("DeleteListener", LoadBalancerId=balancer, ListenerId=udp)
    await mapped.rule(balancer, https, Quic=True)
    assert [port for _, port in await endpoints(mapped, balancer)] == [40000, 50000]


async def test_the_listener_that_an_automatic_redirection_makes_has_a_real_port(
    mapped: Cloud, authority: Authority
) -> None:
    balancer = await mapped.balancer()
    own = {"CertId": await mapped.certificate(authority.issue("a.test"))}
    https = await mapped.listener(balancer, 443, "HTTPS", Certificate=own)
    await mapped.rule(balancer, https)
    await mapped("AutoRewrite", LoadBalancerId=balancer, ListenerId=https)
    plan = await mapped.plan(balancer)
    assert [listener.endpoints[0].port for listener in plan.listeners] == [40000, 40001]
    (route,) = plan.listeners[1].hosts[0].routes
    assert route.redirect is not None
    assert route.redirect.port == 40000, "clients must be sent to the real port"
