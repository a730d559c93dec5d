"""The meter that keeps what listeners have sent lately."""

from __future__ import annotations

from twincloud.balancing.traffic import KEPT, Moved, TrafficMeter


def test_the_peak_is_that_of_all_named_listeners_together() -> None:
    meter = TrafficMeter()
    assert meter.peak({"a"}) == 0
    meter.record(5.0, {"a": Moved(sent=1000), "b": Moved(sent=500), "c": Moved(sent=9000)})
    meter.record(2.0, {"a": Moved(sent=500)})
    meter.record(5.0, {})
    assert meter.peak({"a", "b"}) == 8 * 1500 / 5
    assert meter.peak({"a"}) == 8 * 500 / 2
    assert meter.peak({"unknown"}) == 0


def test_what_is_old_does_not_count() -> None:
    meter = TrafficMeter()
    meter.record(1.0, {"a": Moved(sent=1000)})
    for _ in range(KEPT - 1):
        meter.record(1.0, {"a": Moved(sent=10)})
    assert meter.peak({"a"}) == 8000
    meter.record(1.0, {})
    assert meter.peak({"a"}) == 80
