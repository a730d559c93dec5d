"""Presence: who is connected, by user and by channel; what a transaction asks of sockets is told after its commit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from twincloud.realtime.presence import (
    DISCONNECT_NEWS,
    UNSUBSCRIBE_NEWS,
    WHISPER_NEWS,
    Presence,
    Session,
    disconnect,
    unsubscribe,
    whisper,
)
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import News, Transaction


def session(name: str, user: str = "ann", device: str = "") -> Session:
    return Session(name, "test", "1", "app", user, device)


def test_a_user_is_online_until_the_last_session_ends() -> None:
    presence = Presence()
    web, phone = session("1", device="web"), session("2", device="phone")
    presence.begin(web)
    presence.begin(phone)
    assert presence.sessions("test", "app", "ann") == (web, phone)
    assert len(presence) == 2
    presence.end(web, ())
    assert presence.online("test", "app", "ann")
    presence.end(web, ())
    assert len(presence) == 1
    presence.end(phone, ())
    assert not presence.online("test", "app", "ann")
    assert not presence.online("other", "app", "ann")
    assert len(presence) == 0


def test_a_session_that_ends_is_subscribed_to_nothing() -> None:
    presence = Presence()
    ann, bob = session("1"), session("2", "bob")
    for each in (ann, bob):
        presence.begin(each)
        presence.join("room", each)
    assert presence.subscribers("room") == (ann, bob)
    presence.end(ann, ["room"])
    assert presence.subscribers("room") == (bob,)
    assert presence.count("room") == 1
    presence.leave("room", bob)
    assert presence.count("room") == 0


async def test_what_is_asked_of_sockets_is_told_after_the_commit_and_only_then(sqlite_store: SqliteStore) -> None:
    told: list[News] = []

    def listen(news: Sequence[News]) -> None:
        told.extend(news)

    def ask(tx: Transaction) -> None:
        disconnect(tx, "test", "app", "ann", code=4500, reason="elsewhere", device="web")
        disconnect(tx, "test", "app", "bob", code=4501, reason="removed")
        unsubscribe(tx, "room", "ann", code=2001, reason="kicked")
        whisper(tx, "room", b'{"k":1}', weight=3)

    def fail(tx: Transaction) -> None:
        ask(tx)
        raise ValueError("no")

    sqlite_store.on_news(listen)
    with pytest.raises(ValueError, match="no"):
        await sqlite_store.write(fail)
    assert told == []
    await sqlite_store.write(ask)
    assert told == [
        News(DISCONNECT_NEWS, "test", 4500, ("app", "ann", "elsewhere", "web")),
        News(DISCONNECT_NEWS, "test", 4501, ("app", "bob", "removed")),
        News(UNSUBSCRIBE_NEWS, "room", 2001, ("ann", "kicked")),
        News(WHISPER_NEWS, "room", 3, ('{"k":1}',)),
    ]
