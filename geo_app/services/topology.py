"""Checking any file of areas: read in the isolated child, judged as a coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from layers.boundaries.topology import Coverage, Measure, balance_m2, check_coverage, reprojected, usable_areas
from layers.crs import is_geographic, same_degrees, to_storage, transformer
from layers.exchange.reader import read_file
from layers.exchange.table import RawTable

NAMES = ("code", "代码", "区划代码", "adcode", "name", "名称", "NAME", "id")
"""Columns by which units are called, the first that is there."""
ENDINGS = ("code", "代码", "name", "名称")
DEGREES = "EPSG:4490"
"""What coordinates are taken for when a file says nothing."""
FULL_CIRCLE, FAR_M = 360.0, 100_000.0
"""What degrees never exceed; what plane coordinates of a county do."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file's coverage, what was noticed while reading, whether there was a frame, and how lengths are measured."""

    coverage: Coverage
    findings: tuple[Finding, ...]
    framed: bool
    measure: Measure

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong with the coverage, nor with what was read."""
        return self.coverage.valid and not blocking(self.findings)

    @property
    def verdict(self) -> str:
        """The result in a word."""
        if not self.valid:
            return "拓扑有问题"
        return "拓扑正确" if self.framed else "没有发现缝隙和重叠；没有外框，外缘没有检查"

    def all_findings(self) -> list[Finding]:
        """Everything found, the gravest first."""
        return sorted((*self.findings, *self.coverage.findings), key=lambda finding: -finding.severity.rank)

    def proposals(self) -> dict[str, object]:
        """Who could take or leave which face, and what each unit would gain (+) and lose (-) by all of it."""
        names, faces = self.coverage.names, self.coverage.faces
        place = {id(face): n for n, face in enumerate(faces)}
        transfers = self.coverage.proposals()
        return {
            "proposals": [
                {
                    "face": place[id(transfer.face)],
                    "holder": names[transfer.holder] if transfer.holder >= 0 else "",
                    "changes": [{"unit": names[unit], "m2": round(m2, 3)} for unit, m2 in transfer.changes_m2],
                    "reason": transfer.reason,
                }
                for transfer in transfers
            ],
            "ledger": [{"unit": names[unit], "m2": round(m2, 3)} for unit, m2 in balance_m2(transfers).items()],
        }

    def lines(self) -> dict[str, object]:
        """The boundary line between every two units, when they were asked for."""
        names = self.coverage.names
        return {
            "lines": [
                {
                    "units": [names[shared.first], names[shared.second]],
                    "length_m": round(self.measure.length_m(shared.line), 3),
                    "wkt": shared.line.wkt,
                }
                for shared in self.coverage.lines
            ]
        }

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app topology`."""
        findings = [finding.as_json() for finding in self.all_findings()]
        return {**self.coverage.as_json(), "valid": self.valid, "findings": findings}


def check_file(
    file: Path,
    *,
    frame: Path | None = None,
    tolerance_m: float = 0.0,
    sheet: str = "",
    frame_sheet: str = "",
    expected: Path | None = None,
    with_lines: bool = False,
) -> CheckedFile:
    """Checks the areas of a file, against the union of the frame file's areas when one is given.

    `expected` is a text file that names every unit that should be there, one a line. A frame in another reference system is carried into that of the units, its long edges densified first.
    Raises Refused when a file cannot be read, holds several layers and none was named, has coordinates that
    its reference system cannot have, or when a datum stands between the two files that has no known way over.
    """
    table, noticed = _areas(file, sheet)
    units, system = _shapes(table), table.crs or DEGREES
    names = _names(table)
    noticed += _degrees_in_a_plane(units, names, system, file)
    outer: BaseGeometry | None = None
    if frame is not None:
        framing, more = _areas(frame, frame_sheet)
        outer, wrong = _frame(framing, frame, system, units)
        noticed += [*more, *wrong]
    measure = Measure.of(system, units)
    coverage = check_coverage(
        units,
        names,
        frame=outer,
        measure=measure,
        expected=_expected(expected) if expected else (),
        tolerance_m=tolerance_m,
        with_lines=with_lines,
    )
    return CheckedFile(coverage, tuple(noticed), outer is not None, measure)


