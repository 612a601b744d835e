"""What a map draws: areas and counts of divisions, lines, points by viewport, and the words at its edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas
import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import NotFound
from geo_app.services.county import County
from geo_app.services.map_card import DIGITS, generalised, grid_m, radius_m
from geo_app.services.map_view import View, seen_layer, shown_where
from layers.layer import Geometry, Layer
from layers.store import BoundingBox, Condition, Operator, Query, Scope

MOST_POINTS = 3000
FAR_DEGREES, NEAR_DEGREES = 0.0003, 0.00002
"""How far a drawn line may leave the stored one: half a pixel at zoom 11, and at zoom 15."""
MIDDLE_DEGREES = 0.001
DIGITS_OF_LEVEL = {"township": 9, "village": 12}
DIVISION_LEVELS = {
    "county": ("county",),
    "township": ("township",),
    "village": ("village", "community", "quasi_village"),
}


def first_sight(county: County, view: View, layer_key: str) -> dict[str, Any]:
    """Everything the first picture needs, in one answer: county and township areas, counts, the edge's words."""
    declared = seen_layer(view, layer_key)
    frame = _divisions(county, (*DIVISION_LEVELS["county"], *DIVISION_LEVELS["township"]))
    units = _units(view, frame, "township", FAR_DEGREES)
    counted = _counted(county, view, declared, "township")
    return {
        "county": _outline(frame, FAR_DEGREES),
        "townships": [_area(unit) for unit in units],
        "counts": _with_counts(units, counted),
        "elsewhere": _elsewhere(units, counted),
    }


def counts(county: County, view: View, level: str, layer_key: str) -> dict[str, Any]:
    """Records per township or village, in the middle of the division's area; `elsewhere` counts what has no area."""
    declared = seen_layer(view, layer_key)
    units = _units(view, _divisions(county, DIVISION_LEVELS[level]), level, FAR_DEGREES)
    counted = _counted(county, view, declared, level)
    return {"level": level, "units": _with_counts(units, counted), "elsewhere": _elsewhere(units, counted)}


def areas(county: County, view: View, level: str) -> list[dict[str, Any]]:
    """Division areas of a level as rings; neighbours keep sharing their borders, and the county wraps them all."""
    if level == "county":
        return [_outline(_divisions(county, DIVISION_LEVELS["county"]), NEAR_DEGREES)]
    frame = _divisions(county, DIVISION_LEVELS[level])
    return [_area(unit) for unit in _units(view, frame, level, NEAR_DEGREES)]


def lines(county: County, view: View, layer_key: str) -> list[dict[str, Any]]:
    """Lines (or outlines of areas) of a layer, each with its label and what decides its style."""
    declared = seen_layer(view, layer_key)
    if declared.geometry in (None, Geometry.POINT):
        raise NotFound.because("map.no_lines", f"{declared.title}不是线或面图层")
    styled = tuple(key for key in ("road_class", "level", "kind", "status") if key in declared.keys)
    frame = county.store.read(declared.key, view.rows(declared), Query(columns=(declared.label, *styled)))
    frame = frame[~shapely.is_missing(frame.geometry.to_numpy())]
    return [
        {
            "id": row["id"],
            "label": row[declared.label],
            "style": str(row[styled[0]]) if styled else "",
            "status": declared.field("status").choice_title(row["status"]) if "status" in styled else "",
            "rings": rings_of(shape),
            "at": at,
        }
        for row, shape, at in zip(
            frame.drop(columns="geometry").to_dict("records"),
            shapely.simplify(frame.geometry.to_numpy(), NEAR_DEGREES),
            _label_places(county, declared, frame.geometry.to_numpy()),
            strict=True,
        )
    ]


def points(county: County, view: View, layer_key: str, box: BoundingBox) -> dict[str, Any]:
    """Points within a viewport: id, longitude, latitude, label, state, approval; `more` when there were too many.

    A marker has its number of pillars in the last place. `radius_m` is how wide each is known to this reader. A generalised point is found by where it is shown,
    so that no sequence of boxes closes in on the true position.
    """
    declared = seen_layer(view, layer_key)
    if declared.geometry is not Geometry.POINT:
        raise NotFound.because("map.no_points", f"{declared.title}不是点图层")
    short = "number_text" if "number_text" in declared.keys else declared.label
    state = next((key for key in ("status", "state", "kind") if key in declared.keys), "")
    wanted = [short, state, "stand" if "stand" in declared.keys else "approval"]
    columns = tuple(
        k for k in dict.fromkeys(wanted) if k in declared.keys and (view.full(declared) or declared.field(k).public)
    )
    query = Query(
        bbox=_widened(box, grid_m(county, view, declared)),
        columns=columns,
        where=shown_where(county, view, declared),
        limit=MOST_POINTS + 1,
    )
    frame = county.store.read(declared.key, view.rows(declared), query)
    xy = generalised(county, view, declared, shapely.get_coordinates(frame.geometry.to_numpy()))
    within = (xy[:, 0] >= box[0]) & (xy[:, 0] <= box[2]) & (xy[:, 1] >= box[1]) & (xy[:, 1] <= box[3])
    more = len(frame) > MOST_POINTS
    frame, xy = frame[within].head(MOST_POINTS), xy[within][:MOST_POINTS]
    texts = [_texts(frame, key, columns) for key in wanted]
    return {
        "points": [list(row) for row in zip(frame["id"], *xy.round(DIGITS).T.tolist(), *texts, strict=True)],
        "more": more,
        "radius_m": radius_m(county, view, declared),
    }


