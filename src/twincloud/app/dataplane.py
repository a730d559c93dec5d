"""The data plane of a server: started, mended, and shown to those who ask how it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twincloud import __version__
from twincloud.balancing.engine import EngineStartError
from twincloud.balancing.reconciler import Reconciler
from twincloud.balancing.traffic import Moved
from twincloud.dataplane.request_logs import RequestLogFiles
from twincloud.kernel.settings import Settings
from twincloud.services.operator import DataplaneStatus

if TYPE_CHECKING:
    from twincloud.dataplane.engine import EnvoyEngine

log = logging.getLogger(__name__)
_SERVING = "serving"
_MEND_EVERY_S = 1.0
OnMoved = Callable[[float, Mapping[str, Moved]], None]
"""Hears of each interval: its length in seconds, and what each listener moved in it."""


async def start_engine(
    settings: Settings,
    directory: Path,
    logs: RequestLogFiles,
    on_moved: OnMoved,
    stack: contextlib.AsyncExitStack,
) -> EnvoyEngine | None:
    """Start Envoy, unless the settings say not to; raises EngineStartError."""
    if not settings.dataplane:
        return None
    from twincloud.dataplane.engine import EngineOptions, EnvoyEngine  # noqa: PLC0415 (gRPC costs start-up time)

    options = EngineOptions(
        binary=settings.envoy,
        concurrency=settings.workers,
        time_scale=settings.time_scale,
        drain_time_s=settings.drain_time,
        on_moved=on_moved,
    )
    engine = EnvoyEngine(directory=directory / "envoy", options=options, logs=logs)
    stack.push_async_callback(engine.stop)
    try:
        await engine.start()
    except RuntimeError as error:
        advice = "--envoy names another Envoy, and --no-dataplane serves the APIs without traffic"
        raise EngineStartError(f"the data plane cannot be started: {error}; {advice}") from error
    return engine


async def mend(engine: EnvoyEngine, reconciler: Reconciler) -> None:
    """Have the reconciler look again at listeners that a new Envoy did not take from the one before."""
    while True:
        await asyncio.sleep(_MEND_EVERY_S)
        try:
            await reconciler.distrust(engine.status().broken)
        except Exception:
            log.exception("what Envoy lost could not be looked up")


def dataplane_status(engine: EnvoyEngine | None) -> DataplaneStatus:
    """Return how the data plane is at the moment."""
    if engine is None:
        return DataplaneStatus(enabled=False, ready=False, detail="off")
    now = engine.status()
    if now.state == _SERVING:
        return DataplaneStatus(enabled=True, ready=True, detail=f"envoy {now.version}")
    return DataplaneStatus(enabled=True, ready=False, detail=f"envoy {now.version} is {now.state}: {now.last_end}")


def health(engine: EnvoyEngine | None) -> dict[str, Any]:
    """Return what everybody may ask: whether everything serves that is to serve."""
    dataplane = dataplane_status(engine)
    status = "ready" if engine is None or dataplane.ready else engine.status().state
    return {"status": status, "version": __version__, "dataplane": dataplane.detail}
