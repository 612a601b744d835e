"""The least radius within which so many sites reach every row of a table: bisection over the distances that occur.

Whether a radius is wide enough is a covering question; an answer either way moves a bound. A question that time does
not settle moves neither, and the search goes on above it, so that the plan still improves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from layers.siting.deadline import Deadline
from layers.siting.opening_rules import SiteRules
from layers.siting.set_cover import CoverProblem, smallest_cover

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
ROUGHLY = 0.02
SHARE_OF_TIME = 0.4
"""One question may take this much of the time that is left."""


@dataclass(frozen=True, slots=True, eq=False)
class Centre:
    """The best sites (None: none found), the largest cost they leave, and the proved lower bound of it.

    `fewest`: where even the widest radius needs more sites than allowed, at least how many.
    """

    sites: Indices | None
    radius: float
    lower: float
    fewest: int = 0


def least_radius(
    table: Floats,
    rules: SiteRules,
    count: int,
    deadline: Deadline,
    *,
    lower: float = 0.0,
    near: bool = False,
    starts: Sequence[Indices] = (),
    prove: bool = True,
    weights: Floats | None = None,
) -> Centre:
    """Bisects between the proved `lower` and the best of `starts`; every row of `table` reaches a usable site.

    `lower` may be known from rows that are not in the table, and lie between its distances.
    When `lower` is `near` the truth, the first questions go a little above it. Without `prove` questions that are not
    answered at once stay open, and bounds ROUGHLY together are together enough.
    With `weights` of the rows capacities bind; a radius is then what somebody may have to go, and no start is used.
    """
    usable = rules.bounds(table.shape[1])[1] > 0
    levels = np.unique(table[:, usable])
    levels = levels[np.isfinite(levels)]
    nearest = np.where(usable, table, np.inf).min(axis=1).max(initial=0.0)
    low = max(int(np.searchsorted(levels, lower, side="right")) - 1, int(np.searchsorted(levels, nearest)))
    best, high = _best_start(table, starts if weights is None else (), levels)
    if best is None:
        widest = smallest_cover(_question(table, levels[-1], rules, count, weights), deadline)
        if widest.impossible or widest.lower > count:
            return Centre(None, np.inf, np.inf, fewest=widest.lower)
        if widest.sites is None or len(widest.sites) > count:
            return Centre(None, np.inf, max(lower, float(levels[low])))
        best = widest.sites
        high = _level(table, best, levels) if weights is None else len(levels) - 1
    doubt, step, share = low - 1, 0 if near else len(levels), SHARE_OF_TIME
    tolerance = 0.0 if prove else ROUGHLY
    while low < high and not deadline.over and levels[high] - levels[low] >= tolerance * levels[high]:
        bottom = max(low, doubt + 1)
        if bottom >= high:
            if not prove or share == 1:
                break
            doubt, share, bottom = low - 1, 1, low
        middle = min((bottom + high - 1) // 2, bottom + step)
        step = max(1, 4 * step)
        part = deadline.within(deadline.left_s * share) if np.isfinite(deadline.left_s) else deadline
        cover = smallest_cover(_question(table, levels[middle], rules, count, weights), part, prove=prove)
        if cover.sites is not None and len(cover.sites) <= count:
            best, high = cover.sites, middle if weights is not None else _level(table, cover.sites, levels)
        elif cover.impossible or cover.lower > count:
            low = middle + 1
        else:
            doubt = middle
    return Centre(best, float(levels[high]), max(lower, float(levels[min(low, high)])))


def _best_start(table: Floats, starts: Sequence[Indices], levels: Floats) -> tuple[Indices | None, int]:
    reached = [(float(table[:, sites].min(axis=1, initial=np.inf).max(initial=0.0)), sites) for sites in starts]
    reached = [(radius, sites) for radius, sites in reached if np.isfinite(radius)]
    if not reached:
        return None, len(levels)
    radius, sites = min(reached, key=lambda one: one[0])
    return sites, int(np.searchsorted(levels, radius))


def _question(table: Floats, radius: float, rules: SiteRules, count: int, weights: Floats | None) -> CoverProblem:
    return CoverProblem(csr_matrix(table <= radius, dtype=np.int8), rules, count, weights)


def _level(table: Floats, sites: Indices, levels: Floats) -> int:
    return int(np.searchsorted(levels, table[:, sites].min(axis=1).max(initial=0.0)))
