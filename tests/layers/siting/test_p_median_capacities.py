"""Sites of limited capacity: p-median and maximal coverage against every set of sites, each shared out by a program."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gazetteer.errors import Refused
from layers.siting import capacities as capacities_module
from layers.siting import shares as shares_module
from layers.siting.deadline import Deadline
from layers.siting.mclp import mclp
from layers.siting.opening_rules import SiteRules
from layers.siting.p_median import p_median
from layers.siting.plan import PlanStatus
from layers.siting.problem import SitingProblem
from layers.siting.shares import Transport, share
from tests.layers.siting.covering_cases import Case, cases

NEAR = 2e-6


@st.composite
def limited(draw: st.DrawFn) -> Case:
    case = draw(cases())
    sites = case.problem.costs.shape[1]
    room = draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 4.5, 9.0, math.inf]), min_size=sites, max_size=sites))
    rules = replace(case.problem.rules, capacities=np.array(room))
    return replace(case, problem=replace(case.problem, rules=rules))


def cheapest(costs: np.ndarray, weights: np.ndarray, room: np.ndarray, left_cost: float | None) -> float:
    """The transport problem as it is written in any textbook; infinite where not everybody finds room."""
    demands, sites = costs.shape
    reach = np.isfinite(costs)
    parts = np.where(reach, costs, 0.0).ravel()
    each, most = np.kron(np.eye(demands), np.ones(sites)), np.kron(np.ones(demands), np.eye(sites))
    high = np.where(reach, np.inf, 0.0).ravel()
    if left_cost is not None:
        parts = np.append(parts, np.full(demands, left_cost))
        each, most = np.hstack([each, np.eye(demands)]), np.hstack([most, np.zeros((sites, demands))])
        high = np.append(high, np.full(demands, np.inf))
    limits = [(0.0, None if math.isinf(top) else top) for top in high]
    room = np.minimum(room, weights.sum())
    found = linprog(parts, A_ub=most, b_ub=room, A_eq=each, b_eq=weights, bounds=limits)
    return float(found.fun) if found.status == 0 else math.inf


def least_cost(case: Case) -> float:
    weights = case.problem.weights[case.problem.counted]
    usable = sorted(set(range(case.costs.shape[1])) - set(case.problem.rules.prohibited))
    counts = np.isfinite(case.costs[:, usable]).any(axis=1)
    if not counts.any():
        return math.inf
    room = case.problem.rules.capacities
    assert room is not None
    return min(
        (
            cheapest(case.costs[counts][:, list(chosen)], weights[counts], room[list(chosen)], None)
            for chosen in case.allowed(case.count)
        ),
        default=math.inf,
    )


@given(case=limited())
@settings(max_examples=30, deadline=None)
def test_a_plan_with_room_for_all_is_the_cheapest(case: Case) -> None:
    plan, least = p_median(case.problem, case.count), least_cost(case)
    if math.isinf(least):
        assert (plan.status, plan.open) == (PlanStatus.INFEASIBLE, ())
        assert plan.findings
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == pytest.approx(least, rel=NEAR, abs=1e-9)
    room = case.problem.rules.capacities
    assert room is not None
    assert all(plan.served[site] <= room[site] * (1 + NEAR) for site in plan.open)


@given(case=limited())
@settings(max_examples=30, deadline=None)
def test_a_covering_plan_with_room_covers_the_most(case: Case) -> None:
    plan = mclp(case.problem, case.count, case.radius)
    weights, room = case.problem.weights[case.problem.counted], case.problem.rules.capacities
    assert room is not None
    near = np.where(case.costs <= case.radius, 0.0, np.inf)
    left = [cheapest(near[:, list(chosen)], weights, room[list(chosen)], 1.0) for chosen in case.allowed(case.count)]
    if not left:
        assert plan.status is PlanStatus.INFEASIBLE
        return
    most = float(weights.sum()) - min(left)
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == pytest.approx(most, rel=NEAR, abs=1e-9)
    assert sum(plan.served.values()) == pytest.approx(most, rel=NEAR, abs=1e-9)
    whole = set(case.problem.counted.tolist()) - set(plan.uncovered)
    assert case.problem.weights[sorted(whole)].sum() <= most * (1 + NEAR) + 1e-9


@given(case=limited(), steps=st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_stopped_at_any_moment_the_bounds_hold(case: Case, steps: int) -> None:
    asked = iter(range(100_000))
    least = least_cost(case)
    try:
        plan = p_median(case.problem, case.count, deadline=Deadline(None, lambda: next(asked) >= steps))
    except Refused as refused:
        rules = {finding.rule for finding in refused.findings}
        if not rules & {"site.reach", "site.capacity_unknown"}:
            raise
        return
    if plan.status is PlanStatus.INFEASIBLE:
        assert math.isinf(least)
        return
    assert (plan.lower_bound or 0.0) <= least * (1 + NEAR) + 1e-9
    assert (plan.objective or 0.0) >= least * (1 - NEAR) - 1e-9


@given(case=limited())
@settings(max_examples=30, deadline=None)
def test_prices_that_know_of_room_bound_from_below_by_themselves(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capacities_module, "PROGRAM_PAIRS", -1)
        least = least_cost(case)
        try:
            plan = p_median(case.problem, case.count)
        except Refused:
            return
    if plan.status is PlanStatus.INFEASIBLE:
        assert math.isinf(least)
        return
    assert (plan.lower_bound or 0.0) <= least * (1 + NEAR) + 1e-9
    assert (plan.objective or 0.0) >= least * (1 - NEAR) - 1e-9


@given(seed=st.integers(0, 10_000), must=st.booleans())
@settings(max_examples=30, deadline=None)
def test_filling_site_by_site_keeps_to_the_room_and_loses_nobody(seed: int, must: bool) -> None:
    dice = np.random.default_rng(seed)
    costs = dice.uniform(0, 10, (12, 4))
    costs[dice.random((12, 4)) < 0.2] = np.inf
    question = Transport(costs, dice.uniform(0, 3, 12), dice.uniform(0, 12, 4), None if must else 1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares_module, "EXACT_PAIRS", 0)
        quick = share(question, Deadline())
    exact = share(question, Deadline())
    if quick is None:
        return
    assert exact is not None
    assert quick.cost >= exact.cost * (1 - NEAR)
    assert (quick.amounts.sum(axis=0) <= question.room * (1 + NEAR)).all()
    assert quick.amounts.sum(axis=1) + quick.left == pytest.approx(question.weights)
    assert not quick.amounts[np.isinf(costs)].any()
    assert not (must and quick.left.any())


VILLAGES = np.abs(np.arange(6.0)[:, None] - np.arange(6.0))


def test_too_little_room_in_all_is_told_with_what_is_missing() -> None:
    plan = p_median(SitingProblem.of_matrix(VILLAGES, rules=SiteRules(capacities=np.full(6, 2.0))), 2)
    [finding] = plan.findings
    assert (plan.status, finding.rule) == (PlanStatus.INFEASIBLE, "site.capacity_short")
    assert "还差 2" in finding.remedy


def test_room_enough_in_all_but_not_where_it_is_needed() -> None:
    apart = np.array([[1.0, np.inf], [1.0, np.inf], [np.inf, 1.0]])
    plan = p_median(SitingProblem.of_matrix(apart, rules=SiteRules(capacities=np.array([1.0, 9.0]))), 2)
    assert [finding.rule for finding in plan.findings] == ["site.capacity_conflict"]


def test_no_room_at_all_covers_nobody_and_that_is_proved() -> None:
    rules = SiteRules(capacities=np.zeros(6))
    plan = mclp(SitingProblem.of_matrix(VILLAGES, np.full(6, 1.5), rules), 2, 1.0)
    assert (plan.status, plan.objective, plan.upper_bound, len(plan.uncovered)) == (PlanStatus.OPTIMAL, 0.0, 0.0, 6)


def test_a_full_site_sends_the_rest_on_and_coverage_says_who_found_no_room() -> None:
    rules = SiteRules(capacities=np.array([9.0, 1.0, 9.0, 9.0, 9.0, 9.0]), fixed=(1,))
    plan = p_median(SitingProblem.of_matrix(VILLAGES, rules=rules), 2)
    assert (plan.served[1], sum(plan.served.values())) == (1.0, 6.0)
    covered = mclp(SitingProblem.of_matrix(VILLAGES, rules=SiteRules(capacities=np.full(6, 2.0))), 1, 1.0)
    assert (covered.objective, covered.status, len(covered.uncovered)) == (2.0, PlanStatus.OPTIMAL, 4)
    assert [finding.rule for finding in covered.findings] == ["site.capacity_full"]


def middling(demands: int, sites: int, share_of_all: float) -> SitingProblem:
    dice = np.random.default_rng(5)
    place, candidates = dice.uniform(0, 10_000, (demands, 2)), dice.uniform(0, 10_000, (sites, 2))
    weights = dice.integers(1, 9, demands).astype(float)
    rules = SiteRules(capacities=np.full(sites, weights.sum() * share_of_all))
    return SitingProblem.of_matrix(np.hypot(*(place[:, None] - candidates).transpose(2, 0, 1)), weights, rules)


def test_room_only_makes_plans_dearer_and_they_keep_to_it() -> None:
    problem = middling(80, 15, 0.27)
    plan = p_median(problem, 4)
    free = p_median(replace(problem, rules=SiteRules()), 4)
    assert plan.status is PlanStatus.OPTIMAL
    assert (free.objective or 0.0) < (plan.objective or 0.0)
    assert max(plan.served.values()) <= problem.weights.sum() * 0.27 * (1 + NEAR)
    assert sum(plan.served.values()) == pytest.approx(problem.weights.sum())


def test_too_large_for_a_program_it_is_a_plan_with_its_gap() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capacities_module, "PROGRAM_PAIRS", 10)
        patch.setattr(shares_module, "EXACT_PAIRS", 10)
        plan = p_median(middling(80, 15, 0.27), 4)
    best = p_median(middling(80, 15, 0.27), 4)
    assert plan.status is PlanStatus.FEASIBLE
    assert (plan.lower_bound or 0.0) <= (best.objective or 0.0) * (1 + NEAR) <= (plan.objective or 0.0) * (1 + 2 * NEAR)
    assert plan.gap is not None
    assert plan.gap < 0.2
