"""Settings that cannot be meant are refused before anything is started."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.kernel.settings import SettingsError, from_environment, from_mappings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("http", ":4600"),
        ("http", "127.0.0.1"),
        ("https", "127.0.0.1:70000"),
        ("operator", "[]:4601"),
        ("database", "mysql://db/x"),
        ("database", "twincloud.db"),
        ("database", "postgresql://db:many/x"),
        ("mapped_address", "localhost"),
        ("time_scale", "nan"),
        ("time_scale", "inf"),
        ("time_scale", "0"),
        ("workers", "2.5"),
        ("workers", 2.5),
        ("workers", True),
        ("drain_time", 0),
        ("drain_time", "601"),
        ("time_scale", True),
        ("dataplane", "perhaps"),
        ("data", 5),
        ("http", ["127.0.0.1:1"]),
        ("log_level", {"level": "info"}),
        ("gaap_delete_bound_without_force", "sometimes"),
    ],
)
def test_values_that_cannot_be_meant(name: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=name):
        from_mappings({name: value})


@pytest.mark.parametrize(
    "pool", ["nowhere", "192.0.2.300", "192.0.2.17/28", "192.0.2.7,192.0.2.0/28", "192.0.2.7,192.0.2.7", "", "5"]
)
def test_pools_that_cannot_be_meant(pool: str) -> None:
    with pytest.raises(SettingsError, match="pool"):
        from_mappings({"addresses": "pool", "pool": pool})


def test_an_empty_variable_counts_as_absent_but_its_name_is_judged() -> None:
    assert from_mappings(from_environment({"TWINCLOUD_WORKERS": ""})) == from_mappings()
    with pytest.raises(SettingsError, match="unknown setting 'wokers'"):
        from_mappings(from_environment({"TWINCLOUD_WOKERS": ""}))


def test_numbers_and_switches_of_a_file_are_taken_as_they_are() -> None:
    found = from_mappings(
        {"workers": 3, "time_scale": 2, "limits": False, "chat_sdkappid": 1400000001, "database": "postgresql:///x"}
    )
    assert (found.workers, found.time_scale, found.limits, found.chat_sdkappid) == (3, 2.0, False, "1400000001")
