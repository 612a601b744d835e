"""Which numbers of a side may be given to doors that get another one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, takewhile
from operator import gt

from gazetteer.numbering.door_number import MAX_NUMBER, DoorNumber, SubStyle

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A door in passing order: whose, which number, how far along (m)."""

    id: str
    number: DoorNumber
    along_m: float


class Room:
    """The numbers of one side while some of its doors give theirs up.

    `taken` are the keys of the whole number space, the side's own included; `step` is 2 where the side holds one
    parity. Numbers that have sub-numbers are not given to others: these hang on them.
    """

    def __init__(
        self,
        standing: Sequence[Standing],
        taken: Collection[Key],
        step: int,
        *,
        reserved: Collection[int],
        held: Collection[int],
        reuse: bool,
        style: SubStyle = SubStyle.HYPHEN,
    ) -> None:
        own = [door.number for door in standing]
        odd = sum(number.is_odd for number in own)
        self._standing = standing
        self._style = style
        self._parity = int(2 * odd > len(own)) if step == 2 else None
        self._others = frozenset(taken) - {number.key for number in own}
        self._parents = {number for number, _, sub in taken if sub}
        self._blocked = {*held, *self._parents, *(() if reuse else (number.number for number in own))}
        self._reserved = frozenset(reserved)
        self._given_up: set[int] = set()
        self.used: set[Key] = set(self._others)

    def free_above(self, number: int) -> Iterator[int]:
        """Rising numbers above one, of the side's parity, that nobody else has and nothing holds back.

        Numbers of the side's own doors count as free until `settle`.
        """
        for each in range(number + 1, MAX_NUMBER + 1):
            fits = self._parity is None or each % 2 == self._parity
            if fits and each not in self._blocked and (each, 0, 0) not in self.used:
                yield each

    def with_head(self, moving: Collection[str]) -> frozenset[str]:
        """The moving doors, and as many of the first ones that stay as are needed for a number before them."""
        more = set(moving)
        kept = [door for door in self._standing if door.id not in more]
        if len(kept) == len(self._standing):
            return frozenset(more)
        while kept and self._standing[0].id in more:
            there = {door.number.number for door in kept}
            below = takewhile(partial(gt, kept[0].number.number), self.free_above(0))
            if any(number not in there for number in below):
                break
            more.add(kept.pop(0).id)
        return frozenset(more)

    def settle(self, moving: Collection[str]) -> None:
        """From now on the numbers of the doors that stay are used, and those of the moving ones given up."""
        kept = {door.number.key for door in self._standing if door.id not in moving}
        self.used |= kept
        gone = (door.number for door in self._standing if door.id in moving)
        self._given_up = {n.number for n in gone if n.key == (n.number, 0, 0) and n.key not in kept}

    def between(self, low: int, high: int | None, count: int) -> list[int]:
        """At most `count` rising numbers between two: reserved and given-up ones first; beyond the last the next ones."""
        if high is None:
            return list(islice(self.free_above(low), count))
        free = list(takewhile(partial(gt, high), self.free_above(low)))
        preferred = [number for number in free if number in self._reserved or number in self._given_up][:count]
        others = [number for number in free if number not in preferred]
        return sorted([*preferred, *others[: count - len(preferred)]])

    def reason(self, number: int) -> str:
        """Why this number is to be had."""
        if number in self._reserved:
            return "取预留的号"
        return "取腾出的号" if number in self._given_up else "取空闲的号"

    def sub_of(self, parent: DoorNumber) -> DoorNumber:
        """The first free sub-number of a door; `parent` bears none itself."""
        number, stem, _ = parent.key
        free = next(sub for sub in range(1, MAX_NUMBER) if (number, stem, sub) not in self.used)
        return DoorNumber(parent.number, free, parent.stem, self._style)

    def warning(self, door: Standing) -> str:
        """What else the change of a door's number touches."""
        return "；原号下有附号，须一并改编" if door.number.number in self._parents else ""
