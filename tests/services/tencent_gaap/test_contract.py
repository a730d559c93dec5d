"""The contract of the operations that exist: against the official SDK's models, and its ledger against the tests."""

from __future__ import annotations

import pytest
from tencentcloud.gaap.v20180529 import models

from tests.support.tencent_models import differences, requests, responses, without_entry, without_test
from twincloud.services.tencent_gaap import GAAP

OPERATIONS = {
    "CreateProxy", "DescribeProxies", "DescribeProxyDetail", "DescribeProxiesStatus", "OpenProxies", "CloseProxies",
    "DestroyProxies", "ModifyProxiesAttribute", "ModifyProxyConfiguration", "DescribeTaskStatus",
    "AddRealServers", "DescribeRealServers", "RemoveRealServers", "ModifyRealServerName",
    "CreateTCPListeners", "CreateUDPListeners", "CreateHTTPListener", "CreateHTTPSListener", "DescribeTCPListeners",
    "DescribeUDPListeners", "DescribeHTTPListeners", "DescribeHTTPSListeners", "BindListenerRealServers",
    "DeleteListeners",
    "CreateDomain", "DeleteDomain", "CreateRule", "BindRuleRealServers", "DescribeRules", "DescribeRulesByRuleIds",
    "DeleteRule",
    "CreateCertificate", "DescribeCertificates", "DeleteCertificate",
    "CreateProxyGroup", "DescribeProxyGroupDetails", "OpenProxyGroup", "CloseProxyGroup", "DeleteProxyGroup",
    "ModifyTCPListenerAttribute", "ModifyUDPListenerAttribute", "ModifyHTTPListenerAttribute",
    "ModifyHTTPSListenerAttribute", "ModifyDomain", "ModifyCertificate", "ModifyRuleAttribute",
    "DescribeCertificateDetail", "ModifyCertificateAttributes",
    "DescribeProxyGroupList", "ModifyProxyGroupAttribute", "ModifyProxiesProject", "DescribeListenerRealServers",
    "DescribeRuleRealServers", "DescribeRealServersStatus", "DescribeAccessRegions", "DescribeDestRegions",
    "DescribeAccessRegionsByDestRegion", "DescribeRegionAndPrice", "InquiryPriceCreateProxy", "CheckProxyCreate",
    "DescribeResourcesByTag", "DescribeProxyAndStatisticsListeners", "DescribeGroupAndStatisticsProxy",
    "CreateSecurityPolicy", "OpenSecurityPolicy", "CloseSecurityPolicy", "DeleteSecurityPolicy",
    "DescribeSecurityPolicyDetail", "CreateSecurityRules", "ModifySecurityRule", "DeleteSecurityRules",
    "DescribeSecurityRules", "CreateCustomHeader", "DescribeCustomHeader", "DescribeBlackHeader", "SetTlsVersion",
    "SetAuthentication", "CreateDomainErrorPageInfo", "DeleteDomainErrorPageInfo", "DescribeDomainErrorPageInfo",
    "DescribeDomainErrorPageInfoByIds", "CreateGlobalDomain", "DeleteGlobalDomain", "DescribeGlobalDomains",
    "ModifyGlobalDomainAttribute", "EnableGlobalDomain", "DisableGlobalDomain", "CreateGlobalDomainDns",
    "ModifyGlobalDomainDns", "DeleteGlobalDomainDns", "DescribeGlobalDomainDns", "DescribeCountryAreaMapping",
    "CreateProxyGroupDomain", "DescribeGroupDomainConfig", "ModifyGroupDomainConfig",
    "DescribeListenerStatistics", "DescribeProxyStatistics", "DescribeProxyGroupStatistics",
}  # fmt: skip
TYPES = sorted({*requests(GAAP.contract, OPERATIONS), *responses(GAAP.contract, OPERATIONS)})

KNOWN_DIFFERENCES: dict[str, str] = {}
"""``Type.Member`` to why the contract and the SDK differ on it; empty while they agree."""


def test_the_operations_that_exist() -> None:
    assert set(GAAP.operations) == OPERATIONS
    assert len(GAAP.contract.actions) == 102


@pytest.mark.parametrize("name", TYPES)
def test_members_are_those_of_the_sdk(name: str) -> None:
    known = {entry for entry in KNOWN_DIFFERENCES if entry.startswith(f"{name}.")}
    assert differences(GAAP.contract, models, name) == known


def test_every_request_member_is_in_the_ledger() -> None:
    assert without_entry(GAAP.contract, OPERATIONS) == []


def test_the_tests_that_the_ledger_names_exist() -> None:
    assert without_test(GAAP.contract, OPERATIONS) == []


def test_each_operation_is_shown_through_the_official_client() -> None:
    assert {name for name, action in GAAP.contract.actions.items() if action.shown_by} == OPERATIONS
