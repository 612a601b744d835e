"""Indicator: a ratio that can be reproduced, because it carries its numerator, denominator and definition."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.siting.costs.contract import Floats

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Indicator:
    """`numerator` ÷ `denominator`; `definition` says in Chinese what each of them is."""

    key: str
    title: str
    numerator: float
    denominator: float
    definition: str

    @property
    def value(self) -> float | None:
        """The ratio; None when there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator > 0 else None

    def as_json(self) -> dict[str, object]:
        """The indicator with both its parts."""
        return {
            "key": self.key,
            "title": self.title,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "definition": self.definition,
        }


def sound_amounts(amounts: Floats, count: int, what: str) -> Floats:
    """Amounts (people, beds) as floats. Raises Refused with every row that is NaN, infinite or negative."""
    array = numpy.asarray(amounts, dtype=float)
    if array.shape != (count,):
        raise Refused.because("accessibility.shape", f"{what}应有 {count} 个数，实际为 {array.shape}")
    wrong = numpy.flatnonzero(~(numpy.isfinite(array) & (array >= 0)))
    if wrong.size:
        findings = [
            Finding(
                "accessibility.amount",
                Severity.ERROR,
                f"第 {row + 1} 个{what}是 {array[row]}，应为不小于零的数",
                row=int(row) + 1,
                value=str(array[row]),
                remedy="补上数量；没有的写 0",
            )
            for row in wrong[:SHOWN]
        ]
        if wrong.size > SHOWN:
            findings.append(
                Finding("accessibility.amount", Severity.ERROR, f"另有 {wrong.size - SHOWN} 个{what}不是数")
            )
        raise Refused(findings)
    return array


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """The smallest value that at least `share` of the weight does not exceed; inf when there is no weight."""
    order = numpy.argsort(values, kind="stable")
    heaped = numpy.cumsum(weights[order])
    if not heaped.size or heaped[-1] <= 0:
        return math.inf
    return float(values[order][numpy.searchsorted(heaped, share * heaped[-1] * (1 - 1e-12))])


def gini(values: Floats, weights: Floats) -> float | None:
    """How unequal `values` are among people (`weights`): 0 all the same, towards 1 all for one; None without any."""
    order = numpy.argsort(values, kind="stable")
    people, held = weights[order], values[order] * weights[order]
    if people.sum() <= 0 or held.sum() <= 0:
        return None
    p = numpy.concatenate([[0.0], numpy.cumsum(people) / people.sum()])
    h = numpy.concatenate([[0.0], numpy.cumsum(held) / held.sum()])
    return float(1 - ((h[1:] + h[:-1]) * numpy.diff(p)).sum())
