"""`twincloud env`: what clients need to know, as variables for a shell."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import typer

from twincloud.cli.command import NO_SERVER, Data, Json, clear_failures, data_directory, fail
from twincloud.cli.output import print_json
from twincloud.kernel.settings import CHAT_ADMIN, host_port

_TENCENT_REGION = "ap-guangzhou"
_ALIBABA_REGION = "cn-hangzhou"
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (what a server was bound to, and how to reach it)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("env")(env)


def env(data: Data = None, as_json: Json = False) -> None:
    """Print variables for SDKs, command lines and Terraform: eval "$(twincloud env)"."""
    with clear_failures():
        directory = data_directory(data)
        found = variables(directory, _read(directory, "server.json"), _read(directory, "credentials.json"))
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        print(f"export {name}={shlex.quote(value)}")


def variables(directory: Path, server: dict[str, Any], credentials: dict[str, Any]) -> dict[str, str]:
    """Return the variables by name.

    Alibaba's Terraform provider speaks HTTPS alone, and to the endpoints given here; its authority is only trusted with
    SSL_CERT_FILE, which is not among the variables because all other programs of the shell would read it too. Node adds
    NODE_EXTRA_CA_CERTS to what it trusts, and nothing but Alibaba's older SDK for Python reads ALIBABA_CLOUD_CA_BUNDLE.
    Tencent's Terraform provider puts a product's name before TENCENTCLOUD_DOMAIN, so that is only given for a server
    on this machine, where names below ``localhost`` lead to it.
    """
    key, secret = credentials["access_key_id"], credentials["access_key_secret"]
    http, https = _reachable(server["http"]), _reachable(server["https"])
    authority = str(directory / "ca.pem")
    found = {
        "TENCENTCLOUD_SECRET_ID": key,
        "TENCENTCLOUD_SECRET_KEY": secret,
        "TENCENTCLOUD_REGION": _TENCENT_REGION,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": key,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": secret,
        "ALIBABA_CLOUD_REGION": _ALIBABA_REGION,
        "ALIBABA_CLOUD_REGION_ID": _ALIBABA_REGION,
        "ALIBABACLOUD_ACCESS_KEY_ID": key,
        "ALIBABACLOUD_ACCESS_KEY_SECRET": secret,
        "ALIBABACLOUD_REGION_ID": _ALIBABA_REGION,
        "ALICLOUD_ACCESS_KEY": key,
        "ALICLOUD_SECRET_KEY": secret,
        "ALICLOUD_REGION": _ALIBABA_REGION,
        "ALIBABA_CLOUD_ENDPOINT_SLB": https,
        "SLB_ENDPOINT": https,
        "ALIBABA_CLOUD_ENDPOINT_VPC": https,
        "VPC_ENDPOINT": https,
        "ALIBABA_CLOUD_ENDPOINT_LIVE": https,
        "LIVE_ENDPOINT": https,
        "TWINCLOUD_HTTP": http,
        "TWINCLOUD_HTTPS": https,
        "TWINCLOUD_ENDPOINT": f"http://{http}",
        "TWINCLOUD_ENDPOINT_HTTPS": f"https://{https}",
        "TWINCLOUD_CA_FILE": authority,
        "NODE_EXTRA_CA_CERTS": authority,
        "ALIBABA_CLOUD_CA_BUNDLE": authority,
        "TWINCLOUD_CHAT_SDKAPPID": credentials["chat_sdkappid"],
        "TWINCLOUD_CHAT_SECRET_KEY": credentials["chat_secret_key"],
        "TWINCLOUD_CHAT_ADMIN": CHAT_ADMIN,
        "TWINCLOUD_CHAT_ENDPOINT": f"http://{http}/v4",
    }
    if host_port(http, "http")[0] in _LOOPBACK:
        found["TENCENTCLOUD_DOMAIN"] = f"localhost:{host_port(http, 'http')[1]}"
        found["TENCENTCLOUD_PROTOCOL"] = "HTTP"
    return found


def _reachable(bound: str) -> str:
    host, port = host_port(bound, "address")
    host = _EVERY_ADDRESS.get(host, host)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _read(directory: Path, name: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((directory / name).read_text())
    except FileNotFoundError:
        fail(
            f"no server runs with the data directory {directory}; start one with `twincloud serve --data {directory}`, "
            "or name another one's directory with --data",
            NO_SERVER,
        )
    except (OSError, ValueError) as error:
        fail(f"{directory / name} cannot be read: {error}", NO_SERVER)
    return content
