"""The local authority, judged by real handshakes over loopback: clients that trust its certificate trust every name."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import os
import ssl
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from twincloud.gateway import tls
from twincloud.gateway.tls import AuthorityError, LocalAuthority


@asynccontextmanager
async def serving(context: ssl.SSLContext) -> AsyncIterator[int]:
    """Serve TLS on a free port of 127.0.0.1 that answers every connection with one byte."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"!")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def trusting(ca_path: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_path)
    # What Python 3.13 checks by default: the certificates follow RFC 5280 to the letter.
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


async def shake(port: int, client: ssl.SSLContext, name: str) -> x509.Certificate:
    """Connect, verify the server as `name`, and return its certificate."""
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=name)
        assert await reader.read() == b"!"
        presented = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        await writer.wait_closed()
    return x509.load_der_x509_certificate(presented)


def names_of(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


@pytest.fixture
def authority(tmp_path: Path) -> LocalAuthority:
    return LocalAuthority.open(tmp_path / "data" / "tls")


LONG_NAME = ".".join(["l" * 63] * 3 + ["l" * 61])


async def test_every_name_a_client_asks_for_is_vouched_for(authority: LocalAuthority) -> None:
    client = trusting(authority.ca_path)
    async with serving(authority.server_context()) as port:
        for name in (
            "clb.tencentcloudapi.com",
            "slb.aliyuncs.com",
            "clb.localhost",
            "localhost",
            "a_b.example",
            LONG_NAME,
        ):
            certificate = await shake(port, client, name)
            assert names_of(certificate).get_values_for_type(x509.DNSName) == [name]
            assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
            life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
            assert life < dt.timedelta(days=825)
            assert certificate.not_valid_before_utc < dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_clients_that_ask_for_no_name_see_the_local_ones(authority: LocalAuthority, address: str) -> None:
    """Clients send no name when they connect to an address."""
    async with serving(authority.server_context()) as port:
        names = names_of(await shake(port, trusting(authority.ca_path), address))
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "*.localhost"]
    loopback = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
    assert names.get_values_for_type(x509.IPAddress) == loopback


async def test_another_address_is_not_vouched_for(authority: LocalAuthority) -> None:
    async with serving(authority.server_context()) as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            await shake(port, trusting(authority.ca_path), "192.0.2.1")


async def test_clients_that_trust_another_authority_refuse(authority: LocalAuthority, tmp_path: Path) -> None:
    other = LocalAuthority.open(tmp_path / "other")
    async with serving(authority.server_context()) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await shake(port, trusting(other.ca_path), "clb.localhost")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_tls_1_2_and_1_3_are_spoken_and_nothing_older(authority: LocalAuthority, version: ssl.TLSVersion) -> None:
    client = trusting(authority.ca_path)
    client.minimum_version = client.maximum_version = version
    context = authority.server_context()
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    async with serving(context) as port:
        await shake(port, client, "clb.localhost")


async def test_a_name_keeps_its_certificate_while_it_is_remembered(
    authority: LocalAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "MOST_NAMES", 3)
    client = trusting(authority.ca_path)
    async with serving(authority.server_context()) as port:
        first = await shake(port, client, "first.example")
        assert await shake(port, client, "FIRST.example") == first
        for name in ("b.example", "c.example", "first.example", "d.example"):
            await shake(port, client, name)
        # "b.example" was used longest ago and made room; "first.example" was used in between.
        assert await shake(port, client, "first.example") == first
        for number in range(5):
            await shake(port, client, f"n{number}.example")
        assert len(authority._contexts) == 3
        assert await shake(port, client, "first.example") != first


async def test_many_clients_at_once_share_one_certificate_per_name(authority: LocalAuthority) -> None:
    client = trusting(authority.ca_path)
    async with serving(authority.server_context()) as port:
        shaken = await asyncio.gather(*(shake(port, client, f"n{number % 4}.example") for number in range(24)))
    assert len(set(shaken)) == 4


def client_hello(name: bytes) -> bytes:
    """Return the first flight of a client that asks for `name`, which need not be a name at all."""
    placeholder = ("x." * len(name))[: len(name) - 1] + "x"
    outgoing = ssl.MemoryBIO()
    context = ssl.create_default_context()
    connection = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=placeholder)
    with pytest.raises(ssl.SSLWantReadError):
        connection.do_handshake()
    hello = outgoing.read()
    assert hello.count(placeholder.encode()) == 1
    return hello.replace(placeholder.encode(), name)


async def first_answer(port: int, hello: bytes) -> bytes:
    """Send a first flight and return the type of the record that comes back: 22 handshake, 21 alert; empty: closed."""
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(hello)
        record = await reader.read(1)
        writer.close()
    return record


@pytest.mark.parametrize(
    "name",
    [
        b"a b.example",
        b"../../etc/passwd",
        b"a..b",
        b"-a.example",
        b"*.example",
        b"127.0.0.1",
        b"l" * 64,
        b"n\x01.x",
        b".....",
    ],
)
async def test_what_is_no_host_name_gets_the_local_certificate(authority: LocalAuthority, name: bytes) -> None:
    async with serving(authority.server_context()) as port:
        assert await first_answer(port, client_hello(name)) == b"\x16"
        assert not authority._contexts
        await shake(port, trusting(authority.ca_path), "still.serving.example")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", [b"\xff\xfe.example", b"a\x00b.example"])
