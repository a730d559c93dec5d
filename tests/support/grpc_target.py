"""A tiny gRPC server without TLS that answers with its own name, and a client that asks for it through a balancer."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import grpc

_WHO = "twincloud.test.Who"
_HEALTH = "grpc.health.v1.Health"
_SERVING, _NOT_SERVING = b"\x08\x01", b"\x08\x02"
"""The health service's answers as they are on the wire: field 1, an enum."""


class GrpcTarget:
    """A gRPC server. `serving` is what its health service says; `asked` counts calls of that."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = 0
        self.serving = True
        self.asked = 0
        self._server = grpc.aio.server()

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        # Without serializers a message is the bytes that go over the wire.
        who: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {"Ask": grpc.unary_unary_rpc_method_handler(self._ask)}
        health: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
            "Check": grpc.unary_unary_rpc_method_handler(self._check)
        }
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(_WHO, who), grpc.method_handlers_generic_handler(_HEALTH, health))
        )
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        await self._server.start()

    async def stop(self) -> None:
        """Close the port and every connection."""
        await self._server.stop(None)

    async def _ask(self, request: bytes, context: object) -> bytes:
        return self.name.encode()

    async def _check(self, request: bytes, context: object) -> bytes:
        self.asked += 1
        return _SERVING if self.serving else _NOT_SERVING


@contextlib.asynccontextmanager
async def grpc_target(name: str) -> AsyncIterator[GrpcTarget]:
    """Run a gRPC target for the length of a block."""
    target = GrpcTarget(name)
    await target.start()
    try:
        yield target
    finally:
        await target.stop()


async def ask_grpc(host: str, port: int, authority: str, *, ca_pem: str = "") -> str:
    """Call the server that is behind an address and return the name that answers, or the status of a failure.

    With `ca_pem` the call is encrypted, for whom that authority vouches.
    """
    options: list[tuple[str, str | int]] = [("grpc.default_authority", authority), ("grpc.enable_http_proxy", 0)]
    place = f"{host}:{port}"
    if ca_pem:
        trust = grpc.ssl_channel_credentials(ca_pem.encode())
        opened = grpc.aio.secure_channel(place, trust, [*options, ("grpc.ssl_target_name_override", authority)])
    else:
        opened = grpc.aio.insecure_channel(place, options=options)
    async with opened as channel:
        try:
            ask: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(f"/{_WHO}/Ask")
            answer = await ask(b"", timeout=10)
        except grpc.aio.AioRpcError as failure:
            return str(failure.code().name)
        return answer.decode()
