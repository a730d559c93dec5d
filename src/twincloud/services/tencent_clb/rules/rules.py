"""Forwarding rules of layer-7 listeners: CreateRule, ModifyRule, DeleteRule."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.errors import LIMIT, LOCATION_NOT_FOUND, MISSING, VALUE, refusal
from twincloud.services.tencent_clb.listeners.certificates import Uploads, credentials, credentials_view, read_uploads
from twincloud.services.tencent_clb.listeners.health_checks import rule_check
from twincloud.services.tencent_clb.listeners.health_checks import shown as shown_check
from twincloud.services.tencent_clb.lookups import rules_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import (
    NODE,
    Listener,
    Redirect,
    Rule,
    listeners,
    rules,
    subjects,
)
from twincloud.services.tencent_clb.removal import purge_unwatched, unbind
from twincloud.services.tencent_clb.rules.domains import (
    Attributes,
    check_domain_of,
    find_layer_7,
    forget_redirects,
    has_domain,
    joined,
    save,
)
from twincloud.storage.transaction import Transaction


def _lock(
    call: Call, request: shapes.CreateRuleRequest | shapes.ModifyRuleRequest | shapes.DeleteRuleRequest
) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


async def _read_certificates(call: Call, request: shapes.CreateRuleRequest) -> Uploads:
    given = [one for rule in request.rules for one in (rule.certificate, rule.multi_cert_info)]
    return await read_uploads(call, *given)


@CLB.write("CreateRule", locks=_lock, prepare=_read_certificates)
def create_rule(call: Call, request: shapes.CreateRuleRequest, tx: Transaction) -> shapes.CreateRuleResponse:
    """Add forwarding rules to a layer-7 listener; all of them or none.

    What belongs to a domain is the same for all of its rules: a further rule takes what it does not say from those that
    are there, and what it says changes them.
    """
    listener = find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    most = quotas(call).rules_per_listener
    if len(known) + len(request.rules) > most:
        raise refusal(call, LIMIT, f"A listener has at most {most} rules.")
    after = known
    default = listener.default_domain
    for given in request.rules:
        rule = _asked_for(call, given, listener)
        own = None
        if listener.protocol == "HTTPS":
            own = credentials(call, tx, given.certificate, given.multi_cert_info, call.prepared)
        wanted = Attributes(own, given.http2, given.quic)
        after = joined(after, rule, wanted)
        if given.default_server:
            default = rule.domains[0]
    save(call, tx, listener, after, default=default)
    ids = [rule.id for rule in after[len(known) :]]
    return shapes.CreateRuleResponse(location_ids=ids, request_id=call.request_id)


@CLB.write("ModifyRule", locks=_lock)
def modify_rule(call: Call, request: shapes.ModifyRuleRequest, tx: Transaction) -> shapes.ModifyRuleResponse:
    """Change what is given of a rule; what is left out stays as it is."""
    listener = find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    before = next((rule for rule in known if rule.id == request.location_id), None)
    if before is None:
        raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {request.location_id}")
    forward_type = request.forward_type or before.forward_type
    check = before.check
    if request.health_check is not None:
        check = rule_check(call, request.health_check, listener.protocol, forward_type, before.check)
    members = {
        "url": request.url,
        "scheduler": request.scheduler,
        "session_expire": request.session_expire_time,
        "forward_type": forward_type,
        "check": check,
        "trpc_callee": request.trpc_callee,
        "trpc_func": request.trpc_func,
        "oauth": request.oauth,
        "cookie_name": request.cookie_name,
    }
    after = replace(before, **{name: value for name, value in members.items() if value is not None})
    save(call, tx, listener, [after if rule is before else rule for rule in known])
    return shapes.ModifyRuleResponse(request_id=call.request_id)


@CLB.write("DeleteRule", locks=_lock)
def delete_rule(call: Call, request: shapes.DeleteRuleRequest, tx: Transaction) -> shapes.DeleteRuleResponse:
    """Delete rules by id, or all of a domain (or that one with the URL); their bindings go with them."""
    listener = find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    doomed = _doomed(call, request, known)
    kept = [rule for rule in known if rule not in doomed]
    if request.new_default_server_domain:
        default = request.new_default_server_domain
        check_domain_of(call, kept, default)
        tx.replace(listeners, listener, replace(listener, default_domain=default))
    generation = touch(tx, listener.balancer_id, *subjects(listener))
    forget_redirects(tx, listener.balancer_id, {rule.id for rule in doomed})
    for rule in doomed:
        unbind(tx, location_id=rule.id)
        tx.replace(rules, rule, replace(rule, deleting=generation))
    purge_unwatched(call, tx, listener.balancer_id, generation)
    return shapes.DeleteRuleResponse(request_id=call.request_id)


def rule_view(rule: Rule, default: str, *, gzip: bool = False) -> shapes.RuleOutput:
    """Return a rule as answers show it; `gzip` is its listener's."""
    return shapes.RuleOutput(
        location_id=rule.id,
        domain=rule.domains[0],
        url=rule.url,
        session_expire_time=rule.session_expire,
        health_check=shown_check(rule.check, of_rule=True),
        scheduler=rule.scheduler,
        listener_id=rule.listener_id,
        certificate=credentials_view(rule.credentials),
        rewrite_target=_redirect_view(rule.redirect),
        http_gzip=gzip,
        be_auto_created=rule.auto_created,
        default_server=has_domain(rule, default),
        http2=rule.http2,
        forward_type=rule.forward_type,
        create_time=shown(rule.created_ms),
        target_type=rule.target_type,
        trpc_callee=rule.trpc_callee,
        trpc_func=rule.trpc_func,
        quic_status="QUIC_ACTIVE" if rule.quic else "QUIC_INACTIVE",
        domains=list(rule.domains),
        oauth=rule.oauth,
        cookie_name=rule.cookie_name,
    )


