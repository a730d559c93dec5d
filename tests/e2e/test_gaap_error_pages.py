"""Error pages through the official SDK, as Terraform makes, reads and destroys them."""

from __future__ import annotations

import pytest

from tests.support.gaap import Gaap
from tests.support.targets import ask_http, http_target

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_page_from_apply_to_destroy(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener, address = await gaap.listener(proxy, "HTTP", 80), await gaap.address(proxy)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
    place = {"ListenerId": listener, "Domain": "a.test"}
    async with http_target("a") as a:
        rule = await gaap.rule(listener, "a.test")
        await gaap.bind(rule, a.port)
        page = {
            "ErrorNos": [500, 503], "Body": "<h1>Away</h1>", "NewErrorNo": 502, "ClearHeaders": ["x-old"],
            "SetHeaders": [{"HeaderName": "Content-Type", "HeaderValue": "text/html"}],
        }  # fmt: skip
        made = (await gaap.done("CreateDomainErrorPageInfo", **place, **page)).ErrorPageId
        (shown,) = (await gaap("DescribeDomainErrorPageInfoByIds", ErrorPageIds=[made])).ErrorPageSet
        assert (shown.ErrorPageId, shown.Status) == (made, 0)
        (shown,) = (await gaap("DescribeDomainErrorPageInfo", **place)).ErrorPageSet
        assert (shown.ErrorNos, shown.NewErrorNo, shown.ClearHeaders, shown.Body) == (
            [500, 503],
            502,
            ["x-old"],
            "<h1>Away</h1>",
        )
        assert (await ask_http(address, 80, host_header="a.test")).body == "a"
        a.status = 500
        found = await ask_http(address, 80, host_header="a.test")
        assert (found.status, found.body, found.headers["content-type"]) == (502, "<h1>Away</h1>", "text/html")
        await gaap.done("BindRuleRealServers", RuleId=rule)
        found = await ask_http(address, 80, host_header="a.test")
        assert (found.status, found.body) == (502, "<h1>Away</h1>"), "there is nobody to answer"
        twice = await gaap.refused("CreateDomainErrorPageInfo", **place, ErrorNos=[503], Body="x")
        assert twice == "FailedOperation.DomainAlreadyExisted"
        await gaap.bind(rule, a.port)
        await gaap.done("DeleteDomainErrorPageInfo", ErrorPageId=made)
        assert (await gaap("DescribeDomainErrorPageInfoByIds", ErrorPageIds=[made])).ErrorPageSet == []
        assert (await ask_http(address, 80, host_header="a.test")).status == 500
    again = await gaap.refused("DeleteDomainErrorPageInfo", ErrorPageId=made)
    assert again == "ResourceNotFound", "which the provider takes for done"
