"""The next lawful number for a gate: reserved, free, a sub-number, or the next at the end; with the rule for it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gazetteer.errors import Refused
from gazetteer.numbering.door_number import MAX_NUMBER, DoorNumber
from gazetteer.numbering.profile import NumberingProfile
from gazetteer.terms import Term

Key = tuple[int, int, int]


class Basis(Term):
    """Why a number is the next one."""

    RESERVED = "reserved", "最近的预留号", "nearest reserved number"
    FREE = "free", "两邻号之间的空号", "free number between the neighbours"
    SUB = "sub", "前一号的附号", "sub-number of the door before"
    SUB_OF_NEXT = (
        "sub_of_next",
        "后一号的附号（前面没有空号）",
        "sub-number of the door after, none being left before it",
    )
    BEYOND = "beyond", "末号之后按间距顺编", "beyond the last door, by spacing"
    FIRST = "first", "该侧第一个号", "first number of the side"


@dataclass(frozen=True, slots=True)
class Door:
    """A numbered door of the side in question, how far along it is (m)."""

    along_m: float
    number: DoorNumber


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A number, why, by which clause, between which doors; other lawful ones in order of preference."""

    number: DoorNumber
    basis: Basis
    clause: str
    before: DoorNumber | None
    after: DoorNumber | None
    alternatives: tuple[DoorNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What numbers a space has: in use, kept in reserve, and held back after a cancellation."""

    taken: Collection[Key] = ()
    reserved: Collection[int] = ()
    held: Collection[int] = ()

    def is_free(self, number: int) -> bool:
        """Whether nobody has the number and nothing holds it back."""
        return (number, 0, 0) not in self.taken and number not in self.held


def next_number(
    along_m: float, side: Sequence[Door], stock: Stock, profile: NumberingProfile, odd: bool | None
) -> Suggestion:
    """The number for a gate `along_m` along its road or walk.

    `side` holds the doors of the same side, in order, listed in any order; `odd` is the parity of the side, None
    where numbers run on without parity. The number is used by nobody, held back by nothing, and stands between
    those of the doors before and after; only before the first door, where no number is left, it is a sub-number of
    that door (`Basis.SUB_OF_NEXT`). The clause is the profile's.

    Raises Refused (`numbering.position`) for a position that is no number and (`numbering.range`) where the next
    number would be beyond the profile's largest.
    """
    if not math.isfinite(along_m):
        raise Refused.because("numbering.position", "位置不是有效的数", remedy="重新点选门口的位置")
    doors = sorted((door for door in side if not door.number.sub), key=lambda door: (door.along_m, door.number))
    low = max((door for door in doors if door.along_m <= along_m), key=lambda d: d.number, default=None)
    high = min((door for door in doors if door.along_m > along_m), key=lambda d: d.number, default=None)
    if high is None:
        return _at_the_end(along_m, low, stock, profile, odd)
    return _between(along_m, low, high, stock, profile, odd)


def _between(
    along_m: float, low: Door | None, high: Door, stock: Stock, profile: NumberingProfile, odd: bool | None
) -> Suggestion:
    first = low.number.number + 1 if low else 1
    wanted = _interpolated(along_m, low, high)
    free = [n for n in range(first, high.number.number) if stock.is_free(n) and odd in (None, n % 2 == 1)]
    free.sort(key=lambda n: (n not in stock.reserved, abs(n - wanted), n))
    before, after = (low.number if low else None), high.number
    sub = _sub(before or after, stock, profile)
    if not free:
        basis = Basis.SUB if before else Basis.SUB_OF_NEXT
        return Suggestion(sub, basis, _clause(profile, "N10"), before, after)
    reserved = free[0] in stock.reserved
    basis, rule = (Basis.RESERVED, "N10") if reserved else (Basis.FREE, "N06")
    others = (*(DoorNumber(n) for n in free[1:4]), *([sub] if before else []))
    return Suggestion(DoorNumber(free[0]), basis, _clause(profile, rule), before, after, others)


def _at_the_end(
    along_m: float, low: Door | None, stock: Stock, profile: NumberingProfile, odd: bool | None
) -> Suggestion:
    """Beyond the last door one number is passed over for every `metres_per_number` of open ground."""
    step = 1 if odd is None else 2
    first = low.number.number + 1 if low else 1
    start = first if odd in (None, first % 2 == 1) else first + 1
    run = range(start, profile.largest_number + 1, step)
    passed = max(0, round((along_m - low.along_m) / (profile.metres_per_number * step)) - 1) if low else 0
    number = next((n for n in run[passed:] if stock.is_free(n)), None)
    if number is None:
        raise Refused.because(
            "numbering.range",
            f"末号之后按每号 {profile.metres_per_number:g} m 顺编，超过上限 {profile.largest_number}",
            remedy="核对位置；确有这样大的号，修改编号规则档案的上限",
        )
    nearer = [n for n in run[max(0, passed - 3) : passed] if stock.is_free(n)]
    basis = Basis.BEYOND if low else Basis.FIRST
    before = low.number if low else None
    return Suggestion(
        DoorNumber(number), basis, _clause(profile, "N08"), before, None, tuple(DoorNumber(n) for n in nearer)
    )


def _interpolated(along_m: float, low: Door | None, high: Door) -> float:
    if low is None or high.along_m <= low.along_m:
        return high.number.number - 1
    share = (along_m - low.along_m) / (high.along_m - low.along_m)
    return low.number.number + share * (high.number.number - low.number.number)


def _sub(parent: DoorNumber, stock: Stock, profile: NumberingProfile) -> DoorNumber:
    number, stem, _ = parent.key
    free = next(sub for sub in range(1, MAX_NUMBER) if (number, stem, sub) not in stock.taken)
    return DoorNumber(parent.number, free, parent.stem, profile.sub_style)


def _clause(profile: NumberingProfile, rule: str) -> str:
    return profile.clause(rule) or profile.cited
