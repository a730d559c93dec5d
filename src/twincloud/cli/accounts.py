"""`twincloud accounts`: customers and their switches."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import moment, print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="accounts", help="Customers and their switches.", no_args_is_help=True)

Suspended = Annotated[bool | None, typer.Option("--suspended/--not-suspended", help="Restricted for a violation.")]
Terms = Annotated[bool | None, typer.Option("--terms-accepted/--terms-open", help="The agreement is confirmed.")]
Enterprise = Annotated[bool | None, typer.Option("--enterprise/--individual", help="Verified as an organisation.")]


def _show(account: shapes.Account) -> None:
    print_pairs(
        [
            ("id", account.id),
            ("name", account.name),
            ("created", moment(account.created_ms)),
            ("suspended", account.suspended),
            ("terms accepted", account.terms_accepted),
            ("enterprise", account.enterprise),
        ]
    )


def _show_all(answer: shapes.ListAccountsResponse) -> None:
    print_table(
        ("id", "name", "created", "suspended", "terms accepted", "enterprise"),
        [
            (each.id, each.name, moment(each.created_ms), each.suspended, each.terms_accepted, each.enterprise)
            for each in answer.accounts or []
        ],
        nothing="There is no account.",
    )


@command(app, "list", show=_show_all)
def list_accounts(
    client: OperatorClient,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListAccountsResponse:
    """List the accounts."""
    return client.ask(shapes.ListAccountsRequest(offset=offset, limit=limit), shapes.ListAccountsResponse)


@command(app, "create", show=_show)
def create_account(
    client: OperatorClient,
    name: str,
    suspended: Suspended = None,
    terms_accepted: Terms = None,
    enterprise: Enterprise = None,
) -> shapes.Account:
    """Create an account."""
    request = shapes.CreateAccountRequest(
        name=name, suspended=suspended, terms_accepted=terms_accepted, enterprise=enterprise
    )
    return client.ask(request, shapes.Account)


@command(app, "update", show=_show)
def update_account(
    client: OperatorClient,
    account: str,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    suspended: Suspended = None,
    terms_accepted: Terms = None,
    enterprise: Enterprise = None,
) -> shapes.Account:
    """Change an account's name or switches."""
    request = shapes.UpdateAccountRequest(
        id=account, name=name, suspended=suspended, terms_accepted=terms_accepted, enterprise=enterprise
    )
    return client.ask(request, shapes.Account)
