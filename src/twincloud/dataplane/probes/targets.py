"""Checks of targets that this process makes itself: those that Envoy does not know, and those that it must not make."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
import struct

from twincloud.balancing.plan import CheckKind, HealthCheck, HttpCheck

_LONGEST_ANSWER = 65_536
_UNREACHABLE_S = 0.1
"""How long a host may take to say that nobody listens on a port of UDP."""
_ECHO = {socket.AF_INET: (socket.IPPROTO_ICMP, 8), socket.AF_INET6: (socket.IPPROTO_ICMPV6, 128)}
_PING = struct.Struct("!BBHHH")
_NUMBERS = itertools.count(1)


async def is_well(check: HealthCheck, host: str, port: int, timeout_s: float) -> bool:
    """Make the check once, at the check's own port if it has one, and tell whether the target passed in time."""
    try:
        async with asyncio.timeout(timeout_s):
            return await _passes(check, host, check.port or port)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
        return False


async def _passes(check: HealthCheck, host: str, port: int) -> bool:
    if check.kind is CheckKind.PING:
        return await _answers_ping(host) and await _listens(host, port)
    if check.kind is CheckKind.UDP_OPEN:
        return await _listens(host, port)
    if check.kind is CheckKind.UDP_PAYLOAD:
        return await _answers_datagram(host, port, check.send, check.receive)
    reader, writer = await asyncio.open_connection(host, port)
    try:
        if check.kind is CheckKind.HTTP and check.http is not None:
            return await _answers_request(reader, writer, check.http, host)
        if check.kind is CheckKind.PAYLOAD:
            return await _answers_bytes(reader, writer, check.send, check.receive)
        return True
    finally:
        writer.transport.abort()


async def _answers_bytes(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, send: bytes, receive: bytes
) -> bool:
    writer.write(send)
    answer = b""
    while receive not in answer and len(answer) < _LONGEST_ANSWER:
        piece = await reader.read(_LONGEST_ANSWER)
        if not piece:
            return False
        answer += piece
    return receive in answer


async def _answers_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: HttpCheck, host: str
) -> bool:
    version = "1.0" if request.http10 else "1.1"
    lines = [f"{request.method} {request.path} HTTP/{version}", f"host: {request.host or host}", "connection: close"]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    status = int((await reader.readline()).split(b" ", 2)[1])
    return any(start <= status < end for start, end in request.statuses)


async def _answers_datagram(host: str, port: int, send: bytes, receive: bytes) -> bool:
    with _connected(host, port) as probe:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(probe, send)
        answer = await loop.sock_recv(probe, _LONGEST_ANSWER)
    return not receive or answer == receive


async def _listens(host: str, port: int) -> bool:
    """Tell whether nobody says that the port is closed; only a target on a silent network passes without listening."""
    with _connected(host, port) as probe:
        probe.send(b"")  # by itself: event loops spare themselves the sending of nothing
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_UNREACHABLE_S):
                await asyncio.get_running_loop().sock_recv(probe, _LONGEST_ANSWER)
    return True


async def _answers_ping(host: str) -> bool:
    """Tell whether the host answers an echo request; where this process may not send any, it is taken to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    protocol, kind = _ECHO[family]
    try:
        probe = socket.socket(family, socket.SOCK_DGRAM, protocol)
    except OSError:
        return True
    number = next(_NUMBERS) & 0xFFFF
    body = os.urandom(16)
    message = _PING.pack(kind, 0, 0, 0, number) + body
    message = _PING.pack(kind, 0, _checksum(message), 0, number) + body
    with probe:
        probe.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_sendto(probe, message, (host, 0))
        while body not in await loop.sock_recv(probe, _LONGEST_ANSWER):
            pass
    return True


def _connected(host: str, port: int) -> socket.socket:
    probe = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    probe.settimeout(0)
    try:
        probe.connect((host, port))
    except OSError:
        probe.close()
        raise
    return probe


def _checksum(message: bytes) -> int:
    total = sum(struct.unpack(f"!{len(message) // 2}H", message))
    total = (total & 0xFFFF) + (total >> 16)
    carried: int = ~(total + (total >> 16)) & 0xFFFF
    return carried
