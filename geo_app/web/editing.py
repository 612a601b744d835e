"""Edit forms: one column from the declaration; what they save is a draft, never the record itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from geo_app.accounts.permissions import Action
from geo_app.services.conflicts import Conflict, conflict_of
from geo_app.services.division_tree import divisions_within
from geo_app.services.edit_form import FORM_ACTS, EditForm, form_of, text_of
from geo_app.services.editing import Proposal, label_after, open_drafts, propose, save_draft
from geo_app.services.labels import label_of
from geo_app.services.records import RecordPage, open_record, reference_labels
from geo_app.web.access import requires
from geo_app.web.changes import change_json
from geo_app.web.context import county, person
from geo_app.web.desk_layer import DESK, layer_at
from geo_app.web.language import translate
from layers.layer import Layer
from layers.store import Edit, EditAct

blueprint = Blueprint("editing", __name__)
VALUE = "v."
PICKED = "ref."
BACK = "back"
"""A form that comes with it is shown again as filled; nothing is saved."""


@blueprint.get(f"/{DESK}/<layer>/new")
@requires(Action.DRAFT)
def new(desk: str, layer: str) -> ResponseReturnValue:
    """The empty form, or the new record of a draft to go on with."""
    declared = layer_at(desk, layer)
    into = request.args.get("into", "")
    drafted = _drafted(into, declared, request.args.get("object", ""))
    division = request.args.get("division", "") or next(iter(person().divisions), "")
    labels = reference_labels(county(), person(), declared, drafted.values) if drafted else {}
    form = form_of(declared, None, labels=labels, division=division, drafted=drafted, into=into)
    return _form_page(declared, None, form)


@blueprint.post(f"/{DESK}/<layer>/new")
@requires(Action.DRAFT)
def add(desk: str, layer: str) -> ResponseReturnValue:
    """Drafts a new record."""
    declared = layer_at(desk, layer)
    form = replace(_posted(declared), act=EditAct.CREATE)
    if BACK in request.form:
        return _form_page(declared, None, form)
    proposal = propose(county(), person(), declared, None, form)
    return _saved(declared, None, form, proposal)


@blueprint.get(f"/{DESK}/<layer>/<object_id>/edit")
@requires(Action.DRAFT)
def edit(desk: str, layer: str, object_id: str) -> ResponseReturnValue:
    """The record's form; with `into`, as that draft already says."""
    declared = layer_at(desk, layer)
    page = open_record(county(), person(), declared, object_id)
    into = request.args.get("into", "")
    drafted = _drafted(into, declared, object_id)
    values = {**page.record.values, **drafted.values} if drafted else page.record.values
    form = form_of(
        declared,
        page.record,
        labels=reference_labels(county(), person(), declared, values),
        base_version=page.latest_version,
        drafted=drafted,
        into=into,
    )
    if not drafted and "act" in request.args:
        form = replace(form, act=_act(request.args["act"]))
    return _form_page(declared, page, form)


@blueprint.post(f"/{DESK}/<layer>/<object_id>/edit")
@requires(Action.DRAFT)
def save(desk: str, layer: str, object_id: str) -> ResponseReturnValue:
    """Drafts the change; a form older than the record shows both versions instead of overwriting one."""
    declared = layer_at(desk, layer)
    page = open_record(county(), person(), declared, object_id)
    form = _placed(_posted(declared), declared, page)
    if BACK in request.form:
        return _form_page(declared, page, form)
    conflict = conflict_of(county(), person(), declared, object_id, form, page.latest_version)
    if conflict:
        return _conflict_page(declared, page, form, conflict), 412
    proposal = propose(county(), person(), declared, page.record, form, labels=page.labels)
    return _saved(declared, page, form, proposal)


@blueprint.post(f"/{DESK}/<layer>/check")
@requires(Action.DRAFT)
def check(desk: str, layer: str) -> ResponseReturnValue:
    """What stands against the form as typed so far; saves nothing."""
    declared = layer_at(desk, layer)
    form = _posted(declared)
    object_id = request.form.get("record", "")
    record = county().store.get(declared.key, object_id, person().scope) if object_id else None
    labels = reference_labels(county(), person(), declared, record.values) if record else {}
    found = propose(county(), person(), declared, record, form, labels=labels).findings
    return jsonify(
        findings=[{**f.as_json(), "mark": f.severity.mark, "term": translate(f.severity.term)} for f in found]
    )


@blueprint.put(f"/{DESK}/<layer>/<object_id>")
@requires(Action.DRAFT)
def put(desk: str, layer: str, object_id: str) -> ResponseReturnValue:
    """The same for programs: `If-Match` names the version seen (428 without it, 412 when it is stale)."""
    declared = layer_at(desk, layer)
    page = open_record(county(), person(), declared, object_id)
    if not request.if_match:
        abort(428)
    form = _from_json(declared, page, object_id)
    conflict = conflict_of(county(), person(), declared, object_id, form, page.latest_version)
    if conflict:
        return jsonify(status="rejected", **conflict.as_json()), 412
    proposal = propose(county(), person(), declared, page.record, form, labels=page.labels)
    if not proposal.acceptable:
        raise Refused(proposal.findings)
    saved = save_draft(county(), person(), declared, proposal, form, label_after(declared, page.record, proposal.edit))
    return jsonify(
        status="drafted", change_set=change_json(saved), findings=[f.as_json() for f in proposal.findings]
    ), 201


