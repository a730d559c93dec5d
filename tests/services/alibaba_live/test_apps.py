"""Applications: made, shown, listed, changed."""

from __future__ import annotations

import pytest

from tests.services.alibaba_live.harness import NOW_MS, STRANGER, App, Cloud
from twincloud.services.alibaba_live.rules import Rules

URL = "http://127.0.0.1:8080/hook"


async def test_an_app_as_it_was_ordered(cloud: Cloud) -> None:
    app = await cloud.app(
        AppName="shop", AuditType=2, AuditUrl=URL, EventCallbackUrl=URL, MsgLifeCycle=1, DataCenter="ap-southeast-1"
    )
    shown = await app("DescribeLiveMessageApp")
    assert len(app.key) == 34
    assert len(shown.pop("AppSign")) == 74
    assert shown == {
        "AppId": app.id, "AppKey": app.key, "AppName": "shop", "AuditType": 2, "AuditUrl": URL,
        "CreateTime": NOW_MS // 1000, "DataCenter": "ap-southeast-1", "Disable": False, "EventCallbackUrl": URL,
        "ModifyTime": NOW_MS // 1000, "MsgLifeCycle": 1,
    }  # fmt: skip


async def test_the_defaults(cloud: Cloud) -> None:
    app = await cloud.app()
    shown = await app("DescribeLiveMessageApp")
    assert (shown["DataCenter"], shown["AuditType"], shown["MsgLifeCycle"]) == ("cn-shanghai", 0, 0)
    assert (shown["AppName"], shown["EventCallbackUrl"]) == ("", "")
    assert "AuditUrl" not in shown


async def test_another_data_center_does_not_have_it(cloud: Cloud) -> None:
    app = await cloud.app(DataCenter="ap-southeast-1")
    assert await app.refused("DescribeLiveMessageApp", DataCenter="cn-shanghai") == "ResourceNotExist"
    refusal = await cloud.refused("DescribeLiveMessageApp", AppId=app.id)
    assert (refusal.code, refusal.status) == ("ResourceNotExist", 404)


async def test_another_account_may_not_see_it(cloud: Cloud) -> None:
    app = await cloud.app()
    cloud.account = STRANGER
    refusal = await cloud.refused("DescribeLiveMessageApp", AppId=app.id)
    assert (refusal.code, refusal.status) == ("NoAuth", 403)
    assert (await cloud("ListLiveMessageApps", SortType=1))["AppList"] == []


async def test_apps_are_listed_in_pages(cloud: Cloud) -> None:
    made = [(await cloud.app(AppName=f"app{number}")).id for number in range(53)]
    first = await cloud("ListLiveMessageApps", SortType=1, NextPageToken=-1)
    assert first["HasMore"] is True
    second = await cloud("ListLiveMessageApps", SortType=1, NextPageToken=first["NextPageToken"])
    assert second["HasMore"] is False
    assert "NextPageToken" not in second
    assert [entry["AppId"] for entry in first["AppList"] + second["AppList"]] == made
    newest = await cloud("ListLiveMessageApps", SortType=2)
    assert [entry["AppId"] for entry in newest["AppList"]] == made[::-1][:50]
    assert newest["AppList"][0]["Disable"] == "false"


async def test_apps_of_one_data_center(cloud: Cloud) -> None:
    await cloud.app()
    there = await cloud.app(DataCenter="ap-southeast-1")
    listed = await cloud("ListLiveMessageApps", SortType=1, DataCenter="ap-southeast-1")
    assert [entry["AppId"] for entry in listed["AppList"]] == [there.id]


async def test_an_account_has_room_for_so_many(empty_store: object) -> None:
    cloud = Cloud(empty_store, apps_per_account=1)  # type: ignore[arg-type]
    await cloud.app()
    assert (await cloud.refused("CreateLiveMessageApp")).code == "InputInvalid"
    assert Rules().apps_per_account == 300


