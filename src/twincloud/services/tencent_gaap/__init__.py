"""Tencent GAAP (API 2018-05-29): connections, their listeners, rules and origins, and the planner that forwards."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.tencent_gaap import (
    authentication,
    bindings,
    bound_servers,
    catalogue,
    certificates,
    countries,
    custom_headers,
    deletion,
    domains,
    error_pages,
    global_dns,
    global_domains,
    group_domains,
    group_list,
    groups,
    listener_changes,
    listener_list,
    listeners,
    overviews,
    policies,
    policy_rules,
    proxies,
    proxy_list,
    real_servers,
    rule_list,
    rules,
    statistics,
    tasks,
    tls_choice,
)
from twincloud.services.tencent_gaap.planner import GaapPlanner
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import Leniency, Quotas

NOUNS = (
    proxies,
    proxy_list,
    groups,
    group_list,
    group_domains,
    overviews,
    catalogue,
    countries,
    global_domains,
    global_dns,
    statistics,
    real_servers,
    listeners,
    listener_changes,
    listener_list,
    bindings,
    bound_servers,
    deletion,
    domains,
    rules,
    rule_list,
    custom_headers,
    error_pages,
    tls_choice,
    authentication,
    policies,
    policy_rules,
    certificates,
    tasks,
)
"""The modules whose functions are the product's operations."""

__all__ = ["GAAP", "NOUNS", "GaapPlanner", "Leniency", "Quotas"]
