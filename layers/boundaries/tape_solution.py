"""Least squares of re-measured distances: where the marker must stand now, and which distance spoils the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.stats import chi2

from layers.crs import Floats

LEAST_DISTANCES = 3
WEAKEST = 3.0
"""How many times worse than one distance the worst direction may be known; beyond, the objects stand in line."""
ROUNDS = 30
ENOUGH_M = 1e-7


@dataclass(frozen=True, slots=True)
class ReferenceDistance:
    """An object: azimuth from the marker in degrees, its card's distance and today's; horizontal, in metres."""

    name: str
    azimuth_deg: float
    card_m: float
    now_m: float


@dataclass(frozen=True, slots=True)
class Solution:
    """Least squares of some distances: displacement (east, north) in metres, cofactors, residuals in metres.

    `cofactors` times the variance of one difference of distances is the displacement's covariance.
    """

    distances: tuple[ReferenceDistance, ...]
    moved: Floats
    cofactors: Floats
    residuals: Floats

    @property
    def misfit_m2(self) -> float:
        """Sum of squared residuals."""
        return float((self.residuals**2).sum())


def solve(distances: Sequence[ReferenceDistance]) -> Solution:
    """Gauss–Newton on the distances from the displaced marker to the objects of the card."""
    azimuth = numpy.radians([one.azimuth_deg for one in distances])
    card = numpy.array([one.card_m for one in distances])
    now = numpy.array([one.now_m for one in distances])
    objects = card[:, None] * numpy.column_stack([numpy.sin(azimuth), numpy.cos(azimuth)])
    moved = numpy.zeros(2)
    design = numpy.zeros((len(card), 2))
    for _ in range(ROUNDS):
        away = objects - moved
        reach = numpy.maximum(numpy.hypot(away[:, 0], away[:, 1]), 1e-9)
        design = -away / reach[:, None]
        step = numpy.linalg.lstsq(design, now - reach, rcond=None)[0]
        moved = moved + step
        if numpy.hypot(step[0], step[1]) < ENOUGH_M:
            break
    left = objects - moved
    residuals = now - numpy.hypot(left[:, 0], left[:, 1])
    return Solution(
        tuple(distances), moved, numpy.asarray(numpy.linalg.pinv(design.T @ design), dtype=float), residuals
    )


def weakness(distances: Sequence[ReferenceDistance]) -> float:
    """Standard deviation of the worst direction for distances with a standard deviation of 1; inf in one line."""
    double = numpy.exp(2j * numpy.radians([one.azimuth_deg for one in distances]))
    smallest = (len(distances) - abs(double.sum())) / 2
    return float(1 / math.sqrt(smallest)) if smallest > 1e-12 else math.inf


def enough(distances: Sequence[ReferenceDistance]) -> bool:
    """Whether these distances alone would fix the marker, with one to spare."""
    return len(distances) >= LEAST_DISTANCES and weakness(distances) <= WEAKEST


def objects_agree(solution: Solution, variance_m2: float, confidence: float) -> bool:
    """Whether all distances can be true together; `variance_m2` is that of one difference of distances."""
    return bool(solution.misfit_m2 / variance_m2 <= chi2.ppf(confidence, len(solution.distances) - 2))


def suspects(distances: Sequence[ReferenceDistance], variance_m2: float, confidence: float) -> tuple[str, ...]:
    """The objects any one of which may spoil the rest by itself, the likeliest first; one name is a clear case.

    An object is named when the others agree without it; the likeliest alone, when the misfit without any
    other stays clearly greater. At least four distances are needed; of three nobody can tell.
    """
    explained = []
    for n, one in enumerate(distances):
        rest = [*distances[:n], *distances[n + 1 :]]
        if enough(rest):
            left = solve(rest).misfit_m2 / variance_m2
            if left <= chi2.ppf(confidence, len(rest) - 2):
                explained.append((left, one.name))
    explained.sort()
    nearly = chi2.ppf(confidence, 1)
    return tuple(name for left, name in explained if left - explained[0][0] <= nearly)
