"""What a changed name asks to be looked at: the spelling that was registered for the former one."""

from __future__ import annotations

from collections.abc import Mapping

from gazetteer.findings import Finding, Severity
from geo_app.services.county import County
from layers.layer import Layer
from layers.places import PLACE, PLACE_NAME, PLACE_NAME_SPELLING
from layers.store import Condition, Operator, Query, Record, Scope, Value


def spelling_notes(county: County, layer: Layer, record: Record | None, values: Mapping[str, Value]) -> list[Finding]:
    """A warning when a name gets another text while a spelling is on file; nothing is ever respelled silently."""
    if record is None:
        return []
    spelling = ""
    if layer.key == PLACE.key and "label" in values and "spelling" not in values:
        spelling = str(record.values.get("spelling") or "")
    elif layer.key == PLACE_NAME.key and "text" in values:
        spelling = _registered(county, record.id)
    if not spelling:
        return []
    field = layer.field("label" if layer.key == PLACE.key else "text")
    return [
        Finding(
            "names.spelling_to_check",
            Severity.WARNING,
            f"名称改了，登记的罗马字母拼写是“{spelling}”，请核对是否一并改",
            column=field.title,
            value=spelling,
            clause="地名管理条例第十五条",
            remedy="读音变了就在“拼写”里一并改正；没有变则不用改",
        )
    ]


def _registered(county: County, name: str) -> str:
    where = (Condition("name", Operator.EQUAL, name),)
    query = Query(where=where, columns=("toned",), geometry=False, limit=1)
    found = county.store.read(PLACE_NAME_SPELLING.key, Scope.everything(), query)
    return str(found.iloc[0]["toned"]) if len(found) else ""
