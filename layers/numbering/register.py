"""Register: the plates of a county or a file as numbering sees them, column by column, and their number spaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.numbering import DoorNumber, Rows, parse_number
from gazetteer.numbering.rows import DEAD, GONE, ON_GATES

Floats = NDArray[numpy.float64]
Integers = NDArray[numpy.int64]
Mask = NDArray[numpy.bool_]
Metres = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""From degrees to metres of the planar CRS the register is measured in."""

STREETS = frozenset({"road", "street", "lane"})


@dataclass(frozen=True, slots=True)
class Space:
    """A number space: a street with its axis, or a villagers' group or village without one.

    `axis` and `centre` are in metres of the register's planar CRS. `village` is the division a group belongs to.
    An axis that nothing can be measured along (empty, without length, not a number) counts as none. `approved` is whether the name is an approved standard name, None where nobody can tell.
    """

    id: str
    kind: str
    name: str
    village: str = ""
    axis: shapely.LineString | None = None
    starts_from: str = ""
    odd_side: str = ""
    group_number: int | None = None
    centre: tuple[float, float] | None = None
    approved: bool | None = None

    def __post_init__(self) -> None:
        if self.axis is not None and not _is_usable(self.axis):
            object.__setattr__(self, "axis", None)

    @property
    def is_street(self) -> bool:
        """Whether numbers run along it, by side."""
        return self.kind in STREETS


def _is_usable(axis: BaseGeometry) -> bool:
    coordinates = shapely.get_coordinates(axis)
    return axis.geom_type == "LineString" and bool(numpy.isfinite(coordinates).all()) and axis.length > 0


@dataclass(frozen=True)
class Register:
    """Plates as columns (see gazetteer.numbering.COLUMNS), positions, spaces.

    `lon`, `lat` are degrees (EPSG:4490), NaN where there is no position; `space_of` is each plate's position in
    `spaces`, -1 for none. `areas` are the divisions' areas in metres by code, `division_names` their names, as far as known; `reserved` numbers
    kept for later by space; `totals` the published counts by kind.
    """

    columns: Mapping[str, Sequence[Any]]
    lon: Floats
    lat: Floats
    spaces: tuple[Space, ...]
    space_of: Integers
    metres: Metres
    on: date
    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    division_names: Mapping[str, str] = field(default_factory=dict)
    reserved: Mapping[str, frozenset[int]] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    whole: bool = True

    def __len__(self) -> int:
        return len(self.lon)

    def division(self, code: Any) -> str:
        """A division as a sentence names it."""
        name = self.division_names.get(str(code))
        return f"{name}（{code}）" if name else f"区划 {code}"

    @cached_property
    def ids(self) -> Sequence[str]:
        """What findings call the plates by."""
        return self.columns["id"]

    @cached_property
    def labels(self) -> Sequence[str]:
        """What people call them by."""
        return self.columns["label"]

    @cached_property
    def xy(self) -> Floats:
        """Positions in metres (n × 2), NaN where there is none."""
        x, y = self.metres(self.lon, self.lat)
        return numpy.column_stack([x, y])

    @cached_property
    def placed(self) -> Mask:
        """Whether there is a position at all."""
        return numpy.asarray(numpy.isfinite(self.xy).all(axis=1), dtype=numpy.bool_)

    @cached_property
    def parsed(self) -> list[DoorNumber | Refused | None]:
        """Each plate's number as read; None where it bears no door number (buildings, units, no text)."""
        columns = zip(self.columns["kind"], self.columns["number_text"], strict=True)
        return [read_number(text) if kind in ON_GATES and text else None for kind, text in columns]

    @cached_property
    def numbers(self) -> Integers:
        """Keys of the numbers (n × 3: number, stem, sub); zeros where there is none."""
        nothing = (0, 0, 0)
        keys = [found.key if isinstance(found, DoorNumber) else nothing for found in self.parsed]
        return numpy.array(keys, dtype=numpy.int64).reshape(-1, 3)

    @cached_property
    def live(self) -> Mask:
        """Plates that still hang, for an address that is not cancelled."""
        statuses = self.columns["status"]
        addresses = self.columns.get("address_status") or [None] * len(self)
        return numpy.array(
            [s not in GONE and a not in DEAD for s, a in zip(statuses, addresses, strict=True)], dtype=bool
        )

    @cached_property
    def gates(self) -> Mask:
        """Live plates with a number that was read, in a space."""
        return self.live & (self.numbers[:, 0] > 0) & (self.space_of >= 0)

    @cached_property
    def on_street(self) -> Mask:
        """Gates on a street whose axis is known, with a position."""
        with_axis = numpy.array([space.axis is not None for space in self.spaces] + [False], dtype=bool)
        chosen: Mask = self.gates & self.placed & with_axis[self.space_of]
        return chosen

    @cached_property
    def in_group(self) -> Mask:
        """Gates in a group or village, where numbers run without an axis."""
        plain = numpy.array([not space.is_street for space in self.spaces] + [False], dtype=bool)
        chosen: Mask = self.gates & plain[self.space_of]
        return chosen

    @cached_property
    def homes(self) -> NDArray[numpy.object_]:
        """Each space's axis, else its middle point, in metres; None where neither is known."""
        found = numpy.full(len(self.spaces) + 1, None, dtype=object)
        for n, space in enumerate(self.spaces):
            found[n] = space.axis if space.axis is not None else space.centre and shapely.Point(space.centre)
        return found

    @cached_property
    def rows(self) -> Rows:
        """The columns with what was read of the numbers, for rules that need rows only."""
        names = [space.name for space in self.spaces] + [None]
        kinds = [space.kind for space in self.spaces] + [None]
        approved = [space.approved for space in self.spaces] + [None]
        ids = [space.id for space in self.spaces] + [None]
        at = self.space_of.tolist()
        number, stem, sub = (self.numbers[:, n].tolist() for n in range(3))
        made = {
            "space": [ids[n] for n in at],
            "space_name": [names[n] for n in at],
            "space_kind": [kinds[n] for n in at],
            "name_approved": [approved[n] for n in at],
            "number": number,
            "stem": stem,
            "sub": sub,
            "key": [(a, b, c) if a else None for a, b, c in zip(number, stem, sub, strict=True)],
            "position": [True if there else None for there in self.placed.tolist()],
        }
        return Rows({**self.columns, **made}, self.on, self.division_names)

    def only(self, chosen: Mask | Integers) -> Register:
        """The register of some plates; spaces and areas stay as they are, and counts are not the whole's."""
        at = numpy.flatnonzero(chosen) if chosen.dtype == bool else chosen
        rows = at.tolist()
        columns = {key: [values[n] for n in rows] for key, values in self.columns.items()}
        return replace(
            self, columns=columns, lon=self.lon[at], lat=self.lat[at], space_of=self.space_of[at], whole=False
        )

    def space(self, index: int) -> Space:
        """The space of a plate that has one."""
        return self.spaces[int(self.space_of[index])]


@lru_cache(maxsize=65_536)
def read_number(text: str) -> DoorNumber | Refused:
    """A number as read, or why it cannot be."""
    try:
        return parse_number(text)
    except Refused as refused:
        return refused
