"""Where sockets are: each world's four paths, below its prefix."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.gateway.http.asgi import Receive, Scope, Send
from twincloud.gateway.sockets.calls import Origin
from twincloud.gateway.sockets.sessions import Sessions
from twincloud.gateway.sockets.streaming import HTTP_STREAM, SSE, serve_emulation, serve_stream
from twincloud.gateway.sockets.websocket import EXTENSION, serve_websocket
from twincloud.realtime.world import World

_WEBSOCKET, _EMULATION = "websocket", "emulation"


class SocketDoors:
    """The part of an ASGI application that serves the worlds' clients."""

    def __init__(self, worlds: Sequence[World], sessions: Sessions) -> None:
        self._sessions = sessions
        self._paths: dict[str, tuple[World, str]] = {}
        for world in worlds:
            for kind in (_WEBSOCKET, SSE, HTTP_STREAM):
                self._paths[f"{world.prefix}/connection/{kind}"] = (world, kind)
            self._paths[f"{world.prefix}/{_EMULATION}"] = (world, _EMULATION)
        self.paths: Sequence[str] = [path for path, (_, kind) in self._paths.items() if kind == _WEBSOCKET]

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Serve what came to one of the paths until it ends; False when it came to none."""
        world, kind = self._paths.get(scope["path"], (None, ""))
        if world is None or (scope["type"] == "websocket") != (kind == _WEBSOCKET):
            return False
        client = scope.get("client")
        origin = Origin(world, client[0] if client else "127.0.0.1", kind)
        if kind == _WEBSOCKET:
            if EXTENSION not in scope["extensions"]:
                return False
            await serve_websocket(self._sessions, origin, scope, receive, send)
        elif kind == _EMULATION:
            await serve_emulation(self._sessions, scope, receive, send)
        else:
            await serve_stream(self._sessions, origin, kind, scope, receive, send)
        return True
