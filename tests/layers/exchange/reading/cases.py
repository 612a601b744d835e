"""Case: a file, and the outcome it must have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layers.exchange.table import RawTable, ReadFile


@dataclass(frozen=True, slots=True)
class Bait:
    """What a hostile file tries to reach: a file with a secret in it, a host that listens."""

    canary: Path
    url: str


Built = Callable[[Bait], bytes]
Seen = Callable[[ReadFile], object]


@dataclass(frozen=True, slots=True)
class Case:
    """`refused` names the rule that must refuse; otherwise the file is read and everything in `seen` is true."""

    name: str
    filename: str
    build: Built
    refused: str = ""
    says: str = ""  # words that the refusal or a finding must hold
    rules: tuple[str, ...] = ()  # rules that must have spoken
    rows: int | None = None
    seen: Seen | None = None

    def __str__(self) -> str:
        return self.name


def refused(name: str, filename: str, data: bytes | str | Built, rule: str, says: str = "") -> Case:
    """A file that must be refused by `rule`."""
    return Case(name, filename, _built(data), refused=rule, says=says)


def read(
    name: str,
    filename: str,
    data: bytes | str | Built,
    *,
    rows: int | None = None,
    rules: tuple[str, ...] = (),
    says: str = "",
    seen: Seen | None = None,
) -> Case:
    """A file that must be read."""
    return Case(name, filename, _built(data), rows=rows, rules=rules, says=says, seen=seen)


def only(file: ReadFile) -> RawTable:
    """The one table."""
    assert len(file.tables) == 1
    return file.tables[0]


def column(file: ReadFile, name: str) -> list[object]:
    """The cells of a column of the one table."""
    table = only(file)
    at = table.columns.index(name)
    return [row.cells[at] for row in table.rows]


def _built(data: bytes | str | Built) -> Built:
    if callable(data):
        return data
    made = data.encode() if isinstance(data, str) else data
    return lambda bait: made
