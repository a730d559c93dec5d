"""Access policies: documents of two vendors read into one shape, and the decision they give."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class PolicyError(ValueError):
    """A policy document cannot be read; the message is a sentence that names what is wrong."""


class Effect(StrEnum):
    """What a statement does to the calls it matches."""

    ALLOW = "allow"
    DENY = "deny"


class SourceCondition(Struct, frozen=True):
    """Holds for calls from inside any of the networks or, when `inside` is false, from outside all of them."""

    networks: tuple[Network, ...]
    inside: bool


class Statement(Struct, frozen=True):
    """One rule of a policy.

    `actions` are lower-case patterns such as ``clb:describe*``; with `all_but` set the statement is about every other
    action. A resource is its segments, each a pattern; an empty segment matches anything. All conditions must hold.
    """

    effect: Effect
    actions: tuple[str, ...]
    resources: tuple[tuple[str, ...], ...]
    conditions: tuple[SourceCondition, ...] = ()
    all_but: bool = False


class Policy(Struct, frozen=True):
    """A policy document that was read. `name` is what decisions call it."""

    statements: tuple[Statement, ...]
    name: str = ""


class Decision(Struct, frozen=True):
    """Whether a call may be made; `reason` is a clause that names the deciding statement or says there is none."""

    allowed: bool
    reason: str
    explicit: bool = False
    """A statement denies it, which none can allow again."""


class _Grammar(Struct, frozen=True):
    """How one vendor writes a policy document."""

    version: str
    keys: tuple[str, str, str, str, str, str]
    """The names of version, statement, effect, action, resource and condition."""
    not_action: str | None
    scheme: str
    segments: int
    operators: Mapping[str, bool]
    """The operators on source addresses, which may be written in any case, with their `inside`."""
    source_key: str


_CAM = _Grammar(
    version="2.0",
    keys=("version", "statement", "effect", "action", "resource", "condition"),
    not_action=None,
    scheme="qcs",
    segments=6,
    operators={"ip_equal": True, "ip_not_equal": False},
    source_key="qcs:ip",
)
_RAM = _Grammar(
    version="1",
    keys=("Version", "Statement", "Effect", "Action", "Resource", "Condition"),
    not_action="NotAction",
    scheme="acs",
    segments=5,
    operators={"IpAddress": True, "NotIpAddress": False},
    source_key="acs:SourceIp",
)
_QUANTIFIERS = ("for_any_value:", "for_all_value:")
_IF_EXIST = "_if_exist"


def parse_policy(document: str | Mapping[str, Any], name: str = "") -> Policy:
    """Read a Tencent CAM policy of version 2.0 or an Alibaba RAM policy of version 1, as JSON text or decoded.

    Which of the two it is, its first word says: ``version`` or ``Version``. Conditions on anything but the source
    address (``qcs:ip``, ``acs:SourceIp``) are refused, so that a policy never allows more than it says (our choice).
    Raises PolicyError, which is a ValueError.
    """
    if isinstance(document, str):
        try:
            document = msgspec.json.decode(document)
        except (msgspec.DecodeError, RecursionError) as error:
            raise PolicyError(f"The policy is not valid JSON: {error}.") from error
    if not isinstance(document, Mapping):
        raise PolicyError("The policy must be a JSON object.")
    return _parse(_RAM if "Version" in document else _CAM, document, name)


def decide(policies: Sequence[Policy], action: str, resource: str, source_ip: str) -> Decision:
    """Decide on a call of `action` (``clb:CreateListener``) on `resource` (its full name, or ``*``) from an address.

    A matching deny wins over every allow, and what no statement allows is denied (product pages of both vendors).
    Calls on ``*``, which is about no resource in particular, are matched by statements on ``*`` alone. Where
    `source_ip` is no address, conditions on it count against the call (our choice).
    """
    action = action.lower()
    address = _address(source_ip)
    allowing = ""
    for number, policy in enumerate(policies, 1):
        for line, statement in enumerate(policy.statements, 1):
            if not _applies(statement, action, resource, address):
                continue
            place = f"statement {line} of policy {policy.name or number}"
            if statement.effect is Effect.DENY:
                return Decision(allowed=False, reason=f"denied by {place}", explicit=True)
            allowing = allowing or f"allowed by {place}"
    if allowing:
        return Decision(allowed=True, reason=allowing)
    return Decision(allowed=False, reason="no statement allows it" if policies else "no policy is attached")


def _applies(statement: Statement, action: str, resource: str, address: Address | None) -> bool:
    if any(_matches(pattern, action) for pattern in statement.actions) is statement.all_but:
        return False
    if not any(_matches_resource(pattern, resource) for pattern in statement.resources):
        return False
    if address is None:
        return statement.effect is Effect.DENY or not statement.conditions
    return all(
        any(address in network for network in condition.networks) is condition.inside
        for condition in statement.conditions
    )


def _matches(pattern: str, text: str) -> bool:
    """Compare with a pattern in which ``*`` stands for any characters; linear, whatever the pattern."""
    head, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    tail = rest.pop()
    if len(text) < len(head) + len(tail) or not text.startswith(head) or not text.endswith(tail):
        return False
    at, end = len(head), len(text) - len(tail)
    for part in rest:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _matches_resource(pattern: tuple[str, ...], resource: str) -> bool:
    segments = resource.split(":", len(pattern) - 1)
    return len(segments) == len(pattern) and all(
        not wanted or _matches(wanted, segment) for wanted, segment in zip(pattern, segments, strict=True)
    )


@functools.lru_cache(maxsize=1024)
def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A dual-stack socket reports IPv4 peers as ::ffff:a.b.c.d, and no policy is written that way.
    return (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address


def _parse(grammar: _Grammar, document: Mapping[str, Any], name: str) -> Policy:
    version, statements, *_ = grammar.keys
    _only(document, {version, statements}, "The policy")
    if document.get(version) != grammar.version:
        raise PolicyError(f'The policy\'s `{version}` must be "{grammar.version}".')
    listed = document.get(statements)
    if isinstance(listed, Mapping):
        listed = [listed]
    if not isinstance(listed, list) or not listed:
        raise PolicyError(f"The policy's `{statements}` must be a list of at least one statement.")
    return Policy(tuple(_statement(grammar, item, f"Statement {n}") for n, item in enumerate(listed, 1)), name)


def _statement(grammar: _Grammar, item: object, place: str) -> Statement:
    if not isinstance(item, Mapping):
        raise PolicyError(f"{place} must be an object.")
    _, _, effect, action, resource, condition = grammar.keys
    not_action = grammar.not_action
    _only(item, {effect, action, not_action, resource, condition}, place)
    effect_word = str(item.get(effect, "")).lower()
    if effect_word not in tuple(Effect):
        raise PolicyError(f"{place}: `{effect}` must be allow or deny.")
    if (action in item) is (not_action in item):
        choices = f"`{action}`" if not_action is None else f"one of `{action}` and `{not_action}`"
        raise PolicyError(f"{place} must have {choices}.")
    named = action if action in item else str(not_action)
    return Statement(
        effect=Effect(effect_word),
        actions=tuple(_action(text, place) for text in _strings(item[named], f"{place}: `{named}`")),
        resources=tuple(
            _resource(grammar, text, place) for text in _strings(item.get(resource), f"{place}: `{resource}`")
        ),
        conditions=_conditions(grammar, item.get(condition, {}), place),
        all_but=named == not_action,
    )


def _action(text: str, place: str) -> str:
    pattern = text.removeprefix("name/").lower()
    service, _, operation = pattern.partition(":")
    if pattern != "*" and (not service or not operation or "/" in service):
        raise PolicyError(f"{place}: the action `{text}` must be * or service:operation, such as clb:Describe*.")
    return pattern


def _resource(grammar: _Grammar, text: str, place: str) -> tuple[str, ...]:
    if text == "*":
        return ("*",)
    segments = tuple(text.split(":", grammar.segments - 1))
    if segments[0] != grammar.scheme or len(segments) != grammar.segments:
        raise PolicyError(
            f"{place}: the resource `{text}` must be * or {grammar.segments} segments separated by colons, "
            f"the first of which is {grammar.scheme}."
        )
    # "uin/" names no account: clients write it where they do not know theirs.
    return tuple("" if segment == "uin/" else segment for segment in segments)


def _conditions(grammar: _Grammar, value: object, place: str) -> tuple[SourceCondition, ...]:
    if not isinstance(value, Mapping):
        raise PolicyError(f"{place}: `{grammar.keys[5]}` must be an object.")
    inside_of = {name.lower(): inside for name, inside in grammar.operators.items()}
    conditions: list[SourceCondition] = []
    for written, operands in value.items():
        operator = str(written).lower()
        for quantifier in _QUANTIFIERS:
            operator = operator.removeprefix(quantifier)
        # Every call has a source address, so that "if it exists" says nothing.
        inside = inside_of.get(operator.removesuffix(_IF_EXIST))
        if inside is None:
            known = " and ".join(grammar.operators)
            raise PolicyError(f"{place}: the condition operator `{written}` is not supported; {known} are.")
        if not isinstance(operands, Mapping) or set(operands) != {grammar.source_key}:
            raise PolicyError(f"{place}: `{written}` must be an object whose one key is `{grammar.source_key}`.")
        texts = _strings(operands[grammar.source_key], f"{place}: `{grammar.source_key}`")
        conditions.append(SourceCondition(tuple(_network(text, place) for text in texts), inside))
    return tuple(conditions)


def _network(text: str, place: str) -> Network:
    try:
        # The product page's own examples have bits set below the mask.
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise PolicyError(f"{place}: `{text}` is neither an IP address nor a CIDR block.") from None


def _strings(value: object, place: str) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not listed or not all(isinstance(text, str) and text for text in listed):
        raise PolicyError(f"{place} must be a string or a list of at least one string.")
    return tuple(listed)


def _only(item: Mapping[str, Any], known: set[str | None], place: str) -> None:
    for key in item:
        if key not in known:
            raise PolicyError(f"{place} has an element `{key}` that is not supported.")
