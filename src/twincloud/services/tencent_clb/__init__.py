"""Tencent CLB (API 2018-03-17): balancers, their listeners, rules and targets, and the planner that forwards."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.tencent_clb import (
    logs,
    quotas,
    tasks,
)
from twincloud.services.tencent_clb.balancers import (
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
    classic,
    clones,
    clusters,
    idle,
    resources,
    snat_ips,
    start_status,
)
from twincloud.services.tencent_clb.configs import (
    config_bindings,
    config_list,
    customized_configs,
)
from twincloud.services.tencent_clb.groups import (
    group_bindings,
    group_health,
    group_instances,
    group_list,
    target_groups,
)
from twincloud.services.tencent_clb.listeners import (
    certificate_replacement,
    listeners,
)
from twincloud.services.tencent_clb.planner import ClbPlanner
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import Quotas
from twincloud.services.tencent_clb.rules import (
    domain_attributes,
    redirects,
    rules,
)
from twincloud.services.tencent_clb.targets import (
    function_targets,
    health,
    target_batches,
    target_list,
    targets,
)

OVERVIEW_NOUNS = (balancer_list, balancer_details, balancer_counts, backends, idle, busiest, resources)
BALANCER_NOUNS = (balancers, balancer_attributes, clones, start_status, access, block_list, snat_ips, *OVERVIEW_NOUNS)
AROUND_NOUNS = (billing, clusters, classic, logs, tasks, quotas)
LISTENER_NOUNS = (listeners, certificate_replacement)
RULE_NOUNS = (rules, domain_attributes, redirects)
TARGET_NOUNS = (targets, target_batches, target_list, function_targets, health)
GROUP_NOUNS = (target_groups, group_instances, group_bindings, group_list, group_health)
CONFIG_NOUNS = (customized_configs, config_bindings, config_list)
NOUNS = (*BALANCER_NOUNS, *LISTENER_NOUNS, *RULE_NOUNS, *TARGET_NOUNS, *GROUP_NOUNS, *CONFIG_NOUNS, *AROUND_NOUNS)
"""The modules whose functions are the product's operations."""
TIMERS = {block_list.EXPIRY: block_list.expire}
"""What comes due, by the kind of its timer."""

__all__ = ["CLB", "NOUNS", "TIMERS", "ClbPlanner", "Quotas"]
