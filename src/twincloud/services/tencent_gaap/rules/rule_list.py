"""Domains and rules as they are shown: DescribeRules, DescribeRulesByRuleIds."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.listeners.certificate_use import alias_of
from twincloud.services.tencent_gaap.listeners.listener_list import alias_views
from twincloud.services.tencent_gaap.lookups import bound_by_place, find_listener
from twincloud.services.tencent_gaap.origins.readings import bound_views, read_rules
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import (
    Binding,
    Domain,
    Listener,
    Rule,
    domains,
    listeners,
    rules,
    spoken_to_origins,
)
from twincloud.services.tencent_gaap.rules.rule_lookups import require_layer_7
from twincloud.services.tencent_gaap.states import Progress
from twincloud.storage.transaction import Transaction


async def _read_domains(
    call: Call, request: object, response: shapes.DescribeRulesResponse
) -> shapes.DescribeRulesResponse:
    shown = response.domain_rule_set or []
    read = iter(await read_rules(call, [rule for domain in shown for rule in domain.rule_set or ()]))
    with_readings = [replace(domain, rule_set=[next(read) for _ in domain.rule_set or ()]) for domain in shown]
    return replace(response, domain_rule_set=with_readings)


@GAAP.read("DescribeRules", settle=_read_domains)
def describe_rules(call: Call, request: shapes.DescribeRulesRequest, tx: Transaction) -> shapes.DescribeRulesResponse:
    """List a listener's domains with their rules, oldest first."""
    listener = find_listener(call, tx, request.listener_id)
    require_layer_7(call, listener)
    progress, bound = Progress(call, tx), bound_by_place(tx, listener.owner_id)
    own = tx.find(rules, listener_id=listener.id)
    shown = [
        _domain_view(
            progress, domain, [_view(progress, listener, rule, bound) for rule in own if rule.domain == domain.domain]
        )
        for domain in tx.find(domains, listener_id=listener.id)
    ]
    return shapes.DescribeRulesResponse(domain_rule_set=shown, total_count=len(shown), request_id=call.request_id)


async def _read(
    call: Call, request: object, response: shapes.DescribeRulesByRuleIdsResponse
) -> shapes.DescribeRulesByRuleIdsResponse:
    return replace(response, rule_set=await read_rules(call, response.rule_set or ()))


@GAAP.read("DescribeRulesByRuleIds", settle=_read)
def describe_rules_by_rule_ids(
    call: Call, request: shapes.DescribeRulesByRuleIdsRequest, tx: Transaction
) -> shapes.DescribeRulesByRuleIdsResponse:
    """Show rules in the order in which they are named; ids that nobody knows are passed over."""
    progress = Progress(call, tx)
    shown: list[shapes.RuleInfo] = []
    for rule_id in dict.fromkeys(request.rule_ids):
        rule = tx.get(rules, rule_id)
        listener = tx.get(listeners, rule.listener_id) if rule is not None else None
        if rule is not None and listener is not None and listener.account == call.tenant.account:
            shown.append(_view(progress, listener, rule, bound_by_place(tx, rule.owner_id)))
    return shapes.DescribeRulesByRuleIdsResponse(total_count=len(shown), rule_set=shown, request_id=call.request_id)


def _view(progress: Progress, listener: Listener, rule: Rule, bound: dict[str, list[Binding]]) -> shapes.RuleInfo:
    return shapes.RuleInfo(
        rule_id=rule.id,
        listener_id=rule.listener_id,
        domain=rule.domain,
        path=rule.path,
        real_server_type=rule.origin_type,
        scheduler=rule.scheduler,
        health_check=rule.check_on,
        rule_status=progress.status(rule),
        check_params=shapes.RuleCheckParams(
            delay_loop=rule.check.interval,
            connect_timeout=rule.check.timeout,
            path=rule.check.path,
            method=rule.check.method,
            status_code=list(rule.check.statuses),
            domain=rule.check.domain or rule.domain,
            failed_count_inter=rule.check.failed_interval,
            failed_threshold=rule.check.failed_threshold,
            block_inter=rule.check.block_time,
        ),
        real_server_set=bound_views(bound.get(rule.id, ())),
        bind_status=1,
        forward_host=rule.forward_host,
        server_name_indication_switch="ON" if rule.sni else "OFF",
        server_name_indication=rule.sni,
        forced_redirect=rule.forced_redirect or None,
        forward_protocol=spoken_to_origins(listener, rule),
    )


def _domain_view(progress: Progress, domain: Domain, own: Sequence[shapes.RuleInfo]) -> shapes.DomainRuleSet:
    clients, origins = domain.client_certificate_ids, domain.origin_authority_ids
    return shapes.DomainRuleSet(
        domain=domain.domain,
        rule_set=list(own),
        certificate_id=domain.certificate_id,
        certificate_alias=alias_of(progress.tx, domain.certificate_id),
        client_certificate_id=clients[0],
        client_certificate_alias=alias_of(progress.tx, clients[0]),
        basic_auth=int(bool(domain.users_id)),
        basic_auth_conf_id=domain.users_id or None,
        basic_auth_conf_alias=_alias(progress.tx, domain.users_id),
        real_server_auth=int(bool(origins)),
        real_server_certificate_id=origins[0] if origins else None,
        real_server_certificate_alias=_alias(progress.tx, origins[0] if origins else ""),
        real_server_certificate_domain=domain.origin_name or None,
        gaap_auth=int(bool(domain.gaap_certificate_id)),
        gaap_certificate_id=domain.gaap_certificate_id or None,
        gaap_certificate_alias=_alias(progress.tx, domain.gaap_certificate_id),
        poly_client_certificate_alias_info=alias_views(progress.tx, clients),
        poly_real_server_certificate_alias_info=alias_views(progress.tx, origins),
        domain_status=progress.domain_status(domain),
        ban_status="RECOVER",
        http3_supported=domain.http3,
        is_default_server=domain.is_default,
        tls_ciphers=domain.tls_ciphers,
        tls_support_version=list(domain.tls_versions),
    )


def _alias(tx: Transaction, certificate_id: str) -> str | None:
    return alias_of(tx, certificate_id) if certificate_id else None
