"""Targets that are spoken to in TLS or HTTP/2."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import grpc
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.plans import host, http, plan, pool, route, tcp
from tests.support.targets import ask_http, eventually
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, Target, UpstreamProtocol
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]

SERVING, NOT_SERVING = b"\x08\x01", b"\x08\x02"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that nobody vouches for, with its key, as a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody.test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "target.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


async def test_targets_may_speak_tls(engine: EnvoyEngine, endpoint: Place, certificate: Path) -> None:
    at, raw = endpoint(), endpoint()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    target = Target("127.0.0.1", server.sockets[0].getsockname()[1], 10)
    by_route = msgspec.structs.replace(pool("p", target, http=True), upstream=UpstreamProtocol.TLS)
    by_port = msgspec.structs.replace(pool("q", target), upstream=UpstreamProtocol.TLS)
    listeners = [http("l", at, host("*", route("/", "p"))), tcp("m", raw, "q")]
    assert (await engine.apply(plan(*listeners, by_route, by_port))).refused == {}
    assert [(await ask_http(place.host, place.port)).body for place in (at, raw)] == ["secret", "secret"]
    server.close()


class GrpcTarget:
    """A gRPC server with a health service and a method that answers with its name."""

    def __init__(self) -> None:
        self.health = SERVING
        self.asked_for: list[bytes] = []
        self.port = 0

    async def _check(self, request: bytes, _context: object) -> bytes:
        self.asked_for.append(request)
        return self.health

    async def _name(self, request: bytes, _context: object) -> bytes:
        return b"I am called by " + request

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        server = grpc.aio.server()
        for service, method, call in (("grpc.health.v1.Health", "Check", self._check), ("Who", "Are", self._name)):
            handler: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
                method: grpc.unary_unary_rpc_method_handler(call)
            }
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handler),))
        self.port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        try:
            yield
        finally:
            await server.stop(None)


async def test_grpc_passes_and_is_checked(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    target = GrpcTarget()
    async with target.running():
        check = HealthCheck(CheckKind.GRPC, 2, 4, 1, 1, grpc_service="Who")
        checked = pool("p", Target("127.0.0.1", target.port, 10), check=check, http=True)
        checked = msgspec.structs.replace(checked, upstream=UpstreamProtocol.HTTP2)
        assert (await engine.apply(plan(http("l", at, host("*", route("/", "p"))), checked))).refused == {}

        async def healthy() -> bool | None:
            return (await engine.health(["p"]))["p"][0].healthy

        await eventually(healthy, lambda found: found is True)
        async with grpc.aio.insecure_channel(f"{at.host}:{at.port}") as channel:
            ask: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/Who/Are")
            assert await ask(b"me") == b"I am called by me"
        assert target.asked_for[0].endswith(b"Who")
        target.health = NOT_SERVING
        await eventually(healthy, lambda found: found is False)
