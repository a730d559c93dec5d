"""Frames on their way to a client: encoded once for all, queued within bounds where the client is slow."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol

from twincloud.realtime.world import Farewell

MOST_BYTES = 1024 * 1024
_JOINED_BYTES = 32 * 1024
_SHORT, _MEDIUM = 126, 65536


class Frame:
    """One message, and what it looks like on each transport, made when the first client of that kind needs it."""

    __slots__ = ("_event", "_line", "_websocket", "droppable", "parts", "text", "weight")

    def __init__(self, text: bytes, *, weight: int = 0, droppable: bool = False, parts: tuple[Frame, ...] = ()) -> None:
        """`droppable` frames are the first that a slow client loses, those of little `weight` before others.

        One that was made of others has them as its `parts`.
        """
        self.text = text
        self.weight = weight
        self.droppable = droppable
        self.parts = parts
        self._websocket: bytes | None = None
        self._event: bytes | None = None
        self._line: bytes | None = None

    @property
    def websocket(self) -> bytes:
        """The message as a WebSocket text frame."""
        if self._websocket is None:
            self._websocket = _websocket_head(len(self.text)) + self.text
        return self._websocket

    @property
    def event(self) -> bytes:
        """The message as a server-sent event."""
        if self._event is None:
            self._event = b"data: %s\n\n" % self.text.replace(b"\n", b"\ndata: ")
        return self._event

    @property
    def line(self) -> bytes:
        """The message as a line of an HTTP stream."""
        if self._line is None:
            self._line = self.text + b"\n"
        return self._line


def joined(frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield frames that say the same in fewer messages: the protocol takes several pushes in one, a line each.

    A message costs the kernel most of what its delivery costs; after a burst there are many for each client.
    """
    start = size = 0
    for end, frame in enumerate(frames):
        if size and size + len(frame.text) > _JOINED_BYTES:
            yield _joined(frames[start:end])
            start, size = end, 0
        size += len(frame.text) + 1
    if frames:
        yield _joined(frames[start:])


def _joined(frames: Sequence[Frame]) -> Frame:
    return frames[0] if len(frames) == 1 else Frame(b"\n".join(frame.text for frame in frames), parts=tuple(frames))


def _websocket_head(length: int) -> bytes:
    if length < _SHORT:
        return struct.pack("!BB", 0x81, length)
    if length < _MEDIUM:
        return struct.pack("!BBH", 0x81, 126, length)
    return struct.pack("!BBQ", 0x81, 127, length)


class Outlet(Protocol):
    """A transport to one client. Its methods neither raise nor wait: a client that is gone is noticed by who reads."""

    def write(self, frame: Frame) -> bool:
        """Take a frame; False when it cannot take one now, and will ask the outbox when it can."""
        ...

    def descriptor(self) -> int | None:
        """Return the socket that takes a WebSocket frame as it is, now; None where there is none or something waits."""
        ...

    def finish(self, frame: Frame, written: int) -> None:
        """Write what is left of a frame of which the socket took some bytes."""
        ...

    def close(self, farewell: Farewell) -> None:
        """Tell the client why, and close."""
        ...

    def abort(self) -> None:
        """Break the connection off without a word."""
        ...


class Outbox:
    """What waits for one client, at most `most_bytes` of it: what is over that is dropped, or the client is."""

    __slots__ = ("_bytes", "_most_bytes", "_outlet", "_queue", "dropped")

    def __init__(self, outlet: Outlet, most_bytes: int = MOST_BYTES) -> None:
        self._outlet = outlet
        self._most_bytes = most_bytes
        self._queue: deque[Frame] | None = None
        """None while nothing waits: most clients never need one."""
        self._bytes = 0
        self.dropped = 0
        """How many frames this client has lost."""

    def put(self, frame: Frame) -> bool:
        """Send a frame now or later; False when the client is too slow to be kept."""
        if self._queue is None:
            if self._outlet.write(frame):
                return True
            self._queue = deque()
        # Of those that were joined, each may be dropped or not.
        for part in frame.parts or (frame,):
            self._queue.append(part)
            self._bytes += len(part.text)
        # A single frame may be larger than the bound: the reply with all that was missed.
        return self._bytes <= self._most_bytes or len(self._queue) == 1 or self._shed()

    def descriptor(self) -> int | None:
        """Return the socket that takes a WebSocket frame now; None where a frame has to be put."""
        return self._outlet.descriptor() if self._queue is None else None

    def drain(self) -> None:
        """Hand over as much as the transport takes."""
        queue = self._queue
        while queue and self._outlet.write(queue[0]):
            self._bytes -= len(queue.popleft().text)
        if not queue:
            self._queue = None

    def take(self) -> list[Frame]:
        """Return all that waits, for transports that fetch it themselves."""
        queue, self._queue, self._bytes = self._queue, None, 0
        return list(queue or ())

    def clear(self) -> None:
        """Forget what waits."""
        self._queue, self._bytes = None, 0

    def _shed(self) -> bool:
        """Drop the lightest of what may be dropped until the rest is half the bound; False when that is not enough."""
        queue = self._queue or deque()
        dropped: set[int] = set()
        for frame in sorted((frame for frame in queue if frame.droppable), key=lambda frame: frame.weight):
            if self._bytes <= self._most_bytes // 2:
                break
            dropped.add(id(frame))
            self._bytes -= len(frame.text)
        self._queue = deque(frame for frame in queue if id(frame) not in dropped)
        self.dropped += len(dropped)
        return self._bytes <= self._most_bytes
