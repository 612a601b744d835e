"""Who is served from where: the plain reckoning over the original costs with which every plan is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.siting.problem import SitingProblem

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
BLOCK_CELLS = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """For each counted demand: its nearest open site (a place in `open`), that cost, and the second site's cost."""

    demands: Indices
    weights: Floats
    open: Indices
    nearest: Indices
    cost: Floats
    second: Floats

    @property
    def total(self) -> float:
        """Weight × cost over all demands that reach an open site."""
        reached = np.isfinite(self.cost)
        return float(self.weights[reached] @ self.cost[reached])

    @property
    def unreached(self) -> Indices:
        """Demands that reach no open site."""
        return self.demands[~np.isfinite(self.cost)]

    def within(self, radius: float) -> float:
        """The weight that has an open site within `radius`."""
        return float(self.weights[self.cost <= radius].sum())

    def served(self, radius: float = np.inf) -> dict[int, float]:
        """The weight each open site serves, as the nearest one."""
        near = np.isfinite(self.cost) & (self.cost <= radius)
        sums = np.bincount(self.nearest[near], self.weights[near], minlength=len(self.open))
        return {int(site): float(total) for site, total in zip(self.open, sums, strict=True)}

    def dearer_without(self) -> dict[int, float]:
        """How much weight × cost grows when one site is taken away; infinite when a demand then reaches none."""
        reached = np.isfinite(self.cost)
        with np.errstate(invalid="ignore"):
            more = self.weights[reached] * (self.second - self.cost)[reached]
        return self._summed(self.nearest[reached], more)

    def uncovered_without(self, radius: float) -> dict[int, float]:
        """How much weight is left outside `radius` when one site is taken away."""
        alone = (self.cost <= radius) & ~(self.second <= radius)
        return self._summed(self.nearest[alone], self.weights[alone])

    def farthest_without(self) -> dict[int, float]:
        """How much the largest cost grows when one site is taken away."""
        worst = float(self.cost.max(initial=0.0))
        return {
            int(site): max(0.0, float(self.second[self.nearest == place].max(initial=0.0)) - worst)
            for place, site in enumerate(self.open)
        }

    def _summed(self, places: Indices, amounts: Floats) -> dict[int, float]:
        sums = np.bincount(places, amounts, minlength=len(self.open))
        return {int(site): float(total) for site, total in zip(self.open, sums, strict=True)}


def serve(problem: SitingProblem, open_sites: Sequence[int] | Indices) -> Service:
    """How the counted demands are served by these sites, reckoned from the original costs."""
    demands = problem.counted
    sites = np.sort(np.asarray(open_sites, dtype=np.int64))
    nearest = np.zeros(len(demands), dtype=np.int64)
    cost, second = np.full(len(demands), np.inf), np.full(len(demands), np.inf)
    step = max(1, BLOCK_CELLS // max(len(sites), 1))
    for start in range(0, len(demands) if len(sites) else 0, step):
        piece = slice(start, start + step)
        block = problem.costs.block(demands[piece], sites)
        line = np.arange(len(block))
        nearest[piece] = block.argmin(axis=1)
        cost[piece] = block[line, nearest[piece]]
        block[line, nearest[piece]] = np.inf
        second[piece] = block.min(axis=1)
    return Service(demands, problem.weights[demands], sites, nearest, cost, second)
