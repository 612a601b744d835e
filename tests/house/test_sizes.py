"""Rooms stay small: a function fits a screen, a file holds one idea. The bounds only ever get tighter."""

from __future__ import annotations

import ast
from statistics import median

from tests.house.source import place, python_files, tree

LONGEST_FUNCTION = 70
LONGEST_FILE = 500
MEDIAN_FILE = 130


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_outgrows_a_screen() -> None:
    long = [
        (place(file, node.lineno), node.name, length(node))
        for file in python_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_files_hold_one_idea() -> None:
    lines = {place(file, 1): len(file.read_text(encoding="utf-8").splitlines()) for file in python_files()}
    assert {name: n for name, n in lines.items() if n > LONGEST_FILE} == {}
    assert median(lines.values()) <= MEDIAN_FILE
