"""The table of commands."""

from __future__ import annotations

import sys

import typer

from twincloud.cli import (
    accounts,
    balancers,
    certificates,
    chat_apps,
    clock,
    env,
    faults,
    functions,
    hosts,
    instances,
    journal,
    keys,
    server,
    users,
)

app = typer.Typer(
    name="twincloud",
    help="Cloud load balancing and messaging on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command(
    "serve", add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
def serve(context: typer.Context) -> None:
    """Run a server; `serve --help` lists its options."""
    from twincloud.cli.serve import serve as run

    raise typer.Exit(run(context.args))


@app.command("demo")
def demo() -> None:
    """Play the README's story on a server of its own and say what was seen."""
    from twincloud.cli.demo import DemoError, run_demo

    try:
        run_demo()
    except DemoError as error:
        sys.stderr.write(f"twincloud: {error}\n")
        raise typer.Exit(1) from None


server.register(app)
env.register(app)
balancers.register(app)
journal.register(app)
for group in (
    accounts.app, keys.app, users.app, chat_apps.app, instances.app, functions.app,
    certificates.app, clock.app, faults.app, hosts.app
):  # fmt: skip
    app.add_typer(group)
