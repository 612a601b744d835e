"""The header of an office table and what its columns are called.

Titles and form lines above it are passed over with a finding; a header of two or three rows is joined with
"/" as its merged cells (or, without them, its gaps) say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gazetteer.findings import Finding, Severity
from layers.exchange.formats.header_rows import (
    WIDEST_MERGE,
    Merge,
    Rows,
    at,
    blank,
    first_row,
    last_row,
    looks_like_data,
    near,
)
from layers.exchange.table import Cell


@dataclass(frozen=True, slots=True)
class Header:
    """The header from row `first` to `last` (from 0): the columns it names and the places they stand in."""

    first: int
    last: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int  # columns up to the last named one
    findings: tuple[Finding, ...]


def find_header(rows: Rows, merges: Sequence[Merge]) -> Header:
    """The header of a sheet that holds something."""
    first = first_row(rows, merges)
    last = last_row(rows, merges, first)
    findings = [_passed_over(rows, first)] if any(not blank(c) for row in rows[:first] for c in row) else []
    if last > first:
        findings.append(_joined(first, last))
    names, places, width, said = _columns(rows, merges, first, last)
    if looks_like_data(rows[first]):
        said.append(_no_header(first))
    return Header(first, last, names, places, width, (*findings, *said))


def _columns(
    rows: Rows, merges: Sequence[Merge], first: int, last: int
) -> tuple[tuple[str, ...], tuple[int, ...], int, list[Finding]]:
    width = max(len(row) for row in rows[first : last + 1])
    merged = _merged_labels(rows, merges, first, last)
    levels = [[_label(rows, merged, row, place) for place in range(width)] for row in range(first, last + 1)]
    if len(levels) > 1 and not near(merges, first):
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
    return {place for place in places if any(not blank(at(rows, row, place)) for row in range(last + 1, len(rows)))}


def _merged_labels(rows: Rows, merges: Sequence[Merge], first: int, last: int) -> dict[tuple[int, int], Cell]:
    merged: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in merges:
        if first <= top <= last:
            value = at(rows, top, left)
            merged |= {
                (row, place): value
                for row in range(top, min(bottom, last) + 1)
                for place in range(left, min(right, left + WIDEST_MERGE) + 1)
            }
    return merged


def _label(rows: Rows, merged: dict[tuple[int, int], Cell], row: int, place: int) -> str:
    cell = merged.get((row, place), at(rows, row, place))
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
