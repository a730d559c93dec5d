"""The HTTP edge: every request, whatever its dialect, passes the stages of `Edge.handle` from top to bottom."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import traceback
from collections.abc import AsyncIterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call, Caller
from twincloud.contract.validate import validate
from twincloud.execution.faults import DropConnectionError, Faults
from twincloud.execution.journal import Journal
from twincloud.execution.limits import RateLimits
from twincloud.execution.runner import Runner
from twincloud.gateway.dialects.dialect import Dialect, Origin, Parsed
from twincloud.gateway.http.entries import Trail, entry_of
from twincloud.gateway.http.message import Answer, ClientGoneError, Head, Request
from twincloud.identity.accounts import Principal
from twincloud.identity.directory import Directory, allowed
from twincloud.kernel.clock import Clock, system_ms
from twincloud.kernel.errors import ApiError
from twincloud.kernel.tenancy import Tenant

log = logging.getLogger(__name__)
_BODY_TIMEOUT_S = 30.0

Body = AsyncIterator[bytes]


class Services(Struct, frozen=True):
    """What the stages work with."""

    runner: Runner
    directory: Directory
    limits: RateLimits
    faults: Faults
    journal: Journal
    clock: Clock


class Edge:
    """Turns HTTP requests into calls and their answers into HTTP."""

    def __init__(self, dialects: Sequence[Dialect], services: Services) -> None:
        """`dialects` are asked in order; the last one takes what no other claims."""
        self._dialects = dialects
        self._s = services

    async def handle(self, head: Head, body: Body) -> Answer:
        """Answer one request. Raises ClientGoneError alone; what no rule foresaw is an InternalError."""
        started = time.perf_counter_ns()
        trail = Trail()
        dialect = self._recognise(head)
        origin = Origin(dialect.new_request_id(), head)
        try:
            limit = self._limit_size(dialect, head)
            request = await self._read(dialect, head, body, limit)
            dialect, origin = self._look_again(dialect, request, origin)
            parsed = trail.parsed = dialect.parse(request)
            origin = replace(origin, parsed=parsed)
            principal = trail.principal = await self._authenticate(dialect, request, parsed)
            self._throttle(dialect, parsed, principal)
            self._authorise(dialect, parsed, principal, head)
            dialect.check_account(parsed, principal.account)
            async with _patience(dialect):
                await self._s.faults.inject(parsed.product.name, parsed.action)
                typed = self._validate(dialect, parsed)
                response = await self._run(parsed, principal, typed, origin.request_id, head)
            answer = dialect.answer(response, origin)
        except ApiError as error:
            trail.error = dialect.worded(error, trail.parsed)
            answer = dialect.refuse(trail.error, origin)
        except DropConnectionError:
            trail.error = ApiError("DroppedConnection", "an injected fault dropped the connection")
            answer = Answer(0, "", b"", drop=True)
        except ClientGoneError:
            raise
        except Exception as error:
            log.exception("a call failed in a way that no rule foresaw", extra={"request_id": origin.request_id})
            trail.traceback = "".join(traceback.format_exception(error))
            unforeseen = ApiError("InternalError", "An internal error has occurred.", status=500)
            trail.error = dialect.worded(unforeseen, trail.parsed)
            answer = dialect.refuse(trail.error, origin)
        self._note(dialect, head, origin.request_id, trail, started)
        return answer

    def _note(self, dialect: Dialect, head: Head, request_id: str, trail: Trail, started_ns: int) -> None:
        try:
            self._s.journal.add(entry_of(dialect, head, request_id, trail, self._s.clock.now_ms(), started_ns))
        except Exception:
            # The call has been run: its answer must go out, whether or not it can be told of.
            log.exception("a call could not be written into the journal", extra={"request_id": request_id})

    def _recognise(self, head: Head) -> Dialect:
        return next((dialect for dialect in self._dialects if dialect.claims(head, b"")), self._dialects[-1])

    def _look_again(self, dialect: Dialect, request: Request, origin: Origin) -> tuple[Dialect, Origin]:
        """Give a request that the last dialect only has because nobody claimed its head to who claims its body."""
        head, body = request.head, request.body
        origin = replace(origin, body=body)
        if not body or dialect.claims(head, b""):
            return dialect, origin
        other = next((other for other in self._dialects if other.claims(head, body)), dialect)
        return (other, origin) if other is dialect else (other, replace(origin, request_id=other.new_request_id()))

    def _limit_size(self, dialect: Dialect, head: Head) -> int:
        limit = dialect.body_limit(head)
        announced = head.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise dialect.too_large(limit)
        return limit

    async def _read(self, dialect: Dialect, head: Head, body: Body, limit: int) -> Request:
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(_BODY_TIMEOUT_S):
                async for chunk in body:
                    size += len(chunk)
                    if size > limit:
                        raise dialect.too_large(limit)
                    chunks.append(chunk)
        except TimeoutError:
            raise ApiError("InvalidRequest", f"The body did not arrive within {_BODY_TIMEOUT_S:.0f} s.") from None
        return Request(head, b"".join(chunks))

    async def _authenticate(self, dialect: Dialect, request: Request, parsed: Parsed) -> Principal:
        # Clients sign by the machine's time, also while the operator's clock stands still or runs ahead.
        return await dialect.authenticate(request, parsed, self._s.directory.principal, system_ms())

    def _throttle(self, dialect: Dialect, parsed: Parsed, principal: Principal) -> None:
        per_second = parsed.product.contract.qps(parsed.action)
        if not self._s.limits.take(principal.account.id, parsed.product.name, parsed.action, per_second):
            raise dialect.throttled(parsed, per_second)

    def _authorise(self, dialect: Dialect, parsed: Parsed, principal: Principal, head: Head) -> None:
        if principal.user is None:
            return
        action = parsed.product.contract.access_action(parsed.action)
        for resource in dialect.resources(parsed, principal.account.id):
            decision = allowed(principal.user, action, resource, head.source_ip)
            if not decision.allowed:
                raise dialect.denied(parsed, resource, decision)

    def _validate(self, dialect: Dialect, parsed: Parsed) -> Any:
        dialect.check_region(parsed)
        operation = parsed.product.operations[parsed.action]
        return validate(parsed.product.contract, operation, parsed.payload)

    async def _run(self, parsed: Parsed, principal: Principal, typed: Any, request_id: str, head: Head) -> Any:
        call = Call(
            product=parsed.product.name,
            action=parsed.action,
            caller=Caller(principal.account.id, principal.key.id, principal.user.id if principal.user else None),
            tenant=Tenant(principal.account.id, parsed.region),
            request_id=request_id,
            now_ms=self._s.clock.now_ms(),
            client=parsed.client,
            source_ip=head.source_ip,
            host=head.headers.get("host", ""),
        )
        return await self._s.runner.run(parsed.product, parsed.product.operations[parsed.action], call, typed)


@contextlib.asynccontextmanager
async def _patience(dialect: Dialect) -> AsyncIterator[None]:
    """Bound what is done inside by the dialect's patience; raises ApiError RequestTimeout when it is over.

    A write that is under way then goes on and takes effect, as it may in the cloud.
    """
    try:
        async with asyncio.timeout(dialect.patience_s) as timeout:
            yield
    except TimeoutError:
        if not timeout.expired():
            raise
        message = f"The call took longer than {dialect.patience_s:g} s; try again later."
        raise ApiError("RequestTimeout", message, status=504) from None
