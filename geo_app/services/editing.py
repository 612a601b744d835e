"""Drafting: a filled form becomes edits in a change set, or findings beside its fields."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.companions import companions_of
from geo_app.services.county import County
from geo_app.services.division_tree import division_names
from geo_app.services.edit_form import FORM_ACTS, EditForm, form_of
from geo_app.services.judging import missing_position, pair_findings
from geo_app.services.labels import label_of
from geo_app.services.name_notes import spelling_notes
from geo_app.services.references import resolve
from geo_app.services.typed_position import Read, read_drawing, read_point
from layers.catalog import layer as layer_of
from layers.conform import conform
from layers.divisions import DIVISION
from layers.layer import Geometry, Layer
from layers.store import (
    ChangeSet,
    ChangeState,
    Condition,
    Edit,
    EditAct,
    Operator,
    Query,
    Record,
    Scope,
    Value,
)

OPEN_STATES = (ChangeState.DRAFT, ChangeState.RETURNED)
UNREASONED = "请写明"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a form would change: the edit, the edits that make it complete, and every finding about it."""

    record: Record | None
    edit: Edit
    companions: tuple[Edit, ...]
    findings: list[Finding]

    @property
    def acceptable(self) -> bool:
        """Whether it may be saved as a draft."""
        return not blocking(self.findings)


def open_drafts(county: County, person: Person) -> list[ChangeSet]:
    """The change sets of this person that can still take edits, newest first."""
    return county.store.change_sets(person.scope, states=OPEN_STATES, author=person.name)


def propose(
    county: County,
    person: Person,
    layer: Layer,
    record: Record | None,
    form: EditForm,
    *,
    labels: Mapping[str, str] | None = None,
) -> Proposal:
    """Judges a form against the record it is about (None: a new one). Collects every finding; saves nothing.

    `labels` are those of the record's references, as the form showed them.
    """
    shown = form_of(layer, record, labels=labels or {})
    findings = _accountability(form)
    effective = _effective(form, findings)
    division = _division(county, person, layer, record, form, findings)
    values: dict[str, Value] = {}
    shape: Read = (None, [])
    moved = False
    if form.act in (EditAct.CREATE, EditAct.CORRECT, EditAct.CHANGE):
        values = _values(county, person, layer, record, form, shown, findings)
        moved = _position_touched(form, shown, layer)
        shape = _read_position(county, layer, form) if moved else shape
        findings += shape[1]
    edit = Edit(
        layer=layer.key,
        act=form.act,
        object_id=record.id if record else form.object_id or str(uuid.uuid4()),
        division=division,
        values=values,
        geometry=shape[0],
        sets_geometry=moved and not shape[1],
        base_version=form.base_version if record else None,
        effective=effective,
        source=form.document.strip(),
    )
    findings += _completeness(layer, record, edit, shape, findings)
    findings += _code_and_name(county, layer, record, edit)
    findings += spelling_notes(county, layer, record, edit.values)
    if not blocking(findings):
        findings += _duplicates(county, layer, record, edit)
    made = companions_of(county, person, layer, record, edit) if record and not blocking(findings) else ()
    findings += [_told(companion) for companion in made]
    return Proposal(record, edit, tuple(made), findings)


def save_draft(
    county: County, person: Person, layer: Layer, proposal: Proposal, form: EditForm, label: str
) -> ChangeSet:
    """Saves the proposal as a new draft or into an open one of the same author.

    Raises Refused when it is not acceptable, or when the draft already does something else to the record.
    """
    if not proposal.acceptable:
        raise Refused(proposal.findings)
    edits = [proposal.edit, *proposal.companions]
    if not form.into:
        word = next((a.term for a in FORM_ACTS if a.act is form.act), "新增")
        return county.store.draft(
            edits, author=person.name, title=f"{word}{layer.title}：{label}"[:120], reason=form.reason.strip()
        )
    open_set = county.store.change_set(form.into, person.scope)
    if open_set.author != person.name or open_set.state not in OPEN_STATES:
        raise Refused.because(
            "change_set.not_open", f"“{open_set.title}”不能再加入修改", remedy="选择另一份草稿，或新建"
        )
    standing = county.store.edits(open_set.id, person.scope)
    if form.continues == open_set.id:
        standing = _without_former(county, person, layer, proposal, standing)
    merged = merge_edits(standing, edits)
    reasons = list(dict.fromkeys(filter(None, [open_set.reason, form.reason.strip()])))
    return county.store.amend(
        open_set.id, merged, actor=person.name, version=open_set.version, reason="；".join(reasons)
    )


