"""Weighted scores (加权评分): which of several sites is better, never whether one is allowed.

What is not known leaves a score open: it is then a range, and two sites whose ranges overlap are not ranked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from gazetteer.errors import Refused
from layers.siting.suitability.evidence import Evidence, ThemeLayer
from layers.siting.suitability.verdict import Site


@dataclass(frozen=True, slots=True)
class Criterion:
    """Distance to a theme: 1 at `best_m` and beyond it, 0 at `worst_m` and beyond, linear between.

    `best_m` < `worst_m`: the nearer the better. `best_m` > `worst_m`: the farther the better. Raises Refused when
    the two are equal, negative or endless, or the weight is not positive.
    """

    layer: str
    best_m: float
    worst_m: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        numbers = (self.best_m, self.worst_m, self.weight)
        if not (all(map(math.isfinite, numbers)) and self.best_m != self.worst_m and min(numbers) >= 0 < self.weight):
            raise Refused.because(
                "suitability.criterion",
                f"评分项 {self.layer}={self.best_m:g}:{self.worst_m:g}:{self.weight:g} 不成立",
                remedy="写成 图层=最好距离:最差距离:权重，例如 main_road=200:2000:2",
            )

    @property
    def nearer_is_better(self) -> bool:
        """Whether a short way is good."""
        return self.best_m < self.worst_m

    def worth(self, distance_m: float) -> float:
        """What a distance is worth, 0 to 1."""
        return min(1.0, max(0.0, (distance_m - self.worst_m) / (self.best_m - self.worst_m)))


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion for one site: at least `low`, at most `high`; `distance_m` None where nothing was measured."""

    criterion: Criterion
    distance_m: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """The weighted mean of the parts, 0 to 1, as far as it is known."""

    parts: tuple[Part, ...]

    @property
    def low(self) -> float:
        """Were everything unknown at its worst."""
        return self._mean([part.low for part in self.parts])

    @property
    def high(self) -> float:
        """Were everything unknown at its best."""
        return self._mean([part.high for part in self.parts])

    def _mean(self, worths: Sequence[float]) -> float:
        weights = [part.criterion.weight for part in self.parts]
        return sum(w * v for w, v in zip(weights, worths, strict=True)) / sum(weights)

    def as_json(self) -> dict[str, object]:
        """The score's range and its parts."""
        return {
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "parts": [
                {
                    "layer": part.criterion.layer,
                    "weight": part.criterion.weight,
                    "distance_m": None if part.distance_m is None else round(part.distance_m, 1),
                    "low": round(part.low, 4),
                    "high": round(part.high, 4),
                }
                for part in self.parts
            ],
        }


def score_site(site: Site, evidence: Evidence, criteria: Sequence[Criterion]) -> Score | None:
    """The site's score by distance from its nearest point; None without criteria or for a shape that is none."""
    if not criteria or site.shape.is_empty or not site.shape.is_valid:
        return None
    return Score(tuple(_part(site, evidence.layer(criterion.layer), criterion) for criterion in criteria))


def _part(site: Site, layer: ThemeLayer | None, criterion: Criterion) -> Part:
    if layer is None or not len(layer.shapes):
        return Part(criterion, None, 0.0, 1.0)
    nearest = layer.shapes[int(layer.tree.nearest(site.shape))]
    distance_m = float(shapely.distance(site.shape, nearest))
    worth = criterion.worth(distance_m)
    if layer.whole:
        return Part(criterion, distance_m, worth, worth)
    # a row that could not be used may be nearer still
    low, high = (worth, 1.0) if criterion.nearer_is_better else (0.0, worth)
    return Part(criterion, distance_m, low, high)
