"""Names, keys and the compiled form of Envoy resources."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any, NamedTuple

from google.protobuf import any_pb2, json_format
from google.protobuf.duration_pb2 import Duration
from msgspec import Struct


class Kind(StrEnum):
    """The resource types that a plan becomes, in the order in which additions are sent."""

    CLUSTER = "cluster"
    ENDPOINTS = "endpoints"
    SECRET = "secret"  # noqa: S105  (a kind of resource)
    LISTENER = "listener"
    ROUTES = "routes"


TYPE_URLS: dict[Kind, str] = {
    Kind.CLUSTER: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
    Kind.ENDPOINTS: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
    Kind.SECRET: "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
    Kind.LISTENER: "type.googleapis.com/envoy.config.listener.v3.Listener",
    Kind.ROUTES: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
}


class ResourceKey(NamedTuple):
    """What a resource is called; unique within one Envoy."""

    kind: Kind
    name: str


class Resource(Struct, frozen=True):
    """A compiled element: its message in Envoy's wire form and what the control plane must know of it.

    `version` is a hash of the content, so that equal content has an equal version after a restart. `owner` is the
    listener that made it, None for the resources of a pool. `refs` are the resources that it names. `checked` is true
    of targets under active health checks.
    """

    key: ResourceKey
    version: str
    body: bytes
    owner: str | None = None
    refs: frozenset[ResourceKey] = frozenset()
    checked: bool = False

    def __repr__(self) -> str:
        """Leave the content out, which may be a private key."""
        return f"Resource({self.key.name!r}, {self.version!r})"


_SECRET = frozenset({"private_key", "users"})
"""Members of Envoy's messages that hold what nobody should see."""


class CompileError(Exception):
    """A plan element that cannot be said in Envoy's language; the text says why."""


def listener_name(listener_id: str) -> str:
    """Return the resource name of a listener."""
    return f"l:{listener_id}"


def apart_name(listener_id: str) -> str:
    """Return the resource name of a listener's addresses that are opened apart."""
    return f"l:{listener_id}/apart"


def routes_name(listener_id: str) -> str:
    """Return the resource name of an HTTP listener's routes."""
    return f"r:{listener_id}"


def pool_name(pool_id: str) -> str:
    """Return the resource name of a pool: of its cluster and of its targets."""
    return f"p:{pool_id}"


def certificate_name(listener_id: str, certificate_id: str) -> str:
    """Return the resource name of a certificate, of which each listener has its own copy.

    So it is refused, kept or removed with that listener alone, whoever else uses the certificate.
    """
    return f"cert:{listener_id}/{certificate_id}"


def authority_name(listener_id: str, authority_id: str) -> str:
    """Return the resource name of a client authority; as with certificates, each listener has its own copy."""
    return f"ca:{listener_id}/{authority_id}"


def seal(
    key: ResourceKey,
    message: Any,
    *,
    owner: str | None = None,
    refs: frozenset[ResourceKey] = frozenset(),
    checked: bool = False,
) -> Resource:
    """Return `message` in wire form under `key`, with its content's hash as the version."""
    body = message.SerializeToString(deterministic=True)
    version = hashlib.blake2b(body, digest_size=10).hexdigest()
    return Resource(key, version, body, owner, refs, checked)


def pack(message: Any) -> any_pb2.Any:
    """Return `message` inside an Any, with its maps in a stable order."""
    packed = any_pb2.Any()
    packed.type_url = f"type.googleapis.com/{message.DESCRIPTOR.full_name}"
    packed.value = message.SerializeToString(deterministic=True)
    return packed


def duration(seconds: float) -> Duration:
    """Return `seconds` as a protobuf duration, to the microsecond."""
    micros = round(seconds * 1_000_000)
    return Duration(seconds=micros // 1_000_000, nanos=micros % 1_000_000 * 1000)


def describe(resource: Resource) -> dict[str, Any]:
    """Return the resource as JSON with Envoy's field names, for people and golden files; what is secret is hidden."""
    packed = any_pb2.Any(type_url=TYPE_URLS[resource.key.kind], value=resource.body)
    shown: dict[str, Any] = json_format.MessageToDict(packed, preserving_proto_field_name=True)
    _hide(shown)
    return shown


def _hide(shown: Any) -> None:
    """Put a word in place of keys and passwords, wherever they are."""
    for name, inner in shown.items() if isinstance(shown, dict) else enumerate(shown):
        if name in _SECRET:
            shown[name] = {"inline_string": "[hidden]"}
        elif isinstance(inner, dict | list):
            _hide(inner)
