"""The least repair of a side that is out of order: either these points move, or these doors get other numbers.

Nothing is ever applied. A proposal says before and after, why, and whom it touches.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gazetteer.numbering.door_number import DoorNumber, SubStyle
from gazetteer.numbering.order import out_of_order

FARTHEST = 40
"""How many numbers beyond the last one are looked at for a door that stands at the end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A door in passing order: whose, which number, how far along (m)."""

    id: str
    number: DoorNumber
    along_m: float


@dataclass(frozen=True, slots=True)
class Renumbering:
    """One door's number before and after, and why that one."""

    id: str
    before: DoorNumber
    after: DoorNumber
    reason: str


@dataclass(frozen=True, slots=True)
class Relocation:
    """Where a door would have to stand to keep its number: between two chainages (m; None: open end)."""

    id: str
    number: DoorNumber
    along_m: float
    from_m: float | None
    to_m: float | None

    @property
    def off_m(self) -> float:
        """How far it stands from there."""
        below = self.from_m - self.along_m if self.from_m is not None else 0.0
        above = self.along_m - self.to_m if self.to_m is not None else 0.0
        return max(0.0, below, above)


def relocations(standing: Sequence[Standing]) -> list[Relocation]:
    """For the fewest doors out of order, the stretch where each one's number belongs. `standing` is in passing order."""
    movers = out_of_order([door.number.number for door in standing], [door.id for door in standing])
    if not movers:
        return []
    moving = set(movers)
    kept = [door for index, door in enumerate(standing) if index not in moving]
    return [_stretch(standing[index], kept) for index in movers]


def _stretch(door: Standing, kept: Sequence[Standing]) -> Relocation:
    below = [other.along_m for other in kept if other.number.number < door.number.number]
    above = [other.along_m for other in kept if other.number.number > door.number.number]
    return Relocation(door.id, door.number, door.along_m, max(below) if below else None, min(above) if above else None)


def renumber(
    standing: Sequence[Standing], moving: Collection[str], taken: Collection[tuple[int, int, int]], step: int
) -> list[Renumbering]:
    """Other numbers for the doors named in `moving`, the rest keeping theirs, so that the side rises again.

    `standing` is one side in passing order; `step` is 2 where the side holds one parity, else 1. `taken` are the
    keys used anywhere in the number space. Numbers given up by the moving doors are used first, then free ones,
    then sub-numbers of the door before. Doors whose number comes out unchanged are left out.
    """
    free = set(taken) - {door.number.key for door in standing if door.id in moving}
    used = set(free)
    given_up = {door.number.number for door in standing if door.id in moving and not door.number.sub}
    changes: list[Renumbering] = []
    for low, high, run in _runs(standing, moving):
        wanted = _between(low, high, run[0].number.number % step if step == 2 else None, step, used)
        chosen = _choose(wanted, given_up, len(run))
        for door, number in zip(run, chosen, strict=False):
            changes += _changed(door, DoorNumber(number), f"取{'腾出' if number in given_up else '空闲'}的号")
            used.add((number, 0, 0))
        last = chosen[-1] if chosen else low
        for door in run[len(chosen) :]:
            after = _next_sub(last, used) if last else None
            if after is not None:
                used.add(after.key)
                changes += _changed(door, after, f"{last}号与下一号之间没有空号，编为附号")
    return changes


def _runs(standing: Sequence[Standing], moving: Collection[str]) -> list[tuple[int, int | None, list[Standing]]]:
    """Stretches of moving doors with the kept numbers before (0: none) and after (None: none)."""
    runs: list[tuple[int, int | None, list[Standing]]] = []
    low, run = 0, list[Standing]()
    for door in standing:
        if door.id in moving:
            run.append(door)
            continue
        if run:
            runs.append((low, door.number.number, run))
            run = []
        low = door.number.number
    return [*runs, (low, None, run)] if run else runs


def _between(
    low: int, high: int | None, parity: int | None, step: int, used: Collection[tuple[int, int, int]]
) -> list[int]:
    end = high if high is not None else low + FARTHEST * step
    return [
        number
        for number in range(low + 1, end)
        if (parity is None or number % 2 == parity) and (number, 0, 0) not in used
    ]


def _choose(candidates: Sequence[int], preferred: Collection[int], count: int) -> list[int]:
    """`count` of the candidates, rising: preferred ones, then those nearest to them, or from the beginning."""
    if len(candidates) <= count:
        return list(candidates)
    chosen = [number for number in candidates if number in preferred][:count]
    rest = [number for number in candidates if number not in chosen]
    return sorted([*chosen, *rest[: count - len(chosen)]])


def _next_sub(parent: int, used: Collection[tuple[int, int, int]]) -> DoorNumber | None:
    for sub in range(1, 1_000):
        if (parent, 0, sub) not in used:
            return DoorNumber(parent, sub, style=SubStyle.HYPHEN)
    return None


def _changed(door: Standing, after: DoorNumber, reason: str) -> list[Renumbering]:
    return [Renumbering(door.id, door.number, after, reason)] if after.key != door.number.key else []
