"""Where the settings of `serve` come from, and how it ends when it cannot start."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from twincloud.cli.serve import _parser, read_settings, serve
from twincloud.kernel.settings import Settings, SettingsError

SECRETS = {"access_key_id", "access_key_secret", "chat_sdkappid", "chat_secret_key"}
"""Settings that are no options: everybody on a machine may read a process's arguments."""


def test_every_setting_is_an_option() -> None:
    options = {action.dest for action in _parser()._actions} - {"help", "config"}
    assert options == {field.name for field in dataclasses.fields(Settings)} - SECRETS


def test_options_win_over_variables_and_variables_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "twincloud.yaml").write_text(
        "http: 127.0.0.1:1\nhttps: 127.0.0.1:2\noperator: 127.0.0.1:3\nlimits: off\n"
    )
    options = vars(_parser().parse_args(["--operator", "127.0.0.1:33"]))
    del options["config"]
    found = read_settings(options, {"TWINCLOUD_HTTPS": "127.0.0.1:22", "TWINCLOUD_OPERATOR": "127.0.0.1:23"}, tmp_path)
    assert (found.http, found.https, found.operator) == ("127.0.0.1:1", "127.0.0.1:22", "127.0.0.1:33")
    assert found.limits is False


def test_every_option_arrives(tmp_path: Path) -> None:
    given = {
        "--data": str(tmp_path), "--http": "127.0.0.1:1", "--https": "127.0.0.1:2", "--operator": "127.0.0.1:3",
        "--database": "postgresql://db/x", "--addresses": "pool", "--pool": "192.0.2.1,192.0.2.2",
        "--mapped-address": "192.0.2.3", "--envoy": "/bin/envoy", "--workers": "4", "--limits": "off",
        "--time-scale": "10", "--log-level": "debug", "--private-targets": "off",
    }  # fmt: skip
    words = [word for pair in given.items() for word in pair]
    options = vars(_parser().parse_args([*words, "--no-dataplane"]))
    assert options.pop("config") is None
    assert read_settings(options, {}, tmp_path) == Settings(
        data=tmp_path,
        http="127.0.0.1:1",
        https="127.0.0.1:2",
        operator="127.0.0.1:3",
        database="postgresql://db/x",
        addresses="pool",
        pool=("192.0.2.1", "192.0.2.2"),
        mapped_address="192.0.2.3",
        dataplane=False,
        envoy=Path("/bin/envoy"),
        workers=4,
        limits=False,
        private_targets=False,
        time_scale=10.0,
        log_level="debug",
    )


def test_a_file_by_name_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    (tmp_path / "twincloud.yaml").write_text("workers: 3\n")
    other = tmp_path / "other.yaml"
    other.write_text("pool:\n- 192.0.2.1\n- 192.0.2.16/28\ndataplane: false\n")
    found = read_settings({}, {}, tmp_path, other)
    assert (found.workers, found.pool, found.dataplane) == (2, ("192.0.2.1", "192.0.2.16/28"), False)
    other.write_text("")
    assert read_settings({}, {}, tmp_path, other) == read_settings({}, {}, tmp_path / "none")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("wokers: 3\n", "unknown setting 'wokers'"),
        ("- 1\n", "name: value"),
        ("a: [\n", "cannot be read"),
        ("workers: many\n", "workers cannot be 'many'"),
        ("workers: 0\n", "at least 1"),
    ],
)
def test_files_that_make_no_sense(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "twincloud.yaml").write_text(content)
    with pytest.raises(SettingsError, match=words):
        read_settings({}, {}, tmp_path)


def test_a_missing_file_and_an_unknown_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings({}, {}, tmp_path, tmp_path / "none.yaml")
    with pytest.raises(SettingsError, match="unknown setting 'wokers'"):
        read_settings({}, {"TWINCLOUD_WOKERS": "3"}, tmp_path)


def test_what_env_exports_starts_a_server_at_the_same_doors(tmp_path: Path) -> None:
    from twincloud.cli.env import variables  # noqa: PLC0415 (this one module alone needs the command library)

    doors = {"http": "127.0.0.1:1", "https": "127.0.0.1:2"}
    chat = {"chat_sdkappid": "1400000001", "chat_secret_key": "c"}
    exported = variables(tmp_path, doors, {"access_key_id": "a", "access_key_secret": "b", **chat})
    assert read_settings({}, exported, tmp_path) == read_settings({**doors, **chat}, {}, tmp_path)


def test_what_cannot_start_says_so_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(["--http", "nowhere"]) == 2
    assert capsys.readouterr().err == "twincloud: http must be HOST:PORT, not 'nowhere'\n"


def test_the_way_to_serve_is_short() -> None:
    code = (
        "import sys; sys.argv = ['twincloud', 'serve', '--http', 'nowhere']\n"
        "from twincloud.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code)\n"
        "heavy = {'alembic', 'httpx', 'nats', 'prometheus_client', 'pydantic', 'rich', 'sqlalchemy', 'typer'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["2", "[]"]


def test_serve_is_listed_and_explains_itself() -> None:
    for words in (["--help"], ["serve", "--help"]):
        done = subprocess.run(
            [sys.executable, "-m", "twincloud.cli.main", *words], capture_output=True, text=True, timeout=60, check=True
        )
        assert ("--no-dataplane" if "serve" in words else "serve") in done.stdout
