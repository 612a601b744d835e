"""What a layer's import template asks for, column by column, and the example row it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.layer import Field, FieldKind, Geometry, Layer

EXAMPLE = "示例（导入时跳过，可删）"
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


def example_row(columns: Sequence[TemplateColumn]) -> list[str]:
    """The example; its first cell says that it is one, and by that word an import passes it over."""
    return [EXAMPLE, *(column.example for column in columns[1:])]
