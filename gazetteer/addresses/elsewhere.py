"""Names of provinces, prefectures and counties that are not ours: a text that begins with one is answered by nobody here."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import cache

from gazetteer.addresses.levels import AddressLevel
from gazetteer.addresses.tables import rows_of
from gazetteer.addresses.variants import short_names

LONGEST_SHORT = 6
NATIONALITIES = (
    "达斡尔族", "鄂温克族", "鄂伦春族", "塔吉克", "哈萨克", "柯尔克孜", "锡伯", "蒙古族", "蒙古", "朝鲜族", "土家族", "布依族", "哈尼族",
    "景颇族", "傈僳族", "仡佬族", "毛南族", "仫佬族", "拉祜族", "布朗族", "独龙族", "普米族", "纳西族", "东乡族", "保安族", "撒拉族",
    "裕固族", "多民族", "各族", "维吾尔族", "维吾尔", "壮族", "回族", "苗族", "藏族", "羌族", "彝族", "侗族", "傣族", "白族", "满族",
    "瑶族", "土族", "黎族", "畲族", "水族", "佤族", "怒族",
)  # fmt: skip
NAME_ENDINGS = frozenset("路街巷道村社镇乡组队号桥庄沟弄里园")
"""After a short name these make another name of it: 文昌 is a city, 文昌路 a street."""


UPPER = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:省(?!道)|自治区|(?<!超|菜|夜|门|都)市(?![场街路巷村])|自治州|地区|县(?![道街路巷村])|旗(?!杆))"
)
"""The generic term of a province, prefecture or county within a stretch of text."""


class Elsewhere:
    """Foreign heads by their first two characters. `own` are the names and short names of our own province, city, county."""

    def __init__(self, own: Iterable[str], more: Iterable[str] = (), local: Iterable[str] = ()) -> None:
        """`more` are full names of our neighbours, whose short names count as well; `local` our own smaller names."""
        ours = frozenset(own)
        full, short = _known()
        near = tuple(more)
        nearly = (name for neighbour in near for name in short_names(neighbour, AddressLevel.COUNTY))
        self._full = {name for name in (*full, *near) if name not in ours}
        self._short = {name for name in (*short, *nearly) if name not in ours}
        self._lengths = _lengths((*self._full, *self._short))
        self._local = frozenset(local)
        self._local_lengths = _lengths(self._local)
        self._shared = {name[:n] for name in self._local for n in range(2, LONGEST_SHORT + 1)} & self._short

    def at(self, text: str, start: int, *, starts: bool, head: bool) -> str:
        """The longest foreign name at `start`; "" for none.

        `starts` says that a name can begin there, `head` that nothing of ours came before. Names of two characters
        (宁县) and short names (兰州) count only where a name can begin; short ones only at the head or the very
        end of a text, and not when they begin a street's or a village's name.
        """
        for length in self._lengths.get(text[start : start + 2], ()):
            word = text[start : start + length]
            if len(word) < length:
                continue
            if word in self._full and (starts or length > 2):
                return word
            if starts and word in self._short and self._counts(text, word, start, head=head):
                return word
        return ""

    def begins(self, text: str, at: int) -> bool:
        """Whether a name elsewhere, full or short, begins at `at` (大同 after 山西)."""
        return self._begins(self._lengths, self._full, text, at) or self._begins(self._lengths, self._short, text, at)

    def _counts(self, text: str, word: str, start: int, *, head: bool) -> bool:
        """At the very end a short name counts unless it may be the beginning of one of ours (永和文昌 of 永和文昌路)."""
        after = start + len(word)
        if after == len(text):
            return start == 0 or word not in self._shared or not text[start - 1].isalpha()
        return head and self._stands(text, word, after)

    def _stands(self, text: str, word: str, after: int) -> bool:
        """Whether a short name at the head is that place's, and not the beginning of a name of its own (乐山 in 乐山头村)."""
        if self.begins(text, after) or self._begins(self._local_lengths, self._local, text, after):
            return True
        own_name = word in self._shared or any(c in NAME_ENDINGS for c in text[after : after + 2])
        return not own_name or not text[after].isalpha()

    @staticmethod
    def _begins(lengths: Mapping[str, tuple[int, ...]], names: Container[str], text: str, at: int) -> bool:
        return any(text[at : at + length] in names for length in lengths.get(text[at : at + 2], ()))

    @property
    def names(self) -> frozenset[str]:
        """Full and short names."""
        return frozenset(self._full | self._short)

    def named(self, name: str) -> bool:
        """Whether this is the full name of another province, prefecture or county."""
        return name in self._full


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    rows = rows_of("elsewhere.csv")
    stems = {stem for row in rows if (stem := _without_nationality(row["name"]))}
    full = {*(row["name"] for row in rows), *(f"{stem}县" for stem in stems)}
    return frozenset(full), frozenset({*(row["short"] for row in rows if len(row["short"]) > 1), *stems})


def _without_nationality(name: str) -> str:
    """镇宁 of 镇宁布依族苗族自治县, which people call 镇宁县; "" for a county without nationalities in its name."""
    stem, found = name.removesuffix("自治县"), name.endswith("自治县")
    while found:
        nationality = next((n for n in NATIONALITIES if stem.endswith(n) and len(stem) > len(n) + 1), "")
        if not nationality:
            break
        stem = stem.removesuffix(nationality)
    return stem if found and len(stem) > 1 else ""


def _lengths(names: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(own, reverse=True)) for head, own in found.items()}
