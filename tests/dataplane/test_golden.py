"""Golden files: a plan and the Envoy resources that it becomes, each accepted by a real Envoy.

`TWINCLOUD_UPDATE_GOLDEN=1` writes the resources anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.certificates import Authority
from twincloud.balancing.plan import Certificate, ClientAuthority, Endpoint, ForwardingPlan, Listener, Pool
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.plan import compile_plan
from twincloud.dataplane.compile.resources import describe
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(FOLDER.glob("*.json"))
HARMLESS = (
    "SIGTERM",
    "connection_termination",
    "UdpProxyConfig.matcher",  # marked as unfinished for years; what it replaces is marked as outdated
)


def with_material(plan: ForwardingPlan) -> ForwardingPlan:
    """Return the plan with certificates instead of the words that stand for them: the names that they are for."""
    authority = Authority()
    certificates = []
    for certificate in plan.certificates:
        chain, key, _ = authority.issue(certificate.chain_pem.strip("[]"))
        certificates.append(Certificate(certificate.id, chain, key))
    authorities = [ClientAuthority(known.id, authority.pem) for known in plan.client_authorities]
    pools = tuple(_with_trust(pool, authority) for pool in plan.pools)
    return msgspec.structs.replace(
        plan, certificates=tuple(certificates), client_authorities=tuple(authorities), pools=pools
    )


def _with_trust(pool: Pool, authority: Authority) -> Pool:
    if pool.trust is None:
        return pool
    own = authority.issue("client")
    trust = msgspec.structs.replace(pool.trust, authorities_pem=authority.pem, chain_pem=own.chain, key_pem=own.key)
    return msgspec.structs.replace(pool, trust=trust)


def read(path: Path) -> tuple[ForwardingPlan, dict[str, Any]]:
    data = json.loads(path.read_text())
    return msgspec.convert(data["plan"], ForwardingPlan), data


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_plan_becomes_these_resources(path: Path) -> None:
    plan, data = read(path)
    compiled = compile_plan(plan, CompileOptions())
    resources = {
        key.name + ("" if key.kind != "endpoints" else " targets"): describe(compiled[key]) for key in compiled
    }
    if os.environ.get("TWINCLOUD_UPDATE_GOLDEN"):
        path.write_text(json.dumps({**data, "resources": resources}, indent=2) + "\n")
    assert resources == data["resources"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
async def test_envoy_accepts_them(
    path: Path, tmp_path: Path, options: EngineOptions, endpoint: Callable[[], Endpoint]
) -> None:
    plan, _ = read(path)
    elsewhere = [
        msgspec.structs.replace(
            listener,
            endpoints=tuple(_apart(endpoint(), place) for place in listener.endpoints),
            apart=tuple(_apart(endpoint(), place) for place in listener.apart),
        )
        for listener in plan.listeners
    ]
    lines: list[str] = []
    loud = msgspec.structs.replace(options, on_log=lines.append)
    engine = EnvoyEngine(directory=tmp_path / "envoy", options=loud)
    await engine.start()
    try:
        applied = await engine.apply(msgspec.structs.replace(with_material(plan), listeners=tuple(elsewhere)))
    finally:
        await engine.stop()
    assert applied.refused == {}
    assert [line for line in lines if not any(words in line for words in HARMLESS)] == []


def _apart(free: Endpoint, place: Endpoint) -> Endpoint:
    """Return an address of the test's own with a port that differs where the plan's do."""
    return Endpoint(free.host, free.port + place.port % 100)


def test_equal_elements_have_equal_versions_and_others_have_not() -> None:
    plan, _ = read(FOLDER / "http_persistence.json")
    first, second = compile_plan(plan, CompileOptions()), compile_plan(plan, CompileOptions())
    assert first == second
    moved: Listener = msgspec.structs.replace(plan.listeners[0], endpoints=(Endpoint("127.101.0.9", 80),))
    third = compile_plan(msgspec.structs.replace(plan, listeners=(moved,)), CompileOptions())
    assert {key.name for key in first if third[key] != first[key]} == {"l:lbl-1"}


def test_time_may_run_faster() -> None:
    plan, _ = read(FOLDER / "health_checks.json")
    checks = {
        name: check
        for (_, name), resource in compile_plan(plan, CompileOptions(time_scale=10)).items()
        for check in describe(resource).get("health_checks", ())
    }
    assert (checks["p:pool-tcp"]["interval"], checks["p:pool-tcp"]["timeout"]) == ("0.500s", "0.200s")
    assert (checks["p:pool-http"]["interval"], checks["p:pool-http"]["timeout"]) == ("0.550s", "0.200s")
