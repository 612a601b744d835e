"""The import template as a workbook: comments, drop-down lists, text cells, a sheet that explains."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from layers.exchange.template_columns import TemplateColumn, example_row, template_columns
from layers.exchange.text_cells import put
from layers.layer import Layer

ROWS = 20_000  # rows that get lists
TEXT_ROWS = 500  # rows whose code cells are text from the start
CHOICE_SHEET = "选项"


def template_workbook(layer: Layer) -> bytes:
    """The bytes of the workbook."""
    columns = template_columns(layer)
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  (a new workbook has one sheet)
    sheet.title = "".join(letter for letter in layer.title if letter not in "[]:*?/\\'")[:31]
    for n, (column, example) in enumerate(zip(columns, example_row(columns), strict=True), 1):
        _head(sheet.cell(1, n), column)
        shown = put(sheet.cell(2, n), example)
        shown.font, shown.fill = Font(italic=False, color="FF8A8F94"), PatternFill("solid", fgColor="FFF2EFE8")
        sheet.column_dimensions[get_column_letter(n)].width = max(12, min(34, 2 * len(column.title) + 6))
        if column.coded or column.title == "所属区划":
            for row in range(3, 3 + TEXT_ROWS):
                sheet.cell(row, n).number_format = "@"
    sheet.freeze_panes = "B2"
    _lists(book, sheet, columns)
    _explain(book, layer, columns)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(cell: Any, column: TemplateColumn) -> None:
    put(cell, column.heading)
    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FFB3341F" if column.required else "FF0F5E63")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.comment = Comment(
        ("必填。" if column.required else "") + column.description, "导入模板", width=320, height=120
    )


def _lists(book: Any, sheet: Any, columns: Sequence[TemplateColumn]) -> None:
    """Choices as drop-down lists, taken from a sheet of their own: a list in the rule itself may be too long."""
    chosen = [(n, column) for n, column in enumerate(columns, 1) if column.choices]
    if not chosen:
        return
    options = book.create_sheet(CHOICE_SHEET)
    for at, (n, column) in enumerate(chosen, 1):
        put(options.cell(1, at), column.title).font = Font(bold=True)
        for row, choice in enumerate(column.choices, 2):
            put(options.cell(row, at), choice)
        letter = get_column_letter(at)
        source = f"{quote_sheetname(CHOICE_SHEET)}!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.error, rule.errorTitle = f"从下拉中选一项：{'、'.join(column.choices)}"[:250], "没有这一项"
        sheet.add_data_validation(rule)
        rule.add(f"{get_column_letter(n)}2:{get_column_letter(n)}{ROWS}")


def _explain(book: Any, layer: Layer, columns: Sequence[TemplateColumn]) -> None:
    sheet = book.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 8
    sheet.column_dimensions["C"].width = 96
    lines = [
        (f"{layer.title}导入模板", "", layer.description),
        ("怎样填", "", "每条记录一行，从第 3 行填起；红色表头（带 * 号）必填；第 2 行是示例，导入时跳过。"),
        ("编码", "", "编码列已设为文本格式。超过 15 位的数字若被当作数字，后几位会丢失，系统会拒绝，不会猜测。"),
        ("同一编号", "", f"{'、'.join(layer.field(k).title for k in layer.natural_key)}相同即同一条记录：有改动的更新，没有改动的不动；空格不清除原有内容。"),
        ("", "", ""),
        ("列名", "必填", "填什么"),
        *((column.title, "是" if column.required else "", column.description) for column in columns),
    ]  # fmt: skip
    for row, words in enumerate(lines, 1):
        for n, text in enumerate(words, 1):
            cell = put(sheet.cell(row, n), text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row in (1, 6) or n == 1:
                cell.font = Font(bold=True)
