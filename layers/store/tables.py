"""Tables, indexes and constraints, derived from the layers' declarations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnClause,
    Date,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    column,
    or_,
)
from sqlalchemy.types import TypeEngine

from layers.layer import SYSTEM_COLUMNS, Field, FieldKind, Layer
from layers.store.geometry_column import GeometryColumn
from layers.store.log import PARTS

GEOMETRY = "geom"
PLAIN_TEXT: TypeEngine[Any] = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared character by character on either engine, whatever the database's language."""

_TYPES: dict[FieldKind, TypeEngine[Any]] = {
    FieldKind.TEXT: PLAIN_TEXT,
    FieldKind.LONG_TEXT: PLAIN_TEXT,
    FieldKind.INTEGER: Integer(),
    FieldKind.NUMBER: Double(),
    FieldKind.BOOLEAN: Boolean(),
    FieldKind.DATE: Date(),
    FieldKind.CHOICE: PLAIN_TEXT,
    FieldKind.REFERENCE: PLAIN_TEXT,
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the store keeps: per layer what is believed and what was, then the bookkeeping."""

    metadata: MetaData
    believed: dict[str, Table]
    past: dict[str, Table]
    change_set: Table
    change_set_edit: Table
    event: Table
    setting: Table


def declare_tables(layers: Iterable[Layer]) -> Tables:
    """The tables of `layers`, on a metadata of their own."""
    metadata = MetaData()
    declared = tuple(layers)
    return Tables(
        metadata=metadata,
        believed={layer.key: _believed_table(metadata, layer) for layer in declared},
        past={layer.key: _past_table(metadata, layer) for layer in declared},
        change_set=_change_set_table(metadata),
        change_set_edit=_edit_table(metadata),
        event=_event_table(metadata),
        setting=Table(
            "setting",
            metadata,
            Column("key", PLAIN_TEXT, primary_key=True),
            Column("value", PLAIN_TEXT, nullable=False),
            sqlite_strict=True,
        ),
    )


def _believed_table(metadata: MetaData, layer: Layer) -> Table:
    name = layer.key
    indexes = [Index(f"ix_{name}_id", "id"), Index(f"ix_{name}_division", "division")]
    indexes += [Index(f"ix_{name}_{field.key}", field.key) for field in layer.fields if field.indexed]
    return Table(name, metadata, *_columns(layer), *_checks(layer), *indexes)


def _past_table(metadata: MetaData, layer: Layer) -> Table:
    name = f"{layer.key}_past"
    return Table(
        name,
        metadata,
        *_columns(layer),
        Column("recorded_to", PLAIN_TEXT, nullable=False),
        Index(f"ix_{name}_id", "id"),
    )


def column_type(layer: Layer, name: str) -> TypeEngine[Any]:
    """The SQL type of a system column or declared field. Raises KeyError for any other name."""
    system: dict[str, TypeEngine[Any]] = {
        "version": Integer(),
        "valid_from": Date(),
        "valid_to": Date(),
        "generated": Boolean(),
    }
    if name in SYSTEM_COLUMNS:
        return system.get(name, PLAIN_TEXT)
    return _TYPES[layer.field(name).kind]


def _columns(layer: Layer) -> list[Column[Any]]:
    geometry = [Column(GEOMETRY, GeometryColumn(layer.geometry.value))] if layer.geometry else []
    return [
        Column("fid", Integer, primary_key=True, autoincrement=False),
        *geometry,
        Column("id", PLAIN_TEXT, nullable=False),
        Column("version", Integer, nullable=False),
        Column("division", PLAIN_TEXT, nullable=False),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("recorded_from", PLAIN_TEXT, nullable=False),
        Column("generated", Boolean, nullable=False),
        Column("source", PLAIN_TEXT, nullable=False),
        *(Column(field.key, _TYPES[field.kind]) for field in layer.fields),
    ]


def _checks(layer: Layer) -> list[CheckConstraint]:
    return [check for field in layer.fields for check in _field_checks(layer, field)]


def _field_checks(layer: Layer, field: Field) -> list[CheckConstraint]:
    name: ColumnClause[Any] = column(field.key)
    conditions = {
        "choice": or_(*(name == c.value for c in field.choices)) if field.choices else None,
        "minimum": name >= field.minimum if field.minimum is not None else None,
        "maximum": name <= field.maximum if field.maximum is not None else None,
        "required": name.is_not(None) if field.required else None,
    }
    return [
        CheckConstraint(condition, name=f"ck_{layer.key}_{field.key}_{kind}")
        for kind, condition in conditions.items()
        if condition is not None
    ]


def _change_set_table(metadata: MetaData) -> Table:
    texts = ("title", "reason", "state", "author", "created_at", "divisions")
    optional = ("submitted_at", "decision", "published_at")
    blank = ("return_reason", "published_by", "undoes")
    return Table(
        "change_set",
        metadata,
        Column("id", PLAIN_TEXT, primary_key=True),
        Column("version", Integer, nullable=False),
        Column("edit_count", Integer, nullable=False),
        *(Column(key, PLAIN_TEXT, nullable=False) for key in texts),
        *(Column(key, PLAIN_TEXT) for key in optional),
        *(Column(key, PLAIN_TEXT, nullable=False, server_default="") for key in blank),
        Index("ix_change_set_state", "state"),
        Index("ix_change_set_created_at", "created_at"),
        sqlite_strict=True,
    )


def _edit_table(metadata: MetaData) -> Table:
    return Table(
        "change_set_edit",
        metadata,
        Column("change_set", PLAIN_TEXT, primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("body", PLAIN_TEXT, nullable=False),
        sqlite_strict=True,
    )


def _event_table(metadata: MetaData) -> Table:
    """The log: the parts of an event in the order they are hashed in, then the hash."""
    sequence, *texts = PARTS
    return Table(
        "event",
        metadata,
        Column(sequence, Integer, primary_key=True, autoincrement=False),
        *(Column(key, PLAIN_TEXT, nullable=False) for key in (*texts, "hash")),
        Index("ix_event_object_id", "object_id"),
        Index("ix_event_change_set", "change_set"),
        sqlite_strict=True,
    )
