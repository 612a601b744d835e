"""Damaged photographs and tracks are read as far as they go or refused: nothing else ever comes out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gazetteer.errors import Refused
from layers.boundaries.photos import judge_photo, read_claims
from layers.boundaries.tracks import RawFix, take_fixes
from layers.exchange.formats import photo, track_points
from layers.exchange.formats.task import Task
from layers.exchange.limits import DEFAULT
from tests.layers.boundaries.photos.picture import gps, picture, rationals

POINT = '<trkpt lat="31.2{0}" lon="117.0{0}"><ele>12</ele><time>2026-05-01T01:00:{0}Z</time></trkpt>'


def damaged(whole: bytes, dice: random.Random, within: int) -> bytes:
    """Some bytes changed among the first `within`, sometimes the end missing."""
    data = bytearray(whole)
    for _ in range(dice.choice([1, 2, 4, 8])):
        data[dice.randrange(2, min(within, len(data)))] = dice.choice([0, 1, 255, dice.randrange(256)])
    return bytes(data[: dice.randrange(4, len(data))] if dice.random() < 0.1 else data)


def task(file: Path) -> Task:
    return Task(file, file.stem, "", DEFAULT)


def cells_of(table) -> dict[str, str | None]:
    cells = zip(table.columns, table.rows[0].cells, strict=True)
    return {name: None if cell is None else str(cell) for name, cell in cells}


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_photograph(tmp_path: Path, seed: int) -> None:
    dice, file, read = random.Random(seed), tmp_path / "a.jpg", 0
    whole = picture(file, gps(GPSImgDirection=rationals(20), GPSImgDirectionRef="T")).read_bytes()
    for _ in range(250):
        file.write_bytes(damaged(whole, dice, 700))
        try:
            [table] = photo.read(task(file)).tables
        except Refused:
            continue
        read += 1
        judged = judge_photo(read_claims(cells_of(table)))
        assert judged.claims.position is not None or judged.findings
        judged.as_json()
    assert read > 100


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_track(tmp_path: Path, seed: int) -> None:
    dice, file, read = random.Random(seed), tmp_path / "a.gpx", 0
    points = "".join(POINT.format(n) for n in range(10, 40))
    whole = f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>".encode()
    for _ in range(250):
        file.write_bytes(damaged(whole, dice, len(whole)))
        try:
            [table] = track_points.read(task(file)).tables
            rows = [row.cells for row in table.rows]
            fixes = take_fixes([RawFix(row[2], row[3], row[5], row[1]) for row in rows])  # type: ignore[arg-type]
        except Refused:
            continue
        read += 1
        assert fixes.read == len(rows) == len(fixes) + sum(fixes.dropped.values())
    assert read > 20


def test_a_block_of_tags_that_points_nowhere_is_said(tmp_path: Path) -> None:
    file = picture(tmp_path / "a.jpg", gps())
    data = file.read_bytes()
    at = data.index((0x8825).to_bytes(2, "little") + b"\x04\0\x01\0\0\0") + 8
    file.write_bytes(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :])
    [table] = photo.read(task(file)).tables
    claims = read_claims(cells_of(table))
    assert claims.position is None
    assert "photo.no_position" in {finding.rule for finding in claims.findings}
