"""Import templates: described columns, required ones marked, choices as lists, codes as text, one clear example."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from layers.exchange.text_cells import harmless, put
from layers.layer import Field, FieldKind, Geometry, Layer

EXAMPLE = "示例（导入时跳过，可删）"
ROWS = 20_000  # rows that get lists and text formats
CHOICE_SHEET = "选项"
_KINDS = {
    FieldKind.TEXT: "文字", FieldKind.LONG_TEXT: "文字", FieldKind.INTEGER: "整数", FieldKind.NUMBER: "数字",
    FieldKind.BOOLEAN: "是 / 否", FieldKind.DATE: "日期，如 2026-11-23", FieldKind.CHOICE: "从下拉中选",
    FieldKind.REFERENCE: "编码或名称",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of the template: heading, whether it must be filled, what it holds, an example, its choices."""

    title: str
    required: bool
    description: str
    example: str
    choices: tuple[str, ...] = ()
    coded: bool = False

    @property
    def heading(self) -> str:
        """The title, with a star when it must be filled."""
        return f"{self.title}*" if self.required else self.title


def template(layer: Layer, file_format: str) -> bytes:
    """An empty import file for `layer`, as "csv" or "xlsx". Raises KeyError for another format."""
    writers: dict[str, Callable[[Layer], bytes]] = {"csv": _csv, "xlsx": _xlsx}
    return writers[file_format](layer)


def template_columns(layer: Layer) -> list[TemplateColumn]:
    """The columns in the order of the template: the mark of the example, fields, owner, position."""
    columns = [_field_column(field) for field in layer.fields]
    if layer.key != "division":
        told = "区划代码，或“乡镇 村”的名称；代码和名称都写时必须一致"
        inherited = any(field.required and field.references for field in layer.fields)
        columns.append(TemplateColumn("所属区划", not inherited, told, "区划代码", coded=True))
    return [*columns, *_position_columns(layer)]


def _position_columns(layer: Layer) -> list[TemplateColumn]:
    need = layer.geometry_required
    if layer.geometry is None:
        return []
    if layer.geometry is not Geometry.POINT:
        word = "LINESTRING" if layer.geometry is Geometry.LINE else "POLYGON"
        return [
            TemplateColumn("图形WKT", need, f"{word} 的 WKT，经度在前；或改用 GPKG、GeoJSON、SHP 导入", f"{word} (…)")
        ]
    told = "十进制度或度分秒（CGCS2000）；其他坐标系在导入时声明"
    return [
        TemplateColumn("经度", need, told, "100.123456"),
        TemplateColumn("纬度", need, told, "30.123456"),
    ]


def _field_column(field: Field) -> TemplateColumn:
    choices = tuple(choice.title for choice in field.choices)
    choices = choices or (("是", "否") if field.kind is FieldKind.BOOLEAN else ())
    parts = [_KINDS[field.kind]]
    if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        parts = [f"文字，最多 {field.max_length} 字"]
    bounds = [
        f"{word} {value:g}"
        for word, value in (("不小于", field.minimum), ("不大于", field.maximum))
        if value is not None
    ]
    parts += [f"单位 {field.unit}"] if field.unit else []
    parts += bounds
    parts += [f"可选：{'、'.join(choices)}"] if choices else []
    parts += [field.help] if field.help else []
    parts += [f"列名也可写作：{'、'.join(field.synonyms)}"] if field.synonyms else []
    coded = bool(field.pattern) or field.key.endswith(("_code", "_id", "_number")) or bool(field.references)
    return TemplateColumn(field.title, field.required, "；".join(parts), _example(field, choices), choices, coded=coded)


def _example(field: Field, choices: Sequence[str]) -> str:
    if choices:
        return choices[0]
    return {
        FieldKind.INTEGER: f"{max(field.minimum or 0, 1):g}",
        FieldKind.NUMBER: f"{max(field.minimum or 0, 1):g}",
        FieldKind.DATE: "2026-11-23",
        FieldKind.REFERENCE: "编码",
    }.get(field.kind, f"{field.title}…")


def _example_row(columns: Sequence[TemplateColumn]) -> list[str]:
    """The example; its first cell says that it is one, and by that word an import passes it over."""
    return [EXAMPLE, *(column.example for column in columns[1:])]


def _csv(layer: Layer) -> bytes:
    """UTF-8 with a mark, so that a spreadsheet reads it right; what a column holds stands in its heading's brackets."""
    columns = template_columns(layer)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([harmless(_described(column)) for column in columns])
    writer.writerow([harmless(text) for text in _example_row(columns)])
    return stream.getvalue().encode("utf-8-sig")


def _described(column: TemplateColumn) -> str:
    """The heading with a short description in brackets, which header matching leaves out."""
    short = f"可选：{'/'.join(column.choices)}" if column.choices else column.description.split("；列名也可", 1)[0]
    inner = (
        short.replace("（", "〔")
        .replace("）", "〕")
        .replace("(", "〔")
        .replace(")", "〕")
        .replace("〔", " ")
        .replace("〕", " ")
    )
    return f"{column.heading}（{inner}）"


def _xlsx(layer: Layer) -> bytes:
    columns = template_columns(layer)
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  (a new workbook has one sheet)
    sheet.title = "".join(letter for letter in layer.title if letter not in "[]:*?/\\'")[:31]
    for n, (column, example) in enumerate(zip(columns, _example_row(columns), strict=True), 1):
        _head(sheet.cell(1, n), column)
        shown = put(sheet.cell(2, n), example)
        shown.font, shown.fill = Font(italic=False, color="FF8A8F94"), PatternFill("solid", fgColor="FFF2EFE8")
        sheet.column_dimensions[get_column_letter(n)].width = max(12, min(34, 2 * len(column.title) + 6))
        if column.coded or column.title == "所属区划":
            for row in range(3, 503):
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
