"""Exports: rows leave the office as a file, whole and marked, within what the reader may see."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County
from geo_app.services.division_tree import narrowed
from geo_app.services.listing import Listing, query_of
from geo_app.services.publication import read_gate
from layers.conform import Unreadable, parser_for
from layers.exchange.writers import FORMATS, Export, Format, format_of, gather
from layers.layer import SYSTEM_COLUMNS, Field, FieldKind, Layer
from layers.store import Condition, Operator, Query, Scope

TEXTUAL = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE, FieldKind.REFERENCE})
COMPARING = frozenset({Operator.EQUAL, Operator.NOT_EQUAL, Operator.AT_LEAST, Operator.AT_MOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file written: how many rows, its SHA-256, and what its format could not carry."""

    path: Path
    count: int
    sha256: str
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> Mapping[str, object]:
        """The document of `geo-app export --json`."""
        return {
            "path": str(self.path),
            "count": self.count,
            "sha256": self.sha256,
            "findings": [finding.as_json() for finding in self.findings],
        }


def export_file(county: County, layer: Layer, file: Path, query: Query) -> Exported:
    """Writes every field of the rows of `query` to a new file, for the operator of the machine.

    Raises Refused for an unknown ending or condition, a file that exists, and what the format cannot hold.
    """
    chosen = _format_for(layer, format_of(file.name))
    if file.exists():
        raise Refused.because("export.exists", f"{file.name} 已存在，不会覆盖", remedy="换一个文件名")
    if not file.parent.is_dir():
        raise Refused.because("export.folder", f"没有文件夹 {file.parent}", remedy="先建文件夹，或换一个位置")
    rows = gather(county.store, layer, Scope.everything(), readable(layer, query), notes=notes_of(county, layer))
    return _write(rows, chosen, file)


def export_listing(county: County, person: Person, listing: Listing, ending: str, folder: Path) -> Exported:
    """Writes exactly what a list shows, all of its pages, into `folder`, within the person's divisions.

    Raises Refused when the person may not export at the layer's desk, or the format cannot hold the rows.
    """
    layer = listing.layer
    if not allowed(person, Action.EXPORT, desk=layer.desk):
        raise Refused.because("export.permission", f"没有导出{layer.title}的权限", remedy="请县级经办人导出")
    chosen = _format_for(layer, format_called(ending))
    scope = narrowed(person.scope, listing.division)
    rows = gather(
        county.store,
        layer,
        scope,
        query_of(listing),
        columns=listing.columns,
        notes=notes_of(county, layer),
        whole=False,
        timed=listing.all_times or listing.as_of is not None,
    )
    made = _write(rows, chosen, folder / f"{layer.key}{chosen.ending}")
    county.accounts.log(
        person.name, "export", layer=layer.key, format=chosen.ending, count=made.count, sha256=made.sha256
    )
    return made


def formats_for(layer: Layer) -> tuple[Format, ...]:
    """The formats a page can offer for a layer."""
    return tuple(one for one in FORMATS if one.download and one.holds(layer))


def format_called(ending: str) -> Format:
    """The format of an ending without its dot, among those a page offers. Raises Refused."""
    chosen = format_of(f"x.{ending}")
    if chosen.ending != f".{ending}" or not chosen.download:
        raise Refused.because("export.format", f"没有“{ending[:20]}”这种下载", remedy="从导出菜单中选择")
    return chosen


def download_name(layer: Layer, ending: str, *, plain: bool = False) -> str:
    """What a downloaded file is called: the layer's title (`plain`: its key) and today."""
    return f"{layer.key if plain else layer.title}-{datetime.now(UTC).astimezone():%Y%m%d}.{ending}"


def notes_of(county: County, layer: Layer) -> tuple[str, ...]:
    """What must not be forgotten about exported rows: 示意, where the publication gate stands, the review number."""
    gate = read_gate(county)
    if gate.state == "published":
        standing = f"已公开发布，审图号 {gate.review_number}"
    else:
        standing = f"内部资料（{gate.term}），未经地图审核不得公开"
    exact = ["含精确点位，对外提供前须概略化"] if layer.sensitive_position else []
    return (county.profile.publication.notice, standing, *exact)


