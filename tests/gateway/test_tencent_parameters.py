"""Dotted names become the nested value that a client meant, and nothing a client sends costs more than its bytes."""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twincloud.gateway.dialects.form import MOST_PARAMETERS, decode_pairs
from twincloud.gateway.dialects.tencent_parameters import Value, undot
from twincloud.kernel.errors import ApiError

names = st.sampled_from(["a", "B", "Values", "x_1", "1x", "-", "名字", "²", "Filter"])
values = st.recursive(
    st.text(max_size=6),
    lambda inner: st.lists(inner, min_size=1, max_size=12) | st.dictionaries(names, inner, min_size=1, max_size=4),
    max_leaves=15,
)


def flatten(value: Value, prefix: str = "", *, first: int = 0, step: int = 1) -> list[tuple[str, str]]:
    """Write a nested value in dotted names, numbering lists from `first` in steps of `step`."""
    if isinstance(value, str):
        return [(prefix, value)]
    named = (
        ((str(first + step * index), item) for index, item in enumerate(value))
        if isinstance(value, list)
        else value.items()
    )
    dot = f"{prefix}." if prefix else ""
    return [pair for name, item in named for pair in flatten(item, f"{dot}{name}", first=first, step=step)]


@given(
    st.dictionaries(names, values, max_size=5),
    st.integers(0, 3),
    st.integers(1, 50),
    st.randoms(use_true_random=False),
)
def test_what_was_flattened_comes_back(value: dict[str, Value], first: int, step: int, random: Any) -> None:
    pairs = flatten(value, first=first, step=step)
    if any(name.count(".") >= 10 for name, _ in pairs):
        with pytest.raises(ApiError):
            undot(pairs)
        return
    assert undot(decode_pairs(urlencode(pairs).encode())) == value
    random.shuffle(pairs)
    assert undot(pairs) == value


@given(st.lists(st.tuples(st.text(st.sampled_from("ab.01"), max_size=8), st.text(max_size=2)), max_size=8))
def test_any_pairs_give_a_value_or_a_refusal(pairs: list[tuple[str, str]]) -> None:
    value: Value | None = None
    with contextlib.suppress(ApiError):
        value = undot(pairs)
    if value is not None:
        assert sorted(text for _, text in flatten(value)) == sorted(text for _, text in pairs)


def test_lists_are_in_numeric_order_whatever_their_numbering() -> None:
    pairs = [("A.10", "k"), ("A.9", "j"), ("A.1", "b"), ("B.999999.C", "x"), ("B.5.C", "w")]
    assert undot(pairs) == {"A": ["b", "j", "k"], "B": [{"C": "w"}, {"C": "x"}]}


def test_the_products_own_examples() -> None:
    raw = (
        b"ListenerIds.0=lbl-1&Rules.0.HealthCheck.TimeOut=2&Rules.0.Domain=a&Filters.0.Values.0=x+y&Filters.0.Values.1="
    )
    assert undot(decode_pairs(raw)) == {
        "ListenerIds": ["lbl-1"],
        "Rules": [{"HealthCheck": {"TimeOut": "2"}, "Domain": "a"}],
        "Filters": [{"Values": ["x y", ""]}],
    }


@pytest.mark.parametrize(
    "pairs",
    [
        [("A", "1"), ("A.0", "2")],
        [("A.0", "2"), ("A", "1")],
        [("A", "1"), ("A", "1")],
        [("A.0", "1"), ("A.00", "2")],
        [("A.0", "1"), ("A.B", "2")],
        [("A.01", "1")],
        [("A.1234567", "1")],
        [("A." + "9" * 10_000, "1")],
        [("", "1")],
        [(".", "1")],
        [("A.", "1")],
        [(".A", "1")],
        [("A..B", "1")],
        [(".".join("ABCDEFGHIJK"), "1")],
        [("." * 100_000, "1")],
        [("A" + ".0" * 100_000, "1")],
    ],
)
def test_hostile_or_contradictory_names_are_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(ApiError) as caught:
        undot(pairs)
    assert caught.value.code == "InvalidParameter"
    assert len(caught.value.message) < 300


def test_ten_levels_are_allowed() -> None:
    value: Any = undot([(".".join("ABCDEFGHIJ"), "1")])
    for name in "ABCDEFGHIJ":
        value = value[name]
    assert value == "1"


@pytest.mark.parametrize("raw", [b"A=%ff", b"A=\xff", b"\xc3=1", b"&".join([b"a=1"] * (MOST_PARAMETERS + 1))])
def test_what_is_no_utf8_or_too_much_is_refused(raw: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        decode_pairs(raw)
    assert caught.value.code == "InvalidParameter"
