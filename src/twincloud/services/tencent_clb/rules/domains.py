"""Domains of layer-7 listeners and what belongs to them rather than to a single rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.services.tencent_clb.errors import MISSING, UNSUPPORTED, VALUE, refusal
from twincloud.services.tencent_clb.listeners.port_use import check_quic
from twincloud.services.tencent_clb.lookups import find_listener, listeners_of, rules_of
from twincloud.services.tencent_clb.records import (
    LAYER_7,
    Credentials,
    Listener,
    Rule,
    listeners,
    rules,
    subjects,
)
from twincloud.services.tencent_clb.rules.patterns import check_domain, check_url
from twincloud.storage.transaction import Transaction

_SHORTEST_SESSION_S = 30


class Attributes(Struct, frozen=True):
    """What is wanted of a domain; None leaves it as it is."""

    credentials: Credentials | None = None
    http2: bool | None = None
    quic: bool | None = None

    def of(self, rule: Rule) -> Rule:
        """Return the rule as one of a domain with these attributes."""
        return replace(
            rule,
            credentials=self.credentials or rule.credentials,
            http2=rule.http2 if self.http2 is None else self.http2,
            quic=rule.quic if self.quic is None else self.quic,
        )


def find_layer_7(call: Call, tx: Transaction, balancer_id: str, listener_id: str) -> Listener:
    """Return a listener that has rules; raises ApiError."""
    listener = find_listener(call, tx, balancer_id, listener_id)
    if listener.protocol not in LAYER_7:
        raise refusal(call, VALUE, "This interface only support HTTP/HTTPS listener.")
    return listener


def has_domain(rule: Rule, domain: str) -> bool:
    """Tell whether a rule serves a domain; names do not differ by case."""
    return domain.lower() in {name.lower() for name in rule.domains}


def default_domain(listener: Listener, known: Sequence[Rule]) -> str:
    """Return the domain that gets requests nobody claims: the one chosen, else that of the first rule."""
    if any(has_domain(rule, listener.default_domain) for rule in known):
        return listener.default_domain
    return known[0].domains[0] if known else ""


def check_domain_of(call: Call, known: Sequence[Rule], domain: str) -> None:
    """Raise ApiError unless one of the rules serves the domain."""
    if not any(has_domain(rule, domain) for rule in known):
        raise refusal(call, VALUE, f"The listener has no domain {domain}.")


def joined(known: Sequence[Rule], rule: Rule, wanted: Attributes) -> list[Rule]:
    """Return the rules with a further one, all that share a domain with it having the same attributes."""
    peers = [other for other in known if any(has_domain(other, domain) for domain in rule.domains)]
    if peers:
        rule = Attributes(peers[0].credentials, peers[0].http2, peers[0].quic).of(rule)
    return [*(wanted.of(other) if other in peers else other for other in known), wanted.of(rule)]


def save(call: Call, tx: Transaction, listener: Listener, after: Sequence[Rule], *, default: str | None = None) -> None:
    """Store a listener's rules as they are to be, new ones last, and its default domain; raises ApiError."""
    known = {rule.id: rule for rule in rules_of(tx, listener.id)}
    seen: dict[tuple[str, str], str] = {}
    for rule in after:
        if rule != known.get(rule.id):
            _check(call, listener, rule)
        for domain in rule.domains:
            if seen.setdefault((domain.lower(), rule.url), rule.id) != rule.id:
                raise refusal(call, VALUE, f"The listener has a rule for {domain} and {rule.url} already.")
    if any(rule.quic for rule in after):
        check_quic(call, tx, listener, list(known.values()))
    for rule in after:
        before = known.get(rule.id)
        if before is None:
            tx.add(rules, rule)
        else:
            tx.replace(rules, before, rule)
    if default is not None:
        tx.replace(listeners, listener, replace(listener, default_domain=default))
    touch(tx, listener.balancer_id, *subjects(listener))


def forget_redirects(tx: Transaction, balancer_id: str, gone: Collection[str]) -> None:
    """Let rules serve again that sent their clients to rules which are going."""
    for rule in tx.find(rules, balancer_id=balancer_id, deleting=0):
        if rule.redirect is not None and rule.redirect.location_id in gone and rule.id not in gone:
            tx.replace(rules, rule, replace(rule, redirect=None))
            (source,) = [one for one in listeners_of(tx, balancer_id) if one.id == rule.listener_id]
            touch(tx, balancer_id, *subjects(source))


def _check(call: Call, listener: Listener, rule: Rule) -> None:
    """Raise ApiError for a rule that cannot be or that the listener cannot have."""
    for domain in rule.domains:
        check_domain(call, domain)
    if len({domain.lower() for domain in rule.domains}) < len(rule.domains):
        raise refusal(call, VALUE, "Domains holds a domain twice.")
    check_url(call, rule.url)
    if rule.forward_type == "TRPC":
        raise refusal(call, UNSUPPORTED, "Rules that forward with TRPC are not provided.")
    if listener.h2c and not rule.forward_type.startswith("GRPC"):
        raise refusal(call, VALUE, "Rules of a listener with H2cSwitch need the ForwardType GRPC or GRPCS.")
    if 0 < rule.session_expire < _SHORTEST_SESSION_S:
        raise refusal(call, VALUE, "SessionExpireTime must be 0 or 30..86400.")
    _check_encryption(call, listener, rule)


def _check_encryption(call: Call, listener: Listener, rule: Rule) -> None:
    if listener.protocol != "HTTPS":
        for wire, on in (("Http2", rule.http2), ("Quic", rule.quic)):
            if on:
                raise refusal(call, VALUE, f"{wire} cannot be used with the rules of an {listener.protocol} listener.")
    elif listener.sni and rule.credentials is None:
        raise refusal(call, MISSING, f"The domain {rule.domains[0]} needs Certificate or MultiCertInfo.")
    elif not listener.sni and rule.credentials is not None:
        raise refusal(call, VALUE, "Certificates of domains need a listener with SniSwitch 1.")
    shown = rule.credentials or listener.credentials
    if rule.quic and shown is not None and shown.ca_id:
        # The engine cannot verify certificates of clients there.
        raise refusal(call, VALUE, "Quic cannot be used with SSLMode MUTUAL.")
