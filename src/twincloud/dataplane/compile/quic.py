"""What an HTTP/3 listener needs beside chains: a UDP port on which QUIC is spoken."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.plan import Listener
from twincloud.dataplane.compile.resources import CompileError


def speak_quic(message: Any, listener: Listener) -> None:
    """Make the Listener message one of QUIC; raises CompileError for a limit that Envoy cannot keep there."""
    if listener.max_new_connections_per_s is not None:
        raise CompileError("new connections cannot be limited over QUIC")
    # Each worker has a socket of its own, as for all datagrams.
    message.enable_reuse_port.value = True
    message.udp_listener_config.quic_options.SetInParent()
    message.udp_listener_config.downstream_socket_config.prefer_gro.value = True
