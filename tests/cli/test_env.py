"""Variables for clients are complete and safe to evaluate."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twincloud.cli.commands import app
from twincloud.cli.env import variables

KEYS = {
    "access_key_id": "AKIDx",
    "access_key_secret": "it's $(secret)",
    "chat_sdkappid": "1400000001",
    "chat_secret_key": "chat's key",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "server.json").write_text(json.dumps({"http": "127.0.0.1:4600", "https": "127.0.0.1:4643", "pid": 1}))
    (tmp_path / "credentials.json").write_text(json.dumps(KEYS))
    return tmp_path


def test_a_shell_gets_what_was_meant(data: Path) -> None:
    result = CliRunner().invoke(app, ["env", "--data", str(data)])
    assert result.exit_code == 0
    shown = subprocess.run(["sh", "-c", f"{result.stdout}\nenv -0"], capture_output=True, text=True, check=True).stdout
    found = dict(line.split("=", 1) for line in shown.split("\0") if line)
    expected = {
        "TENCENTCLOUD_SECRET_ID": "AKIDx",
        "TENCENTCLOUD_SECRET_KEY": "it's $(secret)",
        "TENCENTCLOUD_REGION": "ap-guangzhou",
        "TENCENTCLOUD_DOMAIN": "localhost:4600",
        "TENCENTCLOUD_PROTOCOL": "HTTP",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "AKIDx",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "it's $(secret)",
        "ALIBABA_CLOUD_REGION_ID": "cn-hangzhou",
        "ALIBABA_CLOUD_ENDPOINT_SLB": "127.0.0.1:4643",
        "ALIBABA_CLOUD_ENDPOINT_LIVE": "127.0.0.1:4643",
        "ALICLOUD_ACCESS_KEY": "AKIDx",
        "ALICLOUD_SECRET_KEY": "it's $(secret)",
        "TWINCLOUD_HTTP": "127.0.0.1:4600",
        "TWINCLOUD_HTTPS": "127.0.0.1:4643",
        "TWINCLOUD_ENDPOINT": "http://127.0.0.1:4600",
        "TWINCLOUD_ENDPOINT_HTTPS": "https://127.0.0.1:4643",
        "TWINCLOUD_CA_FILE": str(data / "ca.pem"),
        "NODE_EXTRA_CA_CERTS": str(data / "ca.pem"),
        "ALIBABA_CLOUD_CA_BUNDLE": str(data / "ca.pem"),
        "TWINCLOUD_CHAT_SDKAPPID": "1400000001",
        "TWINCLOUD_CHAT_SECRET_KEY": "chat's key",
        "TWINCLOUD_CHAT_ADMIN": "administrator",
        "TWINCLOUD_CHAT_ENDPOINT": "http://127.0.0.1:4600/v4",
    }
    assert found | expected == found
    printed = CliRunner().invoke(app, ["env", "--json", "--data", str(data)])
    assert json.loads(printed.stdout) | expected == json.loads(printed.stdout)


def test_a_server_on_every_address_is_reached_on_this_one(tmp_path: Path) -> None:
    found = variables(tmp_path, {"http": "0.0.0.0:80", "https": ":::443"}, KEYS)
    assert (found["TWINCLOUD_ENDPOINT"], found["TENCENTCLOUD_DOMAIN"]) == ("http://127.0.0.1:80", "localhost:80")
    assert found["TWINCLOUD_ENDPOINT_HTTPS"] == "https://[::1]:443"


def test_names_below_localhost_are_not_promised_elsewhere(tmp_path: Path) -> None:
    found = variables(tmp_path, {"http": "192.0.2.1:80", "https": "192.0.2.1:443"}, KEYS)
    assert "TENCENTCLOUD_DOMAIN" not in found
    assert found["TWINCLOUD_ENDPOINT"] == "http://192.0.2.1:80"


@pytest.mark.parametrize("missing", ["server.json", "credentials.json"])
def test_no_server(data: Path, missing: str) -> None:
    (data / missing).unlink()
    result = CliRunner().invoke(app, ["env", "--data", str(data)])
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no server runs" in result.stderr
