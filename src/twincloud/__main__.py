"""Makes `python -m twincloud` the same as the `twincloud` command."""

from __future__ import annotations

from twincloud.cli.main import main

if __name__ == "__main__":
    main()
