"""ReplaceCertForLoadBalancers: another certificate wherever one is used, and DescribeLoadBalancerListByCertId."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.certificates import AUTHORITY, find_certificate
from twincloud.services.tencent_clb.errors import MISSING, VALUE, refusal
from twincloud.services.tencent_clb.listeners.certificates import Uploads, credentials, read_uploads
from twincloud.services.tencent_clb.lookups import listeners_of, rules_by_listener
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import (
    Credentials,
    Listener,
    LoadBalancer,
    Rule,
    listeners,
    load_balancers,
    rules,
    subjects,
)
from twincloud.storage.transaction import Transaction


async def _read(call: Call, request: shapes.ReplaceCertForLoadBalancersRequest) -> Uploads:
    return await read_uploads(call, request.certificate)


def _lock(call: Call, request: shapes.ReplaceCertForLoadBalancersRequest) -> Sequence[str]:
    return [f"certificate:{request.old_certificate_id}"]


@CLB.write("ReplaceCertForLoadBalancers", locks=_lock, prepare=_read)
def replace_cert_for_load_balancers(
    call: Call, request: shapes.ReplaceCertForLoadBalancersRequest, tx: Transaction
) -> shapes.ReplaceCertForLoadBalancersResponse:
    """Put another certificate in place of one, wherever the region's balancers use it; the old one is kept."""
    old = request.old_certificate_id
    known = find_certificate(tx, call.tenant.account, old)
    if known is None:
        raise refusal(call, VALUE, f"Invalid certificate, OldCertificateId: {old}")
    new = _authority(call, tx, request) if known.kind == AUTHORITY else _server(call, tx, request)
    balancers = _balancers(call, tx)
    tx.lock([balancer_lock(balancer.id) for balancer in balancers])
    for balancer in balancers:
        for listener, own in _listeners(tx, balancer):
            _replace(tx, listener, own, old, new)
    return shapes.ReplaceCertForLoadBalancersResponse(request_id=call.request_id)


@CLB.read("DescribeLoadBalancerListByCertId")
def describe_load_balancer_list_by_cert_id(
    call: Call, request: shapes.DescribeLoadBalancerListByCertIdRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerListByCertIdResponse:
    """List the balancers that use certificates, by certificate; one that nobody uses has an empty list."""
    found: dict[str, list[LoadBalancer]] = {name: [] for name in request.cert_ids}
    for balancer in _balancers(call, tx):
        used = {
            name
            for listener, own in _listeners(tx, balancer)
            for known in (listener.credentials, *(rule.credentials for rule in own))
            if known is not None
            for name in (*known.server_ids, known.ca_id)
        }
        for name in used & found.keys():
            found[name].append(balancer)
    views = [
        shapes.CertIdRelatedWithLoadBalancers(
            cert_id=name,
            load_balancers=[
                shapes.LoadBalancer(
                    load_balancer_id=one.id, load_balancer_name=one.name, project_id=one.project_id, vpc_id=one.vpc_id
                )
                for one in used_by
            ],
        )
        for name, used_by in found.items()
    ]
    return shapes.DescribeLoadBalancerListByCertIdResponse(cert_set=views, request_id=call.request_id)


def _balancers(call: Call, tx: Transaction) -> list[LoadBalancer]:
    account, region = call.tenant
    return tx.find(load_balancers, account=account, region=region, deleting=0)


def _listeners(tx: Transaction, balancer: LoadBalancer) -> Iterator[tuple[Listener, Sequence[Rule]]]:
    """Yield a balancer's listeners with their rules."""
    by_listener = rules_by_listener(tx, balancer.id)
    for listener in listeners_of(tx, balancer.id):
        yield listener, by_listener.get(listener.id, [])


def _server(call: Call, tx: Transaction, request: shapes.ReplaceCertForLoadBalancersRequest) -> str:
    found = credentials(call, tx, request.certificate, None, call.prepared)
    if found is None:
        raise refusal(call, MISSING, "The request is missing a required parameter `Certificate`.")
    return found.server_ids[0]


def _authority(call: Call, tx: Transaction, request: shapes.ReplaceCertForLoadBalancersRequest) -> str:
    """Return the id of the new authority, which has to be one that is kept already (our choice)."""
    name = request.certificate.cert_ca_id or request.certificate.cert_id or ""
    found = find_certificate(tx, call.tenant.account, name)
    if found is None or found.kind != AUTHORITY:
        raise refusal(call, VALUE, f"Invalid CertCaId, CertCaId: {name}")
    return found.id


def _replace(tx: Transaction, listener: Listener, own: Sequence[Rule], old: str, new: str) -> None:
    after = _with(listener.credentials, old, new)
    changed = after != listener.credentials
    tx.replace(listeners, listener, replace(listener, credentials=after))
    for rule in own:
        after = _with(rule.credentials, old, new)
        changed = changed or after != rule.credentials
        tx.replace(rules, rule, replace(rule, credentials=after))
    if changed:
        touch(tx, listener.balancer_id, *subjects(listener))


def _with(known: Credentials | None, old: str, new: str) -> Credentials | None:
    if known is None:
        return None
    servers = tuple(new if name == old else name for name in known.server_ids)
    return replace(known, server_ids=tuple(dict.fromkeys(servers)), ca_id=new if known.ca_id == old else known.ca_id)
