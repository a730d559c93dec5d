"""`twincloud chat-apps`: the apps of Tencent Chat, their admins and webhooks."""

from __future__ import annotations

from typing import Annotated

import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import command
from twincloud.cli.output import moment, print_pairs, print_table
from twincloud.contract.shapes import operator as shapes

app = typer.Typer(name="chat-apps", help="The apps of Tencent Chat.", no_args_is_help=True)

Admins = Annotated[list[str] | None, typer.Option("--admin", help="A UserID that may call; may be repeated.")]
Events = Annotated[list[str] | None, typer.Option("--webhook-event", help="Tell of this event alone; may be repeated.")]


def _show(chat_app: shapes.ChatApp) -> None:
    print_pairs(
        [
            ("sdkappid", chat_app.sdkappid),
            ("account", chat_app.account),
            ("name", chat_app.name),
            ("admins", ", ".join(chat_app.admins or [])),
            ("webhooks", chat_app.webhook_url or "none"),
            ("webhook events", ", ".join(chat_app.webhook_events or []) or "all"),
            ("webhooks signed", chat_app.webhook_signed),
            ("webhooks strict", chat_app.webhook_strict),
            ("webhook attempts", chat_app.webhook_attempts),
        ]
    )


def _show_created(created: shapes.CreatedChatApp) -> None:
    print_pairs(
        [
            ("sdkappid", created.sdkappid),
            ("secret", created.secret),
            ("account", created.account),
            ("admins", ", ".join(created.admins or [])),
        ]
    )
    print("The secret is shown this once.")


def _show_all(answer: shapes.ListChatAppsResponse) -> None:
    print_table(
        ("sdkappid", "account", "name", "admins", "created"),
        [
            (each.sdkappid, each.account, each.name, ", ".join(each.admins or []), moment(each.created_ms))
            for each in answer.apps or []
        ],
        nothing="There is no app.",
    )


@command(app, "list", show=_show_all)
def list_chat_apps(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="Only this account's apps.")] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> shapes.ListChatAppsResponse:
    """List apps, without their keys."""
    request = shapes.ListChatAppsRequest(account=account, offset=offset, limit=limit)
    return client.ask(request, shapes.ListChatAppsResponse)


@command(app, "create", show=_show_created)
def create_chat_app(
    client: OperatorClient,
    account: Annotated[str | None, typer.Option(help="The account's id; the first account when absent.")] = None,
    name: Annotated[str | None, typer.Option()] = None,
    sdkappid: Annotated[str | None, typer.Option(help="A number; random when absent.")] = None,
    secret: Annotated[str | None, typer.Option(help="The key that signs UserSigs; random when absent.")] = None,
    admins: Admins = None,
) -> shapes.CreatedChatApp:
    """Create an app and show its key."""
    request = shapes.CreateChatAppRequest(
        account=account, name=name, sdkappid=sdkappid, secret=secret, admins=admins or None
    )
    return client.ask(request, shapes.CreatedChatApp)


@command(app, "update", show=_show)
def update_chat_app(  # noqa: PLR0913, PLR0917 (each is an option)
    client: OperatorClient,
    sdkappid: str,
    name: Annotated[str | None, typer.Option(help="A new name.")] = None,
    admins: Admins = None,
    webhook_url: Annotated[str | None, typer.Option(help="Where webhooks go; empty for nowhere.")] = None,
    webhook_token: Annotated[str | None, typer.Option(help="What webhooks are signed with; empty for not.")] = None,
    webhook_events: Events = None,
    webhook_strict: Annotated[bool | None, typer.Option("--webhook-strict/--webhook-lenient")] = None,
    webhook_attempts: Annotated[
        int | None, typer.Option(min=1, max=10, help="How often what happened is told.")
    ] = None,
) -> shapes.ChatApp:
    """Change an app's name, admins or webhooks."""
    request = shapes.UpdateChatAppRequest(
        sdkappid=sdkappid,
        name=name,
        admins=admins or None,
        webhook_url=webhook_url,
        webhook_token=webhook_token,
        webhook_events=webhook_events or None,
        webhook_strict=webhook_strict,
        webhook_attempts=webhook_attempts,
    )
    return client.ask(request, shapes.ChatApp)
