"""Change sets as rows: saving, moving from state to state, and who may move them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from gazetteer.errors import NotFound, Refused, Stale
from layers.layer import Layer
from layers.store.codec import (
    canonical,
    decision_document,
    decision_from,
    edit_document,
    edit_from,
    moment,
    moment_text,
)
from layers.store.contract import TRANSITIONS, ChangeSet, ChangeState, Decision, Edit, Scope
from layers.store.tables import Tables


def save_new(
    connection: Connection,
    tables: Tables,
    layers: Mapping[str, Layer],
    edits: Sequence[Edit],
    *,
    author: str,
    title: str,
    reason: str,
    undoes: str,
    divisions: Sequence[str],
) -> ChangeSet:
    """Writes a change set in state DRAFT with its edits."""
    made = ChangeSet(
        id=str(uuid.uuid4()),
        version=1,
        title=title,
        reason=reason,
        state=ChangeState.DRAFT,
        author=author,
        created_at=datetime.now(UTC),
        divisions=tuple(sorted(set(divisions))),
        edit_count=len(edits),
        undoes=undoes,
    )
    connection.execute(insert(tables.change_set), [row_of(made)])
    write_edits(connection, tables, layers, made.id, edits)
    return made


def write_edits(
    connection: Connection, tables: Tables, layers: Mapping[str, Layer], change_set: str, edits: Sequence[Edit]
) -> None:
    """Replaces the edits of a change set. Raises Refused when there are none."""
    if not edits:
        raise Refused.because("change_set.empty", "变更中没有任何修改，没有保存", remedy="修改至少一处后再保存")
    connection.execute(delete(tables.change_set_edit).where(tables.change_set_edit.c.change_set == change_set))
    connection.execute(
        insert(tables.change_set_edit),
        [
            {"change_set": change_set, "position": n, "body": canonical(edit_document(layers[edit.layer], edit))}
            for n, edit in enumerate(edits)
        ],
    )


def read_edits(
    connection: Connection,
    tables: Tables,
    layers: Mapping[str, Layer],
    change_set: str,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[Edit]:
    """The edits of a change set, in order; `limit` of them from `offset` on."""
    table = tables.change_set_edit
    statement = select(table.c.body).where(table.c.change_set == change_set, table.c.position >= offset)
    bodies = connection.scalars(statement.order_by(table.c.position).limit(limit))
    documents = [json.loads(body) for body in bodies]
    return [edit_from(layers[document["layer"]], document) for document in documents]


def find(connection: Connection, tables: Tables, change_set: str, scope: Scope) -> ChangeSet:
    """One change set. Raises NotFound when it is not there or touches nothing within `scope`."""
    row = connection.execute(select(tables.change_set).where(tables.change_set.c.id == change_set)).first()
    if row is None or not _visible(found := of_row(row), scope):
        raise NotFound.because("change_set.missing", "没有找到这项变更", remedy="从变更列表重新打开")
    return found


def listing(
    connection: Connection,
    tables: Tables,
    scope: Scope,
    *,
    states: Sequence[ChangeState],
    author: str,
    limit: int,
    offset: int,
) -> list[ChangeSet]:
    """Newest first, those within `scope` only."""
    table = tables.change_set
    statement = select(table).order_by(table.c.created_at.desc(), table.c.id)
    if states:
        statement = statement.where(table.c.state.in_([state.value for state in states]))
    if author:
        statement = statement.where(table.c.author == author)
    if not scope.codes:
        return []
    if "" not in scope.codes:
        statement = statement.where(
            or_(*(table.c.divisions.contains(f'"{code}', autoescape=True) for code in scope.codes))
        )
    return [of_row(row) for row in connection.execute(statement.limit(limit).offset(offset))]


def move(
    connection: Connection, tables: Tables, before: ChangeSet, state: ChangeState, *, version: int, **changes: Any
) -> ChangeSet:
    """Moves to `state` if the table of transitions allows it and nobody moved it meanwhile.

    Raises Refused for a move that is not allowed, Stale when `version` is not the current one.
    """
    if state not in TRANSITIONS[before.state]:
        raise Refused.because(
            "change_set.state",
            f"变更“{before.title}”现在是{before.state.term}，不能转为{state.term}",
            remedy="刷新页面查看最新状态",
        )
    return keep(connection, tables, before, version=version, state=state, **changes)


def keep(connection: Connection, tables: Tables, before: ChangeSet, *, version: int, **changes: Any) -> ChangeSet:
    """Writes a change set with `changes`. Raises Stale when `version` is not the current one."""
    after = replace(before, version=version + 1, **changes)
    table = tables.change_set
    done = connection.execute(
        update(table).where(table.c.id == before.id, table.c.version == version).values(row_of(after))
    )
    if done.rowcount != 1:
        raise Stale.because("change_set.stale", f"变更“{before.title}”刚被他人处理过", remedy="刷新页面查看最新状态")
    return after


def row_of(change_set: ChangeSet) -> dict[str, Any]:
    """A change set as a row."""
    return {
        "id": change_set.id,
        "version": change_set.version,
        "edit_count": change_set.edit_count,
        "title": change_set.title,
        "reason": change_set.reason,
        "state": change_set.state.value,
        "author": change_set.author,
        "created_at": moment_text(change_set.created_at),
        "divisions": json.dumps(list(change_set.divisions)),
        "submitted_at": moment_text(change_set.submitted_at) if change_set.submitted_at else None,
        "decision": canonical(decision_document(change_set.decision)) if change_set.decision else None,
        "published_at": moment_text(change_set.published_at) if change_set.published_at else None,
        "return_reason": change_set.return_reason,
        "published_by": change_set.published_by,
        "undoes": change_set.undoes,
    }


def of_row(row: Any) -> ChangeSet:
    """A row as a change set."""
    return ChangeSet(
        id=row.id,
        version=row.version,
        edit_count=row.edit_count,
        title=row.title,
        reason=row.reason,
        state=ChangeState(row.state),
        author=row.author,
        created_at=moment(row.created_at),
        divisions=tuple(json.loads(row.divisions)),
        submitted_at=moment(row.submitted_at) if row.submitted_at else None,
        decision=decision_from(json.loads(row.decision)) if row.decision else None,
        published_at=moment(row.published_at) if row.published_at else None,
        return_reason=row.return_reason,
        published_by=row.published_by,
        undoes=row.undoes,
    )


def document_line(decision: Decision) -> str:
    """The decision as the events cite it."""
    if decision.basis == "paper":
        return f"{decision.authority} {decision.document_number} {decision.document_date or ''}".strip()
    return {"person": f"审核：{decision.decided_by}", "console": f"本机操作：{decision.decided_by}"}[decision.basis]


def _visible(change_set: ChangeSet, scope: Scope) -> bool:
    return "" in scope.codes or any(scope.covers(division) for division in change_set.divisions)


def new_loaded(decision: Decision, *, title: str, reason: str, now: datetime) -> ChangeSet:
    """The change set of a load: published the moment it is written."""
    return ChangeSet(
        id=str(uuid.uuid4()),
        version=1,
        title=title,
        reason=reason,
        state=ChangeState.PUBLISHED,
        author=decision.decided_by,
        created_at=now,
        divisions=(),
        edit_count=0,
        submitted_at=now,
        decision=decision,
        published_at=now,
        published_by=decision.decided_by,
    )


def save_loaded(
    connection: Connection, tables: Tables, change_set: ChangeSet, edit_count: int, divisions: set[str]
) -> None:
    """Writes a load's change set once its size and divisions are known; its edits are its events."""
    done = replace(change_set, edit_count=edit_count, divisions=tuple(sorted(divisions)))
    connection.execute(insert(tables.change_set), [row_of(done)])
