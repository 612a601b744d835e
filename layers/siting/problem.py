"""SitingProblem: demand, candidates and costs between them, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from layers.siting.cost_table import CostTable, MatrixCosts
from layers.siting.opening_rules import SiteRules

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
NAMED = 10
"""How many culprits a message names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SitingProblem:
    """`weights`: how much each demand counts (persons, say). Names are for messages; without them places from 0."""

    costs: CostTable
    weights: Floats
    rules: SiteRules = field(default_factory=SiteRules)
    demand_names: Sequence[str] = ()
    candidate_names: Sequence[str] = ()

    @classmethod
    def of_matrix(
        cls, matrix: NDArray[np.floating], weights: NDArray[np.floating] | None = None, rules: SiteRules | None = None
    ) -> SitingProblem:
        """The problem of a matrix (demand × candidates); every demand weighs 1 when no weights are given.

        Raises Refused when the shapes do not fit.
        """
        table = np.asanyarray(matrix)
        if table.ndim != 2 or not np.issubdtype(table.dtype, np.number) or np.iscomplexobj(table):
            raise Refused.because("site.matrix", "费用矩阵应是二维的数值矩阵：行为需求，列为候选点")
        ones = np.ones(table.shape[0]) if weights is None else np.asarray(weights, dtype=np.float64)
        return cls(costs=MatrixCosts(table), weights=ones, rules=rules or SiteRules())

    @property
    def counted(self) -> Indices:
        """The demands that weigh something."""
        return np.flatnonzero(self.weights > 0)

    def demand(self, place: int) -> str:
        """What a demand is called in messages."""
        return self.demand_names[place] if len(self.demand_names) else f"需求 {place}"

    def candidate(self, place: int) -> str:
        """What a candidate is called in messages."""
        return self.candidate_names[place] if len(self.candidate_names) else f"候选点 {place}"

    def named(self, places: Sequence[int] | Indices, *, demands: bool = False) -> str:
        """The first few of these by name, and how many there are."""
        call = self.demand if demands else self.candidate
        shown = "、".join(call(int(place)) for place in places[:NAMED])
        return shown if len(places) <= NAMED else f"{shown} 等 {len(places)} 个"


def accept(problem: SitingProblem) -> list[Finding]:
    """What is noticed about a problem that can be computed. Raises Refused with everything that stands against it."""
    demands, sites = problem.costs.shape
    found = [*_check_weights(problem, demands), *_check_rules(problem.rules, sites)]
    if demands == 0 or sites == 0:
        missing = "需求" if demands == 0 else "候选点"
        found.append(_error("site.empty", f"没有{missing}", "给出至少一个需求和一个候选点"))
    elif isinstance(problem.costs, MatrixCosts):
        found += problem.costs.faults()
    if blocking(found):
        raise Refused(found)
    return found


def _check_weights(problem: SitingProblem, demands: int) -> list[Finding]:
    weights = problem.weights
    if weights.ndim != 1 or len(weights) != demands:
        shape = "×".join(map(str, weights.shape))
        return [_error("site.weights_shape", f"权重有 {shape} 个，需求有 {demands} 个", "权重与需求逐一对应")]
    found = []
    broken = np.flatnonzero(~np.isfinite(weights))
    if len(broken):
        found.append(
            _error("site.weights_number", f"{problem.named(broken, demands=True)}的权重不是有限的数", "改正权重")
        )
    negative = np.flatnonzero(weights < 0)
    if len(negative):
        found.append(
            _error("site.weights_negative", f"{problem.named(negative, demands=True)}的权重为负", "权重应不小于 0")
        )
    zero = int((weights == 0).sum())
    if zero == demands > 0:
        found.append(_error("site.weights_zero", "全部需求的权重都是 0", "至少一个需求的权重应大于 0"))
    elif zero:
        found.append(Finding("site.weights_zero", Severity.INFO, f"{zero} 个需求的权重为 0，不参与计算"))
    return found


def _check_rules(rules: SiteRules, sites: int) -> list[Finding]:
    found = []
    for word, places in (("现有", rules.existing), ("必开", rules.fixed), ("禁用", rules.prohibited)):
        outside = [place for place in places if not 0 <= place < sites]
        if outside:
            listed = "、".join(map(str, outside[:NAMED]))
            found.append(
                _error("site.rules_place", f"{word}的候选点 {listed} 不存在（共 {sites} 个，从 0 起）", "核对")
            )
    if rules.districts and len(rules.districts) != sites:
        message = f"分区标注有 {len(rules.districts)} 个，候选点有 {sites} 个"
        found.append(_error("site.districts_shape", message, "每个候选点标注一个分区"))
    if (rules.least or rules.most) and not rules.districts:
        found.append(_error("site.districts_missing", "有分区名额，而候选点没有标注分区", "标注候选点的分区"))
    for word, bound in (("最多关闭数", rules.max_closed), ("最多新建数", rules.max_new)):
        if bound is not None and bound < 0:
            found.append(_error("site.rules_negative", f"{word} {bound} 小于 0", "改为不小于 0 的整数"))
    return [*found, *_check_capacities(rules.capacities, sites)]


def _check_capacities(given: Floats | None, sites: int) -> list[Finding]:
    if given is None:
        return []
    capacities = np.asarray(given, dtype=np.float64)
    if capacities.shape != (sites,):
        return [_error("site.capacities_shape", f"容量有 {capacities.size} 个，候选点有 {sites} 个", "逐一对应")]
    wrong = np.flatnonzero(np.isnan(capacities) | (capacities < 0))
    if not len(wrong):
        return []
    listed = "、".join(map(str, wrong[:NAMED]))
    return [_error("site.capacities_number", f"候选点 {listed} 的容量为负或不是数", "容量应不小于 0")]


def _error(rule: str, message: str, remedy: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy=remedy)
