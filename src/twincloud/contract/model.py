"""The one schema in which every product's wire contract is written down, and the reader for it."""

from __future__ import annotations

import functools
from importlib import resources

import msgspec
from msgspec import Struct

SCALARS = {
    "string": "str",
    "datetime": "str",
    "int64": "int",
    "uint64": "int",
    "float": "float",
    "double": "float",
    "bool": "bool",
}


class Field(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One member of a wire type.

    `type` is a scalar (a key of SCALARS) or the name of a type of the same contract. Bounds apply
    to each element when `list` is set. `nullable` is documented for answers; absent request members and null mean the
    same. `does` is the ledger entry of a request member: ``honoured`` (the test that shows it follows after a colon),
    ``stored``, ``refused`` or ``ignored``, the last three with a reason after the colon.
    """

    type: str
    list: bool = False
    required: bool = False
    nullable: bool = False
    deprecated: bool = False
    enum: tuple[str | int, ...] = ()
    any_case: bool = False
    """The enum's words are accepted in any case."""
    min: int | None = None
    max: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    does: str = ""


class Action(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One operation of a product. `qps` is the documented rate limit per account; None falls back to the contract's."""

    request: str
    response: str
    errors: tuple[str, ...] = ()
    qps: int | None = None
    asynchronous: bool = False
    """The answer comes before the work is done; the client polls a task."""
    shown_by: tuple[str, ...] = ()
    """Tests through an official client that assert the operation's effect; without one it does not count as covered."""
    resource: str = "*"
    """What access policies call the thing acted on; names in braces are members of the request."""


class Contract(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A product's whole wire contract."""

    service: str
    version: str
    title: str
    default_qps: int
    actions: dict[str, Action]
    types: dict[str, dict[str, Field]]
    error_codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """The regions in which the product exists; empty accepts any."""
    region_required: bool = False

    def qps(self, action: str) -> int:
        """Return how often per second an account may call `action`."""
        return self.actions[action].qps or self.default_qps


@functools.cache
def load(name: str) -> Contract:
    """Read the contract `name` (such as ``clb``) from the package's data; raises FileNotFoundError."""
    raw = resources.files("twincloud.contract").joinpath("data", f"{name}.json").read_bytes()
    return msgspec.json.decode(raw, type=Contract)


def names() -> list[str]:
    """Return the names of all contracts in the package, sorted."""
    folder = resources.files("twincloud.contract").joinpath("data")
    return sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json"))
