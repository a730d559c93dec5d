"""Custom audit: before a client's message is sent, the application's own server may refuse it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.execution.callouts import CallOut, CallOutError, CallOuts
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_live.callbacks import SIGNER
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import CUSTOM_AUDIT, apps
from twincloud.storage.store import Store

_TIMEOUT_MS = 5_000


class Verdict(Struct, frozen=True):
    """What the application's server answers. `reason` is told to who sent the message."""

    passed: bool = msgspec.field(default=True, name="pass")
    reason: str = ""


async def audit(call: Call, app_id: str, content: str) -> None:
    """Ask whether a message may be sent; raises ApiError (403) when the answer is no.

    A server that cannot be reached, or answers anything but 200 and a verdict, lets the message pass, as documented.
    """
    app = await call.port(Store).read(lambda tx: tx.get(apps, app_id))
    if app is None or app.audit_type != CUSTOM_AUDIT:
        return
    question = CallOut(
        url=app.audit_url,
        body=msgspec.json.encode({"content": content}),
        product=LIVE.name,
        event="audit",
        account=app.account,
        timeout_ms=_TIMEOUT_MS,
        signer=SIGNER,
        secret=app.key,
    )
    try:
        answer = await call.port(CallOuts).ask(question)
        verdict = msgspec.json.decode(answer.body, type=Verdict) if answer.status == 200 else Verdict()
    except (CallOutError, msgspec.DecodeError):
        return
    if not verdict.passed:
        raise ApiError("403", f"The message was refused: {verdict.reason or 'audit'}.", status=403)
