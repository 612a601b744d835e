"""Long campaigns: many more problems than a commit waits for, against every set of sites and against the plain program."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from benchmarks.location_peers import Question, peers
from layers.siting.mclp import mclp
from layers.siting.p_median import p_median
from layers.siting.plan import PlanStatus
from layers.siting.problem import SitingProblem

pytestmark = pytest.mark.long


@pytest.mark.parametrize("seed", range(20))
def test_ordinary_numbers_of_any_size_against_every_set(seed: int) -> None:
    dice = np.random.default_rng(seed)
    for _ in range(100):
        demands, sites = dice.integers(2, 40), dice.integers(2, 12)
        count = int(dice.integers(1, sites + 1))
        costs, weights = dice.random((demands, sites)) * 10.0 ** dice.integers(-6, 7), dice.random(demands) + 0.01
        problem = SitingProblem.of_matrix(costs, weights)
        chosen = [list(sites) for sites in combinations(range(sites), count)]
        plan = p_median(problem, count)
        least = min(float(weights @ costs[:, places].min(axis=1)) for places in chosen)
        assert plan.status is PlanStatus.OPTIMAL
        assert plan.objective == pytest.approx(least, rel=1e-9, abs=0.0)
        radius = float(np.median(costs))
        most = max(float(weights[(costs[:, places] <= radius).any(axis=1)].sum()) for places in chosen)
        covering = mclp(problem, count, radius)
        assert covering.status is PlanStatus.OPTIMAL
        assert covering.objective == pytest.approx(most, rel=1e-9, abs=0.0)


@pytest.mark.parametrize("seed", range(10))
def test_places_too_many_for_every_set_against_the_plain_program(seed: int) -> None:
    dice = np.random.default_rng(seed)
    place, candidates = dice.uniform(0, 1000, (120, 2)), dice.uniform(0, 1000, (40, 2))
    costs, weights = np.hypot(*(place[:, None] - candidates).transpose(2, 0, 1)), dice.integers(1, 9, 120).astype(float)
    for radius in (None, 60.0, 120.0):
        plain = peers()["scipy_milp"]
        assert plain is not None
        value, solved = plain(Question(costs, weights, 6, radius))
        problem = SitingProblem.of_matrix(costs, weights)
        plan = p_median(problem, 6) if radius is None else mclp(problem, 6, radius)
        assert solved
        assert plan.status is PlanStatus.OPTIMAL
        assert plan.objective == pytest.approx(value, rel=1e-4 if radius is None else 1e-6)
        assert value is not None
        assert radius is not None or (plan.objective or 0.0) <= value * (1 + 1e-9)
