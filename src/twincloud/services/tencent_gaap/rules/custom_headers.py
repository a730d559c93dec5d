"""Headers that a rule's origins are sent: CreateCustomHeader, DescribeCustomHeader, DescribeBlackHeader."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import LIMIT, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, changeable
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import CHANGING, rules, subjects
from twincloud.services.tencent_gaap.rules.header_texts import check_headers
from twincloud.services.tencent_gaap.rules.rule_lookups import find_rule, require_layer_7, require_rule_idle
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

_BLACKLIST = (
    "X-Forward-For", "allow", "Host", "Content-Length", "Connection", "Transfer-Encoding", "X-Forwarded-For", "Upgrade",
    "Keep-Alive", "TE", "Trailer", "Expect", "Proxy-Connection",
)  # fmt: skip
"""The first two are the page's example; the others are those that HTTP or GAAP itself lives by (our choice)."""
_FORBIDDEN = frozenset(name.lower() for name in _BLACKLIST)


@GAAP.write("CreateCustomHeader", locks=account_lock, settle=served)
def create_custom_header(
    call: Call, request: shapes.CreateCustomHeaderRequest, tx: Transaction
) -> shapes.CreateCustomHeaderResponse:
    """Let a rule's origins be sent exactly these headers; without any none."""
    listener = changeable(call, tx, find_rule(call, tx, request.rule_id).listener_id)
    require_layer_7(call, listener)
    rule = find_rule(call, tx, request.rule_id)
    require_rule_idle(call, tx, rule)
    given = request.headers or []
    most = quotas(call).headers_per_rule
    if len(given) > most:
        raise refusal(call, LIMIT, f"A rule has at most {most} headers.")
    for header in given:
        _check(call, header)
    if len({header.header_name.lower() for header in given}) < len(given):
        raise refusal(call, VALUE, "A header is named twice.")
    headers = tuple((header.header_name, header.header_value) for header in given)
    generation = touch(tx, listener.owner_id, *subjects(listener))
    tx.replace(rules, rule, replace(rule, headers=headers, change=CHANGING, changed=generation))
    return shapes.CreateCustomHeaderResponse(request_id=call.request_id)


@GAAP.read("DescribeCustomHeader")
def describe_custom_header(
    call: Call, request: shapes.DescribeCustomHeaderRequest, tx: Transaction
) -> shapes.DescribeCustomHeaderResponse:
    """List a rule's headers in their order."""
    rule = find_rule(call, tx, request.rule_id)
    shown = [shapes.HttpHeaderParam(header_name=name, header_value=value) for name, value in rule.headers]
    return shapes.DescribeCustomHeaderResponse(rule_id=rule.id, headers=shown, request_id=call.request_id)


@GAAP.read("DescribeBlackHeader")
def describe_black_header(
    call: Call, request: shapes.DescribeBlackHeaderRequest, tx: Transaction
) -> shapes.DescribeBlackHeaderResponse:
    """List the headers that cannot be added."""
    del request, tx
    return shapes.DescribeBlackHeaderResponse(black_headers=list(_BLACKLIST), request_id=call.request_id)


def _check(call: Call, header: shapes.HttpHeaderParam) -> None:
    if header.header_name.lower() in _FORBIDDEN:
        code = "InvalidParameterValue.HitBlacklist"
        raise refusal(call, code, f"The header {header.header_name} cannot be added.")
    check_headers(call, [(header.header_name, header.header_value)])
