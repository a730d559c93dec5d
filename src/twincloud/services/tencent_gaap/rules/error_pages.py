"""Answers of one's own in place of errors, by domain: they come, are shown and go."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.balancing import error_pages as words
from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import NOT_FOUND, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, find_listener
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Domain, domains, listeners, subjects
from twincloud.services.tencent_gaap.rules.error_page_records import ErrorPage, error_pages
from twincloud.services.tencent_gaap.rules.header_texts import check_headers
from twincloud.services.tencent_gaap.rules.rule_lookups import find_domain, require_domain_idle, require_layer_7
from twincloud.services.tencent_gaap.settling import served
from twincloud.services.tencent_gaap.states import Progress
from twincloud.storage.transaction import Transaction

_DONE, _UNDER_WAY = 0, 1
_OF_THE_MESSAGE = frozenset({"content-length", "transfer-encoding", "connection", "content-encoding"})
"""What belongs to how an answer is sent, and is not for a page to say."""


@GAAP.write("CreateDomainErrorPageInfo", locks=account_lock, settle=served)
def create_domain_error_page_info(
    call: Call, request: shapes.CreateDomainErrorPageInfoRequest, tx: Transaction
) -> shapes.CreateDomainErrorPageInfoResponse:
    """Say what a domain's clients get in place of answers with some statuses."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, request.domain)
    require_domain_idle(call, tx, domain)
    taken = {status for page in tx.find(error_pages, domain_id=domain.id) for status in page.statuses}
    known = taken.intersection(request.error_nos)
    if known:
        words_of_it = ", ".join(str(status) for status in sorted(known))
        message = f"The domain {domain.domain} has a page for {words_of_it} already."
        raise refusal(call, "FailedOperation.DomainAlreadyExisted", message)
    headers = [(one.header_name, one.header_value) for one in request.set_headers or ()]
    _check_headers(call, [*headers, *((name, "") for name in request.clear_headers or ())])
    made = ErrorPage(
        id=call.new_id("errorPage-"),
        owner_id=listener.owner_id,
        listener_id=listener.id,
        domain_id=domain.id,
        statuses=tuple(dict.fromkeys(request.error_nos)),
        body=request.body,
        changed=touch(tx, listener.owner_id, *subjects(listener)),
        new_status=request.new_error_no,
        cleared=tuple(request.clear_headers or ()),
        headers=tuple(headers),
    )
    tx.add(error_pages, made)
    return shapes.CreateDomainErrorPageInfoResponse(error_page_id=made.id, request_id=call.request_id)


@GAAP.write("DeleteDomainErrorPageInfo", locks=account_lock, settle=served)
def delete_domain_error_page_info(
    call: Call, request: shapes.DeleteDomainErrorPageInfoRequest, tx: Transaction
) -> shapes.DeleteDomainErrorPageInfoResponse:
    """Let a domain's clients get the answers themselves again."""
    page = _find(call, tx, request.error_page_id)
    if page is None:
        raise refusal(call, NOT_FOUND, f"ErrorPageId({request.error_page_id}) Not Exist.")
    listener = changeable(call, tx, page.listener_id)
    tx.remove(error_pages, page)
    touch(tx, listener.owner_id, *subjects(listener))
    return shapes.DeleteDomainErrorPageInfoResponse(request_id=call.request_id)


@GAAP.read("DescribeDomainErrorPageInfo")
def describe_domain_error_page_info(
    call: Call, request: shapes.DescribeDomainErrorPageInfoRequest, tx: Transaction
) -> shapes.DescribeDomainErrorPageInfoResponse:
    """List a domain's pages, oldest first."""
    listener = find_listener(call, tx, request.listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, request.domain)
    progress = Progress(call, tx)
    shown = [_view(progress, page, domain) for page in tx.find(error_pages, domain_id=domain.id)]
    return shapes.DescribeDomainErrorPageInfoResponse(error_page_set=shown, request_id=call.request_id)


@GAAP.read("DescribeDomainErrorPageInfoByIds")
def describe_domain_error_page_info_by_ids(
    call: Call, request: shapes.DescribeDomainErrorPageInfoByIdsRequest, tx: Transaction
) -> shapes.DescribeDomainErrorPageInfoByIdsResponse:
    """Show pages in the order in which they are named; ids that nobody knows are passed over."""
    progress = Progress(call, tx)
    shown = []
    for page_id in dict.fromkeys(request.error_page_ids):
        page = _find(call, tx, page_id)
        domain = tx.get(domains, page.domain_id) if page is not None else None
        if page is not None and domain is not None:
            shown.append(_view(progress, page, domain))
    return shapes.DescribeDomainErrorPageInfoByIdsResponse(error_page_set=shown, request_id=call.request_id)


def pages_of(tx: Transaction, domain: Domain) -> tuple[words.ErrorPage, ...]:
    """Return a domain's pages as the plan says them."""
    return tuple(
        words.ErrorPage(page.statuses, page.body, page.new_status, page.cleared, page.headers)
        for page in tx.find(error_pages, domain_id=domain.id)
    )


def _find(call: Call, tx: Transaction, page_id: str) -> ErrorPage | None:
    found = tx.get(error_pages, page_id)
    listener = tx.get(listeners, found.listener_id) if found is not None else None
    return found if listener is not None and listener.account == call.tenant.account else None


def _check_headers(call: Call, headers: Sequence[tuple[str, str]]) -> None:
    check_headers(call, headers)
    for name, _ in headers:
        if name.lower() in _OF_THE_MESSAGE:
            raise refusal(call, VALUE, f"The header {name} is not for a page to say.")


def _view(progress: Progress, page: ErrorPage, domain: Domain) -> shapes.DomainErrorPageInfo:
    return shapes.DomainErrorPageInfo(
        error_page_id=page.id,
        listener_id=page.listener_id,
        domain=domain.domain,
        error_nos=list(page.statuses),
        new_error_no=page.new_status,
        clear_headers=list(page.cleared),
        set_headers=[shapes.HttpHeaderParam(header_name=name, header_value=value) for name, value in page.headers],
        body=page.body,
        status=_UNDER_WAY if progress.applied(page.owner_id) < page.changed else _DONE,
    )
