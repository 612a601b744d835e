"""Publishing: edits become slices and hash-chained events, in one transaction."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Index, delete, func, insert, literal, select

from gazetteer.errors import Refused, Stale
from gazetteer.findings import Finding, Severity
from layers.layer import Layer
from layers.store.admission import admit, missing_findings
from layers.store.codec import moment, moment_text, slices_text, wkbs_of
from layers.store.contract import Edit, EditAct, Record
from layers.store.engines import StoreEngine
from layers.store.log import event_hash
from layers.store.reading import record as record_of
from layers.store.tables import Tables
from layers.store.timeline import apply_edit

CHUNK = 4000
FEW_KEYS = 200
IDS_AT_ONCE = 900
ENTERING = 0
"""Stands for the row number of a slice that this very chunk writes."""

_Change = tuple[Edit, list[tuple[int, Record]], list[Record]]


@dataclass(slots=True)
class Writer:
    """One publishing: holds the chain's head, the next row numbers and the natural keys met.

    `first_of` holds, of layers that were empty before it, the objects it has written: no other is there to be read.
    """

    engine: StoreEngine
    tables: Tables
    layers: Mapping[str, Layer]
    connection: Connection
    now: datetime
    actor: str
    change_set: str
    reason: str
    document: str
    sequence: int = 0
    head: str = ""
    published: int = 0
    next_fid: dict[str, int] = field(default_factory=dict)
    natural_keys: dict[str, dict[tuple[object, ...], str]] = field(default_factory=dict)
    divisions: set[str] = field(default_factory=set)
    versions: dict[tuple[str, str], int | None] = field(default_factory=dict)
    indexes_put_off: list[Index] = field(default_factory=list)
    first_of: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sequence, self.head = chain_head(self.connection, self.tables)

    def publish(self, edits: Iterable[Edit]) -> None:
        """Applies every edit. Raises Stale or Refused with all findings of the first chunk that has any."""
        for chunk in _chunks(edits, CHUNK):
            if len(chunk) == CHUNK:
                self._put_indexes_off(chunk[0].layer)
            self._publish_chunk(chunk)
        for index in self.indexes_put_off:
            index.create(self.connection)

    def _put_indexes_off(self, layer: str) -> None:
        """A first load into an empty table builds its indexes at the end, which is faster; but the one by id.

        So does the log, as long as it is small beside what enters.
        """
        if self.sequence < CHUNK and not self.indexes_put_off:
            for index in sorted(self.tables.event.indexes, key=lambda index: str(index.name)):
                index.drop(self.connection)
                self.indexes_put_off.append(index)
        if layer in self.layers and layer not in self.next_fid and self._next_fid(self.layers[layer]) == 1:
            table = self.tables.believed[layer]
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                if index.name != f"ix_{table.name}_id":
                    index.drop(self.connection)
                    self.indexes_put_off.append(index)

    def _publish_chunk(self, edits: Sequence[Edit]) -> None:
        findings: list[Finding] = []
        stale = False
        for key, group in itertools.groupby(admit(self.layers, edits), lambda edit: edit.layer):
            layer_edits = list(group)
            try:
                self._publish_layer(self.layers[key], layer_edits)
            except Refused as refused:
                stale = stale or isinstance(refused, Stale)
                findings.extend(refused.findings)
        if findings:
            raise (Stale if stale else Refused)(findings)

    def _publish_layer(self, layer: Layer, edits: Sequence[Edit]) -> None:
        before = self._believed(layer, [edit.object_id for edit in edits])
        findings: list[Finding] = self._reuse_findings(layer, edits)
        changes: list[_Change] = []
        stale = False
        today = self.now.astimezone().date()
        for edit in edits:
            rows = before.get(edit.object_id, [])
            if found := self._version_finding(layer, edit, rows):
                stale = True
                findings.append(found)
                continue
            try:
                after = apply_edit(
                    layer,
                    [r for _, r in rows],
                    edit,
                    now=self.now,
                    today=today,
                    last_version=self._last_version(layer, edit, rows),
                )
            except Refused as refused:
                findings.extend(refused.findings)
                continue
            kept, known = {id(r) for r in after}, {id(r) for _, r in rows}
            left = [(fid, r) for fid, r in rows if id(r) not in kept]
            entered = [r for r in after if id(r) not in known]
            changes.append((edit, left, entered))
            before[edit.object_id] = [(f, r) for f, r in rows if id(r) in kept] + [(ENTERING, r) for r in entered]
        findings += missing_findings(layer, [r for _, _, entered in changes for r in entered])
        findings += self._natural_key_findings(layer, changes)
        if findings:
            raise (Stale if stale else Refused)(findings)
        self._write(layer, changes)

    def _believed(self, layer: Layer, ids: Sequence[str]) -> dict[str, list[tuple[int, Record]]]:
        table = self.tables.believed[layer.key]
        ids = self._there(layer, ids)
        found: dict[str, list[tuple[int, Record]]] = {}
        for some in _chunks(ids, IDS_AT_ONCE):
            for row in self.connection.execute(select(table).where(table.c.id.in_(some))):
                found.setdefault(row.id, []).append((row.fid, record_of(layer, row)))
        return found

    def _there(self, layer: Layer, ids: Sequence[str]) -> Sequence[str]:
        """Those of `ids` that the layer's tables may hold."""
        self._next_fid(layer)
        written = self.first_of.get(layer.key)
        return ids if written is None else [object_id for object_id in ids if object_id in written]

    def _last_version(self, layer: Layer, edit: Edit, rows: Sequence[tuple[int, Record]]) -> int:
        if rows or edit.act is EditAct.CREATE:
            return 0
        past = self.tables.past[layer.key]
        return self.connection.scalar(select(func.max(past.c.version)).where(past.c.id == edit.object_id)) or 0

    def _version_finding(self, layer: Layer, edit: Edit, rows: Sequence[tuple[int, Record]]) -> Finding | None:
        if edit.act is EditAct.CREATE:
            return None
        current = self.versions.setdefault(
            (layer.key, edit.object_id), max((r.version for _, r in rows), default=None)
        )  # as the author saw it: before the first edit of this publishing
        if edit.base_version is None or edit.base_version == current:
            return None
        label = str(rows[-1][1].values.get(layer.label)) if rows else edit.object_id
        return Finding(
            "store.stale",
            Severity.ERROR,
            f"{layer.title}“{label}”在您编辑期间已被他人修改（您看到第 {edit.base_version} 版，现为第 {current or 0} 版）",
            subject=edit.object_id,
            value=str(edit.base_version),
            remedy="对照两个版本后重新编辑，您填写的内容没有丢失",
        )

    def _reuse_findings(self, layer: Layer, edits: Sequence[Edit]) -> list[Finding]:
        """An identity once given is never given again, not even after its registration was withdrawn."""
        past = self.tables.past[layer.key]
        ids = self._there(layer, [edit.object_id for edit in edits if edit.act is EditAct.CREATE])
        used = {
            found
            for some in _chunks(ids, IDS_AT_ONCE)
            for found in self.connection.scalars(select(past.c.id).where(past.c.id.in_(some)).distinct())
        }
        return [
            Finding(
                "store.identity",
                Severity.ERROR,
                f"{layer.title} {object_id} 的编号曾经用过，不能再次新增",
                subject=object_id,
                remedy="用新的编号，或恢复原来的记录",
            )
            for object_id in sorted(used)
        ]

    def _natural_key_findings(self, layer: Layer, changes: Sequence[_Change]) -> list[Finding]:
        entering = [(edit, r) for edit, _, entered in changes for r in entered if r.valid_to is None]
        if not entering or not layer.natural_key:
            return []
        known = self._natural_keys(layer, [_key(layer, r) for _, r in entering])
        for edit, left, _ in changes:
            for _fid, gone in left:
                key = _key(layer, gone)
                if known.get(key) == edit.object_id:
                    del known[key]
        findings = []
        for edit, entered in entering:
            key = _key(layer, entered)
            if all(part in (None, "") for part in key):
                continue
            holder = known.setdefault(key, edit.object_id)
            if holder != edit.object_id:
                findings.append(_duplicate(layer, edit, key, holder))
        return findings

    def _natural_keys(self, layer: Layer, wanted: Sequence[tuple[object, ...]]) -> dict[tuple[object, ...], str]:
        """Who holds which natural key: of a few wanted ones when they are few, else of the whole layer, kept."""
        if layer.key in self.natural_keys:
            return self.natural_keys[layer.key]
        table = self.tables.believed[layer.key]
        columns = [table.c[key] for key in layer.natural_key]
        statement = select(table.c.id, *columns).where(table.c.valid_to.is_(None))
        few = len(wanted) <= FEW_KEYS
        if few:
            statement = statement.where(columns[0].in_({key[0] for key in wanted}))
        held = {tuple(row[1:]): row[0] for row in self.connection.execute(statement)}
        if not few:
            self.natural_keys[layer.key] = held
        return held

    def _next_fid(self, layer: Layer) -> int:
        if layer.key not in self.next_fid:
            highest = [
                self.connection.scalar(select(func.max(table.c.fid))) or 0
                for table in (self.tables.believed[layer.key], self.tables.past[layer.key])
            ]
            self.next_fid[layer.key] = max(highest) + 1
            if max(highest) == 0:
                self.first_of[layer.key] = set()
        return self.next_fid[layer.key]

    def _write(self, layer: Layer, changes: Sequence[_Change]) -> None:
        table = self.tables.believed[layer.key]
        fid = self._next_fid(layer)
        superseded = {id(r) for _, left, _ in changes for known, r in left if known == ENTERING}
        wkbs = wkbs_of(layer, [r for _, _, entered in changes for r in entered])
        rows: list[tuple[Any, ...]] = []
        fids: list[int] = []
        placed: list[bytes] = []
        events = []
        for edit, left, entered in changes:
            for record in entered:
                if id(record) in superseded:
                    continue
                wkb = wkbs.get(id(record))
                rows.append(_row(layer, fid, record, wkb))
                if wkb:
                    fids.append(fid)
                    placed.append(wkb)
                fid += 1
            events.append(self._event(layer, edit, [r for _, r in left], entered, wkbs))
        self.next_fid[layer.key] = fid
        self._retire(layer, [known for _, left, _ in changes for known, _ in left if known != ENTERING])
        self.engine.add_rows(self.connection, table, rows)
        if placed:
            self.engine.index_added(self.connection, table, fids, placed)
        self.engine.add_rows(self.connection, self.tables.event, events)
        self.published += len(changes)
        if layer.key in self.first_of:
            self.first_of[layer.key].update(edit.object_id for edit, _, _ in changes)

    def _retire(self, layer: Layer, fids: Sequence[int]) -> None:
        """What is no longer believed moves to the past, with the moment it went."""
        table, past = self.tables.believed[layer.key], self.tables.past[layer.key]
        names = [column.name for column in table.columns]
        for some in _chunks(fids, IDS_AT_ONCE):
            moved = select(*table.columns, literal(moment_text(self.now))).where(table.c.fid.in_(some))
            self.connection.execute(insert(past).from_select([*names, "recorded_to"], moved))
            self.connection.execute(delete(table).where(table.c.fid.in_(some)))
        self.engine.index_removed(self.connection, table, fids)

    def _event(
        self, layer: Layer, edit: Edit, left: Sequence[Record], entered: Sequence[Record], wkbs: Mapping[int, bytes]
    ) -> tuple[Any, ...]:
        self.sequence += 1
        division = (entered[-1] if entered else left[-1]).division if entered or left else ""
        self.divisions.update([r.division for r in left], [r.division for r in entered])
        parts = (
            self.sequence,
            moment_text(self.now),
            self.actor,
            self.change_set,
            layer.key,
            edit.object_id,
            division,
            edit.act.value,
            self.reason,
            self.document,
            slices_text(layer, left, wkbs),
            slices_text(layer, entered, wkbs),
            self.head,
        )
        self.head = event_hash(parts)
        return (*parts, self.head)


