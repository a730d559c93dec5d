"""The README's story, told by the official SDK and by the official command line, unmodified."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path

from tests.support.node import FOLDER, NODE, install
from tests.support.server import ServerProcess
from tests.support.targets import http_target

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
    for port in (9000, 8080):
        found = re.search(rf":{port} was answered by {{'blue': (\d+), 'green': (\d+)}}", output)
        assert found is not None, output
        assert int(found[1]) + int(found[2]) == 10, output
    assert output.endswith("done\n")


async def test_the_official_sdk_for_node(server: ServerProcess) -> None:
    await asyncio.to_thread(install)
    path = str(FOLDER / "node_modules")
    output = await run(str(NODE), str(EXAMPLES / "first_steps.js"), **variables(server), NODE_PATH=path, http_proxy="")
    found = re.search(r":8080 was answered by {(?: (blue|green): (\d+),?)(?: (blue|green): (\d+)) }", output)
    assert found is not None, output
    assert {found[1], found[3]} == {"blue", "green"}
    assert int(found[2]) + int(found[4]) == 10, output
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
    assert words.count("blue") > 0, output
    assert words.count("green") > 0, output
    assert len(words) == 11, output
    assert words[-1] == "done", output


async def test_each_products_official_client(server: ServerProcess) -> None:
    """It can be run again on the same server."""
    made = await run(sys.executable, "-m", "twincloud", "env", "--json", "--data", str(server.data))
    for _ in range(2):
        output = await run(sys.executable, str(EXAMPLES / "every_product.py"), **json.loads(made))
        assert "Live told ann hello\n" in output
        assert output.endswith("Chat told ann of FriendListMod\ndone\n"), output


async def test_the_demo_tells_the_story_by_itself() -> None:
    output = await run(sys.executable, "-m", "twincloud", "demo")
    for protocol in ("HTTP", "TCP"):
        found = re.search(rf"\({protocol}[^)]*\) were answered by blue \((\d+)\), green \((\d+)\)", output)
        assert found is not None, output
        assert int(found[1]) + int(found[2]) == 20, output
