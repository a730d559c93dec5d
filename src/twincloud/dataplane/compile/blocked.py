"""Requests that are answered 403 because of the client's address, which a header tells."""

from __future__ import annotations

from typing import Any

from envoy.config.rbac.v3 import rbac_pb2
from envoy.extensions.filters.http.header_to_metadata.v3 import header_to_metadata_pb2
from envoy.extensions.filters.http.rbac.v3 import rbac_pb2 as http_rbac_pb2
from envoy.extensions.filters.http.set_filter_state.v3 import set_filter_state_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2
from envoy.extensions.matching.common_inputs.network.v3 import network_inputs_pb2
from envoy.extensions.matching.input_matchers.ip.v3 import ip_pb2

from twincloud.balancing.access import Blocked
from twincloud.dataplane.compile.resources import pack

FILTER = "blocked"
CLIENT = "twincloud.client"
"""What the client's address is called while a request is looked at."""
_FIRST_OF_SEVERAL = r"^\s*([^,\s]*).*$"
_PEER = "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%"


def blockers(blocked: Blocked) -> list[Any]:
    """Return the filters that find out whose request it is and turn some away.

    Whom they turn away, the routes say (`blocked_clients`), so that a change of the list closes no connection.
    """
    state = set_filter_state_pb2.Config()
    _remember(state, _PEER)
    _remember(state, f"%DYNAMIC_METADATA({CLIENT}:{CLIENT})%")
    judge = _filter(FILTER, http_rbac_pb2.RBAC())
    judge.disabled = True
    return [
        _filter("envoy.filters.http.header_to_metadata", _first_of(blocked.header)),
        _filter("envoy.filters.http.set_filter_state", state),
        judge,
    ]


def blocked_clients(blocked: Blocked) -> Any:
    """Return what the routes say of `FILTER`."""
    per_route = http_rbac_pb2.RBACPerRoute()
    judge = per_route.rbac
    if not blocked.addresses:
        judge.SetInParent()
        return per_route
    entry = judge.matcher.matcher_list.matchers.add()
    predicate = entry.predicate.single_predicate
    predicate.input.name = "client"
    predicate.input.typed_config.CopyFrom(pack(network_inputs_pb2.FilterStateInput(key=CLIENT)))
    matcher = ip_pb2.Ip(stat_prefix="blocked")
    for address in blocked.addresses:
        # Not looked at closer: there may be hundreds of thousands.
        matcher.cidr_ranges.add(address_prefix=address).prefix_len.value = 128 if ":" in address else 32
    predicate.custom_match.name = "envoy.matching.matchers.ip"
    predicate.custom_match.typed_config.CopyFrom(pack(matcher))
    _say(entry.on_match, rbac_pb2.RBAC.DENY)
    _say(judge.matcher.on_no_match, rbac_pb2.RBAC.ALLOW)
    return per_route


def _first_of(header: str) -> Any:
    config = header_to_metadata_pb2.Config()
    rule = config.request_rules.add()
    rule.header = header
    found = rule.on_header_present
    found.metadata_namespace = found.key = CLIENT
    found.regex_value_rewrite.pattern.regex = _FIRST_OF_SEVERAL
    found.regex_value_rewrite.substitution = r"\1"
    return config


def _remember(state: Any, words: str) -> None:
    rule = state.on_request_headers.add()
    rule.object_key = CLIENT
    rule.factory_key = "envoy.string"
    rule.format_string.text_format_source.inline_string = words
    rule.format_string.omit_empty_values = True
    rule.skip_if_empty = True


def _say(on_match: Any, action: Any) -> None:
    on_match.action.name = "action"
    on_match.action.typed_config.CopyFrom(pack(rbac_pb2.Action(name="blocked", action=action)))


def _filter(name: str, config: Any) -> Any:
    return http_connection_manager_pb2.HttpFilter(name=name, typed_config=pack(config))
