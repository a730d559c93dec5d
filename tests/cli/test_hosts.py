"""Host names go into a hosts file once, and nothing else there changes."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from twincloud.cli.commands import app
from twincloud.cli.hosts import NAMES
from twincloud.services.companions import TENCENT_COMPANIONS

OTHERS = "127.0.0.1 localhost\n\n# a comment\n192.0.2.1\texample"


def install(file: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["hosts", "install", "--file", str(file), *words])


def test_the_lines_are_printed() -> None:
    printed = CliRunner().invoke(app, ["hosts", "print", "--address", "192.0.2.9"])
    assert printed.stdout.splitlines() == [f"192.0.2.9 {name}.localhost" for name in NAMES]
    assert {product.name for product in TENCENT_COMPANIONS} <= set(NAMES), "Terraform asks each by its name"


def test_installing_twice_is_installing_once(tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    file.write_text(OTHERS)
    assert install(file).exit_code == 0
    once = file.read_text()
    assert once.startswith(OTHERS + "\n")
    assert once.count("127.0.0.1 clb.localhost\n") == 1
    file.write_text(once + "192.0.2.2 later\n")
    install(file)
    twice = file.read_text()
    assert "192.0.2.2 later" in twice
    assert sorted(twice.splitlines()) == sorted([*once.splitlines(), "192.0.2.2 later"])
    assert "is as it was" in install(file).stdout
    assert file.read_text() == twice


def test_another_address_takes_the_place_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    install(file)
    install(file, "--address", "192.0.2.9")
    assert "127.0.0.1" not in file.read_text()
    assert file.read_text().count("192.0.2.9 ") == len(NAMES)


def test_a_torn_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    torn = "# twincloud: begin\n127.0.0.1 clb.localhost\n192.0.2.1 example\n"
    file.write_text(torn)
    result = install(file)
    assert result.exit_code == 1
    assert "has no '# twincloud: end'" in result.stderr
    assert file.read_text() == torn


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = install(tmp_path)
    assert result.exit_code == 1
    assert "sudo" in result.stderr
