"""Fixtures for the companions: each with an empty store, and CLB beside them on the same one."""

from __future__ import annotations

import pytest

from tests.services.companions.harness import Companion
from tests.services.tencent_clb.harness import Cloud
from twincloud.services.companions.cls import CLS
from twincloud.services.companions.ssl import SSL
from twincloud.services.companions.tag import TAG
from twincloud.services.companions.vpc import VPC
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture
def cloud(empty_store: SqliteStore) -> Cloud:
    """CLB on the same store."""
    return Cloud(empty_store)


@pytest.fixture
def vpc(empty_store: SqliteStore) -> Companion:
    return Companion(empty_store, VPC)


@pytest.fixture
def tag(empty_store: SqliteStore) -> Companion:
    return Companion(empty_store, TAG)


@pytest.fixture
def ssl(empty_store: SqliteStore, cloud: Cloud) -> Companion:
    return Companion(empty_store, SSL, planners={"clb": cloud.planner})


@pytest.fixture
def cls(empty_store: SqliteStore) -> Companion:
    return Companion(empty_store, CLS)
