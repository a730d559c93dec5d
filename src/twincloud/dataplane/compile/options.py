"""What the compiler is told besides the plan: the same for every balancer of an engine."""

from __future__ import annotations

from msgspec import Struct

SHORTEST_INTERVAL_S = 0.05
SHORTEST_TIMEOUT_S = 0.2
SHORTEST_IDLE_S = 0.1
LOG_FILE = "current.jsonl"
"""The file of a log that Envoy writes into; once it is full it gets another name."""


class CompileOptions(Struct, frozen=True):
    """Constants of a compilation; times are in seconds, sizes in bytes (all defaults are our choice).

    `time_scale` divides check intervals, check timeouts and idle times, so that tests need not wait; 1 is real time.
    """

    time_scale: float = 1.0
    connect_timeout_s: float = 5.0
    tcp_idle_s: float = 900.0
    udp_idle_s: float = 60.0
    http_idle_s: float = 75.0
    http_drain_s: float = 1.0
    header_timeout_s: float = 60.0
    stream_idle_s: float = 3600.0
    upstream_idle_s: float = 60.0
    fetch_timeout_s: float = 5.0
    """How long Envoy waits for targets, routes or secrets that it was promised before it goes on without them."""
    check_socket: str = "/run/twincloud/checks.sock"
    """Where Envoy asks after targets that it cannot check by itself."""
    log_directory: str = "/run/twincloud/logs"
    """Where Envoy writes requests down, in a directory for each log."""
    max_connections: int = 1_000_000
    """Per pool, for connections, requests and retries alike; Envoy's own default of 1024 is far too low here."""

    def interval(self, seconds: float) -> float:
        """Return a health check's interval after scaling, never below 50 ms."""
        return max(seconds / self.time_scale, min(seconds, SHORTEST_INTERVAL_S))

    def timeout(self, seconds: float) -> float:
        """Return a health check's timeout after scaling, never below 200 ms unless it was shorter already."""
        return max(seconds / self.time_scale, min(seconds, SHORTEST_TIMEOUT_S))

    def idle(self, seconds: float) -> float:
        """Return an idle time after scaling, never below 100 ms unless it was shorter already."""
        return max(seconds / self.time_scale, min(seconds, SHORTEST_IDLE_S))
