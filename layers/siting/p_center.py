"""p-center (p-中心): p sites so that whoever has it farthest has it least far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from gazetteer.findings import Finding, Severity
from layers.siting.among_equals import nearer_on_the_whole
from layers.siting.answers import Certain, check_count, no_plan
from layers.siting.center_search import Centre, least_radius
from layers.siting.conflicts import why_no_cover
from layers.siting.deadline import Deadline
from layers.siting.feasibility import impossible, impossible_capacity
from layers.siting.median_lists import only
from layers.siting.persistence import certain_sites
from layers.siting.plan import Plan, status_of_bounds
from layers.siting.problem import SitingProblem, accept
from layers.siting.remedies import out_of_reach
from layers.siting.service import Service, serve
from layers.siting.set_cover import CoverProblem
from layers.siting.shares_within import shared_within

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
WHOLE_TABLE = 2_000_000
"""Up to so many pairs all demands are looked at together; beyond, those that matter are found."""
FIRST_DEMANDS, FIRST_PER_SITE = 300, 40
MORE_DEMANDS, MORE_PER_SITE = 100, 15
"""So many demands are looked at first, and so many more each time; more where more sites share them."""
SEED = 20260101
SEARCHING = 0.85
"""The share of the time for the plan; the rest says which sites are certain."""
FILLED_BY = 4000
"""So many demands decide which sites fill a plan up that needs fewer than it may have."""


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What the search has found; `table` holds the demands looked at, by all sites."""

    table: Floats
    centre: Centre
    sites: Indices
    worst: float


def p_center(
    problem: SitingProblem,
    count: int,
    *,
    deadline: Deadline | None = None,
    start: Sequence[int] | None = None,
    certain: bool = True,
    nearer: bool = True,
) -> Plan:
    """The plan of exactly `count` sites whose farthest demand is nearest; weights say only who counts (above 0).

    Demands that reach no usable candidate are left out, listed in `uncovered` and told. Every other has to reach an
    open site. Of plans with the same largest cost one is given in which all together travel less. With capacities
    demand may be shared, the cost is the farthest that somebody has to go, `start` is not used, and nothing is said
    of single sites. Without `certain` nothing is said of them either, without `nearer` any of the equal plans will do:
    both cost time. A `start` that breaks a rule is not used.
    Raises Refused for input that makes no sense, and when the time ends before any plan is found.
    """
    deadline = deadline or Deadline()
    noticed = [*accept(problem), *check_count(count)]
    against = impossible(problem, count)
    if against:
        return no_plan("p-center", "min", deadline, [*noticed, *against])
    if problem.rules.selector(problem.costs.shape[1], count).exactly_cheapest(np.zeros(problem.costs.shape[1])) is None:
        return no_plan("p-center", "min", deadline, [*noticed, *_conflict(problem, count, deadline)])
    usable = np.flatnonzero(problem.rules.bounds(problem.costs.shape[1])[1] > 0)
    everyone = serve(problem, usable)
    demands = everyone.demands[np.isfinite(everyone.cost)]
    if not len(demands):
        message = "没有一个需求到得了任何可用的候选点"
        finding = Finding("site.unreachable", Severity.ERROR, message, remedy="核对路网与费用，或增加候选点")
        return replace(
            no_plan("p-center", "min", deadline, [*noticed, finding]), uncovered=tuple(everyone.unreached.tolist())
        )
    nearest = float(everyone.cost[np.isfinite(everyone.cost)].max(initial=0.0))
    searching = deadline.within(deadline.left_s * SEARCHING) if certain else deadline
    short = impossible_capacity(only(problem, demands), count)
    if short:
        return no_plan("p-center", "min", deadline, [*noticed, *short])
    roomy = problem.rules.capacities is not None
    search = _search_room if roomy else _search
    found = search(problem, demands, count, searching, nearest, start)
    if isinstance(found, Centre):
        return _none(problem, count, found, deadline, noticed)
    if nearer and not roomy:
        found = replace(found, sites=nearer_on_the_whole(problem, found.sites, found.worst, deadline))
    sure: Certain = {"certain_open": (), "certain_closed": ()}
    if certain and not roomy and not deadline.over:
        reached = CoverProblem(csr_matrix(found.table <= found.worst, dtype=np.int8), problem.rules)
        sure = certain_sites(replace(reached, count=_exact(reached, count)), count, found.sites.tolist(), deadline)
    return _plan(problem, found, everyone.unreached, deadline, noticed, sure)


