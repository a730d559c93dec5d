"""Two hundred official clients in a room, and the server killed among them: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from centrifuge import CentrifugeError, ClientState

from tests.support.sockets import Person, free_port, world_server

CLIENTS, SENDERS = 200, 10
BEFORE, AFTER = 60, 60


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The options that choose a store."""
    if request.param == "sqlite":
        return ()
    return ("--database", request.getfixturevalue("postgres_database"))


class Conversation:
    """Senders that go on whatever happens, and what of it was acknowledged, with its offset."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, int] = {}
        self.tried: set[str] = set()
        self.over = False
        """Speakers end with what they are saying."""
        self._enough = 0
        self._reached = asyncio.Event()

    async def until(self, number: int) -> None:
        """Return once so many messages were acknowledged."""
        self._enough = number
        self._reached.clear()
        if len(self.acknowledged) < number:
            await asyncio.wait_for(self._reached.wait(), 60)

    async def speak(self, sender: Person) -> None:
        number = 0
        while not self.over:
            text = f"{sender.user}.{number}"
            number += 1
            self.tried.add(text)
            try:
                await sender.client.ready(30)
                self.acknowledged[text] = await sender.say("r", text)
            except CentrifugeError:
                # Nobody knows whether it was said; the client comes again by itself.
                ended = [(told.code, told.reason) for told in sender.seen.disconnected]
                assert sender.client.state != ClientState.DISCONNECTED, ended
                continue
            if len(self.acknowledged) >= self._enough:
                self._reached.set()


async def test_a_server_killed_among_two_hundred_clients_loses_and_doubles_nothing(
    tmp_path: Path, database: tuple[str, ...]
) -> None:
    port = free_port()
    people = [Person(f"127.0.0.1:{port}", f"u{number}") for number in range(CLIENTS)]
    said = Conversation()
    async with world_server(tmp_path / "data", "--http", f"127.0.0.1:{port}", *database) as server:
        for first in range(0, CLIENTS, 20):
            await asyncio.gather(*(person.connect() for person in people[first : first + 20]))
            await asyncio.gather(*(person.join("r") for person in people[first : first + 20]))
        speaking = [asyncio.create_task(said.speak(person)) for person in people[:SENDERS]]
        await said.until(BEFORE)
        await server.kill()
        for person in people:
            await person.seen.until(lambda person=person: person.client.state != ClientState.CONNECTED)  # type: ignore[misc]
        await server.start()
        await said.until(len(said.acknowledged) + AFTER)
        said.over = True
        await asyncio.gather(*speaking)  # fails with the first that was sent away for good
        await people[0].say("r", "the last word")
        # Something that was said before, and not answered in time, may have come after it.
        history = await people[0].client.get_subscription(people[0].channel("r")).history(limit=0)
        last = history.offset
        for person in people:
            await person.seen.until(lambda person=person: person.seen.offsets[-1:] == [last], 60)  # type: ignore[misc]

        # Everybody saw the same: every offset once and in order.
        told = people[0].seen.texts()
        for person in people:
            assert person.seen.offsets == list(range(1, last + 1))
            assert person.seen.texts() == told
            assert len(person.seen.subscribed) == 2
            assert person.seen.subscribed[1].recovered
        # All that was acknowledged is there, at the place that was told; all else was at least tried.
        assert {text: told[offset - 1] for text, offset in said.acknowledged.items()} == {
            text: text for text in said.acknowledged
        }
        assert len(set(told)) == len(told)
        assert set(told) <= said.tried | {"the last word"}
        # Of each sender, in the order of sending.
        for person in people[:SENDERS]:
            numbers = [int(text.rpartition(".")[2]) for text in told if text.startswith(f"{person.user}.")]
            assert numbers == sorted(numbers)
        await asyncio.gather(*(person.client.disconnect() for person in people))
