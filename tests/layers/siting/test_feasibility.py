"""Why there can be no plan: counted reasons never contradict trying every set, and each says what to do."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_matrix

from layers.siting.conflicts import why_no_cover
from layers.siting.deadline import Deadline
from layers.siting.feasibility import impossible, impossible_capacity
from layers.siting.opening_rules import SiteRules
from layers.siting.problem import SitingProblem
from layers.siting.set_cover import CoverProblem
from tests.layers.siting.covering_cases import Case, cases, keeps


@given(cases())
@settings(max_examples=300, deadline=None)
def test_no_reason_stands_against_a_plan_that_exists(case: Case) -> None:
    against = impossible(case.problem, case.count)
    if any(True for _ in case.allowed(case.count)):
        assert not against
    assert all(finding.remedy and finding.message for finding in against)
    if any(True for _ in case.allowed()):
        assert not [finding for finding in impossible(case.problem, None) if finding.rule != "site.all_prohibited"]


def problem(rules: SiteRules, weights: list[float] | None = None) -> SitingProblem:
    matrix = np.ones((3, 4))
    return SitingProblem.of_matrix(matrix, None if weights is None else np.array(weights), rules)


@pytest.mark.parametrize(
    ("rules", "count", "told", "word"),
    [
        (SiteRules(), 5, "site.p_over_candidates", "只有 4 个"),
        (SiteRules(prohibited=(0, 1)), 3, "site.p_over_candidates", "2 个被禁用"),
        (SiteRules(prohibited=(0, 1, 2, 3)), 1, "site.all_prohibited", "4 个候选点全部"),
        (SiteRules(fixed=(0,), prohibited=(0,)), 2, "site.fixed_prohibited", "候选点 0"),
        (SiteRules(fixed=(0, 1, 2)), 2, "site.fixed_over_p", "3 个"),
        (SiteRules(existing=(0, 1, 2), max_closed=0), 2, "site.keep_over_p", "3 个"),
        (SiteRules(districts=("北",) * 4, least={"南": 1}), 2, "site.quota_short", "南至少要 1 个"),
        (SiteRules(districts=("北",) * 4, most={"北": 1}), 2, "site.quota_under_p", "至多 1 个"),
        (SiteRules(districts=("北",) * 4, most={"北": 1}, fixed=(0, 1)), 2, "site.quota_fixed", "必开的已有 2 个"),
    ],
)
def test_each_reason(rules: SiteRules, count: int, told: str, word: str) -> None:
    found = {finding.rule: finding for finding in impossible(problem(rules), count)}
    assert told in found
    assert word in found[told].message
    assert not [chosen for chosen in combinations(range(4), count) if keeps(rules, set(chosen))]


def test_capacities_below_the_demand() -> None:
    rules = SiteRules(capacities=np.array([5.0, 4.0, 1.0, 9.0]), prohibited=(3,))
    [finding] = impossible_capacity(problem(rules, [4.0, 4.0, 4.0]), 2)
    assert finding.rule == "site.capacity_short"
    assert "合计 9，小于需求 12" in finding.message
    assert "还差 3" in finding.remedy
    assert not impossible_capacity(problem(rules, [4.0, 4.0, 1.0]), 2)
    assert not impossible_capacity(problem(SiteRules()), 2)


def test_which_rule_to_loosen() -> None:
    rules = SiteRules(existing=(0, 1), max_closed=0, max_new=0, districts=("北", "北", "南", "南"), least={"南": 1})
    asked = problem(rules)
    question = CoverProblem(csr_matrix((0, 4), dtype=np.int8), rules, 3)
    found = why_no_cover(asked, question, "没有方案", Deadline())
    assert {finding.value for finding in found} == {"最多新建 0 个"}
    both = SiteRules(existing=(0, 1), max_new=0, fixed=(2,))
    found = why_no_cover(asked, CoverProblem(question.matrix, both, 2), "没有方案", Deadline())
    assert {finding.value for finding in found} == {"最多新建 0 个", "必开 候选点 2"}
    hopeless = SiteRules(
        existing=(0,), max_new=0, fixed=(1,), prohibited=(2,), districts=("北", "北", "南", "南"), least={"南": 2}
    )
    [finding] = why_no_cover(asked, CoverProblem(question.matrix, hopeless, 3), "没有方案", Deadline())
    assert "合在一起" in finding.message
