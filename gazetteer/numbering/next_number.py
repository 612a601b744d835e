"""The next lawful number for a gate: reserved, free, a sub-number, or the next at the end; with the rule for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gazetteer.numbering.door_number import DoorNumber, SubStyle
from gazetteer.numbering.profile import NumberingProfile
from gazetteer.terms import Term

Key = tuple[int, int, int]
MOST_SUBS = 99


class Basis(Term):
    """Why a number is the next one."""

    RESERVED = "reserved", "最近的预留号", "nearest reserved number"
    FREE = "free", "两邻号之间的空号", "free number between the neighbours"
    SUB = "sub", "前一号的附号", "sub-number of the door before"
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

    `side` holds the doors of the same side in any order; `odd` is the parity of the side, None where numbers run
    on without parity. The clause is the profile's.
    """
    doors = sorted((door for door in side if not door.number.sub), key=lambda door: (door.along_m, door.number))
    low = max((door for door in doors if door.along_m <= along_m), key=lambda d: d.number.number, default=None)
    later = [door for door in doors if door.along_m > along_m]
    high = min(later, key=lambda d: d.number.number, default=None)
    before, after = (low.number if low else None), (high.number if high else None)
    step = 1 if odd is None else 2
    if high is None:
        return _at_the_end(along_m, low, stock, profile, odd)
    first = low.number.number + 1 if low else 1
    between = [n for n in range(first, high.number.number) if step == 1 or n % 2 == int(bool(odd))]
    free = [number for number in between if stock.is_free(number)]
    wanted = _interpolated(along_m, low, high)
    reserved = sorted((n for n in free if n in stock.reserved), key=lambda n: (abs(n - wanted), n))
    others = sorted((n for n in free if n not in stock.reserved), key=lambda n: (abs(n - wanted), n))
    numbers = [DoorNumber(n) for n in (*reserved, *others)]
    sub = _sub(before or after, stock)
    rest = (*numbers[1:4], *([sub] if sub else []))
    if reserved:
        return Suggestion(numbers[0], Basis.RESERVED, _clause(profile, "N10"), before, after, rest)
    if numbers:
        return Suggestion(numbers[0], Basis.FREE, _clause(profile, "N06"), before, after, rest)
    assert sub is not None  # noqa: S101  (a door stands before or after, and sub-numbers do not run out)
    return Suggestion(sub, Basis.SUB, _clause(profile, "N10"), before, after)


def _at_the_end(
    along_m: float, low: Door | None, stock: Stock, profile: NumberingProfile, odd: bool | None
) -> Suggestion:
    """Beyond the last door one number is passed over for every `metres_per_number` of open ground."""
    step = 1 if odd is None else 2
    start = 1 if odd is None or odd else 2
    basis, number = Basis.FIRST, start
    if low is not None:
        basis = Basis.BEYOND
        steps = max(1, round((along_m - low.along_m) / (profile.metres_per_number * step)))
        number = low.number.number + step * steps
        if odd is not None and number % 2 != int(odd):
            number += 1
    while not stock.is_free(number):
        number += step
    before = low.number if low else None
    near = (
        [n for n in range(before.number + step if before else start, number, step) if stock.is_free(n)]
        if before
        else []
    )
    others = tuple(DoorNumber(n) for n in near[-3:] if odd is None or n % 2 == int(odd))
    return Suggestion(DoorNumber(number), basis, _clause(profile, "N08"), before, None, others)


def _interpolated(along_m: float, low: Door | None, high: Door) -> float:
    if low is None or high.along_m <= low.along_m:
        return high.number.number - 1
    share = (along_m - low.along_m) / (high.along_m - low.along_m)
    return low.number.number + share * (high.number.number - low.number.number)


def _sub(parent: DoorNumber | None, stock: Stock) -> DoorNumber | None:
    if parent is None:
        return None
    key = parent.key
    subs = (n for n in range(1, MOST_SUBS) if (key[0], key[1], n) not in stock.taken)
    return next((DoorNumber(parent.number, n, parent.stem, SubStyle.HYPHEN) for n in subs), None)


def _clause(profile: NumberingProfile, rule: str) -> str:
    return profile.clauses.get(rule) or profile.cited
