"""The small static map of a public page: a few paths on one sheet, no script needed, good on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from geo_app.services.county import County
from layers.crs import planar
from layers.store import Condition, Operator, Query, Scope

WIDTH, HEIGHT = 480, 300
MARGIN = 0.08
SMALLEST_MARK = 7.0
LABEL_MARGIN = 40
VILLAGE_LEVELS = ("village", "community", "quasi_village")


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the sketch and where its middle stands."""

    text: str
    x: float
    y: float
    own: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """SVG path data (numbers and letters only) in a box of WIDTH × HEIGHT, the mark, and a scale bar."""

    county: str
    unit: str
    others: str
    roads: str
    mark: tuple[float, float, float]
    exact: bool
    labels: tuple[Label, ...]
    bar_px: float
    bar_words: str
    width: int = WIDTH
    height: int = HEIGHT


def sketch_of(county: County, division: str, position: dict[str, Any] | None) -> Sketch | None:
    """Where a position lies within its township (or the county); None when there is nothing to draw."""
    if position is None:
        return None
    frame = county.store.read("division", Scope.everything(), Query(columns=("code", "name", "level")))
    frame = frame[~shapely.is_missing(frame.geometry.to_numpy())]
    ground = frame[frame["code"] == division[:9]] if len(division) >= 9 else frame[frame["code"] == division[:6]]
    if ground.empty:
        ground = frame[frame["level"] == "county"]
    if ground.empty:
        return None
    to_plane, _ = planar(county.profile.planar_epsg)
    paper = _Paper(_planar(ground.geometry.iloc[0], to_plane))
    inner = frame[frame["level"].isin(VILLAGE_LEVELS if len(division) >= 9 else ("township",))]
    mine = frame[frame["code"] == division[:12]] if len(division) >= 12 else ground
    near = inner[shapely.intersects(inner.geometry.to_numpy(), ground.geometry.iloc[0].envelope)]
    x, y = paper.at(*to_plane.transform(position["lon"], position["lat"]))
    radius = max(position["radius_m"] * paper.scale, SMALLEST_MARK)
    bar_m = _round_length(paper.metres(WIDTH) / 4)
    return Sketch(
        county=paper.path([_planar(ground.geometry.iloc[0], to_plane)]),
        unit=paper.path([_planar(shape, to_plane) for shape in mine.geometry]),
        others=paper.path([_planar(shape, to_plane) for shape in near.geometry]),
        roads=paper.path(_roads(county, ground.geometry.iloc[0], to_plane)),
        mark=(x, y, round(radius, 1)),
        exact=position["radius_m"] == 0,
        labels=tuple(_labels(near, mine, paper, to_plane, (x, y))),
        bar_px=round(bar_m * paper.scale, 1),
        bar_words=f"{bar_m // 1000} km" if bar_m >= 1000 else f"{bar_m} m",
    )


class _Paper:
    """From metres on the county's plane to the sketch's own units, north up."""

    def __init__(self, ground: BaseGeometry) -> None:
        west, south, east, north = ground.bounds
        room = 1 - 2 * MARGIN
        self.scale = min(WIDTH * room / max(east - west, 1), HEIGHT * room / max(north - south, 1))
        self._west = (west + east) / 2 - WIDTH / 2 / self.scale
        self._north = (south + north) / 2 + HEIGHT / 2 / self.scale

    def at(self, east: float, north: float) -> tuple[float, float]:
        return round((east - self._west) * self.scale, 1), round((self._north - north) * self.scale, 1)

    def metres(self, units: float) -> float:
        return units / self.scale

    def path(self, shapes: list[BaseGeometry]) -> str:
        """Path data of lines and rings, thinned to half a unit."""
        drawn = []
        for shape in shapes:
            for part in shapely.get_parts(shapely.simplify(shape, 0.5 / self.scale)):
                for ring in shapely.get_rings(part) if part.geom_type == "Polygon" else [part]:
                    xy = shapely.get_coordinates(ring)
                    corners = [f"{x:g} {y:g}" for x, y in (self.at(*point) for point in xy)]
                    drawn.append("M" + "L".join(corners) + ("Z" if part.geom_type == "Polygon" else ""))
        return "".join(drawn)


def _planar(shape: BaseGeometry, to_plane: Any) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: numpy.column_stack(to_plane.transform(xy[:, 0], xy[:, 1])))


def _roads(county: County, ground: BaseGeometry, to_plane: Any) -> list[BaseGeometry]:
    where = (Condition("road_class", Operator.NOT_EQUAL, "village"),)
    frame = county.store.read("road", Scope.everything(), Query(bbox=ground.bounds, where=where, columns=()))
    return [_planar(shape, to_plane) for shape in frame.geometry if shape is not None]


def _labels(near: Any, mine: Any, paper: _Paper, to_plane: Any, mark: tuple[float, float]) -> list[Label]:
    """Names of the units around, the own one first; one that would touch another stays away."""
    own = set(mine["code"])
    order = sorted(zip(near["code"], near["name"], near.geometry, strict=True), key=lambda row: row[0] not in own)
    placed: list[Label] = []
    for code, name, shape in order:
        inner = shapely.point_on_surface(shape)
        x, y = paper.at(*to_plane.transform(inner.x, inner.y))
        if code in own:
            x, y = mark[0], mark[1] - 16
        inside = LABEL_MARGIN < x < WIDTH - LABEL_MARGIN and 14 < y < HEIGHT - 14
        wide = 7 * len(name)
        free = all(abs(x - other.x) > wide + 7 * len(other.text) or abs(y - other.y) > 15 for other in placed)
        clear = code in own or abs(x - mark[0]) > wide + 12 or abs(y - mark[1]) > 18
        if inside and free and clear:
            placed.append(Label(name, x, y, own=code in own))
    return placed


def _round_length(metres: float) -> int:
    """The greatest of 1, 2, 5 × 10ⁿ metres that is not longer."""
    power = 10 ** int(numpy.floor(numpy.log10(max(metres, 1))))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1)))
