"""`twincloud serve`: settings from a file, the environment and options, and the server that they describe.

Its options are read by argparse: the command library of the other commands takes longer to load than the server may.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from twincloud.kernel.settings import (
    ADDRESS_MODES,
    LENIENCIES,
    Settings,
    SettingsError,
    from_environment,
    from_mappings,
)

CONFIG_FILE = "twincloud.yaml"
EXPORTED = (
    "TWINCLOUD_ENDPOINT", "TWINCLOUD_ENDPOINT_HTTPS", "TWINCLOUD_CA_FILE", "TWINCLOUD_CHAT_ADMIN",
    "TWINCLOUD_CHAT_ENDPOINT",
)  # fmt: skip
"""What `twincloud env` exports besides settings; a server started in such a shell must not take it for one."""

_CANNOT_START = 2


def serve(arguments: Sequence[str]) -> int:
    """Run a server until it is told to stop; returns the exit status, 2 when it could not start."""
    options = vars(_parser().parse_args(arguments))
    config = options.pop("config")
    try:
        settings = read_settings(options, os.environ, Path.cwd(), config)
    except SettingsError as error:
        return _refuse(error)
    return _run(settings)


def read_settings(
    options: Mapping[str, Any], environment: Mapping[str, str], directory: Path, config: Path | None = None
) -> Settings:
    """Return the settings: the file's (`config`, or twincloud.yaml in `directory`) < the environment's < the options'.

    Raises SettingsError for what cannot be read, unknown names and unusable values.
    """
    ours = {name: value for name, value in environment.items() if name not in EXPORTED}
    return from_mappings(_read_file(directory, config), from_environment(ours), options)


def _run(settings: Settings) -> int:
    # Imported here, so that a wrong option is answered at once.
    import uvloop

    from twincloud.app import serve as run_server
    from twincloud.balancing.engine import EngineStartError
    from twincloud.gateway.server import DoorError
    from twincloud.gateway.tls import AuthorityError
    from twincloud.inventory.addresses import AddressesExhausted
    from twincloud.storage.errors import StoreError

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run_server(settings))
    except (
        SettingsError,
        StoreError,
        DoorError,
        AuthorityError,
        EngineStartError,
        AddressesExhausted,
        OSError,
    ) as error:
        return _refuse(error)
    return 0


def _refuse(error: Exception) -> int:
    sys.stderr.write(f"twincloud: {error}\n")
    return _CANNOT_START


def _read_file(directory: Path, config: Path | None) -> dict[str, Any]:
    path = config or directory / CONFIG_FILE
    if config is None and not path.is_file():
        return {}
    import yaml

    try:
        content = yaml.safe_load(path.read_text())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise SettingsError(f"{path} must hold settings as `name: value`")
    return content


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="twincloud serve",
        description="Run a server. Every option is also a variable TWINCLOUD_<NAME> and a key of twincloud.yaml; "
        "options win over variables, and variables over the file.",
        allow_abbrev=False,
    )
    # Everything is text until the settings themselves judge it, so that all three sources are judged alike.
    add = parser.add_argument
    add(
        "--config",
        type=Path,
        metavar="FILE",
        help=f"read settings from FILE (default: {CONFIG_FILE}, where there is one)",
    )
    add("--data", metavar="DIR", help="where the server keeps its store, keys, certificates and sockets")
    add("--http", metavar="HOST:PORT", help="where every product is served (default: 127.0.0.1:4600)")
    add("--https", metavar="HOST:PORT", help="the same with TLS (default: 127.0.0.1:4643)")
    add("--operator", metavar="HOST:PORT", help="the operator's door (default: 127.0.0.1:4601)")
    add("--database", metavar="URL", help="a postgresql:// address (default: SQLite in the data directory)")
    add("--addresses", metavar="|".join(ADDRESS_MODES), help="how balancers get addresses")
    add("--pool", metavar="LIST", help="addresses and networks for --addresses pool, separated by commas")
    add("--mapped-address", metavar="ADDRESS", help="the one address of --addresses mapped (default: 127.0.0.1)")
    add("--no-dataplane", dest="dataplane", action="store_const", const=False, help="serve the APIs without traffic")
    add("--envoy", metavar="FILE", help="an Envoy binary to use instead of the packaged one")
    add("--workers", metavar="N", help="Envoy's worker threads (default: 2)")
    add("--drain-time", metavar="S", help="seconds that connections of stopped listeners live on (default: 3)")
    add("--limits", metavar="on|off", help="enforce the documented rate limits (default: on)")
    add(
        "--private-targets",
        metavar="on|off",
        help="let webhooks go to private addresses and to any port, which the vendors do not (default: on)",
    )
    add("--time-scale", metavar="X", help="divide the data plane's intervals and idle times by X, for tests")
    add(
        "--gaap-delete-bound-without-force",
        metavar="|".join(LENIENCIES),
        help="delete GAAP listeners with origins though Force is 0 (default: auto, for Terraform alone)",
    )
    add("--log-level", metavar="LEVEL", help="debug, info, warning or error (default: info)")
    return parser
