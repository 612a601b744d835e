"""The marking child: openpyxl on an uploaded workbook, in a process that locked itself in before it looked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from layers.exchange.limits import DEFAULT
from layers.exchange.sandbox import lock_in
from layers.exchange.text_cells import put

UPLOAD, JOB, MARKED = "upload.xlsx", "job.json", "marked.xlsx"
COLOURS = {"error": "FFF8CFC4", "block": "FFF8CFC4", "warning": "FFFBE7B8"}
WIDTHS = (6, 14, 22, 48, 40)
CPU_SECONDS = 110


def main() -> None:
    """Marks the workbook in the current folder; ends with status 1 when it cannot."""
    folder = Path.cwd()
    job = json.loads((folder / JOB).read_text("utf-8"))
    lock_in(replace(DEFAULT, cpu_seconds=CPU_SECONDS), folder, Path(__file__).parents[2])
    try:
        mark(folder / UPLOAD, folder / MARKED, job)
    except BaseException:  # whatever the file does, the answer is: not written
        os._exit(1)
    os._exit(0)


def mark(source: Path, target: Path, job: Mapping[str, Any]) -> None:
    """Marks cells, puts the problems beside their rows and all of them on a sheet."""
    book = openpyxl.load_workbook(source, data_only=True, keep_links=False, keep_vba=False)
    sheet = book[job["sheet"]] if job["sheet"] in book.sheetnames else book.worksheets[0]
    first_header, last_header = job["header_rows"]
    first = _beside(sheet, first_header, last_header, job["beside"])
    _unmark(sheet)
    for problems in job["rows"]:
        row = problems["row"]
        fill = PatternFill("solid", fgColor=COLOURS[problems["severity"]])
        for n in problems["cells"]:
            sheet.cell(row, n + 1).fill = fill
        for n, words in enumerate(problems["words"]):
            cell = put(sheet.cell(row, first + n), words)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = fill
    _problem_sheet(book, job)
    book.active = book.index(sheet)
    book.save(target)


def _beside(sheet: Any, first_header: int, last_header: int, titles: Sequence[str]) -> int:
    """The first column of ours: those of an earlier marking again, emptied, else the first free ones.

    Their headings stand in the header's first row, so that its lower rows keep looking like what they are.
    """
    headings = [str(cell.value or "") for cell in sheet[first_header]]
    first = next(
        (n + 1 for n in range(len(headings)) if headings[n : n + len(titles)] == list(titles)), sheet.max_column + 1
    )
    for n, title in enumerate(titles):
        for row in range(last_header + 1, sheet.max_row + 1):
            sheet.cell(row, first + n).value = None
        heading = put(sheet.cell(first_header, first + n), title)
        heading.font, heading.fill = Font(bold=True), PatternFill("solid", fgColor=COLOURS["error"])
        sheet.column_dimensions[get_column_letter(first + n)].width = WIDTHS[n]
    return first


def _unmark(sheet: Any) -> None:
    """Takes the colours of an earlier marking off; a colour of the office's own stays."""
    ours = set(COLOURS.values())
    for row in sheet.iter_rows():
        for cell in row:
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in ours:
                cell.fill = PatternFill()


def _problem_sheet(book: Any, job: Mapping[str, Any]) -> None:
    title, columns = job["problem_sheet"], list(job["problem_columns"])
    if title in book.sheetnames and [cell.value for cell in book[title][1]][: len(columns)] == columns:
        del book[title]
    sheet = book.create_sheet(title)
    for n, (heading, width) in enumerate(zip(columns, (9, 7, 16, 26, 60, 50, 24), strict=True), 1):
        put(sheet.cell(1, n), heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = width
    for row, problem in enumerate(job["problems"], 2):
        for n, words in enumerate(problem, 1):
            put(sheet.cell(row, n), words)
    sheet.freeze_panes = "A2"
