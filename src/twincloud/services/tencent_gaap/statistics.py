"""What connections, groups and listeners moved, minute by minute: the Describe...Statistics three."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from twincloud.balancing.traffic_history import Peaks, peaks_of
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.kernel.times import read
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.services.tencent_gaap.lookups import find_group, find_listener, find_proxy, listeners_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import HTTP, HTTPS, Listener, subjects
from twincloud.storage.transaction import Transaction

_MINUTE_S, _DAY_S = 60, 86_400
_LONGEST_S = 31 * _DAY_S
_ALIASES = {"InputBandwidth": "InBandwidth", "OutputBandwidth": "OutBandwidth"}
"""Names that the product's examples have."""
_READERS: dict[str, Callable[[Peaks], float]] = {
    "InBandwidth": lambda peaks: peaks.bits_in,
    "OutBandwidth": lambda peaks: peaks.bits_out,
    "Concurrent": lambda peaks: peaks.active,
    "HttpQPS": lambda peaks: peaks.requests,
    "HttpsQPS": lambda peaks: peaks.requests,
}
_OF_PROTOCOL = {"HttpQPS": HTTP, "HttpsQPS": HTTPS}
_LISTENER_STEPS = ((_DAY_S, 300), (7 * _DAY_S, 3600), (_LONGEST_S, _DAY_S))
_PROXY_STEPS = ((3 * _DAY_S, 60), (7 * _DAY_S, 300), (_LONGEST_S, 3600))
_GROUP_STEPS = ((_DAY_S, 60), (7 * _DAY_S, 3600), (_LONGEST_S, _DAY_S))
"""How fine it may be asked for: up to so long a time, intervals of so many seconds and more (product pages)."""

Request = (
    shapes.DescribeListenerStatisticsRequest
    | shapes.DescribeProxyStatisticsRequest
    | shapes.DescribeProxyGroupStatisticsRequest
)
Steps = Sequence[tuple[int, int]]


@GAAP.read("DescribeListenerStatistics")
def describe_listener_statistics(
    call: Call, request: shapes.DescribeListenerStatisticsRequest, tx: Transaction
) -> shapes.DescribeListenerStatisticsResponse:
    """Tell what one listener moved."""
    found = _statistics(call, request, tx, [find_listener(call, tx, request.listener_id)], _LISTENER_STEPS)
    return shapes.DescribeListenerStatisticsResponse(statistics_data=found, request_id=call.request_id)


@GAAP.read("DescribeProxyStatistics")
def describe_proxy_statistics(
    call: Call, request: shapes.DescribeProxyStatisticsRequest, tx: Transaction
) -> shapes.DescribeProxyStatisticsResponse:
    """Tell what the listeners of a connection moved together; what a group's listeners moved is told of the group."""
    own = listeners_of(tx, find_proxy(call, tx, request.proxy_id).id)
    found = _statistics(call, request, tx, own, _PROXY_STEPS)
    return shapes.DescribeProxyStatisticsResponse(statistics_data=found, request_id=call.request_id)


@GAAP.read("DescribeProxyGroupStatistics")
def describe_proxy_group_statistics(
    call: Call, request: shapes.DescribeProxyGroupStatisticsRequest, tx: Transaction
) -> shapes.DescribeProxyGroupStatisticsResponse:
    """Tell what the listeners of a group moved together, on the addresses of all its connections."""
    own = listeners_of(tx, find_group(call, tx, request.group_id).id)
    found = _statistics(call, request, tx, own, _GROUP_STEPS)
    return shapes.DescribeProxyGroupStatisticsResponse(statistics_data=found, request_id=call.request_id)


def _statistics(
    call: Call, request: Request, tx: Transaction, own: Sequence[Listener], steps: Steps
) -> list[shapes.MetricStatisticsInfo]:
    since_s, until_s = _span(call, request, steps)
    size = request.granularity
    return [
        shapes.MetricStatisticsInfo(
            metric_name=name,
            metric_data=[
                shapes.StatisticsDataInfo(time=start, data=data)
                for start, data in _points(tx, _ALIASES.get(name, name), own, range(since_s, until_s, size))
            ],
        )
        for name in request.metric_names
    ]


def _points(tx: Transaction, metric: str, own: Sequence[Listener], starts: range) -> Iterable[tuple[int, float | None]]:
    """Yield each interval's start with the highest value of its minutes; None when nothing was moved or counted."""
    reader, protocol = _READERS.get(metric), _OF_PROTOCOL.get(metric)
    names = [name for one in own if protocol in (None, one.protocol) for name in subjects(one)]
    highest: dict[int, float] = {}
    if reader is not None and names:
        for minute, peaks in peaks_of(tx, names, starts.start * 1000, starts.stop * 1000).items():
            place = (minute * _MINUTE_S - starts.start) // starts.step
            highest[place] = max(highest.get(place, 0.0), float(reader(peaks)))
    for place, start in enumerate(starts):
        yield start, highest.get(place)


def _span(call: Call, request: Request, steps: Steps) -> tuple[int, int]:
    """Return the asked time in whole minutes (Unix seconds); raises ApiError for what cannot be told."""
    try:
        since_s, until_s = (read(text) // 1000 for text in (request.start_time, request.end_time))
    except ValueError:
        raise refusal(call, VALUE, "StartTime and EndTime must be like 2019-03-25 12:00:00.") from None
    length = until_s - since_s
    if not 0 < length <= _LONGEST_S:
        raise refusal(call, VALUE, "EndTime must be after StartTime, and at most 31 days.")
    finest = next(size for most, size in steps if length <= most)
    if request.granularity < finest:
        raise refusal(call, VALUE, f"For so long a time Granularity must be {finest} or more.")
    return since_s // _MINUTE_S * _MINUTE_S, until_s
