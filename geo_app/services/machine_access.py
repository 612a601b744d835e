"""What machines may read: public layers, public fields, page by page, positions generalised."""

from __future__ import annotations

from datetime import date
from typing import Any

import shapely

from gazetteer.errors import NotFound
from geo_app.services.county import County
from geo_app.services.map_card import DIGITS, generalised, position_of, radius_m
from geo_app.services.map_view import View, find_record, public_view, seen_layer, shown_where
from layers.catalog import LAYERS
from layers.layer import Field, Geometry, Layer
from layers.store import BoundingBox, Condition, Operator, Query

PAGE = 100


def public_layers() -> list[Layer]:
    """The layers that may leave the office, in the catalogue's order."""
    return [declared for declared in LAYERS if declared.public]


def public_fields(declared: Layer) -> list[Field]:
    """The fields of a layer that may leave the office; references to other records stay inside."""
    return [field for field in declared.fields if field.public and not field.references]


def layer_page(
    county: County, view: View, key: str, *, page: int, division: str = "", box: BoundingBox | None = None
) -> dict[str, Any]:
    """One page of a public layer. Raises NotFound for a layer that is not public.

    Layers whose positions are sensitive come without them: a position is given record by record, generalised.
    """
    declared, public = _public(view, key)
    where = shown_where(county, public, declared)
    if division:
        where = (*where, Condition("division", Operator.PREFIX, division))
    box = None if declared.sensitive_position else box
    columns = tuple(field.key for field in public_fields(declared))
    everything = Query(where=where, bbox=box)
    wanted = Query(where=where, bbox=box, columns=columns, limit=PAGE, offset=(page - 1) * PAGE)
    frame = county.store.read(declared.key, public.rows(declared), wanted)
    positions = _positions(county, public, declared, frame.geometry.to_numpy())
    total = county.store.count(declared.key, public.rows(declared), everything)
    return {
        **about(public, declared),
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "total": total,
        "records": [
            {
                "id": row["id"],
                "division": row["division"],
                "generated": bool(row["generated"]),
                **({} if declared.sensitive_position else {"position": position}),
                **{key: plain_value(row[key]) for key in columns},
            }
            for row, position in zip(frame.drop(columns="geometry").to_dict("records"), positions, strict=True)
        ],
    }


def one_record(county: County, view: View, key: str, object_id: str) -> dict[str, Any]:
    """One record of a public layer, with its generalised position. Raises NotFound."""
    declared, public = _public(view, key)
    _, found = find_record(county, public, key, object_id)
    return {
        **about(public, declared),
        "record": {
            "id": found.id,
            "division": found.division,
            "generated": found.generated,
            "position": position_of(county, public, declared, found),
            **{field.key: plain_value(found.values[field.key]) for field in public_fields(declared)},
        },
    }


def about(view: View, declared: Layer) -> dict[str, Any]:
    """What every answer says of itself: the layer, the map's standing, the reference system."""
    return {
        "layer": declared.key,
        "title": declared.title,
        "standing": view.gate.words,
        "reference_system": "EPSG:4490",
    }


def plain_value(value: object) -> object:
    """A stored value as JSON has it: dates as text, what is missing as null."""
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124  (NaN)


def _public(view: View, key: str) -> tuple[Layer, View]:
    public = public_view(view)
    try:
        return seen_layer(public, key), public
    except NotFound:
        raise NotFound.because("api.layer", "没有这个公开图层", remedy="看 /api/ 的目录") from None


def _positions(county: County, view: View, declared: Layer, shapes: Any) -> list[dict[str, Any] | None]:
    if declared.geometry is None or declared.sensitive_position or not len(shapes):
        return [None] * len(shapes)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    inner = shapes if declared.geometry is Geometry.POINT else shapely.point_on_surface(shapes)
    found: list[dict[str, Any] | None] = [None] * len(shapes)
    xy = generalised(county, view, declared, shapely.get_coordinates(inner[there])).round(DIGITS)
    for n, (lon, lat) in zip(there.nonzero()[0], xy.tolist(), strict=True):
        found[n] = {"lon": lon, "lat": lat, "radius_m": radius_m(county, view, declared)}
    return found
