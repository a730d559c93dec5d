"""Processes that a measurement starts, waits for, looks at and ends by their id."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn, Self

import psutil

START_S = 60.0
_STOP_S = 20.0


class Program:
    """A running program; its words go to a file, of which the end is shown when it fails."""

    def __init__(self, command: Sequence[str], words: Path, *, stdout: int | None = None) -> None:
        """Start `command`; both outputs go to the file `words`, or only the errors when `stdout` says so."""
        self._words = words
        with words.open("ab") as file:
            # Each in a session of its own, as our Envoy is: the kernel shares the processors out among sessions.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stdout or file,
                stderr=file,
                env=_environment(),
                start_new_session=True,
            )
        self._statistics = psutil.Process(self._process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def output(self) -> IO[bytes]:
        """Its standard output, where that was asked for."""
        assert self._process.stdout is not None
        return self._process.stdout

    def stop(self) -> None:
        """Ask it to end, wait, and kill it when it does not."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def fail(self, problem: str) -> NoReturn:
        """End it and stop the measurement with its last words."""
        self.stop()
        words = self._words.read_text(errors="replace")[-3000:]
        raise RuntimeError(f"{problem}\n{words}")

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """End it when the block, which waits for it, does not come to its end."""
        try:
            yield
        except BaseException:
            self.stop()
            raise

    def wait_for_port(self, port: int) -> None:
        """Return once something listens on a port of 127.0.0.1."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        self.fail(f"nothing listens on port {port}")

    def cpu_s(self) -> float:
        """Return the CPU time that it has used itself, user and system."""
        return cpu_s(self._statistics)

    def children(self) -> list[psutil.Process]:
        """Return the programs that it has started itself."""
        return self._statistics.children()

    def resident(self) -> int:
        """Return the bytes of its resident memory."""
        return int(self._statistics.memory_info().rss)


def cpu_s(process: psutil.Process) -> float:
    """Return the CPU time of a process without its children, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)


def free_ports(number: int) -> list[int]:
    """Return ports of 127.0.0.1 on which nothing listens."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TWINCLOUD_")}
