"""A client's calls: operations of a product, run for one of its customer's users; the stages that the HTTP edge has."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from twincloud.contract.call import Call, Caller, EndUser
from twincloud.contract.validate import validate
from twincloud.execution.faults import DropConnectionError
from twincloud.execution.journal import Entry
from twincloud.gateway.http.edge import Services
from twincloud.gateway.http.entries import shown
from twincloud.gateway.sockets.protocol import INTERNAL, Refusal
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id as new_request_id
from twincloud.kernel.tenancy import Tenant
from twincloud.realtime.presence import Session
from twincloud.realtime.world import World

log = logging.getLogger(__name__)
DIALECT = "socket"
"""What the journal calls the way in."""
_MESSAGE_CHARACTERS = 512
_SERVERS_FAULT = 500
_NAME_CHARACTERS = 128


class Origin(Struct, frozen=True):
    """Where a call comes from, as the journal and the operation are told."""

    world: World
    source_ip: str
    client: str
    """The transport and the client's name for itself."""


class Calls:
    """Runs operations for clients and writes every call into the journal."""

    def __init__(self, services: Services) -> None:
        self._s = services

    async def run(self, origin: Origin, session: Session, action: str, payload: Any) -> bytes:
        """Run an operation and return its answer in JSON.

        Raises Refusal with the product's number, and DropConnectionError where an injected fault asks for it.
        """
        request_id, started = new_request_id(), time.perf_counter_ns()
        error: ApiError | None = None
        trace = ""
        try:
            return await self._stages(origin, session, action, payload, request_id)
        except ApiError as refused:
            error = refused
            number, told = origin.world.error_code(refused), refused.message[:_MESSAGE_CHARACTERS]
            # The libraries try again by themselves what fails by no fault of theirs, and give up for good otherwise.
            raise Refusal(number, told, temporary=refused.status >= _SERVERS_FAULT) from None
        except DropConnectionError:
            error = ApiError("DroppedConnection", "an injected fault dropped the connection")
            raise
        except Exception as unforeseen:
            log.exception("a client's call failed in a way that no rule foresaw", extra={"request_id": request_id})
            trace = "".join(traceback.format_exception(unforeseen))
            error = ApiError("InternalError", "An internal error has occurred.", status=500)
            raise Refusal(INTERNAL, "internal server error", temporary=True) from None
        finally:
            shown_payload = shown(payload) if payload else ""
            self._note(origin, session, action, error, shown_payload, request_id, started, trace)

    def note(self, origin: Origin, session: Session | None, action: str, code: str = "", message: str = "") -> None:
        """Write into the journal what a client did that is no operation: connected, was refused, was sent away."""
        error = ApiError(code, message) if code else None
        self._note(origin, session, action, error, "", new_request_id(), time.perf_counter_ns(), "")

    async def _stages(self, origin: Origin, session: Session, action: str, payload: Any, request_id: str) -> bytes:
        product = origin.world.product
        operation = product.operations.get(action)
        if operation is None:
            raise ApiError("UnknownMethod", f"There is no method {action[:_NAME_CHARACTERS]!r}.")
        if not isinstance(payload, Mapping):
            raise ApiError("InvalidParameter", "The data of a call must be a JSON object.")
        per_second = product.contract.qps(action)
        user = f"{session.account}/{session.app}/{session.user}"
        if not self._s.limits.take(user, product.name, action, per_second):
            raise ApiError("RequestLimitExceeded", f"{action} is limited to {per_second} calls a second.")
        await self._s.faults.inject(product.name, action)
        request = validate(product.contract, operation, payload)
        call = Call(
            product=product.name,
            action=action,
            caller=Caller(session.account),
            tenant=Tenant(session.account, ""),
            request_id=request_id,
            now_ms=self._s.clock.now_ms(),
            client=origin.client,
            source_ip=origin.source_ip,
            end_user=EndUser(session.app, session.user, session.id, session.device, session.role, session.info),
        )
        return msgspec.json.encode(await self._s.runner.run(product, operation, call, request))

    def _note(  # noqa: PLR0913, PLR0917 (each is a member of the entry)
        self,
        origin: Origin,
        session: Session | None,
        action: str,
        error: ApiError | None,
        request: str,
        request_id: str,
        started_ns: int,
        trace: str,
    ) -> None:
        self._s.journal.add(
            Entry(
                at_ms=self._s.clock.now_ms(),
                request_id=request_id,
                dialect=DIALECT,
                product=origin.world.product.name,
                action=action[:_NAME_CHARACTERS],
                account=session.account if session else "",
                key_id=f"{session.app}/{session.user}"[:_NAME_CHARACTERS] if session else "",
                source_ip=origin.source_ip,
                client=origin.client[:_NAME_CHARACTERS],
                code=error.code if error else "",
                message=error.message[:_MESSAGE_CHARACTERS] if error else "",
                hint=error.hint if error else "",
                latency_us=(time.perf_counter_ns() - started_ns) // 1000,
                request=request,
                error=trace,
            )
        )
