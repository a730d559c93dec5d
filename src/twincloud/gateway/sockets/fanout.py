"""One frame to many clients at once: the kernel is handed it by several threads.

What the kernel does with a message costs more than all else about its delivery, and happens without the interpreter's
lock. So two threads are nearly twice as fast as one, and the last of many clients hears half as late. The event loop is
one of the threads and waits for the others, so nobody else touches the sockets meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from twincloud.gateway.sockets.outbox import Frame

MANY = 64
"""From how many clients on threads are worth their while (measured: starting them costs as much as ten messages)."""
_MOST_THREADS = 4


class Receiver(Protocol):
    """What is needed of a client."""

    def send(self, frame: Frame) -> None:
        """Write a frame, now or later; never raises."""
        ...

    def descriptor(self) -> int | None:
        """Return the socket that takes a WebSocket frame as it is, now; None where a frame has to be sent."""
        ...

    def finish(self, frame: Frame, written: int) -> None:
        """Write what is left of a frame of which the socket took some bytes."""
        ...


class Fanout:
    """Sends frames to many clients, in the order of its calls."""

    def __init__(self, threads: int | None = None) -> None:
        """Use so many threads, the caller's included; by default one for each processor, four at most."""
        self._threads = threads or min(_MOST_THREADS, os.cpu_count() or 1)
        self._pool: ThreadPoolExecutor | None = None

    def send(self, receivers: Sequence[Receiver], frame: Frame) -> None:
        """Send a frame to each; never raises."""
        if self._threads == 1 or len(receivers) < MANY:
            for receiver in receivers:
                receiver.send(frame)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads - 1, thread_name_prefix="fanout")
        data = frame.websocket
        share = -(-len(receivers) // self._threads)
        parts = [receivers[start : start + share] for start in range(0, len(receivers), share)]
        others = [self._pool.submit(_write, part, data) for part in parts[1:]]
        left = _write(parts[0], data)
        for other in others:
            left += other.result()
        for receiver, written in left:
            if written:
                receiver.finish(frame, written)
            else:
                receiver.send(frame)

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()


def _write(receivers: Sequence[Receiver], data: bytes) -> list[tuple[Receiver, int]]:
    """Write to each socket that takes it; return those that did not take all, with how much they took."""
    left: list[tuple[Receiver, int]] = []
    for receiver in receivers:
        descriptor = receiver.descriptor()
        written = 0
        if descriptor is not None:
            try:
                written = os.write(descriptor, data)
            except OSError:
                written = 0  # full or broken: the transport finds out which
        if written < len(data):
            left.append((receiver, written))
    return left
