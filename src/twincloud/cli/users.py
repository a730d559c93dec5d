"""`twincloud users`: sub-users of accounts and what they may do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import moment, print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="users", help="Sub-users of accounts and what they may do.", no_args_is_help=True)

Policies = Annotated[
    list[Path] | None,
    typer.Option("--policy", metavar="FILE", exists=True, dir_okay=False, help="A CAM or RAM policy; may be repeated."),
]


def _show(user: shapes.User) -> None:
    pairs = [("id", user.id), ("account", user.account), ("name", user.name), ("created", moment(user.created_ms))]
    print_pairs([*pairs, ("policies", len(user.policies or []))])
    for document in user.policies or []:
        print(document)


def _show_all(answer: shapes.ListUsersResponse) -> None:
    print_table(
        ("id", "account", "name", "policies", "created"),
        [
            (each.id, each.account, each.name, len(each.policies or []), moment(each.created_ms))
            for each in answer.users or []
        ],
        nothing="There is no user.",
    )


@command(app, "list", show=_show_all)
def list_users(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="Only this account's users.")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListUsersResponse:
    """List users."""
    request = shapes.ListUsersRequest(account=account, offset=offset, limit=limit)
    return client.ask(request, shapes.ListUsersResponse)


@command(app, "create", show=_show)
def create_user(
    client: OperatorClient,
    name: str,
    account: Annotated[str | None, typer.Option(help="The account's id; the first account when absent.")] = None,
    policies: Policies = None,
) -> shapes.User:
    """Create a user, who may do nothing that no policy allows."""
    request = shapes.CreateUserRequest(account=account, name=name, policies=_read(policies))
    return client.ask(request, shapes.User)


@command(app, "set-policies", show=_show)
def set_policies(client: OperatorClient, user: str, policies: Policies = None) -> shapes.User:
    """Replace a user's policies; without --policy, take them all away."""
    return client.ask(shapes.SetUserPoliciesRequest(id=user, policies=_read(policies)), shapes.User)


@command(app, "delete", show=lambda _: print("The user and its keys are deleted."))
def delete_user(client: OperatorClient, user: str) -> shapes.DeleteUserResponse:
    """Delete a user and its keys."""
    return client.ask(shapes.DeleteUserRequest(id=user), shapes.DeleteUserResponse)


def _read(files: list[Path] | None) -> list[str]:
    return [file.read_text().strip() for file in files or []]
