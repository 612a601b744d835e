"""What a plan may call proved."""

from __future__ import annotations

import math

import pytest

from layers.siting.plan import PlanStatus, status_of_bounds

OPTIMAL, FEASIBLE = PlanStatus.OPTIMAL, PlanStatus.FEASIBLE


@pytest.mark.parametrize(
    ("lower", "upper", "whole", "expected"),
    [
        (10.0, 10.0, False, OPTIMAL),
        (10.0, 10.1, False, FEASIBLE),
        (9.5, 10.0, True, OPTIMAL),
        (9.0, 10.0, True, FEASIBLE),
        (0.0, 0.0, False, OPTIMAL),
        (10.0, math.inf, False, FEASIBLE),
        (10.0, math.inf, True, FEASIBLE),
        (-math.inf, 10.0, False, FEASIBLE),
    ],
)
def test_only_bounds_that_meet_are_a_proof(lower: float, upper: float, whole: bool, expected: PlanStatus) -> None:
    assert status_of_bounds(lower, upper, whole=whole) is expected
