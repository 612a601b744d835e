"""Order where there is no axis: a group's numbers as a walk from door to door.

A door whose removal makes the walk much shorter, and that fits far better elsewhere in it, is out of place. A
group whose numbers have nothing to do with where the doors are is one finding, and its doors are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy

from gazetteer.findings import Finding, Severity
from layers.numbering.axes import grouped
from layers.numbering.register import Floats, Integers
from layers.numbering.scene import GroundRule, Scene

FEWEST = 8
STEPS = 6.0
LEAST_M = 60.0
FITS = 0.34
UNRELATED = 0.6


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A door out of place in its group's walk: the detour it makes (m), the doors it would fit between."""

    index: int
    detour_m: float
    before: int | None
    after: int | None


def walks(scene: Scene) -> Iterator[tuple[int, Integers]]:
    """Number space → its main doors by rising number, each number once."""
    register = scene.register
    main = register.in_group & register.placed & scene.usable & (register.numbers[:, 2] == 0)
    for space, at in grouped(scene.number_space, main):
        rising = at[numpy.argsort(register.numbers[at, 0], kind="stable")]
        _, first = numpy.unique(register.numbers[rising, 0], return_index=True)
        yield space, rising[first]


def unrelated(xy: Floats) -> bool:
    """Whether following the numbers is hardly shorter than going from door to door at random."""
    steps = numpy.hypot(*numpy.diff(xy, axis=0).T)
    middle = numpy.hypot(*(xy - xy.mean(axis=0)).T)
    # The mean distance of two random doors is about 1.36 times the root mean square distance from the middle.
    at_random = 1.36 * float(numpy.sqrt((middle**2).mean()))
    return bool(at_random > 0 and steps.mean() > UNRELATED * at_random)


def misplaced(xy: Floats, at: Integers) -> list[Misplaced]:
    """Doors of one walk that are out of place; `xy` in walking order."""
    steps = numpy.hypot(*numpy.diff(xy, axis=0).T)
    across = numpy.hypot(*(xy[2:] - xy[:-2]).T)
    detour = steps[:-1] + steps[1:] - across
    limit = max(STEPS * float(numpy.median(steps)), LEAST_M)
    found = []
    for n in numpy.flatnonzero(detour > limit) + 1:
        rest = numpy.delete(numpy.arange(len(xy)), n)
        to = numpy.hypot(*(xy[rest] - xy[n]).T)
        cost = to[:-1] + to[1:] - numpy.hypot(*numpy.diff(xy[rest], axis=0).T)
        best = int(numpy.argmin(cost))
        if cost[best] < FITS * detour[n - 1] and rest[best] != n - 1:
            found.append(Misplaced(int(at[n]), float(detour[n - 1]), int(at[rest[best]]), int(at[rest[best + 1]])))
    return _without_neighbours(found, xy, at)


def _without_neighbours(found: list[Misplaced], xy: Floats, at: Integers) -> list[Misplaced]:
    """Leaves out doors that only looked out of place because the door beside them is."""
    place = {int(index): n for n, index in enumerate(at)}
    kept: list[Misplaced] = []
    gone: set[int] = set()
    limit = max(STEPS * float(numpy.median(numpy.hypot(*numpy.diff(xy, axis=0).T))), LEAST_M)
    for each in sorted(found, key=lambda m: -m.detour_m):
        n = place[each.index]
        before = next((k for k in range(n - 1, -1, -1) if k not in gone), None)
        after = next((k for k in range(n + 1, len(xy)) if k not in gone), None)
        if before is None or after is None:
            continue
        a, b, c = xy[before], xy[n], xy[after]
        if float(numpy.hypot(*(b - a)) + numpy.hypot(*(c - b)) - numpy.hypot(*(c - a))) > limit:
            kept.append(each)
            gone.add(n)
    return sorted(kept, key=lambda m: place[m.index])


def check_walks(scene: Scene) -> Iterator[Finding]:
    """N06 in groups: doors out of place, or numbers that do not follow the ground at all."""
    register = scene.register
    for space, at in walks(scene):
        if len(at) < FEWEST:
            continue
        xy = register.xy[at]
        name = f"{register.spaces[space].village}“{register.spaces[space].name}”"
        if unrelated(xy):
            yield scene.judge.finding(
                "N06",
                f"{name}的号码不随位置排列（门牌 {len(at)} 块），没有逐户判断",
                severity=Severity.INFO,
                subject=register.spaces[space].id,
                column="门牌号",
                remedy="按登记先后编号的不必改；否则核对位置",
            )
            continue
        for each in misplaced(xy, at):
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
    return "和".join(scene.number(index) for index in (each.before, each.after) if index is not None)


WALK_RULES = (GroundRule("N06", check_walks, ("position",)),)
