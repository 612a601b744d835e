"""Odd and even: each on its side, roads built on one side, roads that follow another convention throughout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy

from gazetteer.findings import Finding
from gazetteer.numbering import agreeing, conventions
from layers.numbering.axes import grouped
from layers.numbering.conventions import Followed
from layers.numbering.scene import GroundRule, Scene

STARTS = {"east": "东", "west": "西", "north": "北", "south": "南"}
ODD = {"left": "左单右双", "right": "左双右单"}


def check_axes(scene: Scene) -> Iterator[Finding]:
    """N06: streets with doors and no line to judge them along, where other streets have one; one finding a street."""
    register = scene.register
    for space, at in grouped(register.space_of, register.gates):
        if register.spaces[space].is_street and register.spaces[space].axis is None:
            yield scene.judge.finding(
                "N06",
                f"街路巷“{register.spaces[space].name}”没有可用的轴线（没有线、线断成几处或坐标有误），"
                f"门牌 {len(at)} 块没有判断左右、次序和间距",
                name="numbering.axis",
                subject=register.spaces[space].id,
                column="图形",
                value=str(len(at)),
                remedy="补画或改正这条街路巷的线",
            )


def check_conventions(scene: Scene) -> Iterator[Finding]:
    """N04: a road whose doors throughout have odd on the other side than laid down is one finding."""
    for space, followed in scene.streets.items():
        seen, laid_down = followed.seen, followed.laid_down
        if seen.parity == "running" and laid_down.odd_side:
            said = "单双号不分侧"
        elif seen.odd_side and laid_down.odd_side and seen.odd_side != laid_down.odd_side:
            said = f"{seen.fit:.0%} 的门牌{ODD[seen.odd_side]}"
        else:
            continue
        yield scene.judge.finding(
            "N04",
            f"街路巷“{scene.register.spaces[space].name}”整体按另一种惯例编号：{said}，规定{ODD[laid_down.odd_side]}"
            f"（门牌 {followed.doors} 块）{_alike(followed)}",
            name="numbering.convention",
            subject=scene.register.spaces[space].id,
            column="单号侧",
            value=seen.odd_side or "running",
            remedy="整条路沿用的，登记该路的单号侧；除确有必要不重编",
        )


def _alike(followed: Followed) -> str:
    alike = agreeing(followed.seen.starts_from, followed.seen.odd_side)
    return f"；与{'、'.join(conventions()[key].title for key in alike)}相同" if alike else ""


def check_direction(scene: Scene) -> Iterator[Finding]:
    """N05: numbers start at the compass end laid down; one finding a road. A diagonal road has two ends to choose from."""
    for space, followed in scene.streets.items():
        start, wanted = followed.seen.starts_from, followed.laid_down.starts_from
        if not start or not wanted or start == wanted:
            continue
        along = "east_west" if followed.also_from in ("east", "west") else "north_south"
        if followed.also_from and followed.also_from == scene.profile.starts(along):
            continue
        yield scene.judge.finding(
            "N05",
            f"街路巷“{scene.register.spaces[space].name}”从{STARTS[start]}端编起，规定从{STARTS[wanted]}端编起"
            f"（门牌 {followed.doors} 块）",
            subject=scene.register.spaces[space].id,
            column="编号起点",
            value=start,
            remedy="整条路沿用的，登记该路的编号起点；除确有必要不重编",
        )


def wrong_sides(scene: Scene) -> numpy.ndarray:
    """Plates on the wrong side of a road that keeps odd and even apart, by what the road is judged by."""
    register = scene.register
    expected = numpy.zeros(len(register.spaces) + 1, dtype=numpy.int64)
    for space, followed in scene.streets.items():
        if followed.judged_by.parity == "sides" and followed.judged_by.odd_side:
            expected[space] = followed.heading * (1 if followed.judged_by.odd_side == "left" else -1)
    odd_is = expected[register.space_of]
    should = numpy.where(register.numbers[:, 0] % 2 == 1, odd_is, -odd_is)
    judged = register.on_street & scene.usable & (scene.stood.side != 0) & (odd_is != 0)
    return numpy.flatnonzero(judged & (should != scene.stood.side))


def check_sides(scene: Scene) -> Iterator[Finding]:
    """N04: single doors on the wrong side. Nearer to the axis than the dead zone a door is on neither."""
    register = scene.register
    for index in wrong_sides(scene):
        left = scene.stood.side[index] * scene.streets[int(register.space_of[index])].heading > 0
        yield scene.judge.finding(
            "N04",
            f"{scene.title(index)}的号“{scene.number(index)}”在“{register.space(index).name}”的{'左' if left else '右'}侧"
            f"（距轴线 {abs(scene.stood.offset[index]):.0f} m），应在另一侧",
            subject=register.ids[index],
            column="门牌号",
            value=scene.number(index),
            remedy="核对号码、位置和街道的单号侧",
        )


def check_one_sided(scene: Scene) -> Iterator[Finding]:
    """N09: a road built on one side bears one parity, where the profile says so; one finding a road."""
    register = scene.register
    if scene.profile.one_sided != "single_parity":
        return
    for space, followed in scene.streets.items():
        if followed.seen.parity != "one_sided" or followed.doors < 6:
            continue
        own = numpy.flatnonzero(register.on_street & scene.usable & (register.space_of == space))
        odd = register.numbers[own, 0] % 2 == 1
        fewer = own[odd] if 2 * odd.sum() <= len(own) else own[~odd]
        if len(fewer):
            word = "单" if 2 * odd.sum() <= len(own) else "双"
            yield scene.judge.finding(
                "N09",
                f"街路巷“{register.spaces[space].name}”只有一侧有门，却单双号都用：{word}号 {len(fewer)} 块，共 {len(own)} 块",
                subject=register.spaces[space].id,
                column="门牌号",
                value=str(len(fewer)),
                remedy="另一侧不会再建的改按自然数顺编并登记；否则只用一种奇偶",
                related=scene.related(fewer[:200]),
            )


def _no_axes(scene: Scene) -> str:
    return "" if scene.streets else "没有街路巷的轴线"


SIDE_RULES = (
    GroundRule("N06", check_axes, (), _no_axes),
    GroundRule("N04", check_conventions, ("position",), _no_axes),
    GroundRule("N05", check_direction, ("position",), _no_axes),
    GroundRule("N04", check_sides, ("position",), _no_axes),
    GroundRule("N09", check_one_sided, ("position",), _no_axes),
)
