"""What tests do to running engines."""

from __future__ import annotations

import os
import signal

from tests.support.targets import eventually
from twincloud.dataplane.engine import EnvoyEngine


async def kill_envoy(engine: EnvoyEngine) -> None:
    """Kill Envoy as a crash would."""
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


async def next_envoy(engine: EnvoyEngine, starts: int) -> None:
    """Wait until so many Envoys have been started and the last of them serves."""

    async def now() -> tuple[int, str]:
        status = engine.status()
        return status.starts, status.state

    await eventually(now, lambda found: found[0] >= starts and found[1] == "serving")
