"""Paths of domains and where their requests go: CreateRule, DeleteRule."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, NOT_FOUND, VALUE, refusal
from twincloud.services.tencent_gaap.listener_orders import check_scheduler
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, rules_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import (
    DEFAULT,
    HTTP,
    Listener,
    Rule,
    RuleCheck,
    bindings,
    rules,
    subjects,
)
from twincloud.services.tencent_gaap.removal import purge_unwatched
from twincloud.services.tencent_gaap.rule_lookups import (
    find_domain,
    find_rule,
    require_domain_idle,
    require_layer_7,
    require_rule_idle,
)
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

_LONGEST_PATH = 80
_CLASSES = (100, 200, 300, 400, 500)
TO_HTTPS = "https:"
"""A redirection that changes the scheme alone."""


@GAAP.write("CreateRule", locks=account_lock, settle=served)
def create_rule(call: Call, request: shapes.CreateRuleRequest, tx: Transaction) -> shapes.CreateRuleResponse:
    """Add a path to a domain that the listener has."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, request.domain)
    rule = _asked_for(call, request, listener, domain.domain)
    own = [known for known in rules_of(tx, listener.id) if known.domain == domain.domain]
    if any(known.path == rule.path for known in own):
        message = f"The domain {domain.domain} has the path {rule.path} already."
        raise refusal(call, "FailedOperation.RuleAlreadyExisted", message)
    most = quotas(call).rules_per_domain
    if len(own) >= most:
        raise refusal(call, "FailedOperation.LimitNumofRules", f"A domain has at most {most} rules.")
    tx.add(rules, replace(rule, changed=touch(tx, listener.owner_id, *subjects(listener))))
    return shapes.CreateRuleResponse(rule_id=rule.id, request_id=call.request_id)


@GAAP.write("DeleteRule", locks=account_lock, settle=served)
def delete_rule(call: Call, request: shapes.DeleteRuleRequest, tx: Transaction) -> shapes.DeleteRuleResponse:
    """Remove a rule; without Force only when it has no origins."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    rule = find_rule(call, tx, request.rule_id)
    if rule.listener_id != listener.id:
        raise refusal(call, NOT_FOUND, f"ruleId({rule.id}) Not Exist.")
    require_rule_idle(call, tx, rule)
    require_domain_idle(call, tx, find_domain(call, tx, listener.id, rule.domain))
    bound = tx.find(bindings, place_id=rule.id)
    if bound and not request.force:
        raise refusal(call, ALREADY_BOUND, f"Origins are bound to the rule {rule.id}.")
    generation = touch(tx, listener.owner_id, *subjects(listener))
    for binding in bound:
        tx.remove(bindings, binding)
    tx.replace(rules, rule, replace(rule, deleting=generation))
    purge_unwatched(call, tx, listener.owner_id, generation)
    return shapes.DeleteRuleResponse(request_id=call.request_id)


def _asked_for(call: Call, request: shapes.CreateRuleRequest, listener: Listener, domain: str) -> Rule:
    origin_type, scheduler = request.real_server_type.upper(), request.scheduler.lower()
    check_scheduler(call, scheduler, origin_type)
    protocol = (request.forward_protocol or "").upper()
    if protocol not in ("", "HTTP", "HTTPS", DEFAULT.upper()):
        raise refusal(call, VALUE, "ForwardProtocol must be HTTP or HTTPS.")
    if protocol in ("", DEFAULT.upper()):
        protocol = HTTP if listener.protocol == HTTP else listener.forward_protocol
    return Rule(
        id=call.new_id("rule-"),
        owner_id=listener.owner_id,
        listener_id=listener.id,
        domain=domain,
        path=_path(call, request.path),
        origin_type=origin_type,
        scheduler=scheduler,
        created_ms=call.now_ms,
        changed=0,
        check_on=request.health_check,
        check=_check(call, request.check_params),
        forward_protocol=protocol,
        forward_host=request.forward_host or DEFAULT,
        sni=_sni(call, request),
        forced_redirect=_redirect(call, request.forced_redirect or ""),
    )


def _path(call: Call, given: str) -> str:
    """Return a path as it is compared with requests; it may come URL-encoded. Raises ApiError."""
    path = unquote(given)
    if not path.startswith("/") or len(path) > _LONGEST_PATH:
        raise refusal(call, VALUE, f"Path must begin with a slash and be at most {_LONGEST_PATH} characters long.")
    return path


def _check(call: Call, given: shapes.RuleCheckParams | None) -> RuleCheck:
    if given is None:
        return RuleCheck()
    if given.connect_timeout >= given.delay_loop:
        raise refusal(call, VALUE, "CheckParams.ConnectTimeout must be less than CheckParams.DelayLoop.")
    if any(status not in _CLASSES for status in given.status_code):
        raise refusal(call, VALUE, "CheckParams.StatusCode may hold 100, 200, 300, 400 and 500.")
    return RuleCheck(
        interval=given.delay_loop,
        timeout=given.connect_timeout,
        path=_path(call, given.path),
        method=given.method.upper(),
        statuses=tuple(sorted(set(given.status_code))) or _CLASSES,
        domain=given.domain or "",
        failed_interval=given.failed_count_inter,
        failed_threshold=given.failed_threshold,
        block_time=given.block_inter,
    )


def _sni(call: Call, request: shapes.CreateRuleRequest) -> str:
    switch = (request.server_name_indication_switch or "OFF").upper()
    if switch not in ("ON", "OFF"):
        raise refusal(call, VALUE, "ServerNameIndicationSwitch must be ON or OFF.")
    if switch == "OFF":
        return ""
    if not request.server_name_indication:
        raise refusal(call, VALUE, "ServerNameIndicationSwitch ON needs a ServerNameIndication.")
    return request.server_name_indication


def _redirect(call: Call, given: str) -> str:
    try:
        parts = urlsplit(given)
        right = given in ("", TO_HTTPS) or (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        )
    except ValueError:
        right = False
    if not right:
        raise refusal(call, VALUE, "ForcedRedirect must be a URL with http or https.")
    return given
