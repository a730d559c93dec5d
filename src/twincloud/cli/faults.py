"""`twincloud faults`: errors, delays and dropped connections on demand."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.durations import milliseconds
from twincloud.cli.output import print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="faults", help="Errors, delays and dropped connections on demand.", no_args_is_help=True)


def _does(fault: shapes.Fault) -> str:
    parts = [
        f"waits {fault.latency_ms} ms" if fault.latency_ms else "",
        "drops the connection" if fault.drop else "",
        f"answers {fault.code}" if fault.code else "",
    ]
    return ", ".join(part for part in parts if part)


def _times(fault: shapes.Fault) -> str:
    return "every call" if fault.remaining is None else str(fault.remaining)


def _show(fault: shapes.Fault) -> None:
    print_pairs(
        [
            ("id", fault.id),
            ("action", f"{fault.product} {fault.action}"),
            ("does", _does(fault)),
            ("hits", _times(fault)),
        ]
    )


def _show_all(answer: shapes.ListFaultsResponse) -> None:
    print_table(
        ("id", "product", "action", "does", "hits"),
        [(each.id, each.product, each.action, _does(each), _times(each)) for each in answer.faults or []],
        nothing="There is no fault.",
    )


@command(app, "list", show=_show_all)
def list_faults(
    client: OperatorClient,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListFaultsResponse:
    """List the faults in force."""
    return client.ask(shapes.ListFaultsRequest(offset=offset, limit=limit), shapes.ListFaultsResponse)


@command(app, "add", show=_show)
def add_fault(  # noqa: PLR0913, PLR0917 (each is an option)
    client: OperatorClient,
    product: Annotated[str, typer.Argument(help="The product's service name, such as clb.")],
    action: Annotated[str, typer.Argument(help="An action of the product, or * for every one.")],
    code: Annotated[str | None, typer.Option(help="Answer with this documented error code.")] = None,
    message: Annotated[str | None, typer.Option(help="The error's message.")] = None,
    status: Annotated[int | None, typer.Option(help="The error's HTTP status, where the product uses one.")] = None,
    latency: Annotated[str | None, typer.Option(metavar="TIME", help="Wait first: 200ms, 3s.")] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Close the connection without an answer.")] = False,
    times: Annotated[int | None, typer.Option(help="Hit so many calls; every call when absent.")] = None,
) -> shapes.Fault:
    """Have the next calls of an action meet a fault."""
    try:
        wait = None if latency is None else milliseconds(latency)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    request = shapes.AddFaultRequest(
        product=product,
        action=action,
        code=code,
        message=message,
        status=status,
        latency_ms=wait,
        drop=drop or None,
        times=times,
    )
    return client.ask(request, shapes.Fault)


@command(app, "clear", show=lambda answer: print(f"Faults cleared: {answer.cleared}"))
def clear_faults(
    client: OperatorClient, fault: Annotated[str | None, typer.Argument(help="One fault's id; all when absent.")] = None
) -> shapes.ClearFaultsResponse:
    """Take back one fault, or all."""
    return client.ask(shapes.ClearFaultsRequest(id=fault), shapes.ClearFaultsResponse)
