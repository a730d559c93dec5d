"""Rate limits: one second's worth at once, then a steady rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincloud.execution import limits as limiting
from twincloud.execution.limits import RateLimits


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_second_holds_exactly_the_documented_number() -> None:
    seconds = Seconds()
    limits = RateLimits(seconds=seconds)
    assert [limits.take("1", "clb", "CreateListener", 20) for _ in range(21)] == [True] * 20 + [False]
    seconds.now += 0.051
    assert limits.take("1", "clb", "CreateListener", 20)
    assert not limits.take("1", "clb", "CreateListener", 20)


def test_accounts_and_actions_have_buckets_of_their_own() -> None:
    limits = RateLimits(seconds=Seconds())
    for account, action in (("1", "A"), ("2", "A"), ("1", "B")):
        assert limits.take(account, "clb", action, 1)
        assert not limits.take(account, "clb", action, 1)


def test_switched_off_they_let_everything_pass() -> None:
    limits = RateLimits(on=False, seconds=Seconds())
    assert all(limits.take("1", "clb", "A", 1) for _ in range(1000))


def test_making_room_for_others_lets_nobody_have_more_than_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "_MOST_BUCKETS", 100)
    seconds = Seconds()
    limits = RateLimits(seconds=seconds)
    assert limits.take("0", "clb", "A", 1)
    for number in range(1, 300):
        limits.take(str(number), "clb", "A", 1)
    assert not limits.take("0", "clb", "A", 1)
    seconds.now += 1.0
    assert limits.take("0", "clb", "A", 1)
    assert limits.take("300", "clb", "A", 1)
    assert len(limits._buckets) == 2, "those that are full again are as good as absent"


@given(st.lists(st.floats(min_value=0, max_value=2), max_size=200), st.integers(min_value=1, max_value=50))
def test_no_stretch_of_time_passes_more_than_its_rate_and_one_burst(pauses: list[float], per_second: int) -> None:
    seconds = Seconds()
    limits = RateLimits(seconds=seconds)
    passed = 0
    for pause in pauses:
        seconds.now += pause
        passed += limits.take("1", "clb", "A", per_second)
    assert passed <= per_second + (seconds.now - 100.0) * per_second + 1e-6
