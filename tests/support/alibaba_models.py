"""The members of the Alibaba SDKs' models, read from their sources: importing thousands of models takes seconds."""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
from pathlib import Path

_WIRE = re.compile(r"m\.get\('(\w+)'\)")


@functools.cache
def models(package: str) -> dict[str, dict[str, str]]:
    """Return the models of an SDK: class to wire name to annotation, such as ``List[str]``."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    found: dict[str, dict[str, str]] = {}
    for path in sorted((Path(spec.origin).parent / "models").glob("_*.py")):
        text = path.read_text()
        if re.search(r"^class \w+\(DaraModel\)", text, re.MULTILINE):
            found |= _classes(text)
    return found


def _classes(text: str) -> dict[str, dict[str, str]]:
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            methods = {inner.name: inner for inner in node.body if isinstance(inner, ast.FunctionDef)}
            kinds = {
                argument.arg.replace("_", ""): ast.unparse(argument.annotation).replace("main_models.", "")
                for argument in methods["__init__"].args.args
                if argument.annotation is not None
            }
            wires = sorted(set(_WIRE.findall(ast.unparse(methods["from_map"]))))
            named = {wire: wire.replace("_", "").lower() for wire in wires}
            found[node.name] = {wire: kinds[plain] for wire, plain in named.items() if plain in kinds}
    return found
