"""The story of a load balancer of Tencent CLB and the traffic through it."""

from __future__ import annotations

import collections
import contextlib
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from twincloud.cli.demo.server import DemoError, Server, fetch, say

_TASK_S = 15.0
_POLL_S = 0.1
_REQUESTS = 20
_PORT_HTTP = 8080
_PORT_TCP = 9000


def tell(server: Server) -> None:
    """Balance requests and connections between two web servers; raises DemoError when a step fails."""
    with _web_server("blue") as blue, _web_server("green") as green:
        say(f"two small web servers: blue on 127.0.0.1:{blue}, green on 127.0.0.1:{green}")
        created = _call(server, "CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName="demo")
        balancer = created["LoadBalancerIds"][0]
        described = _call(server, "DescribeLoadBalancers", LoadBalancerIds=[balancer])
        vip = described["LoadBalancerSet"][0]["LoadBalancerVips"][0]
        say(f"CreateLoadBalancer made {balancer} at {vip}")

        targets = [{"EniIp": "127.0.0.1", "Port": port} for port in (blue, green)]
        http_listener = _listener(server, balancer, "HTTP", _PORT_HTTP)
        rule = _call(
            server, "CreateRule", LoadBalancerId=balancer, ListenerId=http_listener,
            Rules=[{"Domain": "demo.example", "Url": "/"}],
        )  # fmt: skip
        _wait(server, rule["RequestId"])
        _register(server, balancer, http_listener, targets, LocationId=rule["LocationIds"][0])
        tcp_listener = _listener(server, balancer, "TCP", _PORT_TCP)
        _register(server, balancer, tcp_listener, targets)

        for listener, what in ((http_listener, "HTTP, by its rule for demo.example"), (tcp_listener, "TCP")):
            address = _address(server, listener)
            seen = _traffic(address)
            say(f"{_REQUESTS} requests to {address} ({what}) were answered by {seen}")

        deleted = _call(server, "DeleteLoadBalancer", LoadBalancerIds=[balancer])
        _wait(server, deleted["RequestId"])
        say(f"DeleteLoadBalancer removed {balancer}; its ports are closed")


def _listener(server: Server, balancer: str, protocol: str, port: int) -> str:
    answer = _call(server, "CreateListener", LoadBalancerId=balancer, Protocol=protocol, Ports=[port])
    _wait(server, answer["RequestId"])
    listener: str = answer["ListenerIds"][0]
    say(f"CreateListener opened {listener}: {protocol} port {port}")
    return listener


def _register(server: Server, balancer: str, listener: str, targets: list[dict[str, Any]], **rule: str) -> None:
    answer = _call(server, "RegisterTargets", LoadBalancerId=balancer, ListenerId=listener, Targets=targets, **rule)
    _wait(server, answer["RequestId"])


def _wait(server: Server, task: str) -> None:
    deadline = time.monotonic() + _TASK_S
    while time.monotonic() < deadline:
        status = _call(server, "DescribeTaskStatus", TaskId=task)
        if status["Status"] == 0:
            return
        if status["Status"] == 1:
            raise DemoError(f"the task failed: {status['Message']}")
        time.sleep(_POLL_S)
    raise DemoError(f"task {task} did not end within {_TASK_S:.0f} s")


def _address(server: Server, listener: str) -> str:
    from twincloud.cli.client import OperatorClient

    with OperatorClient.local(server.data) as operator:
        found = operator.call("GetAddress", {"id": listener})
    return f"{found['address']}:{found['port']}"


def _traffic(address: str) -> str:
    seen: collections.Counter[str] = collections.Counter()
    for _ in range(_REQUESTS):
        request = urllib.request.Request(f"http://{address}/", headers={"Host": "demo.example"})
        seen[fetch(request).decode()] += 1
    if set(seen) != {"blue", "green"}:
        raise DemoError(f"traffic did not reach both web servers: {dict(seen)}")
    return ", ".join(f"{name} ({count})" for name, count in sorted(seen.items()))


def _call(server: Server, action: str, **payload: Any) -> dict[str, Any]:
    """Call the public API as any SDK would, with a TC3 signature."""
    body = json.dumps(payload).encode()
    now = int(time.time())
    date = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
    scope = f"{date}/clb/tc3_request"
    digest = hashlib.sha256(body).hexdigest()
    canonical = f"POST\n/\n\ncontent-type:application/json\nhost:{server.host}\n\ncontent-type;host\n{digest}"
    text = f"TC3-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{server.secret}".encode()
    for part in (date, "clb", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    headers = {
        "Content-Type": "application/json",
        "Host": server.host,
        "X-TC-Action": action,
        "X-TC-Version": "2018-03-17",
        "X-TC-Region": "ap-guangzhou",
        "X-TC-Timestamp": str(now),
        "Authorization": f"TC3-HMAC-SHA256 Credential={server.key_id}/{scope}, SignedHeaders=content-type;host, "
        f"Signature={signature}",
    }
    request = urllib.request.Request(server.url, data=body, headers=headers)  # noqa: S310 (our own server)
    response: dict[str, Any] = json.loads(fetch(request))["Response"]
    if "Error" in response:
        raise DemoError(f"{action} was refused: {response['Error']['Code']}: {response['Error']['Message']}")
    return response


@contextlib.contextmanager
def _web_server(name: str) -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(name)))
            self.end_headers()
            self.wfile.write(name.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
            """Say nothing: the demo prints its own story."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
