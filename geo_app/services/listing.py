"""A list of one layer's records as an address asks for it: filters, order, columns, page.

Everything a list shows is in its address, so that it can be kept as a link, sent, and exported.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from gazetteer.findings import Finding, Severity
from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.division_tree import narrowed
from geo_app.services.judging import findings_of
from geo_app.services.labels import labels_of
from layers.conform import Unreadable, parser_for
from layers.divisions import DIVISION
from layers.layer import Field, FieldKind, Layer
from layers.store import Condition, Operator, Query, Record, Scope, Store, Value

PAGE_SIZES = (25, 50, 100, 200)
RESERVED = frozenset(
    {"q", "division", "sort", "page", "size", "columns", "as_of", "recorded_at", "times", "generated", "without"}
)
"""Arguments that are not fields; no layer has a field of such a name."""

UNITS_THAT_ADD = frozenset({"人", "户", "张", "个", "台", "亩", "km²"})
MOST_ADDED = 5_000

Arguments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list is asked to show. `findings` say which arguments could not be read and were left out."""

    layer: Layer
    columns: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    search: str = ""
    division: str = ""
    sort: str = ""
    page: int = 1
    size: int = 50
    as_of: date | None = None
    recorded_at: datetime | None = None
    all_times: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.where or self.search or self.division)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One line of a list: the record, and what stands against it."""

    record: Record
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """The lines of one page, how many there are in all, and the labels of what they refer to.

    `totals` are sums over the whole list, of the shown columns whose amounts add up.
    """

    rows: list[ListedRow]
    total: int
    page: int
    pages: int
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    totals: Mapping[str, float] = field(default_factory=dict)


def read_listing(layer: Layer, arguments: Arguments) -> Listing:
    """The listing an address asks for. What cannot be read becomes a finding, never an error."""
    findings: list[Finding] = []
    where = [c for declared in layer.fields for c in _conditions(declared, arguments, findings)]
    if _one(arguments, "generated") in ("0", "1"):
        where.append(Condition("generated", Operator.EQUAL, _one(arguments, "generated") == "1"))
    where += [Condition(key, Operator.EMPTY) for key in arguments.get("without", ()) if key in layer.keys]
    size = _number(arguments, "size", 50)
    return Listing(
        layer=layer,
        columns=_columns(layer, arguments),
        where=tuple(where),
        search=_one(arguments, "q").strip()[:100],
        division=_digits(_one(arguments, "division")),
        sort=_sort(layer, _one(arguments, "sort")),
        page=max(1, min(_number(arguments, "page", 1), 1_000_000)),
        size=size if size in PAGE_SIZES else 50,
        as_of=_day(arguments, "as_of", findings),
        recorded_at=_moment(arguments, findings),
        all_times=_one(arguments, "times") == "all",
        findings=tuple(findings),
    )


def query_of(listing: Listing) -> Query:
    """The query of the whole list, without its page: what an export writes."""
    return Query(
        where=listing.where,
        search=listing.search,
        as_of=listing.as_of,
        recorded_at=listing.recorded_at,
        all_times=listing.all_times,
        order_by=(listing.sort,) if listing.sort else (),
    )


def list_records(county: County, person: Person, listing: Listing) -> ListedPage:
    """One page of a list, within the person's divisions."""
    scope = narrowed(person.scope, listing.division)
    whole = query_of(listing)
    total = count_rows(county.store, listing.layer.key, scope, whole)
    pages = max(1, math.ceil(total / listing.size))
    page = min(listing.page, pages)
    frame = county.store.read(
        listing.layer.key,
        scope,
        Query(
            where=whole.where,
            search=whole.search,
            as_of=whole.as_of,
            recorded_at=whole.recorded_at,
            all_times=whole.all_times,
            order_by=whole.order_by,
            limit=listing.size,
            offset=(page - 1) * listing.size,
        ),
    )
    records = [record_of(listing.layer, raw) for raw in frame.to_dict("records")]
    return ListedPage(
        rows=[ListedRow(record, findings_of(county, listing.layer, record)) for record in records],
        total=total,
        page=page,
        pages=pages,
        labels=_labels(county, person, listing, records),
        totals=_totals(county, scope, listing, total),
    )


def _totals(county: County, scope: Scope, listing: Listing, total: int) -> dict[str, float]:
    """Beds, households, places … of the whole list; none for nested divisions and for lists beyond counting."""
    added = tuple(key for key in listing.columns if listing.layer.field(key).unit in UNITS_THAT_ADD)
    if not added or not 1 < total <= MOST_ADDED or listing.layer.key == DIVISION.key or listing.all_times:
        return {}
    whole = replace(query_of(listing), columns=added, geometry=False, order_by=())
    frame = county.store.read(listing.layer.key, scope, whole)
    return {key: sum(float(value) for value in frame[key].dropna()) for key in added}


