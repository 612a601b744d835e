"""The shape of an office table: where its header is, what stands above and below, what is a total.

Nothing is dropped without a finding; numbers of rows and letters of columns are those a person sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.header import Header, find_header
from layers.exchange.formats.header_rows import Merge, blank
from layers.exchange.formats.mangled import codes
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.remarks import is_note, is_total
from layers.exchange.limits import Limits
from layers.exchange.table import Cell, RawRow, RawTable


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet from its first row and column on, None where empty; `merges` as the file declares them."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[Merge] = ()
    lettered: bool = False  # the file is a spreadsheet


def shaped(grid: Grid, noticed: Noticed, limits: Limits, *, encoding: str = "") -> RawTable | None:
    """The grid as a table; None when it holds nothing at all. Raises Refused beyond the limits."""
    if not any(not blank(cell) for row in grid.rows for cell in row):
        return None
    _refuse_too_many(grid, limits)
    header = find_header(grid.rows, grid.merges)
    for finding in header.findings:
        noticed.add(finding)
    letters = tuple(letter(column) for column in header.places) if grid.lettered else ()
    spread = _spread(grid, header, noticed)
    rows = tuple(_data(grid, header, spread, noticed))
    for finding in codes(header.names, letters, rows):
        noticed.add(finding)
    if not rows:
        noticed.add(_no_rows(grid.name))
    return RawTable(
        name=grid.name,
        columns=header.names,
        rows=rows,
        column_letters=letters,
        header_rows=tuple(range(header.first + 1, header.last + 2)),
        encoding=encoding,
        findings=noticed.findings(),
    )


def letter(column: int) -> str:
    """The spreadsheet's letters of a column that counts from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _data(grid: Grid, header: Header, spread: dict[tuple[int, int], Cell], noticed: Noticed) -> Iterable[RawRow]:
    places, width = header.places, header.width
    straight = places == tuple(range(len(places)))
    for index in range(header.last + 1, len(grid.rows)):
        raw = grid.rows[index]
        if spread and any(key[0] == index for key in ((index, place) for place in places) if key in spread):
            raw = [spread.get((index, place), raw[place] if place < len(raw) else None) for place in range(width)]
        cells = tuple(raw[:width])
        if not cells or (blank(cells[0]) and all(map(blank, cells))):
            if any(not blank(cell) for cell in raw[width:]):
                noticed.add(_beyond(index, raw, width))
            continue
        if is_total(cells):
            noticed.add(_skipped("reader.total_row", index, cells, "合计行"))
            continue
        if is_note(cells, len(places)):
            noticed.add(_skipped("reader.note_row", index, cells, "表尾说明"))
            continue
        if len(raw) > width and any(not blank(cell) for cell in raw[width:]):
            noticed.add(_beyond(index, raw, width))
        elif len(raw) < width and not grid.lettered:
            noticed.add(_short(index, len(raw), width))
        if len(cells) < width:
            cells += (None,) * (width - len(cells))
        yield RawRow(index + 1, cells if straight else tuple(cells[place] for place in places))


def _spread(grid: Grid, header: Header, noticed: Noticed) -> dict[tuple[int, int], Cell]:
    """Values of merged cells below the header, for every cell that the merge covers."""
    spread: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in grid.merges:
        if top <= header.last or top >= len(grid.rows) or left >= len(grid.rows[top]) or blank(grid.rows[top][left]):
            continue
        value = grid.rows[top][left]
        if bottom == top:
            continue  # a title or a total stretched over columns says nothing about those columns
        if right > left:
            noticed.add(_block(top, left, bottom, right))
            continue
        spread |= {(row, left): value for row in range(top, min(bottom, len(grid.rows) - 1) + 1)}
        noticed.add(
            Finding(
                "reader.merged_cells",
                Severity.INFO,
                f"第 {top + 1}–{bottom + 1} 行 {letter(left)} 列是合并单元格，每行都按“{str(value)[:40]}”读出",
                row=top + 1,
                value=str(value)[:100],
                remedy="若合并只为好看而不表示同值，请取消合并、逐行填写",
            )
        )
    return spread


def _block(top: int, left: int, bottom: int, right: int) -> Finding:
    return Finding(
        "reader.merged_block",
        Severity.WARNING,
        f"第 {top + 1}–{bottom + 1} 行 {letter(left)}–{letter(right)} 列合并成一块，内容只算在左上角一格",
        row=top + 1,
        remedy="取消合并，逐格填写",
    )


def _refuse_too_many(grid: Grid, limits: Limits) -> None:
    rows, width = len(grid.rows), max(len(row) for row in grid.rows)
    for count, most, unit in ((rows, limits.rows, "行"), (width, limits.columns, "列")):
        if count > most:
            raise Refused.because(
                "reader.rows" if unit == "行" else "reader.columns",
                f"“{grid.name}”有 {count} {unit}，最多 {most} {unit}",
                remedy="删去数据区以外的空行空列（选中后“删除”，不是“清除”），或拆成几个文件",
            )
    if sum(len(row) for row in grid.rows) > limits.cells:
        raise Refused.because("reader.cells", f"“{grid.name}”超过 {limits.cells} 格", remedy="按乡镇拆成几个文件")


def _skipped(rule: str, index: int, cells: Sequence[Cell], what: str) -> Finding:
    shown = "，".join(str(cell) for cell in cells if not blank(cell))[:60]
    return Finding(
        rule,
        Severity.INFO,
        f"第 {index + 1} 行是{what}，没有作为数据读入：{shown}",
        row=index + 1,
        value=shown,
        remedy="若它其实是一条数据，请改写开头的“合计”“备注”等字样",
    )


def _beyond(index: int, raw: Sequence[Cell], width: int) -> Finding:
    extra = "，".join(str(cell) for cell in raw[width:] if not blank(cell))[:60]
    return Finding(
        "reader.beyond_header",
        Severity.ERROR,
        f"第 {index + 1} 行比表头多出内容：{extra}",
        row=index + 1,
        value=extra,
        remedy="检查这一行是否多了分隔符（含逗号的内容要加引号），或给多出的列加表头",
    )


def _short(index: int, count: int, width: int) -> Finding:
    return Finding(
        "reader.short_row",
        Severity.WARNING,
        f"第 {index + 1} 行只有 {count} 列，表头有 {width} 列，缺的按空白读入",
        row=index + 1,
        value=str(count),
        remedy="检查这一行是否少了分隔符，文件是否完整",
    )


def _no_rows(name: str) -> Finding:
    return Finding(
        "reader.no_rows",
        Severity.WARNING,
        f"“{name}”只有表头，没有数据行",
        value=name,
        remedy="检查是否选错文件或工作表",
    )
