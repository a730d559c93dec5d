"""What the Terraform provider does with functions behind rules: its calls in its order, and the members it reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import Clb
from tests.support.targets import http_target
from tests.support.traffic import http_name

pytestmark = pytest.mark.asyncio(loop_scope="module")

DOMAIN, URL = "tf.test", "/"


async def read(clb: Clb, balancer: str, listener: str) -> list[Any]:
    """Read the rule's functions as the provider does: of the listener's rules the one with the domain and URL."""
    answer = await clb("DescribeTargets", LoadBalancerId=balancer, ListenerIds=[listener])
    (found,) = [one for entry in answer.Listeners for one in entry.Rules if (one.Domain, one.Url) == (DOMAIN, URL)]
    return list(found.FunctionTargets)


def target(name: str, weight: int) -> list[dict[str, Any]]:
    """Return the list that the provider sends, which has an empty text for the type that nobody wrote."""
    function = {
        "FunctionNamespace": "default", "FunctionName": name,
        "FunctionQualifier": "$LATEST", "FunctionQualifierType": "",
    }  # fmt: skip
    return [{"Function": function, "Weight": weight}]


async def test_a_function_from_apply_to_destroy(clb: Clb) -> None:
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", 80)
    await clb.rule(balancer, listener, DOMAIN, URL)
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "Domain": DOMAIN, "Url": URL}
    vip = await clb.vip(balancer)
    async with http_target("tf-a") as a, http_target("tf-b") as b:
        for server in (a, b):
            await clb.operator("AddFunction", name=server.name, url=f"http://127.0.0.1:{server.port}")
        await clb.done("RegisterFunctionTargets", **place, FunctionTargets=target("tf-a", 10))
        (shown,) = await read(clb, balancer, listener)
        assert (shown.Function.FunctionNamespace, shown.Function.FunctionName) == ("default", "tf-a")
        assert (shown.Function.FunctionQualifier, shown.Function.FunctionQualifierType) == ("$LATEST", "")
        assert shown.Weight == 10
        assert await http_name(vip, 80, DOMAIN) == "tf-a"

        await clb.done("ModifyFunctionTargets", **place, FunctionTargets=target("tf-b", 20))
        (shown,) = await read(clb, balancer, listener)
        assert (shown.Function.FunctionName, shown.Weight) == ("tf-b", 20)
        assert await http_name(vip, 80, DOMAIN) == "tf-b"

        await clb.done("DeregisterFunctionTargets", **place, FunctionTargets=target("tf-b", 20))
        assert await read(clb, balancer, listener) == []
        assert await http_name(vip, 80, DOMAIN) == 503
