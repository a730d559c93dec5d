"""One POST to somebody else's server: signed now, within a time and a size, to where it may go."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from twincloud import __version__
from twincloud.execution.callouts import CallOutAnswer, CallOutError, TargetRefusedError
from twincloud.execution.webhooks import Outgoing, Signer
from twincloud.kernel.clock import system_ms

if TYPE_CHECKING:
    import httpx

MOST_ANSWER_BYTES = 64 * 1024
_MOST_IDLE = 64


class Sender:
    """Sends to any http(s) URL; with `private_targets` off only where the vendors' services would.

    That is to public addresses, and to no port but the scheme's own: what was resolved and judged is what is called.
    Redirects are not followed, and proxies of the environment not used.
    """

    def __init__(self, signers: Mapping[str, Signer], *, private_targets: bool = True) -> None:
        """`signers` are the ways of signing, by the names that webhooks and call-outs say."""
        self._signers = signers
        self._private_targets = private_targets
        self._client: httpx.AsyncClient | None = None

    def check(self, url: str) -> None:
        """Raise TargetRefusedError when the URL could never be called."""
        parts = _split(url)
        if not self._private_targets:
            if parts.port is not None:
                raise TargetRefusedError("the URL must not name a port")
            if _is_private(parts.hostname or ""):
                raise TargetRefusedError("the URL must not lead to a private address")

    async def post(self, outgoing: Outgoing, signer: str, secret: str, timeout_ms: int) -> CallOutAnswer:
        """Send and return the answer, of which no more than 64 KiB are read; raises CallOutError."""
        try:
            self.check(outgoing.url)
            signed = self._signers[signer](outgoing, secret, system_ms()) if signer else outgoing
            async with asyncio.timeout(timeout_ms / 1000):
                return await self._exchange(signed)
        except TargetRefusedError as error:
            raise CallOutError(str(error)) from None
        except TimeoutError:
            raise CallOutError(f"no answer within {timeout_ms} ms") from None

    async def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.aclose()

    async def _exchange(self, outgoing: Outgoing) -> CallOutAnswer:
        import httpx  # noqa: PLC0415 (most servers never call out, and loading it takes 0.1 s)

        if self._client is None:
            self._client = httpx.AsyncClient(
                trust_env=False,
                timeout=None,  # noqa: S113 (the exchange as a whole is bounded)
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=_MOST_IDLE),
                headers={"user-agent": f"twincloud/{__version__}"},
            )
        headers = dict(outgoing.headers)
        extensions: dict[str, str] = {}
        url = httpx.URL(outgoing.url)
        if not self._private_targets:
            headers["host"], extensions["sni_hostname"] = url.netloc.decode("ascii"), url.host
            url = url.copy_with(host=await _public_address(url.host))
        try:
            async with self._client.stream(
                "POST", url, content=outgoing.body, headers=headers, extensions=extensions
            ) as response:
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MOST_ANSWER_BYTES:
                        break
                return CallOutAnswer(response.status_code, body[:MOST_ANSWER_BYTES])
        except httpx.HTTPError as error:
            raise CallOutError(f"{type(error).__name__}: {error}") from None


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or not url.isascii() or any(character <= " " for character in url):
        raise TargetRefusedError("the URL must be an http or https URL")
    return parts


def _is_private(host: str) -> bool:
    """Tell whether a host is one by its looks; a name is judged by its addresses when it is called."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def _public_address(host: str) -> str:
    """Return an address of a host, all of whose addresses are public; raises CallOutError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CallOutError(f"{host} is not known: {error.strerror}") from None
    addresses = [str(address[0]) for *_, address in found]
    if any(not ipaddress.ip_address(address).is_global for address in addresses):
        raise CallOutError("the URL must not lead to a private address")
    return addresses[0]
