"""How commands find a server, and what they say when they do not."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.cli.conftest import TOKEN
from twincloud.cli.client import OperatorClient, RefusedError, is_loopback
from twincloud.cli.commands import app


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_refusal_is_a_sentence_and_status_1(server: Any) -> None:
    result = run("keys", "delete", "AKIDnone", "--data", str(server.data))
    assert result.exit_code == 1
    assert result.stderr == "twincloud: There is no access key `AKIDnone`. (NotFound)\n"
    assert result.stdout == ""


def test_no_server_is_a_sentence_and_status_3(tmp_path: Path) -> None:
    result = run("status", "--data", str(tmp_path / "none"))
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert f"twincloud serve --data {tmp_path / 'none'}" in result.stderr


def test_a_socket_that_a_crash_left_behind(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind("operator.sock")
    left.close()
    result = run("status", "--data", ".")
    assert result.exit_code == 3
    assert "no server answers at operator.sock" in result.stderr


def test_the_door_on_tcp_wants_its_token(server: Any) -> None:
    url = f"http://127.0.0.1:{server.port}"
    assert run("status", "--operator", url, "--token", TOKEN).exit_code == 0
    assert run("status", "--operator", url.removeprefix("http://"), "--token", TOKEN).exit_code == 0
    refused = run("status", "--operator", url, "--token", "wrong")
    assert refused.exit_code == 1
    assert "Unauthorized" in refused.stderr


def test_the_token_of_the_data_directory_is_used(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{server.port}"
    (tmp_path / "operator.token").write_text(TOKEN)
    assert run("status", "--operator", url, "--data", str(tmp_path)).exit_code == 0
    monkeypatch.setenv("TWINCLOUD_DATA", str(tmp_path))
    assert run("status", "--operator", url).exit_code == 0


def test_a_token_is_not_shown_to_strangers() -> None:
    assert [is_loopback(url) for url in ("http://127.0.0.1:1", "localhost:4601", "http://[::1]:1", "127.9.9.9:1")] == [
        True
    ] * 4
    assert not any(is_loopback(url) for url in ("http://example.com", "10.0.0.1:4601", "http://127.0.0.1.example.com"))


def test_something_else_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = run("status", "--operator", f"http://127.0.0.1:{port}")
    assert result.exit_code == 3
    assert f"no server answers at http://127.0.0.1:{port}" in result.stderr


def test_the_data_directory_comes_from_the_settings(
    server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "twincloud.yaml").write_text(f"data: {server.data}\n")
    assert run("clock", "show").exit_code == 0
    monkeypatch.setenv("TWINCLOUD_DATA", str(tmp_path))
    assert run("clock", "show").exit_code == 3
    monkeypatch.setenv("TWINCLOUD_DTAA", "typo")
    result = run("clock", "show")
    assert result.exit_code == 2
    assert "unknown setting 'dtaa'" in result.stderr


def test_the_client_by_itself(server: Any) -> None:
    with OperatorClient.local(server.data) as client:
        assert client.call("ListAccounts", {"limit": 1})["accounts"][0]["name"] == "default"
        with pytest.raises(RefusedError) as refused:
            client.call("GetAddress", {"id": "lbl-none"})
        assert refused.value.code == "NotFound"
        entry = client.call("ListJournal", {"request_id": refused.value.request_id})["entries"]
        assert [each["code"] for each in entry] == ["NotFound"]
