"""What the desks' views share: the layer of an address, its arguments, records as JSON, entity tags."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import shapely
from flask import jsonify, request, url_for
from werkzeug.wrappers import Response

from gazetteer.errors import NotFound
from geo_app.web.context import county, person
from geo_app.web.language import language
from layers.catalog import layer
from layers.layer import Layer
from layers.store import Record

DESK = "<any(names, plates, boundaries, facilities):desk>"
"""The first part of every desk's address."""


def layer_at(desk: str, key: str) -> Layer:
    """The layer `key` of a desk. Raises NotFound, also when another desk keeps it."""
    try:
        declared = layer(key)
    except KeyError:
        declared = None
    if declared is None or declared.desk != desk:
        raise NotFound.because("desk.layer", "没有这个台账", remedy="从导航重新进入")
    return declared


def arguments() -> dict[str, list[str]]:
    """The address's arguments, each with all its values."""
    return {key: [v for v in values if v] for key, values in request.args.lists() if any(values)}


def address(**changes: Any) -> str:
    """The address of this page with some arguments changed; None takes one away."""
    kept: dict[str, Any] = {**arguments(), **changes}
    return url_for(
        request.endpoint or "", **(request.view_args or {}), **{k: v for k, v in kept.items() if v not in (None, "")}
    )


def record_address(declared: Layer, object_id: str, **more: Any) -> str:
    """Where a record's page is."""
    return url_for("desk.record", desk=declared.desk, layer=declared.key, object_id=object_id, **more)


def record_json(declared: Layer, record: Record) -> dict[str, Any]:
    """A record as JSON; its geometry is GeoJSON in degrees (EPSG:4490)."""
    return {
        "layer": declared.key,
        "id": record.id,
        "version": record.version,
        "division": record.division,
        "values": {key: _plain(value) for key, value in record.values.items()},
        "geometry": None if record.geometry is None else shapely.geometry.mapping(record.geometry),
        "valid_from": _plain(record.valid_from),
        "valid_to": _plain(record.valid_to),
        "recorded_from": record.recorded_from.isoformat(),
        "generated": record.generated,
        "source": record.source,
    }


def tagged(document: Mapping[str, Any]) -> Response:
    """JSON that a client may keep: its tag changes with any publishing, the reader and the address."""
    sequence, head = county().store.head()
    parts = (sequence, head, person().name, language(), request.full_path)
    tag = hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
    response = jsonify(document)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept, Cookie"
    return response.make_conditional(request)


def object_tag(object_id: str, version: int) -> str:
    """The strong tag of a record: it changes with every publishing that touches it."""
    return f"{object_id}-{version}"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
