"""Under which names calls can be asked for again: a client's token, a deal's name, the id of a job."""

from __future__ import annotations

import hashlib
import secrets

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.kernel.times import day
from twincloud.services.tencent_clb.errors import refusal
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

TOKEN_VALID_MS = 3_600_000
"""How long a ClientToken repeats its answer: one hour (our choice)."""
KEPT_MS = 7 * 86_400_000
"""How long orders are remembered: seven days, as tasks are (our choice)."""


class Order(Struct, frozen=True):
    """The task that a call left, under another name than its RequestId."""

    id: str
    task_id: str
    created_ms: int


class ClientToken(Struct, frozen=True):
    """A token that a CreateLoadBalancer carried. `fingerprint` is a hash of the rest of that request."""

    id: str
    fingerprint: str
    balancer_ids: tuple[str, ...]
    deal_name: str
    created_ms: int


orders = Collection("clb_order", Order, columns={"created_ms": int}, index=[("created_ms",)])
client_tokens = Collection("clb_client_token", ClientToken, columns={"created_ms": int}, index=[("created_ms",)])


def repeated(
    call: Call, tx: Transaction, request: shapes.CreateLoadBalancerRequest
) -> shapes.CreateLoadBalancerResponse | None:
    """Return the answer that this request's token stands for, or None when it is new.

    Raises ApiError: InvalidParameterValue for a token that came with other parameters (our choice), and
    InvalidParameter.ClientTokenLimitExceeded for one that is no longer valid.
    """
    if not request.client_token:
        return None
    known = tx.get(client_tokens, _key(call, request.client_token))
    if known is None:
        return None
    if known.fingerprint != _fingerprint(request):
        raise refusal(call, "InvalidParameterValue", "The ClientToken was used with other parameters before.")
    if call.now_ms - known.created_ms > TOKEN_VALID_MS:
        raise refusal(call, "InvalidParameter.ClientTokenLimitExceeded", "The ClientToken has expired.")
    return shapes.CreateLoadBalancerResponse(
        load_balancer_ids=list(known.balancer_ids), deal_name=known.deal_name, request_id=call.request_id
    )


def remember(call: Call, tx: Transaction, request: shapes.CreateLoadBalancerRequest, balancer_ids: list[str]) -> str:
    """Store the order and its token; returns the new deal's name."""
    deal_name = new_deal(call, tx)
    if request.client_token:
        token = ClientToken(
            _key(call, request.client_token), _fingerprint(request), tuple(balancer_ids), deal_name, call.now_ms
        )
        tx.add(client_tokens, token)
    return deal_name


def new_deal(call: Call, tx: Transaction) -> str:
    """Let this call's task be found under the name of a deal; returns the name."""
    deal_name = day(call.now_ms) + str(secrets.randbelow(10**15)).zfill(15)
    file_under(call, tx, deal_name)
    return deal_name


def file_under(call: Call, tx: Transaction, name: str) -> None:
    """Let this call's task be found under a further name, also when it fails; forget old names and tokens."""
    for collection in (orders, client_tokens):
        tx.execute(sa.delete(collection.table).where(collection.table.c.created_ms < call.now_ms - KEPT_MS))
    tx.add(orders, Order(_key(call, name), call.request_id, call.now_ms), undo=False)


def task_filed_under(call: Call, tx: Transaction, name: str) -> str | None:
    """Return the id of the task with this name, or None for one that the tenant does not have."""
    order = tx.get(orders, _key(call, name))
    return None if order is None else order.task_id


def _key(call: Call, name: str) -> str:
    return f"{call.tenant.account}/{call.tenant.region}/{name}"


def _fingerprint(request: shapes.CreateLoadBalancerRequest) -> str:
    return hashlib.sha256(msgspec.json.encode(replace(request, client_token=None))).hexdigest()