def _without_former(
    county: County, person: Person, layer: Layer, proposal: Proposal, standing: Sequence[Edit]
) -> list[Edit]:
    """The draft's edits without the one that the form went on with, and without what that one had brought along."""
    own = (layer.key, proposal.edit.object_id)
    former = next((edit for edit in standing if (edit.layer, edit.object_id) == own), None)
    gone = {own}
    if former and proposal.record:
        brought = companions_of(county, person, layer, proposal.record, former)
        gone |= {(e.layer, e.object_id) for e in brought if any(_same_edit(e, other) for other in standing)}
    return [edit for edit in standing if (edit.layer, edit.object_id) not in gone]


def _same_edit(left: Edit, right: Edit) -> bool:
    return (left.layer, left.object_id, dict(left.values)) == (right.layer, right.object_id, dict(right.values))


def merge_edits(standing: Sequence[Edit], added: Sequence[Edit]) -> list[Edit]:
    """One edit an object: a second edit of the same kind completes or replaces the first. Raises Refused."""
    merged = {(edit.layer, edit.object_id): edit for edit in standing}
    for edit in added:
        key = (edit.layer, edit.object_id)
        before = merged.get(key)
        if before is None:
            merged[key] = edit
        elif before.act is edit.act:
            merged[key] = _joined(before, edit)
        else:
            raise Refused.because(
                "change_set.two_acts",
                "这条记录在草稿中已有另一种修改，同一份变更里不能再做第二种",
                subject=edit.object_id,
                remedy="先从草稿中移除原来的修改，或另建一份变更",
            )
    return list(merged.values())


def _joined(before: Edit, after: Edit) -> Edit:
    keeps = before.sets_geometry and not after.sets_geometry
    return replace(
        after,
        values={**before.values, **after.values},
        geometry=before.geometry if keeps else after.geometry,
        sets_geometry=before.sets_geometry or after.sets_geometry,
        division=after.division or before.division,
    )


def _accountability(form: EditForm) -> list[Finding]:
    missing = [
        ("理由", form.reason, "为什么改，例如“实地核对，原登记有误”"),
        ("依据", form.document, "文件、文号或核实记录"),
    ]
    return [
        Finding("edit.required", Severity.ERROR, f"{UNREASONED}{title}", column=title, remedy=remedy)
        for title, given, remedy in missing
        if not given.strip()
    ]


def _effective(form: EditForm, findings: list[Finding]) -> date | None:
    dated = next((a.dated for a in FORM_ACTS if a.act is form.act), True)
    text = form.effective.strip()
    if not dated:
        return None
    if not text:
        if form.act is not EditAct.CREATE:
            findings.append(_day_finding("请写明日期", ""))
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        findings.append(_day_finding(f"“{text[:20]}”不是日期", text))
        return None


def _day_finding(message: str, value: str) -> Finding:
    return Finding(
        "edit.effective", Severity.ERROR, message, column="生效日期", value=value[:40], remedy="写成 2026-11-23"
    )


def _division(
    county: County, person: Person, layer: Layer, record: Record | None, form: EditForm, findings: list[Finding]
) -> str | None:
    """The division the record is to belong to; None when it stays where it is."""
    given = form.division.strip()
    before = record.division if record else ""
    for code in filter(None, dict.fromkeys((before, given))):
        if not allowed(person, Action.DRAFT, desk=layer.desk, division=code):
            findings.append(_division_finding(f"区划 {code} 不在您的管辖范围", code, "请有权限的人员办理"))
            return None
    if given == before:
        return None
    if given not in division_names(county.store):
        findings.append(_division_finding(f"没有区划 {given}" if given else "请选择所属区划", given, "从列表中选择"))
        return None
    return given


def _division_finding(message: str, value: str, remedy: str) -> Finding:
    return Finding("edit.division", Severity.ERROR, message, column="所属区划", value=value, remedy=remedy)


def _values(
    county: County,
    person: Person,
    layer: Layer,
    record: Record | None,
    form: EditForm,
    shown: EditForm,
    findings: list[Finding],
) -> dict[str, Value]:
    """The fields that were touched, conformed; for a new record, all of them."""
    raw: dict[str, object] = {}
    for field in layer.fields:
        typed = form.texts.get(field.key)
        if typed is None or (record is not None and _same_text(typed, shown.texts.get(field.key, ""))):
            continue
        raw[field.key] = _one_newline(typed)
        if field.references and typed.strip():
            found, finding = resolve(county, person, field, typed, form.reference_ids.get(field.key, ""))
            raw[field.key] = found
            if finding:
                findings.append(finding)
                raw.pop(field.key)
    wrong_already = {finding.column for finding in findings}
    values, judged = conform(layer, raw, partial=record is not None)
    findings += [f for f in judged if f.column not in wrong_already]
    before = record.values if record else {}
    return {k: v for k, v in values.items() if k in raw and (record is None or v != before.get(k))}


