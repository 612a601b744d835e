"""Order, spacing and gaps along streets, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy

from gazetteer.findings import Finding
from gazetteer.numbering import Relocation, Standing, relocations
from gazetteer.numbering.gaps import avoided_fours
from gazetteer.numbering.ranges import as_ranges
from layers.numbering.axes import grouped
from layers.numbering.register import Floats, Integers
from layers.numbering.scene import GroundRule, Scene

ORDER_TOLERANCE_M = 3.0
"""A door this near to where its number belongs is in order: positions are no better."""

FEWEST_STEPS = 10
ROBUST_Z = 6.0
FACTOR = 3.0
SKIPPED = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """Main doors of one street and side in passing order (or of the whole street where sides are not kept apart)."""

    space: int
    step: int
    at: Integers
    along: Floats


def sides_of(scene: Scene) -> list[Side]:
    """Every street's doors in passing order, by parity where the street keeps odd and even apart."""
    register, stood = scene.register, scene.stood
    main = register.on_street & scene.usable & (register.numbers[:, 2] == 0) & (register.numbers[:, 1] == 0)
    found = []
    for space, at in grouped(register.space_of, main):
        followed = scene.streets.get(space)
        if followed is None or not followed.heading:
            continue
        apart = followed.judged_by.parity == "sides"
        parities = (1, 0) if apart else (-1,)
        for parity in parities:
            own = at[register.numbers[at, 0] % 2 == parity] if apart else at
            along = numpy.round(from_start(scene, space, stood.along[own]), 2)
            order = numpy.lexsort((register.numbers[own, 0], along))
            if len(own):
                found.append(Side(space, 2 if apart else 1, own[order], along[order]))
    return found


def from_start(scene: Scene, space: int, along: Floats) -> Floats:
    """Chainage as drawn, counted instead from where the street's numbers start (m)."""
    axis = scene.register.spaces[space].axis
    assert axis is not None  # noqa: S101  (only streets with an axis are followed)
    return along if scene.streets[space].heading > 0 else axis.length - along


def standing(scene: Scene, side: Side) -> list[Standing]:
    """The doors of a side for the pure rules."""
    ids, parsed = scene.register.ids, scene.register.parsed
    doors = zip(side.at.tolist(), side.along.tolist(), strict=True)
    return [Standing(ids[index], parsed[index], along) for index, along in doors]


def disorder(scene: Scene, side: Side) -> list[tuple[int, Relocation]]:
    """The fewest doors of a side out of order by more than the tolerance, and where they belong."""
    if not (numpy.diff(scene.register.numbers[side.at, 0]) < 0).any():
        return []
    index_of = {scene.register.ids[index]: int(index) for index in side.at}
    moves = relocations(standing(scene, side))
    return [(index_of[move.id], move) for move in moves if move.off_m > ORDER_TOLERANCE_M]


def check_order(scene: Scene) -> Iterator[Finding]:
    """N06: the fewest doors to move so that numbers rise along each side."""
    for side in sides_of(scene):
        for index, move in disorder(scene, side):
            scene.out_of_order.add(index)
            yield scene.judge.finding(
                "N06",
                f"{scene.title(index)}的号“{scene.number(index)}”不按顺序：沿“{scene.register.spaces[side.space].name}”"
                f"{_where(move)}，偏 {move.off_m:.0f} m",
                subject=scene.register.ids[index],
                column="门牌号",
                value=scene.number(index),
                remedy="核对位置；位置无误的按建议改号",
            )


def _where(move: Relocation) -> str:
    if move.from_m is not None and move.to_m is not None:
        return f"应在距起点 {move.from_m:.0f}–{move.to_m:.0f} m 之间，现在 {move.along_m:.0f} m"
    end, word = (move.from_m, "后") if move.to_m is None else (move.to_m, "前")
    return f"应在距起点 {end or 0:.0f} m 以{word}，现在 {move.along_m:.0f} m"


def in_order(scene: Scene, side: Side) -> Side:
    """The side without the doors that are out of order."""
    kept = numpy.array([int(index) not in scene.out_of_order for index in side.at], dtype=bool)
    return Side(side.space, side.step, side.at[kept], side.along[kept])


