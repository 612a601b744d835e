"""The county as a position meets it, in planar metres: gates, lines that are not crossed, units and groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import planar
from layers.profile import CountyProfile
from layers.reverse_geocoding.barriers import Barriers
from layers.reverse_geocoding.group_areas import GroupAreas

Points = NDArray[numpy.float64]
GATE_KINDS = frozenset({"large", "medium", "small"})
"""Kinds of plates that hang at a gate; building and unit plates hang inside a compound."""
HANGING = frozenset({"installed", "activated", "damaged", "missing"})
"""Plates whose gate has its number: a damaged or missing sign leaves the gate where it is."""
BACKWARDS = {"east": (0, 1), "west": (0, -1), "north": (1, 1), "south": (1, -1)}


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of the county, row by row; streets and groups by id, divisions by code, positions (n, 2)."""

    ids: list[str]
    codes: list[str]
    addresses: list[str]
    streets: list[str]
    groups: list[str]
    divisions: list[str]
    accuracy_m: list[float | None]
    degrees: Points
    metres: Points


@dataclass(frozen=True, slots=True)
class Unit:
    """A division or group: its record's id, name, the division code that holds it, and where it is said to be.

    `lon`, `lat` are degrees (EPSG:4490), None when nothing is recorded; an area answers with a point inside it.
    """

    id: str
    name: str
    division: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Street:
    """A street: its name and axis; `sided` when it is one line that runs from where numbering is known to start."""

    id: str
    name: str
    axis: int
    sided: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything of a county that answers a position. `outline` is None when the county has no recorded area."""

    profile: CountyProfile
    outline: BaseGeometry | None
    gates: Gates
    barriers: Barriers
    axis_names: list[str]
    streets: list[Street]
    units: Mapping[str, Unit]
    groups: Mapping[str, Unit]
    group_areas: GroupAreas
    areas: Mapping[str, BaseGeometry]

    @classmethod
    def of(cls, profile: CountyProfile, frames: Mapping[str, geopandas.GeoDataFrame]) -> Ground:
        """From frames of the layers door_plate, division, street, road and villagers_group (EPSG:4490), by key."""
        metres = {key: in_metres(profile, frame.geometry.to_numpy()) for key, frame in frames.items()}
        divisions, streets, roads = frames["division"], frames["street"], frames["road"]
        areas = {
            code: area
            for code, area in zip(divisions["code"], metres["division"], strict=True)
            if area is not None and not area.is_empty
        }
        outline = areas.get(profile.code)
        axes = [_axis(*row) for row in zip(metres["street"], _texts(streets["starts_from"]), strict=True)]
        gates = _gates(frames["door_plate"], metres["door_plate"], outline)
        recorded = dict(zip(frames["villagers_group"]["id"], metres["villagers_group"], strict=True))
        return cls(
            profile,
            outline,
            gates,
            Barriers([*(line for line, _ in axes), *metres["road"]], [outline]),
            [*streets["name"], *roads["name"]],
            [
                Street(identity, name, axis, sided)
                for axis, (identity, name, (_, sided)) in enumerate(
                    zip(streets["id"], streets["name"], axes, strict=True)
                )
            ],
            _units(divisions, "code", "code"),
            _units(frames["villagers_group"], "id", "division"),
            GroupAreas.of(recorded, _by_group(gates)),
            areas,
        )


def in_metres(profile: CountyProfile, shapes: Any) -> Any:
    """Shapes in degrees (EPSG:4490) as planar metres of the profile."""
    transform: Any = planar(profile.planar_epsg)[0].transform
    return shapely.transform(shapes, transform, interleaved=False)


def _gates(plates: geopandas.GeoDataFrame, metres: Any, outline: BaseGeometry | None) -> Gates:
    """Gates that hang, have a position and stand inside the county's own outline."""
    shapes = plates.geometry.to_numpy()
    kept = plates["kind"].isin(GATE_KINDS).to_numpy() & plates["status"].isin(HANGING).to_numpy()
    kept &= ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    if outline is not None:
        shapely.prepare(outline)
        kept &= shapely.covers(outline, metres)
    rows = plates[kept]
    return Gates(
        rows["id"].tolist(),
        rows["plate_code"].tolist(),
        rows["address_text"].tolist(),
        _texts(rows["street"]),
        _texts(rows["villagers_group"]),
        rows["division"].tolist(),
        [None if accuracy != accuracy else float(accuracy) for accuracy in rows["accuracy_m"].astype(float)],  # noqa: PLR0124  (NaN is unequal to itself)
        shapely.get_coordinates(shapes[kept]),
        shapely.get_coordinates(metres[kept]),
    )


def _texts(column: Any) -> list[str]:
    return [value if isinstance(value, str) else "" for value in column.tolist()]


def _axis(line: BaseGeometry | None, start: str) -> tuple[BaseGeometry | None, bool]:
    """A street's line from where its numbering starts, and whether that is known; other lines stay as drawn."""
    merged = None if line is None else shapely.line_merge(line)
    if start not in BACKWARDS or not isinstance(merged, shapely.LineString) or merged.is_empty:
        return line, False
    first, last = shapely.get_coordinates(merged)[[0, -1]]
    along, sign = BACKWARDS[start]
    return (merged if (first[along] - last[along]) * sign >= 0 else shapely.reverse(merged)), True


def _units(frame: geopandas.GeoDataFrame, key: str, division: str) -> dict[str, Unit]:
    """The units of a frame by its column `key`; `division` names the column with the code that holds them."""
    shapes = frame.geometry.to_numpy()
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes[there]))
    places = dict(zip(numpy.flatnonzero(there).tolist(), inner.tolist(), strict=True))
    rows = zip(frame[key], frame["id"], frame["name"], frame[division], strict=True)
    return {
        own: Unit(identity, name, code, *places.get(n, (None, None)))
        for n, (own, identity, name, code) in enumerate(rows)
    }


def _by_group(gates: Gates) -> dict[str, Points]:
    rows: dict[str, list[int]] = {}
    for n, group in enumerate(gates.groups):
        if group:
            rows.setdefault(group, []).append(n)
    return {group: gates.metres[own] for group, own in rows.items()}
