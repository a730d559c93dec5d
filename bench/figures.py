"""What a measurement says: a figure, the budget beside it and the distance where it is missed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

Form = Callable[[float], str]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms"


def microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} us"


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"


def kilobytes(size: float) -> str:
    return f"{size / 1e3:.1f} KB"


def part(ratio: float) -> str:
    return f"1/{1 / ratio:.1f}"


def ratio(value: float) -> str:
    return f"{value:.3f}"


def count(value: float) -> str:
    return f"{value:,.0f}"


class Figure(Struct, frozen=True):
    """One measured value in seconds, bytes or plain numbers; `budget` is its upper bound, or lower with `at_least`."""

    what: str
    value: float
    form: Form = count
    budget: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the budget holds; a figure without one always does."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def line(self) -> str:
        """Return the figure as a line of the report."""
        text = f"  {self.what:<66} {self.form(self.value):>10}"
        if self.budget is None:
            return text
        bound = f"{'>=' if self.at_least else '<='} {self.form(self.budget) if self.budget else '0'}"
        return f"{text}   budget {bound:<10} {'met' if self.met else f'MISSED {self._distance()}'}"

    def _distance(self) -> str:
        if not self.budget:
            return f"by {self.form(self.value)}"
        return f"by {abs(self.value / self.budget - 1):.0%}"


def median(values: Sequence[float]) -> float:
    return percentile(values, 50)


def percentile(values: Sequence[float], which: float) -> float:
    """Return the smallest value that `which` percent of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * which / 100) - 1)]
