"""plan_import: a read table becomes a plan. Everything is judged, everything is said, nothing is loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
from shapely import Point
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity, blocking
from layers.exchange.coordinates import Given, Shapes, coordinates_of, read_given
from layers.exchange.differences import alteration, creation, fresh_ids
from layers.exchange.evidence import shift_finding
from layers.exchange.known import Key, Known, Standing
from layers.exchange.mapping import ColumnMap, map_columns
from layers.exchange.options import ImportOptions
from layers.exchange.plan import ImportPlan, Outcome, RowPlan
from layers.exchange.reference_systems import ReferenceSystem, convert, settle
from layers.exchange.row_judge import Judged, RowJudge
from layers.exchange.table import RawRow, RawTable
from layers.layer import Layer
from layers.positions import check_position

POSITION = "经纬度"
EXAMPLE = "示例"


@dataclass(frozen=True, slots=True)
class FileName:
    """What a person calls the file, its SHA-256 (the source of everything it brings), and its format."""

    name: str
    sha256: str
    kind: str = ""

    @property
    def source(self) -> str:
        """The source as every edit carries it."""
        return f"导入文件：{self.name}（SHA-256 {self.sha256}）"


def plan_import(
    layer: Layer, table: RawTable, file: FileName, options: ImportOptions, known: Known, notes: Sequence[Finding] = ()
) -> ImportPlan:
    """The plan for one table. `notes` are findings about the file around it (encoding, other sheets)."""
    rows, skipped = _without_examples(table.rows)
    columns = map_columns(layer, table.columns, options.columns, has_shapes=any(row.wkb for row in rows[:50]))
    given = read_given(layer, rows, columns.columns, columns.position)
    about_file, about_rows = _noticed(table, rows, columns)
    system = _settled(given, table, rows, columns, options, known)
    plan = ImportPlan(
        layer=layer,
        filename=file.name,
        sha256=file.sha256,
        kind=file.kind,
        table=table,
        options=options,
        columns=columns,
        system=system,
        findings=[*notes, *skipped, *about_file, *columns.findings, *given.notes],
    )
    if not rows:
        plan.findings.append(
            Finding("import.empty", Severity.ERROR, "文件里没有数据行", remedy="检查是否选对了工作表，或只有表头")
        )
        return plan
    plan.marks = _marks(layer, table.columns, columns)
    if blocking(columns.findings):
        plan.rows = [RowPlan(row.number) for row in rows]
        return plan
    _Planner(plan, rows, given, known, file, about_rows).run()
    return plan


def _settled(
    given: Given, table: RawTable, rows: Sequence[RawRow], columns: ColumnMap, options: ImportOptions, known: Known
) -> ReferenceSystem:
    crs, source, wrong = table.crs, table.crs_source, []
    if not crs and "crs" in columns.columns:
        said = {str(row.cells[columns.columns["crs"]] or "").strip() for row in rows} - {""}
        if len(said) > 1:
            message = f"一个文件里写了 {len(said)} 种坐标系：{'、'.join(sorted(said)[:5])}"
            wrong.append(Finding("crs.several", Severity.ERROR, message, remedy="按坐标系拆成几个文件导入"))
        crs, source = next(iter(sorted(said)), ""), "“坐标系”列"
    system = settle(given, options.crs, crs, source, known.profile)
    return replace(system, findings=(*wrong, *system.findings))


def _without_examples(rows: Sequence[RawRow]) -> tuple[list[RawRow], list[Finding]]:
    """The rows without those that a template marks as examples."""
    kept = [row for row in rows if not _is_example(row)]
    if len(kept) == len(rows):
        return kept, []
    left = [row.number for row in rows if _is_example(row)]
    told = "、".join(map(str, left[:5]))
    return kept, [Finding("import.example_row", Severity.INFO, f"跳过模板的示例行（第 {told} 行）")]


def _is_example(row: RawRow) -> bool:
    first = next((cell for cell in row.cells if cell not in (None, "")), None)
    return isinstance(first, str) and first.lstrip("（([【 ").startswith(EXAMPLE)


def _noticed(
    table: RawTable, rows: Sequence[RawRow], columns: ColumnMap
) -> tuple[list[Finding], dict[int, list[Finding]]]:
    """What the reader noticed: about the file (its title and total rows too), and about rows of data.

    What is wrong with a cell that nobody imports is a warning; it refuses no row.
    """
    numbers = {row.number for row in rows}
    unread = {header for n, header in enumerate(table.columns) if n not in columns.columns.values()}
    about_rows: dict[int, list[Finding]] = defaultdict(list)
    for finding in table.findings:
        if finding.row in numbers:
            mild = finding.column in unread and blocking([finding])
            about_rows[finding.row or 0].append(replace(finding, severity=Severity.WARNING) if mild else finding)
    return [finding for finding in table.findings if finding.row not in numbers], about_rows


def _marks(layer: Layer, headers: Sequence[str], columns: ColumnMap) -> dict[str, tuple[int, ...]]:
    marks: dict[str, tuple[int, ...]] = {header: (n,) for n, header in enumerate(headers)}
    marks |= {f.title: (columns.columns[f.key],) for f in layer.fields if f.key in columns.columns}
    placed = tuple(columns.columns[role] for role in columns.position)
    return marks | {_position_heading(headers, columns): placed}


def _position_heading(headers: Sequence[str], columns: ColumnMap) -> str:
    """What the file calls a position: its headings, or the word for one that has no column."""
    return "、".join(headers[columns.columns[role]] for role in columns.position) or POSITION


class _Planner:
    """Carries one plan from judged rows to outcomes."""

    def __init__(
        self,
        plan: ImportPlan,
        rows: Sequence[RawRow],
        given: Given,
        known: Known,
        file: FileName,
        noticed: dict[int, list[Finding]],
    ) -> None:
        self.plan, self.rows, self.given, self.known, self.source = plan, rows, given, known, file.source
        self.layer, self.noticed = plan.layer, noticed
        self.ids = fresh_ids(len(rows))
        self.position = _position_heading(plan.headers, plan.columns)

    def run(self) -> None:
        """Judges every row, compares, and writes outcomes and findings into the plan."""
        layer = self.layer
        shapes, converted = convert(self.given, self.plan.system)
        judge = RowJudge(layer, self.known, self.plan.columns.columns, self.plan.headers)
        judged = [judge.judge(row) for row in self.rows]
        self._judge_positions(judged, shapes)
        self._judge_scope(judged)
        self._judge_doubles(judged)
        held = self.known.standing(layer, (row.key for row in judged if not blocking(row.findings)))
        self.plan.rows = [
            self._outcome(row, shape, held.get(row.key)) for row, shape in zip(judged, shapes, strict=True)
        ]
        shifted = shift_finding(self.plan, judged, shapes, self.known)
        self.plan.findings += [*self.plan.system.findings, *converted, *([shifted] if shifted else [])]
        self.plan.findings += [finding for row in judged for finding in row.findings]

    def _judge_positions(self, judged: Sequence[Judged], shapes: Shapes) -> None:
        for n, found in self.given.findings.items():
            judged[n].findings += [
                replace(finding, row=judged[n].number, column=self._coordinate_heading(finding.column))
                for finding in found
            ]
        x, y = coordinates_of(shapes)
        west, south, east, north = self.known.profile.bounds
        there = numpy.array([shape is not None for shape in shapes], dtype=bool)
        with numpy.errstate(invalid="ignore"):
            inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        for n in numpy.flatnonzero(there & ~inside).tolist():
            judged[n].findings += self._misplaced(judged[n].number, self.given.shapes[n], float(x[n]), float(y[n]))

    def _misplaced(self, number: int, given: BaseGeometry, lon: float, lat: float) -> list[Finding]:
        """The findings about one position outside; its value is what the file says."""
        written = f"{given.x:.12g}, {given.y:.12g}" if isinstance(given, Point) else given.wkt[:80]
        likely = "、".join(c for c in self.plan.system.candidates if c != self.plan.system.name)
        return [
            replace(
                finding,
                row=number,
                column=self.position,
                value=written,
                remedy=f"坐标像是 {likely}；声明坐标系后再导入" if likely else finding.remedy,
            )
            for finding in check_position(lon, lat, self.known.profile)
        ]

    def _coordinate_heading(self, axis: str) -> str:
        """The heading of the column an unreadable coordinate stands in."""
        roles = dict(zip(("X", "Y"), self.plan.columns.position, strict=False)) | {"经度": "lon", "纬度": "lat"}
        column = self.plan.columns.columns.get(roles.get(axis, ""))
        return self.position if column is None else self.plan.headers[column]

    def _judge_scope(self, judged: Sequence[Judged]) -> None:
        column = self.plan.headers[self._owner_column()] if self._owner_column() >= 0 else "所属区划"
        for row in judged:
            strange = any(finding.rule.startswith("divisions.") for finding in row.findings)
            if row.division and not strange and not self.known.scope.covers(row.division):
                name = self.known.divisions.get(row.division, "")
                row.findings.append(
                    Finding(
                        "import.scope",
                        Severity.ERROR,
                        f"区划 {row.division}{name}不在您的管辖范围",
                        row=row.number,
                        column=column,
                        value=row.division,
                        remedy="从文件中删去这一行，或请有权限的人员导入",
                    )
                )

    def _owner_column(self) -> int:
        columns = self.plan.columns.columns
        return next(
            (columns[k] for k in ("division", "division_name", "village", "township", "code") if k in columns), -1
        )

    def _judge_doubles(self, judged: Sequence[Judged]) -> None:
        """Two rows with one natural key: which one is right is not for a program to guess."""
        if not self.layer.natural_key:
            return
        by_key: dict[Key, list[Judged]] = defaultdict(list)
        for row in judged:
            if any(part not in (None, "") for part in row.key):
                by_key[row.key].append(row)
        field = self.layer.field(self.layer.natural_key[-1])
        header = next((self.plan.headers[n] for n in self.plan.marks.get(field.title, ())), field.title)
        names = "、".join(self.layer.field(k).title for k in self.layer.natural_key)
        for key, same in by_key.items():
            for row in same if len(same) > 1 else ():
                others = "、".join(str(other.number) for other in same if other is not row)
                row.findings.append(
                    Finding(
                        "import.duplicate_in_file",
                        Severity.ERROR,
                        f"与第 {others} 行的{names}重复",
                        row=row.number,
                        column=header,
                        value=str(key[-1]),
                        remedy="只保留一行，或改正编号",
                        related=tuple(str(other.number) for other in same if other is not row),
                    )
                )

    def _outcome(self, row: Judged, shape: Any, held: Standing | None) -> RowPlan:
        row.findings[:0] = self.noticed.get(row.number, ())
        made = RowPlan(row.number, label=str(row.values.get(self.layer.label) or ""), division=row.division, held=held)
        row.findings += self._incomplete(row, shape, held)
        if row.findings and blocking(row.findings):
            return made
        if held is None:
            made.edit, made.outcome = creation(self.layer, row, shape, self.source, next(self.ids)), Outcome.NEW
            return made
        made.edit = alteration(self.layer, held, row, shape, self.source, self.plan.options.changed_on)
        made.outcome = Outcome.CHANGED if made.edit else Outcome.UNCHANGED
        made.division = row.division or held.division
        return made

    def _incomplete(self, row: Judged, shape: Any, held: Standing | None) -> Iterator[Finding]:
        """What the row lacks to become a record, and a record that is not this person's to change."""
        if held is not None:
            if not self.known.scope.covers(held.division):
                yield self._elsewhere(row)
            return
        if row.division and (shape is not None or not self.layer.geometry_required):
            return
        told = {finding.rule.split(".")[0] for finding in row.findings}
        if not row.division and not told & {"divisions", "field"}:
            message = "没有写明所属区划"
            yield Finding(
                "import.division", Severity.ERROR, message, row=row.number, column=self._heading("所属区划"),
                remedy="填写区划代码，或乡镇和村的名称",
            )  # fmt: skip
        if self.layer.geometry_required and shape is None and not told & {"position", "import", "crs"}:
            yield Finding(
                "field.required", Severity.ERROR, f"{self.layer.title}没有位置", row=row.number, column=self.position,
                remedy="补上经纬度",
            )  # fmt: skip

    def _heading(self, word: str) -> str:
        column = self._owner_column()
        return self.plan.headers[column] if column >= 0 else word

    def _elsewhere(self, row: Judged) -> Finding:
        key = self.layer.field(self.layer.natural_key[-1])
        return Finding(
            "import.held_elsewhere",
            Severity.ERROR,
            f"{key.title}“{row.key[-1]}”已被您管辖范围以外的记录使用",
            row=row.number,
            column=next((self.plan.headers[n] for n in self.plan.marks.get(key.title, ())), key.title),
            value=str(row.key[-1]),
            remedy="改正编号，或请县级人员处理",
        )
