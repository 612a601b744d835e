"""AddressIndex: finds standard addresses by what people write.

Dictionary first, key lookup second; no text search. It is built from plates and names, with or without a store, and
answers from memory; threads may share it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from geopandas import GeoDataFrame

from gazetteer.addresses import AddressReader, Lexicon, LexiconName, Reading
from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, VILLAGE_RANK
from gazetteer.addresses.nearness import BRIEF_PENALTY
from gazetteer.addresses.numbers import NO_NUMBER, NumberPart
from gazetteer.addresses.parsing import Parse
from gazetteer.addresses.variants import CORRECTIONS, SLIPS, Written
from gazetteer.findings import Finding, Severity
from layers.address_match import AddressMatch
from layers.addressing.answering import OUTER_PENALTY, Answer, Answering
from layers.addressing.completing import Completing
from layers.addressing.gates import NumberSpaces
from layers.addressing.geocoded import Geocoded
from layers.addressing.registered import plates_in, registered_names, registered_plates
from layers.addressing.rows import NamedPosition, PlateRow, names_in, read_tail, split_address
from layers.addressing.statuses import GeocodeStatus
from layers.profile import CountyProfile
from layers.store.contract import Store

LIMIT = 10
TIE = 0.015
"""Answers whose costs differ by less are equally good: a person chooses."""
SHORT_NAME = 3
BRIEF_SLIP = Written.EDITED.penalty + BRIEF_PENALTY
MOST_CORRECTED = 1.75
"""A gate found by corrections that cost more together is one to look at, not the very gate."""
SLIP_TIE = 0.11
"""Between two slips (same sound for one name, similar shape for another) a person chooses as well."""


class AddressIndex:
    """Plates by number space and number, names by the dictionary. `findings` tell which plates could not be indexed."""

    def __init__(
        self,
        lexicon: Lexicon,
        plates: Iterable[PlateRow],
        positions: Mapping[str, NamedPosition] | None = None,
        neighbours: Iterable[str] = (),
    ) -> None:
        self.lexicon = lexicon
        self.reader = AddressReader(lexicon, neighbours)
        self.plates: Sequence[PlateRow] = tuple(plates)
        lon = array("d", [plate.lon for plate in self.plates])
        lat = array("d", [plate.lat for plate in self.plates])
        self.spaces = NumberSpaces(lon, lat)
        self.findings = tuple(self._fill())
        known = {lexicon.by_key[key]: position for key, position in (positions or {}).items() if key in lexicon.by_key}
        self._answering = Answering(lexicon, self.spaces, self.plates, known)
        self._completing = Completing(self.reader, self.spaces, self.plates, self._answering)
        self.reader.neighbourhood  # noqa: B018  (built now, so that the first slip is answered as fast as the next)

    @classmethod
    def build(
        cls,
        plates: Iterable[PlateRow],
        names: Iterable[LexiconName] | None = None,
        *,
        positions: Mapping[str, NamedPosition] | None = None,
        neighbours: Iterable[str] = (),
    ) -> AddressIndex:
        """An index of these plates.

        `names` are the places their addresses are made of, with aliases and former names; without them the names are
        read from the addresses, which must then be composed (`gazetteer.addresses.compose`). `positions` tells by a
        name's key where it lies. `neighbours` are names of places elsewhere. A plate whose address is not made of the
        names is left out and told in `findings`.
        """
        rows = tuple(plates)
        known = names_in(row.address for row in rows) if names is None else names
        return cls(Lexicon(known), rows, positions, neighbours)

    @classmethod
    def from_frame(
        cls,
        frame: GeoDataFrame,
        names: Iterable[LexiconName] | None = None,
        *,
        plate: str = "plate_code",
        address: str = "address_text",
        neighbours: Iterable[str] = (),
    ) -> AddressIndex:
        """The index of a frame of plates, points in any declared system; see `build` for names and neighbours.

        Raises ValueError when the frame does not say its system, KeyError for a column it does not have.
        """
        return cls.build(plates_in(frame, plate=plate, address=address), names, neighbours=neighbours)

    @classmethod
    def from_store(cls, store: Store, profile: CountyProfile) -> AddressIndex:
        """The index of a county as its store holds it today; a second or two for 59,466 plates."""
        known = registered_names(store, profile)
        neighbours = [neighbour.name for neighbour in profile.neighbours]
        plates = registered_plates(store)
        return cls.build(plates, known.names, positions=known.positions, neighbours=neighbours)

    def geocode(self, text: str, *, limit: int = LIMIT) -> Geocoded:
        """Where a text is; never raises. At most `limit` matches, but never fewer than are equally good, up to 50."""
        reading = self.reader.read(text)
        if reading.foreign:
            return Geocoded(GeocodeStatus.OUT_OF_AREA, reading, self.lexicon)
        parses = reading.parses
        answers = [answer for parse in parses for answer in self._answering.answers(parse)]
        if not answers:
            return Geocoded(GeocodeStatus.REJECTED, reading, self.lexicon, parses[0] if parses else None)
        if len(answers) > 1:
            answers.sort(key=_by_cost)
            answers = list({(a.match.address, a.match.plate): a for a in reversed(answers)}.values())[::-1]
        return self._answered(reading, answers, limit)

    def complete(self, prefix: str, *, limit: int = LIMIT) -> tuple[AddressMatch, ...]:
        """What a text that is still being typed may become, the largest places first; never raises.

        Understands names, their spelling in letters or by initials, and numbers; `()` for text that begins elsewhere.
        """
        return self._completing.complete(prefix, limit) or self.geocode(prefix).matches[:limit]

    def _answered(self, reading: Reading, answers: list[Answer], limit: int) -> Geocoded:
        best = answers[0]
        choices = 1 if len(answers) == 1 else _choices(answers)
        alone = bool(best.parse.changes) and choices == 1 and self._unsupported(best.parse)
        torn = any(self.lexicon.ranks[name.candidates[0].entry] >= VILLAGE_RANK for name in best.parse.dropped)
        torn = torn or best.parse.penalty > MOST_CORRECTED
        status = GeocodeStatus.AMBIGUOUS if alone else _status(best, choices, torn=torn)
        shown = answers[: max(limit, min(choices, 50))]
        matches = tuple(answer.match for answer in shown)
        told = choices if choices > 1 or alone else 0
        return Geocoded(status, reading, self.lexicon, best.parse, matches, told, is_gate=not torn and _is_gate(best))

    def _unsupported(self, parse: Parse) -> bool:
        """Whether the answer rests on a short name with a wrong character in it, and on no other name.

        A name of two characters with one of them wrong is never support enough.
        """
        if any(c.written is Written.EDITED and c.penalty >= BRIEF_SLIP for c in parse.changes):
            return True
        ranks = self.lexicon.ranks
        wrong = [c for c in parse.changes if c.written is Written.EDITED and c.end - c.start <= SHORT_NAME]
        if not any(c.end - c.start == len(self.lexicon.standard_key(c.entry)) for c in wrong):
            return False
        slips = {c.start for c in wrong}
        others = (name for name in parse.names if name.start not in slips and name not in parse.dropped)
        return not any(COUNTY_RANK <= ranks[name.candidates[0].entry] != GROUP_RANK for name in others)

    def _fill(self) -> Iterable[Finding]:
        """Sorts every plate into its number space; most heads and tails are seen many times and read once."""
        heads: dict[str, int] = {self.lexicon.head(entry): entry for entry in range(len(self.lexicon.entries))}
        tails: dict[str, NumberPart | None] = {"": NO_NUMBER}
        add = self.spaces.add
        for row, plate in enumerate(self.plates):
            head, tail = split_address(plate.address)
            space = heads.get(head)
            if space is None:
                space = heads[head] = self._space_of(head)
            if tail in tails:
                part = tails[tail]
            else:
                part = tails[tail] = read_tail(tail)
            if space < 0 or part is None or not tail:
                yield _unindexed(plate)
            else:
                add(space, part, row)

    def _space_of(self, head: str) -> int:
        """The place a head means when it is not written as composed; -1 when that is not certain."""
        parses = self.reader.read(head, 2).parses
        certain = len(parses) == 1 or (len(parses) > 1 and parses[1].penalty - parses[0].penalty > TIE)
        if not certain or not _reads_cleanly(parses[0]):
            return -1
        return parses[0].finest


def _by_cost(answer: Answer) -> float:
    return answer.cost


def _choices(answers: Sequence[Answer]) -> int:
    """How many different addresses are as good as the first.

    A missing number's neighbours are no choice, nor are the two ends of a range: they belong to one parse.
    """
    best = answers[0]
    slips = _slips(best)
    equal = [a for a in answers if a.cost - best.cost < _tie(slips, a)]
    found = {a.match.address for a in equal if a.complete == best.complete}
    if best.parse.number.until or all(a.parse is best.parse for a in equal):
        return 1
    return len(found)


def _slips(answer: Answer) -> frozenset[tuple[int, int]]:
    """Where the text is taken for a slip, and for which name."""
    return frozenset((c.start, c.entry) for c in answer.parse.changes if c.written in SLIPS)


def _tie(slips: frozenset[tuple[int, int]], answer: Answer) -> float:
    return SLIP_TIE if slips and _slips(answer) != slips else TIE


def _status(best: Answer, choices: int, *, torn: bool) -> GeocodeStatus:
    """`torn`: the text says too much that is not the answer's, a second village or street, or several wrong characters."""
    parse = best.parse
    if choices > 1:
        return GeocodeStatus.AMBIGUOUS
    if torn or not best.complete or parse.unexplained or parse.number.spare:
        return GeocodeStatus.PARTIAL
    if parse.dropped or any(change.written in CORRECTIONS for change in parse.changes):
        return GeocodeStatus.CORRECTED
    return GeocodeStatus.OK


def _is_gate(best: Answer) -> bool:
    """Whether the answer is the gate asked for, and nothing of the text is left over."""
    parse = best.parse
    near = best.cost - parse.penalty <= OUTER_PENALTY
    return near and not parse.unexplained and not parse.number.spare


def _reads_cleanly(parse: Parse) -> bool:
    slips = any(change.written.is_correction and change.penalty > 0.1 for change in parse.changes)
    return parse.finest >= 0 and not (slips or parse.unexplained or parse.dropped or parse.poi)


def _unindexed(plate: PlateRow) -> Finding:
    return Finding(
        "addresses.unreadable",
        Severity.WARNING,
        f"门牌 {plate.plate} 的地址“{plate.address[:60]}”不是由登记的地名和门牌号组成，没有编入地址索引",
        subject=plate.plate,
        value=plate.address[:60],
        remedy="按标准地址书写，或补登地名",
    )
