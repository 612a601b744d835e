"""An imagined relief: tablelands cut by gullies, so that borders follow gullies and people live above them.

Nothing here is measured. The field is a seeded sum of waves; near its zero lines a gully runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
from numpy.typing import ArrayLike, NDArray

M_PER_DEGREE = 111_195.0
VALLEY_KM, GULLY_KM = 11.0, 3.6
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class Relief:
    """Waves of two sizes around an origin in degrees; rows hold east and north wave numbers (1/km) and phase."""

    origin: tuple[float, float]
    valleys: Numbers
    gullies: Numbers

    def gully(self, lon: ArrayLike, lat: ArrayLike) -> Numbers:
        """0 on a tableland, 1 at the bottom of a gully, for positions in degrees."""
        x_m, y_m = to_plane(self.origin, lon, lat)
        deep, fine = (_field(waves, x_m / 1000, y_m / 1000) for waves in (self.valleys, self.gullies))
        return numpy.maximum(numpy.exp(-((deep / 0.22) ** 2)), 0.8 * numpy.exp(-((fine / 0.20) ** 2)))


def imagine_relief(bounds: tuple[float, float, float, float], random: numpy.random.Generator) -> Relief:
    """A relief for a county within `bounds` (degrees)."""
    west, south, east, north = bounds
    return Relief(((west + east) / 2, (south + north) / 2), _waves(VALLEY_KM, random), _waves(GULLY_KM, random))


def to_plane(origin: tuple[float, float], lon: ArrayLike, lat: ArrayLike) -> tuple[Numbers, Numbers]:
    """Metres east and north of an origin: a local plane, good enough to arrange what is invented anyway."""
    lon, lat = numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float)
    return (lon - origin[0]) * M_PER_DEGREE * math.cos(math.radians(origin[1])), (lat - origin[1]) * M_PER_DEGREE


def _waves(length_km: float, random: numpy.random.Generator, count: int = 9) -> Numbers:
    angle = random.uniform(0, 2 * math.pi, count)
    number = 2 * math.pi / (length_km * random.uniform(0.7, 1.5, count))
    return numpy.column_stack([number * numpy.cos(angle), number * numpy.sin(angle), random.uniform(0, 7, count)])


def _field(waves: Numbers, x_km: Numbers, y_km: Numbers) -> Numbers:
    total = sum(numpy.sin(east * x_km + north * y_km + phase) for east, north, phase in waves)
    return numpy.asarray(total) * math.sqrt(2 / len(waves))
