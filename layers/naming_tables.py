"""An office's own naming tables: words, scopes and limits of scale, in CSV files of the data directory.

`naming_lexicon.csv`, `naming_scopes.csv` and `naming_scale_limits.csv` have the columns of the shipped tables
(`gazetteer/rules/data`). Words are added and count first; a scope replaces the shipped one of its kind and tier, a
limit those of its generic term, kind and measure.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from gazetteer.rules import Rulebook, shipped_rulebook
from gazetteer.rules.rulebook import LEXICON_COLUMNS, LIMIT_COLUMNS, SCOPE_COLUMNS, read_limit, read_term
from gazetteer.rules.scopes import read_scope
from gazetteer.rules.tables import Row, holds_on

LEXICON_FILE, SCOPE_FILE, LIMIT_FILE = "naming_lexicon.csv", "naming_scopes.csv", "naming_scale_limits.csv"


def own_rulebook(folder: Path, day: date) -> Rulebook:
    """The shipped rulebook of `day` with the tables that the office keeps in `folder`.

    Raises Refused with every line that cannot be read.
    """
    faults: list[Finding] = []
    terms = _read(folder / LEXICON_FILE, LEXICON_COLUMNS, read_term, faults)
    scopes = _read(folder / SCOPE_FILE, SCOPE_COLUMNS, read_scope, faults)
    limits = _read(folder / LIMIT_FILE, LIMIT_COLUMNS, read_limit, faults)
    if faults:
        raise Refused(faults)
    return shipped_rulebook(day).with_terms(terms).with_scopes(scopes).with_limits(limits)


def _read(
    path: Path, columns: Sequence[str], parse: Callable[[Row], object], faults: list[Finding]
) -> list[Mapping[str, str]]:
    """The rows of a file, none when there is no such file; lines that `parse` does not understand become faults."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        table = csv.DictReader(stream)
        missing = [column for column in columns if column not in (table.fieldnames or ())]
        if missing:
            faults.append(_fault(path, 1, f"缺少列：{'、'.join(missing)}"))
            return []
        rows: list[Mapping[str, str]] = [{c: (row[c] or "").strip() for c in columns} for row in table]
    for line, row in enumerate(rows, 2):
        try:
            holds_on(row, date.min)
            parse(row)
        except (ValueError, KeyError) as wrong:
            faults.append(_fault(path, line, str(wrong)))
    return rows


def _fault(path: Path, line: int, wrong: str) -> Finding:
    message = f"{path.name} 第 {line} 行读不懂：{wrong}"
    remedy = f"按随程序提供的表改正；可用的轻重：{'、'.join(severity.value for severity in Severity)}"
    return Finding("naming.own_table", Severity.ERROR, message, row=line, remedy=remedy)