def _search(
    problem: SitingProblem,
    demands: Indices,
    count: int,
    deadline: Deadline,
    nearest: float,
    start: Sequence[int] | None,
) -> _Search | Centre:
    """By all demands, or by ever more of those that are farthest: first roughly, then until none lies beyond the proof."""
    everywhere = np.arange(problem.costs.shape[1])
    looked = _first(demands, len(everywhere), count)
    reachable = only(problem, demands)
    starts = _starts(problem, count, start)
    lower, best, prove = nearest, None, len(looked) == len(demands)
    while True:
        table = problem.costs.block(looked, everywhere)
        centre = least_radius(
            table, problem.rules, count, deadline, lower=lower, near=prove and bool(starts), starts=starts, prove=prove
        )
        if centre.sites is None:
            return centre if best is None or not np.isfinite(best.worst) else best
        lower = max(lower, centre.lower)
        sites = _filled(problem, centre.sites, count, demands)
        service = serve(reachable, sites)
        worst = float(service.cost.max(initial=0.0))
        if best is None or worst < best.worst:
            best = _Search(table, centre, sites, worst)
        best = replace(best, centre=replace(centre, lower=min(lower, best.worst)))
        if best.worst <= lower or deadline.over:
            return best if np.isfinite(best.worst) else replace(centre, sites=None)
        new = _beyond(service, looked, lower if prove else max(lower, centre.radius))
        if prove and not len(new):
            return best
        prove = prove or not len(new)
        looked = np.union1d(looked, new)
        starts = [best.sites]


def _starts(problem: SitingProblem, count: int, start: Sequence[int] | None) -> list[Indices]:
    """The start, where it is a plan that keeps the rules."""
    if start is None:
        return []
    sites = np.unique(np.asarray(start, dtype=np.int64))
    return [sites] if problem.rules.selector(problem.costs.shape[1], count).allows(sites) else []


def _search_room(
    problem: SitingProblem,
    demands: Indices,
    count: int,
    deadline: Deadline,
    nearest: float,
    _start: Sequence[int] | None,
) -> _Search | Centre:
    """With capacities all demands are looked at together: whoever finds no room near pushes others away."""
    table = problem.costs.block(demands, np.arange(problem.costs.shape[1]))
    weights = problem.weights[demands]
    centre = least_radius(table, problem.rules, count, deadline, lower=nearest, weights=weights)
    return centre if centre.sites is None else _Search(table, centre, centre.sites, centre.radius)


def _first(demands: Indices, sites: int, count: int) -> Indices:
    first = max(FIRST_DEMANDS, FIRST_PER_SITE * count)
    if len(demands) * sites <= WHOLE_TABLE or len(demands) <= first:
        return demands
    return np.sort(np.random.default_rng(SEED).choice(demands, first, replace=False))


def _beyond(service: Service, looked: Indices, radius: float) -> Indices:
    """Demands beyond the radius that have not been looked at: the farthest of each site, and some from anywhere."""
    open_question = (service.cost > radius) & ~np.isin(service.demands, looked)
    places = np.flatnonzero(open_question)
    farthest = places[np.lexsort((-service.cost[places], service.nearest[places]))]
    _, first = np.unique(service.nearest[farthest], return_index=True)
    chosen = farthest[first]
    more = max(MORE_DEMANDS, MORE_PER_SITE * len(service.open))
    if len(places) > more:
        places = np.random.default_rng(SEED + len(looked)).choice(places, more, replace=False)
    return service.demands[np.union1d(chosen, places)]


def _exact(question: CoverProblem, count: int) -> int | None:
    """The count as a rule, where quotas need it as one; elsewhere a smaller cover can always be filled up."""
    return None if question.plain else count


