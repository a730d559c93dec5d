"""`twincloud hosts`: the host names that clients derive from a product's, where the system does not resolve them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twincloud.cli.command import REFUSED, fail

app = typer.Typer(name="hosts", help="Host names such as clb.localhost, which Terraform derives.", no_args_is_help=True)

NAMES = ("clb", "gaap", "slb", "live", "im", "tag", "vpc", "ssl", "cls")
"""The products that are served, and those that Terraform asks beside them."""
_BEGIN = "# twincloud: begin"
_END = "# twincloud: end"

Address = Annotated[str, typer.Option(help="Where the server is.")]


@app.command("print")
def print_hosts(address: Address = "127.0.0.1") -> None:
    """Print the lines for a hosts file."""
    print("\n".join(lines(address)))


@app.command("install")
def install(
    address: Address = "127.0.0.1",
    file: Annotated[Path, typer.Option(help="The hosts file.")] = Path("/etc/hosts"),
) -> None:
    """Put the lines into the hosts file, in place of those of an earlier time."""
    try:
        before = file.read_text() if file.exists() else ""
        after = installed(before, address)
        if after != before:
            # Written in place: in a container the file is a mount, which cannot be replaced.
            file.write_text(after)
    except (OSError, UnicodeDecodeError) as error:
        fail(
            f"{file} cannot be changed: {error}; try it with sudo, or put in what `twincloud hosts print` shows",
            REFUSED,
        )
    print(f"{file} is as it was." if after == before else f"{file} now holds {len(NAMES)} names.")


def lines(address: str) -> list[str]:
    """Return one line per name."""
    return [f"{address} {name}.localhost" for name in NAMES]


def installed(content: str, address: str) -> str:
    """Return a hosts file's content with our lines between their markers, everything else as it was."""
    kept: list[str] = []
    ours = False
    for line in content.splitlines():
        if line.strip() == _BEGIN:
            ours = True
        elif line.strip() == _END and ours:
            ours = False
        elif not ours:
            kept.append(line)
    if ours:
        raise OSError(f"the line {_BEGIN!r} has no {_END!r} after it")
    return "\n".join([*kept, _BEGIN, *lines(address), _END]) + "\n"
