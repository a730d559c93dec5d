"""Live in a browser: pages with centrifuge-js, unmodified, and with what stands in for Live's own script."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.browser import Page, page
from tests.support.live import App, Live, token
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


DROP_IN = """
const { ImEngine, ImSortType, ImErrors } = window.AliVCInteraction;
const engine = ImEngine.createEngine();
for (const event of ['connecting', 'connectsuccess', 'connectfailed', 'disconnect', 'reconnectsuccess'])
  engine.on(event, (value) => tell(event, value === undefined ? null : value));
engine.on('tokenexpired', (done) => { tell('tokenexpired', null); done(null, %s); });
await engine.init({ appId: %s, appSign: '', deviceId: 'page' });
const groups = engine.getGroupManager();
const messages = engine.getMessageManager();
for (const event of ['memberchange', 'exit', 'mutechange', 'infochange'])
  groups.on(event, (...values) => tell(event, values));
for (const event of ['recvc2cmessage', 'recvgroupmessage', 'deletegroupmessage'])
  messages.on(event, (...values) => tell(event, values));
const attempt = (work) => work.then(() => ['ok', null], (error) => ['no', error.code]);
tell('early', await attempt((async () => groups.queryGroup('room'))()));
await engine.login({ user: { userId: 'page', userExtension: 'face' }, userAuth: %s });
tell('login', [engine.isLogin(), engine.getCurrentUserId()]);
tell('again', await attempt(engine.login({ user: { userId: 'page' }, userAuth: {} })));
tell('joined', await groups.joinGroup('room'));
tell('nowhere', await attempt(groups.joinGroup({ groupId: 'nowhere' })));
messages.on('recvgroupmessage', async (message) => {
  if (message.data === 'speak') {
    tell('sent', await messages.sendGroupMessage({ groupId: 'room', type: 10001, data: 'from the page', level: 1 }));
    tell('muted', await attempt(groups.muteAll('room')));
    const listed = await messages.listMessage({ groupId: 'room', type: 10001, sortType: ImSortType.DESC });
    tell('listed', listed.messageList.map((one) => one.data));
  }
  if (message.data === 'log out') await engine.logout();
  if (message.data === 'leave') {
    await groups.leaveGroup('room');
    tell('left', await attempt(messages.sendGroupMessage({ groupId: 'room', type: 10001, data: 'x' })));
    tell('back', (await groups.joinGroup('room')).groupId);
  }
});
"""


def auth_of(app: App, life_s: int = 3600, key: str = "") -> str:
    """Return what an application's server gives a page, as a literal of its script."""
    claim = json.loads(token(app.id, key or app.key, "page", life_s=life_s))
    return json.dumps({name: claim[name] for name in ("nonce", "timestamp", "role", "token")})


@contextlib.asynccontextmanager
async def drop_in(app: App, auth: str) -> AsyncIterator[Page]:
    """Open a page that was written for the vendor's script; `auth` is what it logs in with, at first."""
    script = DROP_IN % (auth_of(app), json.dumps(app.id), auth)
    async with page(script, f"http://{app.live.http}/live/sdk/alivc-im.iife.js") as shown:
        yield shown


