"""How a command becomes one: the options that all commands share, the client they get, and how they fail."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from twincloud.cli.client import NoServerError, OperatorClient, RefusedError, is_loopback
from twincloud.cli.output import print_json
from twincloud.cli.serve import read_settings
from twincloud.kernel.settings import SettingsError

F = TypeVar("F", bound=Callable[..., Any])

REFUSED = 1
UNUSABLE = 2
NO_SERVER = 3
"""Exit statuses: the server refused, the command line or settings are wrong, no server is there."""

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The server's data directory.", show_default=False)
]
Operator = Annotated[
    str | None,
    typer.Option("--operator", metavar="URL", help="The operator's door of a server elsewhere.", show_default=False),
]
Token = Annotated[
    str | None, typer.Option("--token", help="The token for --operator (kept in operator.token).", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def command(app: typer.Typer, name: str, *, show: Callable[[Any], None]) -> Callable[[F], F]:
    """Register the decorated function, whose first parameter is the client, as command `name` of `app`.

    What it returns is printed by `show`, or as JSON with ``--json``.
    """

    def register(function: F) -> F:
        @functools.wraps(function)
        def run(*, data: Path | None, operator: str | None, token: str | None, as_json: bool, **arguments: Any) -> None:
            with clear_failures(), connect(data, operator, token) as client:
                answer = function(client, **arguments)
                if as_json:
                    print_json(answer)
                else:
                    show(answer)

        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        shared = [
            inspect.Parameter(shared, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for shared, kind, default in (
                ("data", Data, None),
                ("operator", Operator, None),
                ("token", Token, None),
                ("as_json", Json, False),
            )
        ]
        plain = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        run.__signature__ = inspect.Signature([*plain, *shared])  # type: ignore[attr-defined]  # read by typer
        run.__annotations__ = {}
        app.command(name)(run)
        return function

    return register


def connect(data: Path | None, operator: str | None, token: str | None) -> OperatorClient:
    """Return a client of the server that the shared options name.

    Without ``--token``, the data directory's is shown to doors on this machine, and wherever ``--data`` was given.
    """
    directory = data_directory(data)
    if operator is None:
        return OperatorClient.local(directory)
    if token is None and (data is not None or is_loopback(operator)):
        with contextlib.suppress(OSError):
            token = (directory / "operator.token").read_text().strip()
    return OperatorClient.remote(operator, token)


def data_directory(given: Path | None) -> Path:
    """Return the data directory that an option, TWINCLOUD_DATA or twincloud.yaml names, or the default one."""
    return read_settings({"data": given}, os.environ, Path.cwd()).data


@contextlib.contextmanager
def clear_failures() -> Iterator[None]:
    """Turn what may go wrong with a call into one sentence and an exit status."""
    try:
        yield
    except RefusedError as error:
        fail(str(error), REFUSED)
    except SettingsError as error:
        fail(str(error), UNUSABLE)
    except NoServerError as error:
        fail(str(error), NO_SERVER)


def fail(sentence: str, status: int) -> NoReturn:
    """Say what is wrong and end with `status`."""
    sys.stderr.write(f"twincloud: {sentence}\n")
    raise typer.Exit(status) from None
