"""ClientToken: a token that was used is refused, where other products repeat the answer."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.services.tencent_gaap.records import ClientToken, client_tokens
from twincloud.storage.transaction import Transaction

KEPT_MS = 86_400_000
"""How long a token stays used: a day (our choice)."""


def use_token(call: Call, tx: Transaction, token: str | None) -> None:
    """Note the token of a call; raises ApiError DuplicatedRequest when it was used with the same action before."""
    if not token:
        return
    if not token.isascii():
        raise refusal(call, VALUE, "ClientToken must be ASCII.")
    table = client_tokens.table
    tx.execute(sa.delete(table).where(table.c.created_ms < call.now_ms - KEPT_MS))
    key = f"{call.tenant.account}/{call.action}/{token}"
    if tx.get(client_tokens, key) is not None:
        raise refusal(call, "FailedOperation.DuplicatedRequest", "The ClientToken has been used before.")
    tx.add(client_tokens, ClientToken(key, call.now_ms))
