"""What the house tests read: our own files, never what is installed or generated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("gazetteer", "layers", "geo_app")


def files(*folders: str, suffixes: tuple[str, ...]) -> list[Path]:
    """Our files below `folders` with one of `suffixes`; vendored and generated ones left out."""
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in suffixes and not {"vendor", "__pycache__", "node_modules"} & set(file.parts)
    ]


def python_files() -> list[Path]:
    """Every Python file of the three packages."""
    return files(*PACKAGES, suffixes=(".py",))


@cache
def tree(file: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the file with the last part of what is called: `read_file` for geopandas.read_file(…)."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                yield called.attr, node
            elif isinstance(called, ast.Name):
                yield called.id, node


def place(file: Path, line: int) -> str:
    """path:line, from the repository's root."""
    return f"{file.relative_to(ROOT)}:{line}"
