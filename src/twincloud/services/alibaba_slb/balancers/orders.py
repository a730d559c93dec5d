"""ClientTokens: a CreateLoadBalancer that comes again gets the answer that it got."""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.errors import refusal
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

VALID_MS = 24 * 3_600_000
"""How long a token repeats its answer: one day (our choice)."""


class ClientToken(Struct, frozen=True):
    """A token and what it stands for; `fingerprint` is a hash of the rest of its request."""

    id: str
    fingerprint: str
    answer: shapes.CreateLoadBalancerResponse
    created_ms: int


client_tokens = Collection("slb_client_token", ClientToken, columns={"created_ms": int}, index=[("created_ms",)])


def repeated(
    call: Call, tx: Transaction, request: shapes.CreateLoadBalancerRequest
) -> shapes.CreateLoadBalancerResponse | None:
    """Return the answer that this request's token stands for, or None when it is new.

    Raises ApiError LX_REQUEST_TOKEN_CONFLICT for a token that came with other parameters.
    """
    tx.execute(sa.delete(client_tokens.table).where(client_tokens.table.c.created_ms < call.now_ms - VALID_MS))
    known = tx.get(client_tokens, _key(call, request.client_token)) if request.client_token else None
    if known is None:
        return None
    if known.fingerprint != _fingerprint(request):
        raise refusal("LX_REQUEST_TOKEN_CONFLICT", "The ClientToken was used with other parameters before.")
    return replace(known.answer, request_id=call.request_id)


def remember(
    call: Call,
    tx: Transaction,
    request: shapes.CreateLoadBalancerRequest,
    answer: shapes.CreateLoadBalancerResponse,
) -> None:
    """Keep the answer for the request's token, if it has one."""
    if request.client_token:
        key = _key(call, request.client_token)
        tx.add(client_tokens, ClientToken(key, _fingerprint(request), answer, call.now_ms))


def _key(call: Call, token: str) -> str:
    return f"{call.tenant.account}/{call.tenant.region}/{token}"


def _fingerprint(request: shapes.CreateLoadBalancerRequest) -> str:
    return hashlib.sha256(msgspec.json.encode(replace(request, client_token=None))).hexdigest()
