"""Putting an answer into words: components, confidence, changes with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazetteer.addresses import AddressLevel, Lexicon, Reading
from gazetteer.addresses.levels import COUNTY_RANK
from gazetteer.addresses.numbers import NumberPart
from gazetteer.addresses.parsing import Parse
from gazetteer.addresses.resolving import said_ranks
from gazetteer.addresses.scanning import is_beside
from gazetteer.numbering import SubStyle

LEVELS = tuple(AddressLevel)
COMPONENTS = ("province", "city", "county", "town", "village", "group", "street", "lane", "number", "sub", "temp", "estate", "building", "unit", "floor", "room", "poi")  # fmt: skip
SAID, INFERRED, DROPPED = 1.0, 0.9, 0.5
STYLES = {"-": SubStyle.HYPHEN, "附": SubStyle.ATTACHED, "之": SubStyle.OF}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing read otherwise than written. `start`, `end` are places in the original text.

    `rule` is `Written`'s value, or removed, dropped, unexplained, written. `before` is "" for personal data.
    """

    rule: str
    component: str
    before: str
    after: str
    reason: str
    start: int
    end: int

    def as_json(self) -> dict[str, object]:
        """The change as a JSON object."""
        return {
            "rule": self.rule,
            "component": self.component,
            "from": self.before,
            "to": self.after,
            "reason": self.reason,
            "start": self.start,
            "end": self.end,
        }


def components_of(reading: Reading, parse: Parse | None, lexicon: Lexicon) -> dict[str, str]:
    """Every component of the contract, "" where there is none."""
    found = dict.fromkeys(COMPONENTS, "")
    if parse is None:
        return found
    for rank, entry in _line(parse, lexicon):
        found[LEVELS[rank].value] = lexicon.entries[entry].name
    number = parse.number
    door = number.door_number(style_of(reading, number))
    if door is not None:
        found["number"] = str(door)
        found["sub"] = str(door.sub) if door.sub else ""
        if number.until:
            found["number"] = f"{number.number}号至{number.until}号"
    found["temp"] = "临时" if number.temporary else ""
    found |= {"building": number.building, "unit": number.unit, "floor": number.floor, "room": number.room}
    found["poi"] = found["poi"] or parse.poi
    return found


def _line(parse: Parse, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Rank and entry of every place of a parse. Nothing is known of our county when the text named none of it."""
    finest = parse.finest
    if finest < 0 and COUNTY_RANK in said_ranks(parse.names, parse.places, lexicon):
        finest = lexicon.county
    for entry in () if finest < 0 else lexicon.lines[finest]:
        if lexicon.ranks[entry] <= COUNTY_RANK:
            yield lexicon.ranks[entry], entry
    yield from ((rank, entry) for rank, entry in enumerate(parse.places) if entry >= 0)


def style_of(reading: Reading, number: NumberPart) -> SubStyle:
    """How the sub-number was written in the original: 附, 之 or a hyphen."""
    if not number.sub:
        return SubStyle.NONE
    text = reading.text
    at = text.text.find("-", number.at)
    start, end = text.span(at, at + 1)
    written = _written(reading, start, end)
    return next((style for sign, style in STYLES.items() if sign in written), SubStyle.HYPHEN)


def confidence_of(reading: Reading, parse: Parse | None, lexicon: Lexicon) -> dict[str, float]:
    """1 for what the text said as registered, less for what was written otherwise or follows from the rest."""
    if parse is None:
        return {}
    filled = {component for component, value in components_of(reading, parse, lexicon).items() if value}
    found = dict.fromkeys((c for c in COMPONENTS if c in filled), SAID)
    line = tuple(_line(parse, lexicon))
    ranks = frozenset(said_ranks(parse.names, parse.places, lexicon))
    said = [lexicon.entries[entry].name for rank, entry in line if rank in ranks]
    for rank, entry in line:
        if rank not in ranks and not any(name.startswith(lexicon.entries[entry].name) for name in said):
            found[LEVELS[rank].value] = INFERRED
    for change in parse.changes:
        component = LEVELS[lexicon.ranks[change.entry]].value
        if component in found:
            found[component] = round(1 / (1 + change.penalty), 3)
    if parse.dropped or parse.unexplained:
        found = {component: round(value * DROPPED, 3) for component, value in found.items()}
    return found


def changes_of(reading: Reading, parse: Parse | None, lexicon: Lexicon) -> tuple[Change, ...]:
    """In the order of the text."""
    found = [*_removed(reading)]
    if parse is not None:
        found += [*_names(reading, parse, lexicon), *_left(reading, parse)]
    return tuple(sorted(found, key=lambda change: (change.start, change.end)))


def _removed(reading: Reading) -> Iterator[Change]:
    if reading.too_long:
        return
    for piece in reading.text.removed:
        yield Change(
            "removed", piece.kind.value, "", "", f"{piece.kind.term}不属于地址，已去掉", piece.start, piece.end
        )


def _written(reading: Reading, start: int, end: int) -> str:
    """A piece of the original without what was cut out of it: telephones and people are not repeated."""
    kept, at = [], start
    for piece in reading.text.removed:
        if piece.start < end and piece.end > start:
            kept.append(reading.text.original[at : max(at, piece.start)])
            at = max(at, piece.end)
    return "".join((*kept, reading.text.original[at:end]))


def _names(reading: Reading, parse: Parse, lexicon: Lexicon) -> Iterator[Change]:
    for change in parse.changes:
        start, end = reading.text.span(change.start, change.end)
        component = LEVELS[lexicon.ranks[change.entry]].value
        yield Change(
            change.written.value,
            component,
            _written(reading, start, end),
            lexicon.entries[change.entry].name,
            change.written.term,
            start,
            end,
        )


def _left(reading: Reading, parse: Parse) -> Iterator[Change]:
    text = reading.text
    for name in parse.dropped:
        start, end = text.span(name.start, name.end)
        yield Change("dropped", "", _written(reading, start, end), "", "与地址的其他部分矛盾，没有采用", start, end)
    spans = (*parse.unexplained, *((token.start, token.end) for token in parse.number.spare))
    for first, last in spans:
        start, end = text.span(first, last)
        reason = "说的是近旁，不是这个地址本身" if is_beside(text.text[first:last]) else "没有认出，没有采用"
        yield Change("unexplained", "", _written(reading, start, end), "", reason, start, end)
