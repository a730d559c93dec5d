"""Alibaba SLB (API 2014-05-15): balancers, listeners, rules, groups of servers, and the planner that forwards."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.alibaba_slb import tags
from twincloud.services.alibaba_slb.balancers import (
    access_logs,
    balancer_changes,
    balancer_list,
    balancer_tags,
    balancers,
    monitors,
    regions,
    resource_groups,
)
from twincloud.services.alibaba_slb.listeners import (
    access_lists,
    certificates,
    client_authorities,
    domain_extensions,
    listener_settings,
    listener_views,
    listeners,
    own_tls_policies,
    rules,
    white_lists,
)
from twincloud.services.alibaba_slb.planner import SlbPlanner
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import Quotas
from twincloud.services.alibaba_slb.servers import (
    backend_servers,
    group_servers,
    groups,
    health,
    master_slave_groups,
)

NOUNS = (
    balancers,
    balancer_list,
    balancer_changes,
    listeners,
    listener_settings,
    listener_views,
    rules,
    backend_servers,
    groups,
    group_servers,
    master_slave_groups,
    health,
    access_lists,
    white_lists,
    certificates,
    client_authorities,
    domain_extensions,
    own_tls_policies,
    tags,
    balancer_tags,
    resource_groups,
    access_logs,
    monitors,
    regions,
)
"""The modules whose functions are the product's operations."""

__all__ = ["NOUNS", "SLB", "Quotas", "SlbPlanner"]
