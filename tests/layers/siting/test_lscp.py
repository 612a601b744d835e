"""LSCP: the fewest sites by trying all sets, what is certain, what is left out and what would help, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from gazetteer.errors import Refused
from layers.siting.costs import PlanarCosts
from layers.siting.deadline import Deadline
from layers.siting.lscp import lscp
from layers.siting.opening_rules import SiteRules
from layers.siting.plan import Plan, PlanStatus
from layers.siting.problem import SitingProblem
from tests.layers.siting.covering_cases import Case, cases


def best_covers(case: Case) -> tuple[list[set[int]], np.ndarray]:
    """All smallest covers of what usable sites cover, and the places of the demands nobody covers."""
    costs = case.costs.copy()
    costs[:, list(case.problem.rules.prohibited)] = np.inf
    coverable = (costs <= case.radius).any(axis=1)
    near = costs[coverable] <= case.radius
    covers = [set(chosen) for chosen in case.allowed() if near[:, chosen].any(axis=1).all()]
    fewest = min(map(len, covers), default=0)
    return [cover for cover in covers if len(cover) == fewest], case.problem.counted[~coverable]


@given(cases())
@settings(max_examples=150, deadline=None)
def test_as_trying_every_set_says(case: Case) -> None:
    best, uncoverable = best_covers(case)
    plan = lscp(case.problem, case.radius)
    if not best or len(uncoverable) == len(case.problem.counted):
        assert plan.status is PlanStatus.INFEASIBLE
        assert all(finding.remedy and finding.message for finding in plan.findings if finding.severity.rank > 1)
        assert any(finding.severity.rank > 1 for finding in plan.findings)
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert set(plan.open) in best
    assert plan.lower_bound == plan.upper_bound == plan.objective == len(best[0])
    assert plan.gap == 0
    assert list(plan.uncovered) == list(uncoverable)
    assert ("site.uncoverable" in {finding.rule for finding in plan.findings}) == bool(len(uncoverable))
    assert {remedy.demand for remedy in plan.remedies if remedy.kind == "none"} == set(uncoverable.tolist())
    assert set(plan.certain_open) == set.intersection(*best)
    everywhere = set(range(case.problem.costs.shape[1])) - set.union(*best)
    assert set(plan.certain_closed) <= everywhere


def county(demands: int = 1500, candidates: int = 150) -> SitingProblem:
    dice = np.random.default_rng(7)
    villages = dice.uniform(0, 30_000, (60, 2))
    plates = villages[dice.integers(0, 60, demands)] + dice.normal(0, 900, (demands, 2))
    sites = plates[dice.choice(demands, candidates, replace=False)]
    return SitingProblem(
        costs=PlanarCosts(plates, sites, crs="plane"), weights=dice.integers(1, 5, demands).astype(float)
    )


def test_a_county_is_proved_and_checked_over_the_costs_themselves() -> None:
    problem = county()
    plan = lscp(problem, 3000.0)
    assert plan.status is PlanStatus.OPTIMAL
    nearest = problem.costs.block(problem.counted, np.array(plan.open)).min(axis=1)
    assert set(plan.uncovered) == set(problem.counted[nearest > 3000.0].tolist())
    assert sum(plan.served.values()) == pytest.approx(problem.weights[nearest <= 3000.0].sum())
    for site, left in plan.dropping.items():
        rest = [other for other in plan.open if other != site]
        uncovered = problem.costs.block(problem.counted, np.array(rest)).min(axis=1) > 3000.0
        assert left == pytest.approx(problem.weights[uncovered & (nearest <= 3000.0)].sum())


def test_a_plan_in_no_time_is_never_called_optimal_without_proof() -> None:
    problem, proved = county(), lscp(county(), 3000.0, certain=False)
    assert proved.lower_bound is not None
    for limit_s in (0.0, 0.01, 0.05):
        plan = lscp(problem, 3000.0, deadline=Deadline(limit_s))
        assert plan.lower_bound is not None
        assert plan.objective is not None
        assert plan.lower_bound <= proved.lower_bound <= plan.objective
        assert (plan.status is PlanStatus.OPTIMAL) == (plan.lower_bound == plan.objective)
    cancelled = lscp(problem, 3000.0, deadline=Deadline(cancelled=lambda: True))
    assert cancelled.open
    assert cancelled.lower_bound is not None
    assert cancelled.lower_bound <= proved.lower_bound


def test_remedies_are_as_they_say() -> None:
    matrix = np.array([[1.0, 9.0, 9.0], [9.0, 1.0, 9.0], [9.0, 9.0, 6.0], [np.inf, np.inf, np.inf]])
    names = {"demand_names": ("甲村", "乙村", "丙村", "丁村"), "candidate_names": ("东院", "西院", "南院")}
    problem = SitingProblem(costs=SitingProblem.of_matrix(matrix).costs, weights=np.ones(4), **names)
    plan = lscp(problem, 2.0)
    assert plan.open == (0, 1)
    assert plan.uncovered == (2, 3)
    none = [remedy for remedy in plan.remedies if remedy.kind == "none"]
    assert [(remedy.demand, remedy.site, remedy.amount) for remedy in none] == [(2, 2, 6.0), (3, None, None)]
    assert "丙村" in none[0].message
    assert "南院" in none[0].message
    assert "6" in none[0].message
    told = next(finding for finding in plan.findings if finding.rule == "site.uncoverable")
    assert "丙村、丁村" in told.message


def test_rules_that_leave_nothing_are_named() -> None:
    matrix = np.where(np.eye(4) > 0, 1.0, 9.0)
    plan = lscp(SitingProblem.of_matrix(matrix, rules=SiteRules(existing=(0,), max_new=2)), 2.0)
    assert plan.status is PlanStatus.INFEASIBLE
    [finding] = plan.findings
    assert finding.rule == "site.rules_conflict"
    assert "最多新建 2 个" in finding.message
    assert "4 个站点" in finding.message
    quotas = SiteRules(districts=("北", "北", "南", "南"), most={"北": 1})
    plan = lscp(SitingProblem.of_matrix(matrix, rules=quotas), 2.0)
    assert "北至多 1 个" in plan.findings[0].message
    barred = lscp(SitingProblem.of_matrix(matrix, rules=SiteRules(prohibited=(0, 1, 2, 3))), 2.0)
    assert [finding.rule for finding in barred.findings] == ["site.all_prohibited"]


@pytest.mark.parametrize(
    ("matrix", "weights", "radius", "rules"),
    [
        ([[np.nan, 1.0]], None, 1.0, ["site.cost_nan"]),
        ([[-1.0, 1.0]], None, 1.0, ["site.cost_negative"]),
        ([[1.0, 1.0]], [-1.0], 1.0, ["site.weights_negative"]),
        ([[1.0, 1.0]], [np.nan], 1.0, ["site.weights_number"]),
        ([[1.0, 1.0]], [0.0], 1.0, ["site.weights_zero"]),
        ([[1.0, 1.0]], [1.0, 2.0], 1.0, ["site.weights_shape"]),
        ([[-1.0, np.nan]], [-1.0], 1.0, ["site.cost_nan", "site.cost_negative", "site.weights_negative"]),
        ([[1.0, 1.0]], None, -1.0, ["site.radius"]),
        ([[1.0, 1.0]], None, np.nan, ["site.radius"]),
        (np.zeros((0, 3)), None, 1.0, ["site.empty"]),
    ],
)
def test_what_makes_no_sense_is_refused_all_at_once(
    matrix: object, weights: object, radius: float, rules: list
) -> None:
    given_weights = None if weights is None else np.array(weights)
    with pytest.raises(Refused) as refused:
        lscp(SitingProblem.of_matrix(np.array(matrix), given_weights), radius)
    assert sorted({finding.rule for finding in refused.value.findings}) == rules


def test_duplicate_points_and_an_infinite_radius() -> None:
    points = np.repeat([[0.0, 0.0], [1000.0, 0.0]], 30, axis=0)
    problem = SitingProblem(costs=PlanarCosts(points, points[[0, 1, 30, 31]], crs="plane"), weights=np.ones(60))
    plan = lscp(problem, 0.0)
    assert (plan.objective, plan.status) == (2, PlanStatus.OPTIMAL)
    assert set(plan.certain_open) == set(), "each has a twin"
    assert lscp(problem, np.inf).objective == 1
    assert isinstance(plan, Plan)
