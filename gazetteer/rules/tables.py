"""The dated tables that the rules rest on, read once from the package's data."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

Row = Mapping[str, str]

UNVERIFIED = "unverified"
"""The confidence of a row that nobody has confirmed: what rests on it is shown as 未核实."""


@cache
def read_table(name: str) -> tuple[Row, ...]:
    """The rows of `data/<name>.csv`, each cell as written."""
    text = files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def holds_on(row: Row, day: date) -> bool:
    """Whether a dated row is in force on `day`; an empty date leaves that side open."""
    since, until = row.get("valid_from", ""), row.get("valid_to", "")
    return (not since or date.fromisoformat(since) <= day) and (not until or day <= date.fromisoformat(until))


def in_force(rows: Sequence[Row], day: date) -> list[Row]:
    """The rows in force on `day`, in their order."""
    return [row for row in rows if holds_on(row, day)]
