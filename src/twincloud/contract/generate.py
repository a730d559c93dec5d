"""Writes the stubs of the contracts' shapes: `python -m twincloud.contract.generate`, `--check` to only compare."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from twincloud.contract.model import Contract, load, names
from twincloud.contract.shaping import asked_types, class_text

_MODULE = '''"""Shapes of {title}; their text, as type checkers read it, is in the stub beside this file."""

from __future__ import annotations

from twincloud.contract.shaping import lazy_shapes

__getattr__ = lazy_shapes("{name}", globals())
'''


def main(arguments: list[str]) -> int:
    """Write the module and the stub of every contract, or with ``--check`` return 1 when a checked-in file differs."""
    folder = Path(__file__).parent / "shapes"
    drifted = []
    for name in names():
        contract = load(name)
        stem = name.replace("-", "_")
        wanted = {f"{stem}.pyi": render(contract), f"{stem}.py": _MODULE.format(title=contract.title, name=name)}
        for file, text in wanted.items():
            target = folder / file
            if "--check" not in arguments:
                target.write_text(text)
            elif not target.exists() or target.read_text() != text:
                drifted.append(file)
    if drifted:
        sys.stderr.write(f"generated shapes differ from their contracts: {', '.join(drifted)}; run `make shapes`\n")
    return 1 if drifted else 0


def render(contract: Contract) -> str:
    """Return the text of a contract's stub."""
    asked = asked_types(contract)
    body = "\n".join("\n" + class_text(contract, name, asked=name in asked) for name in sorted(contract.types))
    parts = [
        f"# Shapes of {contract.title}, made from its contract by `make shapes`; never edited by hand.\n",
        *_import("typing", [word for word in ("Annotated", "Any", "Literal") if re.search(rf"\b{word}\b", body)]),
        *_import("msgspec", ["Meta", "Struct", "field"] if "Meta(" in body else ["Struct", "field"]),
        body,
    ]
    return "\n".join(parts)


def _import(module: str, words: list[str]) -> list[str]:
    return [f"from {module} import {', '.join(words)}\n"] if words else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
