"""Finding the addresses of a table: every row and column of it comes back, with what was found beside."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.geocoding import unindexed
from layers.address_index import AddressIndex
from layers.addressing.geocoded import Geocoded
from layers.addressing.statuses import GeocodeStatus
from layers.addressing.wording import COMPONENTS
from layers.exchange.decoding import decoded
from layers.exchange.formats.csv_text import delimiter_of

ADDRESS_COLUMNS = (
    "address", "地址", "标准地址", "详细地址", "通讯地址", "联系地址", "家庭住址", "家庭地址", "住址", "现住址", "户籍地址", "所在地址",
    "所在地", "单位地址", "address_text", "full_address", "addr",
)  # fmt: skip
"""Headers under which an address is looked for, the first that is there."""
ADDED = (
    "status", "key", "confidence", "why", "address", "lon", "lat", "precision", "same_as", "canonical", *COMPONENTS,
)  # fmt: skip
"""What is added to every row; a name the table has already is written with `geocode_` before it."""
FIELD_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What was done: rows read, different texts among them, rows by status, seconds, and what a person should know."""

    out: str
    column: str
    read: int
    distinct: int
    counts: dict[str, int]
    seconds: float
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The document of `geo-app geocode --batch`."""
        return {
            "status": "done",
            "out": self.out,
            "column": self.column,
            "read": self.read,
            "distinct": self.distinct,
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(slots=True)
class _Seen:
    """Answers by text, and the rows (from 1, with the header) where a text or a plate first stood."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def find_addresses(index: AddressIndex, source: Path, target: Path, column: str = "") -> Batch:
    """Writes `target` (CSV, UTF-8 with mark): the rows of `source` as they are, in their order, and ADDED beside.

    `same_as` is the row (counted from 1 with the header) that asked for the same plate or the same text before.
    What stood at `target` is replaced whole or not at all. Raises Refused for a file that is no table or has no
    column of addresses, OSError when a file cannot be read or written.
    """
    started = time.perf_counter()
    if target.resolve() == source.resolve():
        raise Refused.because("geocode.same_file", "输出文件就是输入文件，没有写", remedy="把 --out 写成另一个文件")
    text, _, said = decoded(source.read_bytes())
    records = _records(text)
    header, rows = _table(records, source)
    at = _column(header, column, index)
    seen = _Seen()
    counts: Counter[str] = Counter()
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*header, *_added_names(header)])
            for number, row in enumerate(rows, 2):
                added, status = _answered(index, row[at], number, seen)
                counts[status] += 1
                writer.writerow([*row, *added])
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    findings = (*said, *_review(counts), *unindexed(index))
    return Batch(
        out=str(target),
        column=header[at],
        read=len(rows),
        distinct=len(seen.answers),
        counts={status.value: counts[status.value] for status in GeocodeStatus},
        seconds=time.perf_counter() - started,
        findings=findings,
    )


def _records(text: str) -> list[list[str]]:
    limit = csv.field_size_limit(FIELD_CHARACTERS)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except csv.Error as wrong:
        raise Refused.because("geocode.table", f"不是 CSV 表格：{wrong}", remedy="另存为“CSV UTF-8”") from None
    finally:
        csv.field_size_limit(limit)


def _table(records: Sequence[list[str]], source: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows, all as wide as the widest; blank lines at the end are no rows."""
    last = max((n for n, record in enumerate(records, 1) if any(cell.strip() for cell in record)), default=0)
    if last < 1:
        raise Refused.because("geocode.table", f"{source.name} 是空的", remedy="第一行写列名，以下每行一个地址")
    width = max(map(len, records[:last]))
    filled = [[*record, *[""] * (width - len(record))] for record in records[:last]]
    return filled[0], filled[1:]


def _column(header: Sequence[str], wanted: str, index: AddressIndex) -> int:
    """Where the addresses stand."""
    names = [name.strip() for name in header]
    if wanted:
        if wanted in names:
            return names.index(wanted)
        raise _no_column(f"没有列“{wanted[:40]}”", names)
    lowered = [name.lower() for name in names]
    for name in ADDRESS_COLUMNS:
        if name in lowered:
            return lowered.index(name)
    if len(names) == 1 and index.geocode(names[0]).status is GeocodeStatus.REJECTED:
        return 0
    if len(names) == 1:
        raise Refused.because("geocode.header", "第一行像是地址，不是列名", remedy="在第一行写上列名“地址”")
    raise _no_column("没有认出哪一列是地址", names)


def _no_column(message: str, names: Sequence[str]) -> Refused:
    shown = "、".join(name[:20] for name in names[:20] if name)
    return Refused.because("geocode.column", message, remedy=f"用 --column 写明列名；表中有：{shown}")


def _added_names(header: Sequence[str]) -> list[str]:
    taken = {name.strip().lower() for name in header}
    return [f"geocode_{name}" if name in taken else name for name in ADDED]


def _answered(index: AddressIndex, text: str, number: int, seen: _Seen) -> tuple[list[str], str]:
    """The added cells of one row, and its status."""
    cells = seen.answers.get(text)
    if cells is None:
        answer = index.geocode(text)
        cells = seen.answers[text] = list(_cells(answer))
        seen.statuses[text] = answer.status.value
    subject = cells[ADDED.index("key")] or cells[ADDED.index("canonical")]
    first = seen.rows.setdefault(subject, number) if subject else number
    own = list(cells)
    own[ADDED.index("same_as")] = "" if first == number else str(first)
    return own, seen.statuses[text]


def _cells(answer: Geocoded) -> Iterator[str]:
    match = answer.matches[0] if answer.matches and answer.status.answers else None
    yield answer.status.value
    yield answer.key
    yield f"{match.score:.3f}" if match else ""
    yield _why(answer)
    yield match.address if match else ""
    yield "" if match is None or match.lon is None else f"{match.lon:.7f}"
    yield "" if match is None or match.lat is None else f"{match.lat:.7f}"
    yield match.precision.value if match else ""
    yield ""
    yield answer.reading.text.text
    yield from answer.components.values()


def _why(answer: Geocoded) -> str:
    said = [finding.message for finding in answer.findings]
    if not said:
        said = [f"“{c.before}”：{c.reason}" if c.before else c.reason for c in answer.changes]
    return "；".join(said)


def _review(counts: Counter[str]) -> Iterator[Finding]:
    for status in GeocodeStatus:
        if counts[status.value] and status is not GeocodeStatus.OK:
            yield Finding(
                "geocode.review",
                Severity.INFO if status.answers else Severity.WARNING,
                f"{counts[status.value]} 行{status.term}",
                subject=status.value,
                value=str(counts[status.value]),
                remedy="在输出文件中按 status 筛选，逐行看 why",
            )
