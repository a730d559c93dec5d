"""What each story of the demo needs: a server of its own, requests that no proxy sees, and a voice."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_START_S = 30.0
_OF_THE_MACHINE = {f"TWINCLOUD_{name}" for name in ("ADDRESSES", "POOL", "MAPPED_ADDRESS", "ENVOY", "WORKERS")}
"""Settings that say what is possible here; all others are meant for another server."""


class DemoError(Exception):
    """The story did not end as it should; the message says where."""


class Server(NamedTuple):
    """A server that the demo has started."""

    url: str
    host: str
    key_id: str
    secret: str
    data: Path


def fetch(request: urllib.request.Request) -> bytes:
    """Return the body of the answer, asked for directly: a proxy would look for our addresses on its own machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            content: bytes = answer.read()
    except urllib.error.HTTPError as error:
        raise DemoError(f"{request.full_url} was refused: {error.read().decode(errors='replace')}") from None
    except OSError as error:
        raise DemoError(f"{request.full_url} did not answer: {error}") from None
    return content


@contextlib.contextmanager
def started_server() -> Iterator[Server]:
    """Run a server on free ports with a data directory of its own, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="twincloud-demo-") as folder:
        data = Path(folder)
        command = [sys.executable, "-m", "twincloud", "serve", "--data", folder, "--log-level", "error"]
        doors = ["--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--operator", "127.0.0.1:0"]
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TWINCLOUD_") or name in _OF_THE_MACHINE
        }
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            [*command, *doors], stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
        )
        try:
            _await_ready(process)
            host = json.loads((data / "server.json").read_text())["http"]
            keys = json.loads((data / "credentials.json").read_text())
            yield Server(f"http://{host}/", host, keys["access_key_id"], keys["access_key_secret"], data)
        finally:
            process.terminate()
            try:
                process.wait(timeout=_START_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_ready(process: subprocess.Popen[str]) -> None:
    """Return when the server has printed its welcome, which it does once everything serves."""
    timer = threading.Timer(_START_S, process.kill)
    timer.start()
    try:
        line = process.stdout.readline() if process.stdout is not None else ""
    finally:
        timer.cancel()
    if "is ready" not in line:
        raise DemoError("the server did not start; its own words are above")


def say(sentence: str) -> None:
    """Print one step of the story."""
    print(f"- {sentence}", flush=True)
