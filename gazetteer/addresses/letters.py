"""Names written in letters: whole (donghe zhen), or by initials (dhz), of ours and of places elsewhere.

Official spellings come first, then every reading the dictionary gives for each character, so a name of several readings
is found by any of them. A stretch of letters is read as a whole or not at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gazetteer.addresses.elsewhere import Elsewhere
from gazetteer.addresses.levels import GROUP_RANK
from gazetteer.addresses.lexicon import Candidate, Lexicon
from gazetteer.addresses.nearness import sound_keys, toneless
from gazetteer.addresses.scanning import NameToken
from gazetteer.addresses.variants import PENALTIES, Written

RUN = re.compile(r"[A-Z][A-Z ]*[A-Z]")
HAN = re.compile(r"[\u4e00-\u9fff]+")
SHORTEST_ELSEWHERE = 5
ENGLISH: Mapping[str, tuple[str, ...]] = {
    "PROVINCE": ("SHENG",),
    "CITY": ("SHI", ""),
    "PREFECTURE": ("SHI", ""),
    "COUNTY": ("XIAN", "QU", "SHI", ""),
    "DISTRICT": ("QU", "XIAN"),
    "TOWN": ("ZHEN", "XIANG", "JIEDAO"),
    "TOWNSHIP": ("XIANG", "ZHEN"),
    "SUBDISTRICT": ("JIEDAO",),
    "VILLAGE": ("CUN", ""),
    "COMMUNITY": ("SHEQU",),
    "ROAD": ("LU", "DADAO", "JIE"),
    "RD": ("LU", "DADAO", "JIE"),
    "STREET": ("JIE", "LU", "DAJIE"),
    "ST": ("JIE", "LU", "DAJIE"),
    "AVENUE": ("DADAO", "DAJIE", "LU"),
    "LANE": ("XIANG", "HUTONG"),
    "ALLEY": ("XIANG", "HUTONG"),
}
"""Generic terms in English, with what they stand for, the likeliest first."""
ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(ENGLISH)})\b")
Candidates = Mapping[str, tuple[Candidate, ...]]


class Spelled(NamedTuple):
    """What a stretch of letters says: names of ours, or a place elsewhere."""

    names: tuple[NameToken, ...] = ()
    foreign: str = ""


class Letters:
    """Spellings and initials of one lexicon."""

    def __init__(self, lexicon: Lexicon, elsewhere: Elsewhere) -> None:
        """A thousand names and the places elsewhere take some 100 ms."""
        whole: dict[str, dict[int, Candidate]] = {}
        initials: dict[str, dict[int, Candidate]] = {}
        for spelling, candidate in _official(lexicon):
            _keep(whole, spelling.replace(" ", ""), candidate, Written.SPELLED)
        for name, candidates in lexicon.names.items():
            if HAN.fullmatch(name):
                _add(name, candidates, whole, initials)
        for group, numbered in _groups(lexicon).items():
            _add(group, numbered, whole, initials)
        self._whole, self._initials = _sorted(whole), _sorted(initials)
        self._whole_keys, self._initial_keys = sorted(self._whole), sorted(self._initials)
        self._foreign = frozenset(_spelled_elsewhere(elsewhere.names)) - self._whole.keys()

    def read(self, text: str, start: int, end: int) -> Spelled:
        """What stands between; nothing when a part of it is no name."""
        if ENGLISH_WORD.search(text, start, end):
            return self._in_english(text, start, end)
        places = [n for n in range(start, end) if text[n] != " "]
        letters = "".join(text[n] for n in places).replace("V", "U")
        for known in (self._whole, self._initials):
            cut = _cut(letters, known)
            if cut:
                return Spelled(tuple(NameToken(places[a], places[b - 1] + 1, known[letters[a:b]]) for a, b in cut))
        words = self._words(text, start, end)
        if words:
            return Spelled(words)
        own_or_foreign = self._foreign | self._whole.keys()
        foreign = next((letters[a:b] for a, b in _cut(letters, own_or_foreign) if letters[a:b] in self._foreign), "")
        return Spelled((), foreign)

    def beginning(self, stem: str) -> Iterator[Candidate]:
        """Names whose spelling, or whose initials, begin with these letters."""
        letters = stem.replace("V", "U").replace(" ", "")
        for keys, known in ((self._whole_keys, self._whole), (self._initial_keys, self._initials)):
            for key in keys[bisect_left(keys, letters) : bisect_left(keys, letters + "[")]:
                yield from known[key]

    def _in_english(self, text: str, start: int, end: int) -> Spelled:
        """Names with their generic term in English (Yiyuan Road, Hekou Town); the whole stretch or nothing."""
        names: list[NameToken] = []
        stem, begin = "", -1
        for word in (*re.finditer(r"[A-Z]+", text[start:end]), None):
            generics = ENGLISH.get(word.group()) if word else ("",)
            if word and begin < 0:
                begin = start + word.start()
            if generics is None:
                stem += word.group().replace("V", "U") if word else ""
                continue
            if not stem:
                continue
            known = next((found for generic in generics if (found := self._whole.get(stem + generic))), None)
            if known is None:
                return Spelled((), next((stem + g for g in generics if stem + g in self._foreign), ""))
            names.append(NameToken(begin, start + word.end() if word else end, known))
            stem, begin = "", -1
        return Spelled(tuple(names))

    def _words(self, text: str, start: int, end: int) -> tuple[NameToken, ...]:
        """Each word whole or by its initials."""
        found = []
        for word in re.finditer(r"[A-Z]+", text[start:end]):
            spelled = word.group().replace("V", "U")
            candidates = self._whole.get(spelled) or self._initials.get(spelled)
            if candidates is None:
                return ()
            found.append(NameToken(start + word.start(), start + word.end(), candidates))
        return tuple(found)


def _add(
    name: str,
    candidates: Iterable[Candidate],
    whole: dict[str, dict[int, Candidate]],
    initials: dict[str, dict[int, Candidate]],
) -> None:
    for key in sound_keys(name):
        syllables = key.upper().replace("V", "U").split()
        for candidate in candidates:
            _keep(whole, "".join(syllables), candidate, Written.SPELLED)
            _keep(initials, "".join(s[0] for s in syllables), candidate, Written.INITIALS)


def _groups(lexicon: Lexicon) -> Mapping[str, list[Candidate]]:
    """Numbered groups by the name in characters (二组), which canonical text writes in digits."""
    found: dict[str, list[Candidate]] = {}
    for entry, name in enumerate(lexicon.entries):
        if (
            lexicon.ranks[entry] == GROUP_RANK
            and lexicon.standard_key(entry)[:1].isdigit()
            and HAN.fullmatch(name.name)
        ):
            found.setdefault(name.name, []).append(Candidate(entry, Written.STANDARD, 0.0))
    return found


def _official(lexicon: Lexicon) -> Iterator[tuple[str, Candidate]]:
    for entry, name in enumerate(lexicon.entries):
        for spelling in name.spellings:
            yield toneless(spelling).upper().replace("V", "U"), Candidate(entry, Written.STANDARD, 0.0)


def _keep(found: dict[str, dict[int, Candidate]], key: str, known: Candidate, written: Written) -> None:
    if len(key) > 1:
        candidate = Candidate(known.entry, written, PENALTIES[written] + known.penalty)
        own = found.setdefault(key, {})
        if known.entry not in own or candidate.penalty < own[known.entry].penalty:
            own[known.entry] = candidate


def _sorted(found: Mapping[str, Mapping[int, Candidate]]) -> Candidates:
    return {key: tuple(sorted(own.values(), key=lambda c: (c.penalty, c.entry))) for key, own in found.items()}


def _spelled_elsewhere(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        key = next(sound_keys(name), "").upper().replace("V", "U").replace(" ", "")
        if len(key) >= SHORTEST_ELSEWHERE:
            yield key


def _cut(letters: str, known: Container[str]) -> Sequence[tuple[int, int]]:
    """The letters as one name after the other, the longest first; empty when that cannot be."""
    failed: set[int] = set()

    def rest(at: int) -> list[tuple[int, int]] | None:
        if at == len(letters):
            return []
        if at not in failed:
            for end in range(len(letters), at + 1, -1):
                if letters[at:end] in known:
                    following = rest(end)
                    if following is not None:
                        return [(at, end), *following]
            failed.add(at)
        return None

    return rest(0) or ()
