"""Where the header of an office table is, and what its columns are called.

Titles and form lines above it are passed over with a finding; a header of two or three rows is joined with
"/" as its merged cells (or, without them, its gaps) say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from gazetteer.findings import Finding, Severity
from layers.exchange.table import Cell

LOOKED_AT = 30  # rows
DEEPEST = 3  # rows of one header
FORM_LINE = re.compile(r"[^：:]{1,12}[：:].*", re.DOTALL)
NUMBER = re.compile(r"[-+]?[\d,.]+%?")
LONGEST_LABEL = 40
Merge = tuple[int, int, int, int]
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Header:
    """The header from row `first` to `last` (from 0): the columns it names and the places they stand in."""

    first: int
    last: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int  # columns up to the last named one
    findings: tuple[Finding, ...]


def blank(cell: Cell) -> bool:
    """Nothing a person would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def find_header(rows: Rows, merges: Sequence[Merge]) -> Header:
    """The header of a sheet that holds something."""
    first = _first_row(rows, merges)
    last = _last_row(rows, merges, first)
    findings = [_passed_over(rows, first)] if any(not blank(c) for row in rows[:first] for c in row) else []
    if last > first:
        findings.append(_joined(first, last))
    names, places, width, said = _columns(rows, merges, first, last)
    if _looks_like_data(rows[first]):
        said.append(_no_header(first))
    return Header(first, last, names, places, width, (*findings, *said))


def _first_row(rows: Rows, merges: Sequence[Merge]) -> int:
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
    if len(labels) < min(2, used) or _looks_like_data(row):
        return False
    return used == 1 or not all(isinstance(label, str) and FORM_LINE.fullmatch(label.strip()) for label in labels)


def _covered(rows: Rows, merges: Sequence[Merge], index: int) -> int:
    covered = {place for place, cell in enumerate(rows[index]) if not blank(cell)}
    for top, left, bottom, right in merges:
        if top <= index <= bottom and left in covered:
            covered |= set(range(left, min(right, left + 1000) + 1))
    return len(covered)


def _last_row(rows: Rows, merges: Sequence[Merge], first: int) -> int:
    """The last row of the header: as far down as its merged cells reach or ask for names below them."""
    near = _near(merges, first)
    if not near:
        return first + 1 if _second_row_fills_gaps(rows, first) else first
    last = first
    deepest = min(first + DEEPEST, len(rows)) - 1
    while last < deepest:
        reach = max((bottom for top, _, bottom, _ in near if first <= top <= last and bottom <= deepest), default=last)
        if reach > last:
            last = reach
        elif _asks_for_more(rows, near, last):
            last += 1
        else:
            break
    return last


def _near(merges: Sequence[Merge], first: int) -> list[Merge]:
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
    has_upper = [not blank(_at(rows, first, place)) for place in range(width)]
    has_lower = [not blank(_at(rows, first + 1, place)) for place in range(width)]
    if not has_upper[0]:
        return False
    gaps = [place for place in range(width) if not has_upper[place]]
    heads = {max(p for p in range(gap) if has_upper[p]) for gap in gaps}
    expected = {*gaps, *heads}
    return bool(gaps) and {p for p in range(width) if has_lower[p]} == expected and len(expected) < width


def _columns(
    rows: Rows, merges: Sequence[Merge], first: int, last: int
) -> tuple[tuple[str, ...], tuple[int, ...], int, list[Finding]]:
    width = max(len(row) for row in rows[first : last + 1])
    merged = _merged_labels(rows, merges, first, last)
    levels = [[_label(rows, merged, row, place) for place in range(width)] for row in range(first, last + 1)]
    if len(levels) > 1 and not _near(merges, first):
        levels[0] = _carried(levels[0])
    below = _filled_below(rows, last, [place for place in range(width) if not any(level[place] for level in levels)])
    names: list[str] = []
    places: list[int] = []
    said: list[Finding] = []
    for place in range(width):
        parts = list(dict.fromkeys(level[place] for level in levels if level[place]))
        name = "/".join(parts)
        if not name:
            if place not in below:
                continue
            name = f"第{place + 1}列"
            said.append(_unnamed(place, last))
        if name in names:
            told, n = name, 2
            while (name := f"{told}_{n}") in names:
                n += 1
            said.append(_twice(told, name, last))
        names.append(name)
        places.append(place)
    return tuple(names), tuple(places), (places[-1] + 1 if places else 0), said


def _filled_below(rows: Rows, last: int, places: Sequence[int]) -> set[int]:
    """Those of `places` that hold something below the header."""
    return {place for place in places if any(not blank(_at(rows, row, place)) for row in range(last + 1, len(rows)))}


def _merged_labels(rows: Rows, merges: Sequence[Merge], first: int, last: int) -> dict[tuple[int, int], Cell]:
    merged: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in merges:
        if first <= top <= last:
            value = _at(rows, top, left)
            merged |= {
                (row, place): value
                for row in range(top, min(bottom, last) + 1)
                for place in range(left, min(right, left + 1000) + 1)
            }
    return merged


def _label(rows: Rows, merged: dict[tuple[int, int], Cell], row: int, place: int) -> str:
    cell = merged.get((row, place), _at(rows, row, place))
    if blank(cell):
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return "".join(str(cell).split("\n")).replace("\r", "").strip()


def _carried(labels: list[str]) -> list[str]:
    """Each gap with the label left of it."""
    carried: list[str] = []
    for label in labels:
        carried.append(label or (carried[-1] if carried else ""))
    return carried


def _at(rows: Rows, row: int, place: int) -> Cell:
    return rows[row][place] if row < len(rows) and place < len(rows[row]) else None


def _looks_like_data(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if not blank(cell)]
    numbers = [c for c in filled if not isinstance(c, str) or NUMBER.fullmatch(c.strip())]
    return len(numbers) * 2 > len(filled)


def _passed_over(rows: Rows, first: int) -> Finding:
    shown = "；".join(str(c).strip() for row in rows[:first] for c in row if not blank(c))[:80]
    return Finding(
        "reader.title_rows",
        Severity.INFO,
        f"表头在第 {first + 1} 行，上面的标题没有作为数据读入：{shown}",
        row=first + 1,
        value=shown,
        remedy="若表头找错，请删去表头以上的行",
    )


def _joined(first: int, last: int) -> Finding:
    return Finding(
        "reader.two_row_header",
        Severity.INFO,
        f"表头占第 {first + 1}–{last + 1} 行，上下两级名称用“/”连成一个列名",
        row=first + 1,
    )


def _unnamed(place: int, last: int) -> Finding:
    return Finding(
        "reader.unnamed_column",
        Severity.WARNING,
        f"第 {place + 1} 列有内容但没有表头，暂称“第{place + 1}列”",
        row=last + 1,
        column=f"第{place + 1}列",
        remedy="给这一列加上表头，或在导入时指定它对应的字段",
    )


def _twice(told: str, name: str, last: int) -> Finding:
    return Finding(
        "reader.duplicate_header",
        Severity.WARNING,
        f"表头“{told}”出现多次，后一列暂称“{name}”",
        row=last + 1,
        column=name,
        value=told,
        remedy="给两列不同的表头，免得导入错列",
    )


def _no_header(first: int) -> Finding:
    return Finding(
        "reader.no_header",
        Severity.WARNING,
        f"第 {first + 1} 行多是数字，不像表头，但仍按表头读出",
        row=first + 1,
        remedy="在数据上面加一行表头；可下载导入模板",
    )
