"""The one schema in which every product's wire contract is written down, and the reader for it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import resources
from typing import Literal

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
    "any": "Any",
    "object": "dict[str, Any]",
}
"""Names of the wire's plain types and what they are in Python; ``any`` is text, a number or a list, as it comes."""


Encoding = Literal["", "repeat", "comma", "json", "any"]
"""How a member that is no plain text arrives where all parameters are texts: numbered parameters (``X.1``, or
``X.1.Key`` for objects), values with commas between them, a JSON text, or any of the three."""


class Field(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One member of a wire type.

    `type` is a scalar (a key of SCALARS) or the name of a type of the same contract. Bounds apply
    to each element when `list` is set. `nullable` is documented for answers; absent request members and null mean the
    same. A member of an answer that has no value is null; where the contract says `nulls_omitted` it is left out,
    unless it is `required`: then it is always there, as null if it is `nullable`. `does` is the ledger entry of a
    request member: ``honoured`` (the test that shows it follows after a colon), ``stored``, ``refused`` or
    ``ignored``, the last three with a reason after the colon.
    """

    type: str
    list: bool = False
    map: bool = False
    """A JSON object whose keys are free and whose values are of `type`."""
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
    max_bytes: int | None = None
    """Bound of a text in bytes of UTF-8, where the product counts those."""
    min_items: int | None = None
    max_items: int | None = None
    pattern: str = ""
    """A regular expression that the whole text matches; beside an enum it lets in what is not one of its words."""
    also: tuple[str | int, ...] = ()
    """Single values that are accepted beside those within the bounds."""
    default: str | int | bool | None = None
    """What an absent member of a request means."""
    encoding: Encoding = ""
    invalid: str = ""
    """The documented code for a bad value, where it is not the contract's."""
    aliases: tuple[str, ...] = ()
    """Older names under which clients still send the member."""
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
    more_resources: tuple[str, ...] = ()
    """Names of further things acted on, each looked at when the request has the member that it is made with."""
    xml_root: str = ""
    """The element around an answer in XML, where it is not the action's name with ``Response`` after it."""
    aliases: tuple[str, ...] = ()
    """Older names under which clients still call the action."""


class Codes(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """With which codes requests are refused that break the contract; ``{}`` stands for the member's name."""

    missing: str = "MissingParameter"
    unknown: str = "UnknownParameter"
    type: str = "InvalidParameter"
    value: str = "InvalidParameterValue"
    denied: str = ""
    """The code of a call that no policy allows, where it is not the vendor's."""
    missing_sentence: str = "The request is missing a required parameter `{}`."
    value_sentence: str = ""
    """What the product says of every bad value, where it does not tell what is wrong; the journal does."""


class Contract(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """A product's whole wire contract."""

    service: str
    version: str
    title: str
    default_qps: int
    actions: dict[str, Action]
    types: dict[str, dict[str, Field]]
    partial: bool = False
    """The product has more actions than are written down here: others are not unknown, but not provided."""
    error_codes: tuple[str, ...] = ()
    shared_codes: tuple[str, ...] = ()
    """Codes with which any action of the product may answer, beside those of all products of the vendor."""
    statuses: dict[str, tuple[int, ...]] = {}
    """The HTTP statuses documented for codes, the usual one first."""
    codes: Codes = Codes()
    common: dict[str, Field] = {}
    """Members that every request may have and that no operation looks at."""
    regions: tuple[str, ...] = ()
    """The regions in which the product exists; empty accepts any."""
    region_required: bool = False
    default_region: str = ""
    """The region of calls that name none, and of all calls where there are no `regions`."""
    access_name: str = ""
    """What access policies call the product, where that is not its service name."""
    unknown_ignored: bool = False
    """Members of requests that no type has are passed over instead of refused."""
    empty_is_absent: bool = False
    """An optional member of a request that is an empty text or list counts as absent."""
    nulls_omitted: bool = False
    """Members of answers that have no value are left out instead of written as null."""

    def qps(self, action: str) -> int:
        """Return how often per second an account may call `action`; 0 where nothing is documented."""
        return self.actions[action].qps or self.default_qps

    def access_action(self, action: str) -> str:
        """Return what access policies call `action`, such as ``slb:DeleteLoadBalancer``."""
        return f"{self.access_name or self.service}:{action}"

    @functools.cached_property
    def reads_loosely(self) -> bool:
        """Whether requests are put right before they are validated: older names, empty members that are absent."""
        return self.empty_is_absent or any(spec.aliases for spec in self._fields())

    @functools.cached_property
    def counts_bytes(self) -> bool:
        """Whether a text has a bound in bytes."""
        return any(spec.max_bytes is not None for spec in self._fields())

    @functools.cached_property
    def walked(self) -> frozenset[str]:
        """The types with bounds, their own or of their members, that shapes cannot say in full."""
        found = {name for name, members in self.types.items() if any(spec.also for spec in members.values())}
        while more := {
            name
            for name, members in self.types.items()
            if name not in found and any(spec.type in found for spec in members.values())
        }:
            found |= more
        return frozenset(found)

    def _fields(self) -> Iterator[Field]:
        return (spec for members in self.types.values() for spec in members.values())


@functools.cache
def load(name: str) -> Contract:
    """Read the contract `name` (such as ``clb``) from the package's data; raises FileNotFoundError."""
    raw = resources.files("twincloud.contract").joinpath("data", f"{name}.json").read_bytes()
    return msgspec.json.decode(raw, type=Contract)


def names() -> list[str]:
    """Return the names of all contracts in the package, sorted."""
    folder = resources.files("twincloud.contract").joinpath("data")
    return sorted(entry.name.removesuffix(".json") for entry in folder.iterdir() if entry.name.endswith(".json"))
