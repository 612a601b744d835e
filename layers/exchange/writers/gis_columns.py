"""Columns as GDAL's drivers take them, and text that a format cannot carry whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from layers.exchange.writers.export import Column
from layers.exchange.writers.gdal_job import GdalColumn
from layers.exchange.writers.marks import fit_for_xml
from layers.layer import FieldKind

KINDS = {
    FieldKind.INTEGER: "integer",
    FieldKind.NUMBER: "number",
    FieldKind.BOOLEAN: "yes_no",
    FieldKind.DATE: "date",
}


def stored_columns(columns: Iterable[Column]) -> list[GdalColumn]:
    """Values as kept, under their keys: for programs."""
    return [
        GdalColumn(
            name=column.key,
            kind=KINDS.get(column.kind, "text"),
            values=_iso(column.stored) if column.kind is FieldKind.DATE else list(column.stored),
        )
        for column in columns
    ]


def shown_columns(columns: Iterable[Column]) -> list[GdalColumn]:
    """Values as people read them, as text under Chinese titles, fit for XML."""
    return [GdalColumn(name=column.title, kind="text", values=shown_text(column.shown)) for column in columns]


def shown_text(values: Sequence[Any]) -> list[str | None]:
    """Values as text, fit for XML."""
    return [None if value is None else fit_for_xml(_word(value)) for value in values]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


def _iso(values: Sequence[Any]) -> list[str | None]:
    return [None if value is None else value.isoformat() for value in values]


def cut_to_bytes(text: str, most: int) -> str:
    """The longest beginning of `text` that takes at most `most` bytes in UTF-8, never half a character."""
    return text.encode("utf-8")[:most].decode("utf-8", errors="ignore")
