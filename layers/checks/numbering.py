"""Door numbers in their number space: a street, or a villagers' group where there is no street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy
import shapely

from gazetteer import DoorNumber, parse_number
from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.checks.ground import Ground, Row, called
from layers.layer import Layer

ON_GATES = frozenset({"large", "medium", "small"})
"""Kinds of plates that bear a door number; buildings and units are numbered within their gate."""

GONE = frozenset({"replaced", "removed"})
UNDECIDED_M = 1.0  # nearer to the line than this, a plate is on neither side
STEP_M = 2.0
Numbered = tuple[int, DoorNumber]


def check_numbers(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Numbers that cannot be read, and numbers that hang twice in one street or group."""
    if declared.key != "door_plate":
        return
    rows, texts = ground.rows(declared), ground.column(declared, "number_text")
    spaces: dict[tuple[str, tuple[int, int, int]], list[int]] = defaultdict(list)
    for index, space, number in _gates(ground, declared):
        if isinstance(number, Refused):
            yield from (
                rows[index].finding(
                    f.rule, Severity.WARNING, f"：{f.message}", column="门牌号", value=texts[index], remedy=f.remedy
                )
                for f in number.findings
            )
        else:
            spaces[space, number.key].append(index)
    addresses = ground.column(declared, "address")
    for indexes in spaces.values():
        if len(indexes) > 1 and (len({addresses[n] for n in indexes}) > 1 or addresses[indexes[0]] is None):
            yield from _twice([rows[n] for n in indexes], texts[indexes[0]])


def _twice(rows: list[Row], text: str) -> Iterator[Finding]:
    for row in rows[1:]:
        yield row.finding(
            "numbering.duplicate",
            Severity.ERROR,
            f"的号“{text}”在同一街路巷或小组内出现 {len(rows)} 次",
            column="门牌号",
            value=text,
            remedy="核对实地后改编其中之一，或编附号",
            related=tuple(other.id for other in rows if other is not row),
        )


def check_sides(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Odd numbers stand on the side of the street that is declared odd, seen from where numbering starts."""
    if declared.key != "door_plate":
        return
    by_street: dict[str, list[Numbered]] = defaultdict(list)
    for index, space, number in _gates(ground, declared):
        if isinstance(number, DoorNumber):
            by_street[space].append((index, number))
    points = ground.in_metres(ground.frame(declared.key).geometry.to_numpy())
    rows = ground.rows(declared)
    for street, (line, odd_is_left) in _streets(ground).items():
        numbered = by_street.get(street, [])
        left = _left_of(line, points[[index for index, _ in numbered]]) if numbered else ()
        for (index, number), side in zip(numbered, left, strict=True):
            if side and bool(side > 0) != (number.is_odd == odd_is_left):
                yield rows[index].finding(
                    "numbering.side",
                    Severity.WARNING,
                    f"的号“{number}”在街道的{'左' if side > 0 else '右'}侧，应在另一侧",
                    column="门牌号",
                    value=str(number),
                    remedy="核对号码、位置和街道的单号侧",
                )


def _gates(ground: Ground, declared: Layer) -> Iterator[tuple[int, str, DoorNumber | Refused]]:
    """Index, number space and number of every gate plate still hanging."""
    keys = ("kind", "status", "number_text", "street", "villagers_group")
    columns: list[Any] = [ground.column(declared, key) for key in keys]
    for index, (kind, status, text, street, group) in enumerate(zip(*columns, strict=True)):
        space = street or group
        if kind in ON_GATES and status not in GONE and space and text:
            yield index, space, _number(text)


@lru_cache(maxsize=65_536)
def _number(text: str) -> DoorNumber | Refused:
    try:
        return parse_number(text)
    except Refused as refused:
        return refused


def _streets(ground: Ground) -> Mapping[str, tuple[Any, bool]]:
    """Street → its line in metres from where numbering starts, and whether odd numbers stand on the left.

    Streets whose start, side or one single line is not known are left out.
    """
    declared = called("street")
    columns = [ground.column(declared, key) for key in ("id", "starts_from", "odd_side")]
    shapes = ground.frame("street").geometry.to_numpy()
    found = {}
    for shape, (identity, start, side) in zip(shapes, zip(*columns, strict=True), strict=True):
        line = shapely.line_merge(shape) if shape is not None else None
        if start and side and isinstance(line, shapely.LineString):
            found[identity] = (_from_start(ground.in_metres(line), start), side == "left")
    return found


def _from_start(line: Any, start: str) -> Any:
    first, last = shapely.get_coordinates(line)[[0, -1]]
    axis, sign = {"east": (0, 1), "west": (0, -1), "north": (1, 1), "south": (1, -1)}[start]
    return line if (first[axis] - last[axis]) * sign >= 0 else shapely.reverse(line)


def _left_of(line: Any, points: numpy.ndarray) -> numpy.ndarray:
    """1 for points left of the line as it runs, -1 right of it, 0 on it."""
    along = shapely.line_locate_point(line, points)
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, numpy.maximum(0, along - STEP_M)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(line, numpy.minimum(line.length, along + STEP_M)))
    run, away = after - before, shapely.get_coordinates(points) - before
    cross = run[:, 0] * away[:, 1] - run[:, 1] * away[:, 0]
    cross[shapely.distance(line, points) < UNDECIDED_M] = 0
    return numpy.sign(cross)
