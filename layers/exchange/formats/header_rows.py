"""Which rows of an office table are its header: by where its labels stand, and by how its cells are merged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from layers.exchange.table import Cell

LOOKED_AT = 30  # rows
DEEPEST = 3  # rows of one header
WIDEST_MERGE = 1000  # columns
FORM_LINE = re.compile(r"[^：:]{1,12}[：:].*", re.DOTALL)
NUMBER = re.compile(r"[-+]?[\d,.]+%?")
LONGEST_LABEL = 40
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 0
Rows = Sequence[Sequence[Cell]]


def blank(cell: Cell) -> bool:
    """Nothing a person would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def at(rows: Rows, row: int, place: int) -> Cell:
    """The cell, None beyond the edge."""
    return rows[row][place] if row < len(rows) and place < len(rows[row]) else None


def looks_like_data(row: Sequence[Cell]) -> bool:
    """Whether a row holds more numbers and dates than words."""
    filled = [cell for cell in row if not blank(cell)]
    numbers = [c for c in filled if not isinstance(c, str) or NUMBER.fullmatch(c.strip())]
    return len(numbers) * 2 > len(filled)


def first_row(rows: Rows, merges: Sequence[Merge]) -> int:
    """The first row of labels that names at least half of the columns in use; else the row that names most."""
    filled = [i for i, row in enumerate(rows[:LOOKED_AT]) if any(not blank(cell) for cell in row)]
    if not filled:
        return next(i for i, row in enumerate(rows) if any(not blank(cell) for cell in row))
    used = max(len({place for place, cell in enumerate(rows[i]) if not blank(cell)}) for i in filled)
    named = {i: _covered(rows, merges, i) for i in filled if _may_be_header(rows[i], used)}
    enough = [i for i, count in named.items() if count >= max(min(2, used), ceil(used / 2))]
    if enough:
        return enough[0]
    return max(named, key=lambda i: named[i]) if named else filled[0]


def _may_be_header(row: Sequence[Cell], used: int) -> bool:
    """Not a title (one cell), not a form line (单位：… 日期：…), not numbers."""
    labels = [cell for cell in row if not blank(cell)]
    if len(labels) < min(2, used) or looks_like_data(row):
        return False
    return used == 1 or not all(isinstance(label, str) and FORM_LINE.fullmatch(label.strip()) for label in labels)


def _covered(rows: Rows, merges: Sequence[Merge], index: int) -> int:
    covered = {place for place, cell in enumerate(rows[index]) if not blank(cell)}
    for top, left, bottom, right in merges:
        if top <= index <= bottom and left in covered:
            covered |= set(range(left, min(right, left + WIDEST_MERGE) + 1))
    return len(covered)


def last_row(rows: Rows, merges: Sequence[Merge], first: int) -> int:
    """The last row of the header: as far down as its merged cells reach or ask for names below them."""
    begun = near(merges, first)
    if not begun:
        return first + 1 if _second_row_fills_gaps(rows, first) else first
    last = first
    deepest = min(first + DEEPEST, len(rows)) - 1
    while last < deepest:
        reach = max((bottom for top, _, bottom, _ in begun if first <= top <= last and bottom <= deepest), default=last)
        if reach > last:
            last = reach
        elif _asks_for_more(rows, begun, last):
            last += 1
        else:
            break
    return last


def near(merges: Sequence[Merge], first: int) -> list[Merge]:
    """The merges that begin in the header's rows."""
    return [merge for merge in merges if first <= merge[0] < first + DEEPEST]


def _asks_for_more(rows: Rows, merges: Sequence[Merge], last: int) -> bool:
    """Whether cells merged sideways in row `last` have names below them, and nothing but they has."""
    wide = {p for top, left, bottom, right in merges if top == bottom == last for p in range(left, right + 1)}
    below = {p for p, cell in enumerate(rows[last + 1]) if not blank(cell)}
    return bool(below) and below <= wide and _labels(rows, last + 1)


def _labels(rows: Rows, index: int) -> bool:
    """Whether a row holds short texts only, as a header does."""
    if index >= len(rows):
        return False
    filled = [cell for cell in rows[index] if not blank(cell)]
    return bool(filled) and all(
        isinstance(c, str) and len(c.strip()) <= LONGEST_LABEL and not NUMBER.fullmatch(c.strip()) for c in filled
    )


def _second_row_fills_gaps(rows: Rows, first: int) -> bool:
    """Without merges: the second row has labels exactly below the gaps of the first and below their heads."""
    if not _labels(rows, first) or not _labels(rows, first + 1):
        return False
    upper, lower = rows[first], rows[first + 1]
    width = max(len(upper), len(lower))
    has_upper = [not blank(at(rows, first, place)) for place in range(width)]
    has_lower = [not blank(at(rows, first + 1, place)) for place in range(width)]
    if not has_upper[0]:
        return False
    gaps = [place for place in range(width) if not has_upper[place]]
    heads = {max(p for p in range(gap) if has_upper[p]) for gap in gaps}
    expected = {*gaps, *heads}
    return bool(gaps) and {p for p in range(width) if has_lower[p]} == expected and len(expected) < width
