"""Whether a certificate is one and has its key."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from twincloud.balancing.plan import Certificate, ClientAuthority


def probe_material(credential: Certificate | ClientAuthority) -> str | None:
    """Return why Envoy could not use `credential`, or None when nothing speaks against it.

    A listener that serves already must not be shown a bad one: Envoy would serve nobody between its acceptance of the
    listener and its refusal of the certificate. Envoy still has the last word.
    """
    try:
        if isinstance(credential, ClientAuthority):
            x509.load_pem_x509_certificates(credential.ca_pem.encode())
            return None
        own = x509.load_pem_x509_certificates(credential.chain_pem.encode())[0].public_key()
    except (ValueError, UnsupportedAlgorithm):
        return f"{credential.id} holds no certificate in PEM"
    try:
        key = serialization.load_pem_private_key(credential.key_pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return f"the key of the certificate {credential.id} is no private key in PEM, or is encrypted"
    if key.public_key() != own:
        return f"the key of the certificate {credential.id} belongs to another certificate"
    return None
