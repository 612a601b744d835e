"""LSCP and p-center with capacities: by trying every set and asking whether everybody finds room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from layers.siting.lscp import lscp
from layers.siting.opening_rules import SiteRules
from layers.siting.p_center import p_center
from layers.siting.plan import PlanStatus
from layers.siting.problem import SitingProblem
from tests.layers.siting.covering_cases import Case, cases


@st.composite
def roomy(draw: st.DrawFn) -> Case:
    case = draw(cases())
    sites = case.problem.costs.shape[1]
    room = np.array(draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 4.5, 8.0]), min_size=sites, max_size=sites)))
    return replace(case, problem=replace(case.problem, rules=replace(case.problem.rules, capacities=room)))


def finds_room(near: np.ndarray, weights: np.ndarray, room: np.ndarray) -> bool:
    """Whether the weights can be shared between sites (columns) that cover them."""
    rows, columns = np.nonzero(near)
    if not len(weights):
        return True
    served = (rows[None, :] == np.arange(len(weights))[:, None]).astype(float)
    used = (columns[None, :] == np.arange(near.shape[1])[:, None]).astype(float)
    if not len(rows):
        return False
    found = linprog(np.zeros(len(rows)), A_ub=used, b_ub=room, A_eq=served, b_eq=weights)
    return bool(found.status == 0)


def radius_of(case: Case, chosen: tuple[int, ...], costs: np.ndarray, weights: np.ndarray) -> float:
    room = case.problem.rules.capacities
    for radius in np.unique(costs[np.isfinite(costs)]):
        if finds_room(costs[:, chosen] <= radius, weights, room[list(chosen)]):
            return float(radius)
    return np.inf


def usable_costs(case: Case) -> np.ndarray:
    costs = case.costs.copy()
    costs[:, list(case.problem.rules.prohibited)] = np.inf
    return costs


@given(roomy())
@settings(max_examples=80, deadline=None)
def test_the_fewest_with_room(case: Case) -> None:
    costs = usable_costs(case)
    coverable = (costs <= case.radius).any(axis=1)
    weights, near = case.problem.weights[case.problem.counted][coverable], costs[coverable] <= case.radius
    room = case.problem.rules.capacities
    enough = [chosen for chosen in case.allowed() if finds_room(near[:, chosen], weights, room[list(chosen)])]
    plan = lscp(case.problem, case.radius)
    if not coverable.any() or not enough:
        assert plan.status is PlanStatus.INFEASIBLE
        assert any(finding.severity.rank > 1 and finding.remedy for finding in plan.findings)
        return
    assert (plan.status, plan.objective) == (PlanStatus.OPTIMAL, min(map(len, enough)))
    assert plan.open in enough
    assert np.isclose(sum(plan.served.values()), weights.sum())
    assert all(amount <= room[site] + 1e-6 for site, amount in plan.served.items())
    best = [set(chosen) for chosen in enough if len(chosen) == plan.objective]
    assert set(plan.certain_open) <= set.intersection(*best)
    assert not set(plan.certain_closed) & set.union(*best)


@given(roomy())
@settings(max_examples=80, deadline=None)
def test_the_least_radius_with_room(case: Case) -> None:
    costs = usable_costs(case)
    reached = np.isfinite(costs).any(axis=1)
    weights = case.problem.weights[case.problem.counted][reached]
    worths = {chosen: radius_of(case, chosen, costs[reached], weights) for chosen in case.allowed(case.count)}
    least = min(worths.values(), default=np.inf)
    plan = p_center(case.problem, case.count)
    if not reached.any() or not np.isfinite(least):
        assert plan.status is PlanStatus.INFEASIBLE
        assert any(finding.severity.rank > 1 and finding.remedy for finding in plan.findings)
        return
    assert (plan.status, plan.objective) == (PlanStatus.OPTIMAL, least)
    assert worths[plan.open] == least
    assert np.isclose(sum(plan.served.values()), weights.sum())


def test_room_that_is_too_small_is_told() -> None:
    matrix = np.ones((2, 3))
    small = SitingProblem.of_matrix(matrix, np.array([5.0, 5.0]), SiteRules(capacities=np.array([2.0, 3.0, 1.0])))
    for plan in (lscp(small, 2), p_center(small, 3)):
        assert plan.status is PlanStatus.INFEASIBLE
        assert [finding.rule for finding in plan.findings] == ["site.capacity_short"]
    far = SitingProblem.of_matrix(
        np.array([[1.0, 9.0], [1.0, 9.0]]), np.array([5.0, 5.0]), SiteRules(capacities=np.array([6.0, 9.0]))
    )
    [finding] = lscp(far, 2).findings
    assert (finding.rule, finding.value) == ("site.rules_conflict", "容量")
    shared = lscp(far, 9)
    assert shared.open == (0, 1)
    assert p_center(far, 2).objective == 9
