"""A correction made complete: what else must change so that a name is the same everywhere it stands.

Companions are proposals in the same change set, shown in its comparison and removable there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gazetteer.names import NameRole
from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.listing import plain
from layers.layer import Layer
from layers.places import PLACE, PLACE_NAME
from layers.store import Condition, Edit, EditAct, Operator, Query, Record, Value

RENAMING = (EditAct.CORRECT, EditAct.CHANGE)


def companions_of(county: County, person: Person, layer: Layer, record: Record, edit: Edit) -> list[Edit]:
    """The edits that a new standard name calls for: the place's label follows its standard name, and back."""
    if edit.act not in RENAMING:
        return []
    if layer.key == PLACE_NAME.key and "text" in edit.values and _is_standard(record, edit):
        return _label_of_place(county, person, record, edit)
    if layer.key == PLACE.key and "label" in edit.values:
        return _standard_names(county, person, record, edit)
    return []


def _is_standard(record: Record, edit: Edit) -> bool:
    return edit.values.get("role", record.values.get("role")) == NameRole.STANDARD.value


def _label_of_place(county: County, person: Person, record: Record, edit: Edit) -> list[Edit]:
    place = str(edit.values.get("place") or record.values.get("place") or "")
    found = _rows(county, person, PLACE, ("label",), Condition("id", Operator.EQUAL, place))
    new = edit.values["text"]
    return [_companion(PLACE, row, edit, {"label": new}) for row in found if row["label"] != new]


def _standard_names(county: County, person: Person, record: Record, edit: Edit) -> list[Edit]:
    where = (
        Condition("place", Operator.EQUAL, record.id),
        Condition("role", Operator.EQUAL, NameRole.STANDARD.value),
    )
    found = _rows(county, person, PLACE_NAME, ("text", "specific", "generic"), *where)
    new = str(edit.values["label"] or "")
    return [_companion(PLACE_NAME, row, edit, _renamed(row, new)) for row in found if row["text"] != new]


def _renamed(row: dict[str, Any], new: str) -> dict[str, Value]:
    """The new text, and its specific part where it still ends in the same generic term."""
    generic = row["generic"] or ""
    values: dict[str, Value] = {"text": new}
    if generic and row["specific"] and row["text"] == row["specific"] + generic and new.endswith(generic):
        values["specific"] = new.removesuffix(generic)
    return values


def _rows(
    county: County, person: Person, layer: Layer, columns: tuple[str, ...], *where: Condition
) -> list[dict[str, Any]]:
    frame = county.store.read(layer.key, person.scope, Query(where=where, columns=columns, geometry=False))
    return [{key: plain(value) for key, value in raw.items() if key != "geometry"} for raw in frame.to_dict("records")]


def _companion(layer: Layer, row: dict[str, Any], edit: Edit, values: dict[str, Value]) -> Edit:
    return replace(
        edit,
        layer=layer.key,
        object_id=row["id"],
        division=None,
        values=values,
        geometry=None,
        sets_geometry=False,
        base_version=row["version"],
    )