def _expected(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Refused.because(
            "topology.expected", f"{file.name} 不是 UTF-8 文本", remedy="每行一个单元名称或代码，存为 UTF-8 文本"
        ) from None
    return [line.strip() for line in lines if line.strip()]


def _areas(file: Path, sheet: str) -> tuple[RawTable, list[Finding]]:
    read = read_file(file, file.name, sheet=sheet)
    tables = [table for table in read.tables if any(row.wkb for row in table.rows)]
    if not tables:
        raise Refused.because(
            "topology.layer", f"{file.name} 里没有图形图层", remedy="给出 GeoJSON、GPKG、SHP 等面图形文件"
        )
    if len(tables) > 1:
        names = "、".join(table.name for table in tables)
        raise Refused.because(
            "topology.layer", f"{file.name} 里有 {len(tables)} 个图形图层（{names}）", remedy="用 --layer 指定其中一个"
        )
    return tables[0], [*read.findings, *tables[0].findings]


def _shapes(table: RawTable) -> NDArray[numpy.object_]:
    shapes = numpy.empty(len(table.rows), dtype=object)
    shapes[:] = [None if row.wkb is None else shapely.from_wkb(row.wkb) for row in table.rows]
    return shapes


def _degrees_in_a_plane(units: NDArray[numpy.object_], names: Sequence[str], system: str, file: Path) -> list[Finding]:
    """Units of a plane whose coordinates look like degrees; raises Refused when all do."""
    bounds = shapely.bounds(units)
    if is_geographic(system) or not numpy.isfinite(bounds).any():
        return []
    small = numpy.flatnonzero((numpy.abs(bounds) <= FULL_CIRCLE).all(axis=1))
    if len(small) == numpy.isfinite(bounds).all(axis=1).sum():
        raise Refused.because(
            "topology.crs",
            f"{file.name} 注明的坐标系 {system} 是平面坐标，坐标值却像经纬度",
            remedy="核对坐标系的声明，改正后再检查",
        )
    return [
        Finding(
            "topology.coordinate",
            Severity.ERROR,
            f"{names[n]}：坐标像经纬度，其余单元是平面坐标",
            subject=names[n],
            value=f"{bounds[n, 0]:g}, {bounds[n, 1]:g}",
            remedy="把该单元转换到与其余单元相同的坐标系",
        )
        for n in small.tolist()
        if numpy.abs(bounds[numpy.isfinite(bounds)]).max() > FAR_M
    ]


def _frame(
    framing: RawTable, file: Path, system: str, units: NDArray[numpy.object_]
) -> tuple[BaseGeometry, list[Finding]]:
    """The frame in the units' system, and what was noticed about it."""
    given, its_system = _shapes(framing), framing.crs or DEGREES
    names = ["外框"] * len(given)
    findings = _degrees_in_a_plane(given, names, its_system, file)
    broken, areas = usable_areas(given, names, Measure.of(its_system, given))
    findings += broken
    if its_system != system and not same_degrees(its_system, system):
        for one in (its_system, system):
            to_storage(numpy.array([]), numpy.array([]), one)
        areas = reprojected(areas, transformer(its_system, system), onto=_flat_areas(units))
        findings.append(
            Finding(
                "topology.frame_reprojected",
                Severity.INFO,
                f"外框由 {its_system} 转换到单元的坐标系 {system}，单元没有的长边先加密了顶点",
                value=its_system,
                remedy="两个文件最好用同一坐标系，否则沿外框会有细小的差别",
            )
        )
    return shapely.union_all(areas), findings


def _flat_areas(units: NDArray[numpy.object_]) -> NDArray[numpy.object_]:
    return shapely.force_2d(units[numpy.isin(shapely.get_type_id(units), (3, 6))])


def _names(table: RawTable) -> list[str]:
    """What units are called: by a column of a usual name, else the one of codes or names that tells most apart."""
    column = next((table.columns.index(name) for name in NAMES if name in table.columns), None)
    if column is None:
        alike = [n for n, name in enumerate(table.columns) if name.lower().endswith(ENDINGS)]
        column = max(alike, key=lambda n: len({row.cells[n] for row in table.rows}), default=None)
    if column is None:
        return [f"第 {row.number} 个图形" for row in table.rows]
    return [str(row.cells[column] or f"第 {row.number} 个图形") for row in table.rows]
