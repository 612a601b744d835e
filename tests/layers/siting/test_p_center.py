"""p-center: the smallest largest distance by trying all sets, what is certain, refusals, known optima."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from gazetteer.errors import Refused
from layers.siting import p_center as module
from layers.siting.costs import PlanarCosts
from layers.siting.deadline import Deadline
from layers.siting.opening_rules import SiteRules
from layers.siting.p_center import p_center
from layers.siting.plan import PlanStatus
from layers.siting.problem import SitingProblem
from tests.layers.siting.covering_cases import Case, cases

OR_LIBRARY = os.environ.get("OR_LIBRARY", "")


def best_centres(case: Case) -> tuple[float, list[set[int]]]:
    costs = case.costs.copy()
    costs[:, list(case.problem.rules.prohibited)] = np.inf
    reached = costs[np.isfinite(costs).any(axis=1)]
    if not len(reached):
        return np.inf, []
    found = [
        (float(reached[:, chosen].min(axis=1).max(initial=0.0)), set(chosen)) for chosen in case.allowed(case.count)
    ]
    least = min((radius for radius, _ in found), default=np.inf)
    return least, [chosen for radius, chosen in found if radius <= least]


def check(case: Case) -> None:
    radius, best = best_centres(case)
    plan = p_center(case.problem, case.count)
    if not np.isfinite(radius):
        assert plan.status is PlanStatus.INFEASIBLE
        assert any(finding.severity.rank > 1 and finding.remedy for finding in plan.findings)
        return
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == plan.lower_bound == plan.upper_bound == radius
    assert set(plan.open) in best
    assert set(plan.certain_open) <= set.intersection(*best)
    assert not set(plan.certain_closed) & set.union(*best)
    costs = case.costs
    assert set(plan.uncovered) >= set(case.problem.counted[~np.isfinite(costs).any(axis=1)].tolist())


@given(cases())
@settings(max_examples=150, deadline=None)
def test_as_trying_every_set_says(case: Case) -> None:
    check(case)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_as_trying_every_set_says_when_few_demands_are_looked_at(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FIRST_DEMANDS", "MORE_DEMANDS"):
            patch.setattr(module, name, 1)
        for name in ("WHOLE_TABLE", "FIRST_PER_SITE", "MORE_PER_SITE"):
            patch.setattr(module, name, 0)
        check(case)


def graph(nodes: int, seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    ends = np.vstack(
        [np.column_stack([np.arange(nodes), np.roll(np.arange(nodes), 1)]), dice.integers(0, nodes, (nodes, 2))]
    )
    lengths = dice.integers(1, 100, len(ends)).astype(float)
    return np.asarray(shortest_path(csr_matrix((lengths, ends.T), shape=(nodes, nodes)), directed=False))


def test_a_time_limit_and_a_cancel_give_bounds_that_hold() -> None:
    problem = SitingProblem.of_matrix(graph(150, 3))
    proved = p_center(problem, 6)
    assert proved.status is PlanStatus.OPTIMAL
    assert proved.objective is not None
    for deadline in (Deadline(0.0), Deadline(0.05), Deadline(cancelled=lambda: True)):
        plan = p_center(problem, 6, deadline=deadline, start=range(6))
        assert len(plan.open) == 6
        assert plan.lower_bound is not None
        assert plan.objective is not None
        assert plan.lower_bound <= proved.objective <= plan.objective
        assert (plan.status is PlanStatus.OPTIMAL) == (plan.lower_bound == plan.objective)


def test_a_county_is_answered_from_the_few_demands_that_matter() -> None:
    dice = np.random.default_rng(11)
    plates = dice.uniform(0, 20_000, (12_000, 2))
    problem = SitingProblem(costs=PlanarCosts(plates, plates[:100], crs="plane"), weights=np.ones(12_000))
    plan = p_center(problem, 5)
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.objective == problem.costs.block(problem.counted, np.array(plan.open)).min(axis=1).max()


def test_what_the_largest_distance_is_without_a_site() -> None:
    matrix = np.array([[0.0, 4.0, 9.0], [4.0, 0.0, 9.0], [9.0, 9.0, 1.0]])
    plan = p_center(SitingProblem.of_matrix(matrix), 2)
    assert plan.objective == 4
    assert 2 in plan.open
    assert 2 in plan.certain_open
    assert plan.dropping[2] == 5


def test_too_few_sites_to_reach_everybody() -> None:
    matrix = np.where(np.eye(3) > 0, 1.0, np.inf)
    plan = p_center(SitingProblem.of_matrix(matrix), 2)
    assert plan.status is PlanStatus.INFEASIBLE
    [finding] = plan.findings
    assert finding.rule == "site.reach"
    assert "至少要 3 个" in finding.message
    plan = p_center(SitingProblem.of_matrix(np.array([[1.0, 2.0], [np.inf, np.inf]])), 1)
    assert plan.objective == 1
    assert plan.uncovered == (1,)
    assert {"site.unreachable"} == {finding.rule for finding in plan.findings}
    assert plan.remedies[0].kind == "none"


@pytest.mark.parametrize(
    ("count", "rules", "rule"),
    [
        (4, SiteRules(), "site.p_over_candidates"),
        (3, SiteRules(prohibited=(0,)), "site.p_over_candidates"),
        (1, SiteRules(fixed=(0, 1)), "site.fixed_over_p"),
        (2, SiteRules(prohibited=(0, 1, 2)), "site.all_prohibited"),
        (1, SiteRules(districts=("北", "南", "南"), least={"北": 1, "南": 1}), "site.quota_over_p"),
        (1, SiteRules(districts=("北", "南", "南"), least={"南": 2}, most={"南": 1}), "site.quota_crossed"),
        (3, SiteRules(existing=(0, 1), max_new=0), "site.keep_over_existing"),
    ],
)
def test_every_reason_against_is_told(count: int, rules: SiteRules, rule: str) -> None:
    plan = p_center(SitingProblem.of_matrix(np.ones((2, 3)), rules=rules), count)
    assert plan.status is PlanStatus.INFEASIBLE
    assert rule in {finding.rule for finding in plan.findings}
    assert all(finding.remedy for finding in plan.findings)


def test_a_count_below_one_and_broken_costs_are_refused() -> None:
    with pytest.raises(Refused):
        p_center(SitingProblem.of_matrix(np.ones((2, 2))), 0)
    with pytest.raises(Refused) as refused:
        p_center(SitingProblem.of_matrix(np.array([[np.nan, 1.0]])), 1)
    assert refused.value.findings[0].rule == "site.cost_nan"


@pytest.mark.skipif(not OR_LIBRARY, reason="OR_LIBRARY names the folder of the instances")
@pytest.mark.parametrize("name", ["pmed1", "pmed2", "pmed6", "pmed11", "pmed16", "pmed26"])
def test_known_optima(name: str) -> None:
    folder = Path(OR_LIBRARY)
    with (folder / "optima.csv").open(encoding="utf-8") as stream:
        known = {row["name"]: row for row in csv.DictReader(stream)}[name]
    lines = [
        tuple(map(int, line.split())) for line in (folder / f"{name}.txt").read_text().splitlines() if line.strip()
    ]
    nodes = lines[0][0]
    edges = {(min(i, j) - 1, max(i, j) - 1): float(cost) for i, j, cost in lines[1:]}
    ends = np.array(list(edges))
    table = csr_matrix((list(edges.values()), ends.T), shape=(nodes, nodes))
    plan = p_center(SitingProblem.of_matrix(shortest_path(table, directed=False)), int(known["p"]))
    assert (plan.status, plan.objective) == (PlanStatus.OPTIMAL, float(known["pcenter_opt"]))
