"""p-median (p-中位): p sites so that all weight together travels least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity
from layers.siting.answers import certain, check_count, no_plan, rules_conflict
from layers.siting.capacity_plans import median_with_capacities
from layers.siting.deadline import Deadline
from layers.siting.feasibility import impossible, impossible_capacity
from layers.siting.median_lists import MedianLists, median_lists, only
from layers.siting.plan import Plan, Remedy, status_of_bounds
from layers.siting.problem import SitingProblem, accept
from layers.siting.search import Found, Search
from layers.siting.service import Service, serve

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
METHOD = "p-median"
MOST_NAMED = 200
"""So many unreachable demands get a remedy of their own."""


def p_median(
    problem: SitingProblem,
    count: int,
    *,
    deadline: Deadline | None = None,
    gap: float = 0.0,
    start: Sequence[int] | None = None,
) -> Plan:
    """The plan of exactly `count` sites with the least weight × cost, each demand going to its cheapest open site.

    Demands that reach no usable candidate are left out of the objective, listed in `uncovered` and told. Every other
    demand has to reach an open site. Ends early at a proved relative `gap`; at the deadline the best so far is given. A `start` is a plan to begin with; one
    that breaks a rule is not used.
    With capacities a demand may be shared between sites with room, and single sites are certain only by rule; such a
    plan is proved within the solver's tolerance, a millionth. Nothing is left to chance: the same problem gets the same plan unless the time cuts it short. Raises Refused for
    input that makes no sense, and when the time ends before any plan is found.
    """
    deadline = deadline or Deadline()
    noticed = [*accept(problem), *check_count(count)]
    against = impossible(problem, count)
    if against:
        return no_plan(METHOD, "min", deadline, [*noticed, *against])
    listed = median_lists(problem, count)
    noticed += _told(problem, listed.hopeless)
    against = impossible_capacity(only(problem, listed.demands), count) if len(listed.demands) else [_nobody()]
    if against:
        return no_plan(METHOD, "min", deadline, [*noticed, *against])
    shared = problem.rules.capacities is not None
    clock = deadline.within(deadline.left_s / 3) if shared else deadline
    found = _search(problem, count, listed, clock, gap, start)
    if found is None:
        return no_plan(METHOD, "min", deadline, [*noticed, rules_conflict()])
    if shared and found.lower <= listed.most:
        plan = median_with_capacities(problem, listed, found, deadline, noticed)
        return plan or no_plan(METHOD, "min", deadline, [*noticed, _no_room(count)], proved=False)
    service = serve(only(problem, listed.demands), found.sites)
    if len(service.unreached):
        proved = found.lower > listed.most
        return no_plan(METHOD, "min", deadline, [*noticed, _out_of_reach(problem, service, proved)], proved=proved)
    return _plan(problem, listed, found, service, deadline, noticed)


def _search(
    problem: SitingProblem,
    count: int,
    listed: MedianLists,
    deadline: Deadline,
    gap: float,
    start: Sequence[int] | None,
) -> Found | None:
    def beyond(rows: Indices, sites: Indices) -> float:
        demands = listed.demands[rows]
        nearest = problem.costs.block(demands, sites).min(axis=1, initial=np.inf)
        reached = np.isfinite(nearest)
        cost = np.where(reached, problem.weights[demands] * np.where(reached, nearest, 0.0), listed.unreached_cost)
        return float(cost.sum())

    search = Search(
        listed.lists,
        problem.rules.selector(problem.costs.shape[1], count),
        deadline,
        beyond=None if listed.complete else beyond,
        whole=listed.whole,
        gap=gap,
    )
    return search.run([] if start is None else [np.asarray(start, dtype=np.int64)])


def _plan(
    problem: SitingProblem,
    listed: MedianLists,
    found: Found,
    service: Service,
    deadline: Deadline,
    noticed: list[Finding],
) -> Plan:
    lower = min(found.lower, service.total)
    return Plan(
        method=METHOD,
        status=status_of_bounds(lower, service.total, whole=listed.whole),
        sense="min",
        open=tuple(found.sites.tolist()),
        objective=service.total,
        lower_bound=lower,
        upper_bound=service.total,
        seconds=deadline.seconds,
        uncovered=tuple(listed.hopeless.tolist()),
        dropping=service.dearer_without(),
        served=service.served(),
        remedies=tuple(_new_site(problem, int(demand)) for demand in listed.hopeless[:MOST_NAMED]),
        findings=tuple(noticed),
        **certain(found),
    )


def _told(problem: SitingProblem, hopeless: Indices) -> list[Finding]:
    if not len(hopeless):
        return []
    message = f"{problem.named(hopeless, demands=True)}到不了任何可用的候选点，没有计入目标值"
    return [Finding("site.unreachable", Severity.WARNING, message, remedy="补充候选点，或核对路网与费用")]


def _nobody() -> Finding:
    message = "没有一个需求到得了任何可用的候选点"
    return Finding("site.nobody_reaches", Severity.ERROR, message, remedy="补充候选点，或核对路网与费用")


def _no_room(count: int) -> Finding:
    message = f"没有找到容得下全部需求的 {count} 个站点，也未证明没有"
    return Finding("site.capacity_unknown", Severity.ERROR, message, remedy="延长时限、扩大容量或增加 p")


def _new_site(problem: SitingProblem, demand: int) -> Remedy:
    message = f"{problem.demand(demand)}到不了任何可用的候选点，须增加候选点"
    return Remedy(kind="none", demand=demand, weight=float(problem.weights[demand]), message=message)


def _out_of_reach(problem: SitingProblem, service: Service, proved: bool) -> Finding:
    """No plan reaches everybody; when that is not proved it is said, and nothing is claimed."""
    who = problem.named(service.unreached, demands=True)
    sites = len(service.open)
    if proved:
        message = f"{sites} 个站点不能让每个需求都到得了；最好的一组站点仍漏下{who}"
    else:
        message = f"没有找到让每个需求都到得了的 {sites} 个站点，也未证明没有；最好的一组漏下{who}"
    return Finding("site.reach", Severity.ERROR, message, remedy="增加 p，或补充候选点")
