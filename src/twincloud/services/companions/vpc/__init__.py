"""Tencent VPC (API 2017-03-12): networks, subnets and security groups as rows; security groups guard balancers."""

from __future__ import annotations

from twincloud.services.companions.vpc import addresses, groups, networks, rules, subnets
from twincloud.services.companions.vpc.product import VPC

NOUNS = (networks, subnets, groups, rules, addresses)
"""The modules whose functions are the product's operations."""

__all__ = ["NOUNS", "VPC"]
