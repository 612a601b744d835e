"""Which of a workbook's sheets, or a file's layers, is the one to import."""

from __future__ import annotations

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from layers.exchange.mapping import map_columns
from layers.exchange.options import ImportOptions
from layers.exchange.table import RawTable, ReadFile
from layers.layer import Layer

EXPLAINING = frozenset({"说明", "问题", "填写说明", "选项"})
"""Sheets that our own templates and marked workbooks carry beside the data."""


def choose(layer: Layer, read: ReadFile, options: ImportOptions) -> tuple[RawTable, list[Finding]]:
    """The asked-for table, the only one, or the one whose headings fit; and what is said about the others.

    Raises Refused when nothing was read, or when several fit equally well: a person has to say which.
    """
    tables = [table for table in read.tables if table.name not in EXPLAINING or options.sheet == table.name]
    if options.sheet:
        tables = [table for table in tables if table.name == options.sheet] or tables[:1]
    if not tables:
        raise Refused.because("import.empty", "文件里没有数据", remedy="检查是否选对了文件，或只有表头")
    if len(tables) == 1:
        return tables[0], _left_out(read, tables[0])
    ranked = sorted(tables, key=lambda table: _fitness(layer, table, options), reverse=True)
    if _fitness(layer, ranked[0], options) == _fitness(layer, ranked[1], options):
        names = "、".join(f"“{table.name}”" for table in tables[:10])
        raise Refused.because(
            "import.sheet", f"文件里有几张表都能导入：{names}", remedy="指明一张：--sheet 表名；或每张存为一个文件"
        )
    return ranked[0], _left_out(read, ranked[0])


def _fitness(layer: Layer, table: RawTable, options: ImportOptions) -> tuple[int, int]:
    """How few necessary columns are missing, then how many are known."""
    columns = map_columns(
        layer, table.columns, options.columns, has_shapes=any(row.wkb for row in list(table.rows[:20]))
    )
    return -len(blocking(columns.findings)), len(columns.columns)


def _left_out(read: ReadFile, used: RawTable) -> list[Finding]:
    others = [name for name in read.names if name != used.name and name not in EXPLAINING]
    if not others:
        return []
    message = f"导入的是“{used.name}”，另外 {len(others)} 张表没有导入：{'、'.join(others[:10])}"
    return [Finding("import.other_sheets", Severity.INFO, message, value="、".join(others)[:200])]
