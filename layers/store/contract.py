"""What a store promises, whatever engine is below it.

Two times on every fact: valid (when it holds) and recorded (when we knew it). One way to change
anything: a change set, whose publishing writes hash-chained events in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import geopandas
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding
from layers.layer import Layer
from layers.profile import CountyProfile

Value = str | int | float | bool | date | None
BoundingBox = tuple[float, float, float, float]  # west, south, east, north; degrees, EPSG:4490


@dataclass(frozen=True, slots=True)
class Scope:
    """Which divisions' rows a reader may see: those whose code starts with one of `codes`.

    `Scope.everything()` sees all rows, `Scope.nothing()` none. Every read takes one.
    """

    codes: tuple[str, ...]

    @classmethod
    def everything(cls) -> Scope:
        """All rows of the store."""
        return cls(("",))

    @classmethod
    def nothing(cls) -> Scope:
        """No row at all."""
        return cls(())

    @classmethod
    def of(cls, *codes: str) -> Scope:
        """The divisions `codes` and everything below them. An empty code is refused with ValueError."""
        if not all(codes):
            raise ValueError("an empty division code would mean everything; use Scope.everything()")
        return cls(tuple(codes))

    def covers(self, division: str) -> bool:
        """Whether a row owned by `division` is visible."""
        return any(division.startswith(code) for code in self.codes)


class Operator(StrEnum):
    """How a condition compares; CONTAINS and PREFIX are literal text, never patterns."""

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    PREFIX = "prefix"
    AT_LEAST = "ge"
    AT_MOST = "le"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter on a declared field or system column; unknown fields raise KeyError when read.

    `value` is a tuple for IN and NOT_IN, and ignored for EMPTY and NOT_EMPTY.
    """

    field: str
    operator: Operator
    value: Value | tuple[Value, ...] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows of a layer. Conditions are joined by AND.

    `search` is literal text looked for in the layer's `searched` fields (OR among them, every
    white-space separated word must be found). `as_of` asks what was valid on a day (default: today;
    a row counts when valid_from <= day < valid_to, open ends always hold); `all_times=True` returns
    every believed slice. `recorded_at` asks what the store said at that moment (UTC). `bbox` keeps
    rows whose geometry truly intersects the box (index first, then exact recheck). `order_by` names a
    field, "-field" for descending; ties are broken by id so that paging is stable.
    """

    where: tuple[Condition, ...] = ()
    search: str = ""
    bbox: BoundingBox | None = None
    as_of: date | None = None
    recorded_at: datetime | None = None
    all_times: bool = False
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    columns: tuple[str, ...] | None = None  # declared fields wanted; None: all. id, version, division always come
    geometry: bool = True


ALL_ROWS = Query()
"""Every row valid today, in no particular order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One believed slice of one object: its values by field key, and its times.

    `geometry` is in EPSG:4490. `valid_to` and `recorded_to` are exclusive.
    """

    layer: str
    id: str
    version: int
    division: str
    values: Mapping[str, Value]
    geometry: BaseGeometry | None
    valid_from: date | None
    valid_to: date | None
    recorded_from: datetime
    recorded_to: datetime | None = None
    generated: bool = False
    source: str = ""


class EditAct(StrEnum):
    """What an edit does to an object's believed timeline.

    CREATE: a new object. CORRECT: what we believed was wrong; the slice valid on `effective`
    (default: today, else the last slice) is replaced, its valid times kept unless given. CHANGE: the
    world changed on `effective`; the slice then valid ends there and a new one begins. END: it ceased
    to hold on `effective`. WITHDRAW: it was registered by mistake and never held. RESTORE: the
    timeline is put back to `timeline` (the undo of an earlier edit).
    Nothing is ever deleted: what is no longer believed stays readable by `recorded_at`.
    """

    CREATE = "create"
    CORRECT = "correct"
    CHANGE = "change"
    END = "end"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One intended change of one object.

    `values` holds only what changes (CREATE: everything known). `geometry` is set only when
    `sets_geometry` is True, so that "no geometry" and "geometry untouched" differ. `base_version` is
    the version the author saw (None for CREATE); publishing another version than that raises Stale.
    `division` is needed for CREATE and optional otherwise (a row may change hands).
    """

    layer: str
    act: EditAct
    object_id: str
    division: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    geometry: BaseGeometry | None = None
    sets_geometry: bool = False
    base_version: int | None = None
    effective: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    generated: bool | None = None
    source: str | None = None
    timeline: tuple[Record, ...] = ()


