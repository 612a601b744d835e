"""What a map may show to whom: counts by division, areas, lines, points by viewport, one record's card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import NotFound
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County
from geo_app.services.publication import Gate, read_gate
from layers.catalog import layer
from layers.conform import shown
from layers.crs import planar
from layers.layer import Geometry, Layer
from layers.store import BoundingBox, Condition, Operator, Query, Record, Scope

MOST_POINTS = 3000
SIMPLIFY_DEGREES = {"county": 0.0008, "township": 0.0006, "village": 0.0004}
DIGITS = 6
LEVELS = {"township": 9, "village": 12}


@dataclass(frozen=True, slots=True)
class View:
    """What one reader sees: rows within `scope`; all fields when `full`, else the public ones, generalised."""

    scope: Scope
    full: bool
    gate: Gate

    def sees(self, declared: Layer) -> bool:
        """Whether a layer is shown at all."""
        return self.full or declared.public


def view_of(county: County, person: Person) -> View:
    """The view of a person. Raises NotFound while the gate keeps them out."""
    gate = read_gate(county)
    if allowed(person, Action.VIEW):
        return View(person.scope, full=True, gate=gate)
    if gate.state == "published" or (gate.state == "internal_draft" and not person.is_anonymous):
        return View(Scope.everything(), full=False, gate=gate)
    raise NotFound.because("publication.closed", "地图暂未公开", remedy="工作人员请先登录")


def counts(county: County, view: View, level: str, layer_key: str) -> list[dict[str, Any]]:
    """Records per township or village, placed on an inner point of the division's area."""
    declared = _seen(view, layer_key)
    by_code = county.store.count_by(declared.key, f"division:{LEVELS[level]}", view.scope)
    names = _divisions(county, level)
    return [
        {"code": code, "name": name, "lon": lon, "lat": lat, "count": by_code[code]}
        for code, name, lon, lat in names
        if by_code.get(code)
    ]


def areas(county: County, view: View, level: str) -> list[dict[str, Any]]:
    """Division areas of a level as simplified rings; neighbours keep sharing their borders."""
    levels = ("village", "community", "quasi_village") if level == "village" else (level,)
    frame = county.store.read(
        "division",
        Scope.everything(),
        Query(where=(Condition("level", Operator.IN, levels),), columns=("code", "name"), order_by=("code",)),
    )
    if level != "county":
        frame = frame[[view.scope.covers(code) for code in frame["division"]]]
    if frame.empty:
        return []
    simple = shapely.coverage_simplify(frame.geometry.to_numpy(), SIMPLIFY_DEGREES[level])
    return [
        {"code": code, "name": name, "rings": rings_of(shape)}
        for code, name, shape in zip(frame["code"], frame["name"], simple, strict=True)
    ]


def lines(county: County, view: View, layer_key: str) -> list[dict[str, Any]]:
    """Lines (or outlines of areas) of a layer."""
    declared = _seen(view, layer_key)
    frame = county.store.read(
        declared.key, _reference_scope(declared, view), Query(columns=(declared.label, *_style(declared)))
    )
    return [
        {
            "id": row["id"],
            "label": row[declared.label],
            "style": row.get("road_class") or row.get("level") or row.get("kind") or "",
            "rings": rings_of(shapely.simplify(shape, 0.00005)),
        }
        for row, shape in zip(frame.drop(columns="geometry").to_dict("records"), frame.geometry, strict=True)
        if shape is not None
    ]


def points(county: County, view: View, layer_key: str, box: BoundingBox) -> dict[str, Any]:
    """Points within a viewport: id, longitude, latitude, label, state; `more` when there were too many."""
    declared = _seen(view, layer_key)
    if declared.geometry is not Geometry.POINT:
        raise NotFound.because("map.no_points", f"{declared.title}不是点图层")
    state = next((key for key in ("status", "state", "kind") if key in declared.keys), None)
    columns = tuple(
        dict.fromkeys(key for key in (declared.label, "number_text", state, "approval") if key in declared.keys)
    )
    columns = tuple(key for key in columns if view.full or declared.field(key).public)
    frame = county.store.read(declared.key, view.scope, Query(bbox=box, columns=columns, limit=MOST_POINTS + 1))
    frame = frame[~shapely.is_missing(frame.geometry.to_numpy())]
    more = len(frame) > MOST_POINTS
    frame = frame.head(MOST_POINTS)
    xy = _generalised(county, view, declared, shapely.get_coordinates(frame.geometry.to_numpy()))
    short = "number_text" if "number_text" in columns else declared.label
    return {
        "points": [
            [i, x, y, label, str(word or ""), str(approval or "")]
            for i, (x, y), label, word, approval in zip(
                frame["id"],
                xy.round(DIGITS).tolist(),
                frame.get(short, frame["id"]),
                frame.get(state, [""] * len(frame)),
                frame.get("approval", [""] * len(frame)),
                strict=True,
            )
        ],
        "more": more,
        "radius_m": _radius_m(county, view, declared),
    }


