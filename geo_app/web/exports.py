"""Downloads: the file of exactly what a desk's list shows, all of its pages."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from geo_app.accounts.permissions import Action
from geo_app.services.exports import Exported, download_name, export_listing, format_called, formats_for
from geo_app.services.listing import read_listing
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.desk_layer import DESK, arguments, layer_at
from geo_app.web.language import language
from geo_app.web.security import wants_json
from layers.layer import Layer

blueprint = Blueprint("exports", __name__)
PAGED = ("page", "size", "format", "anyway")
_one_at_a_time = threading.Lock()  # a whole layer in memory at once is enough for an office PC


@blueprint.record
def _prepare(state: object) -> None:
    """Gives the list's template the address of each download."""
    app: Flask = state.app  # type: ignore[attr-defined]  # Flask's setup state
    app.jinja_env.globals["export_address"] = export_address


def export_address(ending: str) -> str:
    """Where the list that is now shown can be had as a file."""
    places = request.view_args or {}
    return url_for("exports.download", desk=places["desk"], layer=places["layer"], format=ending, **_kept())


def offered(layer: Layer) -> list[tuple[str, str]]:
    """The formats a list offers: ending, and title in the reader's language."""
    english = language() == "en"
    return [(one.ending[1:], one.english if english else one.title) for one in formats_for(layer)]


@blueprint.get(f"/{DESK}/<layer>/export")
@requires(Action.EXPORT)
def download(desk: str, layer: str) -> ResponseReturnValue:
    """The list as a file, within the reader's divisions.

    When the format cannot carry everything, a page says so first and offers the other formats.
    """
    declared = layer_at(desk, layer)
    asked = read_listing(declared, _kept())
    chosen = request.args.get("format", "xlsx")
    folder = tempfile.TemporaryDirectory(prefix="export-")
    try:
        with _one_at_a_time:
            made = export_listing(county(), person(), asked, chosen, Path(folder.name))
        if made.findings and not wants_json() and not request.args.get("anyway"):
            folder.cleanup()
            return _told(desk, declared, made, chosen)
        return _file(made, declared, chosen, folder)
    except BaseException:
        folder.cleanup()
        raise


def _kept() -> dict[str, Any]:
    """The arguments that say what the list shows; its page and the format are not among them."""
    return {key: values for key, values in arguments().items() if key not in PAGED}


def _told(desk: str, layer: Layer, made: Exported, chosen: str) -> ResponseReturnValue:
    kept = _kept()
    return render_template(
        "export.html",
        desk=desk,
        layer=layer,
        made=made,
        chosen=format_called(chosen),
        back=url_for("desk.listing", desk=desk, layer=layer.key, **kept),
        anyway=url_for("exports.download", desk=desk, layer=layer.key, format=chosen, anyway="1", **kept),
        others=[(ending, title) for ending, title in offered(layer) if ending != chosen],
    )


def _file(made: Exported, layer: Layer, chosen: str, folder: tempfile.TemporaryDirectory[str]) -> Response:
    response = send_file(made.path, mimetype=format_called(chosen).media, max_age=0, conditional=False, etag=False)
    name, plain = download_name(layer, chosen), download_name(layer, chosen, plain=True)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.call_on_close(folder.cleanup)
    return response
