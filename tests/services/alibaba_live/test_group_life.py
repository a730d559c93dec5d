"""Any sequence of a group's life against a simple model: made, deleted, recovered, written to, while days go by."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.alibaba_live.harness import DAY_MS, App, Cloud
from twincloud.kernel.errors import ApiError
from twincloud.storage.sqlite import SqliteStore

GROUPS = ("g1", "g2")
KEPT_MS = 30 * DAY_MS
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["create", "delete", "recover", "send"]), st.sampled_from(GROUPS)),
        st.tuples(st.just("wait"), st.sampled_from([1, DAY_MS, 10 * DAY_MS, 29 * DAY_MS, 30 * DAY_MS])),
    ),
    min_size=5,
    max_size=25,
)


class Model:
    """What a group is, in a few lines: when it was deleted, if it was, and its messages with their times."""

    def __init__(self) -> None:
        self.groups: dict[str, tuple[int, list[tuple[str, int]]]] = {}
        self.ends: dict[str, int] = {}
        """How often members were told that the group is closed."""
        self.now = 0
        self.sent = 0

    def forget(self) -> None:
        """Let go of what is thirty days old."""
        for name, (deleted, messages) in list(self.groups.items()):
            if deleted >= 0:
                if self.now - deleted >= KEPT_MS:
                    del self.groups[name], self.ends[name]
            else:
                alive = [message for message in messages if self.now - message[1] < KEPT_MS]
                self.groups[name] = (deleted, alive)

    def do(self, step: str, what: Any) -> str:
        """Take a step and return how the call is to be answered."""
        if step == "wait":
            self.now += what
            self.forget()
            return ""
        deleted, messages = self.groups.get(what, (-2, []))
        if step == "create":
            if deleted == -2:
                self.groups[what] = (-1, [])
            return {-2: "new", -1: "exists"}.get(deleted, "deleted")
        if step == "delete":
            if deleted == -1:
                self.groups[what] = (self.now, messages)
                self.ends[what] = self.ends.get(what, 0) + 1
            return ""
        if step == "recover":
            if deleted >= 0:
                # Back among the living, a message lives as long as the application lets it.
                self.groups[what] = (-1, messages)
                self.forget()
            return "" if deleted >= -1 else "ResourceNotExist"
        if deleted != -1:
            return "ResourceNotExist"
        self.sent += 1
        messages.append((f"m{self.sent}", self.now))
        return ""

    def shown(self, name: str) -> tuple[bool, list[str]] | None:
        """Return whether a group is deleted and what it lists; None when there is none."""
        if name not in self.groups:
            return None
        deleted, messages = self.groups[name]
        return deleted >= 0, [body for body, _ in messages]


async def take(app: App, model: Model, step: str, what: Any) -> str:
    """Take the step for real and return how it was answered, in the model's words."""
    asked = {"GroupId": what}
    try:
        if step == "wait":
            await app.cloud.advance(what)
        elif step == "create":
            answer = await app("CreateLiveMessageGroup", **asked)
            return "deleted" if answer["AlreadyDelete"] else "exists" if answer["AlreadyExists"] else "new"
        elif step == "send":
            await app.send(what, Body=f"m{model.sent + 1}")
        else:
            action = {"delete": "DeleteLiveMessageGroup", "recover": "RecoverLiveMessageDeletedGroup"}[step]
            assert await app(action, **asked) == asked
    except ApiError as refusal:
        return refusal.code
    return ""


async def shown(app: App, name: str) -> tuple[bool, list[str]] | None:
    """Return what is seen of a group."""
    try:
        deleted = bool((await app("DescribeLiveMessageGroup", GroupId=name))["Delete"])
    except ApiError as refusal:
        assert refusal.code == "ResourceNotExist"  # noqa: PT017 (anything else is a fault of ours)
        return None
    return deleted, [message["Body"] for message in await app.listed(name)]


async def live_through(store: SqliteStore, steps: list[tuple[str, Any]]) -> None:
    app = await Cloud(store).app()
    model = Model()
    for step, what in steps:
        answered = await take(app, model, step, what)
        assert answered == model.do(step, what), (step, what)
        for name in GROUPS:
            assert await shown(app, name) == model.shown(name), (step, what, name)
    for name in GROUPS:
        assert len(await app.heard(name, "exit")) == model.ends.get(name, 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_group_lives_as_the_model_says(fresh_file: Path, steps: list[tuple[str, Any]]) -> None:
    async def run(path: Path) -> None:
        store = SqliteStore.open(path)
        try:
            await live_through(store, steps)
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(shutil.copy(fresh_file, Path(folder) / "twincloud.db"))))
