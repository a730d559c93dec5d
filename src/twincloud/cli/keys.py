"""`twincloud keys`: access keys of accounts and users."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import moment, print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="keys", help="Access keys of accounts and users.", no_args_is_help=True)

Account = Annotated[str | None, typer.Option(help="The account's id; the first account when absent.")]


def _show(key: shapes.AccessKey) -> None:
    print_pairs([("id", key.id), ("account", key.account), ("user", key.user), ("active", key.active)])


def _show_created(key: shapes.CreatedKey) -> None:
    print_pairs([("id", key.id), ("secret", key.secret), ("account", key.account), ("user", key.user)])
    print("The secret is shown this once.")


def _show_all(answer: shapes.ListKeysResponse) -> None:
    print_table(
        ("id", "account", "user", "active", "created"),
        [(each.id, each.account, each.user, each.active, moment(each.created_ms)) for each in answer.keys or []],
        nothing="There is no key.",
    )


@command(app, "list", show=_show_all)
def list_keys(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="Only this account's keys.")] = None,
    user: Annotated[str | None, typer.Option(help="Only this user's keys.")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListKeysResponse:
    """List keys, without their secrets."""
    request = shapes.ListKeysRequest(account=account, user=user, offset=offset, limit=limit)
    return client.ask(request, shapes.ListKeysResponse)


@command(app, "create", show=_show_created)
def create_key(
    client: OperatorClient,
    account: Account = None,
    user: Annotated[str | None, typer.Option(help="The id of the user whose key it is.")] = None,
) -> shapes.CreatedKey:
    """Create a key and show its secret."""
    return client.ask(shapes.CreateKeyRequest(account=account, user=user), shapes.CreatedKey)


@command(app, "update", show=_show)
def update_key(
    client: OperatorClient, key: str, active: Annotated[bool, typer.Option("--active/--inactive")]
) -> shapes.AccessKey:
    """Switch a key on or off."""
    return client.ask(shapes.UpdateKeyRequest(id=key, active=active), shapes.AccessKey)


@command(app, "delete", show=lambda _: print("The key is deleted."))
def delete_key(client: OperatorClient, key: str) -> shapes.DeleteKeyResponse:
    """Delete a key."""
    return client.ask(shapes.DeleteKeyRequest(id=key), shapes.DeleteKeyResponse)
