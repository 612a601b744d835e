"""The raster screen (栅格筛查): which cells are surely free, surely barred, or both in part.

A screen, never a verdict. Every point of a free cell keeps every rule; every point of a barred cell breaks one;
mixed cells are left to the vector step. So free ⊆ truly allowed ⊆ free + mixed, whatever the resolution, and no
strip of allowed land, however narrow, is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from layers.siting.suitability.evidence import ThemeLayer
from layers.siting.suitability.grid import Grid, Mask, grid_over

BARRED, MIXED, FREE = 0, 1, 2
EIGHT = numpy.ones((3, 3), dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """States of the grid's cells: BARRED, MIXED or FREE. Cells outside the area are barred.

    `excluded` estimates for each theme the share of the area it bars by itself, from cells' centres.
    """

    grid: Grid
    states: NDArray[numpy.uint8]
    excluded: tuple[float, ...] = ()

    @property
    def possible(self) -> Mask:
        """Cells that may hold allowed land: free or mixed."""
        return numpy.asarray(self.states != BARRED)

    def area_m2(self, state: int) -> float:
        """The ground of all cells of a state."""
        return float((self.states == state).sum()) * self.grid.resolution_m**2

    def as_json(self) -> dict[str, object]:
        """Counts and areas, and that this is a screen."""
        return {
            "resolution_m": self.grid.resolution_m,
            "rows": self.grid.rows,
            "columns": self.grid.columns,
            "free_m2": self.area_m2(FREE),
            "mixed_m2": self.area_m2(MIXED),
            "note": "栅格只作筛查：free 格内处处合规，mixed 格由矢量逐一判定；不作结论",
        }


def screen(area: BaseGeometry, limits: Iterable[tuple[ThemeLayer, float]], resolution_m: float) -> Screen:
    """Screens an area against themes, each with the distance to keep from it (0: not on it), each theme once.

    Raises Refused when the grid would be too large.
    """
    wanted = list(limits)
    grid = grid_over(area, resolution_m, max((distance for _, distance in wanted), default=0.0))
    states, inside = _area_states(grid, area)
    shares = []
    for layer, distance_m in wanted:
        theme, taken = _theme_states(grid, layer, distance_m)
        shares.append(float(taken[inside].mean()) if inside.any() else 0.0)
        numpy.minimum(states, theme, out=states)
    return Screen(grid, states, tuple(shares))


def _area_states(grid: Grid, area: BaseGeometry) -> tuple[NDArray[numpy.uint8], Mask]:
    """Free well inside the area, mixed along its outline, barred outside; and the cells whose centre lies in it."""
    shapes = numpy.array([area], dtype=object)
    inside = grid.inside_cells(shapes)
    states = numpy.where(inside, FREE, BARRED).astype(numpy.uint8)
    states[ndimage.binary_dilation(grid.outline_cells(shapes), EIGHT)] = MIXED
    return states, inside


def _theme_states(grid: Grid, layer: ThemeLayer, distance_m: float) -> tuple[NDArray[numpy.uint8], Mask]:
    """States of the cells by one theme, and which cells' centres it takes, more or less."""
    west, south, east, north = grid.bounds
    window = shapely.box(west - distance_m, south - distance_m, east + distance_m, north + distance_m)
    shapes = layer.shapes[layer.tree.query(window)]
    states = numpy.full(grid.shape, FREE, dtype=numpy.uint8)
    if not len(shapes):
        return states, numpy.zeros(grid.shape, dtype=bool)
    outline, inside = grid.outline_cells(shapes), grid.inside_cells(shapes)
    marked = outline | inside
    if not marked.any():
        return states, inside
    centre_m = ndimage.distance_transform_edt(~marked, sampling=grid.resolution_m)
    reach = 2 * grid.half_diagonal_m
    states[centre_m - reach - grid.sampling_m <= distance_m] = MIXED
    filled = inside & ~ndimage.binary_dilation(outline, EIGHT)
    states[filled | (centre_m + reach < distance_m)] = BARRED
    return states, inside | (centre_m < distance_m)
