"""A county's readings of characters, as its office keeps them: one CSV file, edited in a spreadsheet.

`word,readings,status,source,as_of`; readings are syllables with tone marks, separated by spaces. Only
`approved` rows settle a reading; `proposed` ones are shown first among the candidates.
"""

from __future__ import annotations

import csv
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from gazetteer.romanization import ReadingTables
from layers.profile import CountyProfile, shipped_folder

FILE_NAME = "readings.csv"
STATUSES = ("approved", "proposed")


def load_reading_tables(path: Path) -> ReadingTables:
    """The tables of a file; empty ones when there is no such file.

    Raises Refused with every line that is not right: no word, other syllables than characters, an unknown status.
    """
    if not path.exists():
        return ReadingTables()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    findings = [finding for line, row in enumerate(rows, 2) if (finding := _check(path.name, line, row))]
    if findings:
        raise Refused(findings)
    words = {
        status: {r["word"]: tuple(r["readings"].split()) for r in rows if r["status"] == status} for status in STATUSES
    }
    return ReadingTables(county=words["approved"], proposed=words["proposed"])


def shipped_readings(profile: CountyProfile) -> ReadingTables:
    """The tables that are shipped with a county's profile; empty ones for another county."""
    folder = shipped_folder(profile.code)
    return load_reading_tables(folder / FILE_NAME) if folder else ReadingTables()


def _check(file: str, line: int, row: dict[str, str]) -> Finding | None:
    word, syllables, status = (row.get(key) or "" for key in ("word", "readings", "status"))
    if word and len(word) == len(syllables.split()) and status in STATUSES:
        return None
    return Finding(
        "readings.line",
        Severity.ERROR,
        f"{file} 第 {line} 行：“{word}”应有 {len(word)} 个音节（现有 {len(syllables.split())} 个），状态应为 approved 或 proposed",
        row=line,
        value=f"{word} {syllables} {status}".strip(),
        remedy="一字一个音节，用空格隔开，标声调",
    )
