"""The p-median problem as service lists: whole for small tables, the cheapest candidates of each demand for large."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import Refused
from layers.siting.problem import SitingProblem
from layers.siting.service_lists import ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
WHOLE_TABLE = 8_000_000
"""Up to so many pairs the lists are complete."""
MOST_PAIRS = 12_000_000
PER_SITE = 5
"""Otherwise each demand's list holds so many times the candidates that share one open site."""
WHOLE_LIMIT = 2.0**33
"""Sums of whole numbers up to here are so exact that a bound may be rounded up."""
DEMANDS_AT_ONCE = 4000


@dataclass(frozen=True, slots=True, eq=False)
class MedianLists:
    """`lists` of `demands`, those that reach a usable candidate; `hopeless` reach none.

    `complete`: every usable candidate is on the list. `whole`: every cost is a whole number, and sums of them are
    exact. `most`: no plan in which everybody reaches a site costs more.
    """

    demands: Indices
    lists: ServiceLists
    complete: bool
    whole: bool
    most: float
    hopeless: Indices

    @property
    def unreached_cost(self) -> float:
        """What a demand that reaches no open site is reckoned with: more than any plan that reaches everybody."""
        return 2 * self.most or 1.0


def median_lists(problem: SitingProblem, count: int) -> MedianLists:
    """The lists for a plan of `count` sites. Raises Refused when weight × cost is beyond what numbers can hold."""
    counted, sites = problem.counted, problem.costs.shape[1]
    length = list_length(len(counted), sites, count)
    complete = length == sites
    nearest, costs = problem.costs.nearest(counted, length)
    first_left_out = costs[:, -1].copy()
    nearest, costs = _without(problem.rules.prohibited, nearest, costs)
    dearest = _dearest(problem, counted)
    reaches = np.isfinite(dearest)
    demands, weights = counted[reaches], problem.weights[counted[reaches]]
    with np.errstate(over="ignore"):
        most = float(weights @ dearest[reaches])
        if not np.isfinite(2 * most + weights.sum()):
            raise Refused.because("site.cost_huge", "权重 × 费用的总和超出可计算的范围：请换用较大的费用单位")
    nearest, costs = nearest[reaches].astype(np.int32), costs[reaches] * weights[:, None]
    unreached = 2 * most or 1.0
    finite = np.where(np.isfinite(costs), costs, 0.0)
    if complete:
        usable = sites - len(set(problem.rules.prohibited))
        everywhere = np.isfinite(costs).sum(axis=1) == usable
        otherwise = np.where(everywhere, _above(finite.max(axis=1)), unreached)
    else:
        beyond = first_left_out[reaches] * weights
        otherwise = np.where(np.isfinite(beyond), beyond, unreached)
    whole = complete and bool((finite == np.floor(finite)).all()) and float(otherwise.sum()) < WHOLE_LIMIT
    return MedianLists(
        demands, ServiceLists(nearest, costs, otherwise, sites), complete, whole, most, counted[~reaches]
    )


def list_length(demands: int, sites: int, count: int) -> int:
    """How many candidates a demand's list holds: all, or enough for its price to stay below the first one left out."""
    if demands * sites <= WHOLE_TABLE:
        return sites
    wanted = max(32, -(-PER_SITE * sites // max(count, 1)))
    return max(1, min(sites, wanted, MOST_PAIRS // demands))


def only(problem: SitingProblem, demands: Indices) -> SitingProblem:
    """The problem in which only these demands count."""
    weights = np.zeros_like(problem.weights)
    weights[demands] = problem.weights[demands]
    return replace(problem, weights=weights)


def _without(prohibited: object, nearest: Indices, costs: Floats) -> tuple[Indices, Floats]:
    """The lists with prohibited candidates put last, as if nobody reached them."""
    barred = np.isin(nearest, np.asarray(prohibited, dtype=np.int64))
    if not barred.any():
        return nearest, costs
    costs = np.where(barred, np.inf, costs)
    order = np.argsort(costs, axis=1, kind="stable")
    return np.take_along_axis(nearest, order, axis=1), np.take_along_axis(costs, order, axis=1)


def _dearest(problem: SitingProblem, demands: Indices) -> Floats:
    """The dearest usable candidate that each demand reaches; infinite for one that reaches none."""
    usable = np.ones(problem.costs.shape[1], dtype=bool)
    usable[np.asarray(problem.rules.prohibited, dtype=np.int64)] = False
    sites = np.flatnonzero(usable)
    found = np.full(len(demands), np.inf)
    for start in range(0, len(demands), DEMANDS_AT_ONCE):
        block = problem.costs.block(demands[start : start + DEMANDS_AT_ONCE], sites)
        reached = np.isfinite(block)
        dearest = block.max(axis=1, initial=0.0, where=reached)
        found[start : start + DEMANDS_AT_ONCE] = np.where(reached.any(axis=1), dearest, np.inf)
    return found


def _above(costs: Floats) -> Floats:
    """Clearly more than each cost, in its own scale; 1 where it is 0."""
    more: Floats = np.where(costs > 0, 2 * costs, 1.0)
    return more
