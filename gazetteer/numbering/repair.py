"""The least repair of a side that is out of order: either these points move, or these doors get other numbers.

Nothing is ever applied. A proposal says before and after, why, and whom it touches.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gazetteer.numbering.door_number import MAX_NUMBER, DoorNumber, SubStyle
from gazetteer.numbering.order import not_rising, out_of_order
from gazetteer.numbering.room import Key, Room, Standing


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


def least_renumbering(
    standing: Sequence[Standing],
    taken: Collection[Key],
    step: int,
    *,
    reserved: Collection[int] = (),
    held: Collection[int] = (),
    reuse: bool = True,
    style: SubStyle = SubStyle.HYPHEN,
) -> list[Renumbering]:
    """Other numbers for as few doors as can be, so that the side rises and no number stands on it twice.

    Arguments as for `renumber`. Applied, it leaves nothing to repair.
    """
    room = Room(standing, taken, step, reserved=reserved, held=held, reuse=reuse, style=style)
    first_free = next(room.free_above(0), MAX_NUMBER)
    stay_out = not_rising(
        [door.number.key for door in standing],
        [door.id for door in standing],
        lambda index: index == 0 or standing[index].number.number > first_free,
    )
    return renumber(
        standing,
        {standing[index].id for index in stay_out},
        taken,
        step,
        reserved=reserved,
        held=held,
        reuse=reuse,
        style=style,
    )


def renumber(
    standing: Sequence[Standing],
    moving: Collection[str],
    taken: Collection[Key],
    step: int,
    *,
    reserved: Collection[int] = (),
    held: Collection[int] = (),
    reuse: bool = True,
    style: SubStyle = SubStyle.HYPHEN,
) -> list[Renumbering]:
    """Other numbers for the doors named in `moving`, the rest keeping theirs, so that the side rises again.

    `standing` are the main numbers of one side in passing order, identities all different; `step` is 2 where the
    side holds one parity, else 1. `taken` are the keys used anywhere in the number space, this side included;
    `held` are never given out; `reuse` False keeps numbers given up from being given to another door. Reserved
    numbers and numbers given up are used first, then free ones, then sub-numbers of the door before. Where no
    number is left below the first door that stays, that door moves too. Doors whose number comes out unchanged
    are left out.
    """
    room = Room(standing, taken, step, reserved=reserved, held=held, reuse=reuse, style=style)
    moving = room.with_head(moving)
    room.settle(moving)
    changes: list[Renumbering] = []
    for low, high, run in _runs(standing, moving):
        numbers = room.between(low.number if low else 0, high.number if high else None, len(run))
        last = low
        for place, door in enumerate(run):
            if place < len(numbers):
                last = DoorNumber(numbers[place])
                after, reason = last, room.reason(numbers[place])
            elif last is not None:
                after = room.sub_of(last)
                reason = f"{last}与下一号之间没有空号，编为附号"
            else:
                continue  # every number up to the largest there can be is taken
            room.used.add(after.key)
            if after.key != door.number.key:
                changes.append(Renumbering(door.id, door.number, after, reason + room.warning(door)))
    return changes


def _runs(
    standing: Sequence[Standing], moving: Collection[str]
) -> list[tuple[DoorNumber | None, DoorNumber | None, list[Standing]]]:
    """Stretches of moving doors with the kept numbers before and after (None: none)."""
    runs: list[tuple[DoorNumber | None, DoorNumber | None, list[Standing]]] = []
    low, run = None, list[Standing]()
    for door in standing:
        if door.id in moving:
            run.append(door)
            continue
        if run:
            runs.append((low, door.number, run))
            run = []
        low = door.number
    return [*runs, (low, None, run)] if run else runs
