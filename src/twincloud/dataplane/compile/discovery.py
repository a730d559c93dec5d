"""The messages of the delta discovery protocol, read and written as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from envoy.service.discovery.v3 import discovery_pb2
from msgspec import Struct

from twincloud.dataplane.compile.resources import TYPE_URLS, Kind, Resource

KINDS = {url: kind for kind, url in TYPE_URLS.items()}


class Request(Struct, frozen=True):
    """What Envoy says on the stream: interest in resources, or its verdict on a response.

    `kind` is None for resource types that nobody here serves. `nonce` names the response that is answered, empty when
    none is; `error` is Envoy's complaint about it, empty for an acknowledgement. `node` and `build` are Envoy's id
    and version, present in the first request of a stream only.
    """

    kind: Kind | None
    nonce: str = ""
    error: str = ""
    subscribe: tuple[str, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    initial_versions: Mapping[str, str] = {}
    node: str = ""
    build: str = ""


def read_request(data: bytes) -> Request:
    """Return the decoded DeltaDiscoveryRequest; raises google.protobuf's DecodeError for anything else."""
    message = discovery_pb2.DeltaDiscoveryRequest.FromString(data)
    version = message.node.user_agent_build_version.version
    return Request(
        kind=KINDS.get(message.type_url),
        nonce=message.response_nonce,
        error=(message.error_detail.message or "refused") if message.HasField("error_detail") else "",
        subscribe=tuple(message.resource_names_subscribe),
        unsubscribe=tuple(message.resource_names_unsubscribe),
        initial_versions=dict(message.initial_resource_versions),
        node=message.node.id,
        build=f"{version.major_number}.{version.minor_number}.{version.patch}" if message.node.id else "",
    )


def write_response(kind: Kind, nonce: str, resources: Iterable[Resource], removed: Iterable[str]) -> bytes:
    """Return the encoded DeltaDiscoveryResponse that brings `resources` and takes the names in `removed` away."""
    url = TYPE_URLS[kind]
    message = discovery_pb2.DeltaDiscoveryResponse(type_url=url, nonce=nonce, removed_resources=removed)
    for resource in resources:
        entry = message.resources.add()
        entry.name = resource.key.name
        entry.version = resource.version
        entry.resource.type_url = url
        entry.resource.value = resource.body
    data: bytes = message.SerializeToString()
    return data
