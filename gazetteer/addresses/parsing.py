"""Reading an address by dictionary: names in any order, made one place by the tree, then the number and what is inside.

The result is a `Reading`: up to k parses, the best first, each saying what it changed. Nothing is looked up here;
whether a gate with that number exists, an index of plates knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gazetteer.addresses.canonical import Canonical, canonical
from gazetteer.addresses.elsewhere import UPPER, Elsewhere
from gazetteer.addresses.letters import RUN, Letters, Spelled
from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, TOWN_RANK
from gazetteer.addresses.lexicon import Lexicon, LexiconName
from gazetteer.addresses.neighbourhood import Neighbourhood
from gazetteer.addresses.numbers import NumberPart, number_part
from gazetteer.addresses.repairing import Pieces, Repaired, anchored, repair
from gazetteer.addresses.resolving import Context, NameChange, Places, resolve
from gazetteer.addresses.scanning import NameToken, Scan, is_beside, meaningful, scan
from gazetteer.addresses.variants import Written, short_names

MAX_LENGTH = 200
PARSES = 10
UNEXPLAINED_PENALTY = 0.3
AGREEING_PENALTY = 0.5
MOST_WRONG = 2
"""So many names with a wrong character are not ours."""
TOWN = re.compile(r"(?<=[\u4e00-\u9fff])(?:镇|乡(?!道)|街道)")


@dataclass(frozen=True, slots=True)
class Parse:
    """One way to read the text.

    `places` holds the entry of each level by rank (-1: nothing known), `names` are the names in the text (see
    `said_ranks`); places that no name means follow from the tree. `penalty` is 0 when every name was standard. `dropped` are names that contradict the
    others, `unexplained` stretches of canonical text nobody explains, `poi` what follows the number.
    """

    places: Places
    penalty: float
    number: NumberPart
    changes: tuple[NameChange, ...]
    names: tuple[NameToken, ...]
    dropped: tuple[NameToken, ...] = ()
    unexplained: tuple[tuple[int, int], ...] = ()
    poi: str = ""

    @property
    def finest(self) -> int:
        """The entry of the smallest place; -1 when none is known."""
        return next((entry for entry in reversed(self.places) if entry >= 0), -1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its parses, the best first.

    `foreign` is the name of another province, prefecture or county, or of a township we do not have; such a text, and
    one that is `too_long`, has no parses.
    """

    text: Canonical
    parses: tuple[Parse, ...] = ()
    foreign: str = ""
    too_long: bool = False


class AddressReader:
    """Reads addresses of one county by its lexicon. Safe for use from several threads."""

    def __init__(self, lexicon: Lexicon, neighbours: Iterable[str] = ()) -> None:
        """`neighbours` are full names of places elsewhere that the shipped table may lack."""
        self.lexicon = lexicon
        self.elsewhere = Elsewhere(_own_heads(lexicon.entries), neighbours, _local(lexicon))

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        """Near names, built when the first slip is met (or earlier, by asking for it)."""
        return Neighbourhood(self.lexicon)

    @cached_property
    def letters(self) -> Letters:
        """Names in letters, built when the first text in letters comes."""
        return Letters(self.lexicon, self.elsewhere)

    def read(self, text: str, k: int = PARSES) -> Reading:
        """The k best parses of any text; never raises. Foreign heads are refused before anything is corrected."""
        if len(text) > MAX_LENGTH:
            return Reading(Canonical(text, ""), too_long=True)
        form = canonical(text)
        found = scan(form.text, self.lexicon, self.elsewhere)
        if found.foreign:
            return Reading(form, foreign=found.foreign)
        gaps = meaningful(form.text, found.gaps) if found.gaps else []
        beside = tuple(gap for gap in gaps if is_beside(form.text[gap[0] : gap[1]])) if gaps else ()
        if len(gaps) == len(beside):
            contexts = resolve(form.text, found.names, self.lexicon)
            if not contexts[0].dropped:
                number = number_part(found.parts)
                return _beside(Reading(form, tuple(self._parse(c, number, found.names) for c in contexts[:k])), beside)
        return _beside(self._read_repaired(form, found, [gap for gap in gaps if gap not in beside], k), beside)

    def _read_repaired(self, form: Canonical, found: Scan, gaps: list[tuple[int, int]], k: int) -> Reading:
        text, lexicon = form.text, self.lexicon
        spelled, gaps = self._spelled(text, gaps)
        if spelled.foreign:
            return Reading(form, foreign=spelled.foreign)
        names = sorted((*found.names, *spelled.names)) if spelled.names else found.names
        pieces = Pieces(tuple(names), tuple(found.parts))
        firm = anchored(text, pieces.names, lexicon)
        known = resolve(text, firm, lexicon)
        placed = len(firm) < len(pieces.names) or any(entry >= 0 for entry in known[0].places[GROUP_RANK:])
        before, after = _around_number(pieces, gaps, placed=placed)
        done = repair(text, pieces, before, lexicon, self.neighbourhood, known=known)
        rest = done.unexplained
        behind: tuple[tuple[int, int], ...] = ()
        if after:
            fixed = repair(text, done.pieces, after, lexicon, self.neighbourhood, only_alone=True)
            agreeing = _agreeing(done, fixed)
            done, behind = (fixed, fixed.unexplained) if agreeing else (done, tuple(after))
        said_here = {lexicon.ranks[n.candidates[0].entry] for n in done.pieces.names}
        foreign = _unknown_head(text, rest, county_said=COUNTY_RANK in said_here) or (
            "" if COUNTY_RANK in said_here else _unknown_head(text, behind, county_said=False)
        )
        if foreign:
            return Reading(form, foreign=foreign)
        if COUNTY_RANK not in said_here:
            guessed = _guessed_town(text, done, lexicon)
            if guessed:
                return Reading(form, foreign=guessed)
        number = number_part(done.pieces.parts)
        poi = " ".join(text[start:end].strip("() ") for start, end in behind)
        penalty = UNEXPLAINED_PENALTY * len(rest)
        parses = [self._parse(c, number, done.pieces.names, penalty=penalty) for c in done.contexts[:k]]
        return Reading(form, tuple(replace(p, unexplained=rest, poi=poi) for p in parses))

    def _spelled(self, text: str, gaps: list[tuple[int, int]]) -> tuple[Spelled, list[tuple[int, int]]]:
        """Names that stand in letters in the gaps, and what is left of the gaps."""
        names: list[NameToken] = []
        left: list[tuple[int, int]] = []
        for start, end in gaps:
            at = start
            for run in RUN.finditer(text, start, end):
                spelled = self.letters.read(text, run.start(), run.end())
                if spelled.foreign:
                    return spelled, gaps
                if spelled.names:
                    names += spelled.names
                    left.append((at, run.start()))
                    at = run.end()
            left.append((at, end))
        return Spelled(tuple(names)), meaningful(text, [gap for gap in left if gap[0] < gap[1]])

    def _parse(self, context: Context, number: NumberPart, names: Sequence[NameToken], penalty: float = 0.0) -> Parse:
        total = context.penalty + penalty
        return Parse(context.places, total, number, context.changes, tuple(names), context.dropped)