def note(county: County, view: View, *, demo: bool) -> Mapping[str, str]:
    """What always stands at the map's lower left: its standing, how far to trust it, and from when it is."""
    latest = list(county.store.events(Scope.everything(), after=county.store.head()[0] - 1, limit=1))
    day = latest[-1].at.astimezone().date() if latest else None
    return {
        "draft" if view.gate.state != "published" else "review": view.gate.words,
        "demo": "演示数据：除区划代码、名称和县域轮廓外均为生成，不是实际情况" if demo else "",
        "notice": county.profile.publication.notice,
        "as_of": f"数据截至 {day.year}年{day.month}月{day.day}日" if day else "还没有数据",
        "base": county.settings.base_map_attribution,
        "issuer": county.profile.issuing_body,
    }


def rings_of(shape: BaseGeometry) -> list[list[list[float]]]:
    """Coordinates as Leaflet wants them: [lat, lon], rounded to a metre; holes are separate rings."""
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    if not parts:
        return []
    rings = shapely.get_rings(parts) if parts[0].geom_type == "Polygon" else parts
    return [shapely.get_coordinates(ring)[:, ::-1].round(5).tolist() for ring in rings]


def _label_places(county: County, declared: Layer, shapes: NDArray[numpy.object_]) -> list[list[float] | None]:
    """Where an area's name may stand so that it is seen with the county: the roomiest spot near it. Lines: nowhere."""
    if declared.geometry is not Geometry.AREA or not len(shapes):
        return [None] * len(shapes)
    west, south, east, north = county.profile.bounds
    near = shapely.intersection(shapes, shapely.box(west, south, east, north))
    found: list[list[float] | None] = []
    for part in near:
        room = shapely.maximum_inscribed_circle(part, tolerance=MIDDLE_DEGREES * 5) if part.area > 0 else None
        found.append([round(room.coords[0][1], 5), round(room.coords[0][0], 5)] if room is not None else None)
    return found


def _texts(frame: geopandas.GeoDataFrame, key: str, columns: tuple[str, ...]) -> list[str]:
    return ["" if value is None else str(value) for value in frame[key]] if key in columns else [""] * len(frame)


def _widened(box: BoundingBox, side_m: float) -> BoundingBox:
    """The box and a margin of one grid square: what is shown within it may truly be just outside."""
    if not side_m:
        return box
    west, south, east, north = box
    high = side_m / 111_000
    wide = high / max(float(numpy.cos(numpy.radians((south + north) / 2))), 0.1)
    return max(west - wide, -180.0), max(south - high, -90.0), min(east + wide, 180.0), min(north + high, 90.0)


def _divisions(county: County, levels: tuple[str, ...]) -> geopandas.GeoDataFrame:
    where = (Condition("level", Operator.IN, levels),)
    query = Query(where=where, columns=("code", "name", "level"), order_by=("code",))
    frame = county.store.read("division", Scope.everything(), query)
    return frame[~shapely.is_missing(frame.geometry.to_numpy())]


def _units(view: View, frame: geopandas.GeoDataFrame, level: str, tolerance: float) -> list[dict[str, Any]]:
    """The divisions of one level within the reader's rows: code, name, shape, and a middle that lies inside."""
    frame = frame[frame["level"].isin(DIVISION_LEVELS[level])]
    if frame.empty:
        return []
    shapes = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance)
    inside = numpy.array([view.scope.covers(code) for code in frame["code"]])
    middles = [shapely.maximum_inscribed_circle(s, tolerance=MIDDLE_DEGREES).coords[0] for s in shapes[inside]]
    return [
        {"code": code, "name": name, "shape": shape, "lon": round(x, 5), "lat": round(y, 5)}
        for code, name, shape, (x, y) in zip(
            frame["code"][inside], frame["name"][inside], shapes[inside], middles, strict=True
        )
    ]


def _area(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {key: unit[key] for key in ("code", "name", "lon", "lat")} | {"rings": rings_of(unit["shape"])}


def _outline(frame: geopandas.GeoDataFrame, tolerance: float) -> dict[str, Any]:
    """The county's own area, seen by everybody who sees the map."""
    own = frame[frame["level"] == "county"]
    if own.empty:
        return {"name": "", "rings": []}
    shape = shapely.simplify(own.geometry.iloc[0], tolerance)
    return {"name": own["name"].iloc[0], "rings": rings_of(shape)}


def _counted(county: County, view: View, declared: Layer, level: str) -> dict[str, int]:
    by = f"division:{DIGITS_OF_LEVEL[level]}"
    query = Query(where=shown_where(county, view, declared))
    return county.store.count_by(declared.key, by, view.rows(declared), query)


def _elsewhere(units: list[dict[str, Any]], counted: Mapping[str, int]) -> int:
    return sum(counted.values()) - sum(counted.get(unit["code"], 0) for unit in units)


def _with_counts(units: list[dict[str, Any]], counted: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {key: unit[key] for key in ("code", "name", "lon", "lat")} | {"count": counted[unit["code"]]}
        for unit in units
        if counted.get(unit["code"])
    ]
