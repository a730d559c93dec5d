"""`twincloud instances`: where the machines that clients register as targets really are."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="instances", help="Where targets such as ins-1a2b3c4d really are.", no_args_is_help=True)

Account = Annotated[str | None, typer.Option(help="The account's id; the first account when absent.")]


def _show(instance: shapes.Instance) -> None:
    print_pairs(
        [
            ("instance", instance.instance_id),
            ("account", instance.account),
            ("address", instance.address),
            ("name", instance.name or None),
        ]
    )


def _show_all(answer: shapes.ListInstancesResponse) -> None:
    print_table(
        ("instance", "account", "address", "name"),
        [(each.instance_id, each.account, each.address, each.name) for each in answer.instances or []],
        nothing="There is no instance.",
    )


@command(app, "list", show=_show_all)
def list_instances(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="Only this account's instances.")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListInstancesResponse:
    """List instances."""
    request = shapes.ListInstancesRequest(account=account, offset=offset, limit=limit)
    return client.ask(request, shapes.ListInstancesResponse)


@command(app, "add", show=_show)
def add_instance(
    client: OperatorClient,
    instance: str,
    address: str,
    account: Account = None,
    name: Annotated[str | None, typer.Option(help="What the instance is called.")] = None,
) -> shapes.Instance:
    """Say at which IP address an instance is."""
    request = shapes.AddInstanceRequest(account=account, instance_id=instance, address=address, name=name)
    return client.ask(request, shapes.Instance)


@command(app, "remove", show=lambda _: print("The instance is removed."))
def remove_instance(client: OperatorClient, instance: str, account: Account = None) -> shapes.RemoveInstanceResponse:
    """Forget an instance."""
    request = shapes.RemoveInstanceRequest(account=account, instance_id=instance)
    return client.ask(request, shapes.RemoveInstanceResponse)
