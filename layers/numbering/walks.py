"""Order where there is no axis: a group's numbers as a walk from door to door.

A door whose removal makes the walk much shorter, or that is far from the doors before and after it, and that fits
far better elsewhere in the walk, is out of place. A group whose numbers have nothing to do with where the doors are
is one finding, and its doors are not judged; nor are they where too many of them seem out of place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from scipy.spatial.distance import pdist

from gazetteer.findings import Finding, Severity
from layers.numbering.axes import grouped
from layers.numbering.register import Floats, Integers, Mask
from layers.numbering.scene import GroundRule, Scene

FEWEST = 8
FEWEST_TO_TELL = 12
"""Doors from which a walk can be said to be none; fewer may look so by chance."""

STEPS, LEAST_M = 5.0, 60.0
"""A detour from which a door is asked: so many middling steps, and at least so many metres."""

STEPS_APART, LEAST_APART_M = 2.0, 40.0
"""The same for the way to the nearer one of the doors before and after."""

FITS = 0.34
"""Part of its detour that a door may cost where it belongs."""

LONG_WAY = 0.05
UNRELATED = 0.75
MOST = 0.2


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A door out of place in its group's walk: the detour it makes (m), the doors it would fit between."""

    index: int
    detour_m: float
    before: int
    after: int


def walks(scene: Scene) -> Iterator[tuple[int, Integers]]:
    """Number space → its main doors by rising number, each number once: of twins the one that stands in order."""
    register = scene.register
    main = register.in_group & register.placed & scene.usable & (register.numbers[:, 2] == 0)
    for space, at in grouped(scene.number_space, main):
        numbers = register.numbers[at, 0]
        rising = at[numpy.lexsort((numpy.array([register.ids[n] for n in at]), numbers))]
        once = _each_once(register.xy[rising], register.numbers[rising, 0], rising)
        scene.twins.update(numpy.setdiff1d(rising, once).tolist())
        yield space, once


