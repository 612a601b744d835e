"""Cells that a spreadsheet program takes as text, whatever they begin with."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  (full-width forms count too)
LONGEST = 32_767
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def put(cell: Any, value: object) -> Any:
    """Sets a cell of openpyxl: numbers and dates as they are, every text as text. Returns the cell."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return cell
    cell.value = _ESCAPED.sub("_x005F_", _UNFIT.sub("\N{REPLACEMENT CHARACTER}", value[:LONGEST]))
    cell.data_type = "s"
    cell.number_format = "@"
    if value.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def harmless(text: str) -> str:
    """Text for a CSV that a spreadsheet opens: what it would run gets an apostrophe in front. Numbers stay numbers."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(text) else text
