"""The names of tests as contracts write them down: ``tests/e2e/test_x.py::TestY::test_z``."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).parents[2]


def exists(test_id: str) -> bool:
    """Tell whether a test of this id is written, parameters aside: a function of a file, or of a class in it."""
    file, *names = test_id.split("::")
    return bool(names) and names[-1].startswith("test_") and tuple(names) in _tests(ROOT / file)


@functools.cache
def _tests(path: Path) -> frozenset[tuple[str, ...]]:
    if not path.is_file():
        return frozenset()
    found: set[tuple[str, ...]] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found |= {(node.name, inner.name) for inner in node.body if _is_function(inner)}
        elif _is_function(node):
            found.add((node.name,))
    return frozenset(found)


def _is_function(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
