"""One call of an operation as every layer sees it, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from msgspec import Struct

from twincloud.kernel.ids import LOWER_ALNUM, request_id, resource_id
from twincloud.kernel.tenancy import Tenant

P = TypeVar("P")


class Caller(Struct, frozen=True):
    """Who calls: an account, and the sub-user or key it acts through. The operator calls with account ``operator``."""

    account: str
    key_id: str = ""
    user: str | None = None


class EndUser(Struct, frozen=True):
    """A user of a customer's app who calls over a socket; `session` is the connection, `device` its kind.

    `info` is what other users may see of this one (any JSON value).
    """

    app: str
    user: str
    session: str
    device: str = ""
    role: str = ""
    info: Any = None


class Call(Struct, frozen=True):
    """A recognised, authenticated call.

    Time and ids come from here, so that an operation may be run again. `prepared` is what the operation's `prepare`
    step returned; `ports` are the live things an operation may ask, by their type.
    """

    product: str
    action: str
    caller: Caller
    tenant: Tenant
    request_id: str
    now_ms: int
    client: str = ""
    """The client's name for itself (X-TC-RequestClient)."""
    source_ip: str = ""
    host: str = ""
    """The name, with a port if it has one, under which the client called (Host)."""
    end_user: EndUser | None = None
    """Whose call it is, where a customer's user calls and not the customer."""
    prepared: Any = None
    ports: Mapping[type, object] = {}

    def port(self, kind: type[P]) -> P:
        """Return the port of type `kind`; raises LookupError when the server was built without it."""
        try:
            return cast("P", self.ports[kind])
        except KeyError:
            raise LookupError(f"no port of type {kind.__name__}") from None

    def optional_port(self, kind: type[P]) -> P | None:
        """Return the port of type `kind`, or None when the server was built without it, as without a data plane."""
        return cast("P | None", self.ports.get(kind))

    def new_id(self, prefix: str, length: int = 8, alphabet: str = LOWER_ALNUM) -> str:
        """Return a fresh random id in the product's format."""
        return resource_id(prefix, length, alphabet)

    def new_uuid(self) -> str:
        """Return a fresh random UUID in lower case."""
        return request_id()
