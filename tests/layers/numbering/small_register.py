"""Small registers for tests: streets and groups drawn in metres, doors given by number and place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy
import shapely

from gazetteer.numbering import NumberingProfile, VillageScope
from layers.numbering import Register, Space

PROFILE = NumberingProfile(
    key="test",
    title="试验惯例",
    source="试验",
    starts_east_west="east",
    starts_north_south="north",
    odd_side="left",
    village_scope=VillageScope.GROUP,
)
Door = tuple[str, float, float]
"""Number as written, and where (m, east and north)."""


def street(name: str = "和顺街", line: Sequence[tuple[float, float]] = ((0, 0), (400, 0)), **more: Any) -> Space:
    return Space(id=name, kind="street", name=name, axis=shapely.LineString(line), approved=True, **more)


def group(name: str = "一组", village: str = "青石村", number: int = 1) -> Space:
    return Space(id=f"{village}{name}", kind="group", name=name, village=village, group_number=number)


def register(*parts: tuple[Space, Sequence[Door]], **columns: Sequence[Any]) -> Register:
    """A register of spaces with their doors; a door at (nan, nan) has no position. `columns` replace or add some."""
    doors = [(n, *door) for n, (_, own) in enumerate(parts) for door in own]
    spaces = tuple(space for space, _ in parts)
    size = len(doors)
    made: dict[str, Sequence[Any]] = {
        "id": [f"p{n:03}" for n in range(size)],
        "label": [f"{spaces[at].village}{spaces[at].name}{text}" for at, text, _, _ in doors],
        "kind": ["small"] * size,
        "status": ["activated"] * size,
        "number_text": [text for _, text, _, _ in doors],
        "division": [None] * size,
    }
    return Register(
        columns={**made, **columns},
        lon=numpy.array([x for _, _, x, _ in doors], dtype=float),
        lat=numpy.array([y for _, _, _, y in doors], dtype=float),
        spaces=spaces,
        space_of=numpy.array([at for at, *_ in doors], dtype=numpy.int64),
        metres=lambda x, y: (x, y),
        on=date(2026, 11, 26),
    )


def both_sides(last: int = 20, step_m: float = 10.0, length_m: float = 400.0) -> list[Door]:
    """Doors of a street drawn from west to east and numbered from the east: odd on the left, that is in the south."""
    doors = []
    for number in range(1, last + 1):
        along = length_m - 15.0 - step_m * ((number - 1) // 2)
        doors.append((f"{number}号", along, -10.0 if number % 2 else 10.0))
    return doors


def rows_of_houses(count: int = 30, step_m: float = 18.0, lane: int = 10) -> list[Door]:
    """A group's houses, numbered lane by lane as one walks, each lane from the same end."""
    return [(f"{n + 1}号", step_m * (n % lane), 40.0 * (n // lane)) for n in range(count)]
