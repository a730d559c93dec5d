"""A pool without its targets: how one is chosen and how it is spoken to."""

from __future__ import annotations

from typing import Any

from envoy.config.cluster.v3 import circuit_breaker_pb2, cluster_pb2
from envoy.config.core.v3 import config_source_pb2
from envoy.extensions.load_balancing_policies.least_request.v3 import least_request_pb2
from envoy.extensions.transport_sockets.raw_buffer.v3 import raw_buffer_pb2
from envoy.extensions.transport_sockets.tls.v3 import common_pb2 as tls_common_pb2
from envoy.extensions.transport_sockets.tls.v3 import tls_pb2
from envoy.extensions.upstreams.http.v3 import http_protocol_options_pb2
from google.protobuf.wrappers_pb2 import UInt32Value

from twincloud.balancing.ejection import Ejection
from twincloud.balancing.plan import Pool, Scheduler, UpstreamProtocol
from twincloud.balancing.trust import Trust
from twincloud.dataplane.compile.health import asked_of_us, compile_check, compile_question
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.proxy_protocol import introduce_clients
from twincloud.dataplane.compile.request_log import note_changes
from twincloud.dataplane.compile.resources import Kind, Resource, ResourceKey, duration, pack, pool_name, seal

HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
CHECKS = "checks"
LEAST_REQUEST = "envoy.load_balancing_policies.least_request"
MAGLEV_TABLE = 10_007
"""A prime; room for a hundred targets of weight 100, and six times cheaper to build than Envoy's default."""


def config_source(options: CompileOptions) -> Any:
    """Return the direction to fetch a resource from the stream on which this one came."""
    source = config_source_pb2.ConfigSource(resource_api_version="V3")
    source.ads.SetInParent()
    source.initial_fetch_timeout.CopyFrom(duration(options.fetch_timeout_s))
    return source


def compile_cluster(pool: Pool, options: CompileOptions) -> Resource:
    """Return the pool's cluster; raises CompileError when it cannot be said."""
    name = pool_name(pool.id)
    cluster = cluster_pb2.Cluster(
        name=name,
        type=cluster_pb2.Cluster.EDS,
        connect_timeout=duration(
            options.connect_timeout_s if pool.connect_timeout_s is None else pool.connect_timeout_s
        ),
        # Else a target that is gone but still answers its checks would go on getting traffic.
        ignore_health_on_host_removal=True,
    )
    cluster.eds_cluster_config.eds_config.CopyFrom(config_source(options))
    # Below 1 % means that none is alive (of up to a hundred targets); 0 never spreads traffic over dead targets.
    cluster.common_lb_config.healthy_panic_threshold.value = 1.0 if pool.all_dead_serves_all else 0.0
    # Envoy would gather changes of weight and health for a second before its workers hear of them.
    cluster.common_lb_config.update_merge_window.SetInParent()
    # A new target counts neither as alive nor as dead before its first check, and is shown so.
    cluster.common_lb_config.ignore_new_hosts_until_first_hc = True
    cluster.circuit_breakers.CopyFrom(_limits(pool, options))
    _choose(cluster, pool.scheduler)
    if asked_of_us(pool):
        cluster.health_checks.append(compile_question(pool, options))
    elif pool.health_check is not None:
        cluster.health_checks.append(compile_check(pool.health_check, options))
    if pool.health_check is not None and pool.log is not None:
        note_changes(cluster.health_checks[0], pool.log, options)
    cluster.close_connections_on_host_health_failure = pool.closing is not None
    if pool.ejection is not None:
        _eject(cluster.outlier_detection, pool.ejection, options)
    _speak(cluster, pool, options)
    if asked_of_us(pool):
        if cluster.HasField("transport_socket"):
            _speak_to_checks(cluster, tls=False)
    elif pool.health_check is not None and pool.health_check.tls is not None:
        _speak_to_checks(cluster, tls=pool.health_check.tls)
    return seal(ResourceKey(Kind.CLUSTER, name), cluster)


def _limits(pool: Pool, options: CompileOptions) -> Any:
    most = UInt32Value(value=options.max_connections if pool.max_sessions is None else pool.max_sessions)
    return circuit_breaker_pb2.CircuitBreakers(
        thresholds=[
            circuit_breaker_pb2.CircuitBreakers.Thresholds(
                max_connections=most, max_pending_requests=most, max_requests=most, max_retries=most
            )
        ]
    )


