"""Import templates: described columns, required ones marked, choices as lists, codes as text, one clear example."""

from __future__ import annotations

import csv
import io

from layers.exchange.template_columns import TemplateColumn, example_row, template_columns
from layers.exchange.text_cells import harmless
from layers.layer import Layer


def template(layer: Layer, file_format: str) -> bytes:
    """An empty import file for `layer`, as "csv" or "xlsx". Raises ValueError for another format."""
    if file_format == "csv":
        return _csv(layer)
    if file_format == "xlsx":
        from layers.exchange.template_workbook import template_workbook  # noqa: PLC0415  (openpyxl only when it writes)

        return template_workbook(layer)
    raise ValueError(f"no such template format: {file_format}")


def _csv(layer: Layer) -> bytes:
    """UTF-8 with a mark, so that a spreadsheet reads it right; what a column holds stands in its heading's brackets."""
    columns = template_columns(layer)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([harmless(_described(column)) for column in columns])
    writer.writerow([harmless(text) for text in example_row(columns)])
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
