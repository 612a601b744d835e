"""JSON for the map: small, cached by the last event, and only what the reader may see."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Blueprint, Response, request, url_for

from gazetteer.errors import NotFound, Refused
from geo_app.accounts.permissions import Action
from geo_app.maps.shell import map_shell
from geo_app.services import map_data
from geo_app.services.demo_county import is_demo
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.security import limiter
from layers.search import NameIndex, find_everything
from layers.store import BoundingBox

blueprint = Blueprint("map_data", __name__, url_prefix="/map")
KEPT_ANSWERS = 256
_answers: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
_lock = Lock()


@blueprint.get("/shell.js")
@requires(Action.OPEN)
def shell() -> Response:
    """The constant script that Folium wrote; it names no record."""
    return Response(
        map_shell(county().profile.bounds).script,
        mimetype="text/javascript",
        headers={"Cache-Control": "public, max-age=3600"},
    )


@blueprint.get("/counts")
@requires(Action.VIEW_PUBLIC)
def counts() -> Response:
    """Counts per township or village."""
    level, layer = request.args.get("level", "township"), request.args.get("layer", "door_plate")
    if level not in map_data.LEVELS:
        raise Refused.because("map.level", "层级应为 township 或 village")
    return _cached(lambda view: {"level": level, "units": map_data.counts(county(), view, level, layer)})


@blueprint.get("/areas")
@requires(Action.VIEW_PUBLIC)
def areas() -> Response:
    """Areas of the divisions of one level."""
    level = request.args.get("level", "township")
    if level not in map_data.SIMPLIFY_DEGREES:
        raise Refused.because("map.level", "层级应为 county、township 或 village")
    return _cached(lambda view: {"level": level, "areas": map_data.areas(county(), view, level)})


@blueprint.get("/lines")
@requires(Action.VIEW_PUBLIC)
def lines() -> Response:
    """Lines of one layer."""
    layer = request.args.get("layer", "boundary_line")
    return _cached(lambda view: {"layer": layer, "lines": map_data.lines(county(), view, layer)})


@blueprint.get("/points")
@requires(Action.VIEW_PUBLIC)
def points() -> Response:
    """Points of one layer within a viewport."""
    layer, box = request.args.get("layer", "door_plate"), _box(request.args.get("bbox", ""))
    return _cached(lambda view: map_data.points(county(), view, layer, box))


@blueprint.get("/search")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("240 per minute")
def search() -> Response:
    """Names, facilities and plates that hold the text."""
    text = request.args.get("q", "").strip()[:60]
    if not text:
        return _json({"hits": []})
    view = map_data.view_of(county(), person())
    hits = find_everything(county().store, _names(), text, view.scope, full=view.full)
    return _json({"hits": [{"layer": h.layer, "id": h.id, "title": h.title, "note": h.note} for h in hits]})


@blueprint.get("/record/<layer>/<object_id>")
@requires(Action.VIEW_PUBLIC)
def record(layer: str, object_id: str) -> Response:
    """One record's card."""
    view = map_data.view_of(county(), person())
    found = map_data.card(county(), view, layer, object_id)
    if layer == "place":
        found["url"] = url_for("public.place", object_id=object_id)
    elif view.full:
        found["url"] = url_for("desk.record", desk=_desk(layer), layer=layer, object_id=object_id)
    else:
        found["url"] = url_for("public.facility", object_id=object_id) if _desk(layer) == "facilities" else ""
    return _json(found)


@blueprint.get("/note")
@requires(Action.VIEW_PUBLIC)
def note() -> Response:
    """What must stand at the map's lower left."""
    return _cached(lambda view: dict(map_data.note(county(), view, demo=is_demo(county()))))


def _desk(layer: str) -> str:
    from layers.catalog import layer as declared  # noqa: PLC0415  (a name used for the argument above)

    return declared(layer).desk


def _box(text: str) -> BoundingBox:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Refused.because("map.bbox", "bbox 应为 西,南,东,北 四个数字") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused.because("map.bbox", "bbox 的范围不对")
    return west, south, east, north


def _names() -> NameIndex:
    key = ("names", county().settings.data_dir, county().store.head()[0])
    with _lock:
        found = _indexes.get(key)
    if found is None:
        found = NameIndex.build(county().store)
        with _lock:
            _indexes.clear()
            _indexes[key] = found
    return found


_indexes: dict[tuple[object, ...], NameIndex] = {}


def _cached(build: Callable[[map_data.View], dict[str, Any]]) -> Response:
    """The answer from memory while nothing has changed; 304 when the browser has it already."""
    view = map_data.view_of(county(), person())
    if not person().is_anonymous and not view.scope.codes:
        raise NotFound.because("map.scope", "没有可看的范围")
    key = (
        county().settings.data_dir,
        county().settings.database_url,
        county().store.head()[0],
        request.full_path,
        view,
    )
    with _lock:
        body = _answers.get(key)
    if body is None:
        body = json.dumps(build(view), ensure_ascii=False, separators=(",", ":")).encode()
        with _lock:
            _answers[key] = body
            while len(_answers) > KEPT_ANSWERS:
                _answers.popitem(last=False)
    response = Response(body, mimetype="application/json", headers={"Cache-Control": "private, no-cache"})
    response.set_etag(hashlib.sha256(body).hexdigest()[:24])
    return response.make_conditional(request)  # type: ignore[return-value]  # the same response


def _json(document: dict[str, Any]) -> Response:
    return Response(
        json.dumps(document, ensure_ascii=False), mimetype="application/json", headers={"Cache-Control": "no-store"}
    )
