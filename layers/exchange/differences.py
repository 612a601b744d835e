"""Row against record: new, changed or the same, and the edit that makes the record say what the row says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.exchange.known import Standing
from layers.exchange.row_judge import Judged
from layers.layer import Geometry, Layer
from layers.store.contract import Edit, EditAct, Value

SAME_DEGREES = 1.5e-8  # some 1.5 mm: what writing a position with eight decimals loses


def fresh_ids(count: int) -> Iterator[str]:
    """Random UUIDs (version 4), smallest first: a store takes many new records faster in the order of its index."""
    drawn = os.urandom(16 * count).hex()
    yield from sorted(
        f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:]}"
        for h in (drawn[n : n + 32] for n in range(0, len(drawn), 32))
    )


def creation(layer: Layer, judged: Judged, shape: BaseGeometry | None, source: str, object_id: str) -> Edit:
    """The edit that registers a new record under `object_id`."""
    return Edit(
        layer=layer.key,
        act=EditAct.CREATE,
        object_id=object_id,
        division=judged.division,
        values={key: value for key, value in judged.values.items() if value is not None},
        geometry=shape,
        sets_geometry=shape is not None,
        generated=judged.generated,
        source=source,
    )


def alteration(
    layer: Layer, held: Standing, judged: Judged, shape: BaseGeometry | None, source: str, changed_on: date | None
) -> Edit | None:
    """The edit that makes `held` say what the row says; None when it already does. Empty cells change nothing."""
    values = changed_values(held, judged)
    moved = shape is not None and not same_place(layer, held.geometry, shape)
    owner = judged.division if judged.division and judged.division != held.division else None
    if not values and not moved and owner is None:
        return None
    return Edit(
        layer=layer.key,
        act=EditAct.CHANGE if changed_on else EditAct.CORRECT,
        object_id=held.id,
        division=owner,
        values=values,
        geometry=shape if moved else None,
        sets_geometry=moved,
        base_version=held.version,
        effective=changed_on,
        source=source,
    )


def changed_values(held: Standing, judged: Judged) -> dict[str, Value]:
    """The row's values that differ from the record's."""
    return {k: v for k, v in judged.values.items() if v is not None and v != held.values.get(k)}


def same_place(layer: Layer, held: BaseGeometry | None, shape: Any) -> bool:
    """Whether two geometries are the same to a millimetre or two."""
    if held is None:
        return False
    if isinstance(held, shapely.Point):
        return bool(abs(held.x - shape.x) <= SAME_DEGREES and abs(held.y - shape.y) <= SAME_DEGREES)
    collect = shapely.multilinestrings if layer.geometry is Geometry.LINE else shapely.multipolygons
    whole = shape if shape.geom_type.startswith("Multi") else collect([shape])
    return bool(shapely.equals_exact(shapely.normalize(held), shapely.normalize(whole), SAME_DEGREES))
