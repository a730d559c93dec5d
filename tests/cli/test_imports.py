"""What is imported: nothing that is not declared, and by a server that runs, nothing that it does not need."""

from __future__ import annotations

import ast
import asyncio
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import httpx
import pytest

import twincloud
from tests.support.tc3 import call, code

SOURCE = Path(twincloud.__file__).parent
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
NOT_FOR_SERVERS = {"alembic", "httpx", "nats", "prometheus_client", "pydantic", "rich", "typer"}


def imported(path: Path) -> Iterator[str]:
    """Yield the first parts of the names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_of_a_declared_dependency() -> None:
    declared = {
        normal(re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0])
        for requirement in tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    }
    distributions = packages_distributions()
    own = sys.stdlib_module_names | {"twincloud"}
    names = {name: path for path in SOURCE.rglob("*.py") for name in imported(path) if name not in own}
    undeclared = {
        name: str(path.relative_to(SOURCE))
        for name, path in names.items()
        if not declared & {normal(distribution) for distribution in distributions.get(name, [])}
    }
    assert {"msgspec", "sqlalchemy", "uvicorn"} <= set(names)
    assert undeclared == {}


async def serve(data: Path, trace: Path, *options: str) -> None:
    """Run a server that writes down what it imports, ask it a little, and end it."""
    with trace.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-X", "importtime", "-m", "twincloud", "serve", "--data", str(data),
            "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--operator", "127.0.0.1:0", *options,
            stdout=asyncio.subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    assert process.stdout is not None
    welcome = await asyncio.wait_for(process.stdout.readuntil(b"twincloud status"), 60)
    door = re.search(r"http://(\S+)", welcome.decode())
    key, secret = (re.search(rf"{word}\s+(\S+)", welcome.decode()) for word in ("access key", "secret"))
    assert door is not None
    assert key is not None
    assert secret is not None
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"http://{door[1]}/_twincloud/health")).status_code == 200
    assert code(await call(f"http://{door[1]}/", (key[1], secret[1]), {})) == ""
    transport = httpx.AsyncHTTPTransport(uds=str(data / "operator.sock"))
    async with httpx.AsyncClient(transport=transport, base_url="http://operator") as client:
        assert (await client.post("/v1/GetStatus", json={})).status_code == 200
    process.terminate()
    await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0


@pytest.mark.parametrize("options", [("--no-dataplane",), ()], ids=["without a data plane", "with one"])
async def test_a_server_imports_nothing_that_it_does_not_need(tmp_path: Path, options: tuple[str, ...]) -> None:
    for attempt in ("first", "second"):
        trace = tmp_path / attempt
        await serve(tmp_path / "data", trace, *options)
        modules = set(re.findall(r"^import time:[^|]*\|[^|]*\|\s+(\S+)$", trace.read_text(), re.MULTILINE))
        assert {"twincloud.app", "uvicorn", "msgspec"} <= modules
        assert ("grpc" in modules) == (not options)
        tops = {name.partition(".")[0] for name in modules}
        assert NOT_FOR_SERVERS & tops == set(), attempt
