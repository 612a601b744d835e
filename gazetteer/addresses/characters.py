"""Characters as typed, one by one, in the form addresses are compared in.

Compatibility forms (full-width digits, ㎡, ①) by NFKC; traditional characters by a table limited to those
that names of villages use and that 通用规范汉字表 does not list as characters of their own; Latin letters
without accents and in capitals. What is not a letter, a digit or one of `-~#()` becomes a space, and what
cannot be seen (zero-width marks, controls, combining marks) nothing.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from gazetteer.addresses.tables import rows_of

HYPHENS = frozenset("-‐‑‒–—―−_⁃")  # noqa: RUF001  (the marks people type for a hyphen)
TILDES = frozenset("~∼〜～")  # noqa: RUF001  (the marks people type for a range)
KEPT = frozenset("-~#()")
BRACKETS = {"[": "(", "]": ")", "{": "(", "}": ")", "【": "(", "】": ")", "〔": "(", "〕": ")", "〈": "(", "〉": ")"}


@cache
def _simplified() -> dict[str, str]:
    return {written: row["simplified"] for row in rows_of("traditional.csv") for written in row["written"]}


class Characters(dict[int, str]):
    """A table for `str.translate` that works out each character the first time it is met."""

    def __missing__(self, code: int) -> str:
        """The comparable form of one character, "" when nothing of it stays."""
        before, after = chr(code), _plain(chr(code))
        while after != before:
            before, after = after, "".join(map(_plain, after))
        self[code] = after
        return after


def _plain(character: str) -> str:
    if character in HYPHENS or character in TILDES:
        return "-" if character in HYPHENS else "~"
    composed = unicodedata.normalize("NFKC", BRACKETS.get(character, character))
    if composed != character:
        return composed
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me", "Mc"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] not in "LN":
        return character if character in KEPT else " "
    return _simplified().get(character) or _capital(character)


def _capital(character: str) -> str:
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return (base or character).upper()


CHARACTERS = Characters()