def card(county: County, view: View, layer_key: str, object_id: str) -> dict[str, Any]:
    """One record as people read it: title, fields, position and how precise it is."""
    declared = _seen(view, layer_key)
    found = county.store.get(declared.key, object_id, _reference_scope(declared, view))
    position = position_of(county, view, declared, found)
    return {
        "layer": declared.key,
        "layer_title": declared.title,
        "id": found.id,
        "title": str(found.values.get(declared.label) or ""),
        "fields": [
            {
                "title": field.title,
                "value": shown(field, found.values.get(field.key)) + (f" {field.unit}" if field.unit else ""),
            }
            for field in declared.fields
            if (view.full or field.public) and not field.references and found.values.get(field.key) not in (None, "")
        ],
        "position": position,
        "generated": found.generated,
        "source": found.source if view.full else "",
        "full": view.full,
    }


def position_of(county: County, view: View, declared: Layer, record: Record) -> dict[str, Any] | None:
    """Where to show a record, generalised for the public; `radius_m` is 0 for an exact position."""
    if record.geometry is None:
        return None
    inner = record.geometry if record.geometry.geom_type == "Point" else shapely.point_on_surface(record.geometry)
    ((lon, lat),) = _generalised(county, view, declared, numpy.array([[inner.x, inner.y]]))
    return {
        "lon": round(float(lon), DIGITS),
        "lat": round(float(lat), DIGITS),
        "radius_m": _radius_m(county, view, declared),
    }


def rings_of(shape: BaseGeometry) -> list[list[list[float]]]:
    """Coordinates as Leaflet wants them: [lat, lon], rounded; holes are separate rings."""
    parts = shapely.get_parts(shape)
    rings = shapely.get_rings(parts) if parts[0].geom_type == "Polygon" else parts
    return [shapely.get_coordinates(ring)[:, ::-1].round(5).tolist() for ring in rings]


def _seen(view: View, layer_key: str) -> Layer:
    try:
        declared = layer(layer_key)
    except KeyError:
        raise NotFound.because("map.layer", "没有这个图层") from None
    if not view.sees(declared):
        raise NotFound.because("map.layer", "没有这个图层")
    return declared


def _reference_scope(declared: Layer, view: View) -> Scope:
    """County-wide reference lines (boundaries, neighbours) belong to nobody's township and are public anyway."""
    return Scope.everything() if declared.key in ("boundary_line", "neighbouring_county") else view.scope


def _style(declared: Layer) -> tuple[str, ...]:
    return tuple(key for key in ("road_class", "level", "kind") if key in declared.keys)


def _divisions(county: County, level: str) -> list[tuple[str, str, float, float]]:
    levels = ("village", "community", "quasi_village") if level == "village" else (level,)
    frame = county.store.read(
        "division",
        Scope.everything(),
        Query(where=(Condition("level", Operator.IN, levels),), columns=("code", "name")),
    )
    inner = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy())).round(DIGITS)
    return [(c, n, x, y) for c, n, (x, y) in zip(frame["code"], frame["name"], inner.tolist(), strict=True)]


def _generalised(county: County, view: View, declared: Layer, xy: numpy.ndarray) -> numpy.ndarray:
    """Positions snapped to the publication grid for readers who may not have them exactly."""
    grid_m = _grid_m(county, view, declared)
    if not grid_m or not len(xy):
        return xy
    there, back = planar(county.profile.planar_epsg)
    east, north = there.transform(xy[:, 0], xy[:, 1])
    snapped = back.transform(
        (numpy.floor(numpy.asarray(east) / grid_m) + 0.5) * grid_m,
        (numpy.floor(numpy.asarray(north) / grid_m) + 0.5) * grid_m,
    )
    return numpy.column_stack(snapped)


def _grid_m(county: County, view: View, declared: Layer) -> float:
    return 0.0 if view.full or not declared.sensitive_position else county.profile.publication.public_grid_m


def _radius_m(county: County, view: View, declared: Layer) -> float:
    return round(_grid_m(county, view, declared) * 0.71, 1)


def note(county: County, view: View, *, demo: bool) -> Mapping[str, str]:
    """What always stands at the map's lower left."""
    review = f"审图号：{view.gate.review_number}" if view.gate.review_number else ""
    draft = "" if view.gate.state == "published" else "内部草图，未经审核，不得公开"
    return {
        "notice": county.profile.publication.notice,
        "review": review,
        "draft": draft,
        "demo": "演示数据：除区划代码、名称和县域轮廓外均为生成，不是实际情况" if demo else "",
        "base": county.settings.base_map_attribution,
        "issuer": county.profile.issuing_body,
    }
