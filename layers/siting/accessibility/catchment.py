"""Floating catchments (两步移动搜索法及其改进): supply shared among all who can reach it.

Two steps (Luo and Wang 2003): each facility's supply ÷ the demand that reaches it, then each place sums the
ratios it reaches. Enhanced (Luo and Qi 2009): both steps weigh by zones of cost. Three steps (Wan, Zou and
Sternberg 2012): a place first divides itself among the facilities in reach in proportion to their weights, so
that nobody is counted in full at each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term
from layers.siting.accessibility.decay import Decay
from layers.siting.accessibility.indicators import Indicator, gini, sound_amounts
from layers.siting.costs.contract import Costs, Floats


class Method(Term):
    """Which floating catchment."""

    TWO_STEP = "2sfca", "两步移动搜索法", "two-step floating catchment area"
    ENHANCED = "e2sfca", "增强型两步移动搜索法", "enhanced two-step floating catchment area"
    THREE_STEP = "3sfca", "三步移动搜索法", "three-step floating catchment area"


@dataclass(frozen=True, slots=True, eq=False)
class Accessibility:
    """What each place can reach, and everything it was computed from.

    Per place: `score`, supply per unit of demand (beds per person), and `facilities`, how many are in reach.
    Per facility: `supply` (numerator), `claim`, the weighted demand that reaches it (denominator), `ratio`, NaN
    where nobody claims it. Σ demand·score is the supply of all facilities that somebody claims.
    """

    method: Method
    definition: str
    demand: Floats
    supply: Floats
    score: Floats
    facilities: Floats
    claim: Floats
    ratio: Floats
    findings: tuple[Finding, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The whole county in a few ratios."""
        everyone, some = float(self.demand.sum()), self.facilities > 0
        shared = float((self.demand * self.score).sum())
        return (
            Indicator("mean", "人均可达供给", shared, everyone, "Σ（需求×可达性）÷ 全部需求"),
            Indicator("reached_demand", "有设施可达的需求", float(self.demand[some].sum()), everyone,
                      "搜索范围内至少有一处设施的需求 ÷ 全部需求"),
            Indicator("reached_supply", "有人可达的供给", float(self.supply[self.claim > 0].sum()),
                      float(self.supply.sum()), "搜索范围内有需求的设施的供给 ÷ 全部供给"),
        )  # fmt: skip

    @property
    def gini(self) -> float | None:
        """How unequally it is shared among people: 0 equally, towards 1 all for one."""
        return gini(self.score, self.demand)


def floating_catchment(
    costs: Costs, demand: Floats, supply: Floats, decay: Decay, method: Method = Method.TWO_STEP
) -> Accessibility:
    """Accessibility of every origin of `costs` to the supply at its destinations.

    `demand` per origin, `supply` per destination, both ≥ 0; a cost equal to the limit counts. A place with no
    facility in reach scores 0; supply that nobody reaches is shared with nobody; both are told. Raises Refused,
    all rows at once, for amounts that are NaN, infinite or negative.
    """
    people = sound_amounts(demand, costs.shape[0], "需求")
    beds = sound_amounts(supply, costs.shape[1], "供给")
    near = costs.within(decay.limit)
    weights = decay.weigh(near.costs)
    near, weights = near.kept(weights > 0), weights[weights > 0]
    if method is Method.THREE_STEP:
        total = numpy.bincount(near.origins, weights=weights, minlength=near.shape[0])
        weights = weights * weights / total[near.origins]
    reach = near.matrix(weights)
    claim = reach.T @ people
    ratio = numpy.divide(beds, claim, out=numpy.full_like(beds, numpy.nan), where=claim > 0)
    return Accessibility(
        method=method,
        definition=_definition(method, decay, costs),
        demand=people,
        supply=beds,
        score=reach @ numpy.where(claim > 0, ratio, 0.0),
        facilities=near.counts.astype(float),
        claim=claim,
        ratio=ratio,
        findings=tuple(_notes(people, beds, near.counts.astype(float), claim)),
    )


def _definition(method: Method, decay: Decay, costs: Costs) -> str:
    share = "；每处需求先按权重在可达设施间分配（选择权重）" if method is Method.THREE_STEP else ""
    return (
        f"{method.term}：可达性 = Σ 权重×（设施供给 ÷ 该设施范围内加权需求）{share}。{decay.words}。"
        f"成本（{costs.unit.term}）：{costs.method}"
    )


def _notes(people: Floats, beds: Floats, facilities: Floats, claim: Floats) -> list[Finding]:
    alone, unclaimed = facilities == 0, (claim <= 0) & (beds > 0)
    told = []
    if people.sum() <= 0:
        told.append(Finding("accessibility.no_demand", Severity.WARNING, "全部需求为零，人均可达供给无从计算"))
    if beds.sum() <= 0:
        told.append(Finding("accessibility.no_supply", Severity.WARNING, "全部供给为零，可达性都是 0"))
    if count := int((people == 0).sum()):
        told.append(
            Finding("accessibility.zero_demand", Severity.INFO, f"{count} 处需求为零，不占用供给", value=str(count))
        )
    if count := int((beds == 0).sum()):
        told.append(Finding("accessibility.zero_supply", Severity.INFO, f"{count} 处设施供给为零", value=str(count)))
    if count := int(alone.sum()):
        share = (
            f"（需求 {people[alone].sum():g}，占 {people[alone].sum() / people.sum():.1%}）" if people.sum() > 0 else ""
        )
        message = f"{count} 处需求在搜索范围内没有设施{share}，可达性为 0"
        told.append(Finding("accessibility.unreached", Severity.WARNING, message, value=str(count)))
    if count := int(unclaimed.sum()):
        message = f"{count} 处设施范围内没有需求，供给 {beds[unclaimed].sum():g} 没有分给任何人"
        told.append(Finding("accessibility.unclaimed", Severity.WARNING, message, value=str(count)))
    return told
