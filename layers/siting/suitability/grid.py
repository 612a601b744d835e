"""Grid: square cells over planar ground, and which of them shapes touch or fill, by sampling with a known error.

A feature's outline is sampled every half cell, so every point of it is within a quarter cell of a sample; a
sample is within half a diagonal of its cell's centre. All bounds of the screen follow from these two numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused

Mask = NDArray[numpy.bool_]
Floats = NDArray[numpy.float64]

MOST_CELLS = 40_000_000
STEP = 0.5
"""Distance of samples along an outline, in cells."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of `resolution_m`; row 0 is the southernmost; `west_m`, `south_m` the corner, in the planar CRS."""

    west_m: float
    south_m: float
    resolution_m: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def half_diagonal_m(self) -> float:
        """From a cell's centre to its corner."""
        return self.resolution_m * math.sqrt(0.5)

    @property
    def sampling_m(self) -> float:
        """From any point of an outline to the nearest sample, at most."""
        return self.resolution_m * STEP / 2

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        width, height = self.columns * self.resolution_m, self.rows * self.resolution_m
        return self.west_m, self.south_m, self.west_m + width, self.south_m + height

    def box(self, rows: slice, columns: slice) -> BaseGeometry:
        """The ground of a block of cells; a slice may end beyond the grid."""
        size, top, right = self.resolution_m, min(rows.stop, self.rows), min(columns.stop, self.columns)
        ground: BaseGeometry = shapely.box(
            self.west_m + columns.start * size,
            self.south_m + rows.start * size,
            self.west_m + right * size,
            self.south_m + top * size,
        )
        return ground

    def cells_at(self, xy: Floats) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
        """Rows and columns of positions, which may lie outside."""
        column = numpy.floor((xy[:, 0] - self.west_m) / self.resolution_m).astype(numpy.int64)
        row = numpy.floor((xy[:, 1] - self.south_m) / self.resolution_m).astype(numpy.int64)
        return row, column

    def cells_of(self, xy: Floats) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
        """Rows and columns of positions; those outside are left out."""
        row, column = self.cells_at(xy)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return row[inside], column[inside]

    def outline_cells(self, shapes: NDArray[numpy.object_]) -> Mask:
        """Cells with a sample of a point, a line, or an area's outline."""
        marked = numpy.zeros(self.shape, dtype=bool)
        marked[self.cells_of(shapely.get_coordinates(shapely.segmentize(shapes, self.resolution_m * STEP)))] = True
        return marked

    def inside_cells(self, shapes: NDArray[numpy.object_]) -> Mask:
        """Cells whose centre lies in an area of `shapes` (overlaps count once; a centre on an outline either way).

        By winding: every outline edge that crosses the line of a row's centres adds or takes one from there on.
        """
        parts = shapely.get_parts(shapes)
        parts = parts[shapely.get_dimensions(parts) == 2]
        parts = shapely.get_parts(parts)  # polygons of collections
        turns = numpy.zeros((self.rows, self.columns + 1), dtype=numpy.int32)
        if len(parts):
            self._wind(turns, *_edges(shapely.orient_polygons(parts)))
        return numpy.cumsum(turns[:, :-1], axis=1) > 0

    def _wind(self, turns: NDArray[numpy.int32], start: Floats, end: Floats) -> None:
        low = numpy.where(start[:, 1] <= end[:, 1], start[:, 1], end[:, 1])
        high = numpy.where(start[:, 1] <= end[:, 1], end[:, 1], start[:, 1])
        # rows whose centre c satisfies low <= c < high
        first = numpy.ceil((low - self.south_m) / self.resolution_m - 0.5).astype(numpy.int64).clip(0, self.rows)
        last = numpy.ceil((high - self.south_m) / self.resolution_m - 0.5).astype(numpy.int64).clip(0, self.rows)
        count = last - first
        edge = numpy.repeat(numpy.arange(len(start)), count)
        row = numpy.arange(count.sum()) - numpy.repeat(numpy.cumsum(count) - count, count) + first[edge]
        centre = self.south_m + (row + 0.5) * self.resolution_m
        share = (centre - start[edge, 1]) / (end[edge, 1] - start[edge, 1])
        x = start[edge, 0] + share * (end[edge, 0] - start[edge, 0])
        column = numpy.ceil((x - self.west_m) / self.resolution_m - 0.5).astype(numpy.int64).clip(0, self.columns)
        downwards = numpy.where(end[edge, 1] < start[edge, 1], 1, -1)  # counter-clockwise: inside lies east of a fall
        numpy.add.at(turns, (row, column), downwards)


def _edges(polygons: Any) -> tuple[Floats, Floats]:
    rings = shapely.get_rings(polygons)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return xy[:-1][same], xy[1:][same]


def grid_over(area: BaseGeometry, resolution_m: float, margin_m: float) -> Grid:
    """The grid over an area and `margin_m` around it. Raises Refused for a resolution ≤ 0 or too many cells."""
    if not (math.isfinite(resolution_m) and resolution_m > 0):
        raise Refused.because("suitability.resolution", f"分辨率应大于零，实际为 {resolution_m}")
    west, south, east, north = area.bounds
    margin = (math.ceil(margin_m / resolution_m) + 3) * resolution_m
    columns = math.ceil((east - west + 2 * margin) / resolution_m)
    rows = math.ceil((north - south + 2 * margin) / resolution_m)
    if rows * columns > MOST_CELLS:
        coarser = resolution_m * math.sqrt(rows * columns / MOST_CELLS)
        raise Refused.because(
            "suitability.cells",
            f"{rows} × {columns} 格，超过 {MOST_CELLS:,} 格",
            remedy=f"缩小范围，或把分辨率放宽到 {math.ceil(coarser)} m",
        )
    return Grid(west - margin, south - margin, resolution_m, rows, columns)
