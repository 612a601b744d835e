"""What every street and village shows of its own convention, before a single door is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy

from gazetteer.numbering import Convention, NumberingProfile, Tally, VillageScope, infer
from gazetteer.numbering.inference import OPPOSITE, expected, settled, village_scope
from layers.numbering.axes import Stood, grouped, runs_from
from layers.numbering.register import Integers, Mask, Register


@dataclass(frozen=True, slots=True)
class Followed:
    """A street's convention: as its doors show it, as laid down, and as single doors are judged by.

    `heading` is 1 where numbers rise along the axis as drawn, -1 where they fall; 0 when nobody knows.
    `also_from` is the other compass end a diagonal street may be said to start from.
    """

    seen: Convention
    laid_down: Convention
    judged_by: Convention
    heading: int
    doors: int
    also_from: str = ""


def follow_streets(register: Register, stood: Stood, usable: Mask, profile: NumberingProfile) -> dict[int, Followed]:
    """Space → convention, for every street with an axis and a door. `usable` leaves out plates that stand elsewhere."""
    main = register.on_street & usable & (register.numbers[:, 2] == 0)
    found = {}
    for space, at in grouped(register.space_of, main):
        found[space] = _follow(register, stood, at, profile)
    return found


def _follow(register: Register, stood: Stood, at: Integers, profile: NumberingProfile) -> Followed:
    space = register.space(int(at[0]))
    assert space.axis is not None  # noqa: S101  (gates on_street have an axis)
    start, also = runs_from(space.axis)
    numbers, side = register.numbers[at, 0], stood.side[at]
    rising, falling = _pairs(numbers, stood.along[at])
    laid_down = expected(profile, start, space.starts_from, space.odd_side)
    heading = int(numpy.sign(rising - falling)) if _clear(rising, falling) else _declared_heading(start, laid_down)
    left = numpy.where(numbers % 2 == 1, side, -side) * (heading or 1)
    tally = Tally(
        odd_left=int((left > 0).sum()),
        odd_right=int((left < 0).sum()),
        rising=rising,
        falling=falling,
        doors=len(at),
        left_doors=int((side > 0).sum()),
        right_doors=int((side < 0).sum()),
        runs_from=start,
    )
    seen = infer(tally)
    if heading == -1:
        also = OPPOSITE.get(also, "")
    return Followed(seen, laid_down, settled(seen, laid_down), heading, len(at), also)


def _pairs(numbers: Integers, along: numpy.ndarray) -> tuple[int, int]:
    """How many neighbouring doors of one parity rise, and how many fall, along the axis as drawn."""
    rising = falling = 0
    for parity in (0, 1):
        own = numbers % 2 == parity
        steps = numpy.diff(numbers[own][numpy.lexsort((numbers[own], along[own]))])
        rising, falling = rising + int((steps > 0).sum()), falling + int((steps < 0).sum())
    return rising, falling


def _clear(rising: int, falling: int) -> bool:
    return rising + falling > 0 and max(rising, falling) >= 0.6 * (rising + falling)


def _declared_heading(start: str, laid_down: Convention) -> int:
    if not start or not laid_down.starts_from:
        return 0
    return 1 if start == laid_down.starts_from else -1 if OPPOSITE[start] == laid_down.starts_from else 0


def village_scopes(register: Register) -> Mapping[str, VillageScope]:
    """Village → whether its numbers run by group or through the village; main numbers of groups only."""
    main = register.in_group & (register.numbers[:, 2] == 0)
    village_names = sorted({space.village for space in register.spaces if space.kind == "group"})
    codes = {name: n for n, name in enumerate(village_names)}
    of_space = numpy.array([codes.get(space.village, -1) for space in register.spaces] + [-1], dtype=numpy.int64)
    village = numpy.where(main, of_space[register.space_of], -1)
    found = {}
    for code, at in grouped(village, village >= 0):
        numbers, groups = register.numbers[at, 0], register.space_of[at]
        if len(numpy.unique(groups)) < 2:
            continue
        apart = numpy.unique(numpy.column_stack([groups, numbers]), axis=0)
        through = len(apart) - len(numpy.unique(numbers))
        largest = int(numpy.unique(apart[:, 0], return_counts=True)[1].max())
        found[village_names[code]] = village_scope(len(at) - len(apart), through, len(at), largest)
    return found


def number_spaces(register: Register, scopes: Mapping[str, VillageScope], profile: NumberingProfile) -> Integers:
    """Each plate's space of unique numbers: its street, its group, or one group of a village that numbers as a whole."""
    first: dict[str, int] = {}
    one = numpy.arange(len(register.spaces) + 1)
    for n, space in enumerate(register.spaces):
        scope = scopes.get(space.village, VillageScope.UNKNOWN)
        scope = profile.village_scope if scope is VillageScope.UNKNOWN else scope
        if space.kind == "group" and scope is VillageScope.VILLAGE:
            one[n] = first.setdefault(space.village, n)
    return numpy.where(register.space_of >= 0, one[register.space_of], -1)
