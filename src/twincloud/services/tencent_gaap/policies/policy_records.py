"""What is stored of security policies: who may use a connection or group, and in which order that is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.access import Access
from twincloud.inventory.networks import SecurityRule, admitted
from twincloud.services.tencent_gaap.lookups import listeners_of
from twincloud.services.tencent_gaap.records import UDP, subjects
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

ACCEPT, DROP, ALL = "ACCEPT", "DROP", "ALL"
EVERYBODY = "0.0.0.0/0"
_EVERYBODY_V6 = "::/0"


class SecurityPolicy(Struct, frozen=True, omit_defaults=True):
    """A connection's or group's policy; `on` is what was asked for last, `changed` the generation of that."""

    id: str
    account: str
    owner_id: str
    default: str
    """ACCEPT or DROP: what becomes of clients whom no rule names."""
    on: bool = False
    changed: int = 0


class PolicyRule(Struct, frozen=True, omit_defaults=True):
    """One rule of a policy. Rules are tried in the order in which they were made."""

    id: str
    policy_id: str
    owner_id: str
    action: str
    cidr: str
    """As it was given, without the ``/32`` of a single address."""
    protocol: str
    ports: str
    alias: str


security_policies = Collection(
    "gaap_policy", SecurityPolicy, columns={"account": str, "owner_id": str}, unique=[("owner_id",)]
)
policy_rules = Collection(
    "gaap_policy_rule",
    PolicyRule,
    columns={"policy_id": str, "owner_id": str},
    index=[("policy_id",), ("owner_id",)],
)


def policy_of(tx: Transaction, owner_id: str) -> SecurityPolicy | None:
    """Return the policy of a connection or group, if it has one."""
    return next(iter(tx.find(security_policies, owner_id=owner_id)), None)


def guarded(tx: Transaction, owner_id: str) -> list[str]:
    """Return the names under which everything stands in the plan that a policy guards."""
    return [name for listener in listeners_of(tx, owner_id) for name in subjects(listener)]


def with_access(tx: Transaction, owner_id: str, made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Return the plan with the list of clients that each listener serves, if the policy is on."""
    policy = policy_of(tx, owner_id)
    if policy is None or not policy.on:
        return made
    rules = (
        *(
            SecurityRule(_word(rule.action), rule.protocol, rule.ports, 0, cidr=rule.cidr)
            for rule in tx.find(policy_rules, policy_id=policy.id)
        ),
        *(SecurityRule(_word(policy.default), ALL, ALL, 0, cidr=cidr) for cidr in (EVERYBODY, _EVERYBODY_V6)),
    )
    ports = _ports(tx, owner_id)
    return replace(made, listeners=tuple(_guarded(listener, rules, ports) for listener in made.listeners))


def _ports(tx: Transaction, owner_id: str) -> Mapping[str, int]:
    """Return the ports that clients ask for, by the names in the plan: the real ones may be others."""
    return {name: listener.port for listener in listeners_of(tx, owner_id) for name in subjects(listener)}


def _guarded(listener: plan.Listener, rules: tuple[SecurityRule, ...], ports: Mapping[str, int]) -> plan.Listener:
    protocol = UDP if listener.protocol.transport is plan.Transport.UDP else "TCP"
    return replace(listener, access=Access(allow=True, networks=admitted(rules, protocol, ports[listener.id])))


def _word(action: str) -> Literal["ACCEPT", "DROP"]:
    return "ACCEPT" if action == ACCEPT else "DROP"
