"""What signatures of several dialects have in common: what they cover, and what the server says when they differ."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from twincloud.gateway.http.message import Request


class SignatureTrace(Struct, frozen=True):
    """What the server signed, for comparing with what the client signed; holds no secret key.

    `canonical_request` is empty where the request itself is what is signed.
    """

    canonical_request: str
    string_to_sign: str


class SignedRequest(Struct, frozen=True):
    """The parts of an HTTP request that a signature covers, as they came.

    Header names are lower case and header values the client's bytes decoded as Latin-1; `query` is the raw query
    string without its question mark and `body` the body as it came.
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes


def signed_request(request: Request) -> SignedRequest:
    """Return the parts of a request that signatures cover."""
    head = request.head
    return SignedRequest(head.method, head.path, head.query.encode("latin-1"), head.headers, request.body)
