"""Clients that were told no endpoint find this server by asking Location, over HTTPS, as they do in the cloud."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.endpoint.location_service_endpoint_resolver import LocationServiceEndpointResolver
from aliyunsdkslb.request.v20140515.DescribeRegionsRequest import DescribeRegionsRequest

from tests.support.alibaba import call, error, get, v1
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = {"Version": "2015-06-12", "Id": "cn-hangzhou", "ServiceCode": "slb", "Type": "openAPI"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("location") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the SDK verifies certificates as in older days
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # it leaves its connections to the garbage collector
async def test_the_legacy_sdk_finds_the_server_by_itself(server: ServerProcess) -> None:
    def ask() -> bytes:
        client = AcsClient(*server.key, "cn-hangzhou", verify=str(server.data / "ca.pem"))
        resolver = LocationServiceEndpointResolver(client)
        resolver.set_location_service_endpoint(server.https)
        client._endpoint_resolver = resolver
        request = DescribeRegionsRequest()
        request.set_location_service_code("slb")
        request.set_protocol_type("https")
        answer: bytes = client.do_action_with_exception(request)
        assert list(resolver.endpoints_data.values()) == [server.https]
        return answer

    assert json.loads(await asyncio.to_thread(ask))["Regions"]["Region"]
    gc.collect()


async def test_regions_and_products_that_are_not_there(server: ServerProcess) -> None:
    """By these very words the SDK knows that it need not ask again."""
    url = f"http://{server.http}/"
    refused = await call(url, server.key, "DescribeEndpoints", **{**ASKED, "Id": "cn-nowhere"})
    assert error(refused) == (400, "InvalidRegionId")
    assert refused.json()["Message"] == "The specified region does not exist."
    refused = await call(url, server.key, "DescribeEndpoints", **{**ASKED, "ServiceCode": "ecs"})
    assert error(refused) == (400, "Illegal Parameter")
    assert refused.json()["Message"] == "Please check the parameters"
    assert error(await call(url, server.key, "DescribeEndpoints", Version="2015-06-12")) == (400, "MissingParameter")


async def test_only_endpoints_for_calls_are_known(server: ServerProcess) -> None:
    inner = await call(f"http://{server.http}/", server.key, "DescribeEndpoints", **{**ASKED, "Type": "innerAPI"})
    assert inner.json()["Endpoints"] == {"Endpoint": []}


async def test_who_comes_by_the_vendors_name_gets_the_vendors_name(server: ServerProcess) -> None:
    async def endpoint(**asked: str) -> str:
        parameters = v1(server.key, {"Action": "DescribeEndpoints", **ASKED, **asked})
        headers = {"host": "location-readonly.aliyuncs.com"}
        answer = await get(f"http://{server.http}/", parameters, headers=headers)
        return str(answer.json()["Endpoints"]["Endpoint"][0]["Endpoint"])

    assert await endpoint() == "slb.cn-hangzhou.aliyuncs.com"
    assert await endpoint(ServiceCode="live", Id="cn-shanghai") == "live.cn-shanghai.aliyuncs.com"
