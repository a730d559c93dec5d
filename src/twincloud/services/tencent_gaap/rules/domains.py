"""Host names of layer-7 listeners: CreateDomain, ModifyDomain, ModifyCertificate, DeleteDomain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, FAILED, VALUE, refusal
from twincloud.services.tencent_gaap.listeners.certificate_use import (
    CLIENT_AUTHORITY,
    SERVER,
    check_certificates,
    given_ids,
)
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, domains_of, rules_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import (
    DEFAULT,
    HTTPS,
    Domain,
    Listener,
    bindings,
    domains,
    rules,
    subjects,
)
from twincloud.services.tencent_gaap.removal import purge_unwatched
from twincloud.services.tencent_gaap.rules.error_page_records import error_pages
from twincloud.services.tencent_gaap.rules.rule_lookups import find_domain, require_domain_idle, require_layer_7
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

_NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")


@GAAP.write("CreateDomain", locks=account_lock, settle=served)
def create_domain(call: Call, request: shapes.CreateDomainRequest, tx: Transaction) -> shapes.CreateDomainResponse:
    """Add a host name; on an HTTPS listener it may have certificates of its own."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    known = domains_of(tx, listener.id)
    name = _name(call, request.domain, listener, known)
    most = quotas(call).domains_per_listener
    if len(known) >= most:
        raise refusal(call, FAILED, f"A listener has at most {most} domains.")
    server = request.certificate_id or DEFAULT
    clients = given_ids(request.poly_client_certificate_ids, request.client_certificate_id) or (DEFAULT,)
    _check_certificates(call, tx, listener, server, clients)
    generation = touch(tx, listener.owner_id, *subjects(listener))
    if request.is_default_server:
        _step_back(tx, known)
    tx.add(
        domains,
        Domain(
            id=call.new_id("domain-"),
            owner_id=listener.owner_id,
            listener_id=listener.id,
            domain=name,
            created_ms=call.now_ms,
            changed=generation,
            certificate_id=server,
            client_certificate_ids=clients,
            is_default=bool(request.is_default_server),
            http3=listener.http3 if request.http3_supported is None else request.http3_supported,
        ),
    )
    return shapes.CreateDomainResponse(request_id=call.request_id)


@GAAP.write("ModifyDomain", locks=account_lock, settle=served)
def modify_domain(call: Call, request: shapes.ModifyDomainRequest, tx: Transaction) -> shapes.ModifyDomainResponse:
    """Give a host name another spelling, with its rules, and other certificates; what is not given stays."""
    listener, domain = _changeable(call, tx, request.listener_id, request.old_domain)
    others = [other for other in domains_of(tx, listener.id) if other.id != domain.id]
    name = _name(call, request.new_domain, listener, others)
    clients = given_ids(request.poly_client_certificate_ids, request.client_certificate_id)
    after = replace(
        domain,
        domain=name,
        certificate_id=request.certificate_id or domain.certificate_id,
        client_certificate_ids=clients or domain.client_certificate_ids,
        is_default=domain.is_default if request.is_default_server is None else request.is_default_server,
    )
    _check_certificates(call, tx, listener, after.certificate_id, after.client_certificate_ids)
    generation = touch(tx, listener.owner_id, *subjects(listener))
    if request.is_default_server:
        _step_back(tx, others)
    for rule in rules_of(tx, listener.id):
        if rule.domain == domain.domain:
            tx.replace(rules, rule, replace(rule, domain=name))
    tx.replace(domains, domain, replace(after, changed=generation))
    return shapes.ModifyDomainResponse(request_id=call.request_id)


@GAAP.write("ModifyCertificate", locks=account_lock, settle=served)
def modify_certificate(
    call: Call, request: shapes.ModifyCertificateRequest, tx: Transaction
) -> shapes.ModifyCertificateResponse:
    """Let a host name show another certificate; authorities of its clients that are not given stay."""
    listener, domain = _changeable(call, tx, request.listener_id, request.domain)
    clients = given_ids(request.poly_client_certificate_ids, request.client_certificate_id)
    after = replace(
        domain,
        certificate_id=request.certificate_id,
        client_certificate_ids=clients or domain.client_certificate_ids,
    )
    _check_certificates(call, tx, listener, after.certificate_id, after.client_certificate_ids)
    tx.replace(domains, domain, replace(after, changed=touch(tx, listener.owner_id, *subjects(listener))))
    return shapes.ModifyCertificateResponse(request_id=call.request_id)


@GAAP.write("DeleteDomain", locks=account_lock, settle=served)
def delete_domain(call: Call, request: shapes.DeleteDomainRequest, tx: Transaction) -> shapes.DeleteDomainResponse:
    """Remove a host name with its rules; without Force only when none of them has origins."""
    listener, domain = _changeable(call, tx, request.listener_id, request.domain)
    own = [rule for rule in rules_of(tx, listener.id) if rule.domain == domain.domain]
    bound = [binding for rule in own for binding in tx.find(bindings, place_id=rule.id)]
    if bound and not request.force:
        raise refusal(call, ALREADY_BOUND, f"Origins are bound to rules of {domain.domain}.")
    generation = touch(tx, listener.owner_id, *subjects(listener))
    for binding in bound:
        tx.remove(bindings, binding)
    for rule in own:
        tx.replace(rules, rule, replace(rule, deleting=generation))
    for page in tx.find(error_pages, domain_id=domain.id):
        tx.remove(error_pages, page)
    tx.replace(domains, domain, replace(domain, deleting=generation))
    purge_unwatched(call, tx, listener.owner_id, generation)
    return shapes.DeleteDomainResponse(request_id=call.request_id)


def _changeable(call: Call, tx: Transaction, listener_id: str, name: str) -> tuple[Listener, Domain]:
    """Return a listener and its domain; raises ApiError unless both may be changed now."""
    listener = changeable(call, tx, listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, name)
    require_domain_idle(call, tx, domain)
    return listener, domain


def _name(call: Call, given: str, listener: Listener, others: Sequence[Domain]) -> str:
    """Return a host name as it is compared; raises ApiError for one that is none, and for one that is there."""
    name = given.lower()
    if not _NAME.fullmatch(name):
        raise refusal(call, VALUE, f"The domain {given} is not valid.")
    if any(other.domain == name for other in others):
        code = "FailedOperation.DomainAlreadyExisted"
        raise refusal(call, code, f"The listener {listener.id} has the domain {name} already.")
    return name


def _check_certificates(call: Call, tx: Transaction, listener: Listener, server: str, clients: Sequence[str]) -> None:
    """Raise ApiError for certificates that a domain cannot have; DEFAULT is the listener's."""
    if listener.protocol == HTTPS:
        check_certificates(call, tx, SERVER, *({server} - {DEFAULT}))
        check_certificates(call, tx, CLIENT_AUTHORITY, *(one for one in clients if one != DEFAULT))
    elif {server, *clients} != {DEFAULT}:
        raise refusal(call, VALUE, "Domains of an HTTP listener have no certificates.")


def _step_back(tx: Transaction, known: Sequence[Domain]) -> None:
    """Let another domain be the default one."""
    for domain in known:
        tx.replace(domains, domain, replace(domain, is_default=False))