def count_rows(store: Store, layer: str, scope: Scope, query: Query) -> int:
    """How many rows there are; remembered until the next publishing or the next day."""
    return _count(store, store.head()[0], datetime.now(UTC).astimezone().date(), layer, scope, query)  # type: ignore[arg-type]  # a store hashes by identity


@lru_cache(maxsize=2048)
def _count(store: Store, sequence: int, today: date, layer: str, scope: Scope, query: Query) -> int:  # noqa: ARG001
    return store.count(layer, scope, query)


def _labels(county: County, person: Person, listing: Listing, rows: Sequence[Record]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for key in listing.columns:
        declared = listing.layer.field(key)
        if declared.references:
            ids = {str(row.values[key]) for row in rows if row.values.get(key)}
            found[key] = labels_of(county.store, person.scope, declared.references, ids)
    return found


def record_of(layer: Layer, raw: Mapping[str, Any]) -> Record:
    """A row of a frame that was read with every column, as a Record."""
    return Record(
        layer=layer.key,
        id=raw["id"],
        version=raw["version"],
        division=raw["division"],
        values={key: plain(raw[key]) for key in layer.keys},
        geometry=raw["geometry"],
        valid_from=plain(raw["valid_from"]),
        valid_to=plain(raw["valid_to"]),
        recorded_from=raw["recorded_from"],
        generated=bool(raw["generated"]),
        source=raw["source"],
    )


def plain(value: Any) -> Any:
    """A cell of a frame as a stored value: missing ones are None, whole numbers stay whole."""
    if value is None or value != value:  # noqa: PLR0124  (NaN and NaT are the values unequal to themselves)
        return None
    return value.item() if hasattr(value, "item") else value


def _conditions(declared: Field, arguments: Arguments, findings: list[Finding]) -> list[Condition]:
    """`field=` equals (choices: any of several; text: contains); `field.from=` and `field.to=` bound it."""
    given = [text for text in arguments.get(declared.key, ()) if text.strip()]
    found = []
    if given and declared.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        found.append(Condition(declared.key, Operator.CONTAINS, given[0].strip()[:100]))
    elif given:
        values = tuple(v for text in given if (v := _value(declared, text, findings)) is not None)
        if len(values) == 1:
            found.append(Condition(declared.key, Operator.EQUAL, values[0]))
        elif values:
            found.append(Condition(declared.key, Operator.IN, values))
    for ending, operator in ((".from", Operator.AT_LEAST), (".to", Operator.AT_MOST)):
        text = _one(arguments, declared.key + ending).strip()
        if text and (bound := _value(declared, text, findings)) is not None:
            found.append(Condition(declared.key, operator, bound))
    return found


def _value(declared: Field, text: str, findings: list[Finding]) -> Value:
    try:
        return parser_for(declared)(declared.title, text)
    except Unreadable as wrong:
        findings.append(_ignored(declared.title, text, str(wrong)))
        return None


def _columns(layer: Layer, arguments: Arguments) -> tuple[str, ...]:
    asked = [part for text in arguments.get("columns", ()) for part in text.split(",")]
    chosen = tuple(key for key in layer.keys if key in asked)
    return chosen or tuple(declared.key for declared in layer.fields if declared.listed)


def _sort(layer: Layer, text: str) -> str:
    key = text.removeprefix("-")
    if key in layer.keys or key in ("division", "valid_from", "recorded_from"):
        return text
    first = layer.natural_key[0]
    return first if not layer.field(first).references else layer.label


def _day(arguments: Arguments, key: str, findings: list[Finding]) -> date | None:
    text = _one(arguments, key).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        findings.append(_ignored("日期", text, f"“{text[:20]}”不是日期"))
        return None


def _moment(arguments: Arguments, findings: list[Finding]) -> datetime | None:
    text = _one(arguments, "recorded_at").strip()
    if not text:
        return None
    try:
        return read_moment(text)
    except ValueError:
        findings.append(_ignored("时刻", text, f"“{text[:30]}”不是时刻"))
        return None


def read_moment(text: str) -> datetime:
    """A moment in ISO form; without a zone it is the office's own. A bare day means its end. Raises ValueError."""
    if len(text) == len("2026-11-23"):
        text += "T23:59:59.999999"
    return datetime.fromisoformat(text).astimezone(UTC)


def _ignored(title: str, text: str, reason: str) -> Finding:
    return Finding(
        "listing.argument",
        Severity.WARNING,
        f"筛选条件没有采用：{reason}",
        column=title,
        value=text[:60],
        remedy="改正后重新筛选",
    )


def _one(arguments: Arguments, key: str) -> str:
    return next(iter(arguments.get(key, ())), "")


def _number(arguments: Arguments, key: str, default: int) -> int:
    text = _one(arguments, key)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) in (6, 9, 12) else ""
