"""An authority that lives as long as a test, the certificates that it issues, and clients that trust it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ssl
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.support.targets import Answer, read_answer

_DAY = dt.timedelta(days=1)
_ANSWER_S = 10.0
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Pair(NamedTuple):
    """A certificate and its private key, in PEM; `serial` tells it from others for the same names."""

    chain: str
    key: str
    serial: int


class Authority:
    """Issues certificates for names; one with another `above` it shows that one's certificate for it as well."""

    def __init__(self, name: str = "tests", *, above: Authority | None = None) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        issuer = above or self
        made = (
            _builder(issuer._name, self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(issuer._key, hashes.SHA256())
        )
        self.pem = made.public_bytes(serialization.Encoding.PEM).decode()
        self._between: str = self.pem + above._between if above is not None else ""

    def issue(self, *names: str, weak: bool = False, key: _Key | None = None) -> Pair:
        """Return a new certificate for the names, the first of them the common name; a `weak` key is too short."""
        if key is None:
            key = rsa.generate_private_key(65537, 1024) if weak else ec.generate_private_key(ec.SECP256R1())  # noqa: S505
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
        made = (
            _builder(self._name, subject, key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain = made.public_bytes(serialization.Encoding.PEM).decode() + self._between
        return Pair(chain, secret.decode(), made.serial_number)

    @staticmethod
    def server(own: Pair) -> ssl.SSLContext:
        """Return how a server shakes hands that shows `own`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "server.pem"
            path.write_text(own.chain + own.key)
            context.load_cert_chain(path)
        return context

    def client(self, own: Pair | None = None, *, alpn: tuple[str, ...] = ()) -> ssl.SSLContext:
        """Return how a client shakes hands that trusts this authority and shows `own`."""
        context = ssl.create_default_context(cadata=self.pem)
        if own is not None:
            _wear(context, own)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return context


def _wear(context: ssl.SSLContext, own: Pair) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.pem"
        path.write_text(own.chain + own.key)
        context.load_cert_chain(path)


def _builder(issuer: x509.Name, subject: x509.Name, key: _Key) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
    )


class Shaken(NamedTuple):
    """An encrypted connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def serial(self) -> int:
        """The serial number of the certificate that the server showed."""
        shown = self.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return x509.load_der_x509_certificate(shown).serial_number

    @property
    def alpn(self) -> str | None:
        """What both sides agreed to speak."""
        found: str | None = self.writer.get_extra_info("ssl_object").selected_alpn_protocol()
        return found

    async def line(self) -> str:
        """Send a line and return the answer's first; raises as a broken connection does."""
        async with asyncio.timeout(_ANSWER_S):
            self.writer.write(b"who?\n")
            return (await self.reader.readuntil(b"\n")).decode().strip()

    async def get(self, host: str, path: str = "/", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a GET and return the answer."""
        lines = [
            f"GET {path} HTTP/1.1",
            f"host: {host}",
            *(f"{name}: {text}" for name, text in (headers or {}).items()),
        ]
        async with asyncio.timeout(_ANSWER_S):
            self.writer.write("\r\n".join([*lines, "", ""]).encode())
            return await read_answer(self.reader)


@contextlib.asynccontextmanager
async def shake(
    host: str, port: int, name: str, context: ssl.SSLContext, *, source: str | None = None
) -> AsyncIterator[Shaken]:
    """Connect, from the address `source` if given, and ask for `name`; raises as `asyncio.open_connection` does."""
    local = (source, 0) if source is not None else None
    async with asyncio.timeout(_ANSWER_S):
        reader, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=name, local_addr=local)
    try:
        yield Shaken(reader, writer)
    finally:
        writer.transport.abort()
