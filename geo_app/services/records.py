"""One record as a person meets it: its values in two times, its history, what belongs to it, what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from gazetteer.errors import NotFound
from gazetteer.findings import Finding
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.comparing import Difference, compare, principal
from geo_app.services.county import County
from geo_app.services.judging import findings_of
from geo_app.services.labels import label_of, labels_of
from geo_app.services.listing import count_rows, plain
from layers.boundaries.checks import check_line
from layers.boundaries.overview import Times, overview
from layers.catalog import LAYERS
from layers.catalog import layer as layer_of
from layers.layer import Layer
from layers.store import Condition, Event, Operator, Query, Record, Scope, Value

SHOWN_RELATED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRow:
    """One record that refers to the one shown."""

    id: str
    values: Mapping[str, Value]
    generated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The records of `layer` whose `field` is one of `ids`; `via` is the layer in between, if any."""

    layer: Layer
    field: str
    ids: tuple[str, ...]
    total: int
    rows: list[RelatedRow]
    columns: tuple[str, ...]
    via: Layer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One event on the record, and what it changed."""

    event: Event
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """Everything the page of a record shows. `latest_version` is what an edit must be based on.

    `since_then` is what differs now, when another time than now was asked for.
    """

    layer: Layer
    record: Record
    label: str
    latest_version: int
    labels: Mapping[str, str]
    related: list[Related]
    history: list[HistoryEntry]
    slices: list[Record]
    findings: list[Finding]
    counts_within: Mapping[str, int]
    since_then: Difference | None = None


def open_record(
    county: County,
    person: Person,
    layer: Layer,
    object_id: str,
    *,
    as_of: date | None = None,
    recorded_at: datetime | None = None,
) -> RecordPage:
    """The record's page. Raises NotFound, also when it belongs to a division outside the person's."""
    scope = person.scope
    slices = county.store.timeline(layer.key, object_id, scope)
    record = _slice(county, layer, object_id, scope, slices, as_of, recorded_at)
    return RecordPage(
        layer=layer,
        record=record,
        label=label_of(layer, record),
        latest_version=version_of(slices),
        labels=reference_labels(county, person, layer, record.values),
        related=related_records(county, person, layer, (record.id,)),
        history=history_of(county, person, layer, object_id),
        slices=slices,
        findings=[*findings_of(county, layer, record), *_as_a_whole(county, person, record, as_of, recorded_at)],
        counts_within=_counts_within(county, person, layer, record),
        since_then=_since(county, person, record, slices) if as_of or recorded_at else None,
    )


def _as_a_whole(
    county: County, person: Person, record: Record, as_of: date | None, recorded_at: datetime | None
) -> list[Finding]:
    """What is judged of a boundary line together with its markers, as its report says it; nothing of other records."""
    if record.layer != "boundary_line":
        return []
    seen = overview(county.store, person.scope, record, Times(as_of, recorded_at))
    return check_line(seen, county.profile, as_of or datetime.now(UTC).astimezone().date())


def _since(county: County, person: Person, then: Record, slices: list[Record]) -> Difference | None:
    """What differs between a record as it was and as it is; None when it is no longer believed at all."""
    if version_of(slices) == 0:
        return None
    now = county.store.get(then.layer, then.id, person.scope)
    return compare(layer_of(then.layer), then, now, county.profile)


def _slice(
    county: County,
    layer: Layer,
    object_id: str,
    scope: Scope,
    slices: list[Record],
    as_of: date | None,
    recorded_at: datetime | None,
) -> Record:
    """The slice asked for; a record withdrawn since is shown as it last was."""
    try:
        return county.store.get(layer.key, object_id, scope, as_of=as_of, recorded_at=recorded_at)
    except NotFound:
        if recorded_at is not None or any(s.recorded_to is None for s in slices):
            raise
        return slices[-1]


def version_of(slices: list[Record]) -> int:
    """The version an edit is based on: the highest among what is believed now, 0 when nothing is."""
    return max((s.version for s in slices if s.recorded_to is None), default=0)


def reference_labels(county: County, person: Person, layer: Layer, values: Mapping[str, Value]) -> dict[str, str]:
    """Field key → label of the record it refers to; missing when that record is not the person's to see."""
    found = {}
    for field in layer.fields:
        value = values.get(field.key)
        if field.references and value:
            label = labels_of(county.store, person.scope, field.references, [str(value)]).get(str(value))
            if label is not None:
                found[field.key] = label
    return found


def related_records(
    county: County, person: Person, layer: Layer, ids: tuple[str, ...], via: Layer | None = None
) -> list[Related]:
    """Records that refer to one of `ids`, layer by layer; through records without a place, one step further."""
    found: list[Related] = []
    for other in LAYERS:
        for field in other.fields:
            if field.references != layer.key or not allowed(person, Action.VIEW, desk=other.desk):
                continue
            related = _related(county, person, other, field.key, ids, via)
            if related.total == 0:
                continue
            found.append(related)
            if via is None and other.geometry is None and related.total <= SHOWN_RELATED:
                found += related_records(county, person, other, tuple(row.id for row in related.rows), other)
    return found


def _related(
    county: County, person: Person, other: Layer, field: str, ids: tuple[str, ...], via: Layer | None
) -> Related:
    where = (Condition(field, Operator.IN, ids),)
    columns = tuple(f.key for f in other.fields if f.listed and f.key != field) or (other.label,)
    total = count_rows(county.store, other.key, person.scope, Query(where=where))
    rows: list[RelatedRow] = []
    if total:
        order = next((key for key in ("serial", "number", other.natural_key[-1]) if key in other.keys), other.label)
        frame = county.store.read(
            other.key,
            person.scope,
            Query(where=where, columns=columns, geometry=False, limit=SHOWN_RELATED, order_by=(order,)),
        )
        rows = [
            RelatedRow(id=raw["id"], values={k: plain(raw[k]) for k in columns}, generated=bool(raw["generated"]))
            for raw in frame.to_dict("records")
        ]
    return Related(layer=other, field=field, ids=ids, total=total, rows=rows, columns=columns, via=via)


def history_of(county: County, person: Person, layer: Layer, object_id: str) -> list[HistoryEntry]:
    """The events on a record, latest first."""
    return [
        HistoryEntry(event=event, difference=compare(layer, *principal(event.before, event.after), county.profile))
        for event in county.store.events(person.scope, layer=layer.key, object_id=object_id)
    ][::-1]


def _counts_within(county: County, person: Person, layer: Layer, record: Record) -> dict[str, int]:
    """For a division: how many records of each other layer it holds."""
    code = str(record.values.get("code") or "")
    if layer.key != "division" or not person.scope.covers(code) or not code:
        return {}
    scope = Scope.of(code)
    counted = {
        other.key: count_rows(county.store, other.key, scope, Query())
        for other in LAYERS
        if allowed(person, Action.VIEW, desk=other.desk)
    }
    return {key: n for key, n in counted.items() if n}
