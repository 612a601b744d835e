"""The public side: the map, a place, a facility, and where the QR code on a plate leads."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gazetteer.errors import NotFound
from geo_app.accounts.permissions import Action
from geo_app.maps.shell import VENDOR_SCRIPTS, VENDOR_STYLES
from geo_app.services.demo_mark import is_demo
from geo_app.services.map_data import note
from geo_app.services.map_layers import map_choices
from geo_app.services.map_view import view_of
from geo_app.services.public_pages import facility_page, place_page, plate_page
from geo_app.services.publication import read_gate
from geo_app.services.sketch import sketch_of
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.security import limiter
from layers.catalog import layer
from layers.facilities import KINDS

blueprint = Blueprint("public", __name__)
MODULES = (
    "areas", "card", "coordinates", "counts", "data", "geodesy", "labels", "legend", "measure", "permalink", "points",
    "print", "search", "style",
)  # fmt: skip
"""The scripts `main.js` imports, named so that the browser fetches them at once and not one after another."""


@blueprint.get("/")
@requires(Action.OPEN)
def index() -> ResponseReturnValue:
    """The map, or a word about why it is closed."""
    try:
        view = view_of(county(), person())
    except NotFound as closed:
        return render_template("closed.html", gate=read_gate(county()), findings=closed.findings)
    return render_template(
        "map.html",
        scripts=VENDOR_SCRIPTS,
        styles=VENDOR_STYLES,
        modules=MODULES,
        choices=map_choices(county(), view),
        judged=any(view.full(kind) for kind in KINDS),
        full_plates=view.full(layer("door_plate")),
        profile=county().profile,
    )


@blueprint.get("/place/<object_id>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("240 per minute")
def place(object_id: str) -> ResponseReturnValue:
    """A place, its names and what they mean."""
    view = view_of(county(), person())
    found = place_page(county(), view, object_id)
    sketch = sketch_of(county(), found["place"].division, found["card"]["position"])
    return render_template("place.html", **found, sketch=sketch, note=_note())


@blueprint.get("/facility/<object_id>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("240 per minute")
def facility(object_id: str) -> ResponseReturnValue:
    """A facility of any kind."""
    view = view_of(county(), person())
    found = facility_page(county(), view, object_id)
    sketch = sketch_of(county(), found["facility"].division, found["card"]["position"])
    return render_template("facility.html", **found, sketch=sketch, note=_note())


@blueprint.get("/q/<opaque>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit("60 per minute")
def plate(opaque: str) -> ResponseReturnValue:
    """What the QR code on a plate leads to: the standard address and the plate, nobody's name."""
    found = plate_page(county(), view_of(county(), person()), opaque[:40])
    sketch = sketch_of(county(), found["plate"].division, found["position"])
    return render_template("plate.html", **found, sketch=sketch, note=_note())


def _note() -> dict[str, str]:
    return dict(note(county(), view_of(county(), person()), demo=is_demo(county())))
