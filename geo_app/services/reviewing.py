"""Moving change sets: submit, send back, approve, publish, undo; always asked of the table first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from gazetteer.errors import NotFound, Refused
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County
from geo_app.services.records import Difference, differences
from layers.catalog import layer
from layers.layer import Layer
from layers.store import ChangeSet, Decision, Edit, EditAct, Record, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """One edit of a change set as the reviewer sees it."""

    edit: Edit
    layer: Layer
    label: str
    differences: tuple[Difference, ...]
    before: Record | None
    stale: bool


SHOWN_EDITS = 200
DEEDS = ("submit", "withdraw", "return", "approve", "approve-paper", "publish", "undo")


def open_change_set(county: County, person: Person, change_set: str) -> tuple[ChangeSet, list[EditView]]:
    """A change set within the person's scope and its first edits, compared with what is there."""
    found = county.store.change_set(change_set, person.scope)
    if not all(person.scope.covers(division) for division in found.divisions):
        raise NotFound.because("change_set.missing", "没有找到这项变更", remedy="从变更列表重新打开")
    edits = county.store.edits(change_set, person.scope)[:SHOWN_EDITS]
    return found, [_view(county, edit) for edit in edits]


def may(person: Person, deed: str, change_set: ChangeSet) -> bool:
    """Whether the table lets a person do a deed to a change set now."""
    action = {
        "submit": Action.DRAFT, "withdraw": Action.DRAFT, "return": Action.REVIEW, "approve": Action.REVIEW,
        "approve-paper": Action.REVIEW, "publish": Action.PUBLISH, "undo": Action.UNDO,
    }[deed]  # fmt: skip
    states = {
        "submit": ("draft", "returned"), "withdraw": ("draft", "returned", "submitted"), "return": ("submitted", "approved"),
        "approve": ("submitted",), "approve-paper": ("submitted",), "publish": ("approved",), "undo": ("published",),
    }[deed]  # fmt: skip
    in_scope = bool(change_set.divisions) and all(person.scope.covers(division) for division in change_set.divisions)
    return (
        change_set.state.value in states
        and in_scope
        and allowed(person, action, state=change_set.state, author=change_set.author)
    )


def move(county: County, person: Person, change_set: str, deed: str, form: Mapping[str, str]) -> ChangeSet:
    """Does one deed. Raises Refused or Stale; returns the change set as it stands (for undo: the new draft)."""
    found = county.store.change_set(change_set, person.scope)
    if deed not in DEEDS or not may(person, deed, found):
        raise Refused.because(
            "change_set.permission",
            f"变更“{found.title}”（{found.state.term}）现在不能由您这样处理",
            remedy="刷新页面查看最新状态",
        )
    version = _version(form)
    store, name = county.store, person.name
    if deed == "submit":
        return store.submit(change_set, actor=name, version=version)
    if deed == "withdraw":
        return store.withdraw(change_set, actor=name, version=version)
    if deed == "return":
        return store.send_back(change_set, actor=name, version=version, reason=_reason(form))
    if deed in ("approve", "approve-paper"):
        return store.approve(change_set, _decision(person, form, paper=deed == "approve-paper"), version=version)
    if deed == "publish":
        store.publish(change_set, actor=name, version=version)
        return store.change_set(change_set, person.scope)
    return store.undo(change_set, author=name, reason=_reason(form))


def _view(county: County, edit: Edit) -> EditView:
    declared = layer(edit.layer)
    everything = Scope.everything()
    try:
        before = county.store.get(edit.layer, edit.object_id, everything)
    except NotFound:
        before = None
    after = _after(edit, before)
    current = before.version if before else None
    shown = differences(
        declared, [before] if before and edit.act is not EditAct.CREATE else [], [after] if after else []
    )
    label = str((after or before).values.get(declared.label) or "") if (after or before) else ""  # type: ignore[union-attr]  # one is there
    return EditView(
        edit=edit,
        layer=declared,
        label=label,
        differences=shown,
        before=before,
        stale=edit.base_version is not None and edit.base_version != current,
    )


def _after(edit: Edit, before: Record | None) -> Record | None:
    if edit.act is EditAct.WITHDRAW:
        return None
    if edit.act is EditAct.RESTORE:
        return edit.timeline[-1] if edit.timeline else None
    values = {**(before.values if before and edit.act is not EditAct.CREATE else {}), **edit.values}
    return Record(
        layer=edit.layer,
        id=edit.object_id,
        version=(before.version if before else 0) + 1,
        division=edit.division or (before.division if before else ""),
        values=values,
        geometry=edit.geometry if edit.sets_geometry else (before.geometry if before else None),
        valid_from=edit.effective
        if edit.act in (EditAct.CHANGE, EditAct.CREATE)
        else (before.valid_from if before else None),
        valid_to=edit.effective if edit.act is EditAct.END else (before.valid_to if before else None),
        recorded_from=datetime.now(UTC),
    )


def _decision(person: Person, form: Mapping[str, str], *, paper: bool) -> Decision:
    if not paper:
        return Decision(
            basis="person", decided_by=person.name, decided_at=datetime.now(UTC), reason=form.get("reason", "")[:500]
        )
    authority, number = form.get("authority", "").strip(), form.get("document_number", "").strip()
    if not authority or not number:
        raise Refused.because("change_set.paper", "按纸质批文批准，需要批准机关和文号", remedy="补充后再批准")
    try:
        dated = date.fromisoformat(form.get("document_date", "")) if form.get("document_date") else None
    except ValueError:
        raise Refused.because("change_set.paper_date", "批文日期写法不对", remedy="写成 2026-11-23") from None
    return Decision(
        basis="paper",
        decided_by=person.name,
        decided_at=datetime.now(UTC),
        authority=authority[:100],
        document_number=number[:60],
        document_date=dated,
        scan_sha256=form.get("scan_sha256", ""),
    )


def _reason(form: Mapping[str, str]) -> str:
    reason = form.get("reason", "").strip()[:500]
    if not reason:
        raise Refused.because("change_set.reason", "没有填写理由", remedy="写明理由后再办理")
    return reason


def _version(form: Mapping[str, str]) -> int:
    try:
        return int(form.get("version", ""))
    except ValueError:
        raise Refused.because("change_set.version", "页面不完整，缺少版本", remedy="刷新页面后再办理") from None
