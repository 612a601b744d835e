"""The rulebook: every dated table as it stands on one day, with what an office adds of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from gazetteer.findings import Severity
from gazetteer.rules.scopes import ScopeRule, read_scopes
from gazetteer.rules.tables import UNVERIFIED, Row, in_force, read_table

LEXICON_COLUMNS = ("list", "term", "match", "severity", "note", "source", "valid_from", "valid_to", "confidence")
"""The columns of a lexicon, the shipped one and an office's own alike."""


class Match(StrEnum):
    """Where a word counts: anywhere in the name, at its beginning, or as the whole specific part."""

    WITHIN = "within"
    START = "start"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class LexiconTerm:
    """A word of a list, and where in a name it counts."""

    list: str
    term: str
    match: Match
    severity: Severity
    note: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class ScaleLimit:
    """Between which measures an entity may bear a generic term; `place` is the code of the area it was made for."""

    generic: str
    measure: str
    minimum: float | None
    maximum: float | None
    kind: str
    place: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class VariantGroup:
    """Ways in which one element of names is written; `preferred` is the standard one where there is one."""

    forms: tuple[str, ...]
    preferred: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What the rules know on `day`."""

    day: date
    lexicon: Mapping[str, tuple[LexiconTerm, ...]]
    scopes: tuple[ScopeRule, ...]
    limits: tuple[ScaleLimit, ...]
    variants: tuple[VariantGroup, ...]
    near_shapes: Mapping[str, str]
    transliteration: tuple[frozenset[str], frozenset[str]]

    def with_terms(self, rows: Sequence[Row]) -> Rulebook:
        """The same with the terms of an office's own lexicon (`LEXICON_COLUMNS`) before the shipped ones."""
        own = _lexicon(rows, self.day)
        lists = {*own, *self.lexicon}
        return replace(self, lexicon={name: (*own.get(name, ()), *self.lexicon.get(name, ())) for name in lists})


@cache
def shipped_rulebook(day: date) -> Rulebook:
    """The rulebook of the tables shipped here, as in force on `day`."""
    return Rulebook(
        day,
        _lexicon(read_table("lexicon"), day),
        read_scopes(read_table("scopes"), day),
        tuple(_limit(row) for row in in_force(read_table("scale_limits"), day)),
        tuple(_variants(row) for row in in_force(read_table("customary_variants"), day)),
        _near_shapes(in_force(read_table("near_shapes"), day)),
        _transliteration(in_force(read_table("transliteration"), day)),
    )


def _lexicon(rows: Sequence[Row], day: date) -> Mapping[str, tuple[LexiconTerm, ...]]:
    found: dict[str, list[LexiconTerm]] = defaultdict(list)
    for row in in_force(rows, day):
        found[row["list"]].append(
            LexiconTerm(
                row["list"],
                row["term"],
                Match(row["match"]),
                Severity(row["severity"]),
                row["note"],
                row["source"],
                row["confidence"] != UNVERIFIED,
            )
        )
    return {name: tuple(terms) for name, terms in found.items()}


def _limit(row: Row) -> ScaleLimit:
    minimum, maximum = (float(row[side]) if row[side] else None for side in ("minimum", "maximum"))
    verified = row["confidence"] != UNVERIFIED
    return ScaleLimit(
        row["generic"], row["measure"], minimum, maximum, row["kind"], row["place"], row["source"], verified
    )


def _variants(row: Row) -> VariantGroup:
    return VariantGroup(tuple(row["forms"].split("|")), row["preferred"], row["confidence"] != UNVERIFIED)


def _near_shapes(rows: Sequence[Row]) -> Mapping[str, str]:
    """Character → the characters it is easily taken for."""
    found: dict[str, str] = defaultdict(str)
    for row in rows:
        for character in row["characters"]:
            found[character] += row["characters"].replace(character, "")
    return dict(found)


def _transliteration(rows: Sequence[Row]) -> tuple[frozenset[str], frozenset[str]]:
    """The characters that transcriptions are known by, and those they share with ordinary names."""
    strong = frozenset(c for row in rows if row["weight"] == "1" for c in row["characters"])
    shared = frozenset(c for row in rows if row["weight"] == "0" for c in row["characters"])
    return strong, shared - strong
