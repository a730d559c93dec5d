"""What waits for a slow client: in order, within bounds, light messages dropped first."""

from __future__ import annotations

import pytest

from twincloud.gateway.sockets.outbox import Frame, Outbox, joined
from twincloud.realtime.world import Farewell


class Transport:
    """Takes so many frames and no more."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken: list[bytes] = []

    def write(self, frame: Frame) -> bool:
        if not self.room:
            return False
        self.room -= 1
        self.taken.append(frame.text)
        return True

    def descriptor(self) -> int | None:
        return None

    def finish(self, frame: Frame, written: int) -> None:
        raise AssertionError("there is no socket")

    def close(self, farewell: Farewell) -> None:
        raise AssertionError("an outbox never closes")

    def abort(self) -> None:
        raise AssertionError("an outbox never breaks off")


def test_what_waits_goes_out_in_order() -> None:
    transport = Transport(1)
    outbox = Outbox(transport)
    for text in (b"1", b"2", b"3"):
        assert outbox.put(Frame(text))
    assert transport.taken == [b"1"]
    transport.room = 1
    outbox.drain()
    assert outbox.put(Frame(b"4"))
    transport.room = 9
    outbox.drain()
    assert outbox.put(Frame(b"5"))
    assert transport.taken == [b"1", b"2", b"3", b"4", b"5"]


def test_over_the_bound_the_lightest_are_dropped_first_and_the_rest_keeps_its_order() -> None:
    transport = Transport(0)
    outbox = Outbox(transport, most_bytes=100)
    frames = (
        (b"a" * 20, 5, True),
        (b"b" * 20, 1, True),
        (b"c" * 10, 0, False),
        (b"d" * 20, 1, True),
        (b"e" * 20, 9, True),
    )
    for text, weight, droppable in frames:
        assert outbox.put(Frame(text, weight=weight, droppable=droppable))
    assert outbox.put(Frame(b"f" * 20))
    assert outbox.dropped == 3
    transport.room = 9
    outbox.drain()
    assert [text[:1] for text in transport.taken] == [b"c", b"e", b"f"]


def test_a_client_for_whom_nothing_can_be_dropped_is_too_slow() -> None:
    outbox = Outbox(Transport(0), most_bytes=100)
    assert outbox.put(Frame(b"a" * 60))
    assert not outbox.put(Frame(b"b" * 60))


def test_one_frame_may_be_larger_than_the_bound() -> None:
    transport = Transport(0)
    outbox = Outbox(transport, most_bytes=100)
    assert outbox.put(Frame(b"a" * 500))
    assert not outbox.put(Frame(b"b"))
    assert [frame.text[:1] for frame in outbox.take()] == [b"a", b"b"]
    assert outbox.put(Frame(b"c"))


def test_many_frames_are_joined_into_few_and_fall_apart_for_the_slow() -> None:
    frames = [Frame(b"%d" % number * 10_000, weight=number, droppable=number != 2) for number in range(7)]
    together = list(joined(frames))
    assert [len(frame.parts) for frame in together] == [3, 3, 0]
    assert b"\n".join(frame.text for frame in together) == b"\n".join(frame.text for frame in frames)
    assert together[0].event == b"data: " + b"\ndata: ".join(frame.text for frame in frames[:3]) + b"\n\n"
    transport = Transport(0)
    outbox = Outbox(transport, most_bytes=50_000)
    assert all(outbox.put(frame) for frame in together)
    transport.room = 9
    outbox.drain()
    assert [text[:1] for text in transport.taken] == [b"2", b"5", b"6"]
    assert outbox.dropped == 4
    assert list(joined([])) == []


@pytest.mark.parametrize("length", [0, 125, 126, 65535, 65536])
def test_a_frame_is_what_the_websocket_protocol_reads(length: int) -> None:
    from websockets.client import ClientProtocol  # noqa: PLC0415
    from websockets.protocol import OPEN  # noqa: PLC0415
    from websockets.uri import parse_uri  # noqa: PLC0415

    reader = ClientProtocol(parse_uri("ws://x/"), state=OPEN, max_size=None)
    frame = Frame(b"x" * length)
    reader.receive_data(frame.websocket)
    (read,) = reader.events_received()
    assert bytes(read.data) == frame.text  # type: ignore[union-attr]
    assert frame.websocket is frame.websocket
    assert frame.event == b"data: " + frame.text + b"\n\n"
    assert frame.line == frame.text + b"\n"
