"""Judging change sets: what each edit would do, what stands against it, and who may move it where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from gazetteer.errors import NotFound, Refused
from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import ALL_DESKS, Action, Person, allowed, desks_of
from geo_app.services.change_masks import as_seen
from geo_app.services.comparing import Difference, compare, principal
from geo_app.services.county import County
from geo_app.services.judging import findings_of
from geo_app.services.labels import label_of
from geo_app.services.name_notes import spelling_notes
from layers.catalog import layer as layer_of
from layers.layer import Layer
from layers.store import (
    ChangeSet,
    ChangeState,
    Condition,
    Decision,
    Edit,
    EditAct,
    Event,
    Operator,
    Query,
    Record,
    Scope,
)
from layers.store.timeline import apply_edit

SHOWN_EDITS = 20
LONGEST = 500
UNVERSIONED = "change_set.version"
"""The rule of a deed that does not say which version it was decided on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """One edit as a reviewer sees it. `position` is its place in the change set, from 0."""

    position: int
    act: EditAct
    layer: Layer
    object_id: str
    label: str
    difference: Difference
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """A change set and one page of its edits. `hidden` are edits outside the reader's divisions or desks."""

    change: ChangeSet
    edits: list[EditView]
    visible: int
    hidden: int
    page: int
    pages: int
    counts: Mapping[str, int]
    deeds: tuple[str, ...]


_ACTIONS = {
    "submit": (Action.DRAFT, (ChangeState.DRAFT, ChangeState.RETURNED)),
    "withdraw": (Action.DRAFT, (ChangeState.DRAFT, ChangeState.RETURNED, ChangeState.SUBMITTED)),
    "remove": (Action.DRAFT, (ChangeState.DRAFT, ChangeState.RETURNED)),
    "return": (Action.REVIEW, (ChangeState.SUBMITTED, ChangeState.APPROVED)),
    "approve": (Action.REVIEW, (ChangeState.SUBMITTED,)),
    "approve-paper": (Action.REVIEW, (ChangeState.SUBMITTED,)),
    "publish": (Action.PUBLISH, (ChangeState.APPROVED,)),
    "undo": (Action.UNDO, (ChangeState.PUBLISHED,)),
}
DEEDS = tuple(_ACTIONS)
"""What can be done to a change set, by the word in its address."""


def may(person: Person, deed: str, change: ChangeSet) -> bool:
    """Whether the table lets a person do a deed to a change set as it stands, for all its divisions."""
    action, states = _ACTIONS[deed]
    return change.state in states and all(
        allowed(person, action, state=change.state, author=change.author, division=division)
        for division in change.divisions or (None,)
    )


def list_changes(
    county: County, person: Person, states: Sequence[ChangeState], *, own: bool, limit: int = 50, offset: int = 0
) -> list[ChangeSet]:
    """Change sets in these states, newest first: one's own, or all a person may see.

    Drafts are their author's alone; people who do not keep every desk see only their own change sets.
    """
    author = person.name if own or set(desks_of(person)) != ALL_DESKS else ""
    found = county.store.change_sets(person.scope, states=states, author=author, limit=limit, offset=offset)
    return [as_seen(person, change) for change in found if _visible(person, change)]


def waiting_for(county: County, person: Person) -> list[ChangeSet]:
    """The change sets this person can approve or publish now, oldest first: the review queue."""
    if not allowed(person, Action.REVIEW):
        return []
    states = (ChangeState.SUBMITTED, ChangeState.APPROVED)
    found = county.store.change_sets(person.scope, states=states)
    return [c for c in reversed(found) if may(person, "approve", c) or may(person, "publish", c)]


def next_waiting(county: County, person: Person, change: ChangeSet) -> ChangeSet | None:
    """The one after `change` in the review queue; from its end, the first again."""
    queue = waiting_for(county, person)
    ids = [waiting.id for waiting in queue]
    others = [waiting for waiting in queue if waiting.id != change.id]
    if change.id not in ids:
        return next(iter(others), None)
    at = ids.index(change.id)
    return next(iter(queue[at + 1 :] + queue[:at]), None)


