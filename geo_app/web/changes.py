"""Change sets: what is drafted, judged, published and undone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused, Stale
from geo_app.accounts.permissions import Action, allowed
from geo_app.services.reviewing import (
    DEEDS,
    UNVERSIONED,
    ChangePage,
    EditView,
    list_changes,
    move,
    next_waiting,
    open_change,
    waiting_for,
)
from geo_app.services.scans import find_scan, keep_scan
from geo_app.services.surroundings import box_of, outlines, paths_of, surroundings
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.desk_layer import record_json
from geo_app.web.security import wants_json
from layers.store import BoundingBox, ChangeSet, ChangeState

blueprint = Blueprint("changes", __name__, url_prefix="/changes")
TABS: dict[str, tuple[str, tuple[ChangeState, ...], bool]] = {
    "drafts": ("我的草稿", (ChangeState.DRAFT, ChangeState.RETURNED), True),
    "waiting": ("待审核", (ChangeState.SUBMITTED,), False),
    "approved": ("待发布", (ChangeState.APPROVED,), False),
    "published": ("已发布", (ChangeState.PUBLISHED,), False),
    "own": ("我的全部", tuple(ChangeState), True),
}
PAGE = 50
CLOSE_DEGREES = 0.02  # some 2 km


@blueprint.get("")
@requires(Action.VIEW)
def index() -> ResponseReturnValue:
    """Change sets by where they stand."""
    tab = request.args.get("tab", "")
    if tab not in TABS:
        tab = "waiting" if allowed(person(), Action.REVIEW) else "drafts"
    page = max(1, request.args.get("page", 1, type=int) or 1)
    _, states, own = TABS[tab]
    found = list_changes(county(), person(), states, own=own, limit=PAGE + 1, offset=(page - 1) * PAGE)
    due = len(waiting_for(county(), person()))
    if wants_json():
        return jsonify(changes=[change_json(change) for change in found[:PAGE]], page=page, more=len(found) > PAGE)
    return render_template(
        "changes.html", tabs=TABS, tab=tab, changes=found[:PAGE], page=page, more=len(found) > PAGE, due=due
    )


@blueprint.get("/<change_set>")
@requires(Action.VIEW)
def one(change_set: str) -> ResponseReturnValue:
    """One change set: every edit old | new, both positions on one map, and what may be done now."""
    page = open_change(county(), person(), change_set, _page())
    if wants_json():
        return _with_tag(
            jsonify(
                **change_json(page.change),
                edits=[edit_json(view) for view in page.edits],
                hidden=page.hidden,
                may=list(page.deeds),
            ),
            page.change,
        )
    return _change_page(page)


@blueprint.get("/<change_set>/scan")
@requires(Action.VIEW)
def scan(change_set: str) -> ResponseReturnValue:
    """The scan of the paper decision, as a file to keep; never shown inside a page of ours."""
    change = open_change(county(), person(), change_set).change
    digest = change.decision.scan_sha256 if change.decision else ""
    found = find_scan(county(), digest)
    if found is None:
        raise Refused.because("scan.missing", "这项变更没有登记批文的扫描件", remedy="返回变更页")
    return send_file(found, as_attachment=True, download_name=f"decision-{digest[:12]}{found.suffix}")


@blueprint.get("/<change_set>/map.json")
@requires(Action.VIEW)
def positions(change_set: str) -> ResponseReturnValue:
    """Old and new geometries of the edits on this page."""
    page = open_change(county(), person(), change_set, _page())
    moved = [view.difference.position for view in page.edits if view.difference.position]
    box = box_of([shape for moved_one in moved for shape in (moved_one.old, moved_one.new)], county().profile)
    return jsonify(
        box=box,
        **_around(page, box),
        edits=[
            {
                "position": view.position,
                "label": view.label,
                "kind": view.layer.geometry.value if view.layer.geometry else "",
                "old": paths_of(view.difference.position.old) if view.difference.position else [],
                "new": paths_of(view.difference.position.new) if view.difference.position else [],
            }
            for view in page.edits
            if view.difference.position
        ],
    )


def _around(page: ChangePage, box: BoundingBox) -> dict[str, Any]:
    """What lies around the moved records; neighbours of a kind only where they can be told apart."""
    moved = [view for view in page.edits if view.difference.position]
    if not moved or max(box[2] - box[0], box[3] - box[1]) > CLOSE_DEGREES:
        return {**outlines(county(), person(), box), "neighbours": []}
    found = surroundings(county(), person(), moved[0].layer, box)
    ids = {view.object_id for view in moved}
    return {**found, "neighbours": [neighbour for neighbour in found["neighbours"] if neighbour[0] not in ids]}


@blueprint.post("/<change_set>/<deed>")
@requires(Action.VIEW)
def act(change_set: str, deed: str) -> ResponseReturnValue:
    """Moves a change set. The table decides who may; what was typed stays on the page when refused."""
    if deed not in DEEDS:
        abort(404)
    form = dict(request.form.items())
    if wants_json() and "version" not in form:
        form["version"] = _version_seen(change_set)
    try:
        sent = request.files.get("scan")
        if deed == "approve-paper" and sent is not None and sent.filename:
            form["scan_sha256"] = keep_scan(county(), person(), sent.read())
        moved = move(county(), person(), change_set, deed, form)
    except Refused as refused:
        if wants_json():
            if refused.findings[0].rule == UNVERSIONED:
                abort(428)
            raise
        return _refused_page(change_set, deed, refused)
    if wants_json():
        return _with_tag(jsonify(change_json(moved)), moved)
    return redirect(url_for("changes.one", change_set=moved.id, done=deed))


def _version_seen(change_set: str) -> str:
    """The version a program names by `If-Match`; empty without one."""
    tags = request.if_match.as_set() if request.if_match else set()
    seen = [tag.removeprefix(f"{change_set}-") for tag in tags if tag.startswith(f"{change_set}-")]
    return seen[0] if seen else ""


def _refused_page(change_set: str, deed: str, refused: Refused) -> ResponseReturnValue:
    """The change set as it is now, with what stood against the deed on top."""
    page = open_change(county(), person(), change_set, _page())
    status = 412 if isinstance(refused, Stale) else 422
    return _change_page(page, findings=refused.findings, typed=request.form, deed=deed), status


def _change_page(page: ChangePage, **more: Any) -> str:
    context: dict[str, Any] = {"findings": (), "typed": {}, "deed": "", **more}
    following = next_waiting(county(), person(), page.change)
    done = request.args.get("done", "")
    return render_template("change.html", page=page, change=page.change, done=done, following=following, **context)


def change_json(change: ChangeSet) -> dict[str, Any]:
    """A change set as JSON."""
    decision = change.decision
    return {
        "id": change.id,
        "version": change.version,
        "title": change.title,
        "reason": change.reason,
        "state": change.state.value,
        "author": change.author,
        "created_at": change.created_at.isoformat(),
        "divisions": list(change.divisions),
        "edit_count": change.edit_count,
        "return_reason": change.return_reason,
        "undoes": change.undoes,
        "decision": {"basis": decision.basis, "decided_by": decision.decided_by} if decision else None,
        "published_at": change.published_at.isoformat() if change.published_at else None,
    }


def edit_json(view: EditView) -> dict[str, Any]:
    """One edit as JSON: the record before and after."""
    difference = view.difference
    return {
        "position": view.position,
        "act": view.act.value,
        "layer": view.layer.key,
        "id": view.object_id,
        "label": view.label,
        "old": record_json(view.layer, difference.old) if difference.old else None,
        "new": record_json(view.layer, difference.new) if difference.new else None,
        "changed": [changed.field.key for changed in difference.fields],
        "moved_m": difference.position.distance_m if difference.position else None,
        "findings": [finding.as_json() for finding in view.findings],
    }


def _with_tag(response: Response, change: ChangeSet) -> Response:
    response.set_etag(f"{change.id}-{change.version}")
    return response


def _page() -> int:
    return max(1, request.args.get("page", 1, type=int) or 1)