def check_spacing(scene: Scene) -> Iterator[Finding]:
    """N08: metres a number between neighbours, by robust z of the logarithm along the same side."""
    for side in (in_order(scene, each) for each in sides_of(scene)):
        steps, metres = numpy.diff(scene.register.numbers[side.at, 0]), numpy.diff(side.along)
        rated = (steps > 0) & (metres > 0.5)
        if rated.sum() < FEWEST_STEPS:
            continue
        rate = numpy.log(metres[rated] / steps[rated])
        middle = float(numpy.median(rate))
        spread = max(1.4826 * float(numpy.median(numpy.abs(rate - middle))), 0.15)
        odd = numpy.flatnonzero(rated)[
            (numpy.abs(rate - middle) > ROBUST_Z * spread) & (numpy.abs(rate - middle) > numpy.log(FACTOR))
        ]
        for n in odd:
            first, second = (int(side.at[k]) for k in (n, n + 1))
            yield scene.judge.finding(
                "N08",
                f"“{scene.register.spaces[side.space].name}”{scene.number(first)}到{scene.number(second)}相距 {metres[n]:.0f} m，"
                f"合每号 {metres[n] / steps[n]:.1f} m，该侧中位每号 {numpy.exp(middle):.1f} m",
                subject=scene.register.ids[second],
                column="门牌号",
                value=f"{metres[n] / steps[n]:.1f}",
                remedy=f"核对两处位置；空地按每号约 {scene.profile.metres_per_number:g} m 预留",
                related=(scene.register.ids[first],),
            )


def check_gaps(scene: Scene) -> Iterator[Finding]:
    """N07: numbers skipped on a side where the ground between the two doors has no room for them."""
    register = scene.register
    for side in (in_order(scene, each) for each in sides_of(scene)):
        numbers = register.numbers[side.at, 0]
        steps, metres = numpy.diff(numbers), numpy.diff(side.along)
        room = SKIPPED * steps * scene.profile.metres_per_number
        reserved = register.reserved.get(register.spaces[side.space].id, frozenset())
        missing: list[int] = []
        for n in numpy.flatnonzero((steps > side.step) & (metres < room)):
            between = range(int(numbers[n]) + side.step, int(numbers[n + 1]), side.step)
            missing += [number for number in between if number not in reserved]
        if missing:
            name = register.spaces[side.space].name
            yield scene.judge.finding(
                "N07",
                f"“{name}”跳过 {as_ranges(missing, side.step)}号，两邻门之间没有空地",
                subject=register.spaces[side.space].id,
                column="门牌号",
                value=as_ranges(missing, side.step),
                remedy="属历史顺序的登记为预留号；否则今后插建时使用",
            )


def check_group_gaps(scene: Scene) -> Iterator[Finding]:
    """N07: numbers missing within a group, whose numbers run on; one finding a group."""
    register = scene.register
    main = register.in_group & (register.numbers[:, 2] == 0)
    for space, at in grouped(scene.number_space, main):
        numbers = numpy.unique(register.numbers[at, 0])
        reserved = register.reserved.get(register.spaces[space].id, frozenset())
        missing = [n for n in numpy.setdiff1d(numpy.arange(1, numbers[-1] + 1), numbers).tolist() if n not in reserved]
        if missing:
            name = register.spaces[space].name
            yield scene.judge.finding(
                "N07",
                f"{register.spaces[space].village}“{name}”缺 {as_ranges(missing)}号，共 {len(missing)} 个",
                subject=register.spaces[space].id,
                column="门牌号",
                value=as_ranges(missing),
                remedy="核对是注销、预留还是漏登",
            )


def check_fours(scene: Scene) -> Iterator[Finding]:
    """N07: numbers with a 4, and 13, missing beyond chance; one finding a space."""
    register = scene.register
    for space, at in grouped(scene.number_space, register.gates & (register.numbers[:, 2] == 0)):
        avoided = avoided_fours(numpy.unique(register.numbers[at, 0]).tolist())
        if avoided:
            yield scene.judge.finding(
                "N07",
                f"“{register.spaces[space].name}”避用带 4 和 13 的号：应有 {avoided.expected} 个，缺 {avoided.missing} 个",
                name="numbering.skipped_four",
                subject=register.spaces[space].id,
                column="门牌号",
                value=str(avoided.missing),
                remedy="不得以避讳为由跳号；今后插建时使用",
            )


def _no_axes(scene: Scene) -> str:
    return "" if scene.streets else "没有街路巷的轴线"


ALONG_RULES = (
    GroundRule("N06", check_order, ("position",), _no_axes),
    GroundRule("N07", check_gaps, ("position",), _no_axes),
    GroundRule("N07", check_group_gaps),
    GroundRule("N07", check_fours),
    GroundRule("N08", check_spacing, ("position",), _no_axes),
)
