"""DescribeTargetHealth."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth


async def details(cloud: Cloud, balancer: str, **members: Any) -> dict[str, tuple[bool, str]]:
    """Return what is said of each target, by address and port."""
    answer = await cloud("DescribeTargetHealth", LoadBalancerIds=[balancer], **members)
    found = {}
    for listener in answer["LoadBalancers"][0]["Listeners"]:
        for rule in listener["Rules"]:
            for target in rule["Targets"]:
                assert target["HealthStatusDetial"] == target["HealthStatusDetail"]
                found[f"{target['IP']}:{target['Port']}"] = (target["HealthStatus"], target["HealthStatusDetail"])
    return found


async def test_health_as_the_documentation_shows_it(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerName="web")
    tcp = await cloud.listener(balancer, 90, ListenerNames=["tcp_test"])
    http = await cloud.listener(balancer, 80, "HTTP")
    location = await cloud.rule(balancer, http, "www.123.com", "/service")
    empty = await cloud.listener(balancer, 81, "HTTP")
    await cloud.bind(balancer, tcp, "172.16.0.6:2020:3")
    answer = await cloud("DescribeTargetHealth", LoadBalancerIds=[balancer])
    inside = answer["LoadBalancers"][0]["Listeners"][0]["Rules"][0].pop("LocationId")
    assert inside.startswith("loc-")
    assert inside != location
    assert answer["LoadBalancers"] == [
        {
            "LoadBalancerId": balancer, "LoadBalancerName": "web",
            "Listeners": [
                {
                    "ListenerId": tcp, "ListenerName": "tcp_test", "Protocol": "TCP", "Port": 90,
                    "Rules": [
                        {
                            "Domain": None, "Url": None, "RuleId": "",
                            "Targets": [
                                {
                                    "IP": "172.16.0.6", "Port": 2020, "HealthStatus": False, "TargetId": "",
                                    "HealthStatusDetail": "Unknown", "HealthStatusDetial": "Unknown",
                                    "TargetGroupId": "", "Weight": 3,
                                }
                            ],
                        }
                    ],
                },
                {
                    "ListenerId": http, "ListenerName": "", "Protocol": "HTTP", "Port": 80,
                    "Rules": [
                        {
                            "LocationId": location, "Domain": "www.123.com", "Url": "/service", "RuleId": "",
                            "Targets": [],
                        }
                    ],
                },
                {"ListenerId": empty, "ListenerName": "", "Protocol": "HTTP", "Port": 81, "Rules": []},
            ],
        }
    ]  # fmt: skip


async def test_what_the_engine_sees_is_shown(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80)
    unchecked = await driven.listener(balancer, 81, HealthCheck={"HealthSwitch": 0})
    await driven.bind(balancer, listener, "10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.4:80:0")
    await driven.bind(balancer, unchecked, "10.0.0.5:80")
    six = {"EniIp": "2001:DB8::1", "Port": 80}
    await driven("RegisterTargets", LoadBalancerId=balancer, ListenerId=listener, Targets=[six])
    first, second = (pool.id for pool in (await driven.plan(balancer)).pools)
    engine.readings = {
        first: (
            TargetHealth("10.0.0.1", 80, healthy=True),
            TargetHealth("10.0.0.2", 80, healthy=False),
            TargetHealth("10.0.0.3", 80, healthy=None),
            TargetHealth("2001:db8::1", 80, healthy=True),
        ),
        second: (TargetHealth("10.0.0.5", 80, healthy=False),),
    }
    assert await details(driven, balancer) == {
        "10.0.0.1:80": (True, "Alive"),
        "10.0.0.2:80": (False, "Dead"),
        "10.0.0.3:80": (False, "Unknown"),
        "10.0.0.4:80": (False, "Unknown"),
        "2001:DB8::1:80": (True, "Alive"),
        "10.0.0.5:80": (True, "Close"),
    }


async def test_what_is_listed(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    tcp = await cloud.listener(balancer, 90)
    http = await cloud.listener(balancer, 80, "HTTP")
    first, second = [await cloud.rule(balancer, http, domain) for domain in ("a.test", "b.test")]
    await cloud.bind(balancer, tcp, "10.0.0.1:80")
    await cloud.bind(balancer, http, "10.0.0.2:80", LocationId=first)
    await cloud.bind(balancer, http, "10.0.0.3:80", LocationId=second)
    assert set(await details(cloud, balancer)) == {"10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"}
    assert set(await details(cloud, balancer, ListenerIds=[http])) == {"10.0.0.2:80", "10.0.0.3:80"}
    assert set(await details(cloud, balancer, LocationIds=[second])) == {"10.0.0.3:80"}
    assert set(await details(cloud, balancer, ListenerIds=[tcp], LocationIds=[second])) == set()


async def test_several_balancers(cloud: Cloud) -> None:
    first, second = await cloud.balancer(), await cloud.balancer()
    answer = await cloud("DescribeTargetHealth", LoadBalancerIds=[second, first, second])
    assert [one["LoadBalancerId"] for one in answer["LoadBalancers"]] == [second, first]


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        (["lb-absent00"], "InvalidParameter.LBIdNotFound"),
        ([], "InvalidParameterValue.Length"),
        (["lb-1"] * 31, "InvalidParameterValue.Length"),
    ],
)
async def test_refused(cloud: Cloud, ids: list[str], code: str) -> None:
    assert (await cloud.refused("DescribeTargetHealth", LoadBalancerIds=ids)).code == code
