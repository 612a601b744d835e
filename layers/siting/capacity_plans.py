"""p-median and maximal coverage where sites serve only so much: demand is shared between sites with room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity
from layers.siting.answers import Certain, no_plan
from layers.siting.capacities import CapacityQuestion, CapacitySearch, Placed
from layers.siting.coverage import Coverage
from layers.siting.deadline import Deadline
from layers.siting.median_lists import MedianLists
from layers.siting.plan import PROVED_GAP, Plan, status_of_bounds
from layers.siting.problem import SitingProblem
from layers.siting.search import Found
from layers.siting.selection import Selector
from layers.siting.shares import Shares, Transport, share

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def median_with_capacities(
    problem: SitingProblem, listed: MedianLists, relaxed: Found, deadline: Deadline, noticed: list[Finding]
) -> Plan | None:
    """The p-median plan whose sites have room for everybody, from the plan without capacities and its bound.

    None when no such set was found and none was proved missing; a plan with status infeasible when it was.
    """
    demands = listed.demands
    weights = problem.weights[demands]
    room = _room(problem, float(weights.sum()))

    def evaluate(sites: Indices) -> Shares | None:
        return share(Transport(problem.costs.block(demands, sites), weights, room[sites]), deadline)

    question = CapacityQuestion(
        listed.lists, weights, room, problem.rules, _selector(problem, relaxed), must=True, evaluate=evaluate
    )
    placed = CapacitySearch(question, relaxed.lower, deadline).run([relaxed.sites])
    if placed.sites is None or placed.shares is None:
        return _none("p-median", "min", deadline, noticed, len(relaxed.sites)) if placed.impossible else None
    cost = placed.shares.cost
    lower = min(placed.lower, cost)
    return Plan(
        method="p-median",
        status=status_of_bounds(lower, cost),
        sense="min",
        open=tuple(placed.sites.tolist()),
        objective=cost,
        lower_bound=lower,
        upper_bound=cost,
        seconds=deadline.seconds,
        uncovered=tuple(listed.hopeless.tolist()),
        served=placed.shares.served(placed.sites),
        findings=tuple(noticed),
        **_by_rule(problem),
    )


def coverage_with_capacities(
    problem: SitingProblem, coverage: Coverage, relaxed: Found, deadline: Deadline, noticed: list[Finding]
) -> Plan:
    """The plan that covers the most weight for which there is room, from the plan without capacities and its bound.

    `uncovered` lists every demand that is not wholly covered.
    """
    total = float(coverage.weights.sum())
    room = _room(problem, total)

    def evaluate(sites: Indices) -> Shares | None:
        near = coverage.matrix[:, sites].toarray() > 0
        return share(Transport(np.where(near, 0.0, np.inf), coverage.weights, room[sites], left_cost=1.0), deadline)

    question = CapacityQuestion(
        coverage.lists(), coverage.weights, room, problem.rules, _selector(problem, relaxed), False, evaluate
    )
    placed = CapacitySearch(question, relaxed.lower, deadline).run([relaxed.sites])
    assert placed.sites is not None  # noqa: S101  (the set without capacities always serves somebody, or nobody)
    assert placed.shares is not None  # noqa: S101  (what is left over is allowed)
    whole = bool((problem.weights == np.floor(problem.weights)).all() and (room == np.floor(room)).all())
    covered = total - placed.shares.cost
    left = placed.shares.left
    upper = total - placed.lower
    upper = covered if upper - covered <= PROVED_GAP * total else upper
    if whole:
        covered, upper = float(np.round(covered)), max(float(np.round(covered)), float(np.floor(upper + 1e-3)))
    return Plan(
        method="mclp",
        status=status_of_bounds(covered, upper, whole=whole),
        sense="max",
        open=tuple(placed.sites.tolist()),
        objective=covered,
        lower_bound=covered,
        upper_bound=upper,
        seconds=deadline.seconds,
        uncovered=_uncovered(problem, coverage, left),
        served=placed.shares.served(placed.sites),
        findings=(*noticed, *_full(coverage, placed, left)),
        **_by_rule(problem),
    )


def _room(problem: SitingProblem, total: float) -> Floats:
    """What each site can serve; never more than there is."""
    assert problem.rules.capacities is not None  # noqa: S101  (asked for by those who have looked)
    return np.minimum(np.asarray(problem.rules.capacities, dtype=np.float64), total)


def _selector(problem: SitingProblem, relaxed: Found) -> Selector:
    return problem.rules.selector(problem.costs.shape[1], len(relaxed.sites))


def _by_rule(problem: SitingProblem) -> Certain:
    """Only what the rules decide: reduced prices without capacities say nothing here."""
    fixed, prohibited = sorted(set(problem.rules.fixed)), sorted(set(problem.rules.prohibited))
    return {"certain_open": tuple(fixed), "certain_closed": tuple(prohibited)}


def _none(method: str, sense: str, deadline: Deadline, noticed: list[Finding], count: int) -> Plan:
    message = f"没有任何一组 {count} 个站点既符合规定、又容得下各自到得了的需求"
    finding = Finding("site.capacity_conflict", Severity.ERROR, message, remedy="扩大容量、增加 p，或放宽规定")
    return no_plan(method, sense, deadline, [*noticed, finding])


def _uncovered(problem: SitingProblem, coverage: Coverage, left: Floats) -> tuple[int, ...]:
    """Demands out of everybody's reach, and of each merged row those after its room is used up."""
    lacking = np.append(left > 0, [True])[coverage.row_of]
    demands, rows = coverage.demands[lacking], coverage.row_of[lacking]
    given = np.append(coverage.weights - left, 0.0)
    found = []
    for demand, row in zip(demands.tolist(), rows.tolist(), strict=True):
        given[row] -= problem.weights[demand]
        if given[row] < -1e-9 * problem.weights[demand]:
            found.append(demand)
    return tuple(found)


def _full(coverage: Coverage, placed: Placed, left: Floats) -> list[Finding]:
    """How much is near an open site and finds no room there."""
    near = (coverage.matrix[:, placed.sites] > 0).sum(axis=1) > 0
    short = float(left[np.asarray(near).ravel()].sum())
    if short <= 0:
        return []
    message = f"站点容量已满，半径内还有 {short:.6g} 的需求容纳不下"
    return [Finding("site.capacity_full", Severity.WARNING, message, value=f"{short:.6g}", remedy="扩大容量或增加站点")]
