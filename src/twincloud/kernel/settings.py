"""Everything that can be set about a server, and the one way in which settings are read."""

from __future__ import annotations

import dataclasses
import ipaddress
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

_PREFIX = "TWINCLOUD_"
ADDRESS_MODES = ("loopback", "mapped", "pool")
CHAT_ADMIN = "administrator"
"""The app admin that every Chat app begins with (product page)."""
LONGEST_DRAIN_S = 600
LENIENCIES = ("auto", "never", "always")
LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(ValueError):
    """A setting is unknown or its value cannot be used; the message names it and says what is allowed."""


def default_data_directory() -> Path:
    """Return the platform's folder for a user's application data (XDG on Linux)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "twincloud"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "twincloud"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """One server's settings. Each is an option of `serve`, a variable ``TWINCLOUD_<NAME>`` and a key of the file."""

    data: Path = dataclasses.field(default_factory=default_data_directory)
    """Where the server keeps its store, keys, certificates and sockets."""
    http: str = "127.0.0.1:4600"
    https: str = "127.0.0.1:4643"
    operator: str = "127.0.0.1:4601"
    database: str | None = None
    """A ``postgresql://`` address; the embedded SQLite file when absent."""
    addresses: str = dataclasses.field(default_factory=lambda: "loopback" if sys.platform == "linux" else "mapped")
    """How balancers get addresses: loopback, mapped or pool."""
    pool: tuple[str, ...] = ()
    """Addresses and networks for address mode ``pool``."""
    mapped_address: str = "127.0.0.1"
    dataplane: bool = True
    envoy: Path | None = None
    """An Envoy binary to use instead of the packaged one."""
    workers: int = 2
    """Envoy's worker threads."""
    drain_time: int = 3
    """How many seconds open connections of a listener that is stopped, deleted or changed live on."""
    limits: bool = True
    """Enforce the documented rate limits."""
    private_targets: bool = True
    """Let webhooks and call-outs go to loopback, to private addresses and to any port; the vendors do not."""
    time_scale: float = 1.0
    """Divides intervals and idle times of the data plane, for tests."""
    gaap_delete_bound_without_force: Literal["auto", "never", "always"] = "auto"
    """Whether GAAP's DeleteListeners with Force 0 deletes listeners with origins: `auto` for Terraform alone."""
    log_level: str = "info"
    access_key_id: str | None = None
    access_key_secret: str | None = None
    chat_sdkappid: str | None = None
    chat_secret_key: str | None = None

    def __post_init__(self) -> None:
        """Raise SettingsError for values that do not fit together."""
        if self.addresses not in ADDRESS_MODES:
            raise SettingsError(f"addresses must be one of {', '.join(ADDRESS_MODES)}, not {self.addresses!r}")
        if self.addresses == "pool" and not self.pool:
            raise SettingsError("address mode 'pool' needs addresses: --pool 192.0.2.7,192.0.2.16/28")
        _require_pool(self.pool)
        _require_address(self.mapped_address)
        _require_database(self.database)
        if self.gaap_delete_bound_without_force not in LENIENCIES:
            raise SettingsError(
                f"gaap_delete_bound_without_force must be one of {', '.join(LENIENCIES)}, "
                f"not {self.gaap_delete_bound_without_force!r}"
            )
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(f"log_level must be one of {', '.join(LOG_LEVELS)}, not {self.log_level!r}")
        _require_numbers(self)
        if (self.access_key_id is None) != (self.access_key_secret is None):
            raise SettingsError("access_key_id and access_key_secret are given together or not at all")
        if self.chat_sdkappid is not None and not is_sdkappid(self.chat_sdkappid):
            raise SettingsError(f"chat_sdkappid must be a number below 2^32, not {self.chat_sdkappid!r}")
        for name in ("http", "https", "operator"):
            host_port(getattr(self, name), name)


def host_port(text: str, name: str) -> tuple[str, int]:
    """Split ``HOST:PORT``; raises SettingsError naming the setting."""
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise SettingsError(f"{name} must be HOST:PORT, not {text!r}")
    return host, int(port)


def is_sdkappid(text: str) -> bool:
    """Tell whether the text can be a Chat app's SDKAppID, which is a number below 2^32."""
    return text.isascii() and text.isdecimal() and not text.startswith("0") and int(text) < 2**32


def from_mappings(*sources: Mapping[str, Any]) -> Settings:
    """Build settings from mappings of names to values (text or typed), later ones winning.

    Raises SettingsError for an unknown name or a value of the wrong kind.
    """
    known = {field.name: field for field in dataclasses.fields(Settings)}
    values: dict[str, Any] = {}
    for source in sources:
        for name, value in source.items():
            if name not in known:
                raise SettingsError(f"unknown setting {name!r}; known are: {', '.join(sorted(known))}")
            if value is not None:
                values[name] = _converted(name, str(known[name].type), value)
    return Settings(**values)


def from_environment(environment: Mapping[str, str]) -> dict[str, str | None]:
    """Return the settings that variables ``TWINCLOUD_<NAME>`` give, by name; `from_mappings` judges the names.

    An empty variable is None, which leaves the setting as it is.
    """
    return {
        name.removeprefix(_PREFIX).lower(): value or None
        for name, value in environment.items()
        if name.startswith(_PREFIX)
    }


def _require_numbers(settings: Settings) -> None:
    if not 0 < settings.time_scale < math.inf:
        raise SettingsError("time_scale must be a number above 0")
    if settings.workers < 1:
        raise SettingsError("workers must be at least 1")
    if not 1 <= settings.drain_time <= LONGEST_DRAIN_S:
        raise SettingsError(f"drain_time must be 1 to {LONGEST_DRAIN_S} seconds")


def _require_pool(pool: tuple[str, ...]) -> None:
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
    for entry in pool:
        try:
            network = ipaddress.ip_network(entry)
        except ValueError as error:
            raise SettingsError(f"pool cannot hold {entry!r}: {error}") from None
        # Two balancers would be given one address.
        if any(network.version == other.version and network.overlaps(other) for other in networks):
            raise SettingsError(f"pool holds addresses of {entry!r} twice")
        networks.append(network)


def _require_address(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise SettingsError(f"mapped_address must be an IP address, not {text!r}") from None


def _require_database(url: str | None) -> None:
    if url is None:
        return
    try:
        # Asked for by its side effect: a port that is none raises.
        right = url.startswith("postgresql://") and urlsplit(url).port != 0
    except ValueError:
        right = False
    if not right:
        raise SettingsError("database must be postgresql://USER:PASSWORD@HOST:PORT/NAME; without it, SQLite is used")


def _converted(name: str, kind: str, value: Any) -> Any:
    try:
        if kind.startswith("bool"):
            return _boolean(value)
        if kind.startswith("int"):
            return int(_text(value))
        if kind.startswith("float"):
            return float(_text(value))
        if kind.startswith("Path"):
            return Path(value).expanduser()
        if kind.startswith("tuple"):
            items = value.split(",") if isinstance(value, str) else list(value)
            return tuple(str(item).strip() for item in items if str(item).strip())
        return _text(value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{name} cannot be {value!r}: {error}") from None


def _text(value: Any) -> str:
    """Return a scalar as it would have been written; a file's own types are text to settings."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError("give a text or a number")
    return str(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise ValueError("give true or false") from None
