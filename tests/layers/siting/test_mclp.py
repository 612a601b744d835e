"""MCLP against trying every set of sites: covered weight, bounds, what is left out and how it could be reached."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.siting.costs import PlanarCosts
from layers.siting.coverage import cover
from layers.siting.deadline import Deadline
from layers.siting.mclp import mclp
from layers.siting.opening_rules import SiteRules
from layers.siting.plan import PlanStatus
from layers.siting.problem import SitingProblem
from tests.layers.siting.covering_cases import Case, cases

EXACT = 1e-9


def best_sets(case: Case) -> tuple[float, list[set[int]]]:
    """The most weight that an allowed set covers, and every set that does."""
    weights = case.problem.weights[case.problem.counted]
    values = {
        chosen: float(weights @ (case.costs[:, list(chosen)] <= case.radius).any(axis=1))
        for chosen in case.allowed(case.count)
    }
    most = max(values.values(), default=-math.inf)
    return most, [set(chosen) for chosen, value in values.items() if value == most]


@given(case=cases())
@settings(deadline=None)
def test_nothing_covers_more_than_an_optimal_plan(case: Case) -> None:
    plan = mclp(case.problem, case.count, case.radius)
    most, sets = best_sets(case)
    if not sets:
        assert (plan.status, plan.open) == (PlanStatus.INFEASIBLE, ())
        return
    assert (plan.status, plan.objective) == (PlanStatus.OPTIMAL, most)
    assert set(plan.open) in sets
    assert all(set(plan.certain_open) <= chosen and not set(plan.certain_closed) & chosen for chosen in sets)
    left = set(case.problem.counted.tolist()) - set(plan.uncovered)
    assert sum(case.problem.weights[list(left)]) == most


@given(case=cases(), steps=st.integers(0, 30))
@settings(deadline=None)
def test_stopped_at_any_moment_the_bounds_hold(case: Case, steps: int) -> None:
    asked = iter(range(10_000))
    plan = mclp(case.problem, case.count, case.radius, deadline=Deadline(None, lambda: next(asked) >= steps))
    most, sets = best_sets(case)
    if plan.status is PlanStatus.INFEASIBLE:
        assert not sets
        return
    assert (plan.objective or 0.0) <= most * (1 + EXACT)
    assert (plan.upper_bound or 0.0) >= most * (1 - EXACT)
    assert plan.status is not PlanStatus.OPTIMAL or plan.objective == most


@given(case=cases(), seed=st.integers(0, 1000), factor=st.sampled_from([1e-6, 1.0, 1e6]))
@settings(deadline=None)
def test_order_and_unit_of_the_costs_do_not_matter(case: Case, seed: int, factor: float) -> None:
    matrix = case.problem.costs.block(np.arange(len(case.problem.weights)), np.arange(case.costs.shape[1]))
    rows = np.random.default_rng(seed).permutation(len(matrix))
    other = SitingProblem.of_matrix(matrix[rows] * factor, case.problem.weights[rows], case.problem.rules)
    one, two = mclp(case.problem, case.count, case.radius), mclp(other, case.count, case.radius * factor)
    assert (two.status, two.objective) == (one.status, one.objective)


def scattered(seed: int = 7) -> SitingProblem:
    dice = np.random.default_rng(seed)
    place = dice.uniform(0, 10_000, (300, 2))
    return SitingProblem(costs=PlanarCosts(place, place[:40]), weights=dice.integers(1, 9, 300).astype(float))


def test_demands_with_the_same_sites_become_one_row() -> None:
    problem = scattered()
    coverage = cover(problem, 1500.0)
    near = problem.costs.block(np.arange(300), np.arange(40)) <= 1500.0
    rows = {tuple(np.flatnonzero(line)): 0.0 for line in near if line.any()}
    for line, weight in zip(near, problem.weights, strict=True):
        if line.any():
            rows[tuple(np.flatnonzero(line))] += weight
    found = {tuple(row.indices): float(weight) for row, weight in zip(coverage.matrix, coverage.weights, strict=True)}
    assert found == rows
    assert coverage.uncoverable.tolist() == np.flatnonzero(~near.any(axis=1)).tolist()


def test_wider_or_more_covers_no_less() -> None:
    problem = scattered()
    covered = [[mclp(problem, count, radius).objective for count in (3, 6, 9)] for radius in (800.0, 1500.0, 2500.0)]
    assert all(np.diff(row).min() >= 0 for row in (*covered, *np.transpose(covered)))


def test_what_is_left_out_gets_its_cheapest_remedy() -> None:
    place = np.array([[0.0, 0.0], [100.0, 0.0], [5000.0, 0.0], [90_000.0, 0.0]])
    problem = SitingProblem(costs=PlanarCosts(place, place[:3]), weights=np.array([5.0, 1.0, 2.0, 1.0]))
    plan = mclp(problem, 1, 200.0)
    assert (plan.open[0] in {0, 1}, plan.objective, plan.uncovered) == (True, 6.0, (2, 3))
    kinds = {remedy.kind: remedy for remedy in plan.remedies}
    assert (kinds["site"].site, kinds["site"].weight) == (2, 2.0)
    assert (kinds["none"].demand, kinds["none"].site, kinds["none"].amount) == (3, 2, 85_000.0)


def test_existing_sites_and_quotas_are_kept_to() -> None:
    problem = scattered()
    kept = replace(problem, rules=SiteRules(existing=(0, 1, 2), max_closed=1, fixed=(9,), prohibited=(3, 4)))
    plan = mclp(kept, 5, 1500.0)
    assert len({0, 1, 2} & set(plan.open)) >= 2
    assert 9 in plan.open
    assert not {3, 4} & set(plan.open)
    towns = tuple(f"镇{site % 4}" for site in range(40))
    shared = mclp(
        replace(problem, rules=SiteRules(districts=towns, least={f"镇{town}": 1 for town in range(4)})), 4, 1500.0
    )
    assert sorted(site % 4 for site in shared.open) == [0, 1, 2, 3]


def test_reached_exactly_counts_and_a_radius_of_nothing_is_allowed() -> None:
    problem = SitingProblem.of_matrix(np.array([[0.0, 1000.0], [1000.0, 0.0]]))
    assert mclp(problem, 1, 1000.0).objective == 2.0
    assert mclp(problem, 1, 0.0).objective == 1.0


@pytest.mark.parametrize("radius", [-1.0, math.nan])
def test_a_radius_that_is_none_is_refused(radius: float) -> None:
    with pytest.raises(Refused) as refused:
        mclp(scattered(), 3, radius)
    assert [finding.rule for finding in refused.value.findings] == ["site.radius"]
