"""The public side: the map, a place, a plate by its QR code, a facility, and machine access."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gazetteer.errors import NotFound, Refused
from geo_app.accounts.permissions import Action
from geo_app.maps.shell import VENDOR_SCRIPTS, VENDOR_STYLES
from geo_app.services.map_data import View, card, position_of, view_of
from geo_app.services.publication import read_gate
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.security import limiter
from layers.catalog import LAYERS, layer
from layers.facilities import KINDS
from layers.store import Condition, Operator, Query, Scope

blueprint = Blueprint("public", __name__)
API_PAGE = 100


@blueprint.get("/")
@requires(Action.OPEN)
def index() -> ResponseReturnValue:
    """The map, or a word about why it is closed."""
    try:
        view = view_of(county(), person())
    except NotFound:
        return render_template("closed.html", gate=read_gate(county()))
    profile = county().profile
    facilities = [kind for kind in KINDS if view.sees(kind)]
    return render_template(
        "map.html",
        scripts=VENDOR_SCRIPTS,
        styles=VENDOR_STYLES,
        view=view,
        facilities=facilities,
        profile=profile,
    )


@blueprint.get("/place/<object_id>")
@requires(Action.VIEW_PUBLIC)
def place(object_id: str) -> ResponseReturnValue:
    """A place, its names and what they mean."""
    view = view_of(county(), person())
    found = card(county(), view, "place", object_id)
    names = _related("place_name", "place", object_id, view)
    return render_template(
        "place.html", card=found, names=names, layer=layer("place_name"), place=_values("place", object_id, view)
    )


@blueprint.get("/facility/<object_id>")
@requires(Action.VIEW_PUBLIC)
def facility(object_id: str) -> ResponseReturnValue:
    """A facility of any kind."""
    view = view_of(county(), person())
    for kind in KINDS:
        try:
            return render_template("facility.html", card=card(county(), view, kind.key, object_id), kind=kind)
        except NotFound:
            continue
    raise NotFound.because("public.facility", "没有找到这处设施", remedy="从地图或搜索进入")


@blueprint.get("/q/<opaque>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("120 per minute")
def plate(opaque: str) -> ResponseReturnValue:
    """What the QR code on a plate leads to: the standard address and the plate, nobody's name."""
    view = view_of(county(), person())
    wanted = Query(where=(Condition("qr_id", Operator.EQUAL, opaque[:40]),), limit=1)
    frame = county().store.read("door_plate", Scope.everything(), wanted)
    if frame.empty:
        raise NotFound.because("public.plate", "没有登记这个二维码", remedy="如门牌是真的，请把门牌文字告诉地名办")
    found = county().store.get("door_plate", str(frame["id"].iloc[0]), Scope.everything())
    public = View(Scope.everything(), full=False, gate=view.gate)
    return render_template(
        "plate.html",
        plate=found,
        layer=layer("door_plate"),
        position=position_of(county(), public, layer("door_plate"), found),
    )


@blueprint.get("/api/")
@requires(Action.OPEN)
def api() -> ResponseReturnValue:
    """What machines may read."""
    return render_template("api.html", layers=[declared for declared in LAYERS if declared.public])


@blueprint.get("/api/<layer_key>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("120 per minute")
def api_layer(layer_key: str) -> ResponseReturnValue:
    """One page of a public layer: public fields only, positions generalised."""
    view = view_of(county(), person())
    public = View(view.scope, full=False, gate=view.gate)
    try:
        declared = layer(layer_key)
    except KeyError:
        declared = None  # type: ignore[assignment]  # refused below
    if declared is None or not declared.public:
        raise NotFound.because("api.layer", "没有这个公开图层", remedy="看 /api/ 的目录")
    try:
        page = max(1, int(request.args.get("page", "1")))
    except ValueError:
        raise Refused.because("api.page", "page 应为数字") from None
    columns = tuple(field.key for field in declared.fields if field.public)
    query = Query(columns=columns, limit=API_PAGE, offset=(page - 1) * API_PAGE)
    frame = county().store.read(declared.key, view.scope, query)
    records = []
    for row in frame.drop(columns="geometry").to_dict("records"):
        record = county().store.get(declared.key, row["id"], view.scope)
        records.append(
            {
                "id": row["id"],
                "generated": bool(row["generated"]),
                "position": position_of(county(), public, declared, record),
                **{key: _plain(record.values[key]) for key in columns},
            }
        )
    return {
        "layer": declared.key,
        "title": declared.title,
        "page": page,
        "total": county().store.count(declared.key, view.scope),
        "records": records,
    }


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _related(layer_key: str, field: str, object_id: str, view: View) -> list[dict[str, Any]]:
    frame = county().store.read(
        layer_key,
        view.scope,
        Query(where=(Condition(field, Operator.EQUAL, object_id),), geometry=False, order_by=("role",)),
    )
    rows: list[dict[str, Any]] = frame.drop(columns="geometry").to_dict("records")
    return rows


def _values(layer_key: str, object_id: str, view: View) -> dict[str, Any]:
    return dict(county().store.get(layer_key, object_id, view.scope).values)