class ChangeState(StrEnum):
    """Where a change set stands. PUBLISHED and WITHDRAWN are final."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {
            "draft": "草稿",
            "submitted": "待审核",
            "returned": "退回补正",
            "approved": "已批准",
            "published": "已发布",
            "withdrawn": "已撤回",
        }[self.value]


TRANSITIONS: Mapping[ChangeState, frozenset[ChangeState]] = {
    ChangeState.DRAFT: frozenset({ChangeState.SUBMITTED, ChangeState.WITHDRAWN}),
    ChangeState.SUBMITTED: frozenset({ChangeState.RETURNED, ChangeState.APPROVED, ChangeState.WITHDRAWN}),
    ChangeState.RETURNED: frozenset({ChangeState.SUBMITTED, ChangeState.WITHDRAWN}),
    ChangeState.APPROVED: frozenset({ChangeState.PUBLISHED, ChangeState.RETURNED}),
    ChangeState.PUBLISHED: frozenset(),
    ChangeState.WITHDRAWN: frozenset(),
}


BASES = ("person", "paper", "console")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a change set may be published.

    `basis` is "person" (a reviewer in the system, `decided_by` is the account and is never the
    author), "paper" (a signed paper decision: authority, number, date, SHA-256 of the scan or "") or
    "console" (the operator of the machine: first load, demo, command-line import).
    """

    basis: str
    decided_by: str
    decided_at: datetime
    reason: str = ""
    authority: str = ""
    document_number: str = ""
    document_date: date | None = None
    scan_sha256: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a basis that no rule knows."""
        if self.basis not in BASES:
            raise ValueError(f"{self.basis!r} is no basis of a decision; known: {', '.join(BASES)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """A set of edits that are judged and published together. `version` guards its own editing.

    `divisions` are those its edits touch (for the scope of readers); `undoes` names the change set
    that this one reverses.
    """

    id: str
    version: int
    title: str
    reason: str
    state: ChangeState
    author: str
    created_at: datetime
    divisions: tuple[str, ...]
    edit_count: int
    submitted_at: datetime | None = None
    decision: Decision | None = None
    return_reason: str = ""
    published_at: datetime | None = None
    published_by: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only, hash-chained log: what a publishing did to one object.

    `before` and `after` are the believed slices that left and entered. `hash` is SHA-256 over the
    canonical JSON of everything else, `previous_hash` included.
    """

    sequence: int
    at: datetime
    actor: str
    change_set: str
    layer: str
    object_id: str
    division: str
    act: EditAct
    reason: str
    document: str
    before: tuple[Record, ...]
    after: tuple[Record, ...]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a publishing did: counts, and the last event's sequence number and hash."""

    change_set: str
    published: int
    sequence: int
    head: str


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """What a copy holds: its kind (`geopackage` or `postgis`), the log's length and head, rows by layer."""

    kind: str
    events: int
    head: str
    counts: Mapping[str, int]


