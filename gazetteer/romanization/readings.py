"""Which reading each character of a name has, which layer decided it, and what else it could be.

Layers speak in order; the first that knows a character settles it. What none settles stays open: the
most usual reading is shown as a candidate and the character is listed as unresolved, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gazetteer.romanization.dictionary import LONGEST_PHRASE, phrase, readings_of
from gazetteer.romanization.generic_terms import PLACE_WORDS
from gazetteer.romanization.generic_terms import READINGS as TERM_READINGS
from gazetteer.romanization.place_readings import PLACE_READINGS
from gazetteer.romanization.surnames import ALSO_WORDS, SURNAMES, surname_of
from gazetteer.romanization.syllables import RETROFLEX
from gazetteer.romanization.usual_readings import USUAL
from gazetteer.terms import Term

Words = Mapping[str, Sequence[str]]
SUFFIX, SYLLABLE_OF_SUFFIX = "儿", "ér"


class DecidedBy(Term):
    """The layer that settled a reading, from the most to the least authoritative."""

    OVERRIDE = "override", "本地名审定", "approved for this place"
    COUNTY = "county", "本县读音表", "county table"
    LEXICON = "lexicon", "全国地名读音", "place-name lexicon"
    SURNAME = "surname", "姓氏读音", "surname"
    GENERIC = "generic", "通名读音", "generic term"
    PHRASE = "phrase", "词语读音", "word"
    CHARACTER = "character", "单字读音", "single character"
    WRITTEN = "written", "原样书写", "written as it is"
    UNRESOLVED = "unresolved", "待审定", "unresolved"
    UNKNOWN = "unknown", "字典未收", "not in the dictionary"


@dataclass(frozen=True, slots=True)
class Reading:
    """One character's reading with tone mark ("" when unknown), who decided it, and the candidates there were."""

    character: str
    reading: str
    decided_by: DecidedBy
    candidates: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person must settle it."""
        return self.decided_by in (DecidedBy.UNRESOLVED, DecidedBy.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ReadingTables:
    """What an office adds: approved readings by name (`overrides`) and by word (`county`).

    `proposed` readings by word settle nothing; they are only shown first among the candidates.
    """

    overrides: Words = field(default_factory=dict)
    county: Words = field(default_factory=dict)
    proposed: Words = field(default_factory=dict)


NO_TABLES = ReadingTables()


def decide_readings(name: str, tables: ReadingTables = NO_TABLES) -> list[Reading]:
    """One Reading a character of `name`, in order."""
    settled: list[Reading | None] = [None] * len(name)
    if name in tables.overrides:
        _settle(settled, 0, name, tables.overrides[name], DecidedBy.OVERRIDE)
    _settle_words(settled, name, tables.county, DecidedBy.COUNTY)
    _propose(settled, name, tables.proposed)
    _settle_words(settled, name, PLACE_READINGS, DecidedBy.LEXICON)
    _leave_suffix_open(settled, name)
    _settle_surname(settled, name)
    _settle_terms(settled, name)
    _settle_phrases(settled, name)
    return [_single(character) if found is None else found for character, found in zip(name, settled, strict=True)]


def _settle(settled: list[Reading | None], at: int, word: str, readings: Sequence[str], by: DecidedBy) -> None:
    for n, (character, reading) in enumerate(zip(word, readings, strict=True)):
        if settled[at + n] is None:
            settled[at + n] = Reading(character, reading, by, readings_of(character))


def _settle_words(settled: list[Reading | None], name: str, words: Words, by: DecidedBy) -> None:
    if not words:
        return
    for at, word in _longest_words(name, words):
        if all(reading is None for reading in settled[at : at + len(word)]):
            _settle(settled, at, word, words[word], by)


def _propose(settled: list[Reading | None], name: str, words: Words) -> None:
    for at, word in _longest_words(name, words) if words else ():
        for n, (character, reading) in enumerate(zip(word, words[word], strict=True)):
            if settled[at + n] is None and len(readings_of(character)) != 1:
                candidates = tuple(dict.fromkeys((reading, *readings_of(character))))
                settled[at + n] = Reading(character, reading, DecidedBy.UNRESOLVED, candidates)


def _leave_suffix_open(settled: list[Reading | None], name: str) -> None:
    """A 儿 after another character is a syllable or a suffix (rule 12), as people there say it."""
    for at, character in enumerate(name):
        if at and character == SUFFIX and settled[at] is None:
            settled[at] = Reading(character, SYLLABLE_OF_SUFFIX, DecidedBy.UNRESOLVED, (SYLLABLE_OF_SUFFIX, RETROFLEX))


def _longest_words(name: str, words: Words) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(name):
        for length in range(min(LONGEST_PHRASE, len(name) - at), 0, -1):
            if name[at : at + length] in words:
                yield at, name[at : at + length]
                at += length
                break
        else:
            at += 1


def _settle_surname(settled: list[Reading | None], name: str) -> None:
    surname = surname_of(name)
    readings = tuple(SURNAMES.get(surname, "").split())
    if surname in ALSO_WORDS and not name[1:].startswith("家") and settled[0] is None:
        candidates = tuple(dict.fromkeys((*readings, *readings_of(surname))))
        settled[0] = Reading(surname, candidates[0], DecidedBy.UNRESOLVED, candidates)
    elif surname and readings:
        _settle(settled, 0, surname, readings, DecidedBy.SURNAME)
    elif surname and settled[0] is None:
        settled[0] = _open(surname)


def _settle_terms(settled: list[Reading | None], name: str) -> None:
    split = {word: readings.split() for word, readings in PLACE_WORDS.items() if word in name}
    _settle_words(settled, name, split, DecidedBy.GENERIC)
    for at in (len(name) - 1, len(name) - 2):
        if at < 1 or settled[at] is not None or name[at] not in TERM_READINGS:
            continue
        if at == len(name) - 1 or name[-1] in "子村乡镇":
            reading = TERM_READINGS[name[at]]
            settled[at] = (
                Reading(name[at], reading, DecidedBy.GENERIC, readings_of(name[at])) if reading else _open(name[at])
            )


def _settle_phrases(settled: list[Reading | None], name: str) -> None:
    at = 0
    while at < len(name):
        for length in range(min(LONGEST_PHRASE, len(name) - at), 1, -1):
            word = name[at : at + length]
            readings = phrase(word)
            if readings and len(readings) == length and all(found is None for found in settled[at : at + length]):
                _settle_word(settled, at, word, readings)
                at += length
                break
        else:
            at += 1


def _settle_word(settled: list[Reading | None], at: int, word: str, readings: Sequence[str]) -> None:
    """A dictionary word settles its characters; where names usually read one otherwise, the two disagree: open."""
    for n, (character, reading) in enumerate(zip(word, readings, strict=True)):
        usual = USUAL.get(character)
        known = readings_of(character)
        if len(known) < 2 or TERM_READINGS.get(character) == "":
            continue
        if usual is not None and usual != reading and len(word) == 2:
            continue
        settled[at + n] = Reading(character, reading, DecidedBy.PHRASE, known)


def _single(character: str) -> Reading:
    if character.isascii() and character.isalnum():
        return Reading(character, character, DecidedBy.WRITTEN)
    known = readings_of(character)
    if not known:
        return Reading(character, "", DecidedBy.UNKNOWN)
    if len(known) == 1:
        return Reading(character, known[0], DecidedBy.CHARACTER, known)
    usual = USUAL.get(character)
    return Reading(character, usual, DecidedBy.CHARACTER, known) if usual else _open(character)


def _open(character: str) -> Reading:
    known = readings_of(character)
    return Reading(character, known[0] if known else "", DecidedBy.UNRESOLVED, known)
