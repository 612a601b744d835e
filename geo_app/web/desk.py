"""The desks: what is kept, lists of records, one record's page."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BuildError

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action
from geo_app.services.division_tree import division_names, division_path, divisions_within
from geo_app.services.listing import PAGE_SIZES, count_rows, list_records, read_listing, read_moment
from geo_app.services.records import open_record
from geo_app.services.surroundings import box_around, box_of_division, paths_of, surroundings
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.desk_layer import (
    DESK,
    address,
    arguments,
    layer_at,
    object_tag,
    record_address,
    record_json,
    tagged,
)
from geo_app.web.exports import offered
from geo_app.web.security import wants_json
from layers.catalog import LAYERS
from layers.layer import FieldKind, Layer
from layers.store import ALL_ROWS, Record

blueprint = Blueprint("desk", __name__)
MOST_FILTERS = 4


@blueprint.record
def _prepare(state: object) -> None:
    """Gives templates what desks' pages need."""
    app: Flask = state.app  # type: ignore[attr-defined]  # Flask's setup state
    app.jinja_env.globals.update(
        address=address,
        record_address=record_address,
        division_name=lambda code: division_path(county().store, code),
        report_address=report_address,
        today=lambda: datetime.now(UTC).astimezone().date(),
    )


@blueprint.get(f"/{DESK}")
@requires(Action.VIEW)
def index(desk: str) -> ResponseReturnValue:
    """The layers a desk keeps, with how many records each holds."""
    kept = [declared for declared in LAYERS if declared.desk == desk]
    counted = {d.key: count_rows(county().store, d.key, person().scope, ALL_ROWS) for d in kept}
    if wants_json():
        return tagged({"layers": [{"key": d.key, "title": d.title, "count": counted[d.key]} for d in kept]})
    return render_template("desk_index.html", desk=desk, layers=kept, counts=counted)


@blueprint.get(f"/{DESK}/<layer>")
@blueprint.get(f"/{DESK}/<layer>.json", endpoint="listing_json")
@requires(Action.VIEW)
def listing(desk: str, layer: str) -> ResponseReturnValue:
    """A list: filtered, ordered, paged as its address says."""
    declared = layer_at(desk, layer)
    asked = read_listing(declared, arguments())
    page = list_records(county(), person(), asked)
    if wants_json():
        return tagged(
            {
                "layer": declared.key,
                "total": page.total,
                "page": page.page,
                "pages": page.pages,
                "rows": [record_json(declared, row.record) for row in page.rows],
                "findings": [f.as_json() for f in asked.findings],
            }
        )
    return render_template(
        "desk_list.html",
        desk=desk,
        layer=declared,
        listing=asked,
        page=page,
        sizes=PAGE_SIZES,
        divisions=divisions_within(county().store, person().scope),
        filters=_filters(declared),
        numeric=(FieldKind.INTEGER, FieldKind.NUMBER),
        exports=offered(declared),
    )


@blueprint.get(f"/{DESK}/<layer>/<object_id>")
@blueprint.get(f"/{DESK}/<layer>/<object_id>.json", endpoint="record_json")
@requires(Action.VIEW)
def record(desk: str, layer: str, object_id: str) -> ResponseReturnValue:
    """One record: its values, its place, its history, what belongs to it."""
    declared = layer_at(desk, layer)
    as_of, recorded_at = _times()
    page = open_record(county(), person(), declared, object_id, as_of=as_of, recorded_at=recorded_at)
    if wants_json():
        response = tagged(
            {**record_json(declared, page.record), "findings": [finding.as_json() for finding in page.findings]}
        )
        if as_of is None and recorded_at is None:
            response.set_etag(object_tag(page.record.id, page.latest_version))
        return response.make_conditional(request)
    return render_template(
        "record.html",
        desk=desk,
        layer=declared,
        page=page,
        record=page.record,
        as_of=as_of,
        recorded_at=recorded_at,
        names=division_names(county().store),
    )


@blueprint.get(f"/{DESK}/<layer>/surroundings.json")
@requires(Action.VIEW)
def around(desk: str, layer: str) -> ResponseReturnValue:
    """What the small maps draw: a record's own shapes through time and what lies around it."""
    declared = layer_at(desk, layer)
    object_id = request.args.get("id", "")
    shown: list[Record] = []
    box = box_of_division(county(), person(), request.args.get("division", ""))
    if object_id:
        as_of, recorded_at = _times()
        shown = [county().store.get(layer, object_id, person().scope, as_of=as_of, recorded_at=recorded_at)]
        if shown[0].geometry is not None:
            box = box_around(shown[0].geometry, declared)
    found = surroundings(county(), person(), declared, box, but=object_id)
    return tagged(
        {
            "kind": declared.geometry.value if declared.geometry else "",
            "paths": paths_of(shown[0].geometry) if shown else [],
            "accuracy_m": shown[0].values.get("accuracy_m") if shown else None,
            "box": box,
            **found,
        }
    )


def report_address(line: str) -> str:
    """Where the inspection report of a boundary line is made; empty where reports are not served."""
    try:
        return url_for("reports.inspection", line=line, ending="docx")
    except BuildError:
        return ""


def _filters(declared: Layer) -> list[str]:
    """The fields offered as selects above a list."""
    return [f.key for f in declared.fields if f.kind is FieldKind.CHOICE][:MOST_FILTERS]


def _times() -> tuple[date | None, datetime | None]:
    """`as_of` and `recorded_at` of the address. Raises Refused when one cannot be read."""
    day, moment = request.args.get("as_of", ""), request.args.get("recorded_at", "")
    try:
        return (date.fromisoformat(day) if day else None, read_moment(moment) if moment else None)
    except ValueError:
        raise Refused.because(
            "desk.time", f"不是可用的日期或时刻：{(day + ' ' + moment).strip()[:40]}", remedy="写成 2026-11-23"
        ) from None