def readable(layer: Layer, query: Query) -> Query:
    """The query with its conditions' text turned into the fields' own values. Raises Refused, all reasons at once."""
    findings: list[Finding] = []
    where = [_condition(layer, condition, findings) for condition in query.where]
    if findings:
        raise Refused(findings)
    return dataclasses.replace(query, where=tuple(c for c in where if c is not None))


def _condition(layer: Layer, condition: Condition, findings: list[Finding]) -> Condition | None:
    known = (*layer.keys, *SYSTEM_COLUMNS)
    if condition.field not in known:
        message = f"{layer.title}没有字段“{condition.field[:40]}”"
        findings.append(_unusable(message, f"可用：{'、'.join(known)}"))
        return None
    if condition.field not in layer.keys:
        return _system_condition(condition)
    return _field_condition(layer.field(condition.field), condition, findings)


def _field_condition(field: Field, condition: Condition, findings: list[Finding]) -> Condition | None:
    if condition.operator is Operator.CONTAINS and field.kind not in TEXTUAL:
        findings.append(_unusable(f"“{field.title}”不是文字，不能用 ~", "用 =、>= 或 <="))
    elif condition.value == "" and condition.operator in (Operator.EQUAL, Operator.NOT_EQUAL):
        empty = Operator.EMPTY if condition.operator is Operator.EQUAL else Operator.NOT_EMPTY
        return Condition(condition.field, empty)
    elif condition.operator in COMPARING and isinstance(condition.value, str):
        try:
            return Condition(condition.field, condition.operator, parser_for(field)(field.title, condition.value))
        except Unreadable as wrong:
            findings.append(_unusable(str(wrong), wrong.remedy))
    else:
        return condition
    return None


def _system_condition(condition: Condition) -> Condition:
    if condition.field == "generated" and isinstance(condition.value, str):
        return Condition(condition.field, condition.operator, condition.value.lower() in {"1", "true", "yes", "是"})
    return condition


def _unusable(message: str, remedy: str) -> Finding:
    return Finding("export.condition", Severity.ERROR, message, remedy=remedy)


def _format_for(layer: Layer, chosen: Format) -> Format:
    if not chosen.holds(layer):
        fitting = "、".join(one.ending for one in FORMATS if one.holds(layer))
        raise Refused.because(
            "export.format", f"{chosen.title}放不下{layer.title}（{_shape_word(layer)}）", remedy=f"改用 {fitting}"
        )
    return chosen


def _shape_word(layer: Layer) -> str:
    words = {"Point": "点", "MultiLineString": "线", "MultiPolygon": "面"}
    return words[layer.geometry.value] if layer.geometry else "没有图形"


def _write(rows: Export, chosen: Format, file: Path) -> Exported:
    """Writes beside the target first, then moves: a file of that name is whole or is not there.

    Raises Refused for a full disk or a folder that may not be written to.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".export-", dir=file.parent.absolute()) as folder:
            part = Path(folder) / file.name
            made = chosen.write(rows, part)
            digest = hashlib.sha256(part.read_bytes()).hexdigest()
            pieces = sorted(Path(folder).iterdir())
            _refuse_existing([file.parent / piece.name for piece in pieces])
            for piece in pieces:
                piece.rename(file.parent / piece.name)
    except OSError as wrong:
        raise Refused.because(
            "export.not_written",
            f"{file.name} 没有写成：{wrong.strerror or type(wrong).__name__}",
            remedy="检查磁盘空间和文件夹的写权限；原有数据没有受影响",
        ) from wrong
    return Exported(path=file, count=rows.count, sha256=digest, findings=made.findings)


def _refuse_existing(files: list[Path]) -> None:
    if there := [file.name for file in files if file.exists()]:
        raise Refused.because("export.exists", f"{'、'.join(there)} 已存在，不会覆盖", remedy="换一个文件名")
