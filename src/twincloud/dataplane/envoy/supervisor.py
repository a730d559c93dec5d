"""Keeps one Envoy process alive."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from twincloud.dataplane.envoy import launch

log = logging.getLogger(__name__)

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 5.0
STEADY_S = 10.0
"""An Envoy that lived so long does not count as crashing in a loop."""
LINES_KEPT = 20
LONGEST_LINE = 1 << 20


class Supervisor:
    """Starts a program, starts it again when it ends, and ends it when asked.

    The child dies with this process (Linux; elsewhere the next start ends it by the pid file). `on_line` gets each line
    that it writes to its standard error, `on_exit` hears of each end. Start it from the main thread: the kernel takes
    the end of the starting thread for the parent's.
    """

    def __init__(
        self,
        command: Sequence[str],
        pid_file: Path,
        *,
        descriptors: int,
        on_line: Callable[[str], None] = lambda _line: None,
        on_exit: Callable[[str], None] = lambda _obituary: None,
    ) -> None:
        self._command = list(command)
        self._pid_file = pid_file
        self._descriptors = descriptors
        self._on_line = on_line
        self._on_exit = on_exit
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._last_lines: deque[str] = deque(maxlen=LINES_KEPT)
        self._crashes = 0
        self._unwritable: set[str] = set()
        self.incarnation = 0
        """The number of the process that runs, or ran last."""
        self.obituary = ""
        """How the last process ended, in a sentence."""

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def last_lines(self) -> tuple[str, ...]:
        """The last lines that the child wrote."""
        return tuple(self._last_lines)

    @property
    def crashes(self) -> int:
        """How often in a row the child ended soon after its start."""
        return self._crashes

    async def start(self) -> None:
        """Start the child; raises OSError when nothing can be started at all."""
        process = await self._spawn()
        self._keeper = asyncio.create_task(self._keep(process))

    async def stop(self, within_s: float) -> None:
        """End the child and wait until it is gone: SIGTERM, and SIGKILL when it takes longer than `within_s`."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            reader = asyncio.create_task(self._read(process))
            try:
                async with asyncio.timeout(within_s):
                    await process.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
            await reader
        self._pid_file.unlink(missing_ok=True)

    async def _keep(self, process: asyncio.subprocess.Process) -> None:
        while True:
            started = time.monotonic()
            await self._read(process)
            await process.wait()
            self._note_end(process, time.monotonic() - started)
            process = await self._start_again()

    async def _start_again(self) -> asyncio.subprocess.Process:
        """Start the child once more, however long nothing can be started."""
        while True:
            await asyncio.sleep(self._delay_s())
            try:
                return await self._spawn()
            except OSError as error:
                log.warning("the data plane's program cannot be started for now: %s", error)
                self._crashes += 1

    async def _spawn(self) -> asyncio.subprocess.Process:
        parent, limit = str(os.getpid()), str(self._descriptors)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            launch.__file__,
            parent,
            limit,
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            start_new_session=True,  # Ctrl-C in the terminal is for us alone
        )
        self._process = process
        self.incarnation += 1
        with self._noting("the data plane's pid file"):
            self._pid_file.write_text(str(process.pid))
        return process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        stream = process.stderr
        while stream is not None:
            try:
                data = await stream.readline()
            except ValueError:
                continue  # a line beyond all measure was dropped
            if not data:
                return
            line = data.decode(errors="replace").rstrip("\n")
            self._last_lines.append(line)
            with self._noting("the data plane's log"):
                self._on_line(line)

    @contextlib.contextmanager
    def _noting(self, what: str) -> Iterator[None]:
        """Let a full disk cost a file and not the child; the first of such faults is logged."""
        try:
            yield
        except OSError as error:
            if what not in self._unwritable:
                log.warning("%s cannot be written: %s", what, error)
            self._unwritable.add(what)
        else:
            self._unwritable.discard(what)

    def _note_end(self, process: asyncio.subprocess.Process, lived_s: float) -> None:
        code = process.returncode or 0
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        self._crashes = 1 if lived_s > STEADY_S else self._crashes + 1
        self.obituary = f"Envoy ended with {how}"
        self._on_exit(self.obituary)

    def _delay_s(self) -> float:
        """Return how long to wait before the next start: nothing after the first crash, then ever longer."""
        if self._crashes <= 1:
            return 0.0
        return float(min(FIRST_DELAY_S * 2 ** min(self._crashes - 2, 10), LONGEST_DELAY_S))
