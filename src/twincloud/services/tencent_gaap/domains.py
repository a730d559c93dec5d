"""Host names of layer-7 listeners: CreateDomain, DeleteDomain."""

from __future__ import annotations

import re

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.certificate_use import CLIENT_AUTHORITY, SERVER, check_certificates, given_ids
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, FAILED, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, domains_of, rules_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import (
    DEFAULT,
    HTTPS,
    Domain,
    bindings,
    domains,
    rules,
    subjects,
)
from twincloud.services.tencent_gaap.removal import purge_unwatched
from twincloud.services.tencent_gaap.rule_lookups import find_domain, require_domain_idle, require_layer_7
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

_NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")


@GAAP.write("CreateDomain", locks=account_lock, settle=served)
def create_domain(call: Call, request: shapes.CreateDomainRequest, tx: Transaction) -> shapes.CreateDomainResponse:
    """Add a host name; on an HTTPS listener it may have certificates of its own."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    name = request.domain.lower()
    if not _NAME.fullmatch(name):
        raise refusal(call, VALUE, f"The domain {request.domain} is not valid.")
    known = domains_of(tx, listener.id)
    if any(domain.domain == name for domain in known):
        code = "FailedOperation.DomainAlreadyExisted"
        raise refusal(call, code, f"The listener {listener.id} has the domain {name} already.")
    most = quotas(call).domains_per_listener
    if len(known) >= most:
        raise refusal(call, FAILED, f"A listener has at most {most} domains.")
    server = request.certificate_id or DEFAULT
    clients = given_ids(request.poly_client_certificate_ids, request.client_certificate_id) or (DEFAULT,)
    if listener.protocol == HTTPS:
        check_certificates(call, tx, SERVER, *({server} - {DEFAULT}))
        check_certificates(call, tx, CLIENT_AUTHORITY, *(one for one in clients if one != DEFAULT))
    elif server != DEFAULT or clients != (DEFAULT,):
        raise refusal(call, VALUE, "Domains of an HTTP listener have no certificates.")
    generation = touch(tx, listener.owner_id, *subjects(listener))
    if request.is_default_server:
        for domain in known:
            tx.replace(domains, domain, replace(domain, is_default=False))
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


@GAAP.write("DeleteDomain", locks=account_lock, settle=served)
def delete_domain(call: Call, request: shapes.DeleteDomainRequest, tx: Transaction) -> shapes.DeleteDomainResponse:
    """Remove a host name with its rules; without Force only when none of them has origins."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, request.domain)
    require_domain_idle(call, tx, domain)
    own = [rule for rule in rules_of(tx, listener.id) if rule.domain == domain.domain]
    bound = [binding for rule in own for binding in tx.find(bindings, place_id=rule.id)]
    if bound and not request.force:
        raise refusal(call, ALREADY_BOUND, f"Origins are bound to rules of {domain.domain}.")
    generation = touch(tx, listener.owner_id, *subjects(listener))
    for binding in bound:
        tx.remove(bindings, binding)
    for rule in own:
        tx.replace(rules, rule, replace(rule, deleting=generation))
    tx.replace(domains, domain, replace(domain, deleting=generation))
    purge_unwatched(call, tx, listener.owner_id, generation)
    return shapes.DeleteDomainResponse(request_id=call.request_id)
