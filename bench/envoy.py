"""Envoys with a static configuration: the one that ours is compared with, and quick targets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.processes import Program
from twincloud.dataplane.envoy.binary import find_envoy

_MANAGER = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
_ROUTER = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"
_TCP = "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy"
_HTTP_OPTIONS = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
_MANY = 1_000_000


class StaticEnvoy(Program):
    """An Envoy that serves a fixed configuration."""

    def __init__(self, directory: Path, name: str, resources: dict[str, Any], *, concurrency: int) -> None:
        """Start it and wait until the listeners among its `resources` are open."""
        config = directory / f"{name}.json"
        config.write_text(json.dumps({"static_resources": resources}))
        command = [str(find_envoy()), "-c", str(config), "--disable-hot-restart", "--concurrency", str(concurrency)]
        super().__init__([*command, "-l", "warning"], directory / f"{name}.words")
        self.ports = [listener["address"]["socket_address"]["port_value"] for listener in resources["listeners"]]
        with self.starting():
            for port in self.ports:
                self.wait_for_port(port)


def web_servers(ports: Sequence[int]) -> dict[str, Any]:
    """Return web servers that answer each request at once with a few bytes that name them."""
    return {"listeners": [_listener(port, _manager(_answering(f"target-{port}"))) for port in ports]}


def proxy(http_port: int, closing_port: int, tcp_port: int, targets: Sequence[int]) -> dict[str, Any]:
    """Return what one writes by hand, and no more, for these ports before the same targets.

    The first two speak HTTP; behind the second one, each request has a connection of its own.
    """
    tcp = {"@type": _TCP, "stat_prefix": "tcp", "cluster": "pool"}
    once = {
        "@type": _HTTP_OPTIONS,
        "explicit_http_config": {"http_protocol_options": {}},
        "common_http_protocol_options": {"max_requests_per_connection": 1},
    }
    return {
        "listeners": [
            _listener(http_port, _manager(_forwarding("pool"))),
            _listener(closing_port, _manager(_forwarding("closing"))),
            _listener(tcp_port, {"name": "tcp", "typed_config": tcp}),
        ],
        "clusters": [
            _cluster("pool", targets),
            {
                **_cluster("closing", targets),
                "typed_extension_protocol_options": {_HTTP_OPTIONS.rpartition("/")[2]: once},
            },
        ],
    }


def _forwarding(cluster: str) -> dict[str, Any]:
    return {"match": {"prefix": "/"}, "route": {"cluster": cluster, "timeout": "0s"}}


def _cluster(name: str, targets: Sequence[int]) -> dict[str, Any]:
    threshold = {"max_connections": _MANY, "max_pending_requests": _MANY, "max_requests": _MANY}
    endpoints = [{"endpoint": _address(port)} for port in targets]
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "5s",
        "lb_policy": "ROUND_ROBIN",
        "circuit_breakers": {"thresholds": [threshold]},
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": endpoints}]},
    }


def _answering(body: str) -> dict[str, Any]:
    return {"match": {"prefix": "/"}, "direct_response": {"status": 200, "body": {"inline_string": body}}}


def _address(port: int) -> dict[str, Any]:
    return {"address": {"socket_address": {"address": "127.0.0.1", "port_value": port}}}


def _listener(port: int, network_filter: dict[str, Any]) -> dict[str, Any]:
    return {"name": f"port-{port}", **_address(port), "filter_chains": [{"filters": [network_filter]}]}


def _manager(route: dict[str, Any]) -> dict[str, Any]:
    host = {"name": "all", "domains": ["*"], "routes": [route]}
    manager = {
        "@type": _MANAGER,
        "stat_prefix": "http",
        "use_remote_address": True,
        "generate_request_id": False,
        "route_config": {"name": "routes", "virtual_hosts": [host]},
        "http_filters": [{"name": "router", "typed_config": {"@type": _ROUTER}}],
    }
    return {"name": "http", "typed_config": manager}
