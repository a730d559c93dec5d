"""RAM policies of sub-users act on Alibaba's calls: by actions, by all but some, by resources and by addresses."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.alibaba import call, error
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")
ACCOUNT = "100000000001"
LIVE = "2016-11-01"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("policies") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


class Sub:
    """A sub-user with one policy, and calls in its name."""

    def __init__(self, server: ServerProcess, key: tuple[str, str]) -> None:
        self._url = f"http://{server.http}/"
        self._key = key

    async def __call__(self, action: str, **parameters: str) -> tuple[int, str]:
        """Return the status and the code of a call's answer; the code of an answer without an error is empty."""
        answer = await call(self._url, self._key, action, **parameters)
        return (200, "") if answer.status_code == 200 else error(answer)

    async def words(self, action: str, **parameters: str) -> str:
        """Return what a refusal says."""
        return str((await call(self._url, self._key, action, **parameters)).json()["Message"])


async def sub(server: ServerProcess, *statements: dict[str, Any]) -> Sub:
    """Make a user whose policy consists of these statements, each of which allows unless it says otherwise."""
    whole = [{"Effect": "Allow", "Resource": "*", **statement} for statement in statements]
    policy = json.dumps({"Version": "1", "Statement": whole})
    users = (await server.operator("ListUsers", account=ACCOUNT))["total"]
    user = await server.operator("CreateUser", account=ACCOUNT, name=f"user{users}", policies=[policy])
    key = await server.operator("CreateKey", account=ACCOUNT, user=user["id"])
    return Sub(server, (key["id"], key["secret"]))


async def balancer(server: ServerProcess, region: str = "cn-hangzhou") -> str:
    made = await call(f"http://{server.http}/", server.key, "CreateLoadBalancer", RegionId=region)
    return str(made.json()["LoadBalancerId"])


async def test_actions_with_patterns(server: ServerProcess) -> None:
    user = await sub(server, {"Action": ["slb:Describe*", "slb:deleteloadbalancer"]})
    assert await user("DescribeLoadBalancers", RegionId="cn-hangzhou") == (200, "")
    assert await user("DeleteLoadBalancer", LoadBalancerId=await balancer(server)) == (200, "")
    assert await user("CreateLoadBalancer", RegionId="cn-hangzhou") == (403, "Forbidden.RAM")


async def test_all_but_some_actions(server: ServerProcess) -> None:
    user = await sub(server, {"NotAction": "slb:Delete*"})
    one = await balancer(server)
    assert await user("DescribeLoadBalancerAttribute", LoadBalancerId=one) == (200, "")
    assert await user("DeleteLoadBalancer", LoadBalancerId=one) == (403, "Forbidden.RAM")


async def test_a_single_balancer_in_its_region(server: ServerProcess) -> None:
    mine, other = await balancer(server), await balancer(server)
    user = await sub(server, {"Action": "slb:*", "Resource": f"acs:slb:cn-hangzhou:*:loadbalancer/{mine}"})
    name = {"LoadBalancerName": "new-name", "RegionId": "cn-hangzhou"}
    assert await user("SetLoadBalancerName", LoadBalancerId=mine, **name) == (200, "")
    assert await user("SetLoadBalancerName", LoadBalancerId=other, **name) == (403, "Forbidden.RAM")
    refused = await user.words("SetLoadBalancerName", LoadBalancerId=other, **name)
    assert f"slb:SetLoadBalancerName on acs:slb:cn-hangzhou:{ACCOUNT}:loadbalancer/{other}" in refused
    elsewhere = {**name, "RegionId": "cn-beijing"}
    assert await user("SetLoadBalancerName", LoadBalancerId=mine, **elsewhere) == (403, "Forbidden.RAM")
    assert await user("CreateLoadBalancer", RegionId="cn-hangzhou") == (403, "Forbidden.RAM")


async def test_a_deny_wins(server: ServerProcess) -> None:
    one = await balancer(server)
    denied = f"acs:slb:*:{ACCOUNT}:loadbalancer/{one}"
    user = await sub(server, {"Action": "*"}, {"Effect": "Deny", "Action": "slb:Delete*", "Resource": denied})
    assert await user("DeleteLoadBalancer", LoadBalancerId=one) == (403, "Forbidden.RAM")
    assert "denied by statement 2" in await user.words("DeleteLoadBalancer", LoadBalancerId=one)
    assert await user("DeleteLoadBalancer", LoadBalancerId=await balancer(server)) == (200, "")


async def test_where_a_call_comes_from(server: ServerProcess) -> None:
    def inside(network: str, operator: str = "IpAddress") -> dict[str, Any]:
        return {"Action": "slb:*", "Condition": {operator: {"acs:SourceIp": [network]}}}

    allowed = (200, "")
    assert await (await sub(server, inside("127.0.0.0/8")))("DescribeRegions") == allowed
    assert await (await sub(server, inside("10.0.0.0/8")))("DescribeRegions") == (403, "Forbidden.RAM")
    assert await (await sub(server, inside("10.0.0.0/8", "NotIpAddress")))("DescribeRegions") == allowed


async def test_a_certificate_is_asked_for_when_a_listener_gets_one(server: ServerProcess) -> None:
    one = await balancer(server)
    user = await sub(server, {"Action": "slb:*", "Resource": "acs:slb:*:*:loadbalancer/*"})
    wanted = {"LoadBalancerId": one, "ListenerPort": "443", "HealthCheck": "off", "BackendServerPort": "80"}
    refused = await user.words("CreateLoadBalancerHTTPSListener", **wanted, ServerCertificateId="cert-1")
    assert f"acs:slb:cn-hangzhou:{ACCOUNT}:certificate/cert-1" in refused


async def test_live_says_noauth_and_names_the_application(server: ServerProcess) -> None:
    user = await sub(server, {"Action": "live:*", "Resource": "acs:live:*:*:rtc/mine"})
    app = {"Version": LIVE, "GroupId": "g"}
    assert await user("DeleteLiveMessageGroup", AppId="other", **app) == (403, "NoAuth")
    refused = await user.words("DeleteLiveMessageGroup", AppId="other", **app)
    assert f"live:DeleteLiveMessageGroup on acs:live::{ACCOUNT}:rtc/other" in refused
    assert await user("DeleteLiveMessageGroup", AppId="mine", **app) == (404, "ResourceNotExist")


@pytest.mark.parametrize(
    "policy",
    [
        {"Version": "2", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
        {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}]},
        {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "acs:slb"}]},
        {
            "Version": "1",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}
            ],
        },
    ],
)
async def test_a_policy_that_cannot_be_kept_is_refused_when_it_is_given(server: ServerProcess, policy: Any) -> None:
    with pytest.raises(AssertionError, match="is not a policy"):
        await server.operator("CreateUser", account=ACCOUNT, name="never", policies=[json.dumps(policy)])
