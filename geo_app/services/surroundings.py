"""What lies around a record, for the small maps of record and edit pages: outlines, streets, neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.division_tree import narrowed
from layers.layer import Geometry, Layer
from layers.profile import CountyProfile
from layers.store import BoundingBox, Condition, Operator, Query, Scope

MOST_NEIGHBOURS = 400
MARGIN_DEGREES = 0.004  # some 350 to 450 m
WIDE_MARGIN_DEGREES = 0.02  # some 2 km
DIGITS = 7


def surroundings(county: County, person: Person, layer: Layer, box: BoundingBox, *, but: str = "") -> dict[str, Any]:
    """Outlines of divisions, streets and roads, and records of the same layer within a box, as JSON.

    All within the person's divisions. Coordinates are degrees, latitude first, as Leaflet wants them.
    """
    return {**outlines(county, person, box), "neighbours": _neighbours(county, person, layer, box, but)}


def outlines(county: County, person: Person, box: BoundingBox) -> dict[str, Any]:
    """Outlines of the divisions, streets and roads within a box."""
    return {
        "areas": _shapes(county, person, "division", box, Condition("level", Operator.NOT_EQUAL, "county")),
        "lines": _shapes(county, person, "street", box) + _shapes(county, person, "road", box),
    }


def box_around(geometry: BaseGeometry, layer: Layer | None = None) -> BoundingBox:
    """The geometry's box with a margin; a wide one for points of a layer that does not stand door by door."""
    lonely = layer is not None and layer.geometry is Geometry.POINT and layer.desk != "plates"
    margin = WIDE_MARGIN_DEGREES if lonely else MARGIN_DEGREES
    west, south, east, north = geometry.bounds
    return (west - margin, south - margin, east + margin, north + margin)


def box_of(shapes: Sequence[BaseGeometry | None], profile: CountyProfile) -> BoundingBox:
    """The box of several geometries with a margin; the county's bounds when there is none."""
    present = [shape for shape in shapes if shape is not None]
    return box_around(shapely.GeometryCollection(present)) if present else profile.bounds


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