def _same_text(typed: str, shown: str) -> bool:
    return _one_newline(typed).strip() == _one_newline(shown).strip()


def _one_newline(text: str) -> str:
    """A form sends line ends as CR LF whatever was typed."""
    return text.replace("\r\n", "\n")


def _position_touched(form: EditForm, shown: EditForm, layer: Layer) -> bool:
    if layer.geometry is None:
        return False
    if layer.geometry is Geometry.POINT:
        return (form.lon.strip(), form.lat.strip()) != (shown.lon, shown.lat)
    return form.drawing.strip() != shown.drawing.strip()


def _read_position(county: County, layer: Layer, form: EditForm) -> Read:
    if layer.geometry is Geometry.POINT:
        return read_point(form.lon, form.lat, county.profile)
    return read_drawing(layer, form.drawing, county.profile)


def _completeness(
    layer: Layer, record: Record | None, edit: Edit, shape: Read, standing: Sequence[Finding]
) -> list[Finding]:
    findings: list[Finding] = []
    emptied = edit.sets_geometry and edit.geometry is None
    if layer.geometry_required and not shape[1] and (emptied or (record is None and edit.geometry is None)):
        findings.append(missing_position(layer))
    touched = edit.values or edit.sets_geometry or edit.division
    if edit.act in (EditAct.CORRECT, EditAct.CHANGE) and not touched and not blocking(_about_content(standing)):
        findings.append(
            Finding(
                "edit.unchanged", Severity.ERROR, "没有任何改动，没有保存", remedy="改动至少一处；只想看的话直接返回"
            )
        )
    return findings


def _about_content(findings: Sequence[Finding]) -> list[Finding]:
    """Findings about what was typed, not about why or since when."""
    return [f for f in findings if f.rule not in ("edit.required", "edit.effective")]


def _code_and_name(county: County, layer: Layer, record: Record | None, edit: Edit) -> list[Finding]:
    """A division's code and name that would not belong together are refused, with the right pair named."""
    if layer.key != DIVISION.key or not {"code", "name"} & set(edit.values):
        return []
    after = {**(record.values if record else {}), **edit.values}
    code, name = str(after.get("code") or ""), str(after.get("name") or "")
    beside = layer.field("name" if "name" in edit.values else "code").title
    found = pair_findings(county, code, name) if code and name else []
    return [replace(finding, column=beside) for finding in found]


def _duplicates(county: County, layer: Layer, record: Record | None, edit: Edit) -> list[Finding]:
    """Another record with the same natural key, wherever it is: publishing would refuse it."""
    if not set(layer.natural_key) & set(edit.values):
        return []
    after = {**(record.values if record else {}), **edit.values}
    key = [after.get(part) for part in layer.natural_key]
    if any(part in (None, "") for part in key):
        return []
    same = tuple(Condition(k, Operator.EQUAL, v) for k, v in zip(layer.natural_key, key, strict=True))
    others = (*same, Condition("id", Operator.NOT_EQUAL, edit.object_id))
    if not county.store.count(layer.key, Scope.everything(), Query(where=others)):
        return []
    titles = "、".join(layer.field(k).title for k in layer.natural_key)
    return [
        Finding(
            "store.duplicate",
            Severity.ERROR,
            f"{titles}“{' / '.join(map(str, key))}”已被另一条{layer.title}使用",
            column=layer.field(layer.natural_key[-1]).title,
            value=" / ".join(map(str, key)),
            remedy="改正编号，或修改已有的那条记录",
        )
    ]


def _told(companion: Edit) -> Finding:
    declared = layer_of(companion.layer)
    words = "、".join(f"{declared.field(k).title}改为“{v}”" for k, v in companion.values.items())
    return Finding(
        "edit.companion", Severity.INFO, f"同一份变更中一并把{declared.title}的{words}", remedy="在变更页可移除"
    )


def label_after(layer: Layer, record: Record | None, edit: Edit) -> str:
    """What the record is called once the edit holds."""
    value = edit.values.get(layer.label)
    return str(value) if value else label_of(layer, record) if record else layer.title
