"""By what step numbers rise from door to door, and how open ground is provided for: shown by the doors themselves."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from gazetteer.numbering.order import out_of_order
from gazetteer.terms import Term

FEWEST_RISES = 8
REGULAR = 0.7
"""Share of the rises that must be the same for a step to count as kept."""

STEADY = 0.25
"""How far, as a natural logarithm, metres a number may spread (by median) where numbers follow the ground."""

NEAR_M = 0.5


class Reserve(Term):
    """How numbers are kept for doors to come."""

    NONE = "none", "顺编不留号", "none kept"
    REGULAR = "regular", "每号之后留号", "some kept after every number"
    BY_DISTANCE = "by_distance", "按距离留号", "kept by distance"
    UNKNOWN = "unknown", "看不出", "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the doors show of the step from neighbour to neighbour on a side.

    `step` is kept by `share` of the `rises` (0: none is); `metres_per_number` is given where numbers follow the
    ground, None elsewhere.
    """

    reserve: Reserve
    step: int = 0
    share: float = 0.0
    metres_per_number: float | None = None
    rises: int = 0


def infer_steps(sides: Sequence[Sequence[tuple[float, int]]], *, apart: bool) -> Steps:
    """The step of one road or group. `sides` holds each side's main doors in passing order: chainage (m), number.

    `apart` tells whether a side bears one parity (numbers then rise by 2 at least). Doors out of order are left out
    first. Fewer than eight rises tell nothing.
    """
    rises = [pair for side in sides for pair in _rises(side)]
    if len(rises) < FEWEST_RISES:
        return Steps(reserve=Reserve.UNKNOWN, rises=len(rises))
    step, count = Counter(number for _, number in rises).most_common(1)[0]
    share = count / len(rises)
    if share >= REGULAR:
        reserve = Reserve.NONE if step <= (2 if apart else 1) else Reserve.REGULAR
        return Steps(reserve=reserve, step=step, share=share, rises=len(rises))
    rates = [math.log(metres / number) for metres, number in rises if metres > NEAR_M]
    middle = median(rates) if len(rates) >= FEWEST_RISES else math.inf
    if math.isfinite(middle) and median(abs(rate - middle) for rate in rates) <= STEADY:
        return Steps(
            reserve=Reserve.BY_DISTANCE, share=share, metres_per_number=round(math.exp(middle), 2), rises=len(rises)
        )
    return Steps(reserve=Reserve.UNKNOWN, share=share, rises=len(rises))


def _rises(side: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Metres and numbers from each door to the next, doors out of order left out."""
    wrong = set(out_of_order([number for _, number in side], [str(place) for place in range(len(side))]))
    kept = [door for place, door in enumerate(side) if place not in wrong]
    pairs = itertools.pairwise(kept)
    return [(there[0] - here[0], there[1] - here[1]) for here, there in pairs if there[1] > here[1]]
