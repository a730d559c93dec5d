"""Live in a browser: a page with centrifuge-js, as it comes from its maker, joins a group."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.browser import page
from tests.support.live import Live, token
from tests.support.server import running_server
from tests.support.sockets import free_port

SCRIPT = """
const client = new Centrifuge([{ transport: %s, endpoint: %s }], {
  token: %s, data: { userExtension: 'face' }, emulationEndpoint: %s, minReconnectDelay: 50, maxReconnectDelay: 500,
});
client.on('connected', () => tell('connected', null));
client.on('publication', (context) => tell('own', context.data));
const group = client.newSubscription(%s, { recoverable: true });
group.on('subscribed', (context) => tell('subscribed', { info: context.data, recovered: context.recovered }));
group.on('unsubscribed', (context) => tell('unsubscribed', context.code));
group.on('publication', async (context) => {
  await tell('event', context.data);
  if (context.data.k === 'msg' && context.data.data === 'say something') {
    const sent = await client.rpc('sendGroupMessage', { groupId: 'room', type: 10001, data: 'from the page' });
    tell('sent', sent.data.messageId);
  }
});
group.subscribe();
client.connect();
"""


@pytest.mark.parametrize("transport", ["websocket", "sse"])
async def test_a_page_joins_speaks_recovers_and_hears_of_the_end(tmp_path: Path, transport: str) -> None:
    port = free_port()
    async with running_server(
        tmp_path / "data", "--no-dataplane", "--limits", "off", "--http", f"127.0.0.1:{port}"
    ) as server:
        app = await Live(server.http, server.key).app()
        scheme = "ws" if transport == "websocket" else "http"
        values = (
            transport,
            f"{scheme}://{server.http}/live/connection/{transport}",
            token(app.id, app.key, "page"),
            f"http://{server.http}/live/emulation",
            f"g:{app.id}:room",
        )
        async with page(SCRIPT % tuple(json.dumps(value) for value in values)) as shown:
            await shown.until(lambda: shown.of("subscribed"))
            assert shown.of("subscribed")[0]["info"]["groupId"] == "room"
            listed = await app("ListLiveMessageGroupUsers", GroupId="room", SortType=1, PageSize=10)
            assert listed["UserList"] == [{"UserId": "page", "UserInfo": "face"}]
            await app.send(Body="say something")
            await shown.until(lambda: shown.of("sent"))
            await app("SendLiveMessageUser", SenderId="s", ReceiverId="page", Body="psst")
            await shown.until(lambda: shown.of("own"))
            assert shown.of("own")[0]["data"] == "psst"

            await server.kill()
            await server.start()
            await app.send(Body="after")
            await shown.until(lambda: len(shown.of("subscribed")) == 2)
            assert shown.of("subscribed")[1]["recovered"] is True
            await app("DeleteLiveMessageGroup", GroupId="room")
            await shown.until(lambda: shown.of("unsubscribed"))
            events = shown.of("event")
            assert [event["data"] for event in events if event["k"] == "msg"] == [
                "say something", "from the page", "after",
            ]  # fmt: skip
            assert events[-1] == {"k": "exit", "groupId": "room", "reason": 1}
            assert shown.of("unsubscribed") == [2000]
            assert shown.of("error") == []
