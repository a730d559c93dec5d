"""A moto server under measurement, and calls to its load balancing API."""

from __future__ import annotations

import itertools
import re
import sys
import urllib.parse
from pathlib import Path

from bench.connection import Connection, raw_post
from bench.processes import Program, free_ports

_VERSIONS = {"ec2": "2016-11-15", "elasticloadbalancing": "2015-12-01"}


class Moto(Program):
    """moto_server, whose only store is its memory."""

    def __init__(self, directory: Path) -> None:
        (self._port,) = free_ports(1)
        super().__init__([sys.executable, "-m", "moto.server", "-p", str(self._port)], directory / "moto.words")
        with self.starting():
            self.wait_for_port(self._port)

    def connection(self) -> Connection:
        """Return a new connection."""
        return Connection(("127.0.0.1", self._port))


class MotoPlace:
    """A target group and the subnets of the default network, which moto wants to see for a listener that forwards."""

    def __init__(self, server: Moto, name: str) -> None:
        """`name` tells the resources of this place from those of another."""
        self._connection = server.connection()
        self._numbers = itertools.count()
        self._name = name
        found = self._connection.exchange(_request("ec2", "DescribeSubnets", {}))
        self._subnets = {f"Subnets.member.{index}": subnet for index, subnet in enumerate(_texts(found, "subnetId"), 1)}
        group = {"Name": name, "Protocol": "HTTP", "Port": "80", "VpcId": _texts(found, "vpcId")[0]}
        (self._group,) = _texts(self._connection.exchange(_call("CreateTargetGroup", group)), "TargetGroupArn")

    def balancer(self) -> str:
        """Create a balancer and return its name."""
        members = {"Name": f"{self._name}{next(self._numbers)}", "Type": "application", **self._subnets}
        (arn,) = _texts(self._connection.exchange(_call("CreateLoadBalancer", members)), "LoadBalancerArn")
        return arn

    def listeners(self, balancer: str, number: int) -> None:
        """Create listeners on the first ports."""
        for port in range(1, number + 1):
            self._connection.exchange(self.creation(balancer, port))

    def creation(self, balancer: str, port: int) -> bytes:
        """Return the call that creates a listener."""
        action = {"DefaultActions.member.1.Type": "forward", "DefaultActions.member.1.TargetGroupArn": self._group}
        place = {"LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": str(port)}
        return _call("CreateListener", {**place, **action})

    def description(self, balancer: str) -> bytes:
        """Return the call that describes a balancer's listeners."""
        return _call("DescribeListeners", {"LoadBalancerArn": balancer})


def _call(action: str, members: dict[str, str]) -> bytes:
    return _request("elasticloadbalancing", action, members)


def _request(service: str, action: str, members: dict[str, str]) -> bytes:
    scope = f"AKIDEXAMPLE/20260101/us-east-1/{service}/aws4_request"
    headers = {
        "Host": f"{service}.us-east-1.amazonaws.com",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Amz-Date": "20260101T000000Z",
        # moto reads the scope and does not verify the signature.
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature={'0' * 64}",
    }
    fields = {"Action": action, "Version": _VERSIONS[service], **members}
    return raw_post("/", headers, urllib.parse.urlencode(fields).encode())


def _texts(answer: bytes, element: str) -> list[str]:
    """Return the texts of an XML answer's elements of that name."""
    found = re.findall(rf"<{element}>([^<]+)</{element}>", answer.decode())
    assert found, answer.decode()
    return found
