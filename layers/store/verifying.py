"""Verification: is the file sound, is the chain unbroken, and do the tables say what the events said?"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from gazetteer.findings import Finding, Severity
from layers.layer import Layer
from layers.store.codec import canonical, row_document
from layers.store.engines import StoreEngine
from layers.store.log import PARTS, event_hash
from layers.store.tables import Tables

MOST = 50
"""How many findings of one kind are worth naming."""
ROWS_AT_ONCE = 5000
RECORDED = '"recorded_from":"'
"""Stands once in every slice's canonical text: inside a value the quotes would be escaped."""
MOMENT_LENGTH = len("2026-11-23T08:00:00.000000Z")

_Slice = tuple[str, bytes]  # the object's id, and the digest of the slice's canonical text
_PastSlice = tuple[str, bytes, str]  # and the moment it was no longer believed


@dataclass(slots=True)
class _Replay:
    """What one layer's tables must hold, told by the events alone."""

    believed: set[_Slice] = field(default_factory=set)
    past: set[_PastSlice] = field(default_factory=set)

    def take(self, object_id: str, at: str, before: str, after: str) -> None:
        """One event: slices leave and others enter. One that entered and left at one moment was never to be read."""
        for text in _slices(before):
            gone = (object_id, _digest(text))
            self.believed.discard(gone)
            if _recorded_from(text) != at:
                self.past.add((*gone, at))
        self.believed.update((object_id, _digest(text)) for text in _slices(after))


def verify(engine: StoreEngine, tables: Tables, layers: Sequence[Layer], expected_head: str = "") -> list[Finding]:
    """Everything found wrong; empty when all is well.

    `expected_head` is a head noted elsewhere (a backup's manifest, a paper): a log whose tail was cut
    is consistent in itself, and only such a note can tell.
    """
    findings = [_broken(f"数据库自检：{said}") for said in engine.integrity()[:MOST]]
    with engine.reading() as connection:
        return (findings + examine(engine, connection, tables, layers, expected_head))[:MOST]


def examine(
    engine: StoreEngine, connection: Connection, tables: Tables, layers: Sequence[Layer], expected_head: str = ""
) -> list[Finding]:
    """What `verify` finds in the view of one connection: the chain, then the tables against it."""
    replays = {layer.key: _Replay() for layer in layers}
    heads: set[str] = set()
    findings = list(itertools.islice(_chain(connection, tables, replays, heads), MOST))
    if len(findings) == MOST:
        return findings
    if expected_head and expected_head not in heads:
        findings.append(_cut(expected_head))
    for layer in layers:
        findings += _tables_against_events(connection, tables, layer, replays[layer.key])
        findings += [_broken(text) for text in engine.index_differences(connection, tables.believed[layer.key])]
    return findings


def _chain(connection: Connection, tables: Tables, replays: dict[str, _Replay], heads: set[str]) -> Iterator[Finding]:
    previous, sequence = "", 0
    event = tables.event
    statement = select(*(event.c[part] for part in PARTS), event.c.hash).order_by(event.c.sequence)
    for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(statement):
        sequence += 1
        if row.sequence != sequence:
            yield _chain_finding(row, f"事件序号从 {sequence - 1} 跳到 {row.sequence}，中间的事件缺失或被插入")
            sequence = row.sequence
        if row.previous_hash != previous:
            yield _chain_finding(row, f"事件 {row.sequence} 与前一事件衔接不上")
        if event_hash(row[:-1]) != row.hash:
            yield _chain_finding(row, f"事件 {row.sequence} 的内容与其摘要不符，已被改动")
        elif row.layer in replays:
            replays[row.layer].take(row.object_id, row.at, row.before, row.after)
        previous = row.hash
        heads.add(row.hash)


def _tables_against_events(connection: Connection, tables: Tables, layer: Layer, replay: _Replay) -> Iterator[Finding]:
    def rows(table: Table) -> Iterator[Any]:
        yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table))

    believed = {(row.id, _digest(canonical(row_document(layer, row)))) for row in rows(tables.believed[layer.key])}
    past = {
        (row.id, _digest(canonical(row_document(layer, row))), row.recorded_to)
        for row in rows(tables.past[layer.key])
        if row.recorded_from != row.recorded_to
    }
    for object_id in sorted({found[0] for found in believed ^ replay.believed})[:MOST]:
        yield _table_finding(layer, object_id, "记录")
    for object_id in sorted({found[0] for found in past ^ replay.past})[:MOST]:
        yield _table_finding(layer, object_id, "历史记录")


def _slices(text: str) -> list[str]:
    """The canonical texts of an event's slices; a single one, which most are, is cut out without being parsed."""
    if text == "[]":
        return []
    if text.count(RECORDED) == 1:
        return [text[1:-1]]
    return [canonical(document) for document in json.loads(text)]


def _recorded_from(text: str) -> str:
    begin = text.index(RECORDED) + len(RECORDED)
    return text[begin : begin + MOMENT_LENGTH]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _table_finding(layer: Layer, object_id: str, what: str) -> Finding:
    return Finding(
        "verify.table",
        Severity.BLOCK,
        f"{layer.title} {object_id} 的{what}与事件链不一致，可能绕过本系统改动过",
        subject=object_id,
        remedy="与备份对照后用勘误恢复",
    )


def _cut(head: str) -> Finding:
    return Finding(
        "verify.tail",
        Severity.BLOCK,
        "事件链中没有记录过的链首，末尾的事件可能被删除",
        value=head,
        remedy="与备份对照，从备份恢复",
    )


def _chain_finding(row: Any, message: str) -> Finding:
    return Finding(
        "verify.chain",
        Severity.BLOCK,
        message,
        subject=row.object_id,
        value=str(row.sequence),
        remedy="与备份对照，从备份恢复",
    )


def _broken(message: str) -> Finding:
    return Finding("verify.integrity", Severity.BLOCK, message, remedy="停止使用此文件，从备份恢复")
