"""A boundary line seen as a whole: its markers in order, stretches between them, both sides, towns along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import NotFound
from layers.boundaries.along import place_on_line
from layers.boundaries.directions import direction_word
from layers.boundaries.lengths import geodesic_length_m
from layers.crs import GEOD
from layers.store.contract import Condition, Operator, Query, Record, Scope, Store, Value

ALONG_DEGREES = 0.0005  # how near a township must come to count as lying on the line, about 50 m


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMarker:
    """A marker and where it truly stands: chainage along the line and distance from it (metres), if known."""

    record: Record
    along_m: float | None
    off_m: float | None

    @property
    def number(self) -> str:
        """The number as it is on the stone."""
        return str(self.record.values["number_text"])

    @property
    def point(self) -> shapely.Point | None:
        """Its position in degrees (EPSG:4490)."""
        return self.record.geometry if isinstance(self.record.geometry, shapely.Point) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From one marker to the next: straight bearing in words, and chainages in metres."""

    start: str
    end: str
    direction: str
    start_m: float
    end_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOverview:
    """A line with everything a report says of it.

    Lengths in metres; `agreement_length_m` only if recorded. `areas` are the polygons of the two sides by
    code, as far as the store has them; `townships` are names along the line.
    """

    line: Record
    markers: tuple[SeenMarker, ...] = ()
    references: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    stretches: tuple[Stretch, ...] = ()
    townships: tuple[str, ...] = ()
    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    agreement_length_m: float | None = None
    computed_length_m: float = 0.0
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """Which records are meant: valid on a day, as recorded at a moment; None is now."""

    as_of: date | None = None
    recorded_at: datetime | None = None


NOW = Times()


def find_line(store: Store, scope: Scope, wanted: str, times: Times = NOW) -> Record:
    """A line by code, id, name or part of its name. Raises NotFound, naming the lines there are."""
    rows = list_lines(store, scope, times)
    exact = [row for row in rows if wanted in row]
    found = exact or [row for row in rows if wanted and wanted in row[2]]
    if len(found) != 1:
        known = "、".join(f"{code}（{name}）" for _, code, name, *_ in rows) or "没有可看的界线"
        reason = "没有找到界线" if not found else "符合的界线不止一条"
        raise NotFound.because("boundary.line", f"{reason}“{wanted}”", remedy=f"写明编码或名称：{known}")
    return store.get("boundary_line", found[0][0], scope, as_of=times.as_of, recorded_at=times.recorded_at)


def list_lines(store: Store, scope: Scope, times: Times = NOW) -> list[tuple[str, str, str, str, str]]:
    """Lines a reader may see, by code: id, code, name, name of side A, name of side B."""
    columns = ("line_code", "name", "side_a_name", "side_b_name")
    query = Query(
        as_of=times.as_of, recorded_at=times.recorded_at, columns=columns, geometry=False, order_by=("line_code",)
    )
    frame = store.read("boundary_line", scope, query)
    return [tuple(map(str, row)) for row in zip(*(frame[k] for k in ("id", *columns)), strict=True)]  # type: ignore[misc]  # five columns, five words


def overview(store: Store, scope: Scope, line: Record, times: Times = NOW) -> LineOverview:
    """Reads what belongs to a line."""
    markers = _placed(line, _records(store, scope, "boundary_marker", "line", (line.id,), times))
    references: dict[str, list[Record]] = {seen.record.id: [] for seen in markers}
    if markers:
        for reference in _records(store, scope, "marker_reference", "marker", tuple(references), times):
            references[str(reference.values["marker"])].append(reference)
    return LineOverview(
        line=line,
        markers=tuple(markers),
        references={key: tuple(sorted(some, key=_serial)) for key, some in references.items()},
        stretches=tuple(_stretches(markers)),
        townships=tuple(_townships(store, line, times)),
        areas=_areas(store, line, times),
        agreement_length_m=as_number(line.values.get("agreement_length_m")),
        computed_length_m=geodesic_length_m(line.geometry) if line.geometry is not None else 0.0,
        generated=line.generated or any(seen.record.generated for seen in markers),
    )


def as_number(value: Value) -> float | None:
    """A declared number as float; None when it is not filled in."""
    return float(value) if isinstance(value, int | float) and value == value else None  # noqa: PLR0124  (NaN is empty)


def _serial(reference: Record) -> float:
    return as_number(reference.values.get("serial")) or 0.0


def _records(store: Store, scope: Scope, layer: str, column: str, ids: tuple[str, ...], times: Times) -> list[Record]:
    query = Query(
        where=(Condition(column, Operator.IN, ids),),
        as_of=times.as_of,
        recorded_at=times.recorded_at,
        columns=(),
        geometry=False,
    )
    found = store.read(layer, scope, query)["id"]
    return [store.get(layer, one, scope, as_of=times.as_of, recorded_at=times.recorded_at) for one in found]


def _placed(line: Record, markers: Sequence[Record]) -> list[SeenMarker]:
    """Markers in the order in which they stand along the line; those without a place, by their chainage."""
    seen = []
    for record in markers:
        along_m = off_m = None
        if isinstance(record.geometry, shapely.Point) and line.geometry is not None:
            xy = numpy.array([record.geometry.x]), numpy.array([record.geometry.y])
            along, off = place_on_line(line.geometry, *xy)
            along_m, off_m = float(along[0]), float(off[0])
        seen.append(SeenMarker(record=record, along_m=along_m, off_m=off_m))
    return sorted(seen, key=lambda one: (chainage_m(one), one.number))


def chainage_m(seen: SeenMarker) -> float:
    """Where a marker stands along the line: as measured, else as recorded, else 0."""
    if seen.along_m is not None:
        return seen.along_m
    return as_number(seen.record.values.get("chainage_m")) or 0.0


def _stretches(markers: Sequence[SeenMarker]) -> list[Stretch]:
    made = []
    for first, second in pairwise(markers):
        a, b = first.point, second.point
        if a is not None and b is not None:
            azimuth, _, _ = GEOD.inv(a.x, a.y, b.x, b.y)
            made.append(
                Stretch(
                    start=first.number,
                    end=second.number,
                    direction=direction_word(azimuth),
                    start_m=chainage_m(first),
                    end_m=chainage_m(second),
                )
            )
    return made


def _townships(store: Store, line: Record, times: Times) -> list[str]:
    if line.geometry is None:
        return []
    query = Query(
        where=(Condition("level", Operator.EQUAL, "township"),),
        columns=("code", "name"),
        as_of=times.as_of,
        recorded_at=times.recorded_at,
        order_by=("code",),
    )
    frame = store.read("division", Scope.everything(), query)
    near = shapely.dwithin(frame.geometry.to_numpy(), line.geometry, ALONG_DEGREES)
    return list(frame["name"][near])


def _areas(store: Store, line: Record, times: Times) -> dict[str, BaseGeometry]:
    """The two sides' polygons: our divisions, and the neighbouring counties."""
    codes = (str(line.values["side_a_code"]), str(line.values["side_b_code"]))
    found: dict[str, BaseGeometry] = {}
    for layer in ("neighbouring_county", "division"):
        query = Query(
            where=(Condition("code", Operator.IN, codes),),
            columns=("code",),
            as_of=times.as_of,
            recorded_at=times.recorded_at,
        )
        frame = store.read(layer, Scope.everything(), query)
        found |= {code: shape for code, shape in zip(frame["code"], frame.geometry, strict=True) if shape is not None}
    return found
