"""A siting problem is checked before anything is computed; a plan says what is proved and no more."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gazetteer.errors import Refused
from layers.siting.cost_table import MatrixCosts, pairs_within
from layers.siting.deadline import Deadline
from layers.siting.opening_rules import SiteRules
from layers.siting.plan import Plan, PlanStatus, status_of_bounds
from layers.siting.problem import SitingProblem, accept

SQUARE = np.array([[0.0, 3.0, 5.0], [3.0, 0.0, 4.0], [5.0, 4.0, 0.0]])


def refusals(problem: SitingProblem) -> set[str]:
    with pytest.raises(Refused) as refused:
        accept(problem)
    return {finding.rule for finding in refused.value.findings}


@pytest.mark.parametrize(
    ("matrix", "weights", "rule"),
    [
        ([[1.0, math.nan]], [1.0], "site.cost_nan"),
        ([[1.0, -2.0]], [1.0], "site.cost_negative"),
        ([[1.0, 2.0]], [-1.0], "site.weights_negative"),
        ([[1.0, 2.0]], [math.nan], "site.weights_number"),
        ([[1.0, 2.0]], [math.inf], "site.weights_number"),
        ([[1.0, 2.0]], [0.0], "site.weights_zero"),
        ([[1.0, 2.0]], [1.0, 1.0], "site.weights_shape"),
        (np.zeros((0, 3)), [], "site.empty"),
        (np.zeros((2, 0)), [1.0, 1.0], "site.empty"),
    ],
)
def test_what_cannot_be_computed_is_refused_by_name(matrix: object, weights: list[float], rule: str) -> None:
    assert rule in refusals(SitingProblem.of_matrix(np.array(matrix), np.array(weights)))


def test_everything_wrong_is_said_at_once() -> None:
    rules = SiteRules(fixed=(7,), prohibited=(-1,), max_new=-1, least={"东": 1}, capacities=np.array([1.0, -1.0, 1.0]))
    broken = SQUARE.copy()
    broken[1, 2] = math.nan
    found = refusals(SitingProblem.of_matrix(broken, np.array([1.0, -1.0, 1.0]), rules))
    assert found == {
        "site.weights_negative",
        "site.rules_place",
        "site.districts_missing",
        "site.rules_negative",
        "site.capacities_number",
        "site.cost_nan",
    }


@pytest.mark.parametrize("matrix", [np.zeros(3), np.zeros((2, 2), complex), np.array([["a", "b"]])])
def test_a_matrix_is_two_dimensional_and_real(matrix: np.ndarray) -> None:
    with pytest.raises(Refused) as refused:
        SitingProblem.of_matrix(matrix)
    assert [finding.rule for finding in refused.value.findings] == ["site.matrix"]


def test_infinite_costs_and_some_weights_of_zero_are_no_fault() -> None:
    problem = SitingProblem.of_matrix(np.array([[1.0, math.inf], [2.0, 3.0]]), np.array([1.0, 0.0]))
    [noticed] = accept(problem)
    assert (noticed.rule, problem.counted.tolist()) == ("site.weights_zero", [0])


def test_the_nearest_come_cheapest_first_and_ties_in_order() -> None:
    table = MatrixCosts(np.array([[2, 1, 1, 5], [0, 0, 9, 0]], dtype=np.float32))
    sites, costs = table.nearest(np.array([0, 1]), 3)
    assert sites.tolist() == [[1, 2, 0], [0, 1, 3]]
    assert costs.tolist() == [[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]]
    lines, columns = pairs_within(table, np.array([1, 0]), 1.0)
    assert list(zip(lines.tolist(), columns.tolist(), strict=True)) == [(0, 0), (0, 1), (0, 3), (1, 1), (1, 2)]


@pytest.mark.parametrize(
    ("lower", "upper", "whole", "status"),
    [
        (10.0, 10.0, False, PlanStatus.OPTIMAL),
        (9.5, 10.0, False, PlanStatus.FEASIBLE),
        (9.5, 10.0, True, PlanStatus.OPTIMAL),
        (9.0, 10.0, True, PlanStatus.FEASIBLE),
        (0.0, 0.0, False, PlanStatus.OPTIMAL),
        (-math.inf, 10.0, False, PlanStatus.FEASIBLE),
    ],
)
def test_optimal_is_said_only_where_the_bounds_meet(
    lower: float, upper: float, whole: bool, status: PlanStatus
) -> None:
    assert status_of_bounds(lower, upper, whole=whole) is status


def test_the_gap_is_of_the_upper_bound() -> None:
    def gap(lower: float | None, upper: float | None) -> float | None:
        return Plan(
            method="p-median", status=PlanStatus.FEASIBLE, sense="min", lower_bound=lower, upper_bound=upper
        ).gap

    assert (gap(90.0, 100.0), gap(0.0, 0.0), gap(None, None)) == (0.1, 0.0, None)


def test_a_plan_writes_no_infinite_number() -> None:
    plan = Plan(method="p-median", status=PlanStatus.FEASIBLE, sense="min", open=(1,), dropping={1: math.inf})
    assert plan.as_json()["sites"] == [{"site": 1, "served": None, "dropping": None}]


def test_a_deadline_that_is_called_off_stays_so() -> None:
    answers = iter([False, True, False])
    deadline = Deadline(None, lambda: next(answers))
    assert [deadline.over, deadline.over, deadline.over] == [False, True, True]
    assert Deadline(0.0).over
    assert Deadline(100.0).within(0.0).over
