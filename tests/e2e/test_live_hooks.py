"""Live and the application's own server: it hears of its users, and decides what they send."""

from __future__ import annotations

import hashlib
import json

from tests.support.live import App
from tests.support.receiver import receiver


async def test_the_apps_server_hears_of_its_users(live_app: App) -> None:
    async with receiver() as hooks:
        await live_app("ModifyLiveMessageAppCallback", EventCallbackUrl=hooks.url)
        hooks.answers.extend([500])
        user = await live_app.user("u1", "room")
        await user.client.disconnect()
        await hooks.until(lambda: len(hooks.received) == 4)
        bodies = [json.loads(received.body) for received in hooks.received]
        assert bodies[0] == bodies[1]  # the first was not taken, and came again before any other
        assert {body["appid"] for body in bodies} == {live_app.id}
        events = [body["eves"][0]["events"][0] for body in bodies[1:]]
        assert events == [{"e": 1}, {"e": 3, "g": "room"}, {"e": 2, "r": 1}]
        assert {(body["eves"][0]["uid"], body["eves"][0]["sid"]) for body in bodies} == {
            ("u1", bodies[0]["eves"][0]["sid"])
        }
        for received in hooks.received:
            stamp = received.headers["ali-live-timestamp"]
            signature = hashlib.md5(f"127.0.0.1|{stamp}|{live_app.key}".encode(), usedforsecurity=False).hexdigest()
            assert received.headers["ali-live-signature"] == signature
        await live_app("ModifyLiveMessageAppCallback", EventCallbackUrl="")
        other = await live_app.user("u2", "room")
        await other.client.disconnect()
        await live_app.user("u3", "room")
        assert len(hooks.received) == 4


async def test_the_apps_server_decides_what_is_sent(live_app: App) -> None:
    async with receiver(body=b'{"pass": false, "reason": "rude"}') as auditor:
        await live_app("ModifyLiveMessageAppAudit", AuditType=2, AuditUrl=auditor.url)
        user = await live_app.user("u1", "room")
        say = {"groupId": "room", "type": 10001}
        assert await user.refused("sendGroupMessage", data="refused", **say) == 403
        assert json.loads(auditor.received[0].body) == {"content": "refused"}
        assert "ali-live-signature" in auditor.received[0].headers
        auditor.body = b'{"pass": true}'
        await user.call("sendGroupMessage", data="passed", **say)
        auditor.answers.append(500)
        await user.call("sendGroupMessage", data="not audited", **say)
    await user.call("sendGroupMessage", data="nobody there", **say)
    assert [message["Body"] for message in await live_app.listed()] == ["passed", "not audited", "nobody there"]
