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
SCOPE_COLUMNS = (
    "kind", "tier", "scope", "duplicate", "duplicate_reserved", "toned", "toneless", "other_generic", "near", "clause",
    "valid_from", "confidence",
)  # fmt: skip
LIMIT_COLUMNS = ("generic", "measure", "minimum", "maximum", "kind", "place", "source", "valid_from", "confidence")
"""The columns of the tables, the shipped ones and an office's own alike."""


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

    def with_scopes(self, rows: Sequence[Row]) -> Rulebook:
        """The same with an office's own scopes (`SCOPE_COLUMNS`) instead of the shipped ones of their kind and tier."""
        own = read_scopes(rows, self.day)
        replaced = {(scope.kind, scope.tier) for scope in own}
        return replace(self, scopes=(*own, *(s for s in self.scopes if (s.kind, s.tier) not in replaced)))

    def with_limits(self, rows: Sequence[Row]) -> Rulebook:
        """The same with own limits (`LIMIT_COLUMNS`) instead of the shipped ones of their term, kind and measure."""
        own = tuple(read_limit(row) for row in in_force(rows, self.day))
        replaced = {(limit.generic, limit.kind, limit.measure) for limit in own}
        kept = (one for one in self.limits if (one.generic, one.kind, one.measure) not in replaced)
        return replace(self, limits=(*own, *kept))


@cache
def shipped_rulebook(day: date) -> Rulebook:
    """The rulebook of the tables shipped here, as in force on `day`."""
    return Rulebook(
        day,
        _lexicon(read_table("lexicon"), day),
        read_scopes(read_table("scopes"), day),
        tuple(read_limit(row) for row in in_force(read_table("scale_limits"), day)),
        tuple(_variants(row) for row in in_force(read_table("customary_variants"), day)),
        _near_shapes(in_force(read_table("near_shapes"), day)),
        _transliteration(in_force(read_table("transliteration"), day)),
    )


def _lexicon(rows: Sequence[Row], day: date) -> Mapping[str, tuple[LexiconTerm, ...]]:
    found: dict[str, list[LexiconTerm]] = defaultdict(list)
    for row in in_force(rows, day):
        found[row["list"]].append(read_term(row))
    return {name: tuple(terms) for name, terms in found.items()}


def read_term(row: Row) -> LexiconTerm:
    """A row of a lexicon. Raises ValueError for one that says nothing."""
    if not row["list"] or not row["term"]:
        raise ValueError("list、term 不能为空")
    return LexiconTerm(
        row["list"],
        row["term"],
        Match(row["match"]),
        Severity(row["severity"]),
        row["note"],
        row["source"],
        row["confidence"] != UNVERIFIED,
    )


def read_limit(row: Row) -> ScaleLimit:
    """A row of limits. Raises ValueError for a bound that is no number."""
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
