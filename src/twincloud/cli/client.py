"""The client of the operator's door that every command uses."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

R = TypeVar("R", bound=Struct)
_TIMEOUT_S = 30.0


class NoServerError(Exception):
    """Nobody answers at the operator's door; the message says where and what to do."""


class RefusedError(Exception):
    """The server refused a call. `code` is the refusal's, `request_id` finds it in the journal."""

    def __init__(self, code: str, message: str, request_id: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code
        self.request_id = request_id


class OperatorClient:
    """Calls the operator's door, through the socket in a data directory or over HTTP with a token."""

    def __init__(self, http: httpx.Client, where: str, advice: str) -> None:
        """`where` names the door in messages and `advice` says what to do when nobody is there."""
        self._http = http
        self._where = where
        self._advice = advice

    @classmethod
    def local(cls, data: Path) -> OperatorClient:
        """Return a client of the server whose data directory is `data`; raises NoServerError where none runs."""
        path = str(data / "operator.sock")
        advice = f"start a server with `twincloud serve --data {data}`, or name another one's directory with --data"
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(path)
        except FileNotFoundError:
            raise NoServerError(f"no server runs with the data directory {data}; {advice}") from None
        except OSError as error:
            raise NoServerError(f"no server answers at {path} ({error}); {advice}") from None
        transport = httpx.HTTPTransport(uds=path)
        http = httpx.Client(transport=transport, base_url="http://operator", timeout=_TIMEOUT_S, trust_env=False)
        return cls(http, path, advice)

    @classmethod
    def remote(cls, url: str, token: str | None) -> OperatorClient:
        """Return a client of the server at `url`, such as ``http://127.0.0.1:4601``."""
        base = url if "://" in url else f"http://{url}"
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        http = httpx.Client(base_url=base, headers=headers, timeout=_TIMEOUT_S, trust_env=False)
        return cls(http, base, "is it the address that `twincloud status` shows as the operator's?")

    def call(self, action: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Call an action and return its answer as plain values; raises NoServerError and RefusedError."""
        answer: dict[str, Any] = msgspec.json.decode(self._post(action, msgspec.json.encode(payload)))
        return answer

    def ask(self, request: Struct, response: type[R]) -> R:
        """Make the call that `request` belongs to and return its typed answer; raises as `call` does."""
        action = type(request).__name__.removesuffix("Request")
        return msgspec.json.decode(self._post(action, msgspec.json.encode(request)), type=response)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _post(self, action: str, body: bytes) -> bytes:
        try:
            answer = self._http.post(f"/v1/{action}", content=body, headers={"Content-Type": "application/json"})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoServerError(f"no server answers at {self._where} ({error}); {self._advice}") from None
        if answer.status_code == httpx.codes.OK:
            return answer.content
        try:
            refusal = answer.json()
            raise RefusedError(refusal["error"]["code"], refusal["error"]["message"], refusal["request_id"])
        except (ValueError, KeyError, TypeError):
            raise NoServerError(f"what answers at {self._where} is no twincloud server; {self._advice}") from None


def is_loopback(url: str) -> bool:
    """Tell whether a URL, or HOST:PORT, leads to this machine."""
    host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
