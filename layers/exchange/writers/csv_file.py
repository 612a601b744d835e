"""CSV: UTF-8 with a byte-order mark, CRLF, quoted as RFC 4180 says; text character for character.

Two kinds (docs/decisions/0014): the plain one is data and keeps every cell as it is; the one for
spreadsheets puts an apostrophe before text that a spreadsheet would run.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from gazetteer.findings import Finding, Severity
from layers.exchange.writers.export import Export, Made
from layers.exchange.writers.marks import LONG_NUMBER, looks_like_formula, texts
from layers.exchange.writers.sheet import sheet_columns, told_columns
from layers.store.contract import Value


def write_csv(export: Export, path: Path) -> Made:
    """The data as it is; says how many cells a spreadsheet would not take for text."""
    _write(export, path, _cell)
    count = sum(looks_like_formula(text) for column in export.columns for text in texts(column.shown))
    return Made((*_formulas(count), *_long_numbers(export)))


def write_spreadsheet_csv(export: Export, path: Path) -> Made:
    """For opening in a spreadsheet: an apostrophe before whatever it would run, and before an apostrophe."""
    _write(export, path, lambda value: _protected(_cell(value)) if isinstance(value, str) else _cell(value))
    return Made(tuple(_long_numbers(export)))


def _write(export: Export, path: Path, cell: Callable[[Value], str]) -> None:
    columns = (*sheet_columns(export), *told_columns(export))
    with path.open("w", encoding="utf-8-sig", newline="", errors="strict") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.title for column in columns])
        written = [[cell(value) for value in column.shown] for column in columns]
        writer.writerows(zip(*written, strict=True))


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return repr(value) if isinstance(value, float) else str(value)


def _protected(text: str) -> str:
    return f"'{text}" if looks_like_formula(text) or text.startswith("'") else text


def _formulas(count: int) -> list[Finding]:
    if not count:
        return []
    return [
        Finding(
            "export.formula_text",
            Severity.WARNING,
            f"有 {count} 处文字以 = + - @ 等开头，原样写出；用电子表格打开这份 CSV 时会被当作公式",
            value=str(count),
            remedy="要在电子表格中打开，请导出 XLSX，或“CSV（电子表格用）”",
        )
    ]


def _long_numbers(export: Export) -> list[Finding]:
    return [
        Finding(
            "export.long_number",
            Severity.WARNING,
            f"“{column.title}”有 {count} 处超过 15 位的数字，用电子表格打开 CSV 会丢失末位",
            column=column.title,
            value=str(count),
            remedy="要在电子表格中打开，请导出 XLSX",
        )
        for column in export.columns
        if (count := sum(bool(LONG_NUMBER.fullmatch(text)) for text in texts(column.shown)))
    ]