def _filled(problem: SitingProblem, sites: Indices, count: int, demands: Indices) -> Indices:
    """The plan with further sites up to the count, each the one that brings all together nearest."""
    if len(sites) >= count:
        return np.sort(sites)
    high = problem.rules.bounds(problem.costs.shape[1])[1]
    free = np.setdiff1d(np.flatnonzero(high > 0), sites)
    some = demands[np.unique(np.linspace(0, len(demands) - 1, min(len(demands), FILLED_BY)).astype(int))]
    weights = problem.weights[some]
    block = problem.costs.block(some, free)
    now = problem.costs.block(some, sites).min(axis=1)
    now = np.where(np.isfinite(now), now, float(block[np.isfinite(block)].max(initial=0.0)))
    chosen = list(map(int, sites))
    for _ in range(count - len(sites)):
        gains = weights @ np.maximum(now[:, None] - block, 0.0)
        gains[np.isin(free, chosen)] = -1.0
        place = int(gains.argmax())
        chosen.append(int(free[place]))
        now = np.minimum(now, block[:, place])
    return np.sort(np.array(chosen, dtype=np.int64))


def _plan(
    problem: SitingProblem, found: _Search, hopeless: Indices, deadline: Deadline, noticed: list[Finding], sure: Certain
) -> Plan:
    service = serve(problem, found.sites)
    reached = problem.counted[~np.isin(problem.counted, hopeless)]
    shares = shared_within(problem, reached, found.sites, found.worst, deadline)
    lower = min(found.centre.lower, found.worst)
    return Plan(
        method="p-center",
        status=status_of_bounds(lower, found.worst),
        sense="min",
        open=tuple(found.sites.tolist()),
        objective=found.worst,
        lower_bound=lower,
        upper_bound=found.worst,
        seconds=deadline.seconds,
        uncovered=tuple(hopeless.tolist()),
        dropping=service.farthest_without() if problem.rules.capacities is None else {},
        served=service.served() if shares is None else shares.served(found.sites),
        remedies=out_of_reach(problem, hopeless),
        findings=(*noticed, *_told(problem, hopeless)),
        **sure,
    )


def _told(problem: SitingProblem, hopeless: Indices) -> list[Finding]:
    if not len(hopeless):
        return []
    message = f"{problem.named(hopeless, demands=True)}到不了任何可用的候选点，没有计入最大距离"
    return [Finding("site.unreachable", Severity.WARNING, message, remedy="补充候选点，或核对路网与费用")]


def _conflict(problem: SitingProblem, count: int, deadline: Deadline) -> list[Finding]:
    nothing = csr_matrix((0, problem.costs.shape[1]), dtype=np.int8)
    return why_no_cover(problem, CoverProblem(nothing, problem.rules, count), "各条规定合在一起没有方案", deadline)


def _none(problem: SitingProblem, count: int, centre: Centre, deadline: Deadline, noticed: list[Finding]) -> Plan:
    """Not everybody who reaches a candidate can reach one of so few sites; or the time was too short to tell."""
    if centre.fewest > count:
        message = f"{count} 个站点不能让每个需求都到得了，至少要 {centre.fewest} 个"
        finding = Finding(
            "site.reach", Severity.ERROR, message, remedy=f"把 p 提高到 {centre.fewest} 个以上，或补充候选点"
        )
        return no_plan("p-center", "min", deadline, [*noticed, finding])
    if centre.lower == np.inf:
        some = problem.costs.block(problem.counted[:FILLED_BY], np.arange(problem.costs.shape[1]))
        reached = csr_matrix(some[np.isfinite(some).any(axis=1)] < np.inf, dtype=np.int8)
        weights = problem.weights[problem.counted[:FILLED_BY]][np.isfinite(some).any(axis=1)]
        question = CoverProblem(reached, problem.rules, count, weights)
        what = "按规定的名额不能让每个需求都到得了"
        return no_plan("p-center", "min", deadline, [*noticed, *why_no_cover(problem, question, what, deadline)])
    finding = Finding("site.time", Severity.ERROR, "时限内没有找到任何方案（没有证明没有）", remedy="延长时限")
    return no_plan("p-center", "min", deadline, [*noticed, finding], proved=False)
