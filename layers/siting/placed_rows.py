"""PlacedRows: rows of any file or layer with their shapes in the county's planar CRS, as siting measures them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy
import shapely
from numpy.typing import NDArray

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from layers.crs import Floats, planar
from layers.exchange.coordinates import Given, Shapes, read_given
from layers.exchange.mapping import map_columns
from layers.exchange.reference_systems import convert, settle
from layers.exchange.table import Cell, RawTable
from layers.layer import Geometry, Layer
from layers.profile import CountyProfile

NAMES = ("name", "名称", "code", "代码", "编号", "facility_code", "plate_code", "division", "id")
"""Columns by which rows are called, the first that is there."""
AROUND_DEGREES = 0.5
"""A file of which nothing lies within the county's bounds and this much around them is in another place or system."""
SHOWN = 20
PLANE = "PLANE"
"""Declared instead of a reference system: plain metres, east and north, of a plane that is nowhere in particular."""
ZONES_FROM, ZONES_TO, FIRST_ZONE = 73.5, 136.5, 4534
"""Longitudes of the 3-degree zones of CGCS2000 without zone numbers, and the EPSG code of the first (75° E)."""
SOUTHERNMOST, NORTHERNMOST = 3.0, 54.0
_POINTS = Layer(
    key="siting_points",
    title="点",
    english="points",
    description="",
    geometry=Geometry.POINT,
    fields=(),
    label="",
    natural_key=(),
    desk="facilities",
)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedRows:
    """Rows in their order. `shapes` are planar metres (EPSG:`epsg`), None where a row has none or it is unreadable.

    `columns` holds the cells of each column; `numbers` are the rows' own numbers in the file. `frame` is the profile
    they were placed by: the county's, or one made for ground elsewhere; what is asked together is placed by one frame.
    """

    title: str
    frame: CountyProfile
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    shapes: Shapes
    columns: Mapping[str, Sequence[Cell]]
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def epsg(self) -> int:
        """The planar CRS; 0 for a plane of nobody's."""
        return self.frame.planar_epsg

    def points(self) -> Floats:
        """Metres, n × 2: points as they are, of lines and areas a point on them. Raises Refused with every row without."""
        missing = [n for n, shape in enumerate(self.shapes) if shape is None]
        if missing:
            raise Refused(
                listed(
                    missing, lambda n: self._wrong("siting.no_position", n, "没有可用的位置", "补上坐标，或去掉这一行")
                )
            )
        if not len(self):
            return numpy.empty((0, 2))
        return numpy.asarray(shapely.get_coordinates(shapely.point_on_surface(self.shapes)))

    def amounts(self, column: str) -> Floats:
        """The numbers of a column. Raises Refused with every row whose cell is no number ≥ 0, or with the columns there are."""
        numbers = numpy.array([_number(cell) for cell in self._cells(column)], dtype=float).reshape(-1)
        wrong = numpy.flatnonzero(~(numpy.isfinite(numbers) & (numbers >= 0))).tolist()
        if wrong:
            cells = self.columns[column]

            def told(n: int) -> Finding:
                text = "空" if cells[n] in (None, "") else str(cells[n])[:40]
                remedy = "补上数量；没有的写 0；设施可用 --where 只取其中一些"
                return self._wrong("siting.amount", n, f"“{column}”是“{text}”，应为不小于零的数", remedy)

            raise Refused(listed(wrong, told))
        return numbers

    def texts(self, column: str) -> list[str]:
        """The cells of a column as text. Raises Refused with the columns there are when there is no such column."""
        return ["" if cell is None else str(cell) for cell in self._cells(column)]

    def _cells(self, column: str) -> Sequence[Cell]:
        if column in self.columns:
            return self.columns[column]
        known = "、".join(list(self.columns)[:40]) or "无"
        raise Refused.because("siting.column", f"{self.title} 没有“{column[:40]}”这一列", remedy=f"有这些列：{known}")

    def only(self, column: str, value: str) -> PlacedRows:
        """The rows whose cell in `column` is `value`. Raises Refused when there is no such column or no such row."""
        cells = self.texts(column)
        kept = [n for n, cell in enumerate(cells) if cell == value]
        if not kept:
            there = "、".join(sorted(set(cells))[:20])
            message = f"{self.title} 没有一行的“{column}”是“{value[:40]}”"
            raise Refused.because("siting.none_such", message, remedy=f"有这些值：{there}")
        return replace(
            self,
            names=tuple(self.names[n] for n in kept),
            numbers=tuple(self.numbers[n] for n in kept),
            shapes=self.shapes[kept],
            columns={name: [cells[n] for n in kept] for name, cells in self.columns.items()},
        )

    def _wrong(self, rule: str, row: int, what: str, remedy: str) -> Finding:
        message = f"{self.title} 第 {self.numbers[row]} 行（{self.names[row]}）{what}"
        return Finding(rule, Severity.ERROR, message, row=self.numbers[row], remedy=remedy)


