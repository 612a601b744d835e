"""Names of provinces, prefectures and counties that are not ours: a text that begins with one is answered by nobody here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from gazetteer.addresses.tables import rows_of

NAME_ENDINGS = frozenset("路街巷道村社镇乡组队号桥庄沟弄里园")
"""After a short name these make another name of it: 文昌 is a city, 文昌路 a street."""


UPPER = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:省(?!道)|自治区|(?<!超|菜|夜|门|都)市(?![场街路巷村])|自治州|地区|县(?![道街路巷村])|旗(?!杆))"
)
"""The generic term of a province, prefecture or county within a stretch of text."""


class Elsewhere:
    """Foreign heads by their first two characters. `own` are the names and short names of our own province, city, county."""

    def __init__(self, own: Iterable[str], more: Iterable[str] = ()) -> None:
        """`more` are further names of other places, full (neighbours the table may lack)."""
        ours = frozenset(own)
        full, short = _known()
        self._full = {name for name in (*full, *more) if name not in ours}
        self._short = {name for name in short if name not in ours}
        self._lengths = _lengths((*self._full, *self._short))

    def at(self, text: str, start: int, *, starts: bool, head: bool) -> str:
        """The longest foreign name at `start`; "" for none.

        `starts` says that a name can begin there, `head` that no number came before. Names of two characters
        (宁县) and short names (兰州) count only where a name can begin; short ones only at the head or the very
        end of a text, and not when they begin a street's or a village's name.
        """
        for length in self._lengths.get(text[start : start + 2], ()):
            word, after = text[start : start + length], start + length
            if len(word) < length:
                continue
            if word in self._full and (starts or length > 2):
                return word
            stands = head or after == len(text)
            if starts and stands and word in self._short and text[after : after + 1] not in NAME_ENDINGS:
                return word
        return ""

    def named(self, name: str) -> bool:
        """Whether this is the full name of another province, prefecture or county."""
        return name in self._full


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    rows = rows_of("elsewhere.csv")
    return frozenset(row["name"] for row in rows), frozenset(row["short"] for row in rows if len(row["short"]) > 1)


def _lengths(names: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(own, reverse=True)) for head, own in found.items()}
