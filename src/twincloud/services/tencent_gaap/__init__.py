"""Tencent GAAP (API 2018-05-29): connections, their listeners, rules and origins, and the planner that forwards."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.tencent_gaap import (
    statistics,
    tasks,
)
from twincloud.services.tencent_gaap.connections import (
    catalogue,
    countries,
    global_dns,
    global_domains,
    group_domains,
    group_list,
    groups,
    overviews,
    proxies,
    proxy_list,
)
from twincloud.services.tencent_gaap.listeners import (
    authentication,
    certificates,
    deletion,
    listener_changes,
    listener_list,
    listeners,
    tls_choice,
)
from twincloud.services.tencent_gaap.origins import (
    bindings,
    bound_servers,
    real_servers,
)
from twincloud.services.tencent_gaap.planner import GaapPlanner
from twincloud.services.tencent_gaap.policies import (
    policies,
    policy_rules,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import Leniency, Quotas
from twincloud.services.tencent_gaap.rules import (
    custom_headers,
    domains,
    error_pages,
    rule_list,
    rules,
)

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
