"""Coverages like real ones, jagged borders, enclave and hole included, with defects of known ground planted in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy
import shapely
import shapely.affinity
import shapely.ops
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

CELL_M = 1000.0
Random = numpy.random.Generator


@dataclass
class Planted:
    """Units over a frame, and the ground that was taken from (gaps) or given to (overlaps) somebody."""

    units: list[BaseGeometry]
    frame: Polygon
    gaps: list[Polygon] = field(default_factory=list)
    overlaps: list[Polygon] = field(default_factory=list)


def coverage(random: Random, columns: int, rows: int, shift: tuple[float, float] = (0.0, 0.0)) -> Planted:
    """Cells with jagged borders that fit exactly; the first holds an enclave of the last."""
    corners = {
        (c, r): numpy.array([c, r]) * CELL_M + shift + random.uniform(-120, 120, 2) * (0 < c < columns, 0 < r < rows)
        for c in range(columns + 1)
        for r in range(rows + 1)
    }
    borders: dict[tuple[tuple[int, int], tuple[int, int]], list[tuple[float, float]]] = {}

    def side(a: tuple[int, int], b: tuple[int, int]) -> list[tuple[float, float]]:
        if (a, b) not in borders:
            on_frame = (a[0] == b[0] and a[0] in (0, columns)) or (a[1] == b[1] and a[1] in (0, rows))
            borders[a, b] = _jagged(random, corners[a], corners[b], 0.0 if on_frame else 40.0)
            borders[b, a] = borders[a, b][::-1]
        return borders[a, b]

    def cell(c: int, r: int) -> Polygon:
        ring = [(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1), (c, r)]
        return Polygon([xy for a, b in pairwise(ring) for xy in side(a, b)[:-1]])

    units: list[BaseGeometry] = [cell(c, r) for c in range(columns) for r in range(rows)]
    frame = Polygon(numpy.array([(0, 0), (columns, 0), (columns, rows), (0, rows)]) * CELL_M + shift)
    middle = units[0].centroid
    enclave = middle.buffer(90)
    units[0] -= enclave
    units[-1] = shapely.multipolygons([units[-1], enclave])
    return Planted(units, frame)


def _jagged(random: Random, start: numpy.ndarray, end: numpy.ndarray, by: float) -> list[tuple[float, float]]:
    along = numpy.sort(numpy.r_[0, random.uniform(0.02, 0.98, int(random.integers(3, 12))), 1])
    across = random.uniform(-1, 1, len(along)) * numpy.minimum(by, numpy.minimum(along, 1 - along) * CELL_M / 4)
    normal = numpy.array([start[1] - end[1], end[0] - start[0]]) / CELL_M
    return [tuple(xy) for xy in (start + along[:, None] * (end - start) + across[:, None] * normal).tolist()]


def plant(random: Random, planted: Planted, kind: str) -> None:
    """One defect of `kind`, somewhere on a border or inside a unit; its ground is noted."""
    n = int(random.integers(len(planted.units)))
    unit = planted.units[n]
    if unit.is_empty:
        return
    width = float(numpy.exp(random.uniform(numpy.log(0.01), numpy.log(60))))
    if kind == "hole":
        taken = unit.representative_point().buffer(width)
        planted.units[n] = unit - taken
    elif kind in ("gap", "overlap", "inlet"):
        strip = _strip(random, planted, unit, width, on_frame=kind == "inlet")
        planted.units[n] = unit | strip if kind == "overlap" else unit - strip
    elif kind == "dropped":
        planted.units[n] = _without_a_vertex(random, unit)
    elif kind == "shift":
        planted.units[n] = shapely.affinity.translate(unit, *random.uniform(-1, 1, 2) * width)
    elif kind == "twice":
        planted.units.append(unit)
    elif kind == "missing":
        planted.units[n] = Polygon()
    else:
        raise ValueError(kind)


def _strip(random: Random, planted: Planted, unit: BaseGeometry, width: float, *, on_frame: bool) -> Polygon:
    """A stretch of a unit's border, widened; or a way in from the frame through the unit's middle."""
    if on_frame:
        middle = unit.representative_point()
        left = planted.frame.bounds[0]
        return LineString([(left - 5, middle.y), (middle.x, middle.y)]).buffer(width, cap_style="flat")
    ring = shapely.get_parts(unit)[0].exterior
    start = random.uniform(0, 0.8) * ring.length
    stretch = shapely.ops.substring(ring, start, start + random.uniform(0.05, 0.2) * ring.length)
    return stretch.buffer(width, quad_segs=2, join_style="bevel", cap_style="flat")


def _without_a_vertex(random: Random, unit: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(unit).tolist()
    xy = list(parts[0].exterior.coords)[:-1]
    if len(xy) > 4:
        del xy[int(random.integers(len(xy)))]
    made = Polygon(xy, [hole.coords for hole in parts[0].interiors])
    return shapely.multipolygons([made, *parts[1:]]) if made.is_valid else unit


KINDS = ("hole", "gap", "overlap", "inlet", "dropped", "shift", "twice", "missing")


def expected_faces(planted: Planted, least_m2: float) -> dict[tuple[str, tuple[int, ...]], list[float]]:
    """By kind and units the areas of all faces, by subtracting and intersecting everything with everything."""
    units = planted.units
    nobody = shapely.get_parts(planted.frame - shapely.union_all(units))
    found = {("gap", ()): [part.area for part in nobody]}
    pairs = shapely.STRtree(units).query(units, predicate="intersects").T
    cells: dict[tuple[int, ...], BaseGeometry] = {(n,): unit for n, unit in enumerate(units)}
    level = dict(cells)
    while level:
        deeper: dict[tuple[int, ...], BaseGeometry] = {}
        for members, ground in level.items():
            for a, b in pairs.tolist():
                if a == members[-1] and b > a:
                    common = _areas(ground & units[b])
                    if common.area > 0:
                        deeper[(*members, b)] = common
        cells |= deeper
        level = deeper
    inside = {}
    for members, ground in cells.items():
        only = ground
        for other in {b for a, b in pairs.tolist() if a in members} - set(members):
            only -= units[other]
        for beyond, part in ((False, _areas(only & planted.frame)), (True, _areas(only - planted.frame))):
            if len(members) > 1 or beyond:
                inside["outside" if beyond else "overlap", members] = [p.area for p in shapely.get_parts(part)]
    return {key: sorted(a for a in areas if a >= least_m2) for key, areas in (found | inside).items()}


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.union_all(
        [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    )
