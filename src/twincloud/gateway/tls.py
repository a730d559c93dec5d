"""HTTPS without a purchased certificate: a local certificate authority and leaf certificates per server name."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import ipaddress
import os
import re
import secrets
import ssl
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from twincloud.kernel.files import write_private
from twincloud.kernel.hosts import is_address

CA_FILE = "ca.pem"
KEY_FILE = "ca.key"
MOST_NAMES = 512
"""How many names' certificates are kept in memory; the ones used longest ago make room."""

_CA_LIFE = dt.timedelta(days=3650)
# Apple's clients refuse leaves of more than 825 days; the margin leaves room for backdating.
_LEAF_LIFE = dt.timedelta(days=820)
# Leaves are valid from a little earlier, for clients whose clocks are behind.
_BACKDATED = dt.timedelta(hours=1)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MOST_COMMON_NAME = 64

_SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class AuthorityError(Exception):
    """The local certificate authority's files cannot be used; the message says why and what to do."""


class LocalAuthority:
    """A certificate authority of this machine's own, which vouches for whatever name a client asks for.

    Made by `open`. Safe to use from several threads.
    """

    def __init__(self, ca_path: Path, certificate: x509.Certificate, key: _SigningKey) -> None:
        self._ca_path = ca_path
        self._certificate = certificate
        self._key = key
        self._lock = threading.Lock()
        self._contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    @classmethod
    def open(cls, directory: Path) -> LocalAuthority:
        """Return the authority whose ``ca.pem`` and ``ca.key`` are in `directory`, making folder and files when absent.

        The files may be replaced by a pair of the user's own (EC or RSA). Servers that start at the same time end up
        with one authority. Raises AuthorityError when the files do not belong together, are expired or are not
        readable as what they should be, and OSError when the directory cannot be written.
        """
        directory.mkdir(parents=True, exist_ok=True)
        with _locked(directory) as folder:
            _complete(directory, folder)
        return cls(directory / CA_FILE, *_load(directory))

    @property
    def ca_path(self) -> Path:
        """The authority's certificate in PEM, for clients to trust."""
        return self._ca_path

    def server_context(self) -> ssl.SSLContext:
        """Return a context for servers (TLS 1.2 and newer) that shows each client the name it asks for.

        Clients that ask for no name, or for what is no host name, see ``localhost``, ``*.localhost``, ``127.0.0.1`` and
        ``::1``.
        """
        names = [x509.DNSName("localhost"), x509.DNSName("*.localhost")]
        addresses = [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
        context = self._context([*names, *addresses])
        context.sni_callback = self._choose
        return context

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, asked: str | None, _: ssl.SSLContext) -> None:
        """Switch a handshake to the context of the name asked for; the signature is ssl's."""
        name = (asked or "").lower().removesuffix(".")
        if len(name) <= 253 and _NAME.fullmatch(name) and not is_address(name):
            connection.context = self._context_for(name)

    def _context_for(self, name: str) -> ssl.SSLContext:
        with self._lock:
            context = self._contexts.get(name)
            if context is None:
                context = self._contexts[name] = self._context([x509.DNSName(name)])
                if len(self._contexts) > MOST_NAMES:
                    self._contexts.popitem(last=False)
            else:
                self._contexts.move_to_end(name)
            return context

    def _context(self, names: Sequence[x509.GeneralName]) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue(names, key.public_key())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # The ssl module reads certificates from files alone; this one is readable by its owner and gone at once.
        with tempfile.NamedTemporaryFile(dir=self._ca_path.parent, prefix=".leaf-") as file:
            file.write(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
            file.flush()
            context.load_cert_chain(file.name)
        return context

    def _issue(self, names: Sequence[x509.GeneralName], public_key: ec.EllipticCurvePublicKey) -> x509.Certificate:
        start = _now() - _BACKDATED
        authority_key = self._key.public_key()
        common_name = str(names[0].value)
        short = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if len(common_name) <= _MOST_COMMON_NAME else []
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name(short))
            .issuer_name(self._certificate.subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(min(start + _LEAF_LIFE, self._certificate.not_valid_after_utc))
            # A certificate whose subject is empty must mark its names as critical (RFC 5280, 4.2.1.6).
            .add_extension(x509.SubjectAlternativeName(names), critical=not short)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key), critical=False)
            .sign(self._key, hashes.SHA256())
        )


@contextlib.contextmanager
def _locked(directory: Path) -> Iterator[int]:
    """Keep other servers that start on `directory` waiting, at most until this process ends; gives its descriptor."""
    folder = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def _complete(directory: Path, folder: int) -> None:
    """Make what is missing: the key first, so that a crash in between leaves what the next start can finish."""
    certificate_path, key_path = directory / CA_FILE, directory / KEY_FILE
    if not key_path.exists():
        if certificate_path.exists():
            raise AuthorityError(
                f"{certificate_path} is there without {KEY_FILE}; bring the key back, or remove {CA_FILE} "
                "to have a new authority made, which clients must then be told to trust."
            )
        write_private(key_path, _pem(ec.generate_private_key(ec.SECP256R1())))
        # Power may fail, too: the key's name is on disk before the certificate is written.
        os.fsync(folder)
    if not certificate_path.exists():
        certificate = _authority_certificate(_read_key(key_path))
        write_private(certificate_path, certificate.public_bytes(serialization.Encoding.PEM))
        # Clients of other users of the machine are to trust it.
        certificate_path.chmod(0o644)
        os.fsync(folder)


def _authority_certificate(key: _SigningKey) -> x509.Certificate:
    # The random part tells the authorities of several machines and folders apart in a trust store.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"twincloud local CA {secrets.token_hex(4)}")])
    start = _now() - _BACKDATED
    public_key = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .sign(key, hashes.SHA256())
    )


def _load(directory: Path) -> tuple[x509.Certificate, _SigningKey]:
    path = directory / CA_FILE
    remedy = f"Remove {CA_FILE} and {KEY_FILE} in {directory} to have a new authority made."
    key = _read_key(directory / KEY_FILE)
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        public_key = certificate.public_key()
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, UnsupportedAlgorithm) as error:
        raise AuthorityError(f"{path} is not a certificate in PEM. {remedy}") from error
    except x509.ExtensionNotFound as error:
        raise AuthorityError(f"{path} is not the certificate of an authority. {remedy}") from error
    if not constraints.ca:
        raise AuthorityError(f"{path} is not the certificate of an authority. {remedy}")
    if public_key != key.public_key():
        raise AuthorityError(f"{path} and {KEY_FILE} do not belong together. {remedy}")
    if certificate.not_valid_after_utc <= _now():
        raise AuthorityError(f"{path} expired on {certificate.not_valid_after_utc:%Y-%m-%d}. {remedy}")
    return certificate, key


def _read_key(path: Path) -> _SigningKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise AuthorityError(
            f"{path} is not a private key in PEM without a password. "
            f"Remove it and {CA_FILE} to have a new authority made."
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise AuthorityError(f"{path} must be an EC or RSA key.")
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _now() -> dt.datetime:
    # The system's time and not the program's adjustable clock: clients check certificates by their own time.
    return dt.datetime.now(dt.UTC)
