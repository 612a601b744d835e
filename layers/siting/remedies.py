"""How demand that is left out could be reached: one more site, a longer reach, how many more sites, or no way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.siting.coverage import pairs_near
from layers.siting.plan import Remedy
from layers.siting.problem import SitingProblem
from layers.siting.service import Service

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]
OFFERED_SITES = 3
MOST_NAMED = 200
"""So many unreachable demands are listed one by one."""


def remedies_within(
    problem: SitingProblem, service: Service, radius: float, uncoverable: Indices
) -> tuple[Remedy, ...]:
    """The cheapest ways to cover what a plan leaves out: best further sites, how many, how far, and what no site can."""
    left = ~(service.cost <= radius)
    if not left.any():
        return ()
    hopeless = np.isin(service.demands, uncoverable)
    reachable = left & ~hopeless
    found = _further_sites(problem, service, radius, reachable)
    reach = service.cost[left & np.isfinite(service.cost)]
    if len(reach) and not (left & ~np.isfinite(service.cost)).any():
        needed = float(reach.max())
        message = f"站点不变，半径由 {radius:g} 放宽到 {needed:.6g}，即可覆盖全部需求"
        found.append(Remedy(kind="radius", amount=needed, weight=_weight(service, left), message=message))
    return (*found, *out_of_reach(problem, uncoverable))


def out_of_reach(problem: SitingProblem, uncoverable: Indices) -> tuple[Remedy, ...]:
    """For demands that no usable candidate covers: the nearest candidate and its distance."""
    named = uncoverable[:MOST_NAMED]
    usable = np.ones(problem.costs.shape[1], dtype=bool)
    usable[np.asarray(problem.rules.prohibited, dtype=np.int64)] = False
    sites = np.flatnonzero(usable)
    if not len(named) or not len(sites):
        return ()
    block = problem.costs.block(named, sites)
    nearest, costs = sites[block.argmin(axis=1)], block.min(axis=1)
    return tuple(
        _hopeless(problem, int(demand), int(site), float(cost))
        for demand, site, cost in zip(named, nearest, costs, strict=True)
    )


def _hopeless(problem: SitingProblem, demand: int, site: int, cost: float) -> Remedy:
    weight = float(problem.weights[demand])
    if not np.isfinite(cost):
        message = f"{problem.demand(demand)}到不了任何可用的候选点，须增加候选点"
        return Remedy(kind="none", demand=demand, weight=weight, message=message)
    message = f"没有候选点能覆盖{problem.demand(demand)}；最近的是{problem.candidate(site)}，距离 {cost:.6g}"
    return Remedy(kind="none", demand=demand, site=site, amount=cost, weight=weight, message=message)


def _further_sites(
    problem: SitingProblem, service: Service, radius: float, reachable: NDArray[np.bool_]
) -> list[Remedy]:
    """The best next sites one after another, and how many it takes to cover all that can be covered."""
    demands = service.demands[reachable]
    if not len(demands):
        return []
    lines, columns = pairs_near(problem.costs, demands, radius)
    usable = ~np.isin(columns, np.asarray(problem.rules.prohibited, dtype=np.int64))
    lines, columns = lines[usable], columns[usable]
    weights = service.weights[reachable].copy()
    total = float(weights.sum())
    found: list[Remedy] = []
    steps = 0
    while weights.any() and steps <= problem.costs.shape[1]:
        gains = np.bincount(columns, weights[lines], minlength=problem.costs.shape[1])
        site, gain = int(gains.argmax()), float(gains.max())
        weights[lines[columns == site]] = 0.0
        steps += 1
        if steps <= OFFERED_SITES:
            word = "再开" if steps == 1 else "然后再开"
            message = f"{word}{problem.candidate(site)}，可多覆盖 {gain:g}"
            found.append(Remedy(kind="site", site=site, weight=gain, message=message))
    message = f"再开 {steps} 个站点即可覆盖全部能覆盖的需求（贪心估计，可能更少）"
    return [*found, Remedy(kind="sites", amount=float(steps), weight=total, message=message)]


def _weight(service: Service, which: NDArray[np.bool_]) -> float:
    return float(service.weights[which].sum())
