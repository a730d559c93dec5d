"""The `twincloud` command. `serve` goes its own short way, for the command library would cost a third of its start."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    if sys.argv[1:2] == ["serve"]:
        from twincloud.cli.serve import serve

        sys.exit(serve(sys.argv[2:]))
    from twincloud.cli.commands import app

    app()


if __name__ == "__main__":
    main()
