"""One record as a map or a public page shows it: its fields, where it is, and how precisely that is said."""

from __future__ import annotations

from typing import Any

import numpy
import shapely
from numpy.typing import NDArray

from geo_app.services.county import County
from geo_app.services.map_view import View, find_record
from layers.conform import shown
from layers.crs import planar
from layers.layer import Layer
from layers.store import Record

DIGITS = 6
HALF_DIAGONAL = 0.7072
"""From the middle of a grid square to its corner, in sides: the circle that surely holds the true position."""


def card(county: County, view: View, layer_key: str, object_id: str) -> dict[str, Any]:
    """One record as people read it: title, fields, position and how precise it is. Raises NotFound."""
    declared, found = find_record(county, view, layer_key, object_id)
    return {
        "layer": declared.key,
        "layer_title": declared.title,
        "layer_english": declared.english,
        "id": found.id,
        "title": str(found.values.get(declared.label) or ""),
        "fields": fields_of(view, declared, found),
        "position": position_of(county, view, declared, found),
        "generated": found.generated,
        "source": found.source if view.full(declared) else "",
        "full": view.full(declared),
    }


def fields_of(view: View, declared: Layer, record: Record) -> list[dict[str, str]]:
    """The fields this reader may read that hold something, the title's own left out."""
    full = view.full(declared)
    return [
        {
            "key": field.key,
            "title": field.title,
            "english": field.english,
            "value": shown(field, record.values[field.key]) + (f" {field.unit}" if field.unit else ""),
        }
        for field in declared.fields
        if (full or field.public)
        and not field.references
        and field.key != declared.label
        and record.values.get(field.key) not in (None, "")
    ]


def position_of(county: County, view: View, declared: Layer, record: Record) -> dict[str, Any] | None:
    """Where to show a record, generalised for who may not have it exactly; `radius_m` is 0 for an exact position.

    A record's own stated accuracy counts too: what is known to 30 m is drawn 30 m wide for everybody.
    """
    if record.geometry is None or record.geometry.is_empty:
        return None
    shape = record.geometry
    inner = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
    ((lon, lat),) = generalised(county, view, declared, shapely.get_coordinates(inner)).tolist()
    accuracy = record.values.get("accuracy_m")
    stated = float(accuracy) if isinstance(accuracy, int | float) and accuracy == accuracy else 0.0  # noqa: PLR0124  (NaN)
    return {
        "lon": round(lon, DIGITS),
        "lat": round(lat, DIGITS),
        "radius_m": max(radius_m(county, view, declared), round(stated, 1)),
        "grid_m": grid_m(county, view, declared),
    }


def generalised(county: County, view: View, declared: Layer, xy: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Degrees snapped to the middle of their square of the public grid, for readers who may not have them exactly."""
    side = grid_m(county, view, declared)
    if not side or not len(xy):
        return xy
    there, back = planar(county.profile.planar_epsg)
    east, north = there.transform(xy[:, 0], xy[:, 1])
    snapped = back.transform(
        (numpy.floor(numpy.asarray(east) / side) + 0.5) * side,
        (numpy.floor(numpy.asarray(north) / side) + 0.5) * side,
    )
    return numpy.column_stack(snapped)


def grid_m(county: County, view: View, declared: Layer) -> float:
    """The side of the grid positions of a layer are snapped to for this reader; 0 when they are exact."""
    return 0.0 if view.full(declared) or not declared.sensitive_position else county.profile.publication.public_grid_m


def radius_m(county: County, view: View, declared: Layer) -> float:
    """The radius around a shown position that surely holds the true one; 0 when it is exact."""
    return round(grid_m(county, view, declared) * HALF_DIAGONAL, 1)
