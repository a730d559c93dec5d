"""SLB's catalogue of regions and zones, through the new SDK with both of its signatures and through the legacy one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from alibabacloud_tea_openapi.exceptions import ClientException, ThrottlingException
from aliyunsdkcore.acs_exception.exceptions import ServerException

from tests.support.alibaba import LegacySdk, NewSdk
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("regions") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.mark.parametrize("old", [False, True], ids=["V3", "V1"])
async def test_regions_and_zones(server: ServerProcess, old: bool) -> None:
    sdk = NewSdk(server.http, server.key, v1=old)
    regions = (await sdk("describe_regions")).regions.region
    named = {region.region_id: (region.local_name, region.region_endpoint) for region in regions}
    chinese = (await sdk("describe_regions", accept_language="zh-CN")).regions.region
    assert "华东1(杭州)" in [region.local_name for region in chinese]
    assert named["cn-hangzhou"] == ("China (Hangzhou)", "slb.cn-hangzhou.aliyuncs.com")
    assert len(named) == len(regions) > 30
    for region in named:
        zones = (await sdk("describe_zones", region_id=region)).zones.zone
        ids = [zone.zone_id for zone in zones]
        assert ids
        assert all(zone.startswith(region) for zone in ids)
        for zone in zones:
            assert {slave.zone_id for slave in zone.slave_zones.slave_zone} <= set(ids)


async def test_names_are_english_unless_chinese_is_asked_for(server: ServerProcess) -> None:
    sdk = NewSdk(server.http, server.key)
    zones = {"region_id": "ap-southeast-1"}
    english = (await sdk("describe_zones", **zones)).zones.zone[0]
    assert (english.local_name, english.zone_id) == ("Singapore Zone A", "ap-southeast-1a")
    assert (await sdk("describe_zones", **zones, accept_language="zh-CN")).zones.zone[0].local_name == "新加坡 可用区A"


async def test_what_can_be_made_where(server: ServerProcess) -> None:
    sdk = NewSdk(server.http, server.key)

    async def pairs(**fields: str) -> dict[tuple[str, str], set[tuple[str, str]]]:
        answer = await sdk("describe_available_resource", region_id="us-east-1", **fields)
        return {
            (one.master_zone_id, one.slave_zone_id): {
                (kind.address_type, kind.address_ipversion) for kind in one.support_resources.support_resource
            }
            for one in answer.available_resources.available_resource
        }

    everything = await pairs()
    assert set(everything) == {("us-east-1a", "us-east-1b"), ("us-east-1b", "us-east-1a")}
    assert ("vpc", "ipv6") in everything["us-east-1a", "us-east-1b"]
    # Documents write a hyphen where Terraform's provider writes a line below.
    for kind in ("classic-internet", "classic_internet"):
        assert set(map(frozenset, (await pairs(address_type=kind)).values())) == {
            frozenset({("classic_internet", "ipv4")})
        }
    only = await pairs(address_ipversion="ipv6")
    assert set(map(frozenset, only.values())) == {frozenset({("vpc", "ipv6")})}
    assert await pairs(address_type="classic_intranet", address_ipversion="ipv6") == {}
    with pytest.raises(ClientException) as caught:
        await sdk("describe_available_resource", region_id="cn-nowhere")
    assert (caught.value.code, caught.value.status_code) == ("InvalidRegionId.NotFound", 404)


async def test_the_legacy_sdk(server: ServerProcess) -> None:
    content = json.loads(await LegacySdk(server.http, server.key)("DescribeZones"))
    assert content["Zones"]["Zone"][0]["ZoneId"] == "cn-hangzhou-b"


@pytest.mark.parametrize("old", [False, True], ids=["V3", "V1"])
async def test_the_new_sdk_reads_refusals(server: ServerProcess, old: bool) -> None:
    async def refused(key: tuple[str, str], **fields: Any) -> ClientException:
        with pytest.raises(ClientException) as caught:
            await NewSdk(server.http, key, v1=old)("describe_zones", **fields)
        return caught.value

    error = await refused(server.key, region_id="cn-nowhere")
    assert (error.code, error.status_code) == ("InvalidRegionId.NotFound", 404)
    assert error.request_id == error.request_id.upper()
    assert (await refused((server.key[0], "wrong"), region_id="cn-hangzhou")).code == "SignatureDoesNotMatch"
    assert (await refused(("nobody", "wrong"), region_id="cn-hangzhou")).code == "InvalidAccessKeyId.NotFound"


async def test_the_legacy_sdk_tells_a_wrong_secret_from_a_wrong_signature(server: ServerProcess) -> None:
    """It compares its own string to sign with the server's, and only blames the secret when they are the same."""
    with pytest.raises(ServerException) as caught:
        await LegacySdk(server.http, (server.key[0], "wrong"))("DescribeRegions")
    assert caught.value.get_error_code() == "InvalidAccessKeySecret"
    with pytest.raises(ServerException) as caught:
        await LegacySdk(server.http, server.key, region="cn-nowhere")("DescribeZones")
    assert (caught.value.get_error_code(), caught.value.get_http_status()) == ("InvalidRegionId.NotFound", 404)


@pytest.mark.parametrize("old", [False, True], ids=["V3", "V1"])
async def test_the_new_sdk_is_told_when_to_try_again(server: ServerProcess, old: bool) -> None:
    await server.operator("AddFault", product="slb", action="DescribeRegions", code="Throttling.User", times=1)
    sdk = NewSdk(server.http, server.key, v1=old)
    with pytest.raises(ThrottlingException) as caught:
        await sdk("describe_regions")
    assert (caught.value.code, caught.value.retry_after) == ("Throttling.User", 1000)
    assert (await sdk("describe_regions")).regions.region
