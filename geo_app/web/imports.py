"""Imports: a file becomes a preview, the preview a change set; nothing enters unseen."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from geo_app.accounts.permissions import Action, allowed
from geo_app.web.access import requires
from geo_app.web.context import person
from layers.catalog import LAYERS

blueprint = Blueprint("imports", __name__, url_prefix="/imports")


@blueprint.get("")
@requires(Action.IMPORT)
def index() -> ResponseReturnValue:
    """Choose a layer, take its template, upload a file."""
    kept = [declared for declared in LAYERS if allowed(person(), Action.IMPORT, desk=declared.desk)]
    return render_template("imports.html", layers=kept, chosen=request.args.get("layer", ""))