def listed(rows: Sequence[int], told: Callable[[int], Finding]) -> list[Finding]:
    """A finding for each of the first rows, and how many more there are."""
    findings = [told(n) for n in rows[:SHOWN]]
    if len(rows) > SHOWN:
        first = findings[0]
        findings.append(Finding(first.rule, first.severity, f"另有 {len(rows) - SHOWN} 行同样", remedy=first.remedy))
    return findings


def place_table(
    table: RawTable,
    title: str,
    profile: CountyProfile,
    *,
    crs: str = "",
    needs_positions: bool = True,
    anywhere: bool = False,
) -> PlacedRows:
    """A table as read, put into the profile's planar CRS; `crs` is what a person declares ("plane": plain metres).

    With `anywhere`, ground in another part of the country is placed in the zone it lies in, and told. Raises Refused
    when the table has rows but no positions (unless none are needed), is in a reference system that cannot be
    converted, or when nothing of it lies in or around the county.
    """
    given, positions = _given(table)
    if len(table.rows) and not positions and needs_positions:
        raise Refused.because(
            "siting.position",
            f"{title} 没有位置",
            remedy="补上“经度”“纬度”两列，或用带图形的格式（GPKG、GeoJSON、SHP）",
        )
    unread = [
        replace(finding, severity=Severity.WARNING, row=table.rows[n].number)
        for n, findings in sorted(given.findings.items())
        for finding in findings
    ]
    notes = [*given.notes, *unread[:SHOWN]]
    numbers = tuple(row.number for row in table.rows)
    columns = {name: [row.cells[n] for row in table.rows] for n, name in enumerate(table.columns)}
    if crs.strip().upper() == PLANE:
        frame = replace(profile, planar_epsg=0)
        shapes = _usable(shapely.force_2d(given.shapes))
        return PlacedRows(title, frame, tuple(_names(table)), numbers, shapes, columns, tuple(notes))
    system = settle(given, crs, table.crs, table.crs_source, profile)
    degrees, converted = convert(given, system)
    if refused := blocking([*system.findings, *converted]):
        raise Refused(refused)
    notes = [*system.findings, *converted, *notes]
    return place_degrees(
        degrees,
        title,
        profile,
        names=_names(table),
        numbers=numbers,
        columns=columns,
        findings=notes,
        anywhere=anywhere,
    )


def place_degrees(
    degrees: Shapes,
    title: str,
    profile: CountyProfile,
    *,
    names: Sequence[str],
    numbers: Sequence[int],
    columns: Mapping[str, Sequence[Cell]],
    findings: Iterable[Finding] = (),
    anywhere: bool = False,
) -> PlacedRows:
    """Shapes in degrees (EPSG:4490) with their rows, in the profile's planar CRS. Raises Refused when all lie elsewhere."""
    frame, told = _frame(degrees, title, profile, anywhere=anywhere)
    forward, _ = planar(frame.planar_epsg)

    def project(points: Floats) -> Floats:
        return numpy.column_stack(forward.transform(points[:, 0], points[:, 1]))

    with numpy.errstate(all="ignore"):
        shapes = _usable(shapely.transform(shapely.force_2d(degrees), project))
    return PlacedRows(title, frame, tuple(names), tuple(numbers), shapes, dict(columns), (*told, *findings))


