"""The example of a group, run as its readers run it."""

from __future__ import annotations

import sys

from tests.e2e.test_first_steps import EXAMPLES, run
from tests.support.live import App


async def test_the_example_of_a_group(live_app: App) -> None:
    key_id, secret = live_app.live.key
    output = await run(
        sys.executable, str(EXAMPLES / "live_group.py"),
        ALIBABA_CLOUD_ACCESS_KEY_ID=key_id, ALIBABA_CLOUD_ACCESS_KEY_SECRET=secret, TWINCLOUD_HTTP=live_app.live.http,
    )  # fmt: skip
    told = output.splitlines()
    for user in ("ann", "bob"):
        heard = [line for line in told if line.startswith(f"{user} ")]
        assert heard == [
            f"{user} hears host say: welcome", f"{user} hears ann say: hello everybody",
            f"{user} is told that the group is closed",
        ]  # fmt: skip
    assert told[-1] == "for thirty days the server still lists: ['welcome', 'hello everybody']"
