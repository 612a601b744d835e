"""Habits that keep stored text out of templates and SQL, and GDAL out of the server."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGES, ROOT, calls, files, place, python_files, tree

GDAL_ROOMS = ("layers/exchange/",)
SQL_DOORS = {"execute", "exec_driver_sql", "executemany", "executescript", "text", "read_sql", "read_sql_query"}
PREPARED = "# identifiers are declared, never stored or uploaded"


def test_no_template_switches_escaping_off() -> None:
    marks = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false|\|\s*tojson\s*\|\s*safe")
    found = [
        place(file, n)
        for file in files("geo_app", suffixes=(".html", ".xml", ".jinja", ".txt"))
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_code_declares_text_to_be_markup() -> None:
    found = [
        place(file, call.lineno)
        for file in python_files()
        for name, call in calls(file)
        if name in {"Markup", "render_template_string", "from_string"}
    ]
    assert found == []


def test_no_sql_is_written_with_values_in_it() -> None:
    found = []
    for file in python_files():
        lines = file.read_text(encoding="utf-8").splitlines()
        for name, call in calls(file):
            if name in SQL_DOORS and call.args and _is_assembled(call.args[0]):
                near = "\n".join(lines[max(0, call.lineno - 2) : (call.end_lineno or call.lineno)])
                if PREPARED not in near:
                    found.append(place(file, call.lineno))
    assert found == [], f"bind values, or say {PREPARED!r} beside the call"


IDENTIFIER = re.compile(
    r"(\w+\.)*[A-Z][A-Z_]*|(\w+\.)*table\.name|(\w+\.)*\w+_name\((\w+\.)*table\.name\)|pragma|savepoint"
)


def _is_assembled(argument: ast.expr) -> bool:
    """Text put together at run time from more than constants and the names of declared tables."""
    if isinstance(argument, ast.JoinedStr):
        parts = [ast.unparse(part.value) for part in argument.values if isinstance(part, ast.FormattedValue)]
        return any(not IDENTIFIER.fullmatch(part) for part in parts)
    if isinstance(argument, ast.BinOp):
        return isinstance(argument.op, ast.Add | ast.Mod)
    return (
        isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute) and argument.func.attr == "format"
    )


@pytest.mark.parametrize(
    ("sql", "assembled"),
    [
        ('"SELECT 1"', False),
        ("f'DELETE FROM {table.name} WHERE id = ?'", False),
        ("f'PRAGMA user_version={geopackage.USER_VERSION}'", False),
        ("f'SELECT * FROM t WHERE name = {name}'", True),
        ("'SELECT * FROM t WHERE name = ' + name", True),
        ("'SELECT %s' % name", True),
        ("'SELECT {}'.format(name)", True),
    ],
)
def test_the_check_knows_values_from_names(sql: str, assembled: bool) -> None:
    assert _is_assembled(ast.parse(sql, mode="eval").body) is assembled


def test_gdal_reads_and_writes_files_only_in_the_exchange() -> None:
    found = [
        place(file, call.lineno)
        for file in python_files()
        for name, call in calls(file)
        if name in {"read_file", "read_dataframe", "write_dataframe", "to_file", "open_arrow", "read_arrow"}
        and not str(file.relative_to(ROOT)).startswith(GDAL_ROOMS)
        and not (isinstance(call.func, ast.Name) and name in _taken_from_the_exchange(file))
    ]
    assert found == []


def _taken_from_the_exchange(file: Path) -> set[str]:
    """Names that a file imports from layers.exchange: its `read_file` is the isolated reader."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("layers.exchange")
        for alias in node.names
    }


def test_every_silenced_type_error_says_why() -> None:
    mute = re.compile(r"#\s*type:\s*ignore(\[[\w, -]+\])?\s*$|#\s*type:\s*ignore(?!\[)")
    found = [
        place(file, n)
        for file in python_files()
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if mute.search(line)
    ]
    assert found == []


def test_every_silenced_lint_says_which() -> None:
    found = [
        place(file, n)
        for file in python_files()
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*noqa(?!:)", line)
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [str(f.relative_to(ROOT)) for f in python_files() if tree(f).body and not ast.get_docstring(tree(f))]
    assert silent == []


def test_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
    found = [str(f.relative_to(ROOT)) for f in python_files() if {f.stem, *f.parts[-2:-1]} & drawers]
    assert found == []


def test_the_gazetteer_and_layers_do_not_print() -> None:
    found = [place(f, call.lineno) for f in files(*PACKAGES, suffixes=(".py",)) for n, call in calls(f) if n == "print"]
    assert found == []
