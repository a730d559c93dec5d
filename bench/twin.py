"""A twincloud server under measurement, and signed calls to it."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import psutil

from bench.connection import Connection, raw_post
from bench.processes import START_S, Program
from tests.support.tc3 import signed_headers

NO_DATAPLANE = "--no-dataplane"
REGION = "ap-guangzhou"
LISTENERS_PER_BALANCER = 50
"""The product's quota."""
FIRST_PORT = 10_000
_TASK_S = 60.0


class Twin(Program):
    """A server without rate limits in a directory of its own; `started_s` is the time from exec to its welcome."""

    def __init__(self, data: Path, *options: str, module: str = "twincloud") -> None:
        """`module` is what is run: one that runs twincloud with something added."""
        data.parent.mkdir(parents=True, exist_ok=True)
        self.data = data
        doors = [word for door in ("http", "https", "operator") for word in (f"--{door}", "127.0.0.1:0")]
        command = [sys.executable, "-m", module, "serve", "--data", str(data), "--limits", "off"]
        started = time.perf_counter()
        super().__init__([*command, *doors, *options], data.with_suffix(".words"), stdout=subprocess.PIPE)
        with self.starting():
            self._await_welcome()
        self.started_s = time.perf_counter() - started
        kept = json.loads((data / "credentials.json").read_text())
        self.key = (kept["access_key_id"], kept["access_key_secret"])
        """The first key's id and secret."""
        self.http = json.loads((data / "server.json").read_text())["http"]
        """HOST:PORT of the public door."""
        host, port = self.http.rsplit(":", 1)
        self._door = (host, int(port))

    @property
    def door(self) -> tuple[str, int]:
        """Host and port of the public door."""
        return self._door

    @property
    def envoy(self) -> psutil.Process:
        """The server's Envoy."""
        (child,) = [child for child in self.children() if "envoy" in child.name()]
        return child

    def connection(self) -> Connection:
        """Return a new connection to the public door."""
        return Connection(self._door)

    def request(self, action: str, payload: Mapping[str, Any], region: str = REGION) -> bytes:
        """Return a signed request as bytes, good for five minutes and any number of times."""
        body = msgspec.json.encode(payload)
        return raw_post("/", signed_headers(body, self.key, action=action, region=region), body)

    def caller(self, region: str = REGION) -> Caller:
        """Return a client with a connection of its own."""
        return Caller(self, region)

    def _await_welcome(self) -> None:
        said, _, _ = select.select([self.output], [], [], START_S)
        line = self.output.readline() if said else b"nothing"
        if b"is ready" not in line:
            self.fail(f"the server did not become ready; it said: {line.decode()}")

    def operator(self, action: str) -> bytes:
        """Make a call without parameters through the operator's socket."""
        request = raw_post(f"/v1/{action}", {"Host": "operator", "Content-Type": "application/json"}, b"{}")
        with Connection(self.data / "operator.sock") as connection:
            return connection.exchange(request)


class Caller:
    """Makes calls over one connection and reads their answers."""

    def __init__(self, twin: Twin, region: str) -> None:
        self._twin = twin
        self._region = region
        self._connection = twin.connection()

    def call(self, action: str, **payload: Any) -> dict[str, Any]:
        """Make a call and return its answer; stops the measurement when it is refused."""
        request = self._twin.request(action, payload, self._region)
        response: dict[str, Any] = msgspec.json.decode(self._connection.exchange(request))["Response"]
        assert "Error" not in response, f"{action}: {response}"
        return response

    def done(self, action: str, **payload: Any) -> dict[str, Any]:
        """Make a call and wait until its task has succeeded."""
        answer = self.call(action, **payload)
        self.wait(answer["RequestId"])
        return answer

    def wait(self, *tasks: str) -> None:
        """Wait until every task has succeeded."""
        deadline = time.monotonic() + _TASK_S
        for task in tasks:
            while (status := self.call("DescribeTaskStatus", TaskId=task))["Status"] == 2:
                assert time.monotonic() < deadline, f"task {task} does not end"
                time.sleep(0.005)
            assert status["Status"] == 0, status

    def balancers(self, number: int) -> list[tuple[str, str]]:
        """Create balancers and return the id and address of each."""
        answers = [self.call("CreateLoadBalancer", LoadBalancerType="OPEN") for _ in range(number)]
        self.wait(*(answer["RequestId"] for answer in answers))
        return [(balancer, self.vip(balancer)) for answer in answers for balancer in answer["LoadBalancerIds"]]

    def vip(self, balancer: str) -> str:
        """Return a balancer's address."""
        found = self.call("DescribeLoadBalancers", LoadBalancerIds=[balancer])
        return str(found["LoadBalancerSet"][0]["LoadBalancerVips"][0])

    def listeners(self, balancer: str, number: int, protocol: str = "TCP") -> list[str]:
        """Create listeners on consecutive ports from FIRST_PORT with one call, wait, and return their ids."""
        ports = list(range(FIRST_PORT, FIRST_PORT + number))
        answer = self.done("CreateListener", LoadBalancerId=balancer, Protocol=protocol, Ports=ports)
        return [str(listener) for listener in answer["ListenerIds"]]


def targets_of(ports: Sequence[int]) -> list[dict[str, Any]]:
    """Return local servers as a call's targets."""
    return [{"EniIp": "127.0.0.1", "Port": port} for port in ports]
