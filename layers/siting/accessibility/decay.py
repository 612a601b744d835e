"""Decay (距离衰减): how much a facility at some cost still counts, from 1 (here) to 0 (beyond the limit)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy

from gazetteer.errors import Refused
from layers.siting.costs.contract import Floats

SLOW_DECAY = (1.0, 0.68, 0.22)
"""Weights of three zones, the slower of the two sets of Luo and Qi (2009, Health & Place 15:1100)."""


@dataclass(frozen=True, slots=True)
class Decay:
    """Costs above `limit` count nothing; `weigh` says what the others count; `words` says it to people."""

    limit: float
    weigh: Callable[[Floats], Floats]
    words: str
    zones: tuple[tuple[float, float], ...] = ()


def threshold(limit: float) -> Decay:
    """Everything up to and including `limit` counts 1. Raises Refused unless it is a positive number."""
    _positive(limit)
    return Decay(limit, numpy.ones_like, f"成本不超过 {limit:g} 的都计 1", ((limit, 1.0),))


def zones(steps: Sequence[tuple[float, float]]) -> Decay:
    """Rings: up to and including each outer cost its weight. Raises Refused for zones that do not grow, weights < 0."""
    if not steps:
        raise Refused.because("accessibility.zones", "没有分区", remedy="写成 10:1,20:0.68,30:0.22")
    outer, weights = (numpy.array(column, dtype=float) for column in zip(*steps, strict=True))
    _positive(float(outer[-1]))
    if not ((numpy.diff(outer) > 0).all() and outer[0] > 0 and numpy.isfinite(weights).all() and (weights >= 0).all()):
        told = "，".join(f"{cost:g}:{weight:g}" for cost, weight in steps)
        raise Refused.because(
            "accessibility.zones", f"分区应由近到远、权重不小于零，实际为 {told}", remedy="写成 10:1,20:0.68,30:0.22"
        )

    def weigh(costs: Floats) -> Floats:
        ring = numpy.searchsorted(outer, costs, side="left")
        return numpy.asarray(numpy.append(weights, 0.0)[ring])

    told = "，".join(f"≤{cost:g} 计 {weight:g}" for cost, weight in steps)
    return Decay(float(outer[-1]), weigh, f"分区权重：{told}", tuple((float(c), float(w)) for c, w in steps))


def thirds(limit: float) -> Decay:
    """Three zones of equal width up to `limit` with the weights SLOW_DECAY."""
    _positive(limit)
    return zones([(limit / 3, SLOW_DECAY[0]), (2 * limit / 3, SLOW_DECAY[1]), (limit, SLOW_DECAY[2])])


def gaussian(bandwidth: float, limit: float) -> Decay:
    """exp(−cost² ÷ 2·bandwidth²) up to `limit`; 1 at no cost."""
    _positive(limit)
    _positive(bandwidth)

    def weigh(costs: Floats) -> Floats:
        return numpy.asarray(numpy.exp(-(costs**2) / (2 * bandwidth**2)))

    return Decay(limit, weigh, f"高斯衰减，带宽 {bandwidth:g}，不超过 {limit:g}")


def _positive(number: float) -> None:
    if not (math.isfinite(number) and number > 0):
        raise Refused.because("accessibility.threshold", f"阈值和带宽应为大于零的数，实际为 {number}")