class Store(Protocol):
    """The verbs of every engine. Safe for use from several threads of one process."""

    profile: CountyProfile
    layers: tuple[Layer, ...]

    def close(self) -> None:
        """Releases every connection."""
        ...

    # Reading ------------------------------------------------------------------------------------
    def read(self, layer: str, scope: Scope, query: Query = ALL_ROWS) -> geopandas.GeoDataFrame:
        """Rows as a GeoDataFrame (EPSG:4490), one row a slice, with SYSTEM_COLUMNS first, then fields.

        Layers without geometry, and `geometry=False`, give a frame whose geometry column is all None.
        Dates are datetime.date objects, missing values None/NaN by pandas' habit.
        """
        ...

    def count(self, layer: str, scope: Scope, query: Query = ALL_ROWS) -> int:
        """How many rows `read` would give without limit and offset."""
        ...

    def count_by(self, layer: str, column: str, scope: Scope, query: Query = ALL_ROWS) -> dict[str, int]:
        """Rows by the value of a field or of `division`; `division:9` groups by the first nine digits."""
        ...

    def get(
        self,
        layer: str,
        object_id: str,
        scope: Scope,
        *,
        as_of: date | None = None,
        recorded_at: datetime | None = None,
    ) -> Record:
        """The slice valid then; else, when none is, the object's last slice. Raises NotFound.

        Its version is the object's: the highest of all slices believed then, which an edit is based on.
        """
        ...

    def timeline(self, layer: str, object_id: str, scope: Scope) -> list[Record]:
        """Every slice ever recorded of an object, believed ones last; ordered by recorded, then valid time."""
        ...

    def events(
        self,
        scope: Scope,
        *,
        layer: str | None = None,
        object_id: str | None = None,
        change_set: str | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """The log in order of sequence."""
        ...

    def head(self) -> tuple[int, str]:
        """Sequence number and hash of the last event; (0, "") before the first. Caches are keyed by it."""
        ...

    # Changing -----------------------------------------------------------------------------------
    def draft(self, edits: Sequence[Edit], *, author: str, title: str, reason: str, undoes: str = "") -> ChangeSet:
        """Saves a new change set in state DRAFT."""
        ...

    def amend(
        self,
        change_set: str,
        edits: Sequence[Edit],
        *,
        actor: str,
        version: int,
        title: str | None = None,
        reason: str | None = None,
    ) -> ChangeSet:
        """Replaces the edits of a DRAFT or RETURNED change set. Raises Stale, NotFound, Refused."""
        ...

    def submit(self, change_set: str, *, actor: str, version: int) -> ChangeSet:
        """DRAFT or RETURNED → SUBMITTED; only its author."""
        ...

    def send_back(self, change_set: str, *, actor: str, version: int, reason: str) -> ChangeSet:
        """SUBMITTED or APPROVED → RETURNED, with a reason; never by the author."""
        ...

    def withdraw(self, change_set: str, *, actor: str, version: int) -> ChangeSet:
        """→ WITHDRAWN; only its author."""
        ...

    def approve(self, change_set: str, decision: Decision, *, version: int) -> ChangeSet:
        """SUBMITTED → APPROVED. Raises Refused when a person decides on a change set of their own."""
        ...

    def publish(self, change_set: str, *, actor: str, version: int) -> Publication:
        """APPROVED → PUBLISHED: applies every edit and appends the events, in one transaction.

        Raises Stale (naming each object whose version moved) or Refused (timeline conflicts, unknown
        objects, duplicate natural keys); then nothing at all was written.
        """
        ...

    def load(self, edits: Iterable[Edit], *, decision: Decision, title: str, reason: str) -> Publication:
        """Draft, approve and publish in one transaction: first loads, demo, command-line imports.

        Streams: 59,466 creations with history and index take seconds. All or nothing.
        """
        ...

    def undo(self, change_set: str, *, author: str, reason: str) -> ChangeSet:
        """Drafts the change set that puts back what a published one changed; it is judged like any other.

        Raises Refused when an object has changed again since.
        """
        ...

    def change_set(self, change_set: str, scope: Scope) -> ChangeSet:
        """One change set. Raises NotFound (also when it touches only divisions outside `scope`)."""
        ...

    def change_sets(
        self, scope: Scope, *, states: Sequence[ChangeState] = (), author: str = "", limit: int = 100, offset: int = 0
    ) -> list[ChangeSet]:
        """Newest first."""
        ...

    def edits(self, change_set: str, scope: Scope, *, offset: int = 0, limit: int | None = None) -> list[Edit]:
        """The edits of a change set that touch rows within `scope`, in order; a page of them when asked."""
        ...

    # Keeping ------------------------------------------------------------------------------------
    def backup(self, target: Path) -> DatabaseCopy:
        """Writes one consistent copy of the database to a new file, while others work on; says what is in it."""
        ...

    def rows(self) -> dict[str, int]:
        """Believed rows by layer, of every time and division, as a copy counts them."""
        ...

    def verify(self, expected_head: str = "") -> list[Finding]:
        """Integrity of the file or database, the hash chain, tables against events. Empty when all is well.

        `expected_head` is a head noted elsewhere; without it a log whose tail was cut looks sound.
        """
        ...

    def hold_server_place(self) -> AbstractContextManager[None]:
        """The place of the one server process group on this county; Refused when another has it."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Holds the single writer's place for maintenance; Refused when another process has it."""
        ...
