"""What Terraform asks about a switch before it makes a balancer on it, through the legacy SDK."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("vpc") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


async def described(server: ServerProcess, switch: str, region: str = "cn-hangzhou") -> dict[str, Any]:
    request = CommonRequest(server.http, "2016-04-28", "DescribeVSwitchAttributes")
    request.set_protocol_type("http")
    request.set_method("POST")
    request.add_query_param("VSwitchId", switch)
    client = AcsClient(*server.key, region)
    with contextlib.closing(client.session):
        answer: dict[str, Any] = json.loads(await asyncio.to_thread(client.do_action_with_exception, request))
    return answer


async def test_a_switch_has_a_network_of_its_own(server: ServerProcess) -> None:
    found = await described(server, "vsw-bp1abc", "cn-beijing")
    assert (found["VSwitchId"], found["VpcId"], found["Status"]) == ("vsw-bp1abc", "vpc-bp1abc", "Available")
    entries = (await server.operator("ListJournal", product="alibaba-vpc"))["entries"]
    assert entries[0]["region"] == "cn-beijing"


@pytest.mark.parametrize("switch", ["vsw-", "subnet-1"])
async def test_what_is_no_switch(server: ServerProcess, switch: str) -> None:
    with pytest.raises(ServerException) as caught:
        await described(server, switch)
    assert (caught.value.get_error_code(), caught.value.get_http_status()) == ("InvalidVswitchID.NotFound", 404)


async def test_policies_call_the_product_by_its_short_name(server: ServerProcess) -> None:
    policy = {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "vpc:*", "Resource": "*"}]}
    account = "100000000001"
    user = await server.operator("CreateUser", account=account, name="nobody", policies=[json.dumps(policy)])
    key = await server.operator("CreateKey", account=account, user=user["id"])
    client = AcsClient(key["id"], key["secret"], "cn-hangzhou")
    request = CommonRequest(server.http, "2016-04-28", "DescribeVSwitchAttributes")
    request.set_protocol_type("http")
    request.add_query_param("VSwitchId", "vsw-1")
    denied = r"vpc:DescribeVSwitchAttributes on acs:vpc:cn-hangzhou:.*denied by"
    with contextlib.closing(client.session), pytest.raises(ServerException, match=denied):
        await asyncio.to_thread(client.do_action_with_exception, request)