def _redirect_view(known: Redirect | None) -> shapes.RewriteTarget:
    if known is None:
        return shapes.RewriteTarget()
    return shapes.RewriteTarget(
        target_listener_id=known.listener_id,
        target_location_id=known.location_id,
        rewrite_code=known.code,
        take_url=bool(known.take_url),
        rewrite_type=known.kind,
    )


def _asked_for(call: Call, given: shapes.RuleInput, listener: Listener) -> Rule:
    forward_type = given.forward_type or "HTTP"
    return Rule(
        id=call.new_id("loc-"),
        balancer_id=listener.balancer_id,
        listener_id=listener.id,
        domains=_domains(call, given),
        url=given.url,
        check=rule_check(call, given.health_check, listener.protocol, forward_type),
        created_ms=call.now_ms,
        scheduler=given.scheduler or "WRR",
        session_expire=given.session_expire_time or 0,
        cookie_name=given.cookie_name or None,
        forward_type=forward_type,
        target_type=given.target_type or NODE,
        trpc_callee=given.trpc_callee,
        trpc_func=given.trpc_func,
    )


def _domains(call: Call, given: shapes.RuleInput) -> tuple[str, ...]:
    if given.domain and given.domains:
        raise refusal(call, VALUE, "Domain and Domains cannot be used together.")
    domains = tuple(given.domains or ([given.domain] if given.domain else []))
    if not domains:
        raise refusal(call, MISSING, "The request is missing a required parameter `Rules.Domain`.")
    return domains


def _doomed(call: Call, request: shapes.DeleteRuleRequest, known: Sequence[Rule]) -> list[Rule]:
    if request.location_ids:
        by_id = {rule.id: rule for rule in known}
        absent = [location for location in request.location_ids if location not in by_id]
        if absent:
            raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {', '.join(absent)}")
        return [by_id[location] for location in dict.fromkeys(request.location_ids)]
    if not request.domain:
        raise refusal(call, MISSING, "The request needs LocationIds, or Domain.")
    url = request.url
    found = [rule for rule in known if has_domain(rule, request.domain) and (not url or rule.url == url)]
    if not found:
        raise refusal(call, LOCATION_NOT_FOUND, f"No rule for {request.domain} {url or ''}".rstrip())
    return found
