"""The demo plays on a server of its own, whatever the shell it is started in has set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def demo(directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "twincloud", "demo"],
        cwd=directory, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_it_touches_nobody_elses_server(tmp_path: Path) -> None:
    """Neither by settings that are meant for another server nor through a proxy."""
    (tmp_path / "twincloud.yaml").write_text("database: postgresql://127.0.0.1:1/precious\nhttp: 192.0.2.1:1\n")
    done = demo(
        tmp_path,
        TWINCLOUD_DATABASE="postgresql://127.0.0.1:1/precious",
        TWINCLOUD_ACCESS_KEY_ID="AKIDother",
        TWINCLOUD_ACCESS_KEY_SECRET="other",
        TWINCLOUD_DATA=str(tmp_path / "precious"),
        TWINCLOUD_ENDPOINT="http://192.0.2.1:1",
        TWINCLOUD_DATAPLANE="false",
        http_proxy="http://127.0.0.1:1",
        HTTP_PROXY="http://127.0.0.1:1",
        no_proxy="",
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.splitlines()
    assert sum("were answered by blue (" in line and "green (" in line for line in told) == 2
    assert '- SendLiveMessageGroup sent "hello", which ann and bob received' in told
    assert "- DeleteLiveMessageGroup closed the group, which ann and bob heard" in told
    assert told[-1] == "- the server has stopped; nothing is left behind"
    assert not (tmp_path / "precious").exists()


def test_what_goes_wrong_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = demo(tmp_path, TWINCLOUD_ENVOY=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "nowhere is not a program" in done.stderr
    assert done.stderr.splitlines()[-1] == "twincloud: the server did not start; its own words are above"
    assert "Traceback" not in done.stderr
