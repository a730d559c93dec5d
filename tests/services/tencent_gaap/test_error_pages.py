"""Answers in place of errors: what is shown, planned, refused, and what goes along with what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing import error_pages as words
from twincloud.storage.store import Store

PAGE: dict[str, Any] = {
    "ErrorNos": [404, 503], "Body": "sorry", "NewErrorNo": 200, "ClearHeaders": ["Server"],
    "SetHeaders": [{"HeaderName": "Content-Type", "HeaderValue": "text/html"}],
}  # fmt: skip


async def opened(cloud: Cloud) -> tuple[str, dict[str, str], str]:
    proxy = await cloud.proxy()
    listener = await cloud.http(proxy)
    return proxy, {"ListenerId": listener, "Domain": "a.test"}, await cloud.rule(listener)


async def pages(cloud: Cloud, *ids: str) -> list[dict[str, Any]]:
    return list((await cloud("DescribeDomainErrorPageInfoByIds", ErrorPageIds=[*ids]))["ErrorPageSet"])


async def test_pages_are_shown_and_planned(cloud: Cloud) -> None:
    proxy, place, _ = await opened(cloud)
    first = (await cloud("CreateDomainErrorPageInfo", **place, **PAGE))["ErrorPageId"]
    second = (await cloud("CreateDomainErrorPageInfo", **place, ErrorNos=[500], Body="oh"))["ErrorPageId"]
    expected = [
        {"ErrorPageId": first, **place, **PAGE, "Status": 0},
        {
            "ErrorPageId": second, **place, "ErrorNos": [500], "NewErrorNo": None, "ClearHeaders": [],
            "SetHeaders": [], "Body": "oh", "Status": 0,
        },
    ]  # fmt: skip
    assert (await cloud("DescribeDomainErrorPageInfo", **place))["ErrorPageSet"] == expected
    assert await pages(cloud, second, "errorPage-12345678", first) == expected[::-1]
    (route,) = (await cloud.plan(proxy)).listeners[0].hosts[0].routes
    assert route.error_pages == (
        words.ErrorPage((404, 503), "sorry", 200, ("Server",), (("Content-Type", "text/html"),)),
        words.ErrorPage((500,), "oh"),
    )
    await cloud("ModifyDomain", ListenerId=place["ListenerId"], OldDomain="a.test", NewDomain="b.test")
    assert [one["Domain"] for one in await pages(cloud, first, second)] == ["b.test", "b.test"]
    await cloud("DeleteDomainErrorPageInfo", ErrorPageId=first)
    assert [one["ErrorPageId"] for one in await pages(cloud, first, second)] == [second]
    (route,) = (await cloud.plan(proxy)).listeners[0].hosts[0].routes
    assert len(route.error_pages) == 1


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"ErrorNos": [503]}, "FailedOperation.DomainAlreadyExisted"),
        ({"ErrorNos": [399]}, "InvalidParameterValue"),
        ({"ErrorNos": []}, "InvalidParameterValue"),
        ({"NewErrorNo": 600}, "InvalidParameterValue"),
        ({"Body": "x" * 16_385}, "InvalidParameterValue"),
        ({"ClearHeaders": ["a b"]}, "InvalidParameterValue"),
        ({"SetHeaders": [{"HeaderName": "X-A", "HeaderValue": "\n"}]}, "InvalidParameterValue"),
        ({"SetHeaders": [{"HeaderName": "Content-Length", "HeaderValue": "1"}]}, "InvalidParameterValue"),
        ({"Domain": "b.test"}, "ResourceNotFound"),
        ({"ListenerId": "listener-12345678"}, "ResourceNotFound"),
    ],
)
async def test_what_is_refused(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    _, place, _ = await opened(cloud)
    await cloud("CreateDomainErrorPageInfo", **place, **PAGE)
    asked = {**place, "ErrorNos": [500], "Body": "oh", **members}
    assert await cloud.code("CreateDomainErrorPageInfo", **asked) == code


async def test_what_is_not_there(cloud: Cloud) -> None:
    assert await cloud.code("DeleteDomainErrorPageInfo", ErrorPageId="errorPage-12345678") == "ResourceNotFound"
    _, place, _ = await opened(cloud)
    page = (await cloud("CreateDomainErrorPageInfo", **place, **PAGE))["ErrorPageId"]
    stranger = Cloud(cloud.store, account="100000000002")
    assert await stranger.code("DeleteDomainErrorPageInfo", ErrorPageId=page) == "ResourceNotFound"
    assert await pages(stranger, page) == []
    (tcp,) = await cloud.tcp(await cloud.proxy())
    asked = {"ListenerId": tcp, "Domain": "a.test", **PAGE}
    assert await cloud.code("CreateDomainErrorPageInfo", **asked) == "FailedOperation.InvalidListenerProtocol"


async def test_a_page_on_its_way_shows_so(driven: Cloud, engine: RecordingEngine) -> None:
    _, place, _ = await opened(driven)
    await driven.settled()
    engine.open.clear()
    page = (await driven("CreateDomainErrorPageInfo", **place, **PAGE))["ErrorPageId"]
    assert [one["Status"] for one in await pages(driven, page)] == [1]
    engine.open.set()
    await driven.settled()
    assert [one["Status"] for one in await pages(driven, page)] == [0]


async def test_pages_go_with_their_domain_listener_and_connection(store: Store) -> None:
    engine = RecordingEngine()
    cloud = Cloud(store, engine=engine)
    assert cloud.reconciler is not None
    for _ in range(3):
        proxy, place, _ = await opened(cloud)
        await cloud("CreateDomainErrorPageInfo", **place, **PAGE)
        await cloud.settled()
        if await cloud.count("gaap_proxy") == 1:
            await cloud("DeleteDomain", **place, Force=1)
        elif await cloud.count("gaap_proxy") == 2:
            await cloud.delete(proxy, place["ListenerId"])
        else:
            await cloud("DestroyProxies", ProxyIds=[proxy], Force=1)
        await cloud.settled()
        assert await cloud.count("gaap_error_page") == 0
    await cloud.reconciler.stop()
