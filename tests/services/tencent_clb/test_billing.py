"""Prices, which are nothing, and RenewLoadBalancers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud

NOTHING = dict.fromkeys(("UnitPrice", "ChargeUnit", "OriginalPrice", "DiscountPrice", "UnitPriceDiscount", "Discount"))
PREPAID = {**NOTHING, "OriginalPrice": 0.0, "DiscountPrice": 0.0, "Discount": 100.0}
PREPAID_ORDER = {"LBChargeType": "PREPAID", "LBChargePrepaid": {"Period": 2, "RenewFlag": "MANUAL_RENEW"}}


def postpaid(unit: str) -> dict[str, Any]:
    return {**NOTHING, "UnitPrice": 0.0, "UnitPriceDiscount": 0.0, "ChargeUnit": unit, "Discount": 100.0}


@pytest.mark.parametrize(
    ("members", "instance", "bandwidth", "lcu"),
    [
        ({}, postpaid("HOUR"), postpaid("GB"), None),
        ({"LoadBalancerType": "INTERNAL"}, postpaid("HOUR"), None, None),
        ({"SlaType": "SLA"}, postpaid("HOUR"), postpaid("GB"), postpaid("HOUR")),
        (
            {"InternetAccessible": {"InternetChargeType": "BANDWIDTH_POSTPAID_BY_HOUR"}},
            postpaid("HOUR"), postpaid("HOUR"), None,
        ),
        ({"InternetAccessible": {"InternetChargeType": "BANDWIDTH_PACKAGE"}}, postpaid("HOUR"), None, None),
        (
            {
                "LoadBalancerChargeType": "PREPAID", "LoadBalancerChargePrepaid": {"Period": 1}, "GoodsNum": 2,
                "InternetAccessible": {"InternetChargeType": "BANDWIDTH_PREPAID", "InternetMaxBandwidthOut": 1},
                "SlaType": "clb.c3.small",
            },
            PREPAID, PREPAID, None,
        ),
    ],
)  # fmt: skip
async def test_prices_of_new_balancers(
    cloud: Cloud, members: dict[str, Any], instance: object, bandwidth: object, lcu: object
) -> None:
    order = {"LoadBalancerType": "OPEN", "LoadBalancerChargeType": "POSTPAID", **members}
    answer = await cloud("InquiryPriceCreateLoadBalancer", **order)
    assert answer["Price"] == {"InstancePrice": instance, "BandwidthPrice": bandwidth, "LcuPrice": lcu}


async def test_prices_of_changes(cloud: Cloud) -> None:
    prepaid = await cloud.balancer(
        **PREPAID_ORDER, InternetAccessible={"InternetChargeType": "BANDWIDTH_PREPAID", "InternetMaxBandwidthOut": 1}
    )
    wider = {"InternetAccessible": {"InternetChargeType": "BANDWIDTH_PREPAID", "InternetMaxBandwidthOut": 20}}
    answer = await cloud("InquiryPriceModifyLoadBalancer", LoadBalancerId=prepaid, **wider)
    assert answer["Price"] == {"InstancePrice": PREPAID, "BandwidthPrice": PREPAID, "LcuPrice": None}
    answer = await cloud("InquiryPriceRefundLoadBalancer", LoadBalancerId=prepaid)
    assert answer["Price"] == {
        "InstancePrice": {**NOTHING, "OriginalPrice": 0.0}, "BandwidthPrice": None, "LcuPrice": None,
    }  # fmt: skip
    months = {"LoadBalancerChargePrepaid": {"Period": 3}}
    answer = await cloud("InquiryPriceRenewLoadBalancer", LoadBalancerId=prepaid, **months)
    assert answer["Price"] == {"InstancePrice": PREPAID, "BandwidthPrice": PREPAID, "LcuPrice": None}
    postpaid = await cloud.balancer()
    for action, members in (
        ("InquiryPriceModifyLoadBalancer", wider),
        ("InquiryPriceRefundLoadBalancer", {}),
        ("InquiryPriceRenewLoadBalancer", months),
    ):
        error = await cloud.refused(action, LoadBalancerId="lb-12345678", **members)
        assert error.code == "InvalidParameter"
        if action != "InquiryPriceModifyLoadBalancer":
            assert (await cloud.refused(action, LoadBalancerId=postpaid, **members)).code == "FailedOperation"


async def test_renewing_is_all_or_nothing(cloud: Cloud) -> None:
    prepaid, postpaid = await cloud.balancer(**PREPAID_ORDER), await cloud.balancer()
    for others, code in (([postpaid], "FailedOperation"), (["lb-12345678"], "InvalidParameter.LBIdNotFound")):
        error = await cloud.refused(
            "RenewLoadBalancers", LoadBalancerIds=[prepaid, *others], LBChargePrepaid={"Period": 1}
        )
        assert error.code == code
    (shown,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[prepaid]))["LoadBalancerSet"]
    assert shown["ExpireTime"] == "2026-03-02 08:00:00"
    answer = await cloud("RenewLoadBalancers", LoadBalancerIds=[prepaid, prepaid], LBChargePrepaid={"Period": 3})
    (shown,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[prepaid]))["LoadBalancerSet"]
    assert shown["ExpireTime"] == "2026-05-31 08:00:00"
    assert shown["PrepaidAttributes"] == {"RenewFlag": "MANUAL_RENEW", "Period": 5}
    for name in ({"TaskId": answer["RequestId"]}, {"DealName": answer["DealName"]}):
        assert (await cloud("DescribeTaskStatus", **name))["Status"] == 0
