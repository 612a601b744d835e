"""Names near a writing, found by hash: names that agree with it after one character is left out, or sound the same.

Built once from a lexicon, over names and over pairs (village + group, township + village or street), so a slip across
the seam of two names is found too. Numbered groups are compared within their village only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, TOWN_RANK, VILLAGE_RANK
from gazetteer.addresses.lexicon import Candidate, Lexicon
from gazetteer.addresses.nearness import BRIEF, BRIEF_PENALTY, nearness, one_less, sound_keys
from gazetteer.addresses.numerals import NUMERALS
from gazetteer.addresses.variants import Written

LONGEST = 16
SHORTEST_SHORT = 3
LONGEST_GROUP = 5
"""Longer writings are not compared with the numbered groups of a village (十二组)."""


NUMERAL = re.compile(f"[0-9{NUMERALS}]+")


class Neighbourhood:
    """Near names of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Reads the pinyin dictionary; a thousand names take some 50 ms."""
        self._lexicon = lexicon
        self._towns = [lexicon.at(entry, TOWN_RANK) for entry in range(len(lexicon.entries))]
        self._hamlets = {k for k, own in lexicon.names.items() if all(c.written is Written.HAMLET for c in own)}
        self._brief = {phrase for entry in range(len(lexicon.entries)) for phrase in _brief(lexicon, entry)}
        phrases: dict[str, list[tuple[int, float]]] = {}
        for phrase, entry, penalty in _phrases(lexicon):
            phrases.setdefault(phrase, []).append((entry, penalty))
        self._phrases: Mapping[str, list[tuple[int, float]]] = phrases
        self._less, self._sounding = _by_less(phrases), _by_sound(phrases)

    def near(self, written: str, villages: Iterable[int] = (), town: int = -1) -> tuple[Candidate, ...]:
        """Entries whose name is one slip away, the nearest first; of numbered groups only those of `villages`.

        With a `town` (-1: any) nothing that lies in another one. Natural villages, which are many and of few patterns
        (马家沟, 马家湾), are near by sound and shape only.
        """
        best: dict[int, Candidate] = {}
        towns = self._towns
        for phrase in self._close_phrases(written):
            meant = self._phrases[phrase]
            if town >= 0:
                meant = [pair for pair in meant if towns[pair[0]] in (town, -1)]
            near = nearness(written, phrase) if meant else None
            if near is None or (near[0] is Written.EDITED and phrase in self._hamlets):
                continue
            extra = BRIEF_PENALTY if near[0] is Written.EDITED and phrase in self._brief else 0.0
            for entry, penalty in meant:
                _keep(best, Candidate(entry, near[0], near[1] + penalty + extra))
        for village in villages if len(written) <= LONGEST_GROUP else ():
            for group in self._lexicon.below(village):
                for name in self._group_names(group):
                    near = nearness(written, name) if _same_numeral(written, name) else None
                    if near is not None:
                        _keep(best, Candidate(group, *near))
        return tuple(sorted(best.values(), key=lambda c: (c.penalty, c.entry)))

    def _close_phrases(self, written: str) -> set[str]:
        if not 1 < len(written) <= LONGEST:
            return set()
        found = {phrase for less in one_less(written) for phrase in self._less.get(less, ())}
        for key in sound_keys(written):
            found.update(self._sounding.get(key, ()))
        return found

    def _group_names(self, entry: int) -> tuple[str, ...]:
        lexicon = self._lexicon
        if lexicon.ranks[entry] != GROUP_RANK:
            return ()
        return lexicon.entries[entry].name, lexicon.standard_key(entry)


def _keep(best: dict[int, Candidate], candidate: Candidate) -> None:
    known = best.get(candidate.entry)
    if known is None or candidate.penalty < known.penalty:
        best[candidate.entry] = candidate


def _phrases(lexicon: Lexicon) -> Iterator[tuple[str, int, float]]:
    for key, candidates in lexicon.names.items():
        for candidate in candidates:
            if _numbered_group(lexicon, candidate.entry, key):
                continue
            if candidate.written is Written.GENERIC:
                continue
            if candidate.written is not Written.SHORT or len(key) >= SHORTEST_SHORT:
                yield key, candidate.entry, candidate.penalty
    for entry in range(len(lexicon.entries)):
        yield from ((phrase, entry, 0.0) for phrase in _pairs(lexicon, entry))
    yield from _heads(lexicon)


def _same_numeral(written: str, name: str) -> bool:
    """Whether two groups' names have one number, or one of them none: 七组 is another group than 一组, not a slip."""
    numbers = [found[0] for text in (written, name) if (found := NUMERAL.match(text))]
    return len(set(numbers)) < 2


def _numbered_group(lexicon: Lexicon, entry: int, key: str) -> bool:
    return lexicon.ranks[entry] == GROUP_RANK and key[:1].isdigit()


def _pairs(lexicon: Lexicon, entry: int) -> Iterator[str]:
    """A name together with the one above it, as both are usually written."""
    parent = lexicon.parents[entry]
    rank = lexicon.ranks[entry]
    if parent < 0 or rank <= TOWN_RANK or lexicon.ranks[parent] not in (TOWN_RANK, VILLAGE_RANK):
        return
    above = lexicon.standard_key(parent)
    yield above + lexicon.standard_key(entry)
    if rank == GROUP_RANK:
        yield above + lexicon.entries[entry].name


def _brief(lexicon: Lexicon, entry: int) -> Iterator[str]:
    """Pairs of a group with a village of two characters (雷村一组)."""
    if lexicon.ranks[entry] == GROUP_RANK and len(lexicon.standard_key(lexicon.parents[entry])) <= BRIEF:
        yield from _pairs(lexicon, entry)


def _heads(lexicon: Lexicon) -> Iterator[tuple[str, int, float]]:
    """Province, prefecture and county written together, and the county with each township."""
    for entry, rank in enumerate(lexicon.ranks):
        if rank not in (COUNTY_RANK, TOWN_RANK):
            continue
        names = [lexicon.standard_key(n) for n in lexicon.lines[entry]]
        for start in range(len(names) - 1):
            joined = "".join(names[start:])
            if len(joined) <= LONGEST:
                yield joined, entry, 0.0


def _by_less(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        if len(phrase) <= LONGEST:
            for less in one_less(phrase):
                found.setdefault(less, []).append(phrase)
    return {less: tuple(own) for less, own in found.items()}


def _by_sound(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        if len(phrase) <= LONGEST:
            for key in sound_keys(phrase):
                found.setdefault(key, []).append(phrase)
    return {key: tuple(own) for key, own in found.items()}
