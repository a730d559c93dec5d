"""Who is believed to be whom: words of the forwarding plan."""

from __future__ import annotations

from msgspec import Struct


class Trust(Struct, frozen=True):
    """How a pool and targets that are spoken to in TLS prove to each other who they are.

    One of the authorities must be at the root of a target's chain, whose certificate must be for `name` when that is
    given; without authorities any certificate will do. What is shown to targets is a certificate, followed by its
    issuers', and its private key. All in PEM.
    """

    authorities_pem: str = ""
    name: str = ""
    chain_pem: str = ""
    key_pem: str = ""

    def __repr__(self) -> str:
        """Return the name alone: a key must not get into a log by accident."""
        return f"Trust(name={self.name!r})"


class User(Struct, frozen=True):
    """Somebody who may ask, with the SHA-1 of the password in base64, as htpasswd writes it behind ``{SHA}``."""

    name: str
    sha1: str
