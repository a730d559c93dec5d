"""Whether an address can be listened on."""

from __future__ import annotations

import errno
import socket

from twincloud.balancing.plan import Endpoint, Transport

PRIVILEGED = 1024


def probe_bind(endpoint: Endpoint, transport: Transport = Transport.TCP) -> str | None:
    """Return why `endpoint` cannot be bound and what to do about it, or None when it can.

    Binds without SO_REUSEPORT, as Envoy does not: it would share a port silently with a stranger who set it as well. An
    address in TIME_WAIT is free.
    """
    shown = f"[{endpoint.host}]:{endpoint.port}" if ":" in endpoint.host else f"{endpoint.host}:{endpoint.port}"
    family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
    datagrams = transport is Transport.UDP
    try:
        with socket.socket(family, socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM) as probe:
            if not datagrams:  # there is no TIME_WAIT, and the option would share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((endpoint.host, endpoint.port))
    except OverflowError:
        return f"{shown} cannot be bound: ports end at 65535"
    except OSError as problem:
        return f"{shown} cannot be bound: {_advice(problem, endpoint)}"
    return None


def _advice(problem: OSError, endpoint: Endpoint) -> str:
    if problem.errno == errno.EACCES and endpoint.port < PRIVILEGED:
        return (
            f"permission denied; ports below {PRIVILEGED} need root, CAP_NET_BIND_SERVICE or "
            "net.ipv4.ip_unprivileged_port_start; or run with --addresses mapped"
        )
    if problem.errno == errno.EADDRINUSE:
        return "another process listens there; end it, or use another port"
    if problem.errno == errno.EADDRNOTAVAIL:
        return "the address does not belong to this machine; add it to an interface, or run with --addresses mapped"
    if isinstance(problem, socket.gaierror):
        return "it is not an IP address"
    return problem.strerror or str(problem)
