"""通用规范汉字表 (2013): the level of a character, and the standard form of a traditional or variant one.

Level 1 has 3,500 characters, level 2 3,000, level 3 1,605 (names of places and persons, technical terms).
The table is public; its order was taken from a transcription and agrees, character by character, with the
dictionary of the same table packed in pypinyin-dict. Traditional and variant forms were read from two public
conversion tables: `agreed` where both give the same standard form, else `single`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gazetteer.rules.tables import read_table

RARE_LEVEL = 3


@dataclass(frozen=True, slots=True)
class StandardForm:
    """The standard character behind a traditional or variant one; `agreed` when two sources say so."""

    character: str
    agreed: bool


@cache
def _levels() -> Mapping[str, int]:
    rows = read_table("standard_characters")
    return {character: int(row["level"]) for row in rows for character in row["characters"]}


@cache
def _forms() -> Mapping[str, StandardForm]:
    rows = read_table("traditional_forms")
    return {form: StandardForm(row["standard"], row["sources"] == "agreed") for row in rows for form in row["forms"]}


def level_of_character(character: str) -> int:
    """1, 2 or 3; 0 for a character that is not in the table."""
    return _levels().get(character, 0)


def standard_form(character: str) -> StandardForm | None:
    """What a traditional or variant character is written as; None when it is standard or no source knows it."""
    return _forms().get(character)


def legible_text(text: str) -> str:
    """The text without spaces, marks and invisible characters; full-width and compatibility forms as ordinary ones."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] not in "ZCPS")


def standard_text(text: str) -> str:
    """The text with every traditional and variant character written as its standard form."""
    forms = _forms()
    return "".join(forms[c].character if c in forms else c for c in text)
