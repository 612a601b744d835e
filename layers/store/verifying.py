"""Verification: is the file sound, is the chain unbroken, and do the tables say what the events said?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from gazetteer.findings import Finding, Severity
from layers.layer import Layer
from layers.store.codec import canonical, record_document
from layers.store.engines import StoreEngine
from layers.store.log import PARTS, event_hash
from layers.store.reading import record
from layers.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 50
"""How many findings of one kind are worth naming."""


def verify(engine: StoreEngine, tables: Tables, layers: Sequence[Layer], expected_head: str = "") -> list[Finding]:
    """Everything found wrong; empty when all is well.

    `expected_head` is a head noted elsewhere (a backup's manifest, a paper): a log whose tail was cut
    is consistent in itself, and only such a note can tell.
    """
    findings = [_broken(f"数据库自检：{said}") for said in engine.integrity()[:MOST]]
    with engine.reading() as connection:
        believed: dict[tuple[str, str], dict[str, str]] = {}
        heads: set[str] = set()
        for finding in _chain(connection, tables, believed, heads):
            findings.append(finding)
            if len(findings) >= MOST:
                return findings
        if expected_head and expected_head not in heads:
            findings.append(
                Finding(
                    "verify.tail",
                    Severity.BLOCK,
                    "事件链中没有记录过的链首，末尾的事件可能被删除",
                    value=expected_head,
                    remedy="与备份对照，从备份恢复",
                )
            )
        for layer in layers:
            findings += _table_against_events(connection, tables, layer, believed)
            findings += [_broken(text) for text in engine.index_differences(connection, tables.believed[layer.key])]
    return findings[:MOST]


def _chain(
    connection: Connection, tables: Tables, believed: dict[tuple[str, str], dict[str, str]], heads: set[str]
) -> Iterator[Finding]:
    previous, sequence = "", 0
    rows = connection.execution_options(yield_per=5000).execute(select(tables.event).order_by(tables.event.c.sequence))
    for row in rows:
        values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for it)
        sequence += 1
        if row.sequence != sequence:
            yield _chain_finding(row, f"事件序号从 {sequence - 1} 跳到 {row.sequence}，中间的事件缺失或被插入")
            sequence = row.sequence
        if row.previous_hash != previous:
            yield _chain_finding(row, f"事件 {row.sequence} 与前一事件衔接不上")
        if event_hash([values[part] for part in PARTS]) != row.hash:
            yield _chain_finding(row, f"事件 {row.sequence} 的内容与其摘要不符，已被改动")
        previous = row.hash
        heads.add(row.hash)
        _replay(believed, row)


def _replay(believed: dict[tuple[str, str], dict[str, str]], row: Any) -> None:
    slices = believed.setdefault((row.layer, row.object_id), {})
    for document in json.loads(row.before):
        slices.pop(canonical(document), None)
    for document in json.loads(row.after):
        slices[canonical(document)] = row.object_id


def _table_against_events(
    connection: Connection, tables: Tables, layer: Layer, believed: dict[tuple[str, str], dict[str, str]]
) -> list[Finding]:
    expected = {(key[1], text) for key, slices in believed.items() if key[0] == layer.key for text in slices}
    table = tables.believed[layer.key]
    actual = {
        (row.id, canonical(record_document(layer, record(layer, row))))
        for row in connection.execution_options(yield_per=5000).execute(select(table))
    }
    changed = sorted({object_id for object_id, _ in expected ^ actual})[:MOST]
    return [
        Finding(
            "verify.table",
            Severity.BLOCK,
            f"{layer.title} {object_id} 的记录与事件链不一致，可能绕过本系统改动过",
            subject=object_id,
            remedy="与备份对照后用勘误恢复",
        )
        for object_id in changed
    ]


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
