"""Sensitivity: the questions beside the question, and which sites stay."""

from __future__ import annotations

import numpy as np

from layers.siting.lscp import lscp
from layers.siting.p_center import p_center
from layers.siting.plan import Plan
from layers.siting.problem import SitingProblem
from layers.siting.sensitivity import sensitivity

LINE = SitingProblem.of_matrix(np.abs(np.arange(9.0)[:, None] - np.arange(9.0)[None, :]))


def test_one_site_fewer_and_one_more() -> None:
    def solve(count: int, _radius: float) -> Plan:
        return p_center(LINE, count)

    found = sensitivity(solve, solve(3, 0), count=3)
    assert [(variant.changed, variant.value) for variant in found.variants] == [("p", 2), ("p", 4)]
    worths = [variant.plan.objective for variant in found.variants if variant.plan]
    assert worths == [2.0, 1.0]
    assert set(found.persistent) <= set(solve(3, 0).open)
    first = sensitivity(solve, solve(1, 0), count=1)
    assert [variant.value for variant in first.variants] == [2], "none at all is no question"


def test_a_longer_and_a_shorter_reach() -> None:
    def solve(_count: int, radius: float) -> Plan:
        return lscp(LINE, radius)

    plan = solve(0, 1.0)
    found = sensitivity(solve, plan, radius=1.0, shares=(-0.5, 1.0))
    assert [variant.value for variant in found.variants] == [0.5, 2.0]
    assert [len(variant.plan.open) for variant in found.variants if variant.plan] == [9, 2]
    both = set(plan.open)
    for variant in found.variants:
        assert variant.plan is not None
        both &= set(variant.plan.open)
    assert set(found.persistent) == both


def test_what_has_no_answer_says_why() -> None:
    def solve(count: int, _radius: float) -> Plan:
        return p_center(LINE, count)

    found = sensitivity(solve, solve(9, 0), count=9)
    last = found.variants[-1]
    assert (last.as_json()["status"], last.as_json()["open"]) == ("infeasible", [])
    assert last.findings[0].rule == "site.p_over_candidates"
    assert set(found.persistent) == set(found.variants[0].plan.open) if found.variants[0].plan else False
