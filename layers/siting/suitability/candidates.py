"""Candidate areas (候选地块): the truly allowed land of an area, cut out exactly where the screen left it open."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from layers.siting.suitability.buffers import around
from layers.siting.suitability.evidence import Evidence, ThemeLayer
from layers.siting.suitability.grid import Grid, Mask
from layers.siting.suitability.rules import SitingRule, Weight
from layers.siting.suitability.screen import EIGHT, MIXED, Screen, screen

TILE = 128
"""Cells on a side of the pieces in which the exact cut is made."""
BLOCK = 4
"""Cells on a side of the blocks by which the shapes near undecided cells are looked up."""
USUAL_RESOLUTION_M = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class AllowedLand:
    """Polygons of allowed land, largest first, the screen they were found by, and the rules that were avoided.

    `total_m2` is all allowed land of pieces that could reach the least area asked for; `dropped` counts the
    pieces that turned out smaller. `excluded_shares` estimates how much of the area each theme takes by itself,
    the greediest first.
    """

    polygons: tuple[BaseGeometry, ...]
    screen: Screen
    avoided: tuple[SitingRule, ...]
    total_m2: float
    dropped: int
    excluded_shares: tuple[tuple[str, float], ...] = ()


def avoidable(evidence: Evidence, *, restricted: bool = True) -> tuple[SitingRule, ...]:
    """The rules in force that prohibit (or restrict) and whose theme is present, so that land can be cut by them."""
    weights = {Weight.PROHIBITED, Weight.RESTRICTED} if restricted else {Weight.PROHIBITED}
    return tuple(r for r in evidence.rules if r.weight in weights and evidence.layer(r.layer) is not None)


def allowed_land(
    area: BaseGeometry,
    evidence: Evidence,
    *,
    least_m2: float = 0.0,
    resolution_m: float = USUAL_RESOLUTION_M,
    restricted: bool = True,
) -> AllowedLand:
    """All land of `area` (planar metres) that keeps every avoidable rule, in pieces of at least `least_m2`.

    The screen only saves work: pieces whose cells together are smaller than `least_m2` are not cut. The rest is
    exact to the outlines of the themes; curves keep up to 0.14 % more than the distance asked for, never less.
    """
    rules = avoidable(evidence, restricted=restricted)
    widest = _limits(rules, evidence)
    limits = list(widest.values())
    found = screen(area, limits, resolution_m)
    kept = _large_enough(found, least_m2)
    pieces = list(_exact(found, kept, area, limits))
    land = shapely.get_parts(shapely.union_all(pieces)) if pieces else numpy.empty(0, dtype=object)
    land = land[(shapely.get_dimensions(land) == 2) & (shapely.area(land) > 0)]
    sizes = shapely.area(land)
    order = numpy.argsort(-sizes, kind="stable")
    large = [land[n] for n in order if sizes[n] >= least_m2]
    shares = zip((evidence.book.layer(key).title for key in widest), found.excluded, strict=True)
    ranked = tuple(sorted(shares, key=lambda share: -share[1]))
    return AllowedLand(tuple(large), found, rules, float(sizes.sum()), len(land) - len(large), ranked)


def width_m(polygon: BaseGeometry) -> float:
    """The diameter of the largest circle inside: how wide a piece is at its widest."""
    tolerance = max(0.1, math.sqrt(polygon.area) / 500)
    [radius] = shapely.maximum_inscribed_circle(numpy.array([polygon], dtype=object), tolerance=tolerance)
    return 2 * float(shapely.length(radius))


def _limits(rules: Sequence[SitingRule], evidence: Evidence) -> dict[str, tuple[ThemeLayer, float]]:
    """Each theme with the widest distance that any rule asks for."""
    widest: dict[str, tuple[ThemeLayer, float]] = {}
    for rule in rules:
        layer = evidence.layer(rule.layer)
        if layer is not None:
            _, known = widest.get(rule.layer, (layer, 0.0))
            widest[rule.layer] = (layer, max(known, rule.distance_m))
    return widest


def _large_enough(found: Screen, least_m2: float) -> Mask:
    """Possible cells that hang together in pieces which could hold the least area."""
    parts, count = ndimage.label(found.possible, structure=EIGHT)
    sizes = numpy.bincount(parts.ravel(), minlength=count + 1) * found.grid.resolution_m**2
    large = sizes >= least_m2
    large[0] = False
    return numpy.asarray(large[parts])


def _exact(
    found: Screen, kept: Mask, area: BaseGeometry, limits: Sequence[tuple[ThemeLayer, float]]
) -> Iterator[BaseGeometry]:
    """The allowed land of the kept cells, a tile at a time: free tiles as they are, others cut."""
    shapely.prepare(area)
    for row in range(0, found.grid.rows, TILE):
        for column in range(0, found.grid.columns, TILE):
            tile = numpy.s_[row : row + TILE, column : column + TILE]
            states, wanted = found.states[tile], kept[tile]
            if (wanted & (states == MIXED)).any():
                yield from _of_kept_cells(_cut(found, tile, wanted, area, limits), found.grid, kept)
            elif wanted.any():
                yield from _boxes(found.grid, wanted, row, column)


def _cut(
    found: Screen,
    tile: tuple[slice, slice],
    wanted: Mask,
    area: BaseGeometry,
    limits: Sequence[tuple[ThemeLayer, float]],
) -> BaseGeometry:
    """A tile less everything near its undecided cells.

    What is barred far from them may be left standing: it is apart from all allowed land, because the edge between
    a barred and an undecided cell is barred and so has been cut.
    """
    undecided = _blocks(found.grid, wanted & (found.states[tile] == MIXED), tile)
    ground = found.grid.box(tile[0], tile[1])
    left = ground if area.contains_properly(ground) else shapely.intersection(ground, area)
    for layer, distance_m in limits:
        near = layer.tree.query(undecided, predicate="dwithin", distance=distance_m * 1.01)
        if len(near) and not left.is_empty:
            left = shapely.difference(left, shapely.union_all(around(layer.shapes[near], distance_m)))
    return left


def _blocks(grid: Grid, cells: Mask, tile: tuple[slice, slice]) -> BaseGeometry:
    """Blocks of BLOCK × BLOCK cells that hold one of `cells`: few shapes, and nothing of it outside them."""
    rows, columns = (-(-size // BLOCK) * BLOCK for size in cells.shape)
    padded = numpy.zeros((rows, columns), dtype=bool)
    padded[: cells.shape[0], : cells.shape[1]] = cells
    coarse: Mask = numpy.any(padded.reshape(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK), axis=(1, 3))
    size = grid.resolution_m * BLOCK
    west, south, _, _ = grid.box(tile[0], tile[1]).bounds
    return shapely.union_all(_boxes(Grid(west, south, size, *coarse.shape), coarse, 0, 0))


def _of_kept_cells(left: BaseGeometry, grid: Grid, kept: Mask) -> Iterator[BaseGeometry]:
    """The parts that lie in kept cells: a part lies wholly in them or wholly outside."""
    parts = shapely.get_parts(left)
    parts = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    row, column = grid.cells_at(shapely.get_coordinates(shapely.point_on_surface(parts)))
    yield from parts[kept[row, column]]


def _boxes(grid: Grid, cells: Mask, first_row: int, first_column: int) -> NDArray[numpy.object_]:
    """Runs of cells in a row as rectangles."""
    padded = numpy.zeros((cells.shape[0], cells.shape[1] + 2), dtype=numpy.int8)
    padded[:, 1:-1] = cells
    change = numpy.diff(padded, axis=1)
    row, west = numpy.nonzero(change == 1)
    _, east = numpy.nonzero(change == -1)
    row, west, east = row + first_row, west + first_column, east + first_column
    size = grid.resolution_m
    return numpy.asarray(
        shapely.box(
            grid.west_m + west * size,
            grid.south_m + row * size,
            grid.west_m + east * size,
            grid.south_m + (row + 1) * size,
        )
    )
