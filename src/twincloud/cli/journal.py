"""`twincloud logs` and `explain`: what was called, and why a call was refused."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from twincloud.cli.client import OperatorClient
from twincloud.cli.command import Data, Json, Operator, Token, clear_failures, command, connect
from twincloud.cli.durations import milliseconds
from twincloud.cli.output import moment, print_pairs, shown
from twincloud.contract.shapes import operator as shapes

_EVERY_S = 0.5
_MOST = 1000

Strings = Annotated[Path | None, typer.Option(metavar="FILE", help="What the client signed; - for standard input.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("logs")(logs)
    command(app, "explain", show=_show_explanation)(explain)


def logs(  # noqa: PLR0913, PLR0917 (each is an option)
    limit: Annotated[int, typer.Option(min=1, max=_MOST, help="The newest so many calls.")] = 20,
    account: Annotated[str | None, typer.Option(help="Only this account's calls.")] = None,
    product: Annotated[str | None, typer.Option(help="Only this product's; `operator` for this door's own.")] = None,
    action: Annotated[str | None, typer.Option(help="Only this action's.")] = None,
    code: Annotated[str | None, typer.Option(help="Only those refused with this code.")] = None,
    request_id: Annotated[str | None, typer.Option(help="Only this call.")] = None,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="Only the last so long: 5m, 2h.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with calls as they come.")] = False,
    data: Data = None,
    operator: Operator = None,
    token: Token = None,
    as_json: Json = False,
) -> None:
    """Show the newest calls, the oldest of them first."""
    with clear_failures(), connect(data, operator, token) as client:
        request = shapes.ListJournalRequest(
            limit=limit,
            account=account,
            product=product,
            action=action,
            code=code,
            request_id=request_id,
            since_ms=_since(client, since),
        )
        answer = client.ask(request, shapes.ListJournalResponse)
        _print(answer, as_json=as_json)
        while follow:
            time.sleep(_EVERY_S)
            request = msgspec.structs.replace(request, limit=_MOST, after=answer.newest)
            answer = client.ask(request, shapes.ListJournalResponse)
            _print(answer, as_json=as_json)


def explain(
    client: OperatorClient, request_id: str, string_to_sign: Strings = None, canonical_request: Strings = None
) -> shapes.ExplainResponse:
    """Say why a call was refused.

    For a signature that did not match: give what the client signed, as a file or - for standard input, and see the
    first line in which it differs from what the server signed.
    """
    request = shapes.ExplainRequest(
        request_id=request_id, string_to_sign=_text(string_to_sign), canonical_request=_text(canonical_request)
    )
    return client.ask(request, shapes.ExplainResponse)


def _since(client: OperatorClient, since: str | None) -> int | None:
    """Return the instant so long ago by the server's own clock, which need not show the real time."""
    if since is None:
        return None
    try:
        ago = milliseconds(since)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return (client.ask(shapes.GetClockRequest(), shapes.Clock).now_ms or 0) - ago


def _text(file: Path | None) -> str | None:
    if file is None:
        return None
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} cannot be read: {error}") from None


def _print(answer: shapes.ListJournalResponse, *, as_json: bool) -> None:
    for entry in reversed(answer.entries or []):
        if as_json:
            print(msgspec.json.encode(entry).decode())
        else:
            print(_line(entry))
    sys.stdout.flush()


def _line(entry: shapes.JournalEntry) -> str:
    outcome = f"{entry.code}: {entry.message}" if entry.code else "ok"
    took = f"{(entry.latency_us or 0) / 1000:.1f} ms"
    call = f"{entry.product or entry.dialect} {entry.action or '?'}"
    return shown(f"{moment(entry.at_ms)}  {entry.request_id}  {call}  {entry.account or '-'}  {took}  {outcome}")


def _show_explanation(answer: shapes.ExplainResponse) -> None:
    entry = answer.entry or shapes.JournalEntry()
    print(_line(entry))
    print_pairs(
        [("from", f"{entry.source_ip} {entry.client or ''}"), ("key", entry.key_id), ("request", entry.request)]
    )
    print()
    for finding in answer.findings or []:
        print(shown(finding))
    for name, text in (("canonical request", answer.canonical_request), ("string to sign", answer.string_to_sign)):
        compared = [each for each in answer.comparisons or [] if (each.part or "").replace("_", " ") == name]
        if compared:
            _show_comparison(name, compared[0])
        elif text:
            print(f"\nThe server's {name}:")
            print("\n".join(f"  {number:>3}  {shown(line)}" for number, line in enumerate(text.split("\n"), start=1)))
    if entry.error:
        print(f"\n{entry.error}")


def _show_comparison(name: str, comparison: shapes.Comparison) -> None:
    print(f"\nThe {name}, line by line (S: server, C: client):")
    for line in comparison.lines or []:
        if line.same:
            print(f"  {line.number:>3}    {shown(line.server)}")
            continue
        print(f"  {line.number:>3} S  {_or_absent(line.server)}")
        print(f"      C  {_or_absent(line.client)}")


def _or_absent(line: str | None) -> str:
    return "(no such line)" if line is None else shown(line)
