"""Rows of a sheet as XML, a column at a time: a million cells in seconds, and no cell is anything but what it is told.

openpyxl makes the workbook, its styles and its header; it is not asked to guess what each value is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from layers.exchange.writers.export import Column
from layers.exchange.writers.marks import fit_for_xml, looks_like_formula
from layers.store.contract import Value

LONGEST_TEXT = 32_767
FIRST_ROW = 2
EPOCH = date(1899, 12, 30)
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CARE = re.compile(r"[^\x20-\x25\x27-\x3b=\x3f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_x")


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the cell formats in the workbook: text, text that looks like a formula, day."""

    text: int
    quoted: int
    day: int


def row_xml(columns: Sequence[Column], styles: Styles) -> Iterator[str]:
    """One <row> after the other. Text is inline text, days are days, numbers are numbers; blanks are left out."""
    makers = [_maker(get_column_letter(n), styles) for n in range(1, len(columns) + 1)]
    values = zip(*(column.shown for column in columns), strict=True)
    for number, row in enumerate(values, start=FIRST_ROW):
        cells = "".join([make(number, value) for make, value in zip(makers, row, strict=True) if value is not None])
        yield f'<row r="{number}">{cells}</row>'


def escaped(text: str) -> str:
    """Text as it stands in a cell's XML; control characters that XML cannot hold are shown as U+FFFD."""
    if not _CARE.search(text):
        return text
    return escape(_ESCAPED.sub("_x005F_", fit_for_xml(text))).replace("\r", "_x000D_")


def _maker(letter: str, styles: Styles) -> Callable[[int, Value], str]:
    def make(number: int, value: Value) -> str:
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                return ""
            style = styles.quoted if looks_like_formula(value) else styles.text
            text = escaped(value)
            return f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if isinstance(value, date):
            return f'<c r="{letter}{number}" s="{styles.day}"><v>{(value - EPOCH).days}</v></c>'
        return f'<c r="{letter}{number}"><v>{value!r}</v></c>'

    return make
