"""What stands against one record as it is: the same judgement in a list, on a page and in a form."""

from __future__ import annotations

import shapely

from gazetteer.divisions import check_code, check_code_name, place_name_of
from gazetteer.findings import Finding, Severity
from geo_app.services.county import County
from geo_app.services.division_tree import division_names
from layers.conform import conform
from layers.layer import Layer
from layers.positions import check_position
from layers.store import Record


def findings_of(county: County, layer: Layer, record: Record) -> list[Finding]:
    """What stands against the record as it is: its fields, its position, its code and name."""
    _, findings = conform(layer, {key: value for key, value in record.values.items() if value is not None})
    shape = record.geometry
    if isinstance(shape, shapely.Point):
        findings = findings + check_position(shape.x, shape.y, county.profile)
    if shape is None and layer.geometry_required:
        findings = [*findings, missing_position(layer)]
    if layer.key == "division":
        code, name = str(record.values.get("code") or ""), str(record.values.get("name") or "")
        findings = findings + pair_findings(county, code, name)
    return findings


def pair_findings(county: County, code: str, name: str) -> list[Finding]:
    """Whether a division may carry this code and this name together; the right pairs are named when not.

    A name that no sibling has is a renaming and may stand; a name or a code that belongs to another division of the
    same rank, here or next door, is refused.
    """
    neighbours = {neighbour.code: neighbour.name for neighbour in county.profile.neighbours}
    known = {**neighbours, **division_names(county.store)}
    shape = check_code(code, county_code=county.profile.code)
    others = [other for other, theirs in known.items() if other != code and _siblings(other, code)]
    if shape or any(place_name_of(known[other]) == place_name_of(name) for other in others):
        return [f for f in check_code_name(code, name, known) if f.rule != "divisions.unknown"] or shape
    return []


def _siblings(code: str, other: str) -> bool:
    return len(code) == len(other) and (len(code) <= 6 or code[:-3] == other[:-3])


def missing_position(layer: Layer) -> Finding:
    """The layer needs a geometry and there is none."""
    return Finding(
        "field.required", Severity.ERROR, f"{layer.title}没有位置", column="位置", remedy="在地图上点选，或填写坐标"
    )
