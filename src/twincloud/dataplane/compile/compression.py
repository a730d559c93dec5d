"""Answers in fewer bytes."""

from __future__ import annotations

from typing import Any

from envoy.extensions.compression.gzip.compressor.v3 import gzip_pb2
from envoy.extensions.filters.http.compressor.v3 import compressor_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2

from twincloud.dataplane.compile.resources import pack

SMALLEST = 256
"""Answers with fewer bytes are left as they are (our choice)."""


def compressor() -> Any:
    """Return the filter that compresses text, JSON, XML, scripts and SVG images with gzip."""
    settings = compressor_pb2.Compressor()
    settings.response_direction_config.common_config.min_content_length.value = SMALLEST
    settings.compressor_library.name = "gzip"
    settings.compressor_library.typed_config.CopyFrom(pack(gzip_pb2.Gzip()))
    return http_connection_manager_pb2.HttpFilter(name="envoy.filters.http.compressor", typed_config=pack(settings))
