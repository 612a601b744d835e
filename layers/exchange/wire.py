"""What crosses from the reading child to its parent: lines of plain JSON, never objects that run.

A file is `{"file": …}`, then for each table `{"table": …}`, many `{"rows": […]}`, and at last `{"end": n}`;
or, at any moment, `{"refused": [findings]}`. A row is [number, geometry as hexadecimal WKB or null, cells…].
A date travels as {"$": "2024-05-01"}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gazetteer.findings import Finding, Severity
from layers.exchange.table import Cell, RawRow, RawTable, ReadFile

ROWS_A_LINE = 2000
Line = Mapping[str, Any]


class Broken(ValueError):
    """The child's answer ended early or is not what the protocol says."""


def lines(
    kind: str, sha256: str, names: Sequence[str], tables: Sequence[RawTable], findings: Sequence[Finding]
) -> Iterator[bytes]:
    """The whole answer, one line after the other."""
    yield _line({"file": {"kind": kind, "sha256": sha256, "names": list(names), "findings": _findings(findings)}})
    for table in tables:
        yield _line({"table": _head(table)})
        for start in range(0, len(table.rows), ROWS_A_LINE):
            yield _line({"rows": [_row(row) for row in table.rows[start : start + ROWS_A_LINE]]})
    yield _line({"end": len(tables)})


def refusal(findings: Iterable[Finding], trouble: str = "") -> bytes:
    """The line that says no. `trouble` is for the log, never for people."""
    return _line({"refused": _findings(findings), "trouble": trouble})


def parse(line: bytes) -> Line:
    """One line. Raises Broken."""
    try:
        parsed = json.loads(line, object_hook=_dated)
    except ValueError as wrong:
        raise Broken("not JSON") from wrong
    if not isinstance(parsed, dict):
        raise Broken("not an object")
    return parsed


def assemble(answer: Iterable[Line]) -> ReadFile:
    """The file out of parsed lines. Raises Broken when they end before `end`."""
    file: dict[str, Any] = {}
    tables: list[tuple[dict[str, Any], list[RawRow]]] = []
    for line in answer:
        if "rows" in line:
            tables[-1][1].extend(RawRow(n, tuple(cells), wkb and bytes.fromhex(wkb)) for n, wkb, *cells in line["rows"])
        elif "table" in line:
            tables.append((line["table"], []))
        elif "file" in line:
            file = line["file"]
        elif "end" in line:
            return ReadFile(
                kind=file["kind"],
                sha256=file["sha256"],
                names=tuple(file["names"]),
                tables=tuple(_table(head, rows) for head, rows in tables),
                findings=findings_of(file["findings"]),
            )
    raise Broken("ended early")


def findings_of(told: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings out of JSON."""
    return tuple(
        Finding(**{**one, "severity": Severity(one["severity"]), "related": tuple(one["related"])}) for one in told
    )


def _line(document: Mapping[str, Any]) -> bytes:
    return (
        json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_date).encode() + b"\n"
    )


def _date(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {"$": value.isoformat()}
    raise TypeError(type(value).__name__)


def _dated(found: dict[str, Any]) -> Any:
    if len(found) == 1 and isinstance(text := found.get("$"), str):
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return found


def _findings(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [finding.as_json() for finding in findings]


def _row(row: RawRow) -> list[Cell]:
    return [row.number, row.wkb.hex() if row.wkb else None, *row.cells]


def _head(table: RawTable) -> dict[str, object]:
    return {
        "name": table.name,
        "columns": table.columns,
        "column_letters": table.column_letters,
        "header_rows": table.header_rows,
        "crs": table.crs,
        "crs_source": table.crs_source,
        "encoding": table.encoding,
        "findings": _findings(table.findings),
    }


def _table(head: Mapping[str, Any], rows: list[RawRow]) -> RawTable:
    return RawTable(
        name=head["name"],
        columns=tuple(head["columns"]),
        rows=tuple(rows),
        column_letters=tuple(head["column_letters"]),
        header_rows=tuple(head["header_rows"]),
        crs=head["crs"],
        crs_source=head["crs_source"],
        encoding=head["encoding"],
        findings=findings_of(head["findings"]),
    )
