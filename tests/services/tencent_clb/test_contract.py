"""The contract of the operations that exist: against the official SDK's models, and its ledger against the tests."""

from __future__ import annotations

import pytest
from tencentcloud.clb.v20180317 import models

from tests.support.tencent_models import differences, requests, responses, without_entry, without_test
from twincloud.services.tencent_clb import CLB

INTERNATIONAL = {"AddCustomizedConfig", "ModifyCustomizedConfig", "DeleteCustomizedConfig"}
"""What only the international site has: the SDK has no models for it."""
OPERATIONS = {
    "CreateLoadBalancer", "DescribeLoadBalancers", "DeleteLoadBalancer", "CreateListener", "DescribeListeners",
    "DeleteListener", "CreateRule", "DeleteRule", "RegisterTargets", "DeregisterTargets", "ModifyTargetWeight",
    "DescribeTargets", "DescribeTargetHealth", "DescribeTaskStatus", "ModifyListener", "ModifyRule", "ModifyDomain",
    "ModifyDomainAttributes", "AutoRewrite", "ManualRewrite", "DescribeRewrite", "DeleteRewrite",
    "CreateTargetGroup", "ModifyTargetGroupAttribute", "DeleteTargetGroups", "DescribeTargetGroups",
    "DescribeTargetGroupList", "DescribeTargetGroupInstances", "RegisterTargetGroupInstances",
    "DeregisterTargetGroupInstances", "ModifyTargetGroupInstancesWeight", "ModifyTargetGroupInstancesPort",
    "ModifyLoadBalancerAttributes", "SetLoadBalancerSecurityGroups", "SetSecurityGroupForLoadbalancers",
    "ModifyTargetPort", "BatchRegisterTargets", "BatchDeregisterTargets", "BatchModifyTargetWeight",
    "BatchModifyTargetTag", "DescribeQuota", "ModifyLoadBalancerSla", "ModifyLoadBalancersProject",
    "CreateLoadBalancerSnatIps", "DeleteLoadBalancerSnatIps", "ReplaceCertForLoadBalancers",
    "DescribeLoadBalancerListByCertId",
    "AssociateTargetGroups", "DisassociateTargetGroups",
    "DeleteLoadBalancerListeners", "SetLoadBalancerStartStatus",
    "DescribeClassicalLBListeners", "DescribeClassicalLBTargets", "DescribeClassicalLBHealthStatus",
    "DescribeClassicalLBByInstanceId", "RegisterTargetsWithClassicalLB", "DeregisterTargetsFromClassicalLB",
    "MigrateClassicalLoadBalancers", "DescribeExclusiveClusters", "DescribeClusterResources", "DescribeCrossTargets",
    "DescribeIdleLoadBalancers", "DescribeLBOperateProtect", "DescribeAsyncJobs", "InquiryPriceCreateLoadBalancer",
    "InquiryPriceModifyLoadBalancer", "InquiryPriceRefundLoadBalancer", "InquiryPriceRenewLoadBalancer",
    "RegisterFunctionTargets", "ModifyFunctionTargets", "DeregisterFunctionTargets",
    "RenewLoadBalancers", "ModifyLoadBalancerMixIpTarget", "DescribeLoadBalancerTraffic",
    "ModifyBlockIPList", "DescribeBlockIPList", "DescribeBlockIPTask",
    "DescribeLBListeners", "DescribeLoadBalancersDetail",
    "SetCustomizedConfigForLoadBalancer", "DescribeCustomizedConfigList", "DescribeCustomizedConfigAssociateList",
    "AssociateCustomizedConfig", "DisassociateCustomizedConfig", *INTERNATIONAL,
    "CreateClsLogSet", "DescribeClsLogSet", "CreateTopic", "SetLoadBalancerClsLog",
    "CloneLoadBalancer", "DescribeTargetGroupInstanceStatus", "DescribeResources", "DescribeLoadBalancerOverview",
}  # fmt: skip
COMMON = OPERATIONS - INTERNATIONAL
TYPES = sorted({*requests(CLB.contract, COMMON), *responses(CLB.contract, COMMON)})

KNOWN_DIFFERENCES: dict[str, str] = {}
"""``Type.Member`` to why the contract and the SDK differ on it; empty while they agree."""


def test_the_operations_that_exist() -> None:
    assert set(CLB.operations) == OPERATIONS


@pytest.mark.parametrize("name", TYPES)
def test_members_are_those_of_the_sdk(name: str) -> None:
    known = {entry for entry in KNOWN_DIFFERENCES if entry.startswith(f"{name}.")}
    assert differences(CLB.contract, models, name) == known


def test_every_request_member_is_in_the_ledger() -> None:
    assert without_entry(CLB.contract, OPERATIONS) == []


def test_the_tests_that_the_ledger_names_exist() -> None:
    assert without_test(CLB.contract, OPERATIONS) == []
