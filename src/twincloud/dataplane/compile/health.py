"""Active health checks of a pool."""

from __future__ import annotations

from typing import Any

from envoy.config.core.v3 import base_pb2, health_check_pb2
from envoy.type.v3 import range_pb2
from google.protobuf.wrappers_pb2 import BoolValue, UInt32Value
from xds.type.v3 import typed_struct_pb2

from twincloud.balancing.plan import CheckKind, HealthCheck, Pool
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.resources import CompileError, duration, pack

FAILING = 503
QUESTION_S = 1.0
"""What a question costs beside the check itself, at most."""
UNCHECKED = HealthCheck(CheckKind.TCP, interval_s=2.0, timeout_s=2.0, healthy_threshold=1, unhealthy_threshold=100)
"""How Envoy asks after targets that are not checked, but may have to be dropped; a slow answer must not drop them."""
EVERY_STATUS = (100, 600)
UDP_CHECK = "type.googleapis.com/envoy.extensions.health_checkers.udp.v3.UdpHealthCheck"


def compile_check(check: HealthCheck, options: CompileOptions) -> Any:
    """Return Envoy's HealthCheck message for `check`; raises CompileError when the check lacks its request."""
    interval = duration(options.interval(check.interval_s))
    message = health_check_pb2.HealthCheck(
        timeout=duration(options.timeout(check.timeout_s)),
        interval=interval,
        # Envoy checks idle pools once a minute unless told otherwise.
        no_traffic_interval=interval,
        no_traffic_healthy_interval=interval,
        healthy_threshold=UInt32Value(value=check.healthy_threshold),
        unhealthy_threshold=UInt32Value(value=check.unhealthy_threshold),
        # A kept connection would occupy a target that serves one client at a time.
        reuse_connection=BoolValue(value=False),
    )
    if check.kind is CheckKind.TCP:
        message.tcp_health_check.SetInParent()
    elif check.kind is CheckKind.PAYLOAD:
        _payload(message.tcp_health_check, check)
    elif check.kind is CheckKind.HTTP:
        _http(message.http_health_check, check)
    elif check.kind is CheckKind.UDP_PAYLOAD:
        _datagram(message.custom_health_check, check)
    else:
        message.grpc_health_check.service_name = check.grpc_service
    return message


def asked_of_us(pool: Pool) -> bool:
    """Tell whether Envoy asks this process after the pool's targets, because it cannot find out itself.

    So it is with checks that it does not know, and where targets have to look dead for their connections to be closed.
    """
    check = pool.health_check
    if check is not None and check.kind in {CheckKind.PING, CheckKind.UDP_OPEN}:
        return True
    if check is not None and check.kind is CheckKind.UDP_PAYLOAD and not check.receive:
        return True
    return pool.closing is not None and (pool.closing.removed or pool.closing.weightless)


def compile_question(pool: Pool, options: CompileOptions) -> Any:
    """Return the HealthCheck message by which Envoy asks this process: for a pool, with the target as the host.

    200 says that a target is well, `FAILING` that its check failed, which counts towards the threshold; any other
    status that it is to be dropped at once.
    """
    check = pool.health_check or UNCHECKED
    interval = duration(options.interval(check.interval_s))
    message = health_check_pb2.HealthCheck(
        timeout=duration(options.timeout(check.timeout_s) + QUESTION_S),
        interval=interval,
        no_traffic_interval=interval,
        no_traffic_healthy_interval=interval,
        healthy_threshold=UInt32Value(value=check.healthy_threshold),
        unhealthy_threshold=UInt32Value(value=check.unhealthy_threshold),
    )
    message.http_health_check.path = f"/{pool.id}"
    message.http_health_check.retriable_statuses.append(range_pb2.Int64Range(start=FAILING, end=FAILING + 1))
    return message


def _payload(tcp: Any, check: HealthCheck) -> None:
    if check.send:
        tcp.send.text = check.send.hex()
    if check.receive:
        tcp.receive.add().text = check.receive.hex()
    # Envoy cannot wait for just any answer: without an expected one, it is content with a connection.


def _datagram(custom: Any, check: HealthCheck) -> None:
    if not check.send or not check.receive:
        raise CompileError("a UDP health check needs something to send and the answer to expect")
    # The message is younger than the library of Envoy's messages; Envoy takes any message in this form.
    config = typed_struct_pb2.TypedStruct(type_url=UDP_CHECK)
    config.value.update({"send": {"text": check.send.hex()}, "receive": {"text": check.receive.hex()}})
    custom.name = "envoy.health_checkers.udp"
    custom.typed_config.CopyFrom(pack(config))


def _http(http: Any, check: HealthCheck) -> None:
    request = check.http
    if request is None:
        raise CompileError("an HTTP health check needs a request")
    http.path = request.path
    http.host = request.host or ""
    try:
        http.method = base_pb2.RequestMethod.Value(request.method.upper())
    except ValueError:
        raise CompileError(f"the health check's method {request.method!r} is not known") from None
    if request.http10:
        # Envoy's client speaks HTTP/1.1 only; this is as close to a 1.0 request as it gets.
        option = http.request_headers_to_add.add()
        option.header.key = "connection"
        option.header.value = "close"
        option.append_action = base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD
    http.request_headers_to_remove.append("x-envoy-healthchecked-cluster")
    for start, end in request.statuses:
        http.expected_statuses.append(range_pb2.Int64Range(start=start, end=end))
    # Without this an unexpected status makes a target unhealthy at once, whatever its threshold.
    http.retriable_statuses.append(range_pb2.Int64Range(start=EVERY_STATUS[0], end=EVERY_STATUS[1]))
