"""Which convention a road follows, from its own doors, before anything is judged by it.

A road whose doors all follow another convention than the county's is one finding, not two hundred.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazetteer.numbering.profile import NumberingProfile, VillageScope

SURE = 0.8
"""Share of the doors from which a convention counts as theirs."""

UNLIKELY = 0.05
"""How unlikely by mere chance the agreement must be, on whichever side it falls."""

STEP_UNLIKELY = 0.13
"""The same for steps that rise or fall, counted as coins: a shuffled row turns so often that this is under 0.05."""

NOISE = 0.9
"""A road that keeps a convention keeps it for this share of its doors."""

FEWEST_ONE_SIDED = 6
FEWEST_RUNNING = 12
STRAY = 0.15
"""Share of the doors that may stand on the empty side of a road built on one side."""

FEWEST_DOORS = 10
FEWEST_COMMON = 5
WITHIN = 0.15
REPEATED = 0.6
UNREPEATED = 0.25
"""For villages: doors at all, doors that could repeat, share that may repeat within groups, shares that decide."""

MANY = 400

OPPOSITE = {"left": "right", "right": "left", "east": "west", "west": "east", "north": "south", "south": "north"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was counted on one road.

    `odd_left`, `odd_right`: doors that put odd on the left (right) as one walks from low to high numbers; `rising`,
    `falling`: pairs of doors whose numbers rise (fall) along the axis as drawn; `runs_from` the compass end where
    the axis as drawn begins, "" when it has none (a ring).
    """

    odd_left: int = 0
    odd_right: int = 0
    rising: int = 0
    falling: int = 0
    doors: int = 0
    left_doors: int = 0
    right_doors: int = 0
    runs_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How a road is numbered: from which end, odd on which side; "" where the doors do not tell.

    `parity` is "sides" (odd and even apart), "one_sided" or "running" (both on both sides). `fit` is the share of
    the doors that agree on the odd side, `decided_by` "doors", "declared", "profile" or "nothing".
    """

    starts_from: str = ""
    odd_side: str = ""
    parity: str = ""
    fit: float = 0.0
    decided_by: str = "nothing"

    def as_json(self) -> dict[str, object]:
        """The convention as an answer shows it."""
        return {
            "starts_from": self.starts_from,
            "odd_side": self.odd_side,
            "parity": self.parity,
            "fit": round(self.fit, 3),
            "decided_by": self.decided_by,
        }


def infer(tally: Tally) -> Convention:
    """The convention that the doors themselves show; parts they do not show, or too thinly, are "".

    Whether the axis was drawn from one end or the other makes no difference, except to `rising` and `falling`.
    """
    start = _start(tally)
    most, judged = max(tally.odd_left, tally.odd_right), tally.odd_left + tally.odd_right
    fit = most / judged if judged else 0.0
    parity = _parity(tally, most, judged)
    side = ("left" if tally.odd_left > tally.odd_right else "right") if parity == "sides" else ""
    return Convention(
        starts_from=start,
        odd_side=side,
        parity=parity,
        fit=0.0 if parity == "one_sided" else fit,
        decided_by="doors" if start or parity else "nothing",
    )


def _start(tally: Tally) -> str:
    most, total = max(tally.rising, tally.falling), tally.rising + tally.falling
    if not tally.runs_from or not total or most / total < SURE or both_ways(most, total) >= STEP_UNLIKELY:
        return ""
    return OPPOSITE[tally.runs_from] if tally.falling > tally.rising else tally.runs_from


def _parity(tally: Tally, most: int, judged: int) -> str:
    """Sides before one-sided: a few doors across the road that bear the other parity show both."""
    standing = tally.left_doors + tally.right_doors
    fewer = min(tally.left_doors, tally.right_doors)
    if fewer == 0:
        return "one_sided" if standing >= FEWEST_ONE_SIDED else ""
    if most >= SURE * judged and both_ways(most, judged) < UNLIKELY:
        return "sides"
    if standing >= FEWEST_ONE_SIDED and fewer <= STRAY * standing:
        return "one_sided"
    mixed = judged >= FEWEST_RUNNING and most < SURE * judged and _at_most(most, judged, NOISE) < UNLIKELY
    return "running" if mixed else ""


def expected(
    profile: NumberingProfile, runs_from: str, declared_start: str = "", declared_side: str = ""
) -> Convention:
    """What road and profile lay down: the road's own declaration first, then the profile's."""
    along = "east_west" if runs_from in ("east", "west") else "north_south"
    start = declared_start or (profile.starts(along) if runs_from else "")
    side = declared_side or profile.odd_side
    decided = "declared" if declared_start or declared_side else "profile"
    return Convention(starts_from=start, odd_side=side, parity="sides" if side else "", decided_by=decided)


def settled(seen: Convention, laid_down: Convention) -> Convention:
    """What single doors are judged by: what the doors show throughout, else what is laid down."""
    start = seen.starts_from or laid_down.starts_from
    if seen.parity in ("running", "one_sided"):
        return replace(seen, starts_from=start)
    if seen.odd_side:
        return replace(seen, starts_from=start)
    return replace(laid_down, starts_from=start, fit=seen.fit)


def village_scope(
    by_group_repeats: int, by_village_repeats: int, doors: int, largest_group: int | None = None
) -> VillageScope:
    """Whether a village's numbers run by group or through the village.

    `by_group_repeats`: doors whose number another door of the same group has; `by_village_repeats`: of another
    group of the same village; `largest_group`: how many different numbers the largest group has (left out: half of
    the doors). Numbers that start anew in every group repeat as often as the smaller groups have doors; numbers
    that run on hardly repeat. Too few doors, or numbers that repeat within the groups, tell nothing.
    """
    apart = doors - by_group_repeats
    could_repeat = apart - (apart // 2 if largest_group is None else largest_group)
    if doors < FEWEST_DOORS or could_repeat < FEWEST_COMMON or by_group_repeats > WITHIN * doors:
        return VillageScope.UNKNOWN
    share = by_village_repeats / could_repeat
    if share >= REPEATED:
        return VillageScope.GROUP
    return VillageScope.VILLAGE if share <= UNREPEATED else VillageScope.UNKNOWN


def commonest(conventions: Sequence[Convention]) -> dict[str, float]:
    """Start and odd side, written east/left, → share of the roads whose doors show both."""
    shown = [f"{each.starts_from}/{each.odd_side}" for each in conventions if each.starts_from and each.odd_side]
    return {word: shown.count(word) / len(shown) for word in sorted(set(shown), key=lambda w: (-shown.count(w), w))}


def both_ways(most: int, total: int) -> float:
    """The chance that of `total` fair coins `most` or more fall on one side, whichever it is."""
    return min(1.0, 2 * _at_most(total - most, total, 0.5))


def _at_most(count: int, total: int, chance: float) -> float:
    """The chance of `count` successes or fewer among `total`; by the normal curve where there are very many."""
    if total > MANY:
        z = (count + 0.5 - total * chance) / math.sqrt(total * chance * (1 - chance))
        return 0.5 * math.erfc(-z / math.sqrt(2))
    return sum(math.comb(total, k) * chance**k * (1 - chance) ** (total - k) for k in range(count + 1))