def _beside(reading: Reading, beside: tuple[tuple[int, int], ...]) -> Reading:
    """The reading of a text that means a place beside the address (对面): that much stays unexplained."""
    if not beside:
        return reading
    parses = tuple(
        replace(p, unexplained=tuple(sorted((*p.unexplained, *beside))), penalty=p.penalty + UNEXPLAINED_PENALTY)
        for p in reading.parses
    )
    return replace(reading, parses=parses)


def _around_number(
    pieces: Pieces, gaps: Sequence[tuple[int, int]], *, placed: bool
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Gaps that should be names, and those behind the number that may be what stands there (`placed`: of a street or group)."""
    at = number_part(pieces.parts).at
    if at < 0 or not placed:
        return list(gaps), []
    return [gap for gap in gaps if gap[0] < at], [gap for gap in gaps if gap[0] > at]


def _own_heads(entries: Sequence[LexiconName]) -> Iterable[str]:
    for name in entries:
        if name.level.rank <= COUNTY_RANK:
            yield from (name.name, *name.aliases, *name.former, *short_names(name.name, name.level))


def _local(lexicon: Lexicon) -> Iterable[str]:
    """Names below the county that can be told without their township: no groups, nothing short."""
    for name, candidates in lexicon.names.items():
        best = candidates[0]
        if lexicon.ranks[best.entry] > COUNTY_RANK and best.written is not Written.SHORT and not name[:1].isdigit():
            yield name


def _agreeing(before: Repaired, after: Repaired) -> bool:
    """Whether names found behind the number only confirm what is known, or are cheap slips."""
    extra = after.contexts[0].penalty - before.contexts[0].penalty
    return after.contexts[0].places == before.contexts[0].places or extra <= AGREEING_PENALTY


def _unknown_head(text: str, gaps: Sequence[tuple[int, int]], *, county_said: bool) -> str:
    """A stretch that names a province, prefecture, county, or (where ours is not named) township we do not have."""
    for start, end in gaps:
        stretch = text[start:end]
        if UPPER.search(stretch) or (not county_said and TOWN.search(stretch)):
            return stretch
    return ""


def _guessed_town(text: str, done: Repaired, lexicon: Lexicon) -> str:
    """A township with a wrong character in it, where what follows is not of ours as written: it is one elsewhere."""
    wrong = [change for change in done.contexts[0].changes if change.written is Written.EDITED]
    if not done.unexplained and len(wrong) < MOST_WRONG:
        return ""
    town = next((change for change in wrong if lexicon.ranks[change.entry] == TOWN_RANK), None)
    return text[town.start : town.end] if town else ""


def parse(text: str, lexicon: Lexicon, k: int = PARSES) -> Reading:
    """The k best parses of one text. Reading many, keep an `AddressReader`: it builds what it needs once."""
    return AddressReader(lexicon).read(text, k)
