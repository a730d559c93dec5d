"""`twincloud clock`: the server's time, which can be advanced and frozen."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.durations import milliseconds
from twincloud.cli.output import moment, print_pairs
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="clock", help="The server's time, which can be advanced and frozen.", no_args_is_help=True)


def _show(clock: shapes.Clock | shapes.AdvancedClock) -> None:
    ahead = timedelta(seconds=round((clock.offset_ms or 0) / 1000))
    print_pairs([("now", moment(clock.now_ms)), ("frozen", clock.frozen), ("ahead of real time", ahead)])
    if isinstance(clock, shapes.AdvancedClock):
        print(f"Timers that came due and have run: {clock.timers_run}")


@command(app, "show", show=_show)
def show_clock(client: OperatorClient) -> shapes.Clock:
    """Show the clock."""
    return client.ask(shapes.GetClockRequest(), shapes.Clock)


@command(app, "advance", show=_show)
def advance_clock(
    client: OperatorClient, by: Annotated[str, typer.Argument(help="How far: 90s, 5m, 2h, 30d.")]
) -> shapes.AdvancedClock:
    """Move the clock forward and run what comes due by it."""
    try:
        distance = milliseconds(by)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return client.ask(shapes.AdvanceClockRequest(milliseconds=distance), shapes.AdvancedClock)


@command(app, "freeze", show=_show)
def freeze_clock(client: OperatorClient) -> shapes.Clock:
    """Let the clock stand still."""
    return client.ask(shapes.FreezeClockRequest(), shapes.Clock)


@command(app, "resume", show=_show)
def resume_clock(client: OperatorClient) -> shapes.Clock:
    """Let a frozen clock run on from where it stands."""
    return client.ask(shapes.ResumeClockRequest(), shapes.Clock)
