"""Which of a listener's filter chains gets a connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from envoy.extensions.matching.common_inputs.network.v3 import network_inputs_pb2
from google.protobuf.wrappers_pb2 import StringValue
from xds.type.matcher.v3 import matcher_pb2

from twincloud.balancing.access import Access
from twincloud.balancing.plan import Listener, VirtualHost
from twincloud.dataplane.compile.access import guard
from twincloud.dataplane.compile.patterns import host_pattern
from twincloud.dataplane.compile.resources import pack

ANY = "*"
MAIN = "main"
NOBODY = Access(allow=True, networks=())
EXACT, SUFFIX, PREFIX, EXPRESSION = range(4)


def host_chain(host: VirtualHost) -> str:
    """Return the name of the chain for clients that ask for a host which has one of its own."""
    return f"host:{host.id}"


def own_chains(listener: Listener) -> list[VirtualHost]:
    """Return the hosts whose clients shake hands in a way of their own: other certificates, versions, or no HTTP/2."""
    if not listener.protocol.routed or not listener.protocol.encrypted:
        return []
    return [
        host for host in listener.hosts if host.certificate_ids or host.http2 is not None or host.tls_limits is not None
    ]


def port_chain(port: int) -> str:
    """Return the name of the chain for the clients of one of the listener's ports."""
    return f"port:{port}"


def by_port(choices: Mapping[int, Any]) -> Any:
    """Return the Matcher that leads to an OnMatch message for each port that clients connected to."""
    matcher = matcher_pb2.Matcher()
    matcher.matcher_tree.input.name = "port"
    matcher.matcher_tree.input.typed_config.CopyFrom(pack(network_inputs_pb2.DestinationPortInput()))
    for port, choice in choices.items():
        matcher.matcher_tree.exact_match_map.map[str(port)].CopyFrom(choice)
    return matcher


def takes_nobody(listener: Listener) -> bool:
    """Tell whether the listener waits for hosts that bring its certificates."""
    certified = listener.tls is not None and bool(listener.tls.certificate_ids)
    return listener.protocol.routed and listener.protocol.encrypted and not listener.hosts and not certified


def choose_chains(message: Any, listener: Listener) -> None:
    """Tell the Listener message which chain is for whom; one without a choice needs not be told.

    The choice stands outside the chains, so that changing it touches no chain and closes no connection.
    """
    hosts = own_chains(listener)
    access = NOBODY if takes_nobody(listener) else listener.access
    if not hosts and access is None and not listener.pool_ids:
        return
    served = matcher_pb2.Matcher.OnMatch()
    if listener.pool_ids:
        served.matcher.CopyFrom(by_port({one.port: _chain(port_chain(one.port)) for one in listener.endpoints}))
    elif hosts:
        has_main = listener.tls is not None and bool(listener.tls.certificate_ids)
        served.matcher.CopyFrom(_by_name(hosts, has_main=has_main))
    else:
        _go(served, MAIN)
    if access is None:
        message.filter_chain_matcher.CopyFrom(served.matcher)
    else:
        message.filter_chain_matcher.CopyFrom(guard(access, listener.protocol.transport, served))


def _by_name(hosts: Iterable[VirtualHost], *, has_main: bool) -> Any:
    """Return the choice by the name that the client asks for, in the precedence of the plan's domains."""
    matcher = matcher_pb2.Matcher()
    others = MAIN if has_main else None
    names: list[tuple[str, str]] = []
    for host in hosts:
        for domain in host.domains:
            if domain == ANY:
                others = host_chain(host)
            else:
                names.append((domain, host_chain(host)))
    for domain, chain in sorted(names, key=lambda entry: _rank(entry[0])):
        entry = matcher.matcher_list.matchers.add()
        predicate = entry.predicate.single_predicate
        predicate.input.name = "server_name"
        predicate.input.typed_config.CopyFrom(pack(network_inputs_pb2.ServerNameInput()))
        _say(predicate.value_match, domain)
        _go(entry.on_match, chain)
    if others is not None:
        _go(matcher.on_no_match, others)
    return matcher


def _rank(domain: str) -> tuple[int, int]:
    if domain.startswith("~"):
        return EXPRESSION, 0
    if domain.startswith("*."):
        return SUFFIX, -len(domain)
    if domain.endswith(".*"):
        return PREFIX, -len(domain)
    return EXACT, 0


def _say(match: Any, domain: str) -> None:
    kind, _ = _rank(domain)
    # Envoy tells names in lower case.
    if kind == EXPRESSION:
        match.safe_regex.google_re2.SetInParent()
        match.safe_regex.regex = host_pattern(domain[1:])
    elif kind == SUFFIX:
        match.suffix = domain[1:].lower()
    elif kind == PREFIX:
        match.prefix = domain[:-1].lower()
    else:
        match.exact = domain.lower()


def _chain(name: str) -> Any:
    on_match = matcher_pb2.Matcher.OnMatch()
    _go(on_match, name)
    return on_match


def _go(on_match: Any, chain: str) -> None:
    on_match.action.name = "chain"
    on_match.action.typed_config.CopyFrom(pack(StringValue(value=chain)))
