"""The journal of requests, newest first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.journal import Entry, Journal
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction

_DEFAULT_LIMIT = 100
_AT_ONCE = 500
_EQUAL = ("account", "action", "code", "request_id")
_SHOWN = tuple(field for field in shapes.JournalEntry.__struct_fields__)


async def newest(journal: Journal) -> AsyncIterator[Entry]:
    """Yield the journal's entries, newest first, letting others have their turn meanwhile."""
    for number, entry in enumerate(journal.newest(), start=1):
        yield entry
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)


def view(entry: Entry) -> shapes.JournalEntry:
    """Return an entry as the door shows it, without what was signed."""
    plain = msgspec.structs.asdict(entry)
    return shapes.JournalEntry(**{name: plain[name] for name in _SHOWN})


async def _select(call: Call, request: shapes.ListJournalRequest) -> shapes.ListJournalResponse:
    selected: list[shapes.JournalEntry] = []
    last: str | None = None
    async for entry in newest(call.port(Journal)):
        last = last or entry.request_id
        if entry.request_id == request.after or entry.at_ms < (request.since_ms or 0):
            break
        if _wanted(entry, request):
            selected.append(view(entry))
        if len(selected) >= (request.limit or _DEFAULT_LIMIT):
            break
    return shapes.ListJournalResponse(entries=selected, newest=last)


@OPERATOR.read("ListJournal", prepare=_select)
def list_journal(call: Call, request: shapes.ListJournalRequest, tx: Transaction) -> shapes.ListJournalResponse:
    """List the newest calls: 100 unless `limit` says otherwise, no older than `since_ms`, newer than the call `after`.

    `newest` is the newest call of all, wanted or not: who asks again with it as `after` misses none and sees none
    twice. The operator's own calls are left out unless `product` or `request_id` asks for them (our choice).
    """
    selected: shapes.ListJournalResponse = call.prepared
    return selected


def _wanted(entry: Entry, request: shapes.ListJournalRequest) -> bool:
    if request.product is not None:
        if entry.product != request.product:
            return False
    elif request.request_id is None and entry.product == OPERATOR.name:
        return False
    return all(getattr(request, name) in (None, getattr(entry, name)) for name in _EQUAL)
