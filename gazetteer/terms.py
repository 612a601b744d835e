"""Term: an enumeration whose members carry the Chinese word an official says and its English label.

The code is the bilingual dictionary: the stored value, 中文 and English stand in one place.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A closed vocabulary. `value` is stored, `term` is the Chinese word, `english` the label."""

    term: str
    english: str

    def __new__(cls, value: str, term: str, english: str) -> Self:
        """A member that is its stored value and knows its two labels."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.term = term
        member.english = english
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member stored as `value`. Raises KeyError for any other."""
        for member in cls:
            if member.value == value:
                return member
        raise KeyError(value)