def _usable(shapes: Shapes) -> Shapes:
    """The shapes, None for the empty and the endless."""
    shapes = numpy.array(shapes, dtype=object)
    if len(shapes):
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        shapes[there & ~numpy.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
        shapes[~there] = None
    return shapes


def to_degrees(shapes: Shapes, epsg: int) -> Shapes:
    """Planar shapes back in degrees (EPSG:4490), for the answer; those of nobody's plane (0) as they are."""
    if not epsg:
        return shapes
    _, back = planar(epsg)

    def project(points: Floats) -> Floats:
        return numpy.column_stack(back.transform(points[:, 0], points[:, 1]))

    return numpy.asarray(shapely.transform(shapes, project), dtype=object)


def _given(table: RawTable) -> tuple[Given, bool]:
    if any(row.wkb for row in table.rows):
        wkb = numpy.array([row.wkb for row in table.rows], dtype=object)
        return Given(numpy.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object), "shape"), True
    columns = map_columns(_POINTS, table.columns)
    if columns.position == ("wkt",):
        texts = [str(row.cells[columns.columns["wkt"]] or "") or None for row in table.rows]
        shapes: NDArray[numpy.object_] = numpy.array(texts, dtype=object)
        return Given(numpy.asarray(shapely.from_wkt(shapes, on_invalid="ignore"), dtype=object), "shape"), True
    if not columns.position:
        return Given(numpy.full(len(table.rows), None, dtype=object), "shape"), False
    return read_given(_POINTS, table.rows, columns.columns, columns.position), True


def _frame(
    degrees: Shapes, title: str, profile: CountyProfile, *, anywhere: bool
) -> tuple[CountyProfile, list[Finding]]:
    """The profile to place these shapes by: the county's, unless all of them lie elsewhere and may."""
    bounds = shapely.bounds(degrees)
    bounds = bounds[numpy.isfinite(bounds).all(axis=1)] if len(degrees) else bounds
    if not len(bounds) or not _beside(bounds, profile).all():
        return profile, []
    west, south = (float(side) for side in bounds[:, :2].min(axis=0))
    east, north = (float(side) for side in bounds[:, 2:].max(axis=0))
    turned = not _beside(bounds[:, [1, 0, 3, 2]], profile).all()
    known = ZONES_FROM <= west <= east < ZONES_TO and SOUTHERNMOST <= south <= north <= NORTHERNMOST
    if anywhere and known and not turned:
        epsg = FIRST_ZONE + int(((west + east) / 2 - ZONES_FROM) // 3)
        message = f"{title} 不在{profile.name}，按所在地的 EPSG:{epsg} 计算"
        frame = replace(profile, planar_epsg=epsg, bounds=(west, south, east, north), name=f"{title} 的所在地")
        return frame, [
            Finding("siting.elsewhere", Severity.WARNING, message, value=f"EPSG:{epsg}", remedy="核对坐标系")
        ]
    raise Refused.because(
        "siting.elsewhere",
        f"{title} 没有一个图形在{profile.name}及其周围（第一个在 {bounds[0, 0]:.4g}, {bounds[0, 1]:.4g}）"
        + ("；经纬度好像写反了" if turned else ""),
        remedy="先写经度，后写纬度" if turned else "核对坐标系（--crs 声明；平面米数写 --crs plane），或核对文件",
    )


def _beside(bounds: Floats, profile: CountyProfile) -> NDArray[numpy.bool_]:
    """Which bounds lie wholly away from the county."""
    west, south, east, north = profile.bounds
    beside = (bounds[:, 2] < west - AROUND_DEGREES) | (bounds[:, 0] > east + AROUND_DEGREES)
    return numpy.asarray(beside | (bounds[:, 3] < south - AROUND_DEGREES) | (bounds[:, 1] > north + AROUND_DEGREES))


def _names(table: RawTable) -> list[str]:
    column = next((table.columns.index(name) for name in NAMES if name in table.columns), None)
    if column is None:
        return [f"第 {row.number} 行" for row in table.rows]
    return [str(row.cells[column] or f"第 {row.number} 行") for row in table.rows]


def _number(cell: Cell) -> float:
    if isinstance(cell, bool) or cell is None or cell == "":
        return float("nan")
    if isinstance(cell, int | float):
        return float(cell)
    try:
        return float(str(cell).strip())
    except ValueError:
        return float("nan")
