"""JSON for the map: small, cached by the last event, and only what the reader may see."""

from __future__ import annotations

import math
from threading import Thread

from flask import Blueprint, Response, request, url_for
from flask.blueprints import BlueprintSetupState

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action
from geo_app.maps.shell import map_shell
from geo_app.maps.symbols import symbol_styles
from geo_app.services import map_data
from geo_app.services.demo_mark import is_demo
from geo_app.services.map_card import card
from geo_app.services.map_view import seen_layer, view_of
from geo_app.services.name_search import found_by
from geo_app.web.access import requires
from geo_app.web.answers import cached, plain
from geo_app.web.context import county, person
from geo_app.web.security import limiter
from layers.catalog import LAYERS, layer
from layers.store import BoundingBox

blueprint = Blueprint("map_data", __name__, url_prefix="/map")
MOST_LAYERS = 24
LONGEST_SEARCH = 60


def _have_the_shell_ready(state: BlueprintSetupState) -> None:
    """Folium takes a second to load: it does so beside the start, not in the first visitor's time."""
    bounds = state.app.extensions["county"].profile.bounds
    Thread(target=map_shell, args=(bounds,), daemon=True).start()


blueprint.record_once(_have_the_shell_ready)


@blueprint.get("/shell.js")
@requires(Action.OPEN)
def shell() -> Response:
    """The constant script that Folium wrote; it names no record."""
    script = map_shell(county().profile.bounds).script
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "public, max-age=3600"})


@blueprint.get("/symbols.css")
@requires(Action.OPEN)
def symbols() -> Response:
    """Colours and symbols of the layers, from their declarations."""
    icons = url_for("static", filename="vendor/icons")
    styles = symbol_styles(LAYERS, icons)
    return Response(styles, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})


@blueprint.get("/start")
@requires(Action.VIEW_PUBLIC)
def start() -> Response:
    """Everything the first picture needs."""
    return cached(
        lambda view: {
            **map_data.first_sight(county(), view, "door_plate"),
            "note": map_data.note(county(), view, demo=is_demo(county())),
        }
    )


@blueprint.get("/counts")
@requires(Action.VIEW_PUBLIC)
def counts() -> Response:
    """Counts per township or village."""
    level, key = request.args.get("level", "township"), request.args.get("layer", "door_plate")
    if level not in map_data.DIGITS_OF_LEVEL:
        raise Refused.because("map.level", "层级应为 township 或 village")
    return cached(lambda view: map_data.counts(county(), view, level, key))


@blueprint.get("/areas")
@requires(Action.VIEW_PUBLIC)
def areas() -> Response:
    """Areas of the divisions of one level."""
    level = request.args.get("level", "township")
    if level not in map_data.DIVISION_LEVELS:
        raise Refused.because("map.level", "层级应为 county、township 或 village")
    return cached(lambda view: {"level": level, "areas": map_data.areas(county(), view, level)})


@blueprint.get("/lines")
@requires(Action.VIEW_PUBLIC)
def lines() -> Response:
    """Lines of one layer."""
    key = request.args.get("layer", "boundary_line")
    return cached(lambda view: {"layer": key, "lines": map_data.lines(county(), view, key)})


@blueprint.get("/points")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("900 per minute")
def points() -> Response:
    """Points of one or several layers within a viewport."""
    keys = list(dict.fromkeys(request.args.get("layers", "door_plate").split(",")))[:MOST_LAYERS]
    box = box_of(request.args.get("bbox", ""))
    return cached(lambda view: {"layers": {key: map_data.points(county(), view, key, box) for key in keys}})


@blueprint.get("/search")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("240 per minute")
def search() -> Response:
    """Names, facilities and plates that hold the text."""
    view = view_of(county(), person())
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return plain({"hits": found_by(county(), view, text) if text else []})


@blueprint.get("/record/<layer_key>/<object_id>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("600 per minute")
def record(layer_key: str, object_id: str) -> Response:
    """One record's card, and where to read more about it."""
    view = view_of(county(), person())
    found = card(county(), view, layer_key, object_id)
    return plain({**found, "url": _address(layer_key, object_id, full=view.full(seen_layer(view, layer_key)))})


def _address(key: str, object_id: str, *, full: bool) -> str:
    declared = layer(key)
    if full:
        return url_for("desk.record", desk=declared.desk, layer=key, object_id=object_id)
    if key == "place":
        return url_for("public.place", object_id=object_id)
    return url_for("public.facility", object_id=object_id) if declared.desk == "facilities" else ""


def box_of(text: str) -> BoundingBox:
    """A bounding box from 西,南,东,北 in degrees. Raises Refused on anything else, an empty or reversed box included."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Refused.because(
            "map.bbox", "bbox 应为 西,南,东,北 四个数字", remedy="例如 116.9,31.1,117.0,31.2"
        ) from None
    if not all(math.isfinite(number) for number in (west, south, east, north)):
        raise Refused.because("map.bbox", "bbox 应为四个有限的数字")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused.because("map.bbox", "bbox 的范围不对：西小于东、南小于北，经度 ±180、纬度 ±90 以内")
    return west, south, east, north
