"""A form older than its record: what the person saw, what it is now, what was typed; side by side, and merged.

The merge takes what only one of the two changed from the one who changed it. Where both changed the same thing it
keeps what was typed and says so; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import Person
from geo_app.services.comparing import DIVISION
from geo_app.services.county import County
from geo_app.services.edit_form import EditForm, form_of, text_of
from geo_app.services.labels import labels_of
from layers.layer import Field, FieldKind, Layer
from layers.store import Record, Value

POSITION_KEYS = ("lon", "lat", "drawing")


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field: as it was seen, as it is, as it was typed, and what the merge makes of it.

    `merged` is a form's text, `merged_id` the record it refers to for a reference. `clash` when both changed it
    differently.
    """

    field: Field
    seen: Value
    current: Value
    typed: str
    merged: str
    merged_id: str
    clash: bool


@dataclass(frozen=True, slots=True)
class PositionConflict:
    """The position: as it was seen, as it is, and as the form's texts have it. `mine` when the merge keeps the form's."""

    seen: BaseGeometry | None
    current: BaseGeometry | None
    typed: str
    mine: bool
    clash: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both versions of a record, field by field; `seen` is None when that version was never published."""

    finding: Finding
    seen: Record | None
    current: Record
    latest_version: int
    rows: tuple[ConflictRow, ...]
    position: PositionConflict | None

    def as_json(self) -> dict[str, Any]:
        """For programs: every field in which seen, current and typed are not all the same."""
        rows = [
            {
                "field": row.field.key,
                "title": row.field.title,
                "seen": _plain(row.seen),
                "current": _plain(row.current),
                "typed": row.typed,
                "clash": row.clash,
            }
            for row in self.rows
        ]
        if self.position:
            rows.append(
                {
                    "field": "geometry",
                    "title": "位置",
                    "seen": _geojson(self.position.seen),
                    "current": _geojson(self.position.current),
                    "typed": self.position.typed,
                    "clash": self.position.clash,
                }
            )
        return {"findings": [self.finding.as_json()], "current_version": self.latest_version, "fields": rows}


def conflict_of(
    county: County, person: Person, layer: Layer, object_id: str, form: EditForm, latest_version: int
) -> Conflict | None:
    """None when the form is based on the latest version. Nothing typed is lost either way."""
    if form.base_version == latest_version:
        return None
    slices = county.store.timeline(layer.key, object_id, person.scope)
    current = [s for s in slices if s.recorded_to is None] or slices[-1:]
    seen = [s for s in slices if s.version == form.base_version]
    now, before = current[-1], seen[-1] if seen else None
    finding = Finding(
        "edit.stale",
        Severity.ERROR,
        f"您编辑期间，这条{layer.title}已被他人修改：您看到第 {form.base_version} 版，现为第 {latest_version} 版；没有覆盖任何内容",
        subject=object_id,
        value=str(form.base_version),
        remedy="对照下表，保留需要的内容后按现在的版本继续",
    )
    rows = tuple(_rows(county, person, layer, before, now, form))
    return Conflict(finding, before, now, latest_version, rows, _position(layer, before, now, form))


def _rows(
    county: County, person: Person, layer: Layer, seen: Record | None, current: Record, form: EditForm
) -> Iterator[ConflictRow]:
    for field in layer.fields:
        was = seen.values.get(field.key) if seen else None
        now = current.values.get(field.key)
        typed = form.texts.get(field.key, text_of(now))
        picked = form.reference_ids.get(field.key, "") if field.references else ""
        row = _row(field, was, now, typed, picked or typed)
        if row and field.references:
            row = _named(county, person, row, picked)
        if row:
            yield row
    moved = _row(DIVISION, seen.division if seen else None, current.division, form.division, form.division)
    if moved:
        yield moved


def _row(field: Field, was: Value, now: Value, typed: str, mine: str) -> ConflictRow | None:
    """The row of one field; None when nobody changed it. `mine` is what was typed, as a stored value's text."""
    i_changed = not _same(field, mine, was)
    they_changed = was != now
    if not (i_changed or they_changed):
        return None
    clash = i_changed and they_changed and not _same(field, mine, now)
    return ConflictRow(field, was, now, typed, typed if i_changed else text_of(now), "", clash)


def _same(field: Field, text: str, stored: Value) -> bool:
    """Whether a form's text says what is stored; line ends and surrounding spaces aside."""
    typed, kept = (part.replace("\r\n", "\n").strip() for part in (text, text_of(stored)))
    if typed == kept:
        return True
    return field.kind is FieldKind.BOOLEAN and (typed, kept) in {("是", "true"), ("否", "false")}


def _named(county: County, person: Person, row: ConflictRow, picked: str) -> ConflictRow | None:
    """A reference's row with names for ids. Unpicked text that is the seen record's name changed nothing."""
    ids = {str(value) for value in (row.seen, row.current) if value}
    names = labels_of(county.store, person.scope, row.field.references, ids)
    seen, current = (str(value) if value else "" for value in (row.seen, row.current))
    i_changed = picked != seen if picked else row.typed.strip() not in (names.get(seen, ""), seen)
    if not i_changed and seen == current:
        return None
    keeps_mine = i_changed and picked != current
    return ConflictRow(
        row.field,
        names.get(seen) or row.seen,
        names.get(current) or row.current,
        row.typed,
        row.typed if keeps_mine else names.get(current, current),
        picked if keeps_mine else current,
        keeps_mine and seen != current,
    )


def _position(layer: Layer, seen: Record | None, current: Record, form: EditForm) -> PositionConflict | None:
    """None when neither moved it."""
    if layer.geometry is None:
        return None
    mine = _place_texts(form)
    was, now = (_place_texts(form_of(layer, r, labels={})) if r else ("", "", "") for r in (seen, current))
    i_moved, they_moved = mine != was, was != now
    if not (i_moved or they_moved):
        return None
    typed = mine[2] or "，".join(part for part in mine[:2] if part)
    clash = i_moved and they_moved and mine != now
    return PositionConflict(seen.geometry if seen else None, current.geometry, typed, i_moved, clash)


def _place_texts(form: EditForm) -> tuple[str, ...]:
    return tuple(str(getattr(form, key)).strip() for key in POSITION_KEYS)


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _geojson(shape: BaseGeometry | None) -> Any:
    return None if shape is None else shapely.geometry.mapping(shape)
