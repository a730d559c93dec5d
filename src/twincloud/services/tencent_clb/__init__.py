"""Tencent CLB (API 2018-03-17): balancers, their listeners, rules and targets, and the planner that forwards."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.tencent_clb import (
    access,
    backends,
    balancer_attributes,
    balancer_counts,
    balancer_details,
    balancer_list,
    balancers,
    billing,
    block_list,
    busiest,
    certificate_replacement,
    classic,
    clones,
    clusters,
    config_bindings,
    config_list,
    customized_configs,
    domain_attributes,
    function_targets,
    group_bindings,
    group_health,
    group_instances,
    group_list,
    health,
    idle,
    listeners,
    logs,
    quotas,
    redirects,
    resources,
    rules,
    snat_ips,
    start_status,
    target_batches,
    target_groups,
    target_list,
    targets,
    tasks,
)
from twincloud.services.tencent_clb.planner import ClbPlanner
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import Quotas

OVERVIEW_NOUNS = (balancer_details, balancer_counts, resources, backends, clones, group_health)
GROUP_NOUNS = (target_groups, group_instances, group_bindings, group_list)
RULE_NOUNS = (rules, domain_attributes, redirects, certificate_replacement)
TARGET_NOUNS = (targets, target_batches, target_list, function_targets)
BALANCER_NOUNS = (balancers, balancer_list, balancer_attributes, access, snat_ips, start_status, block_list, logs)
AROUND_NOUNS = (billing, idle, busiest, clusters, classic)
CONFIG_NOUNS = (customized_configs, config_bindings, config_list)
LISTENER_NOUNS = (listeners, *RULE_NOUNS, *TARGET_NOUNS, *CONFIG_NOUNS)
NOUNS = (*BALANCER_NOUNS, *AROUND_NOUNS, *LISTENER_NOUNS, health, tasks, quotas, *GROUP_NOUNS, *OVERVIEW_NOUNS)
"""The modules whose functions are the product's operations."""
TIMERS = {block_list.EXPIRY: block_list.expire}
"""What comes due, by the kind of its timer."""

__all__ = ["CLB", "NOUNS", "TIMERS", "ClbPlanner", "Quotas"]
