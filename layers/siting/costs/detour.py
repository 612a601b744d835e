"""Straight lines made longer: the fall-back where there are no roads, and it says so."""

from __future__ import annotations

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.siting.costs.contract import Costs, Floats, Indices, Pairs

USUAL_FACTOR = 1.3
"""Road length over straight length in settled rural areas; a common assumption, not measured here (未核实)."""


class DetourCosts(Costs):
    """`straight` times a detour factor (绕行系数) ≥ 1. Raises Refused for another factor."""

    def __init__(self, straight: Costs, factor: float = USUAL_FACTOR) -> None:
        if not 1 <= factor < 100:
            raise Refused.because("costs.detour", f"绕行系数应不小于 1，实际为 {factor}", remedy="一般取 1.2 至 1.5")
        self._straight, self._factor = straight, factor
        self.shape, self.unit = straight.shape, straight.unit

    @property
    def method(self) -> str:
        """The straight method and the factor."""
        return f"{self._straight.method}，乘以绕行系数 {self._factor:g}（估算）"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """That this is an estimate."""
        note = f"成本为直线距离乘以 {self._factor:g} 的估算，不是道路距离"
        return (*self._straight.findings, Finding("costs.estimated", Severity.INFO, note, value=f"{self._factor:g}"))

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """Longer distances."""
        return self._straight.pairs(demands, candidates) * self._factor

    def within(self, limit: float) -> Pairs:
        """The straight pairs within limit ÷ factor, each made longer."""
        near = self._straight.within(limit / self._factor * (1 + 1e-12))
        return Pairs(near.shape, near.starts, near.destinations, near.costs * self._factor).kept_within(limit)

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The straight nearest, each made longer."""
        which, costs = self._straight.nearest(demands, count)
        return which, costs * self._factor
