"""What Envoy is told before it can ask: who it is, where its configuration comes from and what it counts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from msgspec import Struct

CONTROL, STATISTICS = "control", "statistics"
COUNTED = (
    r"^listener\.[^.]+\.downstream_cx_(total|active|overflow)$",
    r"^tcp\.[^.]+\.downstream_cx_(total|rx_bytes_total|tx_bytes_total)$",
    r"^udp\.[^.]+\.downstream_sess_(rx|tx)_bytes$",
    r"^http\.[^.]+(\.[^.]+)?\.downstream_(rq_total|rq_[1-5]xx|cx_rx_bytes_total|cx_tx_bytes_total)$",
    r"^(connection_limit|listener_local_ratelimit)\..*$",
    r"^(server|listener_manager|cluster_manager|overload)\..*$",
)
"""The statistics that exist at all; every other one would cost memory per listener and is read by nobody."""
REGEX_SIZE = 5000
"""Envoy refuses expressions whose program is larger than 100 instructions unless told otherwise."""


class BootstrapOptions(Struct, frozen=True):
    """What differs between one Envoy and the next."""

    node: str
    admin_socket: Path
    control_socket: Path
    statistics_socket: Path
    statistics_every_s: float
    downstream_connections: int


def bootstrap(options: BootstrapOptions) -> dict[str, Any]:
    """Return Envoy's static configuration as JSON data."""
    return {
        "node": {"id": options.node, "cluster": "twincloud"},
        "admin": {"address": {"pipe": {"path": str(options.admin_socket), "mode": 0o600}}},
        "dynamic_resources": {
            "ads_config": {
                "api_type": "DELTA_GRPC",
                "transport_api_version": "V3",
                "set_node_on_first_message_only": True,
                "grpc_services": [
                    {
                        "envoy_grpc": {
                            "cluster_name": CONTROL,
                            "retry_policy": {"retry_back_off": {"base_interval": "0.1s", "max_interval": "1s"}},
                        }
                    }
                ],
            },
            "cds_config": {"ads": {}, "resource_api_version": "V3"},
            "lds_config": {"ads": {}, "resource_api_version": "V3"},
        },
        "static_resources": {
            "clusters": [_control_cluster(options.control_socket), _cluster(STATISTICS, options.statistics_socket)]
        },
        "stats_flush_interval": f"{options.statistics_every_s:.3f}s",
        "stats_sinks": [
            {
                "name": "envoy.stat_sinks.statsd",
                "typed_config": {
                    "@type": "type.googleapis.com/envoy.config.metrics.v3.StatsdSink",
                    "tcp_cluster_name": STATISTICS,
                },
            }
        ],
        "stats_config": {
            "use_all_default_tags": False,
            "stats_matcher": {"inclusion_list": {"patterns": [{"safe_regex": {"regex": text}} for text in COUNTED]}},
        },
        "layered_runtime": {
            "layers": [
                {
                    "name": "static",
                    "static_layer": {
                        "re2.max_program_size.error_level": REGEX_SIZE,
                        "re2.max_program_size.warn_level": REGEX_SIZE,
                    },
                }
            ]
        },
        "overload_manager": {
            "resource_monitors": [
                {
                    "name": "envoy.resource_monitors.global_downstream_max_connections",
                    "typed_config": {
                        "@type": "type.googleapis.com/envoy.extensions.resource_monitors"
                        ".downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections": options.downstream_connections,
                    },
                }
            ]
        },
    }


def write_bootstrap(path: Path, options: BootstrapOptions) -> None:
    """Write the configuration to `path`, readable by this user only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(bootstrap(options), file)


def _cluster(name: str, socket: Path) -> dict[str, Any]:
    """Return the cluster of one of our own sockets."""
    endpoint = {"endpoint": {"address": {"pipe": {"path": str(socket)}}}}
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
    }


def _control_cluster(socket: Path) -> dict[str, Any]:
    return {
        **_cluster(CONTROL, socket),
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": {"http2_protocol_options": {}},
            }
        },
    }
