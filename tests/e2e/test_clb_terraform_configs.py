"""What the Terraform provider does with customized configurations and their attachments, in its order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.targets import ask_http, http_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET = "SetCustomizedConfigForLoadBalancer"
CONTENT = "client_max_body_size 224M;\r\nclient_body_timeout 60s;"
"""What the provider's examples have."""


async def read(clb: Clb, config: str, kind: str) -> Any:
    """Read a configuration as the provider does; None when it is gone."""
    found = await clb("DescribeCustomizedConfigList", UconfigIds=[config], ConfigType=kind)
    return found.ConfigList[0] if found.ConfigList else None


async def bound(clb: Clb, config: str) -> list[dict[str, Any]]:
    """Return where a configuration is bound as its JSON shows it: only there a null differs from what is missing."""
    answer = clb.sdk.call_json("DescribeCustomizedConfigAssociateList", {"UconfigId": config})
    return list(answer["Response"]["BindList"])


async def test_a_configuration_from_apply_to_destroy(clb: Clb) -> None:
    balancers = [await clb.balancer() for _ in range(3)]
    made = await clb.done(SET, OperationType="ADD", ConfigName="tf-example", ConfigContent=CONTENT)
    config = made.ConfigId
    # Its binding is not waited for.
    assert (await clb(SET, OperationType="BIND", UconfigId=config, LoadBalancerIds=balancers[:2])).ConfigId == config
    shown = await read(clb, config, "CLB")
    assert (shown.ConfigName, shown.ConfigContent, shown.ConfigType) == ("tf-example", CONTENT, "CLB")
    assert shown.CreateTimestamp
    assert shown.UpdateTimestamp
    entries = await bound(clb, config)
    assert [entry["LoadBalancerId"] for entry in entries] == balancers[:2]
    assert {entry["Url"] for entry in entries} == {None}
    assert all(entry[name] is not None for entry in entries for name in entry if name != "Url")

    changed = {"ConfigName": "renamed", "ConfigContent": "client_max_body_size 1M;"}
    await clb.done(SET, OperationType="UPDATE", UconfigId=config, **changed)
    await clb(SET, OperationType="UNBIND", UconfigId=config, LoadBalancerIds=balancers[:1])
    await clb(SET, OperationType="BIND", UconfigId=config, LoadBalancerIds=balancers[2:])
    shown = await read(clb, config, "CLB")
    assert (shown.ConfigName, shown.ConfigContent) == ("renamed", "client_max_body_size 1M;")
    assert [entry["LoadBalancerId"] for entry in await bound(clb, config)] == balancers[1:]
    found = (await clb("DescribeLoadBalancers", LoadBalancerIds=balancers)).LoadBalancerSet
    assert {one.LoadBalancerId: one.ConfigId for one in found} == {
        balancers[0]: "", balancers[1]: config, balancers[2]: config,
    }  # fmt: skip

    # It is deleted as it is: the provider unbinds nothing before.
    await clb(SET, OperationType="DELETE", UconfigId=config)
    assert await read(clb, config, "CLB") is None
    assert await bound(clb, config) == []
    found = (await clb("DescribeLoadBalancers", LoadBalancerIds=balancers)).LoadBalancerSet
    assert {one.ConfigId for one in found} == {""}


async def test_configurations_of_domains_and_rules_from_apply_to_destroy(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80)
    async with http_target("web") as web:
        rules = {}
        for domain, url in (("a.test", "/"), ("a.test", "/api"), ("b.test", "/")):
            rules[domain, url] = await clb.rule(balancer, listener, domain, url, HealthCheck=UNCHECKED)
            await clb.register(balancer, listener, web.port, location=rules[domain, url])

        async def headers() -> dict[str, str | None]:
            asked = [await ask_http(vip, 80, url, host_header=domain) for domain, url in rules]
            return {"".join(name): answer.headers.get("x-from") for name, answer in zip(rules, asked, strict=True)}

        content = "add_header X-From server;"
        made = await clb.done("AddCustomizedConfig", ConfigName="server", ConfigType="SERVER", ConfigContent=content)
        of_domain = made.ConfigId
        content = "add_header X-From location;"
        made = await clb.done("AddCustomizedConfig", ConfigName="rule", ConfigType="LOCATION", ConfigContent=content)
        of_rule = made.ConfigId
        assert (await read(clb, of_domain, "SERVER")).ConfigName == "server"
        assert await read(clb, of_domain, "LOCATION") is None
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        first, second = ({**place, "Domain": domain} for domain in ("a.test", "b.test"))
        api = {**first, "LocationId": rules["a.test", "/api"]}
        await clb.done("AssociateCustomizedConfig", UconfigId=of_domain, BindList=[first])
        await clb.done("AssociateCustomizedConfig", UconfigId=of_rule, BindList=[api])
        assert await headers() == {"a.test/": "server", "a.test/api": "location", "b.test/": None}
        (entry,) = await bound(clb, of_domain)
        assert {name: entry[name] for name in (*first, "LocationId")} == {**first, "LocationId": ""}, "else it drifts"
        (entry,) = await bound(clb, of_rule)
        assert {name: entry[name] for name in api} == api
        assert (entry["Url"], entry["Vport"], entry["Protocol"]) == ("/api", 80, "HTTP")

        changed = {"ConfigName": "renamed", "ConfigContent": "add_header X-From changed;"}
        await clb.done("ModifyCustomizedConfig", UconfigId=of_domain, **changed)
        assert (await read(clb, of_domain, "SERVER")).ConfigName == "renamed"
        await clb.done("DisassociateCustomizedConfig", UconfigId=of_domain, BindList=[first])
        await clb.done("AssociateCustomizedConfig", UconfigId=of_domain, BindList=[second])
        assert await headers() == {"a.test/": None, "a.test/api": "location", "b.test/": "changed"}

        # What is destroyed is named with an empty rule where it has none.
        await clb.done("DisassociateCustomizedConfig", UconfigId=of_domain, BindList=[{**second, "LocationId": ""}])
        await clb.done("DisassociateCustomizedConfig", UconfigId=of_rule, BindList=[api])
        assert await bound(clb, of_domain) == await bound(clb, of_rule) == []
        for config in (of_domain, of_rule):
            await clb.done("DeleteCustomizedConfig", UconfigIdList=[config])
        assert await read(clb, of_domain, "SERVER") is None
        assert await headers() == {"a.test/": None, "a.test/api": None, "b.test/": None}
