"""The README's story, told by the official SDK and by the official command line, unmodified."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.support.targets import http_target

from tests.support.server import ServerProcess

EXAMPLES = Path(__file__).parents[2] / "examples"


async def run(*command: str, **variables: str) -> str:
    """Run a program and return what it printed; fails when the program does."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "PATH": path, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, output.decode()
    return output.decode()


def variables(server: ServerProcess) -> dict[str, str]:
    key_id, secret = server.key
    return {"TENCENTCLOUD_SECRET_ID": key_id, "TENCENTCLOUD_SECRET_KEY": secret, "TWINCLOUD_HTTP": server.http}


async def test_the_official_sdk(server: ServerProcess) -> None:
    output = await run(sys.executable, str(EXAMPLES / "first_steps.py"), **variables(server))
    assert output.count("'blue': 5, 'green': 5") == 2, output
    assert output.endswith("done\n")


async def test_the_official_command_line(server: ServerProcess, tmp_path: Path) -> None:
    async with http_target("blue") as blue, http_target("green") as green:
        output = await run(
            str(EXAMPLES / "first_steps.sh"),
            **variables(server),
            BLUE=str(blue.port),
            GREEN=str(green.port),
            HOME=str(tmp_path),
        )
    words = output.split()
    assert (words.count("blue"), words.count("green"), words[-1]) == (5, 5, "done"), output


async def test_the_demo_tells_the_story_by_itself() -> None:
    output = await run(sys.executable, "-m", "twincloud", "demo")
    assert output.count("blue (10), green (10)") == 2, output
