"""Admission: what may enter a table at all. Types, vocabularies, ranges and shapes, as the layer declares them.

Imports and forms convert loose values before (`layers.conform`); here a value that does not fit is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.layer import Field, FieldKind, Geometry, Layer
from layers.store.contract import Edit, EditAct, Record, Value

_TYPES: dict[FieldKind, type] = {
    FieldKind.INTEGER: int,
    FieldKind.NUMBER: float,
    FieldKind.BOOLEAN: bool,
    FieldKind.DATE: date,
}
_SHAPES = {
    Geometry.POINT: {"Point"},
    Geometry.LINE: {"LineString", "MultiLineString"},
    Geometry.AREA: {"Polygon", "MultiPolygon"},
}


@dataclass(frozen=True, slots=True)
class _Gate:
    """One field, ready to judge values quickly."""

    field: Field
    type: type
    choices: frozenset[str]
    bounded: bool


def admit(layers: Mapping[str, Layer], edits: Sequence[Edit]) -> list[Edit]:
    """The edits with their values in the declared types. Raises Refused with everything that does not fit."""
    findings = [
        Finding("store.layer", Severity.ERROR, f"没有图层 {key}", value=key, remedy="检查图层名称")
        for key in dict.fromkeys(edit.layer for edit in edits)
        if key not in layers
    ]
    if findings:
        raise Refused(findings)
    admitted = []
    gates = {key: _gates(layers[key]) for key in {edit.layer for edit in edits}}
    for edit in edits:
        values = _admitted(layers[edit.layer], gates[edit.layer], edit, findings)
        admitted.append(edit if values is edit.values else replace(edit, values=values))
    findings += shape_findings(layers, edits)
    if findings:
        raise Refused(findings)
    return admitted


def missing_findings(layer: Layer, records: Sequence[Record]) -> list[Finding]:
    """Required fields and positions that the slices about to be written lack."""
    required = [field for field in layer.fields if field.required]
    found = [
        _finding(layer, record.id, field, "store.required", "没有填写", "")
        for record in records
        for field in required
        if record.values.get(field.key) is None
    ]
    if layer.geometry_required:
        found += [
            Finding("store.geometry_missing", Severity.ERROR, f"{layer.title} {record.id} 没有位置", subject=record.id)
            for record in records
            if record.geometry is None
        ]
    return found


def shape_findings(layers: Mapping[str, Layer], edits: Sequence[Edit]) -> list[Finding]:
    """Geometries of another kind than the layer's, with height, empty, or outside the range of degrees."""
    placed = [edit for edit in edits if edit.geometry is not None]
    if not placed:
        return []
    shapes = numpy.array([edit.geometry for edit in placed], dtype=object)
    bounds = shapely.bounds(shapes)
    fits = numpy.isfinite(bounds).all(axis=1) & numpy.all(numpy.abs(bounds) <= (180, 90, 180, 90), axis=1)
    sound = fits & ~shapely.has_z(shapes) & ~shapely.is_empty(shapes)
    return [
        Finding(
            "store.geometry",
            Severity.ERROR,
            f"{layers[edit.layer].title} {edit.object_id} 的位置不能保存：{said}",
            subject=edit.object_id,
            value=shape.wkt[:80],
            remedy="改正图形后再保存",
        )
        for edit, shape, good, inside in zip(placed, shapes, list(sound), list(fits), strict=True)
        if (said := _shape_problem(layers[edit.layer], shape, good=good, inside=inside))
    ]


def _shape_problem(layer: Layer, shape: BaseGeometry, *, good: bool, inside: bool) -> str:
    if layer.geometry is None:
        return "这个图层没有图形"
    if shape.geom_type not in _SHAPES[layer.geometry]:
        return f"应为{layer.geometry.value}，实际为 {shape.geom_type}"
    if good:
        return ""
    if shape.is_empty:
        return "图形是空的"
    return "带有高程，图层只存平面位置" if inside else "坐标不是经纬度（度）"


def _admitted(layer: Layer, gates: Mapping[str, _Gate], edit: Edit, findings: list[Finding]) -> Mapping[str, Value]:
    changed: dict[str, Value] = {}
    for key, value in edit.values.items():
        if value is None:
            continue
        gate = gates.get(key)
        if gate is None:
            findings.append(
                Finding("store.field", Severity.ERROR, f"{layer.title}没有字段 {key}", edit.object_id, column=key)
            )
        elif type(value) is not gate.type or gate.bounded or not _fits(gate, value):
            settled = _settled(gate.type, value)
            if settled is not value:
                changed[key] = settled
            findings.extend(_value_findings(layer, edit.object_id, gate, settled))
    if edit.act is EditAct.CREATE and not edit.division:
        findings.append(
            Finding(
                "timeline.division", Severity.ERROR, f"{layer.title} {edit.object_id} 没有写明所属区划", edit.object_id
            )
        )
    return {**edit.values, **changed} if changed else edit.values


def _fits(gate: _Gate, value: Any) -> bool:
    return value in gate.choices if gate.choices else _storable(value)


def _settled(wanted: type, value: Any) -> Any:
    """The same value as a plain Python one of the declared type; unchanged where that would alter it."""
    if isinstance(value, numpy.generic):
        value = value.item()
    if wanted is float and type(value) is int and int(float(value)) == value:
        return float(value)
    return value


def _value_findings(layer: Layer, object_id: str, gate: _Gate, value: Any) -> Iterator[Finding]:
    field = gate.field
    kind: type = gate.type
    if type(value) is not kind or not _storable(value):
        yield _finding(layer, object_id, field, "store.type", "不是能保存的值", value)
        return
    judged: Any = value
    if gate.choices and judged not in gate.choices:
        yield _finding(layer, object_id, field, "store.choice", "不在可选的值里", value)
    elif field.minimum is not None and judged < field.minimum:
        yield _finding(layer, object_id, field, "store.range", f"小于 {field.minimum:g}", value)
    elif field.maximum is not None and judged > field.maximum:
        yield _finding(layer, object_id, field, "store.range", f"大于 {field.maximum:g}", value)


def _storable(value: Any) -> bool:
    """Text that every engine keeps (no NUL, no half of a surrogate pair), finite numbers, 64-bit integers."""
    kind = type(value)
    if kind is str:
        return "\0" not in value and (value.isascii() or _whole(value))
    if kind is float:
        return math.isfinite(value)
    return kind is not int or -(2**31) <= value < 2**31


def _whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _gates(layer: Layer) -> dict[str, _Gate]:
    return {
        field.key: _Gate(
            field,
            _TYPES.get(field.kind, str),
            frozenset(choice.value for choice in field.choices),
            field.minimum is not None or field.maximum is not None,
        )
        for field in layer.fields
    }


def _finding(layer: Layer, object_id: str, field: Field, rule: str, said: str, value: object) -> Finding:
    shown = repr(value)[:60] if value != "" else ""
    return Finding(
        rule,
        Severity.ERROR,
        f"{layer.title} {object_id} 的“{field.title}”{said}" + (f"：{shown}" if shown else ""),
        subject=object_id,
        column=field.title,
        value=shown,
        remedy="改正后再保存",
    )
