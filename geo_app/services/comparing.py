"""Two versions of one record, side by side: which fields differ, and how far the position moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD, planar
from layers.fields import day, text
from layers.layer import Field, Layer
from layers.profile import CountyProfile
from layers.store import Record, Value

DIVISION = text("division", "所属区划", "division")
TIMES_AND_SOURCE = (
    day("valid_from", "生效日期", "valid from"),
    day("valid_to", "失效日期", "valid to"),
    text("source", "依据", "source"),
)
"""What every record has besides its declared fields, as fields, so that one table can show all."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field whose value differs; None stands for "not there"."""

    field: Field
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class PositionDifference:
    """Two geometries (EPSG:4490) and how far apart they are.

    `distance_m` is geodesic between points, else the Hausdorff distance in the county's planar CRS; None
    when one of them is missing.
    """

    old: BaseGeometry | None
    new: BaseGeometry | None
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes between `old` and `new`; None for a record that was not there or is there no longer."""

    layer: Layer
    old: Record | None
    new: Record | None
    fields: tuple[FieldDifference, ...]
    position: PositionDifference | None

    @property
    def empty(self) -> bool:
        """Nothing differs."""
        return not self.fields and self.position is None


def compare(layer: Layer, old: Record | None, new: Record | None, profile: CountyProfile) -> Difference:
    """The differences, in the order of the layer's fields, then times and source."""
    fields = [
        FieldDifference(field, before, after)
        for field in (*layer.fields, DIVISION, *TIMES_AND_SOURCE)
        if (before := _value(old, field.key)) != (after := _value(new, field.key))
    ]
    return Difference(layer, old, new, tuple(fields), _position(old, new, profile))


def principal(before: Sequence[Record], after: Sequence[Record]) -> tuple[Record | None, Record | None]:
    """The two slices a person would set side by side: the latest that left and the latest that came.

    Slices present on both sides, untouched, are not looked at.
    """
    left = [record for record in before if not any(record is other or record == other for other in after)]
    came = [record for record in after if not any(record is other or record == other for other in before)]
    return _latest(left), _latest(came)


def distance_m(old: BaseGeometry, new: BaseGeometry, profile: CountyProfile) -> float:
    """How far apart two geometries are, in metres."""
    if isinstance(old, shapely.Point) and isinstance(new, shapely.Point):
        return float(GEOD.inv(old.x, old.y, new.x, new.y)[2])
    there, _ = planar(profile.planar_epsg)

    def project(xy: numpy.ndarray) -> numpy.ndarray:
        return numpy.column_stack(there.transform(xy[:, 0], xy[:, 1]))

    return float(shapely.hausdorff_distance(shapely.transform(old, project), shapely.transform(new, project)))


def _value(record: Record | None, key: str) -> Value:
    if record is None:
        return None
    if key in ("division", "valid_from", "valid_to", "source"):
        value: Value = getattr(record, key)
    else:
        value = record.values.get(key)
    return None if value == "" else value


def _position(old: Record | None, new: Record | None, profile: CountyProfile) -> PositionDifference | None:
    before, after = old.geometry if old else None, new.geometry if new else None
    if before is None and after is None:
        return None
    if before is not None and after is not None:
        if shapely.equals_exact(before, after):
            return None
        return PositionDifference(before, after, distance_m(before, after, profile))
    return PositionDifference(before, after, None)


def _latest(records: Sequence[Record]) -> Record | None:
    return max(records, key=lambda r: r.valid_from or date.min, default=None)
