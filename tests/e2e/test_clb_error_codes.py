"""Each error code of the CreateListener page from what naturally causes it, as the official SDK raises it.

The page also lists FailedOperation, FailedOperation.ResourceInOperating and InternalError; docs/fidelity/clb.md says
why they do not come.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from tests.support.clb import Clb
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

TCP = {"Protocol": "TCP", "Ports": [80]}


async def refused(clb: Clb, balancer: str, **fields: Any) -> tuple[str, str]:
    """Ask for a listener, and return the refusal's code and words; nothing may be left behind."""
    before = (await clb("DescribeListeners", LoadBalancerId=balancer)).TotalCount if balancer != "lb-absent00" else 0
    with pytest.raises(TencentCloudSDKException) as caught:
        await clb("CreateListener", **{"LoadBalancerId": balancer, **TCP, **fields})
    if balancer != "lb-absent00":
        assert (await clb("DescribeListeners", LoadBalancerId=balancer)).TotalCount == before
    return str(caught.value.code), str(caught.value.message)


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"ListenerNames": ["\U0001f600"]}, "InvalidParameter.FormatError", "name"),
        ({"Ports": [80, 80]}, "InvalidParameter.PortCheckFailed", "80"),
        ({"Scheduler": "FASTEST"}, "InvalidParameterValue", "WRR"),
        ({"Protocol": "SCTP"}, "InvalidParameterValue", "Protocol"),
        ({"ListenerNames": ["x" * 81]}, "InvalidParameterValue.Length", "ListenerNames"),
        ({"Ports": list(range(1, 52))}, "LimitExceeded", "50"),
        ({"Protocol": "HTTPS"}, "MissingParameter", "Certificate"),
        ({"Protocol": "HTTPS", "Certificate": {"CertId": "absent00"}}, "InvalidParameter", "absent00"),
    ],
)
async def test_what_is_wrong_with_a_request(clb: Clb, fields: dict[str, Any], code: str, word: str) -> None:
    found, words = await refused(clb, await clb.balancer(), **fields)
    assert found == code
    assert word in words


async def test_a_balancer_that_is_not_there(clb: Clb) -> None:
    code, words = await refused(clb, "lb-absent00")
    assert (code, "lb-absent00" in words) == ("InvalidParameter", True)


async def test_a_user_who_may_not(clb: Clb, quick_server: ServerProcess) -> None:
    reads = [{"effect": "allow", "action": "clb:Describe*", "resource": "*"}]
    policy = json.dumps({"version": "2.0", "statement": reads})
    user = await quick_server.operator("CreateUser", name="reader", policies=[policy])
    key = await quick_server.operator("CreateKey", user=user["id"])
    reader = Clb(quick_server, key=(key["id"], key["secret"]))
    code, _ = await refused(reader, await clb.balancer())
    assert code == "UnauthorizedOperation"


async def test_more_real_ports_than_there_are(tmp_path: Path) -> None:
    async with running_server(
        tmp_path / "data", "--limits", "off", "--addresses", "mapped", "--no-dataplane"
    ) as server:
        clb = Clb(server)
        balancer = await clb.balancer()
        code, _ = await refused(clb, balancer, Ports=[1], EndPort=65535)
        assert code == "ResourceInsufficient"
