"""SqlStore: the store's promises kept in SQL, on either engine."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
from sqlalchemy import Connection, func, select

from gazetteer.errors import NotFound, Refused
from gazetteer.findings import Finding
from layers.layer import Layer
from layers.profile import CountyProfile
from layers.store import change_sets, keeping, reading, verifying
from layers.store.admission import admit
from layers.store.codec import moment, record_from
from layers.store.contract import (
    ALL_ROWS,
    ChangeSet,
    ChangeState,
    DatabaseCopy,
    Decision,
    Edit,
    EditAct,
    Event,
    Publication,
    Query,
    Record,
    Scope,
)
from layers.store.engines import StoreEngine
from layers.store.tables import Tables
from layers.store.timeline import valid_on
from layers.store.writing import Writer, chain_head, next_moment


class SqlStore:
    """See `layers.store.contract.Store` for what each verb promises."""

    def __init__(self, engine: StoreEngine, tables: Tables, profile: CountyProfile, layers: Sequence[Layer]) -> None:
        self.engine = engine
        self.tables = tables
        self.profile = profile
        self.layers = tuple(layers)
        self._by_key = {layer.key: layer for layer in self.layers}

    def close(self) -> None:
        """Releases every connection."""
        self.engine.sql.dispose()

    # Reading ------------------------------------------------------------------------------------
    def read(self, layer: str, scope: Scope, query: Query = ALL_ROWS) -> geopandas.GeoDataFrame:
        """Rows as a GeoDataFrame."""
        declared = self._by_key[layer]
        most = reading.first_guess(query)
        with self.engine.reading() as connection:
            while True:
                statement = reading.selection(self.engine, self.tables, declared, scope, query, most=most)
                result = connection.execute(statement)
                keys, rows = list(result.keys()), result.fetchall()
                found = reading.frame(declared, query, keys, rows)
                if most is None or len(rows) < most or len(found) == query.limit:
                    return found
                most *= 4

    def count(self, layer: str, scope: Scope, query: Query = ALL_ROWS) -> int:
        """How many rows `read` would give without limit and offset."""
        if query.bbox is not None:
            return len(self.read(layer, scope, reading.unlimited(query)))
        declared = self._by_key[layer]
        source = reading.source_of(self.tables, declared, query)
        found = reading.conditions(self.engine, declared, source, scope, query)
        with self.engine.reading() as connection:
            return connection.scalar(select(func.count()).select_from(source).where(*found)) or 0

    def count_by(self, layer: str, column: str, scope: Scope, query: Query = ALL_ROWS) -> dict[str, int]:
        """Rows by the value of a field, or by the first digits of `division`."""
        declared = self._by_key[layer]
        if query.bbox is not None:
            return reading.counts(self.read(layer, scope, reading.unlimited(query, column)), column)
        source = reading.source_of(self.tables, declared, query)
        group = reading.grouping(source, column)
        found = reading.conditions(self.engine, declared, source, scope, query)
        with self.engine.reading() as connection:
            rows = connection.execute(
                select(group, func.count()).select_from(source).where(*found).group_by(group).order_by(group)
            )
            return {"" if value is None else str(value): n for value, n in rows}

    def get(
        self,
        layer: str,
        object_id: str,
        scope: Scope,
        *,
        as_of: date | None = None,
        recorded_at: datetime | None = None,
    ) -> Record:
        """The slice valid then, else the object's last one. Raises NotFound."""
        declared = self._by_key[layer]
        source = reading.source_of(self.tables, declared, Query(recorded_at=recorded_at))
        statement = select(source).where(source.c.id == object_id, reading.in_scope(source.c.division, scope))
        with self.engine.reading() as connection:
            slices = [reading.record(declared, row) for row in connection.execute(statement)]
        if not slices:
            raise NotFound.because(
                "store.not_found", f"没有找到这条{declared.title}记录", subject=object_id, remedy="从列表重新打开"
            )
        slices.sort(key=lambda s: s.valid_from or date.min)
        found = valid_on(slices, as_of or datetime.now(UTC).astimezone().date()) or slices[-1]
        return replace(found, version=max(s.version for s in slices))

    def timeline(self, layer: str, object_id: str, scope: Scope) -> list[Record]:
        """Every slice ever recorded, believed ones last."""
        declared = self._by_key[layer]
        found: list[Record] = []
        with self.engine.reading() as connection:
            for table in (self.tables.past[layer], self.tables.believed[layer]):
                statement = select(table).where(table.c.id == object_id, reading.in_scope(table.c.division, scope))
                slices = [reading.record(declared, row) for row in connection.execute(statement)]
                found += sorted(slices, key=lambda s: (s.recorded_from, s.valid_from or date.min))
        if not found:
            raise NotFound.because(
                "store.not_found", f"没有找到这条{declared.title}记录", subject=object_id, remedy="从列表重新打开"
            )
        return found

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
        table = self.tables.event
        statement = select(table).where(table.c.sequence > after, reading.in_scope(table.c.division, scope))
        for column, value in ((table.c.layer, layer), (table.c.object_id, object_id), (table.c.change_set, change_set)):
            if value is not None:
                statement = statement.where(column == value)
        statement = statement.order_by(table.c.sequence).limit(limit)
        with self.engine.reading() as connection:
            for row in connection.execution_options(yield_per=2000).execute(statement):
                yield self._event(row)

    def head(self) -> tuple[int, str]:
        """Sequence number and hash of the last event."""
        with self.engine.reading() as connection:
            return chain_head(connection, self.tables)

    # Changing -----------------------------------------------------------------------------------
    def draft(self, edits: Sequence[Edit], *, author: str, title: str, reason: str, undoes: str = "") -> ChangeSet:
        """Saves a new change set in state DRAFT."""
        edits = admit(self._by_key, edits)
        with self.engine.writing() as connection:
            return change_sets.save_new(
                connection,
                self.tables,
                self._by_key,
                edits,
                author=author,
                title=title,
                reason=reason,
                undoes=undoes,
                divisions=self._divisions(connection, edits),
            )

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
        """Replaces the edits of a DRAFT or RETURNED change set."""
        edits = admit(self._by_key, edits)
        with self.engine.writing() as connection:
            before = self._own(connection, change_set, actor)
            if before.state not in (ChangeState.DRAFT, ChangeState.RETURNED):
                raise Refused.because(
                    "change_set.state", f"变更“{before.title}”已是{before.state.term}，不能再改", remedy="另起一项变更"
                )
            change_sets.write_edits(connection, self.tables, self._by_key, change_set, edits)
            return change_sets.keep(
                connection,
                self.tables,
                before,
                version=version,
                edit_count=len(edits),
                title=before.title if title is None else title,
                reason=before.reason if reason is None else reason,
                divisions=tuple(sorted(set(self._divisions(connection, edits)))),
            )

    def submit(self, change_set: str, *, actor: str, version: int) -> ChangeSet:
        """DRAFT or RETURNED → SUBMITTED."""
        with self.engine.writing() as connection:
            before = self._own(connection, change_set, actor)
            return change_sets.move(
                connection,
                self.tables,
                before,
                ChangeState.SUBMITTED,
                version=version,
                submitted_at=datetime.now(UTC),
                return_reason="",
            )

    def send_back(self, change_set: str, *, actor: str, version: int, reason: str) -> ChangeSet:
        """SUBMITTED or APPROVED → RETURNED."""
        with self.engine.writing() as connection:
            before = self._others(connection, change_set, actor, "退回")
            return change_sets.move(
                connection,
                self.tables,
                before,
                ChangeState.RETURNED,
                version=version,
                return_reason=reason,
                decision=None,
            )

    def withdraw(self, change_set: str, *, actor: str, version: int) -> ChangeSet:
        """→ WITHDRAWN."""
        with self.engine.writing() as connection:
            before = self._own(connection, change_set, actor)
            return change_sets.move(connection, self.tables, before, ChangeState.WITHDRAWN, version=version)

    def approve(self, change_set: str, decision: Decision, *, version: int) -> ChangeSet:
        """SUBMITTED → APPROVED."""
        with self.engine.writing() as connection:
            if decision.basis == "person":
                before = self._others(connection, change_set, decision.decided_by, "批准")
            else:
                before = change_sets.find(connection, self.tables, change_set, Scope.everything())
            return change_sets.move(
                connection, self.tables, before, ChangeState.APPROVED, version=version, decision=decision
            )

    def publish(self, change_set: str, *, actor: str, version: int) -> Publication:
        """APPROVED → PUBLISHED, with its events, in one transaction."""
        with self.engine.writing() as connection:
            before = change_sets.find(connection, self.tables, change_set, Scope.everything())
            edits = change_sets.read_edits(connection, self.tables, self._by_key, change_set)
            now = next_moment(connection, self.tables)
            change_sets.move(
                connection,
                self.tables,
                before,
                ChangeState.PUBLISHED,
                version=version,
                published_at=now,
                published_by=actor,
            )
            document = change_sets.document_line(before.decision) if before.decision else ""
            return self._publish(connection, before, edits, actor=actor, document=document, now=now)

    def load(self, edits: Iterable[Edit], *, decision: Decision, title: str, reason: str) -> Publication:
        """Draft, approve and publish in one transaction."""
        with self.engine.writing() as connection:
            now = next_moment(connection, self.tables)
            made = change_sets.new_loaded(decision, title=title, reason=reason, now=now)
            document = change_sets.document_line(decision)
            publication, divisions = self._publish_all(
                connection, made, edits, actor=decision.decided_by, document=document, now=now
            )
            change_sets.save_loaded(connection, self.tables, made, publication.published, divisions)
            return publication

    def undo(self, change_set: str, *, author: str, reason: str) -> ChangeSet:
        """Drafts the reversal of a published change set."""
        with self.engine.writing() as connection:
            before = change_sets.find(connection, self.tables, change_set, Scope.everything())
            if before.state is not ChangeState.PUBLISHED:
                raise Refused.because(
                    "change_set.not_published", f"变更“{before.title}”还没有发布，不需要撤销", remedy="可直接撤回"
                )
            edits = self._reversal(connection, before)
            return change_sets.save_new(
                connection,
                self.tables,
                self._by_key,
                edits,
                author=author,
                title=f"撤销：{before.title}",
                reason=reason,
                undoes=before.id,
                divisions=before.divisions,
            )

    def change_set(self, change_set: str, scope: Scope) -> ChangeSet:
        """One change set."""
        with self.engine.reading() as connection:
            return change_sets.find(connection, self.tables, change_set, scope)

    def change_sets(
        self, scope: Scope, *, states: Sequence[ChangeState] = (), author: str = "", limit: int = 100, offset: int = 0
    ) -> list[ChangeSet]:
        """Newest first."""
        with self.engine.reading() as connection:
            return change_sets.listing(
                connection, self.tables, scope, states=states, author=author, limit=limit, offset=offset
            )

    def edits(self, change_set: str, scope: Scope, *, offset: int = 0, limit: int | None = None) -> list[Edit]:
        """The edits of a change set that touch rows within `scope`, in order; a page of them when asked."""
        with self.engine.reading() as connection:
            found = change_sets.find(connection, self.tables, change_set, scope)
            if all(map(scope.covers, found.divisions)):
                return change_sets.read_edits(
                    connection, self.tables, self._by_key, change_set, offset=offset, limit=limit
                )
            edits = change_sets.read_edits(connection, self.tables, self._by_key, change_set)
            seen = [e for e in edits if any(map(scope.covers, self._divisions(connection, [e])))]
            return seen[offset : None if limit is None else offset + limit]

    # Inside -------------------------------------------------------------------------------------
    def _publish(
        self,
        connection: Connection,
        change_set: ChangeSet,
        edits: Iterable[Edit],
        *,
        actor: str,
        document: str,
        now: datetime,
    ) -> Publication:
        return self._publish_all(connection, change_set, edits, actor=actor, document=document, now=now)[0]

    def _publish_all(
        self,
        connection: Connection,
        change_set: ChangeSet,
        edits: Iterable[Edit],
        *,
        actor: str,
        document: str,
        now: datetime,
    ) -> tuple[Publication, set[str]]:
        writer = Writer(
            self.engine, self.tables, self._by_key, connection, now, actor, change_set.id, change_set.reason, document
        )
        writer.publish(edits)
        made = Publication(
            change_set=change_set.id, published=writer.published, sequence=writer.sequence, head=writer.head
        )
        return made, writer.divisions

    def _own(self, connection: Connection, change_set: str, actor: str) -> ChangeSet:
        found = change_sets.find(connection, self.tables, change_set, Scope.everything())
        if found.author != actor:
            raise Refused.because(
                "change_set.not_author",
                f"变更“{found.title}”是 {found.author} 起草的，只有起草人可以操作",
                remedy="请起草人处理",
            )
        return found

    def _others(self, connection: Connection, change_set: str, actor: str, deed: str) -> ChangeSet:
        found = change_sets.find(connection, self.tables, change_set, Scope.everything())
        if found.author == actor:
            raise Refused.because("change_set.own", f"不能{deed}自己起草的变更", remedy="请另一位审核人办理")
        return found

    def _divisions(self, connection: Connection, edits: Sequence[Edit]) -> list[str]:
        known = {edit.division for edit in edits if edit.division}
        for key in {edit.layer for edit in edits}:
            table = self.tables.believed[key]
            ids = [edit.object_id for edit in edits if edit.layer == key and edit.act is not EditAct.CREATE]
            for start in range(0, len(ids), 900):
                some = ids[start : start + 900]
                known.update(connection.scalars(select(table.c.division).where(table.c.id.in_(some)).distinct()))
        return sorted(known)

    def _reversal(self, connection: Connection, change_set: ChangeSet) -> list[Edit]:
        table = self.tables.event
        rows = connection.execute(
            select(table).where(table.c.change_set == change_set.id).order_by(table.c.sequence.desc())
        ).fetchall()
        edits: dict[tuple[str, str], Edit] = {}
        for row in rows:
            event = self._event(row)
            key = (event.layer, event.object_id)
            believed = self._believed(connection, event.layer, event.object_id)
            standing = edits[key].timeline if key in edits else tuple(believed)
            entered = {(s.version, s.valid_from) for s in event.after}
            kept = [s for s in standing if (s.version, s.valid_from) not in entered]
            if len(kept) != len(standing) - len(event.after):
                raise Refused.because(
                    "change_set.changed_since",
                    f"{event.object_id} 此后又有变更，不能直接撤销",
                    subject=event.object_id,
                    remedy="先撤销后来的变更，或另起一项勘误",
                )
            version = max((s.version for s in believed), default=0)
            edits[key] = Edit(
                layer=event.layer,
                act=EditAct.RESTORE,
                object_id=event.object_id,
                division=event.division,
                base_version=version or None,
                timeline=(*kept, *event.before),
            )
        return list(edits.values())

    def _believed(self, connection: Connection, layer: str, object_id: str) -> list[Record]:
        table = self.tables.believed[layer]
        rows = connection.execute(select(table).where(table.c.id == object_id))
        return [reading.record(self._by_key[layer], row) for row in rows]

    def _event(self, row: Any) -> Event:
        declared = self._by_key[row.layer]

        def slices(text: str) -> tuple[Record, ...]:
            return tuple(record_from(declared, row.object_id, document) for document in json.loads(text))

        return Event(
            sequence=row.sequence,
            at=moment(row.at),
            actor=row.actor,
            change_set=row.change_set,
            layer=row.layer,
            object_id=row.object_id,
            division=row.division,
            act=EditAct(row.act),
            reason=row.reason,
            document=row.document,
            before=slices(row.before),
            after=slices(row.after),
            previous_hash=row.previous_hash,
            hash=row.hash,
        )

    # Keeping ------------------------------------------------------------------------------------
    def verify(self, expected_head: str = "") -> list[Finding]:
        """Integrity, chain, tables against events."""
        return verifying.verify(self.engine, self.tables, self.layers, expected_head)

    def backup(self, target: Path) -> DatabaseCopy:
        """Writes one consistent copy of the database and says what is in it."""
        return keeping.copy_out(self.engine, self.tables, self.layers, target)

    def rows(self) -> dict[str, int]:
        """Believed rows by layer."""
        with self.engine.reading() as connection:
            return keeping.rows(connection, self.tables, self.layers)

    def hold_server_place(self) -> contextlib.AbstractContextManager[None]:
        """The place of the one server on this county; Refused when another server has it."""
        return self.engine.server_place()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the single writer's place."""
        with self.engine.writing():
            yield
