"""A list of neighbours in a table somebody has: columns by Chinese or English header, every fault of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gazetteer.categories import PlaceKind, class_of
from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from gazetteer.rules import Bond, Neighbour, Standing
from gazetteer.terms import Term
from layers.exchange.reader import read_file
from layers.exchange.table import RawTable

Member = TypeVar("Member", bound=Term)

HEADERS: Mapping[str, tuple[str, ...]] = {
    "text": ("name", "text", "名称", "标准名称", "地名"),
    "kind": ("kind", "class", "类别"),
    "class_code": ("class_code", "类别代码"),
    "division": ("division", "区划代码", "所在区划"),
    "id": ("id", "编号"),
    "place": ("place", "实体"),
    "code": ("code", "place_code", "地名代码"),
    "spelling": ("spelling", "拼写", "罗马字母拼写", "拼音"),
    "standing": ("standing", "status", "状态"),
    "until": ("until", "废止日期"),
    "areas": ("areas", "建成区"),
    "famous": ("famous", "知名"),
    "extends": ("extends", "超出区划"),
    "bond": ("bond", "关系"),
    "bound_to": ("bound_to", "关系对象"),
    "protected": ("protected", "保护名录"),
    "measures": ("measures", "保护措施"),
    "attested": ("attested", "最早年份"),
}
"""Field of a neighbour → the headers it may stand under; only the name is required."""
YES = frozenset({"1", "true", "yes", "是", "有"})


def read_neighbours(path: Path, kind: PlaceKind) -> list[Neighbour]:
    """The neighbours of a CSV, XLSX or other table; rows without a class are of `kind`.

    Raises Refused with every row that cannot be read, and for a table without a column of names.
    """
    read = read_file(path, path.name)
    table = max(read.tables, key=lambda one: len(one.rows), default=None)
    if table is None:
        raise Refused(read.findings or [_fault("文件里没有表", None)])
    columns = {field: at for field, headers in HEADERS.items() if (at := _column(table, headers)) is not None}
    if "text" not in columns:
        raise Refused([_fault(f"没有名称一列（{'、'.join(HEADERS['text'])}）", None)])
    faults: list[Finding] = []
    found: list[Neighbour] = []
    for row in table.rows:
        cells = {field: _text(row.cells[at]) for field, at in columns.items()}
        try:
            if cells["text"]:
                found.append(_neighbour(cells, row.number, kind))
        except _Unread as wrong:
            faults.append(_fault(str(wrong), row.number))
    if faults:
        raise Refused(faults)
    return found


class _Unread(ValueError):
    """A cell that means nothing known."""


def _column(table: RawTable, headers: Sequence[str]) -> int | None:
    return next((table.columns.index(header) for header in headers if header in table.columns), None)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _neighbour(cells: Mapping[str, str], row: int, kind: PlaceKind) -> Neighbour:
    year = cells.get("attested", "")
    if year and not year.removesuffix(".0").isdecimal():
        raise _Unread(f"最早年份“{year}”不是年份")
    return Neighbour(
        id=cells.get("id") or f"第{row}行",
        text=cells["text"],
        kind=_kind(cells, kind),
        division=cells.get("division", ""),
        place=cells.get("place", ""),
        class_code=cells.get("class_code", ""),
        code=cells.get("code", ""),
        spelling=cells.get("spelling", ""),
        standing=_term(Standing, cells.get("standing", ""), Standing.CURRENT, "状态"),
        until=cells.get("until", ""),
        areas=tuple(area for area in cells.get("areas", "").replace("、", "|").split("|") if area),
        famous=_yes(cells, "famous"),
        extends=_yes(cells, "extends"),
        bond=_term(Bond, cells.get("bond", ""), Bond.NONE, "关系"),
        bound_to=cells.get("bound_to", ""),
        protected=_yes(cells, "protected"),
        measures=_yes(cells, "measures"),
        attested=int(float(year)) if year else None,
    )


def _kind(cells: Mapping[str, str], kind: PlaceKind) -> PlaceKind:
    known = class_of(cells["class_code"]) if cells.get("class_code") else None
    return _term(PlaceKind, cells.get("kind", ""), known.kind if known else kind, "类别")


def _term(vocabulary: type[Member], text: str, default: Member, title: str) -> Member:
    if not text:
        return default
    for member in vocabulary:
        if text in (member.value, member.term, member.english):
            return member
    words = "、".join(member.term for member in vocabulary if member.term)
    raise _Unread(f"{title}“{text}”不是：{words}")


def _yes(cells: Mapping[str, str], field: str) -> bool:
    return cells.get(field, "").lower() in YES


def _fault(message: str, row: int | None) -> Finding:
    remedy = "改正后再试；列名可用中文或英文"
    return Finding("naming.neighbour_list", Severity.ERROR, message, row=row, remedy=remedy)
