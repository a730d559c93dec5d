"""What the HTTP edge asks of every wire dialect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from twincloud.contract.operation import Product
from twincloud.gateway.http.message import Answer, Head, Request
from twincloud.identity.accounts import Account, Principal
from twincloud.identity.policy import Decision
from twincloud.kernel.errors import ApiError

PrincipalOf = Callable[[str], Awaitable[Principal | None]]


class Parsed(Struct, frozen=True):
    """A request in the words of the contract, not yet believed."""

    product: Product
    action: str
    payload: Mapping[str, Any]
    region: str
    key_id: str
    client: str = ""
    proof: Any = None
    """What the dialect needs to check the signature."""


KEYS_HINT = "Each server has keys of its own: `twincloud env` prints the first one, `twincloud keys list` lists them."
"""What a caller is told whose key the server does not know."""


class Origin(Struct, frozen=True):
    """What is known of a request when its answer is written: all of it, or as far as it came."""

    request_id: str
    head: Head
    body: bytes = b""
    parsed: Parsed | None = None


class Dialect(Protocol):
    """One way of saying calls over HTTP, errors included."""

    name: str
    patience_s: float | None
    """How many seconds an operation may take before the client is told of a time-out; None waits for its end."""

    def claims(self, head: Head, body: bytes) -> bool:
        """Tell whether a request speaks this dialect: from its head, or once nobody has claimed that, with its body."""
        ...

    def new_request_id(self) -> str:
        """Return a fresh id for a call, in the form that clients know."""
        ...

    def body_limit(self, head: Head) -> int:
        """Return how many bytes the body may have."""
        ...

    def too_large(self, limit: int) -> ApiError:
        """Return the documented refusal of a body over the limit."""
        ...

    def parse(self, request: Request) -> Parsed:
        """Read the request; raises ApiError for what cannot be read and for products and actions nobody provides."""
        ...

    async def authenticate(self, request: Request, parsed: Parsed, principal_of: PrincipalOf, now_ms: int) -> Principal:
        """Check the signature and return who signed; raises ApiError."""
        ...

    def throttled(self, parsed: Parsed, per_second: int) -> ApiError:
        """Return the documented refusal of a call over the rate limit."""
        ...

    def resources(self, parsed: Parsed, account: str) -> Sequence[str]:
        """Return the names by which policies call what the request is about, at least one."""
        ...

    def denied(self, parsed: Parsed, resource: str, decision: Decision) -> ApiError:
        """Return the documented refusal of a call that no policy allows."""
        ...

    def check_account(self, parsed: Parsed, account: Account) -> None:
        """Raise ApiError when what the operator says of the account forbids the call."""
        ...

    def check_region(self, parsed: Parsed) -> None:
        """Raise ApiError when the region is missing or unknown."""
        ...

    def worded(self, error: ApiError, parsed: Parsed | None) -> ApiError:
        """Return a refusal, whoever raised it, with the code that the dialect's products have for it."""
        ...

    def answer(self, response: Any, origin: Origin) -> Answer:
        """Write a typed response."""
        ...

    def refuse(self, error: ApiError, origin: Origin) -> Answer:
        """Write a refusal that has been worded."""
        ...
