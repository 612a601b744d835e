"""Rows that are remarks on a table, not data: totals, and what the office writes below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from layers.exchange.table import Cell

TOTAL = re.compile(r"(?:.{0,8}?)(?:合计|小计|总计|共计|累计)(?:[：:(（].*)?")
NOTE = re.compile(
    r"(?:填表人|制表人|制表|审核人|审核|填报人|填报单位|填报日期|负责人|联系人|备注|说明|注)(?:[：:]|\d?[、.]).*"
)
SPACES = re.compile(r"[\s\u3000]+")
LOOKED_AT = 2  # a serial number may stand before 合计
LONGEST_TOTAL = 20


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether one of the first filled cells says 合计, 小计, 总计 …, letter-spaced or not."""
    looked = 0
    for cell in cells:
        if cell is None:
            continue
        looked += 1
        if isinstance(cell, str) and "计" in cell:
            said = SPACES.sub("", cell)
            if len(said) <= LONGEST_TOTAL and TOTAL.fullmatch(said):
                return True
        if looked == LOOKED_AT:
            return False
    return False


def is_note(cells: Sequence[Cell], width: int) -> bool:
    """Whether a row of a table of `width` columns holds only remarks such as 填表人：… or 注：…."""
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str) or first.lstrip()[:1] not in "填制审负联备说注" or not first.strip():
        return False
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    return width > 1 and len(filled) <= max(1, width // 2) and bool(NOTE.fullmatch(SPACES.sub("", first)))
