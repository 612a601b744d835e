"""Every benchmark has a row in the table of benchmarks/README.md, and says at its head what it measures and against whom."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import benchmarks

TABLE = Path(__file__).parents[2] / "benchmarks" / "README.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)
KNOWN = (*benchmarks.NAMES, *benchmarks.IN_A_BROWSER)


def test_the_table_lists_the_benchmarks() -> None:
    rows = [row[0] for row in ROW.findall(TABLE.read_text(encoding="utf-8"))]
    assert sorted(rows) == sorted(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_each_tells_what_it_measures(name: str) -> None:
    told = importlib.import_module(f"benchmarks.{name}").__doc__ or ""
    assert len(told.splitlines()) > 2
