"""Choosing a target by both ends of a connection."""

from __future__ import annotations

from typing import Any

from envoy.extensions.filters.network.set_filter_state.v3 import set_filter_state_pb2

KEY = "twincloud.connection"
HASHABLE = "envoy.hashable_string"
BOTH_ENDS = "%DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS%"


def note_both_ends() -> Any:
    """Return the filter that writes a connection's ends down under a name that `hash_both_ends` asks for."""
    config = set_filter_state_pb2.Config()
    value = config.on_new_connection.add(object_key=KEY, factory_key=HASHABLE)
    value.format_string.text_format_source.inline_string = BOTH_ENDS
    return config


def hash_both_ends(proxy: Any) -> None:
    """Have the TcpProxy message hash what was written down."""
    proxy.hash_policy.add().filter_state.key = KEY
