"""SetAuthentication: passwords for a domain's clients, certificates between GAAP and a domain's origins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.balancing.trust import Trust, User
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import UNSUPPORTED, VALUE, missing, refusal
from twincloud.services.tencent_gaap.listeners.certificate_use import (
    ORIGIN_AUTHORITY,
    OWN,
    USERS,
    check_certificates,
    find_certificate,
    given_ids,
)
from twincloud.services.tencent_gaap.listeners.tls_choice import asked_ciphers, asked_versions
from twincloud.services.tencent_gaap.lookups import account_lock, changeable
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import HTTPS, Domain, Rule, certificates, domains, subjects
from twincloud.services.tencent_gaap.rules.rule_lookups import find_domain, require_domain_idle, require_layer_7
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

_USER = re.compile(r"([^:\s]+):\{SHA\}([A-Za-z0-9+/]{27}=)")
"""The one form of passwords that the data plane can check."""


@GAAP.write("SetAuthentication", locks=account_lock, settle=served)
def set_authentication(
    call: Call, request: shapes.SetAuthenticationRequest, tx: Transaction
) -> shapes.SetAuthenticationResponse:
    """Say of a domain who has to prove what; what is not switched on is off, what TLS it speaks stays."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, request.domain)
    require_domain_idle(call, tx, domain)
    versions, ciphers = request.tls_support_version, request.tls_ciphers
    if (versions or ciphers) and listener.protocol != HTTPS:
        raise refusal(call, VALUE, f"The listener {listener.id} is no HTTPS listener.")
    after = replace(
        domain,
        tls_versions=domain.tls_versions if versions is None else asked_versions(versions),
        tls_ciphers=domain.tls_ciphers if ciphers is None else asked_ciphers(ciphers),
        users_id=_users(call, request, tx),
        gaap_certificate_id=_gaap_certificate(call, request, tx),
        origin_authority_ids=_origin_authorities(call, request, tx),
        origin_name=(request.real_server_certificate_domain or "") if request.real_server_auth else "",
    )
    tx.replace(domains, domain, replace(after, changed=touch(tx, listener.owner_id, *subjects(listener))))
    return shapes.SetAuthenticationResponse(request_id=call.request_id)


def users_of(tx: Transaction, domain: Domain) -> tuple[User, ...]:
    """Return who may ask for a domain; nobody in particular when it asks for no passwords."""
    found = tx.get(certificates, domain.users_id) if domain.users_id else None
    if found is None:
        return ()
    return tuple(User(*match.groups()) for line in found.content.split() if (match := _USER.fullmatch(line)))


def trust_of(tx: Transaction, domain: Domain, rule: Rule) -> Trust | None:
    """Return what a rule and its origins prove to each other; origins must be who they are asked for as."""
    own = tx.get(certificates, domain.gaap_certificate_id) if domain.gaap_certificate_id else None
    vouching = [found for one in domain.origin_authority_ids if (found := tx.get(certificates, one)) is not None]
    if own is None and not vouching:
        return None
    return Trust(
        authorities_pem="\n".join(one.content for one in vouching),
        name=(domain.origin_name or rule.sni) if vouching else "",
        chain_pem=own.content if own is not None else "",
        key_pem=own.key if own is not None else "",
    )


def _users(call: Call, request: shapes.SetAuthenticationRequest, tx: Transaction) -> str:
    if not request.basic_auth:
        return ""
    name = request.basic_auth_conf_id
    if not name:
        raise missing(call, "BasicAuthConfId")
    check_certificates(call, tx, USERS, name)
    found = find_certificate(tx, call.tenant.account, name)
    if found is None or not all(_USER.fullmatch(line) for line in found.content.split()):
        message = f"{name} has passwords in a form that cannot be checked here; make it with: htpasswd -s"
        raise refusal(call, UNSUPPORTED, message)
    return name


def _gaap_certificate(call: Call, request: shapes.SetAuthenticationRequest, tx: Transaction) -> str:
    if not request.gaap_auth:
        return ""
    if not request.gaap_certificate_id:
        raise missing(call, "GaapCertificateId")
    check_certificates(call, tx, OWN, request.gaap_certificate_id)
    return request.gaap_certificate_id


def _origin_authorities(call: Call, request: shapes.SetAuthenticationRequest, tx: Transaction) -> tuple[str, ...]:
    if not request.real_server_auth:
        return ()
    named: Sequence[str] = given_ids(request.poly_real_server_certificate_ids, request.real_server_certificate_id)
    if not named:
        raise missing(call, "PolyRealServerCertificateIds")
    check_certificates(call, tx, ORIGIN_AUTHORITY, *named)
    return tuple(named)
