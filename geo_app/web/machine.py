"""Machine access under /api/: documented, paged, revalidated by ETag, limited in pace."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action
from geo_app.services.machine_access import PAGE, layer_page, one_record, public_fields, public_layers
from geo_app.services.map_view import public_view, view_of
from geo_app.web.access import requires
from geo_app.web.answers import cached
from geo_app.web.context import county, person
from geo_app.web.map_data import box_of
from geo_app.web.security import limiter

blueprint = Blueprint("machine", __name__, url_prefix="/api")
PACE = "120 per minute"
LAST_PAGE = 1_000_000


@blueprint.get("/")
@requires(Action.OPEN)
def index() -> ResponseReturnValue:
    """What machines may read, and how."""
    layers = [(declared, public_fields(declared)) for declared in public_layers()]
    return render_template("api.html", layers=layers, page_size=PAGE, pace=PACE.split(maxsplit=1)[0])


@blueprint.get("/<layer_key>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit(PACE)
def records(layer_key: str) -> Response:
    """One page of a public layer, with links to the pages before and after."""
    page, division = _page(), request.args.get("division", "")
    if division and not (division.isascii() and division.isdigit() and len(division) <= 12):
        raise Refused.because("api.division", "division 应为区划代码（6、9 或 12 位数字，可只写前几位）")
    box = box_of(request.args["bbox"]) if "bbox" in request.args else None
    view = public_view(view_of(county(), person()))
    return cached(lambda _: _linked(layer_page(county(), view, layer_key, page=page, division=division, box=box)))


@blueprint.get("/<layer_key>/<object_id>")
@requires(Action.VIEW_PUBLIC)
@limiter.limit(PACE)
def record(layer_key: str, object_id: str) -> Response:
    """One record of a public layer."""
    view = public_view(view_of(county(), person()))
    return cached(lambda _: one_record(county(), view, layer_key, object_id))


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LAST_PAGE):
        raise Refused.because("api.page", "page 应为从 1 起的整数", remedy="第一页写 page=1")
    return int(text)


def _linked(document: dict[str, Any]) -> dict[str, Any]:
    """Adds the addresses of the neighbouring pages, the filters kept."""
    kept = {key: value for key, value in request.args.items() if key in ("division", "bbox")}

    def address(page: int) -> str | None:
        if not 1 <= page <= document["pages"]:
            return None
        return f"{url_for('machine.records', layer_key=document['layer'])}?{urlencode({**kept, 'page': page})}"

    return {**document, "previous": address(document["page"] - 1), "next": address(document["page"] + 1)}
