"""HTTP and HTTPS listeners in the plan: hosts, routes, certificates, and what targets are told of clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.error_pages import ErrorPage
from twincloud.balancing.headers import Known, RequestHeader, RequestHeaders
from twincloud.balancing.redirect import Redirect
from twincloud.balancing.trust import User
from twincloud.services.tencent_gaap.listeners.authentication import trust_of, users_of
from twincloud.services.tencent_gaap.listeners.tls_choice import limited, limits_of
from twincloud.services.tencent_gaap.lookups import domains_of, rules_of
from twincloud.services.tencent_gaap.records import (
    DEFAULT,
    HTTPS,
    Binding,
    Certificate,
    Domain,
    Listener,
    Rule,
    certificates,
    h3_id,
)
from twincloud.services.tencent_gaap.rules.error_pages import pages_of
from twincloud.services.tencent_gaap.rules.rule_orders import TO_HTTPS
from twincloud.services.tencent_gaap.traffic.plan_parts import Endpoints, Parts
from twincloud.services.tencent_gaap.traffic.pools import rule_pool
from twincloud.storage.transaction import Transaction

ANY = "*"
_TOLD = RequestHeaders(client_ip="X-Real-IP")
"""Targets get X-Forwarded-For and X-Real-IP (product page on client addresses)."""
_MOVED = 301
_CLIENT = "$remote_addr"
"""The value of a header that stands for the client's address (product page)."""


class _Treatment(NamedTuple):
    """What all rules of a domain share."""

    users: tuple[User, ...]
    pages: tuple[ErrorPage, ...]


def layer_7(
    tx: Transaction, listener: Listener, where: Endpoints, bound: Mapping[str, Sequence[Binding]], parts: Parts
) -> None:
    """Add the listener, its pools and certificates to the parts of a plan."""
    own = rules_of(tx, listener.id)
    secure = listener.protocol == HTTPS
    domains = domains_of(tx, listener.id)
    kept = {name: found for name in sorted(_named(listener, domains)) if (found := tx.get(certificates, name))}
    hosts = tuple(
        _host(listener, domain, own, where, _Treatment(users_of(tx, domain), pages_of(tx, domain)))
        for domain in domains
    )
    protocol = plan.Protocol.HTTPS if secure else plan.Protocol.HTTP
    main = plan.Listener(
        id=listener.id,
        protocol=protocol,
        endpoints=where.of(protocol.transport, listener.port),
        hosts=hosts,
        tls=_tls(listener) if secure else None,
        request_headers=_TOLD,
    )
    parts.listeners.append(main)
    if listener.http3:
        over_quic = plan.Protocol.HTTP3
        without = tuple(replace(host, http3_port=None, tls_limits=None) for host in hosts)
        endpoints = where.of(over_quic.transport, listener.port)
        # QUIC speaks TLS 1.3 and its own suites, whatever else the listener speaks.
        tls = plan.Tls(certificate_ids=(listener.certificate_id,))
        quic = replace(main, id=h3_id(listener.id), protocol=over_quic, endpoints=endpoints, hosts=without, tls=tls)
        parts.listeners.append(quic)
    by_name = {domain.domain: domain for domain in domains}
    parts.pools += [
        rule_pool(listener, rule, bound.get(rule.id, ()), trust_of(tx, by_name[rule.domain], rule))
        for rule in own
        if rule.domain in by_name and _redirect(listener, rule.forced_redirect) is None
    ]
    parts.certificates += [plan.Certificate(one.id, one.content, one.key) for one in kept.values() if one.key]
    parts.client_authorities += _authorities(listener, domains, kept)


def _named(listener: Listener, hosts: Iterable[Domain]) -> set[str]:
    """Return the certificates that a listener and its hosts show or demand."""
    found = {listener.certificate_id, *listener.client_certificate_ids}
    for host in hosts:
        found |= {host.certificate_id, *host.client_certificate_ids}
    return found - {DEFAULT, ""}


