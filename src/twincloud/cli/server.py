"""`twincloud status` and `reset`: the server as a whole."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import moment, print_pairs
from twincloud.contract.shapes import operator as shapes


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    command(app, "status", show=_show_status)(status)
    command(app, "reset", show=_show_reset)(reset)


def status(client: OperatorClient) -> shapes.GetStatusResponse:
    """Show where the server listens, how its data plane is, and how much it holds."""
    return client.ask(shapes.GetStatusRequest(), shapes.GetStatusResponse)


def reset(
    client: OperatorClient, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> shapes.ResetResponse:
    """Delete every resource of every product; accounts, users and keys stay."""
    if not yes:
        typer.confirm("Delete every resource of every product?", abort=True)
    return client.ask(shapes.ResetRequest(), shapes.ResetResponse)


def _show_status(answer: shapes.GetStatusResponse) -> None:
    dataplane = answer.dataplane or shapes.Dataplane()
    clock = answer.clock or shapes.Clock()
    counts = answer.counts or shapes.Counts()
    print_pairs(
        [
            ("twincloud", f"{answer.version} (process {answer.pid}, since {moment(answer.started_ms)})"),
            ("data", answer.data),
            ("http", f"http://{answer.http}"),
            ("https", f"https://{answer.https}"),
            ("operator", f"http://{answer.operator}"),
            ("products", answer.products),
            (
                "data plane",
                f"{'ready' if dataplane.ready else 'not ready' if dataplane.enabled else 'off'}: {dataplane.detail}",
            ),
            ("addresses", answer.addresses),
            ("rate limits", "on" if answer.limits else "off"),
            ("clock", f"{moment(clock.now_ms)}{' (frozen)' if clock.frozen else ''}"),
            ("balancers", counts.balancers),
            ("instances", counts.instances),
            ("accounts", f"{counts.accounts}, {counts.users} users, {counts.access_keys} keys"),
            ("faults", counts.faults),
            ("sockets", counts.sockets),
            ("webhooks", f"{counts.webhooks} to be sent"),
        ]
    )


def _show_reset(answer: shapes.ResetResponse) -> None:
    print(f"Deleted {answer.rows} rows, {answer.balancers} balancers among what they held.")
