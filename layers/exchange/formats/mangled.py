"""Codes that a spreadsheet has mangled: it keeps 15 digits of a number and forgets the rest.

Such a code cannot be known again from the file. It is marked, on its cell, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gazetteer.findings import Finding, Severity
from layers.exchange.table import Cell, RawRow

SCIENTIFIC = re.compile(r"\s*[+-]?\d(\.\d+)?[Ee]\+?(1[1-9]|[2-9]\d)\s*")
CUT_AFTER_15 = re.compile(r"\d{15}0+")
LONG = re.compile(r"\d{16,}")
KEPT_DIGITS = 10**15
REMEDY = "在 Excel 中把这一列设为“文本”，从原件重新录入或粘贴编码，不要从这个文件恢复"


def text_codes(columns: Sequence[str], letters: Sequence[str], rows: Sequence[RawRow]) -> Iterator[Finding]:
    """Findings for text cells: `6.21E+14`, and columns whose long numbers all end in zeros after 15 digits."""
    for index, column in enumerate(columns):
        where = letters[index] if letters else ""
        cut: list[tuple[int, str]] = []
        long = 0
        for row in rows:
            cell = row.cells[index]
            if not isinstance(cell, str) or len(cell) < 5 or not ("0" <= cell.lstrip()[:1] <= "9" or cell[0] in "+-"):
                continue
            if ("E" in cell or "e" in cell) and SCIENTIFIC.fullmatch(cell):
                yield mangled(row.number, column, where, cell)
            elif len(cell) > 15 and LONG.fullmatch(cell):
                long += 1
                if CUT_AFTER_15.fullmatch(cell):
                    cut.append((row.number, cell))
        if cut and len(cut) == long:
            yield from (_cut(number, column, cell, certain=long > 1) for number, cell in cut)


def number_codes(columns: Sequence[str], letters: Sequence[str], rows: Sequence[RawRow]) -> Iterator[Finding]:
    """Findings for number cells of more than 15 digits, besides what text cells show."""
    yield from text_codes(columns, letters, rows)
    for row in rows:
        for index, cell in enumerate(row.cells):
            if isinstance(cell, int | float) and abs(cell) >= KEPT_DIGITS:
                yield mangled(row.number, columns[index], letters[index] if letters else "", cell)


def mangled(row: int, column: str, letter: str, cell: Cell) -> Finding:
    """The finding for one cell."""
    place = f"（{letter}{row}）" if letter else ""
    shown = f"{cell:.0f}" if isinstance(cell, float) else str(cell)
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
