"""Records, edits and decisions as canonical JSON, and back: what events and drafts are kept in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import numpy
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from layers.layer import FieldKind, Geometry, Layer
from layers.store.contract import Decision, Edit, EditAct, Record, Value
from layers.store.tables import GEOMETRY

WKB_FORM: dict[str, Any] = {"byte_order": 1, "output_dimension": 2, "include_srid": False}


def canonical(document: object) -> str:
    """Compact JSON with sorted keys; dates as ISO text. The same document always gives the same text."""
    return orjson.dumps(document, default=str, option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=4096)
def moment_text(moment: datetime) -> str:
    """A moment as UTC text that sorts like time: 2026-11-23T08:00:00.000000Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime:
    """The moment written by `moment_text`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def wkb_of(layer: Layer, geometry: BaseGeometry | None) -> bytes | None:
    """Little-endian two-dimensional WKB, promoted to the layer's multi type."""
    if geometry is None or layer.geometry is None:
        return None
    if layer.geometry.value.startswith("Multi") and not geometry.geom_type.startswith("Multi"):
        collect = shapely.multilinestrings if layer.geometry is Geometry.LINE else shapely.multipolygons
        return bytes(shapely.to_wkb(collect(numpy.array([geometry], dtype=object)), **WKB_FORM))
    return bytes(shapely.to_wkb(geometry, **WKB_FORM))


def record_document(layer: Layer, record: Record, wkb: bytes | None = None) -> dict[str, Any]:
    """A slice as JSON; empty fields are left out, geometry is WKB in hexadecimal (`wkb`, when at hand)."""
    wkb = wkb or wkb_of(layer, record.geometry)
    return {
        "version": record.version,
        "division": record.division,
        "values": {key: value for key, value in record.values.items() if value is not None},
        "geometry": wkb.hex() if wkb else None,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "recorded_from": moment_text(record.recorded_from),
        "generated": record.generated,
        "source": record.source,
    }


def row_document(layer: Layer, row: Any) -> dict[str, Any]:
    """A stored row as the document that `record_document` wrote when it entered; geometry is not decoded."""
    stored = row._mapping  # noqa: SLF001  (SQLAlchemy's public name for it)
    wkb: bytes | None = stored[GEOMETRY] if layer.geometry else None
    return {
        "version": stored["version"],
        "division": stored["division"],
        "values": {key: value for key in layer.keys if (value := stored[key]) is not None},
        "geometry": wkb.hex() if wkb else None,
        "valid_from": stored["valid_from"],
        "valid_to": stored["valid_to"],
        "recorded_from": stored["recorded_from"],
        "generated": stored["generated"],
        "source": stored["source"],
    }


def record_from(layer: Layer, object_id: str, document: Mapping[str, Any]) -> Record:
    """The slice written by `record_document`."""
    return Record(
        layer=layer.key,
        id=object_id,
        version=document["version"],
        division=document["division"],
        values=dict.fromkeys(layer.keys) | values_from(layer, document["values"]),
        geometry=_geometry(document["geometry"]),
        valid_from=_day(document["valid_from"]),
        valid_to=_day(document["valid_to"]),
        recorded_from=moment(document["recorded_from"]),
        generated=document["generated"],
        source=document["source"],
    )


def edit_document(layer: Layer, edit: Edit) -> dict[str, Any]:
    """An edit as JSON."""
    wkb = wkb_of(layer, edit.geometry)
    return {
        "layer": edit.layer,
        "act": edit.act.value,
        "object_id": edit.object_id,
        "division": edit.division,
        "values": dict(edit.values),
        "geometry": wkb.hex() if wkb else None,
        "sets_geometry": edit.sets_geometry,
        "base_version": edit.base_version,
        "effective": edit.effective,
        "valid_from": edit.valid_from,
        "valid_to": edit.valid_to,
        "generated": edit.generated,
        "source": edit.source,
        "timeline": [record_document(layer, record) for record in edit.timeline],
    }


def edit_from(layer: Layer, document: Mapping[str, Any]) -> Edit:
    """The edit written by `edit_document`."""
    return Edit(
        layer=layer.key,
        act=EditAct(document["act"]),
        object_id=document["object_id"],
        division=document["division"],
        values=values_from(layer, document["values"]),
        geometry=_geometry(document["geometry"]),
        sets_geometry=document["sets_geometry"],
        base_version=document["base_version"],
        effective=_day(document["effective"]),
        valid_from=_day(document["valid_from"]),
        valid_to=_day(document["valid_to"]),
        generated=document["generated"],
        source=document["source"],
        timeline=tuple(record_from(layer, document["object_id"], record) for record in document["timeline"]),
    )


def values_from(layer: Layer, values: Mapping[str, Any]) -> dict[str, Value]:
    """Field values with dates restored."""
    dates = {field.key for field in layer.fields if field.kind is FieldKind.DATE}
    return {key: _day(value) if key in dates else value for key, value in values.items()}


def decision_document(decision: Decision) -> dict[str, Any]:
    """A decision as JSON."""
    return {
        "basis": decision.basis,
        "decided_by": decision.decided_by,
        "decided_at": moment_text(decision.decided_at),
        "reason": decision.reason,
        "authority": decision.authority,
        "document_number": decision.document_number,
        "document_date": decision.document_date,
        "scan_sha256": decision.scan_sha256,
    }


def decision_from(document: Mapping[str, Any]) -> Decision:
    """The decision written by `decision_document`."""
    return Decision(
        **{
            **document,
            "decided_at": moment(document["decided_at"]),
            "document_date": _day(document["document_date"]),
        }
    )


def slices_text(layer: Layer, records: Iterable[Record], wkbs: Mapping[int, bytes]) -> str:
    """Several slices as one canonical text; `wkbs` holds encoded geometries by the record's id()."""
    documents = [record_document(layer, record, wkbs.get(id(record))) for record in records]
    return canonical(documents) if documents else "[]"


def wkbs_of(layer: Layer, records: Sequence[Record]) -> dict[int, bytes]:
    """The geometries of many records encoded at once, by id() of the record."""
    placed = [record for record in records if record.geometry is not None]
    if layer.geometry is not Geometry.POINT:
        return {id(record): wkb for record in placed if (wkb := wkb_of(layer, record.geometry))}
    encoded = shapely.to_wkb(numpy.array([record.geometry for record in placed], dtype=object), **WKB_FORM)
    return {id(record): wkb for record, wkb in zip(placed, encoded, strict=True)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _geometry(text: str | None) -> BaseGeometry | None:
    return shapely.from_wkb(text) if text else None
