"""Live's promises when things break: two hundred users, a server that is killed, connections that are cut."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from centrifuge import CentrifugeError
from darabonba.exceptions import UnretryableException

from tests.support.live import App, Live, User
from tests.support.server import running_server
from tests.support.sockets import free_port

MEMBERS, FEWER = 200, 30
SPEAKERS = 4


class Traffic:
    """Messages from the server API and from users, and which of them were acknowledged."""

    def __init__(self, app: App, speakers: list[User]) -> None:
        self.app = app
        self.acknowledged: set[str] = set()
        self.tried: set[str] = set()
        self.stopping = False
        self._tasks = [asyncio.create_task(self._by_server())]
        self._tasks += [asyncio.create_task(self._by_user(speaker)) for speaker in speakers]

    async def reach(self, number: int) -> None:
        """Wait until so many messages were acknowledged in all."""
        async with asyncio.timeout(60):
            while len(self.acknowledged) < number:
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """Let every sender bring its last message through, and end."""
        self.stopping = True
        await asyncio.wait_for(asyncio.gather(*self._tasks), 60)

    async def _by_server(self) -> None:
        """Send through the SDK; what was not answered is sent again under the same id until it is."""
        for number in itertools.count():
            body = f"server {number}"
            self.tried.add(body)
            while body not in self.acknowledged:
                try:
                    await self.app.send(Body=body, MsgTid=f"m{number}")
                except (AlibabaCloudException, UnretryableException):
                    await asyncio.sleep(0.1)
                else:
                    self.acknowledged.add(body)
            if self.stopping:
                return

    async def _by_user(self, speaker: User) -> None:
        """Send through a socket; what was not answered is not sent again, for nobody knows whether it arrived."""
        for number in itertools.count():
            body = f"{speaker.name} {number}"
            self.tried.add(body)
            try:
                await speaker.call("sendGroupMessage", groupId="room", type=10001, data=body)
            except CentrifugeError:
                await speaker.client.ready(30)
            else:
                self.acknowledged.add(body)
            if self.stopping:
                return


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Options for a server on each engine."""
    return () if request.param == "sqlite" else ("--database", request.getfixturevalue("postgres_database"))


async def test_a_killed_server_loses_and_doubles_nothing(tmp_path: Path, database: tuple[str, ...]) -> None:
    members = FEWER if database else MEMBERS
    options = ("--no-dataplane", "--limits", "off", "--http", f"127.0.0.1:{free_port()}", *database)
    async with running_server(tmp_path / "data", *options) as server:
        app = await Live(server.http, server.key).app()
        users = [User(app, f"u{number}") for number in range(members)]
        app.users = users
        await asyncio.gather(*(user.client.connect() for user in users))
        await asyncio.gather(*(user.client.ready(30) for user in users))
        await asyncio.gather(*(user.join("room") for user in users))
        assert (await app("DescribeLiveMessageGroup", GroupId="room"))["OnlineUserCounts"] == members

        traffic = Traffic(app, users[:SPEAKERS])
        await traffic.reach(40)
        await server.kill()
        await server.start()
        await traffic.reach(len(traffic.acknowledged) + 40)
        await traffic.stop()

        listed: list[str] = []
        token = 0
        while True:
            page = await app(
                "ListLiveMessageGroupMessages", GroupId="room", SortType=1, PageSize=50, NextPageToken=token
            )
            listed += [message["Body"] for message in page["MessageList"]]
            token = page["NextPageToken"]
            if not token:
                break
        assert traffic.acknowledged <= set(listed) <= traffic.tried
        assert len(set(listed)) == len(listed)
        for user in users:
            await user.until(lambda user=user: len(user.bodies()) >= len(listed), within_s=60)
            assert user.bodies() == listed
            assert len(user.seen.connected) == 2
        # Nobody has left by it: all are still there, and were there once.
        shown = await app("DescribeLiveMessageGroup", GroupId="room")
        assert (shown["OnlineUserCounts"], shown["TotalTimes"]) == (members, members)
        await app.close()


async def test_who_was_away_over_a_restart_hears_that_the_group_is_closed(tmp_path: Path) -> None:
    port = free_port()
    async with running_server(
        tmp_path / "data", "--no-dataplane", "--limits", "off", "--http", f"127.0.0.1:{port}"
    ) as server:
        app = await Live(server.http, server.key).app()
        user = await app.user("u1", "room")
        await app.send(Body="heard")
        await user.until(user.bodies)
        # As an application does that goes to the background: the subscription keeps its place.
        await user.client.disconnect()
        await app.send(Body="missed")
        await app("DeleteLiveMessageGroup", GroupId="room")
        await server.kill()
        await server.start()
        await user.client.connect()
        await user.until(lambda: user.seen.unsubscribed)
        assert user.bodies() == ["heard", "missed"]
        assert user.seen.publications[-1] == {"k": "exit", "groupId": "room", "reason": 1}
        assert [ended.code for ended in user.seen.unsubscribed] == [2000]
        subscription = user.client.get_subscription(f"g:{app.id}:room")
        await subscription.subscribe()
        await user.until(lambda: len(user.seen.unsubscribed) == 2)
        assert user.seen.unsubscribed[1].code == 441
        await app.close()
