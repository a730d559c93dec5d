"""Redirections from one rule to another: AutoRewrite, ManualRewrite, DescribeRewrite, DeleteRewrite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from twincloud.balancing.plan import Transport
from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.real_ports import Free
from twincloud.services.tencent_clb.errors import (
    LIMIT,
    LOCATION_NOT_FOUND,
    MISSING,
    PORT_CHECK,
    PROTOCOL_CHECK,
    REWRITE_EXISTS,
    REWRITE_NOT_FOUND,
    VALUE,
    refusal,
)
from twincloud.services.tencent_clb.listeners.health_checks import rule_check
from twincloud.services.tencent_clb.listeners.listeners import add_listeners, compresses
from twincloud.services.tencent_clb.listeners.port_use import Use, real_ports
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of, rules_by_listener, rules_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import LAYER_7, Listener, Redirect, Rule
from twincloud.services.tencent_clb.rules.domains import check_domain_of, default_domain, find_layer_7, has_domain, save
from twincloud.services.tencent_clb.rules.rules import rule_view
from twincloud.storage.transaction import Transaction

_CODES = (301, 302, 307)
_PLAIN_PORT, _ENCRYPTED_PORT = 80, 443

Manual = shapes.ManualRewriteRequest | shapes.DeleteRewriteRequest


def _lock(call: Call, request: shapes.AutoRewriteRequest | Manual) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


async def _find_port(call: Call, request: shapes.AutoRewriteRequest) -> Free:
    """Ask for a real port for the HTTP listener that may have to be made."""
    return real_ports(call, [Use(Transport.TCP, _PLAIN_PORT, _PLAIN_PORT)])


@CLB.write("AutoRewrite", locks=_lock, prepare=_find_port)
def auto_rewrite(call: Call, request: shapes.AutoRewriteRequest, tx: Transaction) -> shapes.AutoRewriteResponse:
    """Send clients of HTTP on port 80 to the same domain and URL of the HTTPS listener on port 443.

    The HTTP listener and its rules are made where they are not there.
    """
    target = find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    if target.protocol != "HTTPS":
        raise refusal(call, PROTOCOL_CHECK, "Only to HTTPS listeners clients are redirected automatically.")
    if target.port != _ENCRYPTED_PORT:
        raise refusal(call, PORT_CHECK, f"The HTTPS listener must be that on port {_ENCRYPTED_PORT}.")
    source = _plain_listener(call, tx, target.balancer_id)
    redirects = _Redirects(call, tx, target.balancer_id)
    after = rules_of(tx, source.id)
    for rule, code, take_url in _wanted(call, request, rules_of(tx, target.id)):
        place = next((one for one in after if _serves(one, rule)), None) or _copy(call, rule, source)
        redirects.check(place, rule)
        moved = replace(place, redirect=Redirect(target.id, rule.id, code, take_url, "Auto"))
        after = [moved if one.id == place.id else one for one in after]
        if place.id not in {one.id for one in after}:
            after.append(moved)
    most = quotas(call).rules_per_listener
    if len(after) > most:
        raise refusal(call, LIMIT, f"A listener has at most {most} rules.")
    save(call, tx, source, after)
    return shapes.AutoRewriteResponse(request_id=call.request_id)


@CLB.write("ManualRewrite", locks=_lock)
def manual_rewrite(call: Call, request: shapes.ManualRewriteRequest, tx: Transaction) -> shapes.ManualRewriteResponse:
    """Send clients of rules to other rules; all of the named pairs or none."""
    source = find_layer_7(call, tx, request.load_balancer_id, request.source_listener_id)
    target = find_layer_7(call, tx, request.load_balancer_id, request.target_listener_id)
    after = rules_of(tx, source.id)
    for pair in request.rewrite_infos:
        start = _rule(call, after, pair.source_location_id)
        end = _rule(call, after if source.id == target.id else rules_of(tx, target.id), pair.target_location_id)
        _check_pair(call, pair, start)
        redirects = _Redirects(call, tx, source.balancer_id, after)
        redirects.check(start, end)
        moved = replace(start, redirect=Redirect(target.id, end.id, pair.rewrite_code or 0, pair.take_url))
        after = [moved if rule.id == start.id else rule for rule in after]
    save(call, tx, source, after)
    return shapes.ManualRewriteResponse(request_id=call.request_id)


@CLB.read("DescribeRewrite")
def describe_rewrite(
    call: Call, request: shapes.DescribeRewriteRequest, tx: Transaction
) -> shapes.DescribeRewriteResponse:
    """List the rules that redirect, oldest first, of all listeners or of the named."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    rules = rules_by_listener(tx, balancer.id)
    shown: list[shapes.RuleOutput] = []
    for listener in listeners_of(tx, balancer.id):
        if listener.protocol not in LAYER_7:
            continue
        if request.source_listener_ids and listener.id not in request.source_listener_ids:
            continue
        own = rules.get(listener.id, [])
        default = default_domain(listener, own)
        shown += [
            rule_view(rule, default, gzip=compresses(listener))
            for rule in own
            if rule.redirect is not None and (not request.source_location_ids or rule.id in request.source_location_ids)
        ]
    return shapes.DescribeRewriteResponse(rewrite_set=shown, request_id=call.request_id)


