"""`twincloud demo`: the README's story by itself, on a server of its own that goes when the story ends."""

from __future__ import annotations

import collections
import contextlib
import hashlib
import hmac
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

_START_S = 30.0
_TASK_S = 15.0
_POLL_S = 0.1
_REQUESTS = 20
_PORT_HTTP = 8080
_PORT_TCP = 9000
_OF_THE_MACHINE = {f"TWINCLOUD_{name}" for name in ("ADDRESSES", "POOL", "MAPPED_ADDRESS", "ENVOY", "WORKERS")}
"""Settings that say what is possible here; all others are meant for another server."""


class DemoError(Exception):
    """The story did not end as it should; the message says where."""


class Server(NamedTuple):
    """A server that the demo has started."""

    url: str
    host: str
    key_id: str
    secret: str
    data: Path


def run_demo() -> None:
    """Tell the story and print what was seen; raises DemoError when a step fails."""
    with contextlib.ExitStack() as stack:
        origins = [stack.enter_context(_web_server(name)) for name in ("blue", "green")]
        _say(f"two small web servers: blue on 127.0.0.1:{origins[0]}, green on 127.0.0.1:{origins[1]}")
        server = stack.enter_context(_server())
        _say(f"a twincloud server: {server.url}")

        created = _call(server, "CreateLoadBalancer", LoadBalancerType="OPEN", LoadBalancerName="demo")
        balancer = created["LoadBalancerIds"][0]
        described = _call(server, "DescribeLoadBalancers", LoadBalancerIds=[balancer])
        vip = described["LoadBalancerSet"][0]["LoadBalancerVips"][0]
        _say(f"CreateLoadBalancer made {balancer} at {vip}")

        targets = [{"EniIp": "127.0.0.1", "Port": port} for port in origins]
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
            _say(f"{_REQUESTS} requests to {address} ({what}) were answered by {seen}")

        deleted = _call(server, "DeleteLoadBalancer", LoadBalancerIds=[balancer])
        _wait(server, deleted["RequestId"])
        _say(f"DeleteLoadBalancer removed {balancer}; its ports are closed")
    _say("the server has stopped; nothing is left behind")


def _listener(server: Server, balancer: str, protocol: str, port: int) -> str:
    answer = _call(server, "CreateListener", LoadBalancerId=balancer, Protocol=protocol, Ports=[port])
    _wait(server, answer["RequestId"])
    listener: str = answer["ListenerIds"][0]
    _say(f"CreateListener opened {listener}: {protocol} port {port}")
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
        seen[_open(request).decode()] += 1
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
    response: dict[str, Any] = json.loads(_open(request))["Response"]
    if "Error" in response:
        raise DemoError(f"{action} was refused: {response['Error']['Code']}: {response['Error']['Message']}")
    return response


def _open(request: urllib.request.Request) -> bytes:
    """Return the body of the answer, asked for directly: a proxy would look for our addresses on its own machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            content: bytes = answer.read()
    except OSError as error:
        raise DemoError(f"{request.full_url} did not answer: {error}") from None
    return content


@contextlib.contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="twincloud-demo-") as folder:
        data = Path(folder)
        command = [sys.executable, "-m", "twincloud", "serve", "--data", folder, "--log-level", "error"]
        doors = ["--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--operator", "127.0.0.1:0"]
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TWINCLOUD_") or name in _OF_THE_MACHINE
        }
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            [*command, *doors], stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
        )
        try:
            _await_ready(process)
            host = json.loads((data / "server.json").read_text())["http"]
            keys = json.loads((data / "credentials.json").read_text())
            yield Server(f"http://{host}/", host, keys["access_key_id"], keys["access_key_secret"], data)
        finally:
            process.terminate()
            try:
                process.wait(timeout=_START_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_ready(process: subprocess.Popen[str]) -> None:
    """Return when the server has printed its welcome, which it does once everything serves."""
    timer = threading.Timer(_START_S, process.kill)
    timer.start()
    try:
        line = process.stdout.readline() if process.stdout is not None else ""
    finally:
        timer.cancel()
    if "is ready" not in line:
        raise DemoError("the server did not start; its own words are above")


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


def _say(sentence: str) -> None:
    print(f"- {sentence}", flush=True)
