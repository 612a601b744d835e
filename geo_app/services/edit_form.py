"""What a person typed into an edit form, and what the form shows before anything is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import shapely

from geo_app.services.typed_position import drawing_text
from layers.layer import Layer
from layers.store import Edit, EditAct, Record, Value


@dataclass(frozen=True, slots=True)
class FormAct:
    """An act as the form offers it: its word, what it means, and whether it asks for a day."""

    act: EditAct
    term: str
    english: str
    help: str
    dated: bool


FORM_ACTS = (
    FormAct(EditAct.CORRECT, "勘误", "Correct", "原来登记错了，按实际改正；生效日期不变。", dated=False),
    FormAct(EditAct.CHANGE, "变更", "Change", "实际情况变了，从生效日期起按新的算；以前的保留。", dated=True),
    FormAct(EditAct.END, "注销", "End", "自注销日期起不再存在或不再使用；历史保留。", dated=True),
    FormAct(EditAct.WITHDRAW, "撤销登记", "Withdraw", "登记错误，从来没有过这一条；历史保留。", dated=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """One filled form. `texts` are by field key, exactly as posted; `reference_ids` are what a picker chose.

    `base_version` is the version the person saw (0 for a new record); `into` is the draft the edit
    joins ("" starts a new one); `continues` is the draft whose edit the form went on with, so that it
    replaces that edit instead of completing it; `object_id` is given when a draft's new record is edited again.
    """

    act: EditAct
    texts: Mapping[str, str]
    reference_ids: Mapping[str, str] = field(default_factory=dict)
    lon: str = ""
    lat: str = ""
    drawing: str = ""
    division: str = ""
    effective: str = ""
    reason: str = ""
    document: str = ""
    base_version: int = 0
    into: str = ""
    continues: str = ""
    object_id: str = ""


def text_of(value: Value) -> str:
    """A stored value as the form's text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, date) else str(value)


def degrees_text(value: float) -> str:
    """A coordinate as the form shows it: eight decimals, about a millimetre."""
    return f"{value:.8f}"


def form_of(
    layer: Layer,
    record: Record | None,
    *,
    labels: Mapping[str, str],
    division: str = "",
    base_version: int = 0,
    drafted: Edit | None = None,
    into: str = "",
) -> EditForm:
    """The form before anything is typed: the record as it is, or as a draft of it already says."""
    values = dict(record.values) if record else {}
    shape = record.geometry if record else None
    if drafted:
        values |= drafted.values
        shape = drafted.geometry if drafted.sets_geometry else shape
    point = shape if isinstance(shape, shapely.Point) else None
    return EditForm(
        act=drafted.act if drafted else EditAct.CORRECT if record else EditAct.CREATE,
        texts={f.key: labels.get(f.key) or text_of(values.get(f.key)) for f in layer.fields},
        reference_ids={f.key: str(values[f.key]) for f in layer.fields if f.references and values.get(f.key)},
        lon=degrees_text(point.x) if point else "",
        lat=degrees_text(point.y) if point else "",
        drawing="" if point else drawing_text(shape),
        division=(drafted.division if drafted else None) or (record.division if record else division),
        effective=drafted.effective.isoformat() if drafted and drafted.effective else "",
        document=(drafted.source or "") if drafted else "",
        base_version=(drafted.base_version or 0) if drafted else base_version,
        into=into,
        continues=into if drafted else "",
        object_id=drafted.object_id if drafted else "",
    )
