"""`python -m tests.support.world_server serve ...`: twincloud with the world of rooms.

``TEST_SOCKET_TIMES`` may hold other times for sockets, as JSON.
"""

from __future__ import annotations

import functools
import os
import sys

import msgspec

import twincloud.app
from tests.support.world import RoomWorld, sign
from twincloud.cli.serve import serve
from twincloud.gateway.sockets.sessions import SocketTimes

if __name__ == "__main__":
    times = msgspec.json.decode(os.environ.get("TEST_SOCKET_TIMES", "{}"), type=SocketTimes)
    added = functools.partial(
        twincloud.app.serve, worlds=[RoomWorld()], signers={"testworld": sign}, socket_times=times
    )
    twincloud.app.serve = added
    sys.exit(serve(sys.argv[2:]))
