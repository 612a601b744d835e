"""Codes that a spreadsheet has mangled: it keeps 15 digits of a number and forgets the rest.

Such a code cannot be known again from the file. It is marked, on its cell, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gazetteer.findings import Finding, Severity
from layers.exchange.table import Cell, RawRow

SCIENTIFIC = re.compile(r"\s*[+-]?\d(\.\d+)?[Ee]\+(1[1-9]|[2-9]\d)\s*")
CUT_AFTER_15 = re.compile(r"\d{15}0+")
LONG = re.compile(r"\d{16,}")
KEPT_DIGITS = 10**15
REMEDY = "在 Excel 中把这一列设为“文本”，从原件重新录入或粘贴编码，不要从这个文件恢复"


def codes(columns: Sequence[str], letters: Sequence[str], rows: Sequence[RawRow]) -> Iterator[Finding]:
    """A finding for every cell whose code is mangled or looks so.

    Numbers of more than 15 digits, texts such as `6.21E+14`, and columns whose long numbers all end in zeros
    after the fifteenth digit.
    """
    for index, cells in enumerate(zip(*[row.cells for row in rows], strict=True)):
        texts = [cell for cell in cells if isinstance(cell, str)]
        numbers = [cell for cell in cells if isinstance(cell, float)] if len(texts) < len(cells) else []
        if _suspect(texts) or any(map(_too_long, numbers)):
            yield from _of_column(columns[index], letters[index] if letters else "", cells, rows)


def _suspect(texts: Sequence[str]) -> bool:
    """A quick look at a whole column."""
    together = "\n".join(texts)
    if "E+" in together or "e+" in together:
        return True
    return max(map(len, texts), default=0) > 15 and any(len(text) > 15 and text.isdigit() for text in texts)


def _too_long(cell: Cell) -> bool:
    return isinstance(cell, float) and abs(cell) >= KEPT_DIGITS


def _of_column(column: str, letter: str, cells: Sequence[Cell], rows: Sequence[RawRow]) -> Iterator[Finding]:
    for row, cell in zip(rows, cells, strict=True):
        if _too_long(cell):
            yield mangled(row.number, column, letter, cell)
    texts = [(row.number, cell) for row, cell in zip(rows, cells, strict=True) if isinstance(cell, str)]
    yield from (mangled(number, column, letter, cell) for number, cell in texts if SCIENTIFIC.fullmatch(cell))
    long = [(number, cell) for number, cell in texts if LONG.fullmatch(cell)]
    if long and all(CUT_AFTER_15.fullmatch(cell) for _, cell in long):
        yield from (_cut(number, column, cell, certain=len(long) > 1) for number, cell in long)


def mangled(row: int, column: str, letter: str, cell: Cell) -> Finding:
    """The finding for one cell."""
    place = f"（{letter}{row}）" if letter else ""
    shown = f"{cell:.15G}" if isinstance(cell, float) else str(cell)
    return Finding(
        "reader.mangled_code",
        Severity.ERROR,
        f"第 {row} 行“{column}”{place}是超过 15 位的数字，Excel 已丢失后面的位数：{shown}",
        row=row,
        column=column,
        value=shown,
        remedy=REMEDY,
    )


def _cut(row: int, column: str, cell: str, *, certain: bool) -> Finding:
    return Finding(
        "reader.mangled_code",
        Severity.ERROR if certain else Severity.WARNING,
        f"第 {row} 行“{column}”的 {cell} 第 15 位以后全是 0，{'' if certain else '可能'}是 Excel 丢失了末位",
        row=row,
        column=column,
        value=cell,
        remedy=REMEDY,
    )
