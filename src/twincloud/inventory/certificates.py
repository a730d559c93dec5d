"""Certificates: uploaded or minted, kept with their key, referred to by id from any product."""

from __future__ import annotations

from msgspec import Struct

from twincloud.storage.collection import Collection


class Certificate(Struct, frozen=True):
    """A certificate of an account. `kind` is ``SVR`` (a server's, with a key) or ``CA``; times in Unix milliseconds."""

    id: str
    account: str
    name: str
    kind: str
    chain_pem: str
    key_pem: str
    subject: str
    names: tuple[str, ...]
    algorithm: str
    not_before_ms: int
    not_after_ms: int
    created_ms: int


certificates = Collection("certificate", Certificate, columns={"account": str, "kind": str}, index=[("account",)])
