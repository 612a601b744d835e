"""Problems handed back in the file they are about: the same workbook marked, else a workbook or CSV of its rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from layers.exchange.marking import mark_workbook
from layers.exchange.marking_child import COLOURS
from layers.exchange.plan import ImportPlan
from layers.exchange.problems import BESIDE, SHEET, SHEET_COLUMNS, row_problems, sheet_rows
from layers.exchange.table import Cell
from layers.exchange.text_cells import harmless, put

MOST_CELLS = 300_000
"""Larger workbooks are written anew: openpyxl needs some 30 s to read and write a million cells."""

COLUMN_WIDTH = 18
COPIED = "文件较大，这是原表数据的副本，格式没有保留"


def write_errors(source: Path, target: Path, plan: ImportPlan) -> None:
    """Writes the problems of `plan` to `target`: CSV by its ending, else XLSX.

    An uploaded XLSX comes back as itself, marked; other formats, and workbooks too large to be written
    again, come back as their rows with the same columns beside them.
    """
    if target.suffix.lower() == ".csv":
        _write_csv(target, plan)
        return
    cells = len(plan.table.rows) * len(plan.headers)
    if plan.kind == "xlsx" and cells <= MOST_CELLS and mark_workbook(source, target, plan):
        return
    _write_copy(target, plan)


def _write_csv(target: Path, plan: ImportPlan) -> None:
    problems = row_problems(plan)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*map(harmless, plan.headers), *BESIDE])
        for row in plan.table.rows:
            told = problems.get(row.number)
            words = told.words if told else ("",) * len(BESIDE)
            writer.writerow([*(harmless(_text(cell)) for cell in row.cells), *map(harmless, words)])


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _write_copy(target: Path, plan: ImportPlan) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(plan.table.name))
    sheet.freeze_panes = "A2"
    for n in range(1, len(plan.headers) + len(BESIDE) + 1):
        sheet.column_dimensions[get_column_letter(n)].width = COLUMN_WIDTH
    sheet.append([_heading(sheet, title) for title in (*plan.headers, *BESIDE)])
    problems = row_problems(plan)
    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in COLOURS.items()}
    for row in plan.table.rows:
        told = problems.get(row.number)
        cells = [_cell(sheet, value) for value in row.cells]
        if told:
            for n in told.cells:
                cells[n] = put(WriteOnlyCell(sheet), row.cells[n])
                cells[n].fill = fills[told.severity]
            cells += [put(WriteOnlyCell(sheet), words) for words in told.words]
        sheet.append(cells)
    _problem_sheet(book, plan)
    book.save(target)


def _cell(sheet: Any, value: Cell) -> Any:
    """Plain text as it is (quick); what could be taken for something else becomes a text cell."""
    if isinstance(value, str) and value and (value[0].isalnum() and value.isprintable() and "_x" not in value):
        return value
    return put(WriteOnlyCell(sheet), value)


def _heading(sheet: Any, title: str) -> Any:
    cell = put(WriteOnlyCell(sheet), title)
    cell.font = Font(bold=True)
    return cell


def _problem_sheet(book: Any, plan: ImportPlan) -> None:
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for n, width in enumerate((9, 7, 16, 26, 60, 50, 24), 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.append([_heading(sheet, title) for title in SHEET_COLUMNS])
    for problem in _all_problems(plan):
        sheet.append([_cell(sheet, words) for words in problem])


def _all_problems(plan: ImportPlan) -> Iterator[tuple[str, ...]]:
    if plan.kind == "xlsx":
        yield ("● 提示", "", "", "", COPIED, "", "")
    yield from sheet_rows(plan)


def _sheet_title(name: str) -> str:
    title = "".join("_" if letter in "[]:*?/\\'" else letter for letter in name)[:31]
    return title if title.strip() and title != SHEET else "数据"
