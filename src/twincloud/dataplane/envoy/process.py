"""One Envoy with its control plane: what must be up together, started and stopped in the right order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from twincloud.dataplane.envoy.binary import find_envoy
from twincloud.dataplane.envoy.bootstrap import BootstrapOptions, write_bootstrap
from twincloud.dataplane.envoy.leftovers import DirectoryLock, end_leftover
from twincloud.dataplane.envoy.log import LogFile
from twincloud.dataplane.envoy.places import Places
from twincloud.dataplane.envoy.supervisor import Supervisor
from twincloud.dataplane.options import EngineOptions
from twincloud.dataplane.probes.descriptors import descriptor_limit
from twincloud.dataplane.xds.server import DiscoveryServer
from twincloud.dataplane.xds.session import Session
from twincloud.dataplane.xds.store import Store

LOG_FORMAT = '{"time":"%Y-%m-%dT%T.%e","level":"%l","logger":"%n","message":"%j"}'
HOPELESS_CRASHES = 3
LOOK_EVERY_S = 0.05
FLUSH_MS = 100
"""How long what Envoy writes down of requests waits for more at most."""


class EnvoyStartError(RuntimeError):
    """Envoy did not come up."""


class EnvoyProcess:
    """Implements the publisher's way to Envoy."""

    def __init__(
        self,
        directory: Path,
        node: str,
        store: Store,
        options: EngineOptions,
        *,
        downstream_connections: int,
        on_session: Callable[[Session], None],
    ) -> None:
        self._options = options
        self._node = node
        self._downstream_connections = downstream_connections
        self._places = Places(directory)
        self._lock = DirectoryLock(self._places.directory)
        self._log = LogFile(self._places.log)
        self._server = DiscoveryServer(self._places.control_socket, node, store, on_session)
        self._supervisor: Supervisor | None = None

    @property
    def check_socket(self) -> Path:
        """Where Envoy asks after targets."""
        return self._places.check_socket

    @property
    def statistics_socket(self) -> Path:
        """Where Envoy says what its listeners have moved."""
        return self._places.statistics_socket

    @property
    def admin_socket(self) -> Path:
        """Envoy's private door."""
        return self._places.admin_socket

    @property
    def pid(self) -> int | None:
        """Envoy's process id; None while it does not run."""
        return self._supervisor.pid if self._supervisor is not None else None

    @property
    def version(self) -> str:
        """Envoy's version, as it introduced itself."""
        return self._server.build

    @property
    def incarnation(self) -> int:
        """The number of the Envoy process that runs now."""
        return self._supervisor.incarnation if self._supervisor is not None else 0

    @property
    def obituary(self) -> str:
        """How the last Envoy ended."""
        return self._supervisor.obituary if self._supervisor is not None else ""

    @property
    def state(self) -> str:
        """One of starting, serving and restarting."""
        if self._server.serving:
            return "serving"
        return "restarting" if self.incarnation > 1 else "starting"

    async def ready(self) -> Session:
        """Wait for a session whose Envoy has taken the good configuration."""
        return await self._server.ready()

    async def start(self) -> None:
        """Bring everything up; raises what `EnvoyEngine.start` says, with nothing left running."""
        binary = find_envoy(self._options.binary)
        self._lock.take()
        try:
            await end_leftover(self._places.pid_file, self._places.bootstrap)
            write_bootstrap(
                self._places.bootstrap,
                BootstrapOptions(
                    node=self._node,
                    admin_socket=self._places.admin_socket,
                    control_socket=self._places.control_socket,
                    statistics_socket=self._places.statistics_socket,
                    statistics_every_s=self._options.statistics_period_s,
                    downstream_connections=self._downstream_connections,
                ),
            )
            await self._server.start()
            self._supervisor = Supervisor(
                self._command(binary),
                self._places.pid_file,
                descriptors=descriptor_limit(),
                on_line=self._options.on_log or self._log.write,
            )
            await self._supervisor.start()
            await self._come_up(self._supervisor)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End Envoy, then the control plane, and wait for both."""
        if self._supervisor is not None:
            await self._supervisor.stop(self._options.stop_timeout_s)
        await self._server.stop()
        self._log.close()
        self._places.tidy()
        self._lock.release()

    async def _come_up(self, supervisor: Supervisor) -> None:
        ready = asyncio.create_task(self._server.ready())
        try:
            async with asyncio.timeout(self._options.start_timeout_s):
                while not ready.done() and supervisor.crashes < HOPELESS_CRASHES:
                    await asyncio.wait([ready], timeout=LOOK_EVERY_S)
        except TimeoutError:
            pass
        if not ready.done():
            ready.cancel()
            words = "\n".join(supervisor.last_lines)
            raise EnvoyStartError(f"Envoy did not come up. {supervisor.obituary}\n{words}".rstrip())

    def _command(self, binary: Path) -> list[str]:
        options = self._options
        return [
            str(binary),
            "-c",
            str(self._places.bootstrap),
            "--disable-hot-restart",
            "--concurrency",
            str(options.concurrency),
            "--drain-time-s",
            str(options.drain_time_s),
            "--drain-strategy",
            "immediate",
            "--skip-deprecated-logs",
            "--file-flush-interval-msec",
            str(FLUSH_MS),
            "-l",
            "warning",
            "--log-format",
            LOG_FORMAT,
        ]
