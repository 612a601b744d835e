"""A boundary line seen as a whole: its markers in order, stretches between them, towns along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import shapely

from gazetteer.errors import NotFound
from layers.boundaries.directions import direction_word
from layers.boundaries.lengths import geodesic_length_m
from layers.crs import GEOD
from layers.store.contract import Condition, Operator, Query, Record, Scope, Store

ALONG_DEGREES = 0.0005  # how near a township must come to count as lying on the line, about 50 m


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From one marker to the next: straight bearing in words, chainages and the difference in metres."""

    start: str
    end: str
    direction: str
    start_m: float
    end_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOverview:
    """A line with everything a report says of it. Lengths in metres; `agreement_length_m` only if recorded."""

    line: Record
    markers: tuple[Record, ...]
    references: dict[str, tuple[Record, ...]]
    stretches: tuple[Stretch, ...]
    townships: tuple[str, ...]
    agreement_length_m: float | None
    computed_length_m: float
    generated: bool


def find_line(store: Store, scope: Scope, wanted: str, as_of: date | None, recorded_at: datetime | None) -> Record:
    """A line by code, id, name or part of its name. Raises NotFound, naming the lines there are."""
    frame = store.read(
        "boundary_line",
        scope,
        Query(
            as_of=as_of,
            recorded_at=recorded_at,
            columns=("line_code", "name", "side_a_name", "side_b_name"),
            geometry=False,
        ),
    )
    rows = list(zip(*(frame[k] for k in ("id", "line_code", "name", "side_a_name", "side_b_name")), strict=True))
    exact = [row for row in rows if wanted in row]
    partial = [row for row in rows if wanted and wanted in row[2]]
    found = exact or partial
    if len(found) != 1:
        known = "、".join(f"{code}（{name}）" for _, code, name, *_ in rows)
        reason = "没有找到界线" if not found else "符合的界线不止一条"
        raise NotFound.because("boundary.line", f"{reason}“{wanted}”", remedy=f"写明编码或名称：{known}")
    return store.get("boundary_line", found[0][0], scope, as_of=as_of, recorded_at=recorded_at)


def overview(
    store: Store, scope: Scope, line: Record, as_of: date | None = None, recorded_at: datetime | None = None
) -> LineOverview:
    """Reads what belongs to a line, as of a day and as recorded at a moment."""
    times = {"as_of": as_of, "recorded_at": recorded_at}
    markers = sorted(
        _records(store, scope, "boundary_marker", "line", (line.id,), **times),
        key=lambda m: (float(m.values.get("chainage_m") or 0), str(m.values["number_text"])),
    )
    references: dict[str, list[Record]] = {marker.id: [] for marker in markers}
    if markers:
        for reference in _records(store, scope, "marker_reference", "marker", tuple(references), **times):
            references[str(reference.values["marker"])].append(reference)
    agreement = line.values.get("agreement_length_m")
    return LineOverview(
        line=line,
        markers=tuple(markers),
        references={
            key: tuple(sorted(some, key=lambda r: int(r.values.get("serial") or 0))) for key, some in references.items()
        },  # type: ignore[arg-type]  # serial is a declared integer
        stretches=tuple(_stretches(markers)),
        townships=tuple(_townships(store, line, **times)),
        agreement_length_m=float(agreement) if isinstance(agreement, int | float) else None,
        computed_length_m=geodesic_length_m(line.geometry) if line.geometry is not None else 0.0,
        generated=line.generated or any(marker.generated for marker in markers),
    )


def _records(
    store: Store,
    scope: Scope,
    layer: str,
    field: str,
    ids: tuple[str, ...],
    *,
    as_of: date | None,
    recorded_at: datetime | None,
) -> list[Record]:
    query = Query(
        where=(Condition(field, Operator.IN, ids),), as_of=as_of, recorded_at=recorded_at, columns=(), geometry=False
    )
    found = store.read(layer, scope, query)["id"]
    return [store.get(layer, one, scope, as_of=as_of, recorded_at=recorded_at) for one in found]


def _stretches(markers: Sequence[Record]) -> list[Stretch]:
    made = []
    for first, second in pairwise(markers):
        a, b = first.geometry, second.geometry
        if isinstance(a, shapely.Point) and isinstance(b, shapely.Point):
            azimuth, _, _ = GEOD.inv(a.x, a.y, b.x, b.y)
            made.append(
                Stretch(
                    start=str(first.values["number_text"]),
                    end=str(second.values["number_text"]),
                    direction=direction_word(azimuth),
                    start_m=float(first.values.get("chainage_m") or 0),
                    end_m=float(second.values.get("chainage_m") or 0),
                )
            )
    return made


def _townships(store: Store, line: Record, *, as_of: date | None, recorded_at: datetime | None) -> list[str]:
    if line.geometry is None:
        return []
    query = Query(
        where=(Condition("level", Operator.EQUAL, "township"),),
        columns=("code", "name"),
        as_of=as_of,
        recorded_at=recorded_at,
    )
    frame = store.read("division", Scope.everything(), query)
    near = shapely.dwithin(frame.geometry.to_numpy(), line.geometry, ALONG_DEGREES)
    return sorted(frame["name"][near])
