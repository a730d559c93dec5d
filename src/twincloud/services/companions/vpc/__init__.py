"""Tencent VPC (API 2017-03-12): networks, subnets, security groups and elastic addresses as rows.

Security groups guard balancers, elastic addresses are lent to them.
"""

from __future__ import annotations

from twincloud.services.companions.vpc import address_bindings, addresses, groups, jobs, networks, rules, subnets
from twincloud.services.companions.vpc.product import VPC

NOUNS = (networks, subnets, groups, rules, addresses, address_bindings, jobs)
"""The modules whose functions are the product's operations."""

__all__ = ["NOUNS", "VPC"]
