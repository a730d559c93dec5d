"""Domains and URLs of forwarding rules: which forms there are, and what they mean to the plan."""

from __future__ import annotations

import re

from twincloud.balancing.plan import PathMatch
from twincloud.contract.call import Call
from twincloud.services.tencent_clb.errors import FORMAT, LENGTH, refusal

REGEX = "~"
_ANY_CASE = "~*"
_EXACT = "="
_LONGEST_DOMAIN = 120
"""Of ModifyDomain; where fewer characters are allowed, the contract says so."""
_NAME = re.compile(r"[A-Za-z0-9.-][A-Za-z0-9._-]*")


def check_domain(call: Call, domain: str) -> None:
    """Raise ApiError unless `domain` is a name, ``*.suffix``, ``prefix.*`` or ``~`` with a regular expression.

    Source of the forms: the product's page on layer-7 domain forwarding. Capitals pass (our choice).
    """
    if not 1 <= len(domain) <= _LONGEST_DOMAIN:
        raise refusal(call, LENGTH, f"A domain is 1..{_LONGEST_DOMAIN} characters long.")
    if domain.startswith(REGEX):
        _check_expression(call, domain[1:])
        return
    name = domain[2:] if domain.startswith("*.") else domain.removesuffix(".*")
    if not _NAME.fullmatch(name):
        raise refusal(call, FORMAT, f"Invalid domain: {domain}")


def check_url(call: Call, url: str) -> None:
    """Raise ApiError unless `url` is a path, ``=`` with a path, or ``~`` or ``~*`` with a regular expression."""
    kind, path = path_of(url)
    if kind is PathMatch.REGEX:
        _check_expression(call, path)
    elif not path.startswith("/"):
        raise refusal(call, FORMAT, f"Invalid URL: {url}")


def path_of(url: str) -> tuple[PathMatch, str]:
    """Return how a rule's URL is compared with a request's path, and with what; notation as in nginx."""
    if url.startswith(_ANY_CASE):
        return PathMatch.REGEX, f"(?i){url[2:].strip()}"
    if url.startswith(REGEX):
        return PathMatch.REGEX, url[1:].strip()
    if url.startswith(_EXACT):
        return PathMatch.EXACT, url[1:].strip()
    return PathMatch.PREFIX, url


def _check_expression(call: Call, expression: str) -> None:
    """Refuse what is no regular expression at all; what only the engine cannot say fails the call's task."""
    try:
        re.compile(expression)
    except re.error as error:
        raise refusal(call, FORMAT, f"Invalid regular expression {expression!r}: {error}") from None
