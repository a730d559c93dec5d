"""Random calls of CLB, with crashes in between: what is shown is what clients meet, and in the end nothing is left."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.support.certificates import Authority
from tests.support.clb_campaign import ClbCampaign
from tests.support.datagrams import udp_target
from tests.support.server import running_server
from tests.support.targets import http_targets


@pytest.mark.parametrize(
    ("seed", "rounds"), [(1, 2), *(pytest.param(seed, 25, marks=pytest.mark.slow) for seed in range(2, 12))]
)
async def test_what_is_shown_is_what_clients_meet(seed: int, rounds: int, tmp_path: Path, authority: Authority) -> None:
    async with contextlib.AsyncExitStack() as stack:
        web = await stack.enter_async_context(http_targets("a", "b", "c"))
        datagrams = {name: await stack.enter_async_context(udp_target(name)) for name in ("d", "e")}
        server = await stack.enter_async_context(running_server(tmp_path / "data", "--limits", "off"))
        campaign = ClbCampaign(server, seed, web, datagrams, authority)
        await campaign.begin()
        await campaign.steps(30)
        for number in range(rounds):
            await campaign.steps(30)
            if number % 3 == 1:
                await campaign.crash(9)
            elif number % 3 == 0:
                await campaign.crash_of_envoy(9)
            await campaign.check()
        await campaign.end()
        assert campaign.leftovers() == {}
        assert "Traceback" not in server.output
        print(sum(campaign.made.values()), "calls:", dict(campaign.made))  # noqa: T201 (shown with -s)
        print(sum(campaign.refused.values()), "refused or lost:", dict(campaign.refused))  # noqa: T201
