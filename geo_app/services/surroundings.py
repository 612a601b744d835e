"""What lies around a record, for the small maps of record and edit pages: outlines, streets, neighbours."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.division_tree import narrowed
from layers.layer import Geometry, Layer
from layers.store import BoundingBox, Condition, Operator, Query, Scope

MOST_NEIGHBOURS = 400
MARGIN_DEGREES = 0.004  # some 350 to 450 m
DIGITS = 7


def surroundings(county: County, person: Person, layer: Layer, box: BoundingBox, *, but: str = "") -> dict[str, Any]:
    """Outlines of divisions, streets and roads, and records of the same layer within a box, as JSON.

    All within the person's divisions. Coordinates are degrees, latitude first, as Leaflet wants them.
    """
    return {
        "areas": _shapes(county, person, "division", box, Condition("level", Operator.NOT_EQUAL, "county")),
        "lines": _shapes(county, person, "street", box) + _shapes(county, person, "road", box),
        "neighbours": _neighbours(county, person, layer, box, but),
    }


def box_around(geometry: BaseGeometry) -> BoundingBox:
    """The geometry's box with a margin."""
    west, south, east, north = geometry.bounds
    return (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)


def box_of_division(county: County, person: Person, division: str) -> BoundingBox:
    """The box of a division's area; the county's bounds when it has none."""
    scope = narrowed(person.scope, division)
    where = (Condition("code", Operator.EQUAL, division),)
    frame = county.store.read("division", scope, Query(where=where, columns=()))
    shapes = [shape for shape in frame.geometry if shape is not None]
    return shapes[0].bounds if shapes else county.profile.bounds


def paths_of(geometry: BaseGeometry | None) -> list[Any]:
    """A geometry as Leaflet draws it: [[lat, lon]] for a point, one list of positions a ring or line."""
    if geometry is None or geometry.is_empty:
        return []
    if isinstance(geometry, shapely.Point):
        return [[round(geometry.y, 8), round(geometry.x, 8)]]
    parts = shapely.get_parts(geometry)
    rings = shapely.get_rings(parts) if parts[0].geom_type == "Polygon" else parts
    return [shapely.get_coordinates(ring)[:, ::-1].round(DIGITS).tolist() for ring in rings]


def _shapes(county: County, person: Person, key: str, box: BoundingBox, *where: Condition) -> list[dict[str, Any]]:
    scope = person.scope if person.scope.codes else Scope.nothing()
    label = "name"
    frame = county.store.read(key, scope, Query(where=where, columns=(label,), bbox=box, limit=120))
    return [
        {"label": name, "paths": paths_of(shapely.simplify(shape, 0.00001))}
        for name, shape in zip(frame[label], frame.geometry, strict=True)
        if shape is not None
    ]


def _neighbours(county: County, person: Person, layer: Layer, box: BoundingBox, but: str) -> list[list[Any]]:
    if layer.geometry is not Geometry.POINT:
        return []
    label = "number_text" if "number_text" in layer.keys else layer.label
    frame = county.store.read(layer.key, person.scope, Query(columns=(label,), bbox=box, limit=MOST_NEIGHBOURS))
    return [
        [object_id, round(shape.y, DIGITS), round(shape.x, DIGITS), str(name or "")]
        for object_id, name, shape in zip(frame["id"], frame[label], frame.geometry, strict=True)
        if shape is not None and object_id != but
    ]
