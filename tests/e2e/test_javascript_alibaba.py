"""Alibaba's official SDKs for Node, unmodified: SLB with pop-core and with the two cores of the generated clients.

The generated clients (`@alicloud/slb20140515`) add nothing to a core's `callApi` but the names of actions and members.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from tests.support.javascript import JavaScript, Sdk, javascript
from tests.support.server import ServerProcess
from tests.support.slb import REGION, UNCHECKED, in_json, local
from tests.support.targets import ask_http, http_targets, tcp_target
from tests.support.traffic import answers, http_names, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

VERSION = "2014-05-15"
PORT = 9000
CLIENTS: dict[str, Callable[[JavaScript], Sdk]] = {
    "pop-core": lambda js: js.pop_core(VERSION),
    "pop-core-post": lambda js: js.pop_core(VERSION, method="POST"),
    "pop-core-https": lambda js: js.pop_core(VERSION, tls=True),
    "openapi-client": lambda js: js.open_api("openApiClient", VERSION),
    "openapi-client-get": lambda js: js.open_api("openApiClient", VERSION, call={"method": "GET"}),
    "openapi-client-form": lambda js: js.open_api("openApiClient", VERSION, call={"form": True}),
    "openapi-client-v1": lambda js: js.open_api("openApiClient", VERSION, signatureVersion="v1"),
    "openapi-client-https": lambda js: js.open_api("openApiClient", VERSION, tls=True),
    "openapi-core": lambda js: js.open_api("openApiCore", VERSION),
    "openapi-core-form": lambda js: js.open_api("openApiCore", VERSION, call={"form": True}),
    "openapi-core-v1": lambda js: js.open_api("openApiCore", VERSION, signatureVersion="v1"),
    "openapi-core-https": lambda js: js.open_api("openApiCore", VERSION, tls=True),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def js(quick_server: ServerProcess) -> AsyncIterator[JavaScript]:
    async with javascript(quick_server) as started:
        yield started


@pytest.fixture(params=CLIENTS)
def slb(request: pytest.FixtureRequest, js: JavaScript) -> Callable[..., Any]:
    """Call with each of the clients; some lists are given in JSON, as SDKs take them; the region is filled in."""
    client = CLIENTS[request.param](js)

    async def call(action: str, **members: Any) -> Any:
        return await client(action, **{"RegionId": REGION, **in_json(members)})

    return call


async def test_a_listener_lives(slb: Callable[..., Any]) -> None:
    tags = [{"Key": "k 1", "Value": "a+b&c=d/%~*!'()名"}]
    made = await slb("CreateLoadBalancer", LoadBalancerName="js", AddressType="internet")
    place = {"LoadBalancerId": made["LoadBalancerId"], "ListenerPort": PORT}
    await slb("TagResources", ResourceType="instance", ResourceId=[made["LoadBalancerId"]], Tag=tags)
    listed = await slb("ListTagResources", ResourceType="instance", ResourceId=[made["LoadBalancerId"]])
    (shown,) = listed["TagResources"]["TagResource"]
    assert (shown["TagKey"], shown["TagValue"]) == (tags[0]["Key"], tags[0]["Value"])
    async with tcp_target("a") as a:
        await slb("CreateLoadBalancerTCPListener", **place, BackendServerPort=a.port, Bandwidth=-1, **UNCHECKED)
        await slb(
            "AddBackendServers", LoadBalancerId=made["LoadBalancerId"], BackendServers=[{"ServerId": "127.0.0.1"}]
        )
        assert await refuses(made["Address"], PORT)
        await slb("StartLoadBalancerListener", **place)
        assert await answers(made["Address"], PORT) == "a"
        assert (await slb("DescribeLoadBalancerTCPListenerAttribute", **place))["Status"] == "running"
        await slb("StopLoadBalancerListener", **place)
        assert await refuses(made["Address"], PORT)
    await slb("DeleteLoadBalancer", LoadBalancerId=made["LoadBalancerId"])
    found = await slb("DescribeLoadBalancers", LoadBalancerId=made["LoadBalancerId"])
    assert (found["TotalCount"], found["LoadBalancers"]) == (0, {"LoadBalancer": []})


async def test_rules_groups_and_weights(js: JavaScript) -> None:
    slb = js.open_api("openApiCore", VERSION)
    made = await slb("CreateLoadBalancer", RegionId=REGION)
    balancer = {"RegionId": REGION, "LoadBalancerId": made["LoadBalancerId"]}
    async with http_targets("blue", "green") as servers:
        group = await slb(
            "CreateVServerGroup", **balancer, VServerGroupName="g",
            BackendServers=json.dumps(local(*(server.port for server in servers.values()))),
        )  # fmt: skip
        listener = {**balancer, "ListenerPort": PORT}
        asked = {"Bandwidth": -1, "HealthCheck": "off", "StickySession": "off", "BackendServerPort": 1}
        await slb("CreateLoadBalancerHTTPListener", **listener, **asked)
        await slb("StartLoadBalancerListener", **listener)
        rule = {"RuleName": "r", "Domain": "shop.example", "VServerGroupId": group["VServerGroupId"]}
        await slb("CreateRules", **listener, RuleList=json.dumps([rule]))
        seen = await http_names(made["Address"], PORT, 10, host_header="shop.example")
        assert set(seen) == {"blue", "green"}
        still = json.dumps(local((servers["blue"].port, 0)))
        await slb("SetVServerGroupAttribute", **balancer, VServerGroupId=group["VServerGroupId"], BackendServers=still)
        assert await http_names(made["Address"], PORT, 4, host_header="shop.example") == {"green": 4}
        assert (await ask_http(made["Address"], PORT, host_header="other.example")).status == 503


@pytest.mark.parametrize("name", ["pop-core", "openapi-client", "openapi-core"])
async def test_pages(js: JavaScript, name: str) -> None:
    slb = CLIENTS[name](js)
    asked = {"RegionId": REGION, "LoadBalancerName": f"page-{name}"}
    named = [(await slb("CreateLoadBalancer", **asked))["LoadBalancerId"] for _ in range(5)]
    found: list[str] = []
    for number in range(1, 4):
        page = await slb("DescribeLoadBalancers", **asked, PageNumber=number, PageSize=2)
        assert (page["TotalCount"], page["PageNumber"]) == (5, number)
        found += [one["LoadBalancerId"] for one in page["LoadBalancers"]["LoadBalancer"]]
    assert sorted(found) == sorted(named)


async def test_pop_core_writes_names_of_actions_and_members_large(js: JavaScript) -> None:
    slb = js.pop_core(VERSION, endpoint=f"http://{js.server.http}/")
    assert (await slb("describeLoadBalancers", regionId=REGION, pageSize=10, loadBalancerName=""))["PageSize"] == 10


@pytest.mark.parametrize("name", ["pop-core", "openapi-client", "openapi-client-v1", "openapi-core"])
async def test_what_the_exception_says(js: JavaScript, name: str) -> None:
    slb = CLIENTS[name](js)
    action = "DescribeLoadBalancerAttribute"

    def changed(**config: str) -> Sdk:
        return Sdk(js.program, **{**slb.words, **config})

    for client, members, code in (
        (slb, {"LoadBalancerId": "lb-none"}, "InvalidLoadBalancerId.NotFound"),
        (slb, {}, "MissingParameter"),
        (slb, {"LoadBalancerId": "lb-none", "RegionId": "cn-nowhere"}, "InvalidRegionId.NotFound"),
        (changed(accessKeySecret="wrong"), {}, "SignatureDoesNotMatch"),
        (changed(accessKeyId="nobody"), {}, "InvalidAccessKeyId.NotFound"),
        (changed(securityToken="temporary"), {}, "InvalidSecurityToken.Malformed"),
    ):
        error = await client.refused(action, **{"RegionId": REGION, **members})
        assert error["code"] == code
        request_id = error["data"]["RequestId"]
        assert request_id == request_id.upper()
        assert error["message"]
        told = await js.server.operator("Explain", request_id=request_id)
        assert told["findings"][0].startswith(code)
    assert (await slb.refused("DescribeEverything", RegionId=REGION))["code"] == "InvalidAction.NotFound"


async def test_the_newest_core_waits_as_it_is_told_and_tries_again(js: JavaScript) -> None:
    condition = {"maxAttempts": 3, "errorCode": ["Throttling.User"], "exception": [], "maxDelay": 50}
    patient = js.open_api("openApiCore", VERSION, retry={"retryable": True, "retryCondition": [condition]})
    await js.server.operator("AddFault", product="slb", action="DescribeRegions", code="Throttling.User", times=2)
    assert (await patient("DescribeRegions"))["Regions"]["Region"]
    await js.server.operator("AddFault", product="slb", action="DescribeRegions", code="Throttling.User", times=1)
    error = await js.open_api("openApiCore", VERSION).refused("DescribeRegions")
    assert (error["name"], error["retryAfter"], error["statusCode"]) == ("ThrottlingError", 1000, 400)
