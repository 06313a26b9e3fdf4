"""The source as a test reads it: the packages, their arrows, and what each file imports."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

# A package to those of ours that it may import, itself apart.
ARROWS = {
    "rules": set(),
    "store": {"rules"},
    "ivr": {"rules", "store"},
    "transcription": {"rules", "store"},
    "messages": {"rules", "store"},
    "scheduler": {"rules", "store"},
    "web": {"rules", "store"},
    "simulator": set(),  # so that it cannot share our mistakes
    "centralino": {
        "rules",
        "store",
        "ivr",
        "transcription",
        "messages",
        "scheduler",
        "web",
        "simulator",
    },
}


@functools.cache
def imports(file: Path) -> frozenset[str]:
    """The modules that a file imports, wherever in it; `from a import b` counts as a and a.b."""
    return frozenset(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
