"""Which clients a listener serves, by their addresses."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from envoy.extensions.matching.common_inputs.network.v3 import network_inputs_pb2
from envoy.extensions.matching.input_matchers.ip.v3 import ip_pb2
from xds.type.matcher.v3 import matcher_pb2

from twincloud.balancing.access import Access
from twincloud.balancing.plan import Transport
from twincloud.dataplane.compile.resources import CompileError, pack

EVERYBODY = ("0.0.0.0/0", "::/0")


def guard(access: Access, transport: Transport, served: Any) -> Any:
    """Return the Matcher that leads those clients whom `access` lets in to the OnMatch message `served`.

    It leads the others nowhere, so that a connection is closed before a byte of it is read or a target hears of it.
    Raises CompileError for what is no network.
    """
    allow, networks = access.allow, access.networks
    if not networks:
        # Envoy knows no empty list of networks.
        allow, networks = not allow, EVERYBODY
    matcher = matcher_pb2.Matcher()
    entry = matcher.matcher_list.matchers.add()
    inside = _within(networks, transport)
    if allow:
        entry.predicate.single_predicate.CopyFrom(inside)
    else:
        entry.predicate.not_matcher.single_predicate.CopyFrom(inside)
    entry.on_match.CopyFrom(served)
    return matcher


def _within(networks: Iterable[str], transport: Transport) -> Any:
    predicate = matcher_pb2.Matcher.MatcherList.Predicate.SinglePredicate()
    predicate.input.name = "client"
    datagrams = transport is Transport.UDP
    # Of a connection the peer itself counts, not whom it says that it speaks for; a datagram has a sender only.
    asked = network_inputs_pb2.SourceIPInput() if datagrams else network_inputs_pb2.DirectSourceIPInput()
    predicate.input.typed_config.CopyFrom(pack(asked))
    matcher = ip_pb2.Ip(stat_prefix="access")
    for text in networks:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            raise CompileError(f"{text!r} is not a network") from None
        matcher.cidr_ranges.add(address_prefix=str(network.network_address)).prefix_len.value = network.prefixlen
    predicate.custom_match.name = "envoy.matching.matchers.ip"
    predicate.custom_match.typed_config.CopyFrom(pack(matcher))
    return predicate