async def test_a_page_for_lives_own_script_sends_lists_and_hears(live_app: App) -> None:
    async with drop_in(live_app, auth_of(live_app)) as shown:
        await shown.until(lambda: shown.of("nowhere"))
        assert shown.of("early") == [["no", 602]]
        assert shown.of("login") == [[True, "page"]]
        assert shown.of("again") == [["no", 304]]
        assert shown.of("joined")[0]["groupId"] == "room"
        assert shown.of("nowhere") == [["no", 440]]
        await live_app.send(Body="speak")
        await shown.until(lambda: shown.of("listed"))
        assert shown.of("muted") == [["no", 403]]
        assert shown.of("listed") == [["from the page"]]
        heard = [message for message, group in shown.of("recvgroupmessage")]
        assert [message["data"] for message in heard] == ["speak", "from the page"]
        assert heard[1]["sender"] == {"userId": "page", "userExtension": "face"}
        assert (heard[1]["messageId"], heard[1]["level"]) == (shown.of("sent")[0], 1)
        await live_app("DeleteLiveMessageGroupMessage", GroupId="room", MessageId=heard[0]["messageId"])
        await live_app("ModifyLiveMessageGroup", GroupId="room", ModifyInfo=True, GroupInfo="new")
        await live_app("BanLiveMessageGroup", GroupId="room")
        await live_app("UnbanLiveMessageGroup", GroupId="room")
        await live_app.user("visitor", "room")
        await live_app("SendLiveMessageUser", SenderId="s", ReceiverId="page", Body="psst", HighReliability=True)
        await shown.until(lambda: shown.of("memberchange"))
        assert shown.of("memberchange")[0][:2] == ["room", 2]
        assert shown.of("deletegroupmessage") == [[heard[0]["messageId"], "room"]]
        assert shown.of("infochange")[0][1]["groupMeta"] == "new"
        assert [status["muteAll"] for _, status in shown.of("mutechange")] == [True, False]
        assert [message["data"] for (message,) in shown.of("recvc2cmessage")] == ["psst"]
        await live_app.send(Body="log out")
        await shown.until(lambda: shown.of("disconnect"))
        assert (shown.of("disconnect"), shown.of("error")) == ([1], [])
        async with asyncio.timeout(10):
            while (await live_app("CheckLiveMessageUsersOnline", UserIds=["page"]))["UserList"][0]["Online"]:
                await asyncio.sleep(0.05)


async def test_a_page_for_lives_own_script_comes_back_and_is_sent_away(tmp_path: Path) -> None:
    port = free_port()
    async with running_server(
        tmp_path / "data", "--no-dataplane", "--limits", "off", "--http", f"127.0.0.1:{port}"
    ) as server:
        app = await Live(server.http, server.key).app()
        async with drop_in(app, auth_of(app, life_s=4)) as shown:
            await shown.until(lambda: shown.of("nowhere"))
            # Its token ends after four seconds; before that it shows another one.
            await shown.until(lambda: shown.of("tokenexpired"))
            await server.kill()
            await server.start()
            await app.send(Body="missed")
            await shown.until(lambda: shown.of("reconnectsuccess"))
            assert [info["groupId"] for info in shown.of("reconnectsuccess")[0]] == ["room"]
            await shown.until(lambda: shown.of("recvgroupmessage"))
            await app.send(Body="leave")
            await shown.until(lambda: shown.of("back"))
            assert [message["data"] for message, _ in shown.of("recvgroupmessage")] == ["missed", "leave"]
            assert shown.of("left") == [["no", 425]]
            await app("KickLiveMessageGroupUser", GroupId="room", KickoffUser="page")
            await shown.until(lambda: shown.of("exit"))
            assert shown.of("exit") == [["room", 2]]
            await app.user("page", device="another")
            await shown.until(lambda: shown.of("disconnect"))
            assert shown.of("disconnect") == [4]
            assert (shown.of("error"), shown.of("connectfailed")) == ([], [])
            await app.close()


async def test_a_page_for_lives_own_script_hears_that_its_group_is_closed(live_app: App) -> None:
    async with drop_in(live_app, auth_of(live_app)) as shown:
        await shown.until(lambda: shown.of("nowhere"))
        await live_app("DeleteLiveMessageGroup", GroupId="room")
        await shown.until(lambda: shown.of("exit"))
        assert shown.of("exit") == [["room", 1]]


async def test_a_page_with_a_forged_token_is_told(live_app: App) -> None:
    async with drop_in(live_app, auth_of(live_app, key="another")) as shown:
        await shown.until(lambda: shown.of("connectfailed"))
        assert shown.of("connectsuccess") == []