async def test_callbacks_are_turned_on_and_off(app: App, cloud: Cloud) -> None:
    cloud.clock.advance(5000)
    answer = await app("ModifyLiveMessageAppCallback", EventCallbackUrl=URL)
    assert answer.pop("AppSign")
    assert answer == {"AppId": app.id, "EventCallbackNeedAuthentication": True, "EventCallbackUrl": URL}
    shown = await app("DescribeLiveMessageApp")
    assert (shown["EventCallbackUrl"], shown["ModifyTime"]) == (URL, NOW_MS // 1000 + 5)
    assert "EventCallbackUrl" not in await app("ModifyLiveMessageAppCallback", EventCallbackUrl="")
    assert (await app("DescribeLiveMessageApp"))["EventCallbackUrl"] == ""


async def test_audit_is_changed(app: App) -> None:
    answer = await app("ModifyLiveMessageAppAudit", AuditType=2, AuditUrl=URL)
    assert answer.pop("AppSign")
    assert answer == {"AppId": app.id, "AuditNeedAuthentication": True, "AuditType": 2, "AuditUrl": URL}
    answer = await app("ModifyLiveMessageAppAudit", AuditType=1)
    assert (answer["AuditType"], answer["AuditNeedAuthentication"]) == (1, False)
    assert "AuditUrl" not in await app("DescribeLiveMessageApp")


async def test_custom_audit_needs_an_address(app: App, cloud: Cloud) -> None:
    assert await app.refused("ModifyLiveMessageAppAudit", AuditType=2) == "InputInvalid"
    assert (await cloud.refused("CreateLiveMessageApp", AuditType=2)).code == "InputInvalid"


@pytest.mark.parametrize("url", ["ftp://example.com/", "example.com/hook", "http:///hook", "http://[::1/"])
async def test_addresses_that_cannot_be_called(app: App, url: str) -> None:
    assert await app.refused("ModifyLiveMessageAppCallback", EventCallbackUrl=url) == "InputInvalid"
    assert await app.refused("ModifyLiveMessageAppAudit", AuditType=2, AuditUrl=url) == "InputInvalid"


@pytest.mark.parametrize("url", [URL, "https://10.0.0.1/", "http://localhost/", "https://example.com:443/"])
async def test_a_strict_server_calls_public_addresses_only(empty_store: object, url: str) -> None:
    cloud = Cloud(empty_store, private_targets=False)  # type: ignore[arg-type]
    assert (await cloud.refused("CreateLiveMessageApp", EventCallbackUrl=url)).code == "InputInvalid"
    await cloud.app(EventCallbackUrl="https://example.com/hook")


async def test_a_disabled_app_lets_nobody_send(app: App, cloud: Cloud) -> None:
    await app.user("u1", groups=("room",))
    answer = await app("ModifyLiveMessageAppDisable", Disable=True)
    assert (answer["Disable"], answer["AppId"]) == (True, app.id)
    assert await app.refused("SendLiveMessageGroup", GroupId="room", SenderId="u1") == "NoAuth"
    assert await app.refused("SendLiveMessageUser", ReceiverId="u1", SenderId="u2") == "NoAuth"
    assert (await app("DescribeLiveMessageApp"))["Disable"] is True
    assert (await cloud("ListLiveMessageApps", SortType=1))["AppList"][0]["Disable"] == "true"
    # Without a word of what to do nothing is done.
    assert (await app("ModifyLiveMessageAppDisable"))["Disable"] is True
    await app("ModifyLiveMessageAppDisable", Disable=False)
    await app.send()


async def test_clients_of_a_disabled_app_are_sent_away(app: App, cloud: Cloud) -> None:
    await app.user("u1")
    cloud.news.clear()
    await app("ModifyLiveMessageAppDisable", Disable=True)
    sent = [(news.key, news.number, news.subjects) for news in cloud.news if news.kind == "disconnect"]
    assert sent == [("live", 4503, (app.id, "u1", "application disabled"))]