def _choose(cluster: Any, scheduler: Scheduler) -> None:
    if scheduler is Scheduler.WEIGHTED_ROUND_ROBIN:
        cluster.lb_policy = cluster_pb2.Cluster.ROUND_ROBIN
    elif scheduler in {Scheduler.SOURCE_IP_HASH, Scheduler.CONNECTION_HASH}:
        cluster.lb_policy = cluster_pb2.Cluster.MAGLEV
        cluster.maglev_lb_config.table_size.value = MAGLEV_TABLE
    else:
        # The plain policy compares two targets picked at random; the products promise the least of all.
        policy = cluster.load_balancing_policy.policies.add().typed_extension_config
        policy.name = LEAST_REQUEST
        policy.typed_config.CopyFrom(pack(least_request_pb2.LeastRequest(selection_method="FULL_SCAN")))


def _eject(detection: Any, ejection: Ejection, options: CompileOptions) -> None:
    detection.consecutive_5xx.value = ejection.failures
    detection.interval.CopyFrom(duration(options.interval(ejection.interval_s)))
    detection.base_ejection_time.CopyFrom(duration(options.interval(ejection.duration_s)))
    # Every time as long as the first, and whoever else is left out already.
    detection.max_ejection_time.CopyFrom(detection.base_ejection_time)
    detection.max_ejection_percent.value = 100
    detection.enforcing_consecutive_5xx.value = 100
    for other in (
        "enforcing_success_rate", "enforcing_consecutive_gateway_failure", "enforcing_failure_percentage",
    ):  # fmt: skip
        getattr(detection, other).value = 0


def _speak(cluster: Any, pool: Pool, options: CompileOptions) -> None:
    http2 = pool.upstream in {UpstreamProtocol.HTTP2, UpstreamProtocol.HTTP2_TLS}
    if pool.http or http2:
        protocol = http_protocol_options_pb2.HttpProtocolOptions()
        if http2:
            protocol.explicit_http_config.http2_protocol_options.SetInParent()
        else:
            protocol.explicit_http_config.http_protocol_options.SetInParent()
        protocol.common_http_protocol_options.idle_timeout.CopyFrom(duration(options.upstream_idle_s))
        if not pool.keepalive:
            protocol.common_http_protocol_options.max_requests_per_connection.value = 1
        cluster.typed_extension_protocol_options[HTTP_OPTIONS].CopyFrom(pack(protocol))
    if pool.upstream in {UpstreamProtocol.TLS, UpstreamProtocol.HTTP2_TLS}:
        spoken = ("h2" if http2 else "http/1.1",) if pool.http else ()
        _encrypt(cluster.transport_socket, *spoken, server_name=pool.server_name, trust=pool.trust)
    if pool.proxy_protocol is not None:
        introduce_clients(cluster, pool.proxy_protocol)


def _speak_to_checks(cluster: Any, *, tls: bool) -> None:
    """Let checks have a transport of their own, which they ask for by its label."""
    match = cluster.transport_socket_matches.add(name=CHECKS)
    match.match.update({CHECKS: True})
    cluster.health_checks[0].transport_socket_match_criteria.update({CHECKS: True})
    if tls:
        _encrypt(match.transport_socket, "http/1.1")
    else:
        match.transport_socket.name = "raw"
        match.transport_socket.typed_config.CopyFrom(pack(raw_buffer_pb2.RawBuffer()))


def _encrypt(socket: Any, *protocols: str, server_name: str | None = None, trust: Trust | None = None) -> None:
    tls = tls_pb2.UpstreamTlsContext(sni=server_name or "")
    if protocols:
        tls.common_tls_context.alpn_protocols.extend(protocols)
    if trust is not None:
        _believe(tls.common_tls_context, trust)
    socket.name = "tls"
    socket.typed_config.CopyFrom(pack(tls))


def _believe(common: Any, trust: Trust) -> None:
    """Say whom targets must be vouched for by, and what they are shown."""
    if trust.authorities_pem:
        common.validation_context.trusted_ca.inline_string = trust.authorities_pem
        if trust.name:
            wanted = common.validation_context.match_typed_subject_alt_names.add()
            wanted.san_type = tls_common_pb2.SubjectAltNameMatcher.DNS
            wanted.matcher.exact = trust.name
    if trust.key_pem:
        shown = common.tls_certificates.add()
        shown.certificate_chain.inline_string = trust.chain_pem
        shown.private_key.inline_string = trust.key_pem
