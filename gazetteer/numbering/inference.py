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

UNLIKELY = 0.04
"""How unlikely by mere chance the agreement must be."""

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
    """The convention that the doors themselves show; parts they do not show are "".

    Whether the axis was drawn from one end or the other makes no difference, except to `rising` and `falling`.
    """
    start = tally.runs_from
    if start and tally.falling > tally.rising:
        start = OPPOSITE[start]
    if not _agrees(tally.rising, tally.falling):
        start = ""
    if min(tally.left_doors, tally.right_doors) <= tally.doors * (1 - SURE) / 4:
        return Convention(starts_from=start, parity="one_sided", decided_by="doors" if start else "nothing")
    most, least = max(tally.odd_left, tally.odd_right), min(tally.odd_left, tally.odd_right)
    fit = most / (most + least) if most else 0.0
    if fit >= SURE and _by_chance(most, most + least) < UNLIKELY:
        side = "left" if tally.odd_left > tally.odd_right else "right"
        return Convention(starts_from=start, odd_side=side, parity="sides", fit=fit, decided_by="doors")
    running = "running" if fit < SURE and most + least >= 12 else ""
    return Convention(starts_from=start, parity=running, fit=fit, decided_by="doors" if start or running else "nothing")


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


def village_scope(by_group_repeats: int, by_village_repeats: int, doors: int) -> VillageScope:
    """Whether a village's numbers run by group or through the village.

    `by_group_repeats`: doors whose number another door of the same group has; `by_village_repeats`: of another
    group of the same village. Numbers that start anew in every group repeat through the village.
    """
    if doors < 10:
        return VillageScope.UNKNOWN
    if by_village_repeats >= 0.25 * doors and by_group_repeats <= 0.1 * doors:
        return VillageScope.GROUP
    if by_village_repeats <= 0.05 * doors:
        return VillageScope.VILLAGE
    return VillageScope.UNKNOWN


def commonest(conventions: Sequence[Convention]) -> dict[str, float]:
    """Start and odd side, written east/left, → share of the roads whose doors show both."""
    shown = [f"{each.starts_from}/{each.odd_side}" for each in conventions if each.starts_from and each.odd_side]
    return {word: shown.count(word) / len(shown) for word in sorted(set(shown), key=lambda w: (-shown.count(w), w))}


def _agrees(one: int, other: int) -> bool:
    most, total = max(one, other), one + other
    return total >= 3 and most / total >= SURE


def _by_chance(most: int, total: int) -> float:
    """The chance that a fair coin shows `most` or more of `total`."""
    if total > 400:
        return 0.0 if most > total * 0.6 else 1.0
    return sum(math.comb(total, k) for k in range(most, total + 1)) / float(2**total)