def chain_head(connection: Connection, tables: Tables) -> tuple[int, str]:
    """Sequence number and hash of the last event; (0, "") before the first."""
    table = tables.event
    row = connection.execute(select(table.c.sequence, table.c.hash).order_by(table.c.sequence.desc()).limit(1)).first()
    return (row.sequence, row.hash) if row else (0, "")


def next_moment(connection: Connection, tables: Tables) -> datetime:
    """Now, or just after the last event when the clock says less: recorded time never runs backwards."""
    table = tables.event
    last = connection.scalar(select(table.c.at).order_by(table.c.sequence.desc()).limit(1))
    now = datetime.now(UTC)
    return max(now, moment(last) + timedelta(microseconds=1)) if last else now


def _row(layer: Layer, fid: int, record: Record, wkb: bytes | None) -> tuple[Any, ...]:
    """A slice in the order of its table's columns."""
    return (
        fid,
        *((wkb,) if layer.geometry else ()),
        record.id,
        record.version,
        record.division,
        record.valid_from,
        record.valid_to,
        moment_text(record.recorded_from),
        record.generated,
        record.source,
        *map(record.values.get, layer.keys),
    )


def _duplicate(layer: Layer, edit: Edit, key: tuple[object, ...], holder: str) -> Finding:
    names = "、".join(layer.field(k).title for k in layer.natural_key)
    shown = " / ".join(map(str, key))
    return Finding(
        "store.duplicate",
        Severity.ERROR,
        f"{layer.title}的{names}“{shown}”已被另一条记录使用",
        subject=edit.object_id,
        value=shown,
        related=(holder,),
        remedy="改正编号，或修改已有的那条记录",
    )


def _key(layer: Layer, entry: Record) -> tuple[object, ...]:
    return tuple(entry.values.get(key) for key in layer.natural_key)


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk
