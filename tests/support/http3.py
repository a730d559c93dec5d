"""A client that speaks HTTP/3."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import Any

from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import QuicEvent
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.support.targets import Answer

_ANSWER_S = 10.0


class Http3Client(QuicConnectionProtocol):
    """A connection on which one request after the other is made."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._http = H3Connection(self._quic)
        self._headers: dict[str, str] = {}
        self._body = b""
        self._done: asyncio.Future[None] | None = None

    def quic_event_received(self, event: QuicEvent) -> None:
        """Gather the answer."""
        for found in self._http.handle_event(event):
            if isinstance(found, HeadersReceived):
                self._headers.update({name.decode(): value.decode() for name, value in found.headers})
            elif isinstance(found, DataReceived):
                self._body += found.data
            if getattr(found, "stream_ended", False) and self._done is not None and not self._done.done():
                self._done.set_result(None)

    async def get(self, host: str, path: str = "/") -> Answer:
        """Send a GET and return the answer; raises TimeoutError without one."""
        self._headers, self._body = {}, b""
        self._done = asyncio.get_running_loop().create_future()
        stream = self._quic.get_next_available_stream_id()
        asked = {":method": "GET", ":scheme": "https", ":authority": host, ":path": path}
        headers = [(name.encode(), value.encode()) for name, value in asked.items()]
        self._http.send_headers(stream, headers, end_stream=True)
        self.transmit()
        async with asyncio.timeout(_ANSWER_S):
            await self._done
        return Answer(int(self._headers[":status"]), self._headers, self._body.decode())

    @property
    def serial(self) -> int:
        """The serial number of the certificate that the server showed."""
        shown = self._quic.tls._peer_certificate
        assert shown is not None
        return x509.load_der_x509_certificate(shown.public_bytes(serialization.Encoding.DER)).serial_number


@contextlib.asynccontextmanager
async def http3_client(host: str, port: int, name: str, ca_pem: str) -> AsyncIterator[Http3Client]:
    """Shake hands, asking for `name` and trusting the authority; raises ConnectionError or TimeoutError."""
    settings = QuicConfiguration(
        is_client=True, alpn_protocols=H3_ALPN, server_name=name, verify_mode=ssl.CERT_REQUIRED
    )
    settings.load_verify_locations(cadata=ca_pem.encode())
    async with asyncio.timeout(_ANSWER_S):
        async with connect(host, port, configuration=settings, create_protocol=Http3Client) as client:
            assert isinstance(client, Http3Client)
            yield client