def open_change(county: County, person: Person, change_set: str, page: int = 1) -> ChangePage:
    """One change set with a page of its edits. Raises NotFound when nothing of it is the person's to see."""
    change = _seen(county, person, change_set)
    views, hidden = _views_page(county, person, change, page)
    visible = change.edit_count - hidden
    return ChangePage(
        change=as_seen(person, change),
        edits=views,
        visible=visible,
        hidden=hidden,
        page=page,
        pages=max(1, -(-visible // SHOWN_EDITS)),
        counts=_counts(views),
        deeds=tuple(deed for deed in DEEDS if may(person, deed, change)),
    )


def move(  # noqa: PLR0911  (one line a deed)
    county: County, person: Person, change_set: str, deed: str, form: Mapping[str, str]
) -> ChangeSet:
    """Does one deed; returns the change set as it then stands (for undo: the new draft).

    Raises NotFound, Refused (not permitted now, reason missing) or Stale (moved meanwhile).
    """
    change = _seen(county, person, change_set)
    if set(desks_of(person)) != ALL_DESKS:
        _views_page(county, person, change, 1)
    if deed not in DEEDS or not may(person, deed, change):
        raise Refused.because(
            "change_set.permission",
            f"变更“{as_seen(person, change).title}”现在是{change.state.term}，您不能这样办理",
            remedy="起草人不能审核自己的变更；刷新页面查看最新状态",
        )
    version, store, name = _version(form), county.store, person.name
    match deed:
        case "submit":
            return store.submit(change.id, actor=name, version=version)
        case "withdraw":
            return store.withdraw(change.id, actor=name, version=version)
        case "return":
            return store.send_back(change.id, actor=name, version=version, reason=_reason(form, "退回"))
        case "approve":
            return store.approve(change.id, _decision(person, form), version=version)
        case "approve-paper":
            return store.approve(change.id, _paper_decision(person, form), version=version)
        case "publish":
            store.publish(change.id, actor=name, version=version)
            return store.change_set(change.id, person.scope)
        case "remove":
            return _without(county, person, change, form, version)
        case _:
            return store.undo(change.id, author=name, reason=_reason(form, "撤销"))


def _visible(person: Person, change: ChangeSet) -> bool:
    return change.author == person.name or change.state not in (ChangeState.DRAFT, ChangeState.WITHDRAWN)


def _seen(county: County, person: Person, change_set: str) -> ChangeSet:
    change = county.store.change_set(change_set, person.scope)
    if not _visible(person, change):
        raise NotFound.because("change_set.missing", "没有找到这项变更", remedy="从变更列表重新打开")
    return change


# What an edit does ----------------------------------------------------------------------------------


def _views_page(county: County, person: Person, change: ChangeSet, page: int) -> tuple[list[EditView], int]:
    if change.state is ChangeState.PUBLISHED:
        return _published(county, person, change, page)
    if _sees_all(person, change):
        first = (page - 1) * SHOWN_EDITS
        paged = county.store.edits(change.id, person.scope, offset=first, limit=SHOWN_EDITS)
        return [_proposed(county, place, one) for place, one in enumerate(paged, first)], 0
    edits = list(enumerate(county.store.edits(change.id, person.scope)))
    seen = [(n, edit) for n, edit in edits if allowed(person, Action.VIEW, desk=layer_of(edit.layer).desk)]
    if not all(person.scope.covers(division) for division in change.divisions):
        seen = [(n, edit) for n, edit in seen if _in_scope(county, person, edit)]
    if not seen:
        raise NotFound.because("change_set.missing", "没有找到这项变更", remedy="从变更列表重新打开")
    start = (page - 1) * SHOWN_EDITS
    some = seen[start : start + SHOWN_EDITS]
    return [_proposed(county, n, edit) for n, edit in some], len(edits) - len(seen)


def _sees_all(person: Person, change: ChangeSet) -> bool:
    """Whether nothing of the change set can be hidden from this person: then only the page asked for is read."""
    return set(desks_of(person)) == ALL_DESKS and all(map(person.scope.covers, change.divisions))


def _in_scope(county: County, person: Person, edit: Edit) -> bool:
    if edit.act is EditAct.CREATE:
        return person.scope.covers(edit.division or "")
    if edit.act is EditAct.RESTORE and edit.timeline:
        return all(person.scope.covers(record.division) for record in edit.timeline)
    same = Query(where=(Condition("id", Operator.EQUAL, edit.object_id),), all_times=True)
    return county.store.count(edit.layer, person.scope, same) > 0


def _proposed(county: County, position: int, edit: Edit) -> EditView:
    """What publishing the edit now would do."""
    declared = layer_of(edit.layer)
    believed = _believed(county, edit)
    findings: list[Finding] = []
    after: Sequence[Record] = believed
    try:
        now = datetime.now(UTC)
        after = apply_edit(declared, believed, edit, now=now, today=now.astimezone().date())
    except Refused as refused:
        findings += refused.findings
    current = max((record.version for record in believed), default=0)
    if edit.base_version is not None and edit.base_version != current:
        findings.append(_moved_on(declared, edit, current))
    difference = compare(declared, *principal(believed, after), county.profile)
    shown = difference.new or difference.old
    if difference.new and not difference.empty:
        findings += findings_of(county, declared, difference.new)
        findings += spelling_notes(county, declared, difference.old, edit.values)
    return EditView(
        position=position,
        act=edit.act,
        layer=declared,
        object_id=edit.object_id,
        label=label_of(declared, shown) if shown else declared.title,
        difference=difference,
        findings=tuple(findings),
    )


def _believed(county: County, edit: Edit) -> list[Record]:
    try:
        slices = county.store.timeline(edit.layer, edit.object_id, Scope.everything())
    except NotFound:
        return []
    return [record for record in slices if record.recorded_to is None]


def _moved_on(declared: Layer, edit: Edit, current: int) -> Finding:
    return Finding(
        "store.stale",
        Severity.ERROR,
        f"这条{declared.title}在起草后已被他人修改（依据第 {edit.base_version} 版，现为第 {current} 版），现在不能发布",
        subject=edit.object_id,
        remedy="退回，由起草人对照现在的内容重新起草",
    )


def _published(county: County, person: Person, change: ChangeSet, page: int) -> tuple[list[EditView], int]:
    """What the publishing did, from its events."""
    start = (page - 1) * SHOWN_EDITS
    if _sees_all(person, change):
        events = county.store.events(person.scope, change_set=change.id, limit=1)
        after = next((event.sequence for event in events), 0) - 1 + start
        some = county.store.events(person.scope, change_set=change.id, after=after, limit=SHOWN_EDITS)
        return [_done(county, place, event) for place, event in enumerate(some, start)], 0
    views, seen = [], 0
    for event in county.store.events(person.scope, change_set=change.id):
        declared = layer_of(event.layer)
        if not allowed(person, Action.VIEW, desk=declared.desk):
            continue
        if start <= seen < start + SHOWN_EDITS:
            views.append(_done(county, seen, event))
        seen += 1
    if not seen:
        raise NotFound.because("change_set.missing", "没有找到这项变更", remedy="从变更列表重新打开")
    return views, max(0, change.edit_count - seen)


def _done(county: County, position: int, event: Event) -> EditView:
    declared = layer_of(event.layer)
    difference = compare(declared, *principal(event.before, event.after), county.profile)
    shown = difference.new or difference.old
    return EditView(
        position=position,
        act=event.act,
        layer=declared,
        object_id=event.object_id,
        label=label_of(declared, shown) if shown else declared.title,
        difference=difference,
    )


def _counts(views: Sequence[EditView]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for view in views:
        counts[view.act.value] = counts.get(view.act.value, 0) + 1
    return counts


# Deeds ----------------------------------------------------------------------------------------------


def _without(county: County, person: Person, change: ChangeSet, form: Mapping[str, str], version: int) -> ChangeSet:
    """The draft without one of its edits; without its last one it is withdrawn."""
    edits = county.store.edits(change.id, person.scope)
    position = form.get("position", "")
    if not (position.isascii() and position.isdigit() and int(position) < len(edits)):
        raise Refused.because("change_set.position", "没有这一处修改", remedy="刷新页面后再试")
    kept = [edit for n, edit in enumerate(edits) if n != int(position)]
    if not kept:
        return county.store.withdraw(change.id, actor=person.name, version=version)
    return county.store.amend(change.id, kept, actor=person.name, version=version)


def _decision(person: Person, form: Mapping[str, str]) -> Decision:
    return Decision(
        basis="person",
        decided_by=person.name,
        decided_at=datetime.now(UTC),
        reason=form.get("reason", "").strip()[:LONGEST],
    )


def _paper_decision(person: Person, form: Mapping[str, str]) -> Decision:
    """A signed paper decision, entered by a reviewer. Raises Refused with everything that is missing."""
    findings = [
        Finding("decision.paper", Severity.ERROR, f"按纸质批文批准，请写明{title}", column=title, remedy="按批文填写")
        for key, title in (("authority", "批准机关"), ("document_number", "文号"), ("document_date", "批文日期"))
        if not form.get(key, "").strip()
    ]
    dated: date | None = None
    try:
        dated = date.fromisoformat(form.get("document_date", "").strip())
    except ValueError:
        if form.get("document_date", "").strip():
            findings.append(
                Finding(
                    "decision.date", Severity.ERROR, "批文日期写法不对", column="批文日期", remedy="写成 2026-11-23"
                )
            )
    if findings:
        raise Refused(findings)
    return Decision(
        basis="paper",
        decided_by=person.name,
        decided_at=datetime.now(UTC),
        reason=form.get("reason", "").strip()[:LONGEST],
        authority=form["authority"].strip()[:100],
        document_number=form["document_number"].strip()[:60],
        document_date=dated,
        scan_sha256=form.get("scan_sha256", ""),
    )


def _reason(form: Mapping[str, str], deed: str) -> str:
    reason = form.get("reason", "").strip()[:LONGEST]
    if not reason:
        raise Refused.because("change_set.reason", f"{deed}需要写明理由", remedy="写明理由后再办理")
    return reason


def _version(form: Mapping[str, str]) -> int:
    text = form.get("version", "")
    if not (text.isascii() and text.isdigit()):
        raise Refused.because(UNVERSIONED, "页面不完整，缺少版本", remedy="刷新页面后再办理")
    return int(text)
