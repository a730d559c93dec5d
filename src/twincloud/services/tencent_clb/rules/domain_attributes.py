"""Changes of whole domains: ModifyDomain, ModifyDomainAttributes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import MISSING, VALUE, refusal
from twincloud.services.tencent_clb.listeners.certificates import Uploads, credentials, read_uploads
from twincloud.services.tencent_clb.lookups import rules_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import Listener, Rule
from twincloud.services.tencent_clb.rules.domains import (
    Attributes,
    check_domain_of,
    default_domain,
    find_layer_7,
    has_domain,
    save,
)
from twincloud.storage.transaction import Transaction


def _lock(call: Call, request: shapes.ModifyDomainRequest | shapes.ModifyDomainAttributesRequest) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


async def _read_certificates(call: Call, request: shapes.ModifyDomainAttributesRequest) -> Uploads:
    return await read_uploads(call, request.certificate, request.multi_cert_info)


@CLB.write("ModifyDomain", locks=_lock)
def modify_domain(call: Call, request: shapes.ModifyDomainRequest, tx: Transaction) -> shapes.ModifyDomainResponse:
    """Give a domain another name in all of its rules."""
    listener = find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    check_domain_of(call, known, request.domain)
    old, new = request.domain.lower(), request.new_domain
    after = [
        replace(rule, domains=tuple(new if name.lower() == old else name for name in rule.domains)) for rule in known
    ]
    default = new if listener.default_domain.lower() == old else listener.default_domain
    save(call, tx, listener, after, default=default)
    return shapes.ModifyDomainResponse(request_id=call.request_id)


@CLB.write("ModifyDomainAttributes", locks=_lock, prepare=_read_certificates)
def modify_domain_attributes(
    call: Call, request: shapes.ModifyDomainAttributesRequest, tx: Transaction
) -> shapes.ModifyDomainAttributesResponse:
    """Change what is given of a domain, in all of its rules: names, certificates, HTTP/2, QUIC, who is the default."""
    listener = find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    if request.new_domain and request.new_domains:
        raise refusal(call, VALUE, "NewDomain and NewDomains cannot be used together.")
    names = tuple(request.new_domains or ([request.new_domain] if request.new_domain else ()))
    domain = request.domain or _only_named(call, known, names)
    check_domain_of(call, known, domain)
    own = None
    if listener.protocol == "HTTPS":
        own = credentials(call, tx, request.certificate, request.multi_cert_info, call.prepared)
    wanted = Attributes(own, request.http2, request.quic)
    after = [wanted.of(_renamed(rule, names)) if has_domain(rule, domain) else rule for rule in known]
    default = _default(call, request, listener, known, after, names[0] if names else domain)
    save(call, tx, listener, after, default=default)
    return shapes.ModifyDomainAttributesResponse(request_id=call.request_id)


def _only_named(call: Call, known: Sequence[Rule], names: Sequence[str]) -> str:
    """Return a domain of the rules that have exactly these: the Terraform provider names several domains so."""
    wanted = {name.lower() for name in names}
    for rule in known:
        if wanted and {name.lower() for name in rule.domains} == wanted:
            return rule.domains[0]
    raise refusal(call, MISSING, "The request is missing a required parameter `Domain`.")


def _renamed(rule: Rule, names: tuple[str, ...]) -> Rule:
    return replace(rule, domains=names) if names else rule


def _default(
    call: Call,
    request: shapes.ModifyDomainAttributesRequest,
    listener: Listener,
    known: Sequence[Rule],
    after: Sequence[Rule],
    domain: str,
) -> str:
    """Return the listener's default domain; there always is one, so it goes only when another takes its place."""
    if request.new_default_server_domain:
        check_domain_of(call, after, request.new_default_server_domain)
        return request.new_default_server_domain
    current = default_domain(listener, known)
    was = any(has_domain(rule, current) for rule in known if rule not in after) or current.lower() == domain.lower()
    if request.default_server is False and was:
        raise refusal(call, VALUE, "The default domain can only be replaced: NewDefaultServerDomain is needed.")
    return domain if request.default_server or was else listener.default_domain
