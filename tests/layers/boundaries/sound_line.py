"""A sound boundary line in memory: whatever a test plants in it is the only thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from layers.boundaries.along import place_on_line
from layers.boundaries.lengths import geodesic_length_m
from layers.boundaries.overview import LineOverview, SeenMarker, chainage_m
from layers.store import Record

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
ON = date(2026, 11, 25)
LON = numpy.linspace(116.80, 117.12, 81)
LAT = 31.20 + 0.02 * numpy.sin((LON - 116.80) * 31)
SHAPE = LineString(numpy.column_stack([LON, LAT]))
NORTH = Polygon([*SHAPE.coords, (117.12, 31.40), (116.80, 31.40)])
SOUTH = Polygon([*SHAPE.coords, (117.12, 31.00), (116.80, 31.00)])


def record(layer: str, key: str, values: Mapping[str, Any], geometry: BaseGeometry | None = None) -> Record:
    """One believed slice."""
    return Record(
        layer=layer,
        id=key,
        version=1,
        division="990101",
        values=dict(values),
        geometry=geometry,
        valid_from=None,
        valid_to=None,
        recorded_from=WHEN,
    )


def marker(number: str, point: Point, **values: Any) -> SeenMarker:
    """A marker in good order at a place; its stand follows from its number."""
    along, off = place_on_line(SHAPE, numpy.array([point.x]), numpy.array([point.y]))
    serial = int("".join(c for c in number if c.isdigit())[-3:] or 0)
    stand = {"A": "double", "B": "double", "C": "triple", "D": "triple", "E": "triple"}.get(number[-1], "single")
    known = {
        "number_text": number,
        "serial": serial,
        "stand": stand,
        "material": "石质",
        "status": "in_use",
        "condition": "intact",
        "chainage_m": round(float(along[0]), 1),
        "inspected_on": date(2024, 6, 10),
        **values,
    }
    return SeenMarker(
        record=record("boundary_marker", number, known, point), along_m=float(along[0]), off_m=float(off[0])
    )


def references(key: str, azimuths: tuple[float, ...] = (10.0, 130.0, 250.0)) -> tuple[Record, ...]:
    """Measured reference objects."""
    return tuple(
        record(
            "marker_reference", f"{key}/{n}", {"serial": n, "name": f"树{n}", "azimuth_deg": a, "distance_m": 20.0 + n}
        )
        for n, a in enumerate(azimuths, 1)
    )


def sound_line() -> LineOverview:
    """A line in which no check finds anything."""
    picked = [0, 20, 40, 60, 80]
    markers = tuple(marker(f"{n:03d}Q", Point(LON[k], LAT[k])) for n, k in enumerate(picked, 1))
    length_m = geodesic_length_m(SHAPE)
    values = {
        "line_code": "990101990102",
        "name": "云岭县—松岗县线",
        "level": "county",
        "status": "legal",
        "side_a_code": "990101",
        "side_a_name": "云岭县",
        "side_b_code": "990102",
        "side_b_name": "松岗县",
        "agreement_number": "勘界协议 1 号",
        "agreed_on": date(1998, 5, 1),
        "approving_authority": "虚构省人民政府",
        "agreement_length_m": round(length_m * 1.01),
        "computed_length_m": round(length_m, 1),
    }
    return LineOverview(
        line=record("boundary_line", "the-line", values, SHAPE),
        markers=markers,
        references={one.record.id: references(one.record.id) for one in markers},
        areas={"990101": NORTH, "990102": SOUTH},
        agreement_length_m=float(values["agreement_length_m"]),  # type: ignore[arg-type]  # a number above
        computed_length_m=length_m,
    )


def with_line(seen: LineOverview, geometry: BaseGeometry | None = None, **values: Any) -> LineOverview:
    """The line's own record changed."""
    line = replace(seen.line, values={**seen.line.values, **values}, geometry=geometry or seen.line.geometry)
    length_m = geodesic_length_m(line.geometry) if line.geometry is not None else 0.0
    agreed = line.values.get("agreement_length_m")
    return replace(
        seen,
        line=line,
        computed_length_m=length_m,
        agreement_length_m=float(agreed) if isinstance(agreed, int | float) else None,
    )


def with_marker(seen: LineOverview, n: int, **values: Any) -> LineOverview:
    """The n-th marker's values changed."""
    old = seen.markers[n]
    new = replace(old, record=replace(old.record, values={**old.record.values, **values}))
    return replace(seen, markers=(*seen.markers[:n], new, *seen.markers[n + 1 :]))


def with_markers(seen: LineOverview, *markers: SeenMarker) -> LineOverview:
    """Other markers, put in order along the line, each with its reference objects."""
    ordered = tuple(sorted(markers, key=lambda one: (chainage_m(one), one.number)))
    return replace(seen, markers=ordered, references={m.record.id: references(m.record.id) for m in ordered})


def vertex(k: int, north_m: float = 0.0) -> Point:
    """The line's k-th vertex, moved to the north by some metres."""
    return Point(LON[k], LAT[k] + north_m / 110_900)


Plant = Callable[[LineOverview], LineOverview]
