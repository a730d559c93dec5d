"""From a request for a rule to the record of it: what is said is checked, what is not stays or has its default."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.services.tencent_gaap.listeners.listener_orders import check_scheduler
from twincloud.services.tencent_gaap.records import DEFAULT, HTTP, HTTPS, Listener, Rule, RuleCheck

_LONGEST_PATH = 80
_CLASSES = (100, 200, 300, 400, 500)
_ON, _OFF = "ON", "OFF"
TO_HTTPS = "https:"
"""A redirection that changes the scheme alone."""

Request = shapes.CreateRuleRequest | shapes.ModifyRuleAttributeRequest


def asked_for(call: Call, request: shapes.CreateRuleRequest, listener: Listener, domain: str) -> Rule:
    """Return a record without generation; raises ApiError for what does not go together."""
    blank = Rule(
        id=call.new_id("rule-"),
        owner_id=listener.owner_id,
        listener_id=listener.id,
        domain=domain,
        path="",
        origin_type=request.real_server_type.upper(),
        scheduler="",
        created_ms=call.now_ms,
        changed=0,
        forward_protocol=DEFAULT,
    )
    return changed(call, request, blank)


def changed(call: Call, request: Request, before: Rule) -> Rule:
    """Return a rule with what a request says of it; raises ApiError for what does not go together."""
    scheduler = (request.scheduler or before.scheduler).lower()
    check_scheduler(call, scheduler, before.origin_type)
    return replace(
        before,
        path=before.path if request.path is None else _path(call, request.path),
        scheduler=scheduler,
        check_on=before.check_on if request.health_check is None else request.health_check,
        check=_check(call, request.check_params, before.check),
        forward_protocol=_protocol(call, request.forward_protocol or "", before.forward_protocol),
        forward_host=request.forward_host or before.forward_host,
        sni=_sni(call, request, before.sni),
        forced_redirect=before.forced_redirect
        if request.forced_redirect is None
        else _redirect(call, request.forced_redirect),
    )


def _path(call: Call, given: str) -> str:
    """Return a path as it is compared with requests; it may come URL-encoded. Raises ApiError."""
    path = unquote(given)
    if not path.startswith("/") or len(path) > _LONGEST_PATH:
        raise refusal(call, VALUE, f"Path must begin with a slash and be at most {_LONGEST_PATH} characters long.")
    return path


def _protocol(call: Call, given: str, before: str) -> str:
    """Return what origins are spoken to in; DEFAULT is what the listener says."""
    word = given.upper()
    if word not in ("", HTTP, HTTPS, DEFAULT.upper()):
        raise refusal(call, VALUE, "ForwardProtocol must be HTTP, HTTPS or default.")
    return DEFAULT if word == DEFAULT.upper() else word or before


def _check(call: Call, given: shapes.RuleCheckParams | None, before: RuleCheck) -> RuleCheck:
    """Return the check that is given; the domain that it asks for is said when the rule is made and stays."""
    if given is None:
        return before
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
        domain=(given.domain or "") if call.action.startswith("Create") else before.domain,
        failed_interval=given.failed_count_inter,
        failed_threshold=given.failed_threshold,
        block_time=given.block_inter,
    )


def _sni(call: Call, request: Request, before: str) -> str:
    """Return the server name that origins are asked for; clients that change something else send empty members."""
    switch = (request.server_name_indication_switch or (_ON if before else _OFF)).upper()
    if switch not in (_ON, _OFF):
        raise refusal(call, VALUE, "ServerNameIndicationSwitch must be ON or OFF.")
    if switch == _OFF:
        return ""
    name = request.server_name_indication or before
    if not name:
        raise refusal(call, VALUE, "ServerNameIndicationSwitch ON needs a ServerNameIndication.")
    return name


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