@CLB.write("DeleteRewrite", locks=_lock)
def delete_rewrite(call: Call, request: shapes.DeleteRewriteRequest, tx: Transaction) -> shapes.DeleteRewriteResponse:
    """Let rules serve again that redirect; all of the named pairs or none."""
    source = find_layer_7(call, tx, request.load_balancer_id, request.source_listener_id)
    after = rules_of(tx, source.id)
    for pair in request.rewrite_infos:
        start = next((rule for rule in after if rule.id == pair.source_location_id), None)
        to = (request.target_listener_id, pair.target_location_id)
        if start is None or start.redirect is None or (start.redirect.listener_id, start.redirect.location_id) != to:
            words = f"{pair.source_location_id} does not redirect to {pair.target_location_id}."
            raise refusal(call, REWRITE_NOT_FOUND, words)
        after = [replace(rule, redirect=None) if rule.id == start.id else rule for rule in after]
    save(call, tx, source, after)
    return shapes.DeleteRewriteResponse(request_id=call.request_id)


class _Redirects:
    """The redirections of a balancer, against which a further one is held."""

    def __init__(self, call: Call, tx: Transaction, balancer_id: str, changed: Sequence[Rule] = ()) -> None:
        self._call = call
        known = {rule.id: rule for own in rules_by_listener(tx, balancer_id).values() for rule in own}
        known.update((rule.id, rule) for rule in changed)
        self._ends = {rule.redirect.location_id for rule in known.values() if rule.redirect is not None}

    def check(self, start: Rule, end: Rule) -> None:
        """Raise ApiError unless clients of `start` would arrive at `end`: not elsewhere, and not by a detour."""
        if start.id == end.id:
            raise refusal(self._call, VALUE, "A rule cannot redirect to itself.")
        for reason in (
            f"{start.id} redirects already." if start.redirect is not None else "",
            f"{end.id} redirects itself." if end.redirect is not None else "",
            f"Others redirect to {start.id}." if start.id in self._ends else "",
        ):
            if reason:
                raise refusal(self._call, REWRITE_EXISTS, reason)


def _wanted(
    call: Call, request: shapes.AutoRewriteRequest, known: Sequence[Rule]
) -> Iterator[tuple[Rule, int, bool | None]]:
    """Yield the rules to redirect to, each with the status and the choice of URL that go with its domain."""
    codes, takes = request.rewrite_codes or [], request.take_urls or []
    for code in codes:
        _check_code(call, code)
    for domain in request.domains or ():
        check_domain_of(call, known, domain)
    for rule in known:
        place = 0
        if request.domains:
            places = [place for place, domain in enumerate(request.domains) if has_domain(rule, domain)]
            if not places:
                continue
            place = places[0]
        code = codes[min(place, len(codes) - 1)] if codes else 0
        yield rule, code, takes[min(place, len(takes) - 1)] if takes else None


def _plain_listener(call: Call, tx: Transaction, balancer_id: str) -> Listener:
    known = [one for one in listeners_of(tx, balancer_id) if (one.protocol, one.port) == ("HTTP", _PLAIN_PORT)]
    if known:
        return known[0]
    made = Listener(
        id=call.new_id("lbl-"),
        balancer_id=balancer_id,
        location_id=call.new_id("loc-"),
        name="",
        protocol="HTTP",
        port=_PLAIN_PORT,
        created_ms=call.now_ms,
    )
    add_listeners(call, tx, balancer_id, [made], call.prepared)
    return made


def _serves(rule: Rule, like: Rule) -> bool:
    return rule.url == like.url and any(has_domain(rule, domain) for domain in like.domains)


def _copy(call: Call, rule: Rule, source: Listener) -> Rule:
    return Rule(
        id=call.new_id("loc-"),
        balancer_id=rule.balancer_id,
        listener_id=source.id,
        domains=rule.domains,
        url=rule.url,
        check=rule_check(call, None, "HTTP", "HTTP"),
        created_ms=call.now_ms,
        auto_created=True,
    )


def _rule(call: Call, known: Sequence[Rule], location_id: str) -> Rule:
    found = next((rule for rule in known if rule.id == location_id), None)
    if found is None:
        raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {location_id}")
    return found


def _check_pair(call: Call, pair: shapes.RewriteLocationMap, start: Rule) -> None:
    if pair.source_domain and not has_domain(start, pair.source_domain):
        raise refusal(call, VALUE, f"{pair.source_domain} is not a domain of {start.id}.")
    if not pair.rewrite_code:
        return
    _check_code(call, pair.rewrite_code)
    if pair.take_url is None or not pair.source_domain:
        raise refusal(call, MISSING, "With RewriteCode, TakeUrl and SourceDomain are required.")


def _check_code(call: Call, code: int) -> None:
    if code not in _CODES:
        raise refusal(call, VALUE, "RewriteCode must be 301, 302 or 307.")
