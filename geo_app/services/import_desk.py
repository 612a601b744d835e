"""A clerk's import, step by step: look at the columns, preview, confirm into a change set that waits for review."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import shapely

from gazetteer.errors import Refused, Stale
from gazetteer.findings import Severity
from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.import_staging import Staged, discard
from geo_app.services.imports import judge_file
from layers.conform import shown
from layers.crs import GEOD
from layers.exchange import ImportOptions, ImportPlan, Outcome, RowPlan, inspect_file, read_file
from layers.exchange.error_workbook import write_errors
from layers.layer import Layer
from layers.store import ChangeSet, Edit, Value

SHOWN_ROWS = 15
FINDINGS_A_PAGE = 50
ERRORS = "errors.xlsx"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """One page of a preview's findings, and how many there are of each severity and rule."""

    findings: list[dict[str, Any]]
    page: int
    pages: int
    total: int


def look_at(county: County, staged: Staged) -> dict[str, Any]:
    """What is in the upload: its tables, their headings and first values, what they were taken for.

    Read once and kept. Raises Refused when the file cannot be read.
    """
    kept = staged.kept("columns")
    if kept is not None:
        return kept
    read = read_file(staged.file, staged.filename)
    found = {"tables": inspect_file(staged.layer, read, county.profile)}
    staged.keep("columns", found)
    return found


def decide(staged: Staged, options: ImportOptions) -> None:
    """Keeps what the person decided; a preview made before no longer counts."""
    changed_on = options.changed_on.isoformat() if options.changed_on else ""
    staged.keep(
        "options",
        {
            "mode": options.mode,
            "crs": options.crs,
            "columns": dict(options.columns),
            "sheet": options.sheet,
            "changed_on": changed_on,
        },
    )
    for name in ("preview.json", "findings.jsonl", ERRORS):
        (staged.folder / name).unlink(missing_ok=True)


def preview(county: County, person: Person, staged: Staged) -> dict[str, Any]:
    """What confirming would do: counts, samples of rows, how many findings. Judged once and kept."""
    kept = staged.kept("preview")
    if kept is not None:
        return kept
    return _keep_preview(staged, _judge(county, person, staged))


