"""The encrypted side of a listener: which certificates its chains show and which they demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from envoy.config.listener.v3 import listener_components_pb2
from envoy.extensions.filters.listener.tls_inspector.v3 import tls_inspector_pb2
from envoy.extensions.transport_sockets.quic.v3 import quic_transport_pb2
from envoy.extensions.transport_sockets.tls.v3 import common_pb2 as tls_common_pb2
from envoy.extensions.transport_sockets.tls.v3 import tls_pb2
from msgspec import Struct

from twincloud.balancing.plan import Listener, Protocol, Tls, TlsLimits, TlsVersion
from twincloud.dataplane.compile.chains import MAIN, host_chain, own_chains, takes_nobody
from twincloud.dataplane.compile.cluster import config_source
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.resources import CompileError, authority_name, certificate_name, pack

_VERSIONS = {
    TlsVersion.V1_0: tls_common_pb2.TlsParameters.TLSv1_0,
    TlsVersion.V1_1: tls_common_pb2.TlsParameters.TLSv1_1,
    TlsVersion.V1_2: tls_common_pb2.TlsParameters.TLSv1_2,
    TlsVersion.V1_3: tls_common_pb2.TlsParameters.TLSv1_3,
}


def inspector() -> Any:
    """Return the listener filter that reads which name a client asks for.

    Every HTTPS listener has it, as adding it with the first host's certificate would close the connections.
    """
    return listener_components_pb2.ListenerFilter(
        name="tls_inspector", typed_config=pack(tls_inspector_pb2.TlsInspector())
    )


class _Handshake(Struct, frozen=True):
    """How one chain shakes hands."""

    chain: str
    certificate_ids: tuple[str, ...]
    http2: bool
    client_authority_id: str | None
    client_certificate_required: bool
    limits: Tls | TlsLimits


def add_encrypted_chains(message: Any, listener: Listener, filters: Iterable[Any], options: CompileOptions) -> None:
    """Give the Listener message a chain per set of certificates; raises CompileError when there is none."""
    chosen = _handshakes(listener)
    if takes_nobody(listener):
        message.filter_chains.add(name=MAIN, filters=filters)  # Envoy wants a chain, but nobody is led to this one
        return
    if not chosen or any(not one.certificate_ids for one in chosen):
        raise CompileError("the listener needs a certificate")
    for one in chosen:
        chain = message.filter_chains.add(name=one.chain, filters=filters)
        context = _tls_context(listener, one, options)
        if listener.protocol is Protocol.HTTP3:
            chain.transport_socket.name = "quic"
            over_quic = quic_transport_pb2.QuicDownstreamTransport(downstream_tls_context=context)
            chain.transport_socket.typed_config.CopyFrom(pack(over_quic))
        else:
            chain.transport_socket.name = "tls"
            chain.transport_socket.typed_config.CopyFrom(pack(context))


def _handshakes(listener: Listener) -> list[_Handshake]:
    tls = listener.tls or Tls()
    demands = (tls.client_authority_id, tls.client_certificate_required)
    found = [_Handshake(MAIN, tls.certificate_ids, tls.http2, *demands, tls)] if tls.certificate_ids else []
    for host in own_chains(listener):
        http2 = tls.http2 if host.http2 is None else host.http2
        limits = tls if host.tls_limits is None else host.tls_limits
        if host.certificate_ids:
            own = (host.client_authority_id, host.client_certificate_required)
            found.append(_Handshake(host_chain(host), host.certificate_ids, http2, *own, limits))
        else:
            found.append(_Handshake(host_chain(host), tls.certificate_ids, http2, *demands, limits))
    return found


def _tls_context(listener: Listener, chosen: _Handshake, options: CompileOptions) -> Any:
    """Return how a chain of the listener shakes hands; raises CompileError for demands that cannot be met."""
    context = tls_pb2.DownstreamTlsContext()
    common = context.common_tls_context
    source = config_source(options)
    for certificate_id in chosen.certificate_ids:
        common.tls_certificate_sds_secret_configs.add(
            name=certificate_name(listener.id, certificate_id), sds_config=source
        )
    _limit(common, chosen.limits)
    common.alpn_protocols.extend(_spoken(listener.protocol, http2=chosen.http2))
    if chosen.client_authority_id is not None:
        if listener.protocol is Protocol.HTTP3:
            raise CompileError("clients cannot be asked for certificates over QUIC")
        depth = listener.tls.client_chain_depth if listener.tls is not None else None
        if depth is None:
            validation = common.validation_context_sds_secret_config
        else:
            common.combined_validation_context.default_validation_context.max_verify_depth.value = depth + 1
            validation = common.combined_validation_context.validation_context_sds_secret_config
        validation.name = authority_name(listener.id, chosen.client_authority_id)
        validation.sds_config.CopyFrom(source)
        context.require_client_certificate.value = chosen.client_certificate_required
    elif chosen.client_certificate_required:
        raise CompileError("the listener demands certificates of its clients, but has no authority to verify them")
    return context


def _limit(common: Any, tls: Tls | TlsLimits) -> None:
    """Say which versions and suites are spoken; an unknown suite is for Envoy to refuse."""
    if tls.min_version is not None:
        common.tls_params.tls_minimum_protocol_version = _VERSIONS[tls.min_version]
    if tls.max_version is not None:
        common.tls_params.tls_maximum_protocol_version = _VERSIONS[tls.max_version]
    if tls.ciphers:
        common.tls_params.cipher_suites.extend(tls.ciphers)


def _spoken(protocol: Protocol, *, http2: bool) -> Sequence[str]:
    """Return what a client may agree to speak, in ALPN's names."""
    if protocol is Protocol.HTTP3:
        return ("h3",)
    if protocol is Protocol.HTTPS:
        return ("h2", "http/1.1") if http2 else ("http/1.1",)
    return ()
