"""Customized configurations as the official SDK makes them and as clients and targets of a balancer meet them."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.http3 import http3_client
from tests.support.targets import ask_http, http_target, read_answer
from tests.support.traffic import asked_on_one_connection

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET = "SetCustomizedConfigForLoadBalancer"


async def customized(clb: Clb, balancer: str, content: str) -> str:
    """Bind a configuration to a balancer, wait until it acts and return its id."""
    made = await clb.done(SET, OperationType="ADD", ConfigName="config", ConfigContent=content)
    await clb.done(SET, OperationType="BIND", UconfigId=made.ConfigId, LoadBalancerIds=[balancer])
    return str(made.ConfigId)


async def sent(vip: str, body: bytes) -> int:
    """Post a body and return the answer's status."""
    reader, writer = await asyncio.open_connection(vip, 80)
    try:
        writer.write(f"POST / HTTP/1.1\r\nhost: a.test\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        async with asyncio.timeout(10):
            return (await read_answer(reader)).status
    finally:
        writer.close()


async def shown_cipher(vip: str, client: ssl.SSLContext) -> tuple[str, str]:
    """Return the version and the suite on which both sides agree."""
    async with shake(vip, 443, "a.test", client) as connection:
        name, version, _ = connection.writer.get_extra_info("cipher")
        assert (await connection.get("a.test")).status == 200
        return version, name


async def test_bodies_headers_and_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
    allowed, longer = b"x" * (1 << 20), b"x" * ((1 << 20) + 1)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        assert await sent(vip, longer) == 200
        content = """
            client_max_body_size 1M; keepalive_requests 2; client_header_buffer_size 100k;
            add_header X-Added yes; more_set_headers "Server: ours" "X-Gone:";
            proxy_set_header X-Real-Port $remote_port; proxy_set_header X-clb-stgw-vip $server_addr;
            proxy_set_header X-Forwarded-Port $vport; proxy_set_header X-Method $request_method;
            proxy_set_header X-Uri $uri; proxy_set_header Stgw-request-id $stgw_request_id;
            proxy_redirect http:// https://;
        """
        config = await customized(clb, balancer, content)
        assert [await sent(vip, allowed), await sent(vip, longer)] == [200, 413]
        answers = await asked_on_one_connection(vip, 80, 2, host_header="a.test")
        assert [answer.headers.get("connection") for answer in answers] == [None, "close"]
        web.status, web.headers = 302, {"X-Gone": "theirs", "Location": "http://a.test/"}
        answer = await ask_http(vip, 80, "/some/where?x=1", host_header="a.test", headers={"X-Long": "x" * 80_000})
        assert {name: answer.headers.get(name) for name in ("server", "x-added", "x-gone", "location")} == {
            "server": "ours", "x-added": "yes", "x-gone": None, "location": "https://a.test/",
        }  # fmt: skip
        told = web.seen[-1].headers
        assert {name: told[name] for name in ("x-clb-stgw-vip", "x-forwarded-port", "x-method", "x-uri")} == {
            "x-clb-stgw-vip": vip, "x-forwarded-port": "80", "x-method": "GET", "x-uri": "/some/where",
        }  # fmt: skip
        assert int(told["x-real-port"]) > 1024
        assert told["stgw-request-id"]

        # A listener that comes later has the configuration too.
        other = await clb.listener(balancer, "HTTP", 81)
        at_other = await clb.rule(balancer, other, "a.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, other, web.port, location=at_other)
        assert (await ask_http(vip, 81, host_header="a.test")).headers["x-added"] == "yes"
        assert web.seen[-1].headers["x-forwarded-port"] == "81"

        web.status = 404
        assert "x-added" not in (await ask_http(vip, 80, host_header="a.test")).headers, "not into what went wrong"
        await clb.done(SET, OperationType="UPDATE", UconfigId=config, ConfigContent="client_max_body_size 2M;")
        answer = await ask_http(vip, 80, host_header="a.test")
        assert (answer.headers["server"], answer.headers["location"]) == ("web", "http://a.test/")
        web.status = 200
        assert await sent(vip, longer) == 200
        await clb.done(SET, OperationType="UPDATE", UconfigId=config, ConfigContent="client_max_body_size 1M;")
        assert await sent(vip, longer) == 413
        await clb.done(SET, OperationType="UNBIND", UconfigId=config, LoadBalancerIds=[balancer])
        assert await sent(vip, longer) == 200


@pytest.mark.parametrize("seconds", [0, 10])
async def test_connections_of_clients_stay_so_long(clb: Clb, seconds: int) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        await customized(clb, balancer, f"keepalive_timeout {seconds}s;")
        reader, writer = await asyncio.open_connection(vip, 80)
        writer.write(b"GET / HTTP/1.1\r\nhost: a.test\r\n\r\n")
        async with asyncio.timeout(20):
            answer = await read_answer(reader)
            assert (answer.body, answer.headers.get("connection")) == ("web", None if seconds else "close")
            assert await reader.read() == b""
        writer.close()


async def test_versions_and_suites_of_tls(clb: Clb, authority: Authority) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test"))}
    listener = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
    rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        assert (await shown_cipher(vip, authority.client()))[0] == "TLSv1.3"
        config = await customized(clb, balancer, "ssl_protocols TLSv1.2; ssl_ciphers HIGH:!AES256:!CHACHA20;")
        assert await shown_cipher(vip, authority.client()) == ("TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256")
        await clb.done(SET, OperationType="UPDATE", UconfigId=config, ConfigContent="ssl_protocols TLSv1.3;")
        old = authority.client()
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await shown_cipher(vip, old)
        assert (await shown_cipher(vip, authority.client()))[0] == "TLSv1.3"


async def test_domains_that_are_served_over_quic_have_it_too(clb: Clb, authority: Authority) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test"))}
    listener = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
    rule = await clb.rule(balancer, listener, "a.test", Quic=True, HealthCheck=UNCHECKED)
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rule)
        await customized(clb, balancer, "add_header X-Added yes; ssl_protocols TLSv1.2; proxy_set_header X-Uri $uri;")
        async with http3_client(vip, 443, "a.test", authority.pem) as client:
            answer = await client.get("a.test", "/x")
    assert (answer.status, answer.headers["x-added"]) == (200, "yes")
    assert web.seen[-1].headers["x-uri"] == "/x"
