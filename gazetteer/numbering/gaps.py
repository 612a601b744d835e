"""Numbers that are missing from a run, and whether those with a 4 are missing on purpose."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

CHANCE = 0.001
"""How unlikely it must be that the avoided numbers are missing by chance."""

LEAST_AVOIDABLE = 4
FAR = 30


@dataclass(frozen=True, slots=True)
class Avoided:
    """Of the numbers that people avoid, how many there should be, how many are missing, and how likely that is."""

    expected: int
    missing: int
    probability: float


def missing_numbers(present: Collection[int], *, first: int | None = None, step: int = 1) -> list[int]:
    """Numbers that nobody has, from `first` (left out: the smallest of `present`) to the largest; none without any."""
    if not present:
        return []
    there = set(present)
    return [n for n in range(min(there) if first is None else first, max(there) + 1, step) if n not in there]


def apart(present: Collection[int]) -> list[list[int]]:
    """Numbers, ascending, in parts that lie far from each other: further than there are numbers, and than FAR."""
    parts: list[list[int]] = []
    for number in sorted(present):
        if parts and number - parts[-1][-1] <= max(FAR, len(present)):
            parts[-1].append(number)
        else:
            parts.append([number])
    return parts


def is_avoided(number: int) -> bool:
    """Whether superstition skips the number: a 4 in it, or 13."""
    return "4" in str(number) or number % 100 == 13


def avoided_fours(present: Collection[int], *, step: int = 1) -> Avoided | None:
    """Whether the avoided numbers are missing beyond chance (hypergeometric); None when they are not."""
    if not present:
        return None
    run = range(min(present), max(present) + 1, step)
    avoidable = [number for number in run if is_avoided(number)]
    there = set(present)
    missing = sum(number not in there for number in run)
    gone = sum(number not in there for number in avoidable)
    if len(avoidable) < LEAST_AVOIDABLE or gone <= len(avoidable) // 2:
        return None
    probability = _at_least(gone, len(avoidable), missing, len(run))
    return Avoided(len(avoidable), gone, probability) if probability < CHANCE else None


def _at_least(gone: int, avoidable: int, missing: int, total: int) -> float:
    """The chance that of `missing` among `total` at least `gone` fall on the `avoidable`."""
    ways = sum(
        math.comb(avoidable, k) * math.comb(total - avoidable, missing - k)
        for k in range(gone, min(avoidable, missing) + 1)
    )
    return ways / math.comb(total, missing)
