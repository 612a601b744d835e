"""A form older than its record: what the person saw, what it is now, what was typed; side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.edit_form import EditForm, text_of
from layers.layer import Field, Layer
from layers.store import Record, Value


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field: as it was seen, as it is, as it was typed. `clash` when both changed it differently."""

    field: Field
    seen: Value
    current: Value
    typed: str
    clash: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both versions of a record, field by field; `seen` is None when that version was never published."""

    finding: Finding
    seen: Record | None
    current: Record
    latest_version: int
    rows: tuple[ConflictRow, ...]

    def as_json(self) -> dict[str, Any]:
        """For programs: every field in which seen, current and typed are not all the same."""
        return {
            "findings": [self.finding.as_json()],
            "current_version": self.latest_version,
            "fields": [
                {
                    "field": row.field.key,
                    "title": row.field.title,
                    "seen": _plain(row.seen),
                    "current": _plain(row.current),
                    "typed": row.typed,
                    "clash": row.clash,
                }
                for row in self.rows
            ],
        }


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
    return Conflict(finding, before, now, latest_version, tuple(_rows(layer, before, now, form)))


def _rows(layer: Layer, seen: Record | None, current: Record, form: EditForm) -> list[ConflictRow]:
    rows = []
    for field in layer.fields:
        was = seen.values.get(field.key) if seen else None
        now = current.values.get(field.key)
        typed = form.texts.get(field.key, text_of(now))
        picked = form.reference_ids.get(field.key, "") if field.references else ""
        mine = picked or typed
        i_changed = mine != text_of(was) and not (field.references and not picked)
        they_changed = was != now
        if i_changed or they_changed:
            rows.append(ConflictRow(field, was, now, typed, i_changed and they_changed and mine != text_of(now)))
    return rows


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