def findings_page(staged: Staged, page: int, severity: str = "") -> FindingsPage:
    """One page of the kept findings, of one severity when it is named."""
    wanted = [line for line in _finding_lines(staged) if not severity or f'"severity": "{severity}"' in line]
    pages = max(1, -(-len(wanted) // FINDINGS_A_PAGE))
    page = min(max(1, page), pages)
    some = islice(wanted, (page - 1) * FINDINGS_A_PAGE, page * FINDINGS_A_PAGE)
    return FindingsPage([json.loads(line) for line in some], page, pages, len(wanted))


def all_findings(staged: Staged) -> Iterator[dict[str, Any]]:
    """Every kept finding, in order."""
    return (json.loads(line) for line in _finding_lines(staged))


def error_workbook(county: County, person: Person, staged: Staged) -> Path:
    """The workbook with the problems in it, made when first asked for."""
    target = staged.folder / ERRORS
    if not target.exists():
        waiting = staged.folder / f"new-{ERRORS}"
        write_errors(staged.file, waiting, _judge(county, person, staged))
        waiting.replace(target)
    return target


def confirm(county: County, person: Person, staged: Staged, digest: str, reason: str) -> ChangeSet:
    """Drafts and submits the change set that was previewed; it waits for a reviewer like any other.

    Raises Refused when nothing may enter, Stale when the data or the decision moved since the preview: a new
    preview is then kept.
    """
    plan = _judge(county, person, staged)
    if not digest or _digest(plan) != digest:
        _keep_preview(staged, plan)
        raise Stale.because(
            "import.stale", "预览之后库中数据有变化，已按现在的数据重新检查", remedy="核对新的预览后再确认"
        )
    if not plan.edits:
        raise Refused.because("import.nothing", "没有可以入库的内容", remedy="改正问题后重新上传，或放弃这次导入")
    typed = reason.strip()[:LONGEST_REASON] or f"按文件 {plan.filename} 导入"
    drafted = county.store.draft(
        plan.edits,
        author=person.name,
        title=f"导入{staged.layer.title}：{plan.filename}"[:120],
        reason=f"{typed}（文件 SHA-256 {plan.sha256}）",
    )
    submitted = county.store.submit(drafted.id, actor=person.name, version=drafted.version)
    discard(staged)
    return submitted


def read_options(form: Mapping[str, str], mappable: Sequence[str], headers: Sequence[str]) -> ImportOptions:
    """The decision a form posts: `field.<key>` holds a heading's place in the file, "" for none."""
    columns: dict[str, str] = {}
    for key in mappable:
        place = form.get(f"field.{key}")
        if place is not None:
            columns[key] = (
                headers[int(place)] if place.isascii() and place.isdigit() and int(place) < len(headers) else ""
            )
    changed_on = form.get("changed_on", "").strip() if form.get("act") == "change" else ""
    try:
        day = date.fromisoformat(changed_on) if changed_on else None
    except ValueError:
        raise Refused.because("import.changed_on", f"“{changed_on[:20]}”不是日期", remedy="写成 2026-11-23") from None
    if form.get("act") == "change" and day is None:
        raise Refused.because("import.changed_on", "请写明变更的生效日期", remedy="写成 2026-11-23")
    return ImportOptions(
        mode="rows" if form.get("mode") == "rows" else "all",
        crs=form.get("crs_other", "").strip()[:40] or form.get("crs", "").strip()[:40],
        columns=columns,
        sheet=form.get("sheet", "")[:100],
        changed_on=day,
    )


# Inside ---------------------------------------------------------------------------------------------


def _judge(county: County, person: Person, staged: Staged) -> ImportPlan:
    return judge_file(county, staged.layer, staged.file, staged.filename, staged.options, person.scope)


def _keep_preview(staged: Staged, plan: ImportPlan) -> dict[str, Any]:
    with (staged.folder / "findings.jsonl").open("w", encoding="utf-8", errors="replace") as stream:
        for finding in sorted(plan.findings, key=lambda f: (-f.severity.rank, f.row or 0)):
            stream.write(json.dumps(finding.as_json(), ensure_ascii=False) + "\n")
    document = plan.as_json()
    del document["findings"]
    severities = Counter(finding.severity.value for finding in plan.findings)
    rules = Counter((finding.severity.value, finding.rule) for finding in plan.findings)
    first = {finding.rule: finding.message for finding in reversed(plan.findings)}
    document |= {
        "digest": _digest(plan),
        "edits": len(plan.edits),
        "barred": plan.barred,
        "faulty": plan.faulty,
        "mode": plan.options.mode,
        "severities": {s.value: severities[s.value] for s in Severity},
        "rules": [
            {"severity": severity, "rule": rule, "count": count, "example": first[rule]}
            for (severity, rule), count in sorted(rules.items(), key=lambda item: -Severity(item[0][0]).rank)
        ],
        "whole": [finding.as_json() for finding in plan.findings if finding.row is None],
        "changed_rows": [_changed(plan.layer, row) for row in _some(plan, Outcome.CHANGED)],
        "new_rows": [_new(plan.layer, row) for row in _some(plan, Outcome.NEW)],
    }
    staged.keep("preview", document)
    return document


def _some(plan: ImportPlan, outcome: Outcome) -> Iterator[RowPlan]:
    return islice((row for row in plan.rows if row.outcome is outcome), SHOWN_ROWS)


def _changed(layer: Layer, row: RowPlan) -> dict[str, Any]:
    """A changed row as the preview shows it: field, old, new."""
    edit, held = row.edit, row.held
    assert edit is not None  # noqa: S101  (a changed row has both)
    assert held is not None  # noqa: S101
    fields = [
        {"field": key, "old": _word(layer, key, held.values.get(key)), "new": _word(layer, key, value)}
        for key, value in edit.values.items()
    ]
    return {
        "row": row.number,
        "id": held.id,
        "label": row.label or str(held.values.get(layer.label) or ""),
        "fields": fields,
        "division": [held.division, edit.division] if edit.division else [],
        "position": [_position(held.geometry), _position(edit.geometry)] if edit.sets_geometry else [],
        "moved_m": _moved_m(held.geometry, edit.geometry) if edit.sets_geometry else None,
    }


def _new(layer: Layer, row: RowPlan) -> dict[str, Any]:
    edit = row.edit
    assert edit is not None  # noqa: S101  (a new row has an edit)
    values = {key: _word(layer, key, edit.values.get(key)) for key in layer.keys if layer.field(key).listed}
    return {"row": row.number, "division": edit.division, "values": values, "position": _position(edit.geometry)}


def _word(layer: Layer, key: str, value: Value) -> str:
    return shown(layer.field(key), value)[:200]


def _position(shape: Any) -> str:
    if shape is None:
        return ""
    return f"{shape.x:.6f}, {shape.y:.6f}" if isinstance(shape, shapely.Point) else str(shape.geom_type)


def _moved_m(before: Any, after: Any) -> float | None:
    if not (isinstance(before, shapely.Point) and isinstance(after, shapely.Point)):
        return None
    return round(float(GEOD.inv(before.x, before.y, after.x, after.y)[2]), 2)


def _digest(plan: ImportPlan) -> str:
    """What confirming would do, in one hash; the same plan made again has the same."""
    digest = hashlib.sha256(f"{plan.sha256} {plan.status}".encode())
    for row in plan.rows:
        digest.update(repr((row.number, row.outcome.value, _said(row.edit))).encode())
    return digest.hexdigest()


def _said(edit: Edit | None) -> tuple[Any, ...]:
    if edit is None:
        return ()
    lonlat = shapely.get_coordinates(edit.geometry).round(9).tolist() if edit.geometry is not None else None
    return (edit.act.value, edit.division, edit.base_version, sorted(edit.values.items()), lonlat)


def _finding_lines(staged: Staged) -> list[str]:
    file = staged.folder / "findings.jsonl"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
