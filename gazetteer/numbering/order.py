"""Order along a road: the fewest points to move, by a longest rising subsequence.

Judging neighbour by neighbour blames two for the fault of one. What rises longest stays; the rest is out of
order. Among equally long ones the one nearest to its rank stays, then a fixed choice by identity: the verdict
does not depend on the order of rows or on which way the axis was drawn.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Sequence
from typing import Any

_FIT, _IDENTITY = 1 << 48, 1 << 32


def out_of_order(numbers: Sequence[int], identities: Sequence[str]) -> list[int]:
    """Indices, ascending, of the fewest entries to take out so that the rest never falls.

    `numbers` stand in the order in which one passes them; equal numbers may stand beside each other.
    O(n log n).
    """
    if all(a <= b for a, b in itertools.pairwise(numbers)):
        return []
    stay = set(_heaviest_rising(numbers, _weights(numbers, identities), strictly=False, may_start=_anywhere))
    return [index for index in range(len(numbers)) if index not in stay]


def not_rising(
    keys: Sequence[tuple[int, ...]], identities: Sequence[str], may_start: Callable[[int], bool] | None = None
) -> list[int]:
    """Indices, ascending, of the fewest entries to take out so that the rest rises and holds nothing twice.

    Where `may_start` is given, it tells which entry may be the first of the rest. O(n log n).
    """
    stay = set(_heaviest_rising(keys, _weights(keys, identities), strictly=True, may_start=may_start or _anywhere))
    return [index for index in range(len(keys)) if index not in stay]


def _anywhere(_index: int) -> bool:
    return True


def _weights(numbers: Sequence[Any], identities: Sequence[str]) -> list[int]:
    """One for each entry, less a fraction: first for being far from its rank, then by identity."""
    count = len(numbers)
    by_number = sorted(range(count), key=lambda index: (numbers[index], index))
    away = [0] * count
    for rank, index in enumerate(by_number):
        away[index] = abs(rank - index)
    whole = (count + 1) * _FIT
    return [
        whole - (away[index] * 0xFFFF // count) * _IDENTITY - zlib.crc32(identities[index].encode())
        for index in range(count)
    ]


def _heaviest_rising(
    numbers: Sequence[Any], weights: Sequence[int], *, strictly: bool, may_start: Callable[[int], bool]
) -> list[int]:
    """Indices of the rising subsequence of greatest weight, by a tree of prefix maxima over ranks."""
    ranks = {number: rank for rank, number in enumerate(sorted(set(numbers)), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    previous = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        before, at = (0, -1), ranks[number] - int(strictly)
        while at:
            before = max(before, best[at])
            at &= at - 1
        if before[1] < 0 and not may_start(index):
            continue
        previous[index] = before[1]
        reached, at = (before[0] + weights[index], index), ranks[number]
        while at <= len(ranks):
            best[at] = max(best[at], reached)
            at += at & -at
    last, stays = max(best)[1], []
    while last >= 0:
        stays.append(last)
        last = previous[last]
    return stays[::-1]
