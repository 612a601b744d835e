"""What positions can be compared with: the same records as held, what they belong to, the division they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy
import shapely

from gazetteer.findings import Finding
from layers.exchange.coordinates import Shapes
from layers.exchange.known import Known
from layers.exchange.plan import ImportPlan
from layers.exchange.reference_systems import SAME_DEGREES
from layers.exchange.row_judge import Judged
from layers.exchange.shift import LEAST, Evidence, suspect, suspect_areas
from layers.layer import Geometry
from layers.store.contract import Condition, Operator, Query, Scope

SAMPLE = 400
T = TypeVar("T")
VILLAGE_DIGITS = 12
OWN_SPREAD_M = 30.0  # two fixes of one thing
NEAR_SPREAD_M = 400.0  # a plate and the middle of its group


def shift_finding(plan: ImportPlan, judged: Sequence[Judged], shapes: Shapes, known: Known) -> Finding | None:
    """The finding about a shift of the whole file, by the best evidence there is; None when none speaks."""
    if plan.layer.geometry is not Geometry.POINT or plan.system.name not in SAME_DEGREES | {"EPSG:3857"}:
        return None
    declared = plan.system.said_by == "person"
    for evidence in _evidence(plan, judged, shapes, known):
        if len(evidence.lon) >= LEAST:
            return suspect(evidence, declared=declared)
    return _by_areas(judged, shapes, known, declared=declared)


def _evidence(plan: ImportPlan, judged: Sequence[Judged], shapes: Shapes, known: Known) -> Iterator[Evidence]:
    pairs = [
        (shape, row.held.geometry)
        for shape, row in zip(shapes, plan.rows, strict=True)
        if row.held is not None and shape is not None and isinstance(row.held.geometry, shapely.Point)
    ]
    yield _compared(pairs, "库中同一编号的位置", OWN_SPREAD_M)
    for field in plan.layer.fields:
        if field.references and field.key in plan.columns.columns:
            target = known.layers[field.references]
            if target.geometry is Geometry.POINT:
                yield _compared(
                    _beside(judged, shapes, field.key, target.key, known),
                    f"所属{target.title}的位置",
                    NEAR_SPREAD_M,
                )


def _beside(
    judged: Sequence[Judged], shapes: Shapes, key: str, target: str, known: Known
) -> list[tuple[shapely.Point, shapely.Point]]:
    """Positions beside those of the records they refer to, an even sample of them."""
    told = [n for n, row in enumerate(judged) if row.values.get(key) and shapes[n] is not None]
    some = [(shapes[n], judged[n].values[key]) for n in _evenly(told)]
    if len(some) < LEAST:
        return []
    ids = tuple({str(one) for _, one in some})
    frame = known.store.read(target, Scope.everything(), Query(where=(Condition("id", Operator.IN, ids),), columns=()))
    held = dict(zip(frame["id"], frame.geometry.values, strict=True))
    return [(shape, held[one]) for shape, one in some if held.get(one) is not None]


def _by_areas(judged: Sequence[Judged], shapes: Shapes, known: Known, *, declared: bool) -> Finding | None:
    """The weakest evidence: how many positions lie in the division they name, as written and as if shifted."""
    told = [n for n, row in enumerate(judged) if len(row.division) == VILLAGE_DIGITS and shapes[n] is not None]
    some = [(shapes[n], judged[n].division) for n in _evenly(told)]
    if len(some) < LEAST:
        return None
    wanted = Condition("code", Operator.IN, tuple({division for _, division in some}))
    frame = known.store.read("division", Scope.everything(), Query(where=(wanted,), columns=("code",)))
    areas = {code: area for code, area in zip(frame["code"], frame.geometry.values, strict=True) if area is not None}
    some = [(shape, division) for shape, division in some if division in areas]
    at = shapely.get_coordinates([shape for shape, _ in some]) if some else numpy.empty((0, 2))
    own = numpy.array([areas[division] for _, division in some], dtype=object)
    return suspect_areas(at[:, 0], at[:, 1], own, declared=declared)


def _evenly(items: Sequence[T]) -> Sequence[T]:
    """An even sample of at most SAMPLE items."""
    return items[:: -(-len(items) // SAMPLE) or 1]


def _compared(pairs: Sequence[tuple[shapely.Point, shapely.Point]], what: str, spread_m: float) -> Evidence:
    some = list(_evenly(pairs))
    given = shapely.get_coordinates([shape for shape, _ in some]) if some else numpy.empty((0, 2))
    held = shapely.get_coordinates([shape for _, shape in some]) if some else numpy.empty((0, 2))
    return Evidence(given[:, 0], given[:, 1], held[:, 0], held[:, 1], what, spread_m)