def _each_once(xy: Floats, numbers: Integers, at: Integers) -> Integers:
    """Of the doors that share a number, the one nearest to the doors around it in the walk."""
    _, first, counts = numpy.unique(numbers, return_index=True, return_counts=True)
    if (counts == 1).all():
        return at
    sole = first[counts == 1]
    kept = sole.tolist()
    for begin, count in zip(first[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True):
        place = int(numpy.searchsorted(sole, begin))
        around = sole[max(0, place - 2) : place + 2]
        twins = numpy.arange(begin, begin + count)
        away = numpy.hypot(*(xy[twins][:, None] - xy[around][None]).transpose(2, 0, 1)).sum(axis=1)
        kept.append(int(twins[numpy.argmin(away)]))
    chosen: Integers = at[numpy.sort(kept)]
    return chosen


def unrelated(xy: Floats) -> bool:
    """Whether following the numbers is hardly shorter than going from door to door at random."""
    if len(xy) < FEWEST_TO_TELL:
        return False
    steps = numpy.hypot(*numpy.diff(xy, axis=0).T)
    return bool(steps.mean() > UNRELATED * max(float(pdist(xy).mean()), 1.0))


def misplaced(xy: Floats, at: Integers) -> list[Misplaced]:
    """Doors of one walk that are out of place, the clearest first; `xy` in walking order, at least three.

    Each is judged with those already found taken out, so that a door is not blamed for the one beside it.
    """
    left = numpy.arange(len(xy))
    found: list[tuple[int, float]] = []
    while len(left) > 3:
        best = _clearest(xy[left])
        if best is None:
            break
        n, gain = best
        found.append((int(left[n]), gain))
        left = numpy.delete(left, n)
    steps = numpy.hypot(*numpy.diff(xy[left], axis=0).T)
    placed = []
    for n, gain in found:
        to = numpy.hypot(*(xy[left] - xy[n]).T)
        place = _cheapest(to[:-1] + to[1:] - steps, steps)
        placed.append(Misplaced(int(at[n]), gain, int(at[left[place]]), int(at[left[place + 1]])))
    return placed


def _clearest(xy: Floats) -> tuple[int, float] | None:
    """The door that gains most by standing elsewhere, and its detour (m).

    Of doors beside each other it is the one without which the others need no asking any more.
    """
    gains, asked = _gains(xy)
    steps = numpy.hypot(*numpy.diff(xy, axis=0).T)
    # A last door far from the one before may be the first of another lane: it must fit as doors beside each other do.
    limit_at_end = float(numpy.median(steps))
    best: tuple[tuple[int, float], int, float] | None = None
    for n in numpy.flatnonzero(asked).tolist():
        gain = float(gains[n])
        cost = _cost_elsewhere(xy, steps, n)
        if cost < min(FITS * gain, limit_at_end if n in (0, len(xy) - 1) else numpy.inf):
            left_asked = int(_gains(numpy.delete(xy, n, axis=0))[1].sum())
            rank = (-left_asked, gain - cost)
            if best is None or rank > best[0]:
                best = (rank, n, gain)
    return best[1:] if best else None


def _cost_elsewhere(xy: Floats, steps: Floats, n: int) -> float:
    """By how much a door lengthens the walk where it fits best, other than where it is (m)."""
    rest = numpy.delete(numpy.arange(len(xy)), n)
    to = numpy.hypot(*(xy[rest] - xy[n]).T)
    between = numpy.delete(steps, n if n == 0 else n - 1)
    inside = 0 < n < len(xy) - 1
    if inside:
        between[n - 1] = numpy.hypot(*(xy[n + 1] - xy[n - 1]))
    costs = to[:-1] + to[1:] - between
    if inside:
        costs[n - 1] = numpy.inf
    return float(costs[_cheapest(costs, between)])


def _cheapest(costs: Floats, between: Floats) -> int:
    """On the long way from lane to lane a door fits anywhere; between neighbours it is at home."""
    return int(numpy.argmin(costs + LONG_WAY * between))


def _gains(xy: Floats) -> tuple[Floats, Mask]:
    """What each door adds to the walk (m), by a detour or by lying apart from its nearer neighbour; which are asked."""
    steps = numpy.hypot(*numpy.diff(xy, axis=0).T)
    middling = float(numpy.median(steps))
    apart = numpy.minimum(numpy.append(numpy.inf, steps), numpy.append(steps, numpy.inf))
    detour = apart.copy()
    detour[1:-1] = steps[:-1] + steps[1:] - numpy.hypot(*(xy[2:] - xy[:-2]).T)
    far = apart > max(STEPS_APART * middling, LEAST_APART_M)
    long = detour > max(STEPS * middling, LEAST_M)
    return numpy.maximum(detour, apart), far | long


def judged(xy: Floats, at: Integers) -> list[Misplaced] | None:
    """Doors out of place; None where the numbers do not follow the ground and no single door can be blamed."""
    if unrelated(xy):
        return None
    found = misplaced(xy, at)
    return None if len(found) > max(2, MOST * len(at)) else found


def check_walks(scene: Scene) -> Iterator[Finding]:
    """N06 in groups: doors out of place, or numbers that do not follow the ground at all."""
    register = scene.register
    for space, at in walks(scene):
        if len(at) < FEWEST:
            continue
        name = f"{register.spaces[space].village}“{register.spaces[space].name}”"
        found = judged(register.xy[at], at)
        if found is None:
            yield scene.judge.finding(
                "N06",
                f"{name}的号码不随位置排列（门牌 {len(at)} 块），没有逐户判断",
                severity=Severity.INFO,
                subject=register.spaces[space].id,
                column="门牌号",
                remedy="按登记先后编号的不必改；否则核对位置",
            )
            continue
        for each in sorted(found, key=lambda m: tuple(register.numbers[m.index])):
            scene.out_of_order.add(each.index)
            yield scene.judge.finding(
                "N06",
                f"{scene.title(each.index)}的号“{scene.number(each.index)}”不按顺序：在{name}里绕行 {each.detour_m:.0f} m，"
                f"其位置在 {_between(scene, each)}之间",
                subject=register.ids[each.index],
                column="门牌号",
                value=scene.number(each.index),
                remedy="核对位置；位置无误的按建议改号",
            )


def _between(scene: Scene, each: Misplaced) -> str:
    return "和".join(scene.number(index) for index in (each.before, each.after))


WALK_RULES = (GroundRule("N06", check_walks, ("position",)),)
