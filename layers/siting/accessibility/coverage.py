"""Coverage (覆盖): who has a facility near at all, how far the rest must go, and what lies within reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from gazetteer.findings import Finding, Severity
from layers.siting.accessibility.indicators import Indicator, sound_amounts, weighted_quantile
from layers.siting.costs.contract import Costs, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Per place the cost of its nearest facility (`nearest`, inf: none can be reached), and who is within `limit`.

    `mean` and `p90` are over the demand that can reach a facility at all; `worst` is the place with the highest
    finite cost, -1 when there is none.
    """

    limit: float
    definition: str
    demand: Floats
    nearest: Floats
    findings: tuple[Finding, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Covered demand, and covered places, each with its own denominator."""
        inside = self.nearest <= self.limit
        return (
            Indicator("covered_demand", "需求覆盖率", float(self.demand[inside].sum()), float(self.demand.sum()),
                      f"最近设施成本不超过 {self.limit:g} 的需求 ÷ 全部需求"),
            Indicator("covered_places", "地点覆盖率", float(inside.sum()), float(inside.size),
                      f"最近设施成本不超过 {self.limit:g} 的地点数 ÷ 全部地点数"),
        )  # fmt: skip

    @property
    def mean(self) -> float | None:
        """Mean cost of the nearest facility, by demand."""
        reached = numpy.isfinite(self.nearest)
        people = self.demand[reached]
        return float((people * self.nearest[reached]).sum() / people.sum()) if people.sum() > 0 else None

    @property
    def p90(self) -> float | None:
        """The cost that nine tenths of the reachable demand do not exceed."""
        reached = numpy.isfinite(self.nearest)
        found = weighted_quantile(self.nearest[reached], self.demand[reached], 0.9)
        return found if numpy.isfinite(found) else None

    @property
    def worst(self) -> int:
        """The place that has farthest to go."""
        reached = numpy.where(numpy.isfinite(self.nearest), self.nearest, -1.0)
        return int(reached.argmax()) if reached.size and reached.max() >= 0 else -1


def coverage(costs: Costs, demand: Floats, limit: float) -> Coverage:
    """Who has a facility within `limit` (a cost equal to it counts). Raises Refused for amounts that are none."""
    people = sound_amounts(demand, costs.shape[0], "需求")
    nearest = costs.cheapest()
    lost = ~numpy.isfinite(nearest)
    told = []
    if lost.any():
        message = (
            f"{int(lost.sum())} 处需求（{people[lost].sum():g}）到任何设施都不可达，不计入平均成本，计入覆盖率的分母"
        )
        told.append(Finding("accessibility.unreachable", Severity.WARNING, message, value=str(int(lost.sum()))))
    definition = f"最近设施的成本（{costs.unit.term}）：{costs.method}；覆盖指不超过 {limit:g}"
    return Coverage(limit, definition, people, nearest, tuple(told))


def reached_supply(costs: Costs, supply: Floats, limit: float) -> Floats:
    """For every place all supply within `limit`, not shared with anybody (累积机会)."""
    beds = sound_amounts(supply, costs.shape[1], "供给")
    near = costs.within(limit)
    return numpy.asarray(near.matrix(numpy.ones_like(near.costs)) @ beds)
