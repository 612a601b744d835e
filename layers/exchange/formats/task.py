"""Task and Contents: what a format reader is given and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from layers.exchange.limits import Limits
from layers.exchange.table import RawTable


@dataclass(frozen=True, slots=True)
class Task:
    """A private copy of an upload to read: `title` is the name a person gave it, `sheet` the part wanted ("" all)."""

    path: Path
    title: str
    sheet: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a file: the names of all its parts, the tables read, what was noticed about the whole."""

    names: tuple[str, ...]
    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...] = ()


def chosen(names: Sequence[str], sheet: str) -> list[str]:
    """The parts to read: the one asked for, or all. Raises Refused, naming what there is, for an unknown one."""
    if not sheet:
        return list(names)
    if sheet in names:
        return [sheet]
    raise Refused.because(
        "reader.no_sheet",
        f"文件中没有“{sheet}”，有：{'、'.join(names[:20]) or '（没有任何工作表或图层）'}",
        remedy="从文件已有的工作表或图层中选一个",
    )
