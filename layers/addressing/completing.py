"""What a text that is still being typed may become: names that begin so, places in what is named, numbers that begin so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from gazetteer.addresses import AddressReader, Lexicon
from gazetteer.addresses.canonical import canonical_text
from gazetteer.addresses.levels import COUNTY_RANK, GROUP_RANK, POI_RANK, VILLAGE_RANK
from gazetteer.addresses.lexicon import Candidate
from gazetteer.addresses.numerals import numeral_value
from gazetteer.addresses.parsing import MAX_LENGTH
from gazetteer.addresses.resolving import EMPTY, MANY_CANDIDATES, Context, join, resolve
from gazetteer.addresses.scanning import NameToken, scan
from layers.address_match import AddressMatch
from layers.addressing.answering import SPACES, Answering
from layers.addressing.gates import NumberSpaces
from layers.addressing.rows import PlateRow, split_address

MOST_KEYS = 400
MOST_CONTEXTS = 8
LAST = "\U0010ffff"
LETTER_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
SUB_SIGNS = ("号附", "号之", "号-", "附", "之")
Keys = Sequence[str]


class Completing:
    """Completes prefixes by the dictionary and the number spaces of an index."""

    def __init__(
        self, reader: AddressReader, spaces: NumberSpaces, plates: Sequence[PlateRow], answering: Answering
    ) -> None:
        self._reader, self._spaces, self._plates, self._answering = reader, spaces, plates, answering
        self._lexicon: Lexicon = reader.lexicon
        self._keys: Keys = sorted(self._lexicon.names)
        self._tails: dict[int, dict[str, list[int]]] = {}
        self._canonical: dict[str, str] = {}

    def complete(self, text: str, limit: int) -> tuple[AddressMatch, ...]:
        """The best `limit` completions; none for text that begins elsewhere."""
        typed = canonical_text(text) if len(text) <= MAX_LENGTH else ""
        if not typed:
            return ()
        found: dict[str, AddressMatch] = {}
        for match in self._matches(typed):
            found.setdefault(match.address, match)
            if len(found) == limit:
                break
        return tuple(found.values())

    def _matches(self, typed: str) -> Iterator[AddressMatch]:
        cut = scan(typed, self._lexicon, self._reader.elsewhere)
        if cut.foreign and cut.names:
            cut = scan(typed, self._lexicon, None)
        if cut.foreign or (not cut.names and set(typed) & LETTER_SIGNS):
            yield from self._named(self._beginning(typed), [EMPTY])
            if not cut.foreign:
                yield from self._in_letters(typed)
            return
        names = cut.names
        if names and names[-1].end == len(typed):
            yield from self._ending_in_a_name(typed, names)
        else:
            yield from self._ending_in_a_beginning(typed, names)

    def _ending_in_a_name(self, typed: str, names: Sequence[NameToken]) -> Iterator[AddressMatch]:
        """The place named, longer names that begin so, then what lies in it; the place last when it was named before."""
        contexts, before = self._contexts(typed, names), self._contexts(typed, names[:-1])
        places = [context for context in contexts if not context.dropped]
        again = len(names) > 1 and any(context.places == before[0].places for context in places)
        if not again:
            yield from self._places(places)
        stem = typed[names[-1].start :]
        longer = self._agreeing(self._beginning(stem, before), before)
        ranks, match = self._lexicon.ranks, self._answering.place_match
        yield from (match(entry, cost) for entry, cost in longer if ranks[entry] < POI_RANK)
        yield from self._places(places)
        yield from self._inside(contexts)
        yield from (match(entry, cost) for entry, cost in longer)

    def _ending_in_a_beginning(self, typed: str, names: Sequence[NameToken]) -> Iterator[AddressMatch]:
        """Names that begin so, the last name included (河口北 of 河口北街), or numbers where there is a street or group."""
        contexts = self._contexts(typed, names)
        rest = typed[names[-1].end :] if names else typed
        numbered = self._numbered(contexts, rest)
        if any(entry >= 0 for entry in contexts[0].places[GROUP_RANK:]):
            yield from numbered
        if names:
            before = self._contexts(typed, names[:-1])
            yield from self._named(self._beginning(typed[names[-1].start :], before), before)
        yield from self._named(self._beginning(rest, contexts), contexts)
        yield from numbered

    def _contexts(self, typed: str, names: Sequence[NameToken]) -> list[Context]:
        return resolve(typed, names, self._lexicon)[:MOST_CONTEXTS]

    def _in_letters(self, typed: str) -> Iterator[AddressMatch]:
        """Whole words are names, the last one the beginning of a name."""
        letters = self._reader.letters
        cuts = [n for n, sign in enumerate(typed) if sign == " " and set(typed[:n]) <= LETTER_SIGNS]
        for cut in (0, *reversed(cuts)):
            names = letters.read(typed, 0, cut).names if cut else ()
            if names or not cut:
                stem = typed[cut:].replace(" ", "")
                contexts = self._contexts(typed, names)
                yield from self._named(letters.beginning(stem), contexts)
                if cut and not stem:
                    yield from self._inside(contexts)

    def _beginning(self, stem: str, contexts: Sequence[Context] = ()) -> Iterator[Candidate]:
        """Names that begin with what was typed; numerals are groups' numbers, of the villages that are named."""
        lexicon = self._lexicon
        villages = {context.places[VILLAGE_RANK] for context in contexts}
        anywhere = not villages or -1 in villages
        for written in dict.fromkeys((stem, _digits(stem))):
            if written:
                start, end = bisect_left(self._keys, written), bisect_left(self._keys, written + LAST)
                for key in self._keys[start : min(end, start + MOST_KEYS)]:
                    if anywhere or len(lexicon.names[key]) <= MANY_CANDIDATES:
                        yield from lexicon.names[key]
                    else:
                        for village in villages:
                            yield from lexicon.children.get((village, key), ())

    def _named(self, candidates: Iterable[Candidate], contexts: Sequence[Context]) -> Iterator[AddressMatch]:
        for entry, cost in self._agreeing(candidates, contexts):
            yield self._answering.place_match(entry, cost)

    def _agreeing(self, candidates: Iterable[Candidate], contexts: Sequence[Context]) -> list[tuple[int, float]]:
        """Places among the candidates that agree with what is named, the largest and nearest first, with their costs."""
        lexicon = self._lexicon
        found: dict[int, float] = {}
        nothing = NameToken(0, 0, ())
        ranks, parents = lexicon.ranks, lexicon.parents
        for candidate in candidates:
            entry = candidate.entry
            rank, parent = ranks[entry], parents[entry]
            if rank <= COUNTY_RANK:
                continue
            for context in contexts:
                if context.places[ranks[parent]] not in (-1, parent):
                    continue
                loose = rank == GROUP_RANK and context.places[VILLAGE_RANK] < 0 and candidate.penalty == 0
                joined = None if loose or context.dropped else join(context, candidate, lexicon, nothing)
                if joined is not None and joined.places != context.places:
                    found[entry] = min(joined.penalty, found.get(entry, joined.penalty))
        names = lexicon.entries
        return sorted(found.items(), key=lambda pair: (ranks[pair[0]], pair[1], len(names[pair[0]].name), pair[0]))

    def _places(self, contexts: Iterable[Context]) -> Iterator[AddressMatch]:
        for context in contexts:
            entry = self._finest(context)
            if entry >= 0:
                yield self._answering.place_match(entry, context.penalty)

    def _inside(self, contexts: Iterable[Context]) -> Iterator[AddressMatch]:
        """What lies in the places named: smaller places, then gates, then premises."""
        for context in contexts:
            entry = self._finest(context)
            if entry < 0 or context.dropped:
                continue
            below = sorted(self._lexicon.below(entry), key=self._lexicon.ranks.__getitem__)
            shops = [child for child in below if self._lexicon.ranks[child] == POI_RANK]
            for child in below[: len(below) - len(shops)]:
                yield self._answering.place_match(child, context.penalty)
            for row in islice(self._spaces.rows(entry), MOST_KEYS):
                yield self._answering.gate_match(row, context.penalty)
            for child in shops:
                yield self._answering.place_match(child, context.penalty)

    def _finest(self, context: Context) -> int:
        """The smallest place named; the county when only heads are."""
        return next((entry for entry in reversed(context.places) if entry >= 0), self._lexicon.county)

    def _numbered(self, contexts: Sequence[Context], rest: str) -> Iterator[AddressMatch]:
        """Gates whose number begins so; where only the village is named, those of its groups."""
        tail = _tail(rest)
        for context in contexts:
            spaces = [context.places[rank] for rank in SPACES if context.places[rank] >= 0]
            village = context.places[VILLAGE_RANK]
            for space in spaces or (self._lexicon.below(village) if village >= 0 else ()):
                for row in self._tails_of(space).get(tail, ()):
                    yield self._answering.gate_match(row, context.penalty)

    def _tails_of(self, space: int) -> dict[str, list[int]]:
        """Plates by every beginning of their number part, in the order of the street; worked out when first asked for."""
        known = self._tails.get(space)
        if known is None:
            rows = [*self._spaces.rows(space)]
            gates = set(rows)
            rows += [row for row in self._spaces.members(space) if row not in gates]
            known = self._tails[space] = {}
            for row in rows:
                written = self._canonical_tail(split_address(self._plates[row].address)[1])
                for length in range(len(written) + 1):
                    known.setdefault(written[:length], []).append(row)
        return known

    def _canonical_tail(self, tail: str) -> str:
        """Canonical text of a number part; most are of many plates."""
        known = self._canonical.get(tail)
        if known is None:
            known = self._canonical[tail] = canonical_text(tail)
        return known


def _digits(stem: str) -> str:
    value = numeral_value(stem.removeprefix("第")) if _is_numeral(stem.removeprefix("第")) else None
    return "" if value is None else str(value)


def _is_numeral(text: str) -> bool:
    return bool(text) and all(sign in "〇零一二两三四五六七八九十百" for sign in text)


def _tail(rest: str) -> str:
    """The beginning of a number part as canonical text begins: 12号附 is 12-, 临 is 临时."""
    for sign in SUB_SIGNS:
        if rest.endswith(sign):
            return rest.removesuffix(sign) + "-"
    return "临时" if rest == "临" else rest