def _authority_id(ids: Sequence[str]) -> str | None:
    return "+".join(ids) if ids else None


def _authorities(
    listener: Listener, hosts: Iterable[Domain], kept: Mapping[str, Certificate]
) -> list[plan.ClientAuthority]:
    """Return one authority for each set of certificates that is demanded of clients."""
    if not listener.auth_type:
        return []
    sets = {listener.client_certificate_ids, *(_clients(listener, host) for host in hosts)}
    return [
        plan.ClientAuthority("+".join(ids), "\n".join(kept[one].content for one in ids if one in kept))
        for ids in sorted(sets)
        if ids
    ]


def _clients(listener: Listener, domain: Domain) -> tuple[str, ...]:
    """Return the authorities of a domain's clients: its own, or the listener's."""
    return (
        listener.client_certificate_ids if DEFAULT in domain.client_certificate_ids else domain.client_certificate_ids
    )


def _tls(listener: Listener) -> plan.Tls:
    tls = plan.Tls(
        certificate_ids=(listener.certificate_id,),
        client_authority_id=_authority_id(listener.client_certificate_ids) if listener.auth_type else None,
        client_certificate_required=bool(listener.auth_type),
    )
    return limited(listener, tls)


def _host(
    listener: Listener, domain: Domain, rules: Sequence[Rule], where: Endpoints, treatment: _Treatment
) -> plan.VirtualHost:
    own = [rule for rule in rules if rule.domain == domain.domain]
    # The longest path first; each takes everything that begins with it, as nginx does (our choice).
    own.sort(key=lambda rule: -len(rule.path))
    routes = tuple(replace(_route(listener, rule), users=treatment.users, error_pages=treatment.pages) for rule in own)
    host = plan.VirtualHost(domain.domain, (domain.domain, *((ANY,) if domain.is_default else ())), routes)
    if listener.protocol != HTTPS:
        return host
    host = replace(host, tls_limits=limits_of(listener, domain))
    if listener.http3 and domain.http3:
        host = replace(host, http3_port=where.port(plan.Transport.UDP, listener.port))
    clients = _clients(listener, domain)
    if domain.certificate_id == DEFAULT and clients == listener.client_certificate_ids:
        return host
    shown = listener.certificate_id if domain.certificate_id == DEFAULT else domain.certificate_id
    return replace(
        host,
        certificate_ids=(shown,),
        client_authority_id=_authority_id(clients) if listener.auth_type else None,
        client_certificate_required=bool(listener.auth_type),
    )


def _route(listener: Listener, rule: Rule) -> plan.Route:
    elsewhere = _redirect(listener, rule.forced_redirect)
    if elsewhere is not None:
        return plan.Route(rule.id, plan.PathMatch.PREFIX, rule.path, redirect=elsewhere)
    return plan.Route(
        rule.id,
        plan.PathMatch.PREFIX,
        rule.path,
        pool_id=rule.id,
        host_header=None if rule.forward_host == DEFAULT else rule.forward_host,
        request_headers=tuple(_header(name, value) for name, value in rule.headers),
    )


def _header(name: str, value: str) -> RequestHeader:
    return RequestHeader(name, known=Known.CLIENT_ADDRESS) if value == _CLIENT else RequestHeader(name, value)


def _redirect(listener: Listener, url: str) -> Redirect | None:
    """Return where a rule sends clients; a URL's path replaces theirs, if it has one (our choice)."""
    if not url or (url == TO_HTTPS and listener.protocol == HTTPS):
        return None
    if url == TO_HTTPS:
        return Redirect(https=True, code=_MOVED)
    parts = urlsplit(url)
    return Redirect(
        https=parts.scheme == "https",
        host=parts.hostname,
        port=parts.port,
        path=parts.path if parts.path not in ("", "/") else None,
        code=_MOVED,
    )
