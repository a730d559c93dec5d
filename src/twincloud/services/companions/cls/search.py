"""SearchLog: what topics hold, in pages."""

from __future__ import annotations

import asyncio
import base64
import binascii
import heapq

import msgspec
from msgspec import Struct

from twincloud.balancing.request_log import Found, Place, RequestLogs, Search
from twincloud.contract.call import Call
from twincloud.contract.shapes import cls as shapes
from twincloud.inventory.logs import LogTopic, find_log_topic, kept_since_ms
from twincloud.kernel.errors import ApiError
from twincloud.services.companions.cls.product import CLS, find_topic
from twincloud.services.companions.cls.query import QueryError, Test, understood
from twincloud.storage.transaction import Transaction

_PAGE = 100
_MOST_IN_ALL = 10_000
"""So many entries are handed out by contexts that follow one another."""
_CONTEXT_MS = 3_600_000


class _Context(Struct, frozen=True, array_like=True):
    """Where a search goes on: behind which entry, how many it has handed out, and when it was given."""

    given_ms: int
    handed_out: int
    place: Place | None = None


class _Wanted(Struct, frozen=True):
    """One of the topics that are searched."""

    topic: LogTopic
    context: _Context


async def _read_query(call: Call, request: shapes.SearchLogRequest) -> Test:
    """Understand the question before anything is looked up; raises ApiError."""
    del call
    text = request.query_string if request.query_string is not None else request.query or ""
    try:
        return understood(text)
    except QueryError as error:
        raise ApiError("FailedOperation.SyntaxError", f"The query cannot be parsed: {error}.") from None


async def _search(
    call: Call, request: shapes.SearchLogRequest, wanted: tuple[list[_Wanted], list[shapes.SearchLogErrors]]
) -> shapes.SearchLogResponse:
    """Search the topics and put what they hold into one page."""
    topics, errors = wanted
    logs = call.optional_port(RequestLogs)
    limit = request.limit or _PAGE
    newest_first = request.sort != "asc"

    async def look(one: _Wanted) -> list[Found]:
        asked = Search(
            since_ms=max(request.from_, kept_since_ms(one.topic, call.now_ms)),
            until_ms=request.to,
            limit=limit + 1,  # one more says whether there are more
            newest_first=newest_first,
            skip=request.offset or 0,
            after=one.context.place,
            matches=call.prepared,
        )
        return await logs.search(one.topic.id, asked) if logs is not None else []

    found = await asyncio.gather(*(look(one) for one in topics))
    by_topic = [[(entry, one) for entry in entries] for entries, one in zip(found, topics, strict=True)]
    # Each topic's entries stay in the order in which it is gone through: contexts are places in it.
    every = list(heapq.merge(*by_topic, key=lambda pair: pair[0].at_ms, reverse=newest_first))
    page = every[:limit]
    infos = [_info(call, one, [entry for entry, owner in page if owner is one]) for one in topics]
    several = request.topics is not None
    return shapes.SearchLogResponse(
        context="" if several else infos[0].context,
        list_over=len(every) <= limit,
        analysis=False,
        results=[_view(entry, one.topic) for entry, one in page],
        sampling_rate=1.0,
        topics=shapes.SearchLogTopics(errors=errors, infos=infos) if several else None,
        request_id=call.request_id,
    )


@CLS.read("SearchLog", prepare=_read_query, settle=_search)
def search_log(
    call: Call, request: shapes.SearchLogRequest, tx: Transaction
) -> tuple[list[_Wanted], list[shapes.SearchLogErrors]]:
    """Say what a topic holds, or several; the newest first unless asked otherwise."""
    if (request.topic_id is None) == (request.topics is None):
        raise ApiError("InvalidParameter", "The request needs TopicId or Topics, and not both.")
    if request.from_ > request.to:
        raise ApiError("InvalidParameter", "From must not be after To.")
    if request.context and request.offset:
        raise ApiError("InvalidParameter", "Context and Offset cannot be used together.")
    if request.topics is None:
        topic = find_topic(call, tx, request.topic_id or "")
        return [_Wanted(topic, _context(call, request.context))], []
    if request.context or request.offset:
        raise ApiError("InvalidParameter", "With Topics each has a Context of its own, and there is no Offset.")
    wanted: list[_Wanted] = []
    errors: list[shapes.SearchLogErrors] = []
    for each in request.topics:
        found = find_log_topic(tx, *call.tenant, each.topic_id or "")
        if found is not None:
            wanted.append(_Wanted(found, _context(call, each.context)))
            continue
        message = f"The topic {each.topic_id} does not exist."
        code = "ResourceNotFound.TopicNotExist"
        errors.append(shapes.SearchLogErrors(topic_id=each.topic_id, error_msg=message, error_code_str=code))
    return wanted, errors


def _context(call: Call, text: str | None) -> _Context:
    """Return what a context stands for; raises ApiError for one that was not given, or too long ago."""
    if not text:
        return _Context(call.now_ms, 0)
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(text.encode()), type=_Context)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise ApiError("FailedOperation.InvalidContext", "The Context is not one that was given.") from None
    if call.now_ms - found.given_ms > _CONTEXT_MS:
        raise ApiError("FailedOperation.InvalidContext", "The Context has expired; search again.")
    if found.handed_out >= _MOST_IN_ALL:
        message = f"Contexts lead to {_MOST_IN_ALL} entries; use Offset, or a shorter time."
        raise ApiError("FailedOperation.GetlogReachLimit", message)
    return found


def _info(call: Call, one: _Wanted, entries: list[Found]) -> shapes.SearchLogInfos:
    """Return where the search of a topic goes on behind these entries."""
    place = entries[-1].place if entries else one.context.place
    following = _Context(call.now_ms, one.context.handed_out + len(entries), place)
    text = base64.urlsafe_b64encode(msgspec.json.encode(following)).decode()
    return shapes.SearchLogInfos(topic_id=one.topic.id, period=one.topic.period_days, context=text)


def _view(entry: Found, topic: LogTopic) -> shapes.LogInfo:
    return shapes.LogInfo(
        time=entry.at_ms,
        topic_id=topic.id,
        topic_name=topic.name,
        source="",
        file_name="",
        pkg_id=f"{entry.place.segment:016X}",
        pkg_log_id=str(entry.place.offset),
        log_json=msgspec.json.encode(entry.fields).decode(),
        host_name="",
        index_status="",
        time_nanos=entry.at_ms * 1_000_000,
    )
