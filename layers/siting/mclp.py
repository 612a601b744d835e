"""MCLP (最大覆盖): p sites so that as much weight as possible has one within the radius."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.siting.answers import certain, check_count, check_radius, no_plan, rules_conflict
from layers.siting.capacity_plans import coverage_with_capacities
from layers.siting.coverage import cover
from layers.siting.deadline import Deadline
from layers.siting.feasibility import impossible
from layers.siting.median_lists import WHOLE_LIMIT
from layers.siting.plan import PROVED_GAP, Plan, status_of_bounds
from layers.siting.problem import SitingProblem, accept
from layers.siting.relaxation import relax, solve_whole
from layers.siting.remedies import remedies_within
from layers.siting.search import Search
from layers.siting.service import serve

Indices = NDArray[np.int64]
PROGRAM_SHARE = 0.6
"""So much of the time the mixed-integer program gets; what it leaves open is searched on."""


def mclp(
    problem: SitingProblem,
    count: int,
    radius: float,
    *,
    deadline: Deadline | None = None,
    gap: float = 0.0,
    start: Sequence[int] | None = None,
) -> Plan:
    """The plan of exactly `count` sites that covers the most weight within `radius` (in the unit of the costs).

    It is searched as the p-median in which a covered demand costs nothing and another its weight. `uncovered` lists
    what is left out and `remedies` the cheapest ways to reach it. Ends early at a proved relative `gap` of the
    uncovered weight; a `start` that breaks a rule is not used. With capacities a demand may be shared between sites with room, and counts as far as it is.
    Raises Refused for input that makes no sense.
    """
    deadline = deadline or Deadline()
    noticed = [*accept(problem), *check_count(count)]
    check_radius(radius)
    against = impossible(problem, count)
    if against:
        return no_plan("mclp", "max", deadline, [*noticed, *against])
    coverage = cover(problem, radius)
    coverable = float(coverage.weights.sum())
    whole = bool((problem.weights == np.floor(problem.weights)).all()) and coverable < WHOLE_LIMIT
    selector = problem.rules.selector(problem.costs.shape[1], count)
    relaxed = relax(coverage, problem.rules, selector, deadline)
    starts = [] if start is None else [np.asarray(start, dtype=np.int64)]
    if relaxed is not None and relaxed.rounded is not None:
        starts.append(relaxed.rounded)
    shared = problem.rules.capacities is not None
    clock = deadline.within(deadline.left_s / 3) if shared else deadline

    def program() -> tuple[Indices | None, float]:
        limit_s = clock.left_s * PROGRAM_SHARE
        answer = solve_whole(coverage, problem.rules, selector, clock.within(limit_s))
        return answer.sites, answer.lower

    search = Search(coverage.lists(), selector, clock, whole=whole, gap=gap, program=program)
    found = search.run(starts, None if relaxed is None else relaxed.prices)
    if found is None:
        return no_plan("mclp", "max", deadline, [*noticed, rules_conflict()])
    if shared:
        return coverage_with_capacities(problem, coverage, found, deadline, noticed)
    service = serve(problem, found.sites)
    covered = service.within(radius)
    upper = coverable - found.lower
    upper = covered if upper - covered <= PROVED_GAP * coverable else upper
    left = service.demands[~(service.cost <= radius)]
    return Plan(
        method="mclp",
        status=status_of_bounds(covered, upper, whole=whole),
        sense="max",
        open=tuple(found.sites.tolist()),
        objective=covered,
        lower_bound=covered,
        upper_bound=upper,
        seconds=deadline.seconds,
        uncovered=tuple(left.tolist()),
        dropping=service.uncovered_without(radius),
        served=service.served(radius),
        remedies=remedies_within(problem, service, radius, coverage.uncoverable),
        findings=tuple(noticed),
        **certain(found),
    )
