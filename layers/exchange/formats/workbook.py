"""XLSX and XLS by calamine: values as they are stored, dates as dates, text character for character."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.lost_values import lost_values
from layers.exchange.formats.mangled import KEPT_DIGITS
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.sheet_shape import Grid, shaped
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.limits import Limits
from layers.exchange.prechecks.workbook import check_old_workbook, checked_parts
from layers.exchange.table import Cell, RawTable

Lost = Mapping[str, Sequence[Finding]]


def read(task: Task) -> Contents:
    """Every visible sheet that holds something, or the one asked for. Raises Refused."""
    data = task.path.read_bytes()
    lost: Lost = {}
    if data.startswith(b"PK"):
        lost = lost_values(checked_parts(task.path, task.limits), task.limits)
    else:
        check_old_workbook(data)
    try:
        return _contents(CalamineWorkbook.from_filelike(BytesIO(data)), task, lost)
    except PasswordError:
        raise Refused.because(
            "reader.password", "工作簿加了打开密码", remedy="在 Excel 中去掉打开密码，另存后再上传"
        ) from None
    except CalamineError as wrong:
        raise Refused.because(
            "reader.workbook", "工作簿读不出来，可能已损坏或不完整", remedy="用 Excel 或 WPS 打开后另存为新的 .xlsx"
        ) from wrong


def _contents(book: CalamineWorkbook, task: Task, lost: Lost) -> Contents:
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in sheets]
    wanted = chosen(names, task.sheet)
    hidden = {sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible} - {task.sheet}
    tables: list[RawTable] = []
    empty: list[str] = []
    for name in wanted:
        if name in hidden:
            continue
        table = _table(book.get_sheet_by_name(name), task.limits, lost.get(name, ()))
        if table is None:
            empty.append(name)
        else:
            tables.append(table)
    told = _told(names, [table.name for table in tables], empty, [name for name in names if name in hidden])
    return Contents(tuple(names), tuple(tables), tuple(told) if not task.sheet or empty else ())


def _table(sheet: CalamineSheet, limits: Limits, lost: Sequence[Finding]) -> RawTable | None:
    _refuse_too_many(sheet, limits)
    rows = [
        [(cell or None) if type(cell) is str else _cell(cell) for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    table = shaped(Grid(sheet.name, rows, merges, lettered=True), Noticed(limits.findings), limits)
    return table and replace(table, findings=(*_in_data(lost, table), *table.findings))


def _in_data(lost: Sequence[Finding], table: RawTable) -> Iterator[Finding]:
    """Those of the lost values that stand in a row and a column of data, under the column's name."""
    numbers = {row.number for row in table.rows} if lost else set()
    names = dict(zip(table.column_letters, table.columns, strict=True))
    for finding in lost:
        if finding.row in numbers and finding.column in names:
            yield replace(finding, column=names[finding.column])


def _refuse_too_many(sheet: CalamineSheet, limits: Limits) -> None:
    if sheet.total_height > limits.rows or sheet.total_width > limits.columns:
        raise Refused.because(
            "reader.rows" if sheet.total_height > limits.rows else "reader.columns",
            f"“{sheet.name}”用到第 {sheet.total_height} 行、第 {sheet.total_width} 列，"
            f"最多 {limits.rows} 行、{limits.columns} 列",
            remedy="删去数据区以外的行列（选中后“删除”，不是“清除”），或拆成几个文件",
        )


def _cell(cell: object) -> Cell:
    """The value of a cell that is not text; whole numbers without a decimal point, times of day and durations as text."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < KEPT_DIGITS else cell
    if isinstance(cell, bool | int | datetime | date):
        return cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None


def _told(
    names: Sequence[str], read_names: Sequence[str], empty: Sequence[str], hidden: Sequence[str]
) -> list[Finding]:
    said = []
    if len(names) > 1:
        others = [f"空表：{'、'.join(empty)}"] if empty else []
        others += [f"隐藏表（没有读）：{'、'.join(hidden)}"] if hidden else []
        message = f"工作簿有 {len(names)} 个工作表，读了：{'、'.join(read_names) or '无'}"
        said.append(_sheets("；".join([message, *others])[:500]))
    if not read_names:
        said.append(
            Finding(
                "reader.no_data",
                Severity.ERROR,
                f"没有读到任何数据（{'、'.join(names) or '没有工作表'}）",
                remedy="检查是否选错文件或工作表；要读隐藏的工作表，请先取消隐藏或指定它的名称",
            )
        )
    return said


def _sheets(message: str) -> Finding:
    return Finding("reader.sheets", Severity.INFO, message, remedy="只要其中一个时，导入时指定工作表名称")
