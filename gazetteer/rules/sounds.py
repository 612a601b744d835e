"""Names by their sound: keys that are equal when names are read alike.

A character whose reading nobody settled stands for all its readings, so a name may have several keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from gazetteer.romanization.readings import Reading
from gazetteer.romanization.syllables import APOSTROPHE, needs_apostrophe, toneless

MOST_KEYS = 32
"""So many combinations of open readings are compared; what goes beyond keeps its most usual readings."""

FOLDS = (
    (re.compile(r"([zcs])h"), r"\1"),
    (re.compile(r"([ie])ng"), r"\1n"),
    (re.compile(r"n(?=[aeiouü])"), "l"),
)
"""Sounds that speakers do not keep apart everywhere: zh/z, ch/c, sh/s; ing/in, eng/en; n/l before a vowel."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The keys of a name. `toned` are those of settled readings, or of every combination where some are open."""

    toned: frozenset[str]
    toneless: frozenset[str]
    folded: frozenset[str]
    settled: bool


def sound_of(readings: Sequence[Reading]) -> Sound:
    """The keys of a name read character by character; a character nobody can read stands for itself."""
    options = [_options(reading) for reading in readings]
    settled = all(len(option) == 1 for option in options)
    combined = {_joined(syllables) for syllables in islice(product(*options), MOST_KEYS)}
    return _keys(len(options), combined, settled=settled)


def sound_written(name: str, spelling: str) -> Sound | None:
    """The keys of a name by its approved spelling with tone marks; None when it has digits or no letters."""
    letters = _joined(re.split(r"[\s-]+", spelling.lower().replace("\u2019", APOSTROPHE).strip()))
    if not letters or not letters.replace(APOSTROPHE, "").isalpha() or letters == toneless(letters):
        return None
    return _keys(len(name), {letters}, settled=True)


def _joined(syllables: Sequence[str]) -> str:
    """Letters in one word; an apostrophe keeps fang'an and fan'gan apart, as the rules of spelling have it."""
    joined = ""
    for syllable in syllables:
        joined += (APOSTROPHE if joined and needs_apostrophe(syllable, joined) else "") + syllable
    return joined


def _options(reading: Reading) -> tuple[str, ...]:
    if not reading.is_open:
        return (reading.reading,)
    return tuple(dict.fromkeys((reading.reading, *reading.candidates))) if reading.reading else (reading.character,)


def _keys(length: int, toned: Iterable[str], *, settled: bool) -> Sound:
    toned = frozenset(f"{length}:{letters}" for letters in toned)
    plain = frozenset(_toneless(key) for key in toned)
    return Sound(toned, plain, frozenset(fold(key) for key in plain), settled)


@lru_cache(maxsize=65_536)
def _toneless(text: str) -> str:
    return toneless(text)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Letters without tones, with the sounds of `FOLDS` made one."""
    for pattern, replacement in FOLDS:
        text = pattern.sub(replacement, text)
    return text