async def test_bytes_that_no_name_can_have_harm_nobody_else(authority: LocalAuthority, name: bytes) -> None:
    async with serving(authority.server_context()) as port:
        assert await first_answer(port, client_hello(name)) != b"\x16"
        await shake(port, trusting(authority.ca_path), "still.serving.example")


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_authority_is_made_once(tmp_path: Path) -> None:
    made = LocalAuthority.open(tmp_path)
    content = made.ca_path.read_bytes()
    key_path = tmp_path / "ca.key"
    assert stat.S_IMODE(key_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.ca_path.stat().st_mode) == 0o644
    assert files_in(tmp_path) == ["ca.key", "ca.pem"]
    certificate = x509.load_pem_x509_certificate(content)
    assert certificate.subject.rfc4514_string().startswith("CN=twincloud local CA ")
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert life == dt.timedelta(days=3650)
    public_key = certificate.public_key()
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    assert public_key.curve.name == "secp256r1"

    assert LocalAuthority.open(tmp_path).ca_path.read_bytes() == content
    made.server_context()
    assert files_in(tmp_path) == ["ca.key", "ca.pem"]


def test_authorities_of_two_folders_have_different_names(tmp_path: Path) -> None:
    subjects = {
        x509.load_pem_x509_certificate(LocalAuthority.open(tmp_path / folder).ca_path.read_bytes()).subject
        for folder in ("a", "b")
    }
    assert len(subjects) == 2


async def test_servers_of_one_folder_are_trusted_alike(tmp_path: Path) -> None:
    first, second = LocalAuthority.open(tmp_path), LocalAuthority.open(tmp_path)
    async with serving(second.server_context()) as port:
        await shake(port, trusting(first.ca_path), "clb.localhost")


def test_processes_that_start_at_once_end_up_with_one_authority(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from twincloud.gateway.tls import LocalAuthority; sys.stdin.read(1);"
        "a = LocalAuthority.open(pathlib.Path(sys.argv[1])); a.server_context();"
        "print(a._certificate.serial_number)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "tls")]
    source = str(Path(tls.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": source}
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) for _ in range(4)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"g")
        process.stdin.flush()
    serials = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    certificate = x509.load_pem_x509_certificate((tmp_path / "tls" / "ca.pem").read_bytes())
    assert serials == {f"{certificate.serial_number}\n".encode()}


def test_threads_that_open_at_once_end_up_with_one_authority(tmp_path: Path) -> None:
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(lambda _, folder=folder: LocalAuthority.open(folder), range(8)))
        assert len({authority._certificate for authority in opened}) == 1


def test_a_start_that_was_cut_off_after_the_key_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tls, "_authority_certificate", power_cut)
        with pytest.raises(KeyboardInterrupt):
            LocalAuthority.open(tmp_path)
    assert files_in(tmp_path) == ["ca.key"]
    key = (tmp_path / "ca.key").read_bytes()
    LocalAuthority.open(tmp_path).server_context()
    assert (tmp_path / "ca.key").read_bytes() == key


def test_a_write_that_was_cut_off_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", power_cut)
        with pytest.raises(KeyboardInterrupt):
            LocalAuthority.open(tmp_path)
    assert not (tmp_path / "ca.key").exists()
    LocalAuthority.open(tmp_path).server_context()


def pem(key: Any, password: bytes | None = None) -> bytes:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        encryption = serialization.BestAvailableEncryption(password)
    made: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    return made


def own_certificate(key: Any, *, ca: bool = True, days: int = 30) -> bytes:
    name = x509.Name.from_rfc4514_string("CN=a company's own")
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


async def test_a_companys_own_rsa_authority_serves_as_well(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "ca.key").write_bytes(pem(key))
    (tmp_path / "ca.pem").write_bytes(own_certificate(key))
    authority = LocalAuthority.open(tmp_path)
    client = ssl.create_default_context(cafile=authority.ca_path)
    async with serving(authority.server_context()) as port:
        certificate = await shake(port, client, "clb.localhost")
    # No leaf outlives its authority.
    assert certificate.not_valid_after_utc < dt.datetime.now(dt.UTC) + dt.timedelta(days=31)


KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("key", "certificate", "says"),
    [
        (b"", own_certificate(KEY), "ca.key is not a private key in PEM"),
        (pem(KEY)[:100], own_certificate(KEY), "ca.key is not a private key in PEM"),
        (pem(KEY, b"password"), own_certificate(KEY), "without a password"),
        (pem(ed25519.Ed25519PrivateKey.generate()), own_certificate(KEY), "must be an EC or RSA key"),
        (pem(KEY), b"", "ca.pem is not a certificate in PEM"),
        (pem(KEY), own_certificate(KEY)[:200], "ca.pem is not a certificate in PEM"),
        (pem(KEY), pem(KEY), "ca.pem is not a certificate in PEM"),
        (pem(KEY), own_certificate(OTHER), "do not belong together"),
        (pem(KEY), own_certificate(KEY, ca=False), "not the certificate of an authority"),
        (pem(KEY), own_certificate(KEY, days=-1), "expired on "),
        (None, own_certificate(KEY), "is there without ca.key"),
    ],
    # Fixed, because pytest would put the random keys into the names and workers must agree on them.
    ids=[
        "no-key",
        "cut-key",
        "locked-key",
        "odd-key",
        "no-certificate",
        "cut-certificate",
        "key-as-certificate",
        "strangers",
        "leaf",
        "expired",
        "alone",
    ],
)
def test_files_that_cannot_be_used_are_named_and_left_alone(
    tmp_path: Path, key: bytes | None, certificate: bytes, says: str
) -> None:
    if key is not None:
        (tmp_path / "ca.key").write_bytes(key)
    (tmp_path / "ca.pem").write_bytes(certificate)
    with pytest.raises(AuthorityError, match=says) as caught:
        LocalAuthority.open(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / "ca.pem").read_bytes() == certificate
    assert (tmp_path / "ca.key").exists() is (key is not None)
