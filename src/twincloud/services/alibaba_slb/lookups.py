"""Finding what a request names, as its account may see it, and holding it for a change.

Ids are looked up in every region: official clients leave RegionId out of many calls (our choice).
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from twincloud.balancing.records import balancer_lock, balancers
from twincloud.contract.call import Call
from twincloud.services.alibaba_slb.errors import locked, no_balancer, no_group, no_listener, no_tls_policy, refusal
from twincloud.services.alibaba_slb.records import (
    Acl,
    Listener,
    LoadBalancer,
    OwnTlsPolicy,
    Rule,
    ServerGroup,
    acls,
    groups,
    listener_id,
    listeners,
    load_balancers,
    own_tls_policies,
    rules,
)
from twincloud.storage.transaction import Transaction

TRANSPORTS = ("tcp", "udp", "http", "https")


def visible_balancer(call: Call, tx: Transaction, balancer_id: str) -> LoadBalancer | None:
    """Return the account's balancer; None for one that is not there, going, or another account's."""
    found = tx.get(load_balancers, balancer_id)
    if found is None or found.deleting or found.account != call.tenant.account:
        return None
    return found


def find_balancer(call: Call, tx: Transaction, balancer_id: str) -> LoadBalancer:
    """Return the account's balancer; raises ApiError InvalidLoadBalancerId.NotFound."""
    found = visible_balancer(call, tx, balancer_id)
    if found is None:
        raise no_balancer()
    return found


def hold_balancer(call: Call, tx: Transaction, balancer_id: str) -> LoadBalancer:
    """Return the account's balancer for a change; raises ApiError, ActionNotAllowed when the operator has locked it.

    It is held until the transaction ends; an operation that names it in its request declares so as well.
    """
    tx.lock([balancer_lock(balancer_id)])
    found = find_balancer(call, tx, balancer_id)
    state = tx.get(balancers, balancer_id)
    if state is not None and state.locked:
        raise locked(balancer_id, state.locked)
    return found


def listeners_of(tx: Transaction, balancer_id: str) -> list[Listener]:
    """Return the balancer's listeners, oldest first."""
    return tx.find(listeners, balancer_id=balancer_id)


def find_listener(tx: Transaction, balancer_id: str, port: int, protocol: str | None) -> Listener:
    """Return the listener on a port; raises ApiError ListenerNotFound.

    Raises TooManyListeners where a TCP and a UDP listener share the port and the request does not say which.
    """
    wanted = [protocol.lower()] if protocol else TRANSPORTS
    found = [tx.get(listeners, listener_id(balancer_id, name, port)) for name in wanted]
    present = [listener for listener in found if listener is not None]
    if not present:
        raise no_listener()
    if len(present) > 1:
        raise refusal("TooManyListeners", "More than 1 listener is found, please be more specified.")
    return present[0]


def find_group(call: Call, tx: Transaction, group_id: str) -> ServerGroup:
    """Return the account's vServer group; raises ApiError InvalidParameter with status 404."""
    found = tx.get(groups, group_id)
    if found is None or visible_balancer(call, tx, found.balancer_id) is None:
        raise no_group()
    return found


def hold_group(call: Call, tx: Transaction, group_id: str) -> ServerGroup:
    """Return the account's vServer group for a change, its balancer held; raises ApiError."""
    hold_balancer(call, tx, find_group(call, tx, group_id).balancer_id)
    return find_group(call, tx, group_id)


def find_rule(call: Call, tx: Transaction, rule_id: str) -> Rule:
    """Return the account's rule; raises ApiError InvalidRuleId.NotFound."""
    found = tx.get(rules, rule_id)
    if found is None or visible_balancer(call, tx, found.balancer_id) is None:
        raise refusal("InvalidRuleId.NotFound", "The specified rule does not exist.")
    return found


def hold_rule(call: Call, tx: Transaction, rule_id: str) -> Rule:
    """Return the account's rule for a change, its balancer held; raises ApiError."""
    hold_balancer(call, tx, find_rule(call, tx, rule_id).balancer_id)
    return find_rule(call, tx, rule_id)


def users_of_group(tx: Transaction, group: ServerGroup) -> Sequence[Listener]:
    """Return the listeners whose traffic reaches a group, by themselves or by a rule."""
    by_rule = {rule.listener_id for rule in tx.find(rules, v_server_group_id=group.id)}
    return [
        listener
        for listener in listeners_of(tx, group.balancer_id)
        if listener.v_server_group_id == group.id or listener.id in by_rule
    ]


def find_acl(call: Call, tx: Transaction, acl_id: str) -> Acl:
    """Return the account's access list; raises ApiError AclNotExist."""
    found = tx.get(acls, acl_id)
    if found is None or found.account != call.tenant.account:
        raise refusal("AclNotExist", "The specified AclId does not exist.")
    return found


def listeners_with_acl(tx: Transaction, acl_id: str) -> list[Listener]:
    """Return the listeners that name an access list, whether or not they use it at the moment."""
    return _naming(tx, "acls", acl_id)


def listeners_with_certificate(tx: Transaction, certificate_id: str) -> list[Listener]:
    """Return the listeners that show a certificate or verify clients by it."""
    return _naming(tx, "certificates", certificate_id)


def tls_policy_lock(policy_id: str) -> str:
    """Return the name under which a TLS policy is held."""
    return f"slb-tls-policy:{policy_id}"


def find_tls_policy(call: Call, tx: Transaction, policy_id: str) -> OwnTlsPolicy:
    """Return the account's own TLS policy; raises ApiError InvalidParameter with status 404."""
    found = tx.get(own_tls_policies, policy_id)
    if found is None or found.account != call.tenant.account:
        raise no_tls_policy()
    return found


def listeners_with_tls_policy(tx: Transaction, policy_id: str) -> list[Listener]:
    """Return the HTTPS listeners that have a TLS policy."""
    return tx.find(listeners, tls_cipher_policy=policy_id)


def _naming(tx: Transaction, column: str, name: str) -> list[Listener]:
    table = listeners.table
    query = sa.select(table.c.body).where(table.c[column].contains(f",{name},", autoescape=True)).order_by(table.c.seq)
    return [listeners.decode(row[0]) for row in tx.execute(query)]
