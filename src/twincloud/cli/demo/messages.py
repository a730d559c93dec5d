"""The story of a message group of Alibaba Live and the users who are connected to it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from twincloud.cli.demo.server import DemoError, Server, fetch, say

_GROUP = "room"
_USERS = ("ann", "bob")
_BODY = "hello"
_HEAR_S = 15.0


def tell(server: Server) -> None:
    """Send a message to the members of a group and close it; raises DemoError when a step fails."""
    app = _call(server, "CreateLiveMessageApp", AppName="demo")
    app_id = app["AppId"]
    _call(server, "CreateLiveMessageGroup", AppId=app_id, GroupId=_GROUP)
    say(f"CreateLiveMessageApp made the application {app_id}, CreateLiveMessageGroup its group {_GROUP}")

    with contextlib.ExitStack() as stack:
        members = {name: stack.enter_context(_member(server, app_id, app["AppKey"], name)) for name in _USERS}
        names = " and ".join(members)
        say(f"{names} connected to ws://{server.host}/live/connection/websocket and joined the group")

        _call(
            server, "SendLiveMessageGroup",
            AppId=app_id, GroupId=_GROUP, SenderId="demo", MsgType="1", Body=_BODY,
        )  # fmt: skip
        for name, member in members.items():
            message = _heard(member, name, "msg")
            if message["data"] != _BODY:
                raise DemoError(f"{name} received another message than was sent: {message}")
        say(f'SendLiveMessageGroup sent "{_BODY}", which {names} received')

        _call(server, "DeleteLiveMessageGroup", AppId=app_id, GroupId=_GROUP)
        for name, member in members.items():
            _heard(member, name, "exit")
        say(f"DeleteLiveMessageGroup closed the group, which {names} heard")


@contextlib.contextmanager
def _member(server: Server, app_id: str, app_key: str, user: str) -> Iterator[ClientConnection]:
    """Connect a user, as any Centrifugo client library would, and join the group; leaves when the block ends."""
    end, nonce = int(time.time()) + 3600, secrets.token_hex(8)
    digest = hashlib.sha256(f"{app_id}{app_key}{user}{nonce}{end}".encode()).hexdigest()
    claim = {"appId": app_id, "userId": user, "nonce": nonce, "timestamp": end, "role": "", "token": digest}
    host, _, port = server.host.rpartition(":")
    try:
        # On a socket of our own no proxy is asked.
        raw = socket.create_connection((host, int(port)), timeout=_HEAR_S)
        with connect(f"ws://{server.host}/live/connection/websocket", sock=raw) as connection:
            _command(connection, user, 1, connect={"token": json.dumps(claim)})
            _command(connection, user, 2, subscribe={"channel": f"g:{app_id}:{_GROUP}"})
            yield connection
    except (OSError, WebSocketException) as error:
        raise DemoError(f"{user}'s connection broke: {error}") from None


def _command(connection: ClientConnection, user: str, number: int, **command: Any) -> None:
    """Send a command of the protocol and wait for its reply."""
    connection.send(json.dumps({"id": number, **command}))
    reply = _await(connection, user, lambda frame: frame.get("id") == number)
    if "error" in reply:
        raise DemoError(f"{user} was refused: {reply['error']}")


def _heard(connection: ClientConnection, user: str, kind: str) -> dict[str, Any]:
    """Wait for the group's next event of a kind and return it."""

    def data(frame: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = frame.get("push", {}).get("pub", {}).get("data", {})
        return found

    return data(_await(connection, user, lambda frame: data(frame).get("k") == kind))


def _await(connection: ClientConnection, user: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return the next frame that is wanted; answers the server's pings, which are empty frames."""
    deadline = time.monotonic() + _HEAR_S
    try:
        while True:
            for line in str(connection.recv(timeout=deadline - time.monotonic())).splitlines():
                frame: dict[str, Any] = json.loads(line)
                if wanted(frame):
                    return frame
                if not frame:
                    connection.send("{}")
    except TimeoutError:
        raise DemoError(f"{user} did not hear what was waited for within {_HEAR_S:.0f} s") from None


def _call(server: Server, action: str, **parameters: str) -> dict[str, Any]:
    """Call the public API as any SDK would, with a V3 signature."""
    query = urlencode(sorted(parameters.items()), quote_via=quote)
    nothing = hashlib.sha256(b"").hexdigest()
    signed = {
        "host": server.host,
        "x-acs-action": action,
        "x-acs-content-sha256": nothing,
        "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-version": "2016-11-01",
    }
    names = ";".join(signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{nothing}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(server.secret.encode(), text.encode(), "sha256").hex()
    headers = {
        **signed,
        "Authorization": f"ACS3-HMAC-SHA256 Credential={server.key_id},SignedHeaders={names},Signature={signature}",
    }
    request = urllib.request.Request(f"{server.url}?{query}", headers=headers, method="POST")  # noqa: S310 (our own server)
    answer: dict[str, Any] = json.loads(fetch(request))
    return answer
