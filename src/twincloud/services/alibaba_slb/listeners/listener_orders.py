"""What a request says of a listener, or of a rule of one, brought to its record and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.inventory.certificates import AUTHORITY, SERVER, find_certificate
from twincloud.services.alibaba_slb.errors import (
    INVALID,
    NOT_ALLOWED,
    missing,
    no_group,
    no_master_slave_group,
    refusal,
    unusable,
)
from twincloud.services.alibaba_slb.listeners.tls_policies import POLICIES
from twincloud.services.alibaba_slb.lookups import find_acl, find_tls_policy, listeners_of, listeners_with_acl
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import (
    HTTP,
    HTTPS,
    ON,
    OPEN_WHITE_LIST,
    UDP,
    Forwarding,
    Listener,
    LoadBalancer,
    groups,
    listener_id,
    listeners,
    master_slave_groups,
)
from twincloud.storage.transaction import Transaction

UNLIMITED = -1
_UNSET_PORTS = frozenset({0, -520})
"""What Terraform's provider sends for «the server's own port»."""
_IDENTITY = frozenset({"id", "balancer_id", "listener_protocol", "listener_port", "created_ms", "running", "switched"})
_MEMBERS = frozenset(Listener.__struct_fields__) - _IDENTITY
_RENAMED = {"health_check_switch": "health_check"}
_COOKIE = re.compile(r"(?!\$)[\x21-\x2b\x2d-\x3a\x3c-\x7e]{1,200}")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"(?:\*|{_LABEL})(?:\.{_LABEL})+", re.IGNORECASE)
_PAYLOAD = re.compile(r"[0-9A-Za-z]{1,64}")
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    UDP: {"health_check_interval": 5, "health_check_connect_timeout": 10},
}
"""What a protocol's listeners have in place of the record's defaults."""


def given_members(request: Struct) -> dict[str, Any]:
    """Return what a request sets of a listener, under the names of its record."""
    found: dict[str, Any] = {}
    for name in request.__struct_fields__:
        value = getattr(request, name)
        member = _RENAMED.get(name, name)
        if value is not None and member in _MEMBERS:
            found[member] = value
    if "acl_id" in found:
        found["acl_id"] = tuple(dict.fromkeys(found["acl_id"]))
    if "health_check_http_code" in found:
        found["health_check_http_code"] = ",".join(dict.fromkeys(found["health_check_http_code"]))
    if found.get("health_check_connect_port") in _UNSET_PORTS:
        found["health_check_connect_port"] = 0
    return found


def check_listener(call: Call, tx: Transaction, balancer: LoadBalancer, listener: Listener) -> None:
    """Raise ApiError for a listener whose settings do not go together, or name what is not there."""
    _check_servers(tx, listener)
    check_forwarding(listener, layer_7=listener.layer_7)
    _check_bandwidth(tx, balancer, listener)
    _check_access(call, tx, listener)
    if listener.listener_protocol == UDP:
        _check_payloads(listener)
    if listener.connection_drain == ON and not listener.connection_drain_timeout:
        raise missing("ConnectionDrainTimeout")
    if listener.listener_protocol == HTTPS:
        _check_certificates(call, tx, listener)
    if listener.listener_forward == ON:
        _check_forward(tx, listener)


def check_forwarding(forwarding: Forwarding, *, layer_7: bool) -> None:
    """Raise ApiError for sessions and checks whose settings do not go together."""
    if layer_7 and forwarding.sticky_session == ON:
        if not forwarding.sticky_session_type:
            raise missing("StickySessionType")
        if forwarding.sticky_session_type == "insert" and not forwarding.cookie_timeout:
            raise missing("CookieTimeout")
        if forwarding.sticky_session_type == "server" and not forwarding.cookie:
            raise missing("Cookie")
    if forwarding.cookie and not _COOKIE.fullmatch(forwarding.cookie):
        raise unusable("The specified Cookie is not valid.")
    if not forwarding.health_check_uri.startswith("/"):
        raise unusable("The specified HealthCheckURI is not valid.")


def check_group(tx: Transaction, balancer_id: str, group_id: str, message: str | None = None) -> None:
    """Raise ApiError InvalidParameter for a vServer group that the balancer does not have."""
    group = tx.get(groups, group_id)
    if group is None:
        raise no_group()
    if group.balancer_id != balancer_id:
        raise unusable(message) if message else no_group()


def check_domain(domain: str) -> None:
    """Raise ApiError DomainMalformed for what is neither a name nor a wildcard in front of one."""
    if not _DOMAIN.fullmatch(domain):
        raise refusal("DomainMalformed", f"The domain {domain} is malformed.")


def check_certificate(call: Call, tx: Transaction, name: str, kind: str, parameter: str) -> None:
    """Raise ApiError InvalidParameter for a certificate that the account does not have, or that is of another kind."""
    found = find_certificate(tx, call.tenant.account, name)
    if found is None or found.kind != kind:
        raise refusal(INVALID, f"The specified {parameter} does not exist.")


def _check_servers(tx: Transaction, listener: Listener) -> None:
    if listener.v_server_group_id and listener.master_slave_server_group_id:
        raise refusal(
            "Abs.VServerGroupIdAndMasterSlaveServerGroupId.MissMatch",
            "A listener has either a VServerGroupId or a MasterSlaveServerGroupId.",
        )
    if listener.master_slave_server_group_id:
        pair = tx.get(master_slave_groups, listener.master_slave_server_group_id)
        if pair is None or pair.balancer_id != listener.balancer_id:
            raise no_master_slave_group()
    elif listener.v_server_group_id:
        check_group(tx, listener.balancer_id, listener.v_server_group_id)
    elif not listener.backend_server_port and listener.listener_forward != ON:
        raise missing("BackendServerPort")


def _check_bandwidth(tx: Transaction, balancer: LoadBalancer, listener: Listener) -> None:
    if balancer.internet_charge_type != "paybybandwidth":
        return
    others = (other for other in listeners_of(tx, balancer.id) if other.id != listener.id)
    promised = sum(other.bandwidth for other in others if other.bandwidth != UNLIMITED)
    if listener.bandwidth != UNLIMITED and promised + listener.bandwidth > balancer.bandwidth:
        raise unusable("The specified Bandwidth exceeds the maximum bandwidth available to the instance.")


def _check_access(call: Call, tx: Transaction, listener: Listener) -> None:
    if listener.acl_status != ON:
        return
    if listener.access_control_status == OPEN_WHITE_LIST:
        raise refusal(NOT_ALLOWED, "The listener's own white list is open; access control lists cannot be used beside.")
    if not listener.acl_id:
        raise missing("AclId")
    if not listener.acl_type:
        raise missing("AclType")
    for name in listener.acl_id:
        find_acl(call, tx, name)
        others = {other.id for other in listeners_with_acl(tx, name)} - {listener.id}
        if len(others) >= quotas(call).listeners_per_acl:
            raise unusable("The specified AclId has as many listeners as it can have.")


def _check_payloads(listener: Listener) -> None:
    for text, name in ((listener.health_check_req, "HealthCheckReq"), (listener.health_check_exp, "HealthCheckExp")):
        if text and not _PAYLOAD.fullmatch(text):
            raise refusal(f"InvalidParamLength.{name}", f"The specified {name} must be 1 to 64 letters and digits.")


def _check_certificates(call: Call, tx: Transaction, listener: Listener) -> None:
    if not listener.server_certificate_id:
        raise missing("ServerCertificateId")
    check_certificate(call, tx, listener.server_certificate_id, SERVER, "ServerCertificateId")
    if listener.ca_certificate_id:
        check_certificate(call, tx, listener.ca_certificate_id, AUTHORITY, "CACertificateId")
    if listener.tls_cipher_policy not in POLICIES:
        find_tls_policy(call, tx, listener.tls_cipher_policy)


def _check_forward(tx: Transaction, listener: Listener) -> None:
    if not listener.forward_port:
        raise missing("ForwardPort")
    if tx.get(listeners, listener_id(listener.balancer_id, HTTPS, listener.forward_port)) is None:
        raise refusal(
            "ResourceNotAvailible.HttpListener", f"There is no HTTPS listener on port {listener.forward_port}."
        )


def check_not_forwarding(listener: Listener) -> None:
    """Raise ApiError Operation.NotAllowed for an HTTP listener that sends its clients to an HTTPS one."""
    if listener.listener_protocol == HTTP and listener.listener_forward == ON:
        raise refusal(NOT_ALLOWED, "Operation Denied. The HTTP listener doesn't support this action.")
