"""`twincloud functions`: where the cloud functions that clients bind to forwarding rules are reached."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(
    name="functions", help="Where cloud functions that rules are bound to are reached.", no_args_is_help=True
)

Account = Annotated[str | None, typer.Option(help="The account's id; the first account when absent.")]
Namespace = Annotated[str, typer.Option(help="The function's namespace.")]
Qualifier = Annotated[str | None, typer.Option(help="A version or alias; absent for all that have no entry.")]


def _show(function: shapes.Function) -> None:
    print_pairs(
        [
            ("function", function.name),
            ("namespace", function.namespace),
            ("qualifier", function.qualifier or None),
            ("account", function.account),
            ("url", function.url),
        ]
    )


def _show_all(answer: shapes.ListFunctionsResponse) -> None:
    print_table(
        ("function", "namespace", "qualifier", "account", "url"),
        [
            (each.name, each.namespace, each.qualifier or "any", each.account, each.url)
            for each in answer.functions or []
        ],
        nothing="There is no function.",
    )


@command(app, "list", show=_show_all)
def list_functions(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="Only this account's functions.")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListFunctionsResponse:
    """List functions."""
    request = shapes.ListFunctionsRequest(account=account, offset=offset, limit=limit)
    return client.ask(request, shapes.ListFunctionsResponse)


@command(app, "add", show=_show)
def add_function(
    client: OperatorClient,
    name: str,
    url: str,
    namespace: Namespace = "default",
    qualifier: Qualifier = None,
    account: Account = None,
) -> shapes.Function:
    """Say at which URL a function takes requests; a path there comes before that of each request."""
    request = shapes.AddFunctionRequest(account=account, namespace=namespace, name=name, qualifier=qualifier, url=url)
    return client.ask(request, shapes.Function)


@command(app, "remove", show=lambda _: print("The function is removed."))
def remove_function(
    client: OperatorClient,
    name: str,
    namespace: Namespace = "default",
    qualifier: Qualifier = None,
    account: Account = None,
) -> shapes.RemoveFunctionResponse:
    """Forget a function."""
    request = shapes.RemoveFunctionRequest(account=account, namespace=namespace, name=name, qualifier=qualifier)
    return client.ask(request, shapes.RemoveFunctionResponse)