def _saved(declared: Layer, page: RecordPage | None, form: EditForm, proposal: Proposal) -> ResponseReturnValue:
    record = page.record if page else None
    try:
        saved = save_draft(county(), person(), declared, proposal, form, label_after(declared, record, proposal.edit))
    except Refused as refused:
        return _form_page(declared, page, form, refused.findings), 422
    return redirect(url_for("changes.one", change_set=saved.id, done="saved"))


def _form_page(
    declared: Layer, page: RecordPage | None, form: EditForm, findings: tuple[Finding, ...] | list[Finding] = ()
) -> str:
    beside: dict[str, list[Finding]] = {}
    for finding in findings:
        beside.setdefault(finding.column, []).append(finding)
    return render_template(
        "edit.html",
        desk=declared.desk,
        layer=declared,
        page=page,
        record=page.record if page else None,
        label=label_of(declared, page.record) if page else "",
        form=form,
        findings=findings,
        beside=beside,
        acts=FORM_ACTS,
        divisions=divisions_within(county().store, person().scope),
        drafts=open_drafts(county(), person()),
    )


def _conflict_page(declared: Layer, page: RecordPage, form: EditForm, conflict: Conflict) -> str:
    return render_template(
        "edit_conflict.html", desk=declared.desk, layer=declared, page=page, form=form, conflict=conflict
    )


def _posted(declared: Layer) -> EditForm:
    """What the form holds, untouched. Raises Refused for an act there is none of."""
    form = request.form
    return EditForm(
        act=_act(form.get("act", EditAct.CORRECT.value)),
        texts={key: form[VALUE + key] for key in declared.keys if VALUE + key in form},
        reference_ids={key: form[PICKED + key] for key in declared.keys if PICKED + key in form},
        lon=form.get("lon", ""),
        lat=form.get("lat", ""),
        drawing=form.get("drawing", ""),
        division=form.get("division", ""),
        effective=form.get("effective", ""),
        reason=form.get("reason", ""),
        document=form.get("document", ""),
        base_version=_whole(form.get("base_version", "")),
        into=form.get("into", ""),
        continues=form.get("continues", ""),
        object_id=form.get("object_id", "")[:64],
    )


def _placed(form: EditForm, declared: Layer, page: RecordPage) -> EditForm:
    """The form with the record's present position where the person chose that one over the one typed."""
    if request.form.get("place") != "current":
        return form
    now = form_of(declared, page.record, labels={})
    return replace(form, lon=now.lon, lat=now.lat, drawing=now.drawing)


def _from_json(declared: Layer, page: RecordPage, object_id: str) -> EditForm:
    """The form a program sends: `values`, `geometry` (GeoJSON), `act`, `effective`, `reason`, `document`, `into`."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("values", {}), dict):
        raise Refused.because("edit.json", "请求不是 JSON 对象", remedy='写成 {"values": {…}, "reason": "…"}')
    unknown = set(sent.get("values", {})) - set(declared.keys)
    if unknown:
        raise Refused.because("edit.field", f"{declared.title}没有字段 {'、'.join(sorted(unknown))[:200]}")
    start = form_of(declared, page.record, labels=page.labels)
    given = {key: text_of(value) for key, value in sent.get("values", {}).items()}
    version = next((tag for tag in request.if_match.as_set() if tag.startswith(f"{object_id}-")), "")
    shape = sent.get("geometry")
    lon, lat, drawing = start.lon, start.lat, start.drawing
    if isinstance(shape, Mapping) and shape.get("type") == "Point":
        lon, lat = (str(part) for part in (*_pair(shape.get("coordinates")),))
    elif isinstance(shape, Mapping):
        drawing = json.dumps(shape)
    texts = {key: str(sent.get(key) or "") for key in ("effective", "reason", "document", "into", "division")}
    return replace(
        start,
        act=_act(str(sent.get("act") or EditAct.CORRECT.value)),
        texts={**start.texts, **given},
        reference_ids={k: v for k, v in start.reference_ids.items() if k not in given},
        lon=lon,
        lat=lat,
        drawing=drawing,
        base_version=_whole(version.rpartition("-")[2]),
        **{**texts, "division": texts["division"] or start.division},
    )


def _pair(coordinates: Any) -> tuple[Any, Any]:
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        return coordinates[0], coordinates[1]
    return "", ""


def _act(text: str) -> EditAct:
    allowed_acts = {offered.act.value: offered.act for offered in FORM_ACTS} | {"create": EditAct.CREATE}
    if text not in allowed_acts:
        raise Refused.because("edit.act", "没有这种办理方式", remedy="选择勘误、变更、注销或撤销登记")
    return allowed_acts[text]


def _drafted(into: str, declared: Layer, object_id: str) -> Edit | None:
    """The edit of this record that an open draft of one's own already holds."""
    if not into or not object_id:
        return None
    change = county().store.change_set(into, person().scope)
    if change.author != person().name:
        return None
    standing = county().store.edits(into, person().scope)
    return next((e for e in standing if e.layer == declared.key and e.object_id == object_id), None)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
