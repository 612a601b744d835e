"""The dictionary by which addresses are read: every name of a county with its aliases and former names, as a tree.

Pure and read-only: built once from names, then shared by threads. A few thousand names take some ten milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gazetteer.addresses.canonical import canonical_text
from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, TOWN_RANK, AddressLevel
from gazetteer.addresses.variants import (
    PENALTIES,
    Written,
    leading_digits,
    other_generics,
    short_names,
    with_digits,
    without_town,
)

NUMBERED = re.compile(r"[0-9]+(?:号|组|层|室|单元|号楼)?")
"""What is a number in an address is no name of another place: 二号村 is not called 2号."""
BRACKETED = re.compile(r"[（(][^（）()]*[）)]$")
"""A remark behind the name of premises (规划)."""
PREFIX = 2
"""Names are found by their first two characters, so a name has at least two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconName:
    """A place that addresses speak of.

    `key` is any text that no other place has (a division code, a record's id); `parent` the key of the place
    it belongs to ("" for a province): groups belong to villages, villages and streets to townships, lanes to
    any of these. `hamlets` are natural villages that mean this group. `spellings` are its official spellings
    in letters, with or without tones.
    """

    key: str
    name: str
    level: AddressLevel
    parent: str = ""
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    hamlets: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A place a written name may mean, and how the writing stands to its standard name."""

    entry: int
    written: Written
    penalty: float


Chain = tuple[tuple[int, int], ...]
"""(rank of the level, entry) of a place and of all above it below the county."""


class Lexicon:
    """Names by their canonical text. Entries are numbered from 0; arrays are indexed by entry."""

    def __init__(self, names: Iterable[LexiconName]) -> None:
        """Raises ValueError for a key given twice, a parent not among the names, or a ring of parents."""
        self.entries: tuple[LexiconName, ...] = tuple(names)
        self.by_key: Mapping[str, int] = {name.key: n for n, name in enumerate(self.entries)}
        if len(self.by_key) != len(self.entries):
            raise ValueError("a key of the lexicon is given twice")
        self.parents: tuple[int, ...] = tuple(self._parent(name) for name in self.entries)
        self.ranks: tuple[int, ...] = tuple(name.level.rank for name in self.entries)
        self.lines: tuple[tuple[int, ...], ...] = tuple(self._line(n) for n in range(len(self.entries)))
        self.chains: tuple[Chain, ...] = tuple(
            tuple((self.ranks[n], n) for n in line if self.ranks[n] > COUNTY_RANK) for line in self.lines
        )
        self._standard_keys = [canonical_text(name.name) for name in self.entries]
        self.names: Mapping[str, tuple[Candidate, ...]] = self._names()
        self.lengths: Mapping[str, tuple[int, ...]] = _lengths(self.names)
        self._by_town: dict[str, dict[int, tuple[Candidate, ...]]] = {}
        self.children: Mapping[tuple[int, str], tuple[Candidate, ...]] = self._children()

    def _parent(self, name: LexiconName) -> int:
        if not name.parent:
            return -1
        if name.parent not in self.by_key:
            raise ValueError(f"{name.name}: its parent {name.parent!r} is not in the lexicon")
        return self.by_key[name.parent]

    def _line(self, entry: int) -> tuple[int, ...]:
        line = [entry]
        while self.parents[line[-1]] >= 0:
            line.append(self.parents[line[-1]])
            if len(line) > len(AddressLevel):
                raise ValueError(f"{self.entries[entry].name}: its parents run in a ring")
        return tuple(reversed(line))

    def _names(self) -> dict[str, tuple[Candidate, ...]]:
        found: dict[str, dict[int, Candidate]] = {}
        for entry in range(len(self.entries)):
            for text, written in self._writings(entry):
                key = canonical_text(text)
                if len(key) < PREFIX or (self.ranks[entry] != GROUP_RANK and NUMBERED.fullmatch(key)):
                    continue
                candidate = Candidate(entry, written, PENALTIES[written])
                known = found.setdefault(key, {}).get(entry)
                if known is None or candidate.penalty < known.penalty:
                    found[key][entry] = candidate
        return {key: tuple(sorted(own.values(), key=_by_penalty)) for key, own in found.items()}

    def _writings(self, entry: int) -> Iterator[tuple[str, Written]]:
        """Every way in which an entry's name may stand in a text; best first."""
        name = self.entries[entry]
        yield name.name, Written.STANDARD
        for alias in name.aliases:
            yield alias, Written.ALIAS
        if name.level is AddressLevel.VILLAGE and not name.name.endswith(("村", "社区")):
            yield f"{name.name}村", Written.ALIAS
        for hamlet in name.hamlets:
            yield hamlet, Written.HAMLET
            yield f"{hamlet}村", Written.HAMLET
        for former in name.former:
            yield former, Written.FORMER
            yield from ((short, Written.FORMER) for short in short_names(former, name.level))
        short = short_names(name.name, name.level)
        leading = (written for text in (name.name, *short) for written in leading_digits(text, name.level))
        digits = (*with_digits(name.name), *leading)
        yield from ((written, Written.ALIAS) for written in digits)
        for text in (name.name, *self._omitted(entry)):
            if text is not name.name:
                yield text, Written.OMITTED
            yield from ((short, Written.SHORT) for short in short_names(text, name.level))
            yield from ((other, Written.GENERIC) for other in other_generics(text, name.level))

    def _omitted(self, entry: int) -> Iterator[str]:
        """The name without the township's before it; of premises also without the county's, and a remark behind it."""
        name = self.entries[entry]
        town, county = self.at(entry, TOWN_RANK), self.at(entry, COUNTY_RANK)
        plain = BRACKETED.sub("", name.name) if name.level is AddressLevel.POI else name.name
        if plain != name.name and len(plain) >= PREFIX:
            yield plain
        if town not in (-1, entry):
            yield from without_town(plain, self.entries[town].name)
        if name.level is AddressLevel.POI and county >= 0:
            yield from without_town(plain, self.entries[county].name)

    def _children(self) -> dict[tuple[int, str], tuple[Candidate, ...]]:
        found: dict[tuple[int, str], list[Candidate]] = {}
        for key, candidates in self.names.items():
            for candidate in candidates:
                found.setdefault((self.parents[candidate.entry], key), []).append(candidate)
        return {key: tuple(own) for key, own in found.items()}

    @cached_property
    def county(self) -> int:
        """The entry of the county; -1 when there is none."""
        return next((n for n, rank in enumerate(self.ranks) if rank == COUNTY_RANK), -1)

    def in_town(self, town: int, key: str) -> tuple[Candidate, ...]:
        """Of the places a name may mean those of one township; worked out when a name is first asked for."""
        by_town = self._by_town.get(key)
        if by_town is None:
            found: dict[int, list[Candidate]] = {}
            for candidate in self.names.get(key, ()):
                found.setdefault(self.at(candidate.entry, TOWN_RANK), []).append(candidate)
            by_town = self._by_town[key] = {n: tuple(own) for n, own in found.items()}
        return by_town.get(town, ())

    def at(self, entry: int, rank: int) -> int:
        """The entry of that level above `entry` (or itself); -1 when there is none."""
        return next((n for n in self.lines[entry] if self.ranks[n] == rank), -1)

    def below(self, parent: int) -> Sequence[int]:
        """Entries whose parent is `parent`, in order of the lexicon."""
        return self._below.get(parent, ())

    @cached_property
    def _below(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for entry, parent in enumerate(self.parents):
            found.setdefault(parent, []).append(entry)
        return found

    def standard_key(self, entry: int) -> str:
        """The canonical text of an entry's standard name."""
        return self._standard_keys[entry]

    def head(self, entry: int) -> str:
        """The names from the largest to this one, written together, as a standard address begins."""
        return "".join(self.entries[n].name for n in self.lines[entry])


def _by_penalty(candidate: Candidate) -> tuple[float, int]:
    return candidate.penalty, candidate.entry


def _lengths(names: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[:PREFIX], set()).add(len(name))
    return {head: tuple(sorted(own, reverse=True)) for head, own in found.items()}
