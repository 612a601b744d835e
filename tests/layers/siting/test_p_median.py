"""p-median against trying every set of sites: values, bounds, certainty and what is claimed about them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.siting import median_lists as lists_module
from layers.siting.deadline import Deadline
from layers.siting.median_lists import list_length
from layers.siting.opening_rules import SiteRules
from layers.siting.p_median import p_median
from layers.siting.plan import Plan, PlanStatus
from layers.siting.problem import SitingProblem
from tests.layers.siting.covering_cases import Case, cases

EXACT = 1e-9


def best_sets(case: Case) -> tuple[float, list[set[int]]]:
    """The least cost of a set that keeps the rules and leaves no reachable demand out, and every set that has it."""
    usable = sorted(set(range(case.costs.shape[1])) - set(case.problem.rules.prohibited))
    weights = case.problem.weights[case.problem.counted]
    counts = np.isfinite(case.costs[:, usable]).any(axis=1)
    values = {}
    for chosen in case.allowed(case.count):
        nearest = case.costs[:, list(chosen)].min(axis=1, initial=np.inf)[counts]
        if counts.any() and np.isfinite(nearest).all():
            values[chosen] = float(weights[counts] @ nearest)
    least = min(values.values(), default=math.inf)
    return least, [set(chosen) for chosen, value in values.items() if value <= least * (1 + EXACT)]


def answered(case: Case, deadline: Deadline | None = None) -> Plan | None:
    """The plan; None where none was found that reaches everybody, and nothing was claimed."""
    try:
        return p_median(case.problem, case.count, deadline=deadline)
    except Refused as refused:
        if "site.reach" not in {finding.rule for finding in refused.findings}:
            raise
        return None


@given(case=cases())
@settings(deadline=None)
def test_nothing_beats_an_optimal_plan_and_no_plan_is_missed(case: Case) -> None:
    plan = p_median(case.problem, case.count)
    least, sets = best_sets(case)
    if not sets:
        assert (plan.status, plan.open, plan.objective) == (PlanStatus.INFEASIBLE, (), None)
        assert plan.findings
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == pytest.approx(least, rel=EXACT)
    assert set(plan.open) in sets
    assert all(set(plan.certain_open) <= chosen for chosen in sets)
    assert not any(set(plan.certain_closed) & chosen for chosen in sets)


@given(case=cases(), steps=st.integers(0, 30))
@settings(deadline=None)
def test_stopped_at_any_moment_the_bounds_hold(case: Case, steps: int) -> None:
    asked = iter(range(10_000))
    least, sets = best_sets(case)
    plan = answered(case, Deadline(None, lambda: next(asked) >= steps))
    if plan is None:
        return
    if plan.status is PlanStatus.INFEASIBLE:
        assert not sets
        return
    assert plan.lower_bound is not None
    assert plan.objective is not None
    assert plan.lower_bound <= least * (1 + EXACT)
    assert plan.objective >= least * (1 - EXACT)
    assert plan.status is not PlanStatus.OPTIMAL or set(plan.open) in sets
    assert all(set(plan.certain_open) <= chosen for chosen in sets)


@given(case=cases(), seed=st.integers(0, 1000))
@settings(deadline=None)
def test_the_order_of_rows_and_columns_does_not_matter(case: Case, seed: int) -> None:
    dice = np.random.default_rng(seed)
    matrix = case.problem.costs.block(np.arange(len(case.problem.weights)), np.arange(case.costs.shape[1]))
    rows, columns = dice.permutation(matrix.shape[0]), dice.permutation(matrix.shape[1])
    place = np.argsort(columns)
    rules = case.problem.rules
    moved = replace(
        rules,
        existing=tuple(place[list(rules.existing)]),
        fixed=tuple(place[list(rules.fixed)]),
        prohibited=tuple(place[list(rules.prohibited)]),
        districts=tuple(rules.districts[column] for column in columns) if rules.districts else (),
    )
    other = SitingProblem.of_matrix(matrix[np.ix_(rows, columns)], case.problem.weights[rows], moved)
    one, two = p_median(case.problem, case.count), p_median(other, case.count)
    assert (two.status, len(two.uncovered)) == (one.status, len(one.uncovered))
    assert (one.objective is None) == (two.objective is None)
    assert (two.objective or 0.0) == pytest.approx(one.objective or 0.0, rel=EXACT)


@given(case=cases(), factor=st.sampled_from([1e-12, 1e-3, 7.0, 1e9]))
@settings(deadline=None)
def test_another_unit_gives_the_same_plan(case: Case, factor: float) -> None:
    matrix = case.problem.costs.block(np.arange(len(case.problem.weights)), np.arange(case.costs.shape[1]))
    scaled = SitingProblem.of_matrix(matrix * factor, case.problem.weights, case.problem.rules)
    one, two = p_median(case.problem, case.count), p_median(scaled, case.count)
    assert two.status is one.status
    assert (two.objective or 0.0) == pytest.approx((one.objective or 0.0) * factor, rel=1e-9, abs=0.0)


@given(case=cases(ruled=False))
@settings(deadline=None)
def test_shortened_lists_bound_the_whole_table(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists_module, "list_length", lambda _demands, sites, _count: max(1, sites // 3))
        plan = answered(case)
    least, sets = best_sets(case)
    if plan is None or plan.status is PlanStatus.INFEASIBLE:
        assert plan is None or not sets
    else:
        assert (plan.lower_bound or 0.0) <= least * (1 + EXACT) <= (plan.objective or 0.0) * (1 + 2 * EXACT)
        assert plan.status is not PlanStatus.OPTIMAL or set(plan.open) in sets


def test_long_lists_are_shortened_only_for_large_tables() -> None:
    assert list_length(1000, 1000, 5) == 1000
    assert list_length(60_000, 1000, 75) == 67
    assert 1 <= list_length(10_000_000, 1000, 2) < 10


def on_a_line(count: int, **rules: object) -> Plan:
    """Ten villages a kilometre apart, each a candidate, the first twice as heavy."""
    places = np.arange(10.0)
    weights = np.where(places == 0, 2.0, 1.0)
    return p_median(
        SitingProblem.of_matrix(np.abs(places[:, None] - places), weights, SiteRules(**rules)),  # type: ignore[arg-type]  # a test's shorthand
        count,
    )


def test_existing_fixed_and_prohibited_sites_are_kept_to() -> None:
    assert on_a_line(2).objective == 14.0
    assert on_a_line(2, fixed=(9,)).open[1] == 9
    assert not {1, 2, 7} & set(on_a_line(2, prohibited=(1, 2, 7)).open)
    kept = on_a_line(3, existing=(0, 5, 9), max_closed=1)
    assert len({0, 5, 9} & set(kept.open)) == 2
    assert on_a_line(3, existing=(0, 5, 9), max_closed=0).open == (0, 5, 9)


def test_quotas_of_townships_are_kept_to() -> None:
    plan = on_a_line(3, districts=tuple("甲甲甲甲甲甲乙乙丙丙"), least={"丙": 1, "乙": 1})
    assert {site for site in plan.open if site in {6, 7}}
    assert {site for site in plan.open if site in {8, 9}}
    assert all(site >= 6 for site in on_a_line(2, districts=tuple("甲甲甲甲甲甲乙乙乙乙"), most={"甲": 0}).open)


def test_duplicates_cost_nothing_and_are_not_certain() -> None:
    place = np.array([0.0, 0.0, 1.0, 1.0, 9.0, 9.0])
    plan = p_median(SitingProblem.of_matrix(np.abs(place[:, None] - place)), 3)
    assert (plan.objective, plan.status, plan.certain_open) == (0.0, PlanStatus.OPTIMAL, ())


def test_an_unreachable_demand_is_listed_and_the_rest_is_served() -> None:
    matrix = np.array([[1.0, 5.0], [np.inf, np.inf], [4.0, 1.0]])
    plan = p_median(SitingProblem.of_matrix(matrix), 1)
    assert (plan.uncovered, plan.objective, plan.status) == ((1,), 5.0, PlanStatus.OPTIMAL)
    assert [finding.rule for finding in plan.findings] == ["site.unreachable"]
    assert [(remedy.kind, remedy.demand) for remedy in plan.remedies] == [("none", 1)]


def test_sites_that_cannot_reach_everybody_are_no_plan() -> None:
    split = np.array([[1.0, np.inf], [np.inf, 1.0]])
    plan = p_median(SitingProblem.of_matrix(split), 1)
    assert (plan.status, [finding.rule for finding in plan.findings]) == (PlanStatus.INFEASIBLE, ["site.reach"])
    nobody = p_median(SitingProblem.of_matrix(np.full((2, 2), np.inf)), 1)
    assert [finding.rule for finding in nobody.findings] == ["site.unreachable", "site.nobody_reaches"]


@pytest.mark.parametrize(
    ("count", "rules", "rule"),
    [
        (4, {}, "site.p_over_candidates"),
        (1, {"prohibited": (0, 1, 2)}, "site.all_prohibited"),
        (1, {"fixed": (0, 1)}, "site.fixed_over_p"),
        (1, {"fixed": (0,), "prohibited": (0,)}, "site.fixed_prohibited"),
        (1, {"existing": (0, 1), "max_closed": 0}, "site.keep_over_p"),
    ],
)
def test_what_cannot_be_is_explained(count: int, rules: dict[str, object], rule: str) -> None:
    plan = p_median(SitingProblem.of_matrix(np.ones((3, 3)), rules=SiteRules(**rules)), count)  # type: ignore[arg-type]  # a test's shorthand
    assert plan.status is PlanStatus.INFEASIBLE
    assert rule in {finding.rule for finding in plan.findings}


@pytest.mark.parametrize(
    ("count", "cost", "rule"), [(0, 1.0, "site.p"), (1.5, 1.0, "site.p"), (1, 1e308, "site.cost_huge")]
)
def test_no_sites_half_sites_and_numbers_too_large_are_refused(count: int, cost: float, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        p_median(SitingProblem.of_matrix(np.full((2, 2), cost)), count)
    assert [finding.rule for finding in refused.value.findings] == [rule]


@pytest.mark.parametrize("start", [(98, 99), (-1, 2), (1, 1), (1,), ()])
def test_a_start_that_is_no_plan_is_not_used(start: tuple[int, ...]) -> None:
    places = np.arange(10.0)
    problem = SitingProblem.of_matrix(np.abs(places[:, None] - places))
    assert p_median(problem, 2, start=start).open == p_median(problem, 2).open


def test_a_good_enough_gap_ends_early_and_a_start_is_never_lost() -> None:
    place = np.random.default_rng(3).uniform(0, 1000, (150, 2))
    problem = SitingProblem.of_matrix(np.hypot(*(place[:, None] - place).transpose(2, 0, 1)))
    best = p_median(problem, 5)
    loose = p_median(problem, 5, gap=0.1)
    assert best.status is PlanStatus.OPTIMAL
    assert loose.gap is not None
    assert loose.gap <= 0.1
    begun = p_median(problem, 5, start=best.open, deadline=Deadline(0.0))
    assert begun.objective == best.objective
    assert begun.seconds < best.seconds + 1


def test_dropping_says_what_the_plan_loses_without_a_site() -> None:
    plan = on_a_line(2)
    [first, second] = plan.open
    alone = {site: float(np.where(np.arange(10) == 0, 2, 1) @ np.abs(np.arange(10) - site)) for site in plan.open}
    assert plan.dropping == {first: alone[second] - 14.0, second: alone[first] - 14.0}
    assert sum(plan.served.values()) == 11.0
